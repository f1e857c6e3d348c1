//! Pure rules of marks: the composite (综合成绩), its grade, and what a row of marks may hold.
//!
//! All marks are whole 0.1 points. Each part is rounded to 0.1 before it is weighted, so that the printed formula can
//! be recomputed by hand.

use serde::{Deserialize, Serialize};

use crate::words::words;

words! {
    /// How a class is examined. Oral matters: many trainees read little.
    pub enum ExamMode {
        /// Closed book.
        ClosedBook => "closed_book" "闭卷考试",
        /// Open book.
        OpenBook => "open_book" "开卷考试",
        /// Oral.
        Oral => "oral" "口试",
        /// At a computer.
        Computer => "computer" "机考",
        /// Practical work.
        Practical => "practical" "实操考核",
        /// No exam in this class.
        None => "none" "不考试",
    }
}

words! {
    /// What a composite amounts to, and the grades of an appraisal. **Source**: 优秀≥90, 良好≥80, 合格≥60 (product
    /// default).
    pub enum Grade {
        /// From 90.
        Excellent => "excellent" "优秀",
        /// From 80.
        Good => "good" "良好",
        /// From 60.
        Pass => "pass" "合格",
        /// Below.
        Fail => "fail" "不合格",
    }
}

impl Grade {
    /// The grade of a composite in 0.1 point.
    #[must_use]
    pub const fn of(composite_tenths: i64) -> Self {
        match composite_tenths {
            900.. => Self::Excellent,
            800..900 => Self::Good,
            600..800 => Self::Pass,
            _ => Self::Fail,
        }
    }
}

/// What counts how much, in percent, together 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Weights {
    /// Attendance (考勤).
    #[ts(type = "number")]
    pub attendance: i64,
    /// Conduct (表现).
    #[ts(type = "number")]
    pub conduct: i64,
    /// Exam (考试).
    #[ts(type = "number")]
    pub exam: i64,
    /// Study reflection (心得).
    #[ts(type = "number")]
    pub reflection: i64,
}

/// How a class is examined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// How.
    pub mode: ExamMode,
    /// The most that the paper gives, in 0.1 point.
    pub full_tenths: i64,
    /// From here on it is passed, in 0.1 point of the paper.
    pub pass_tenths: i64,
    /// The weights.
    pub weights: Weights,
}

impl Scheme {
    /// Why it cannot stand, or `None`.
    #[must_use]
    pub fn refusal(&self) -> Option<(&'static str, String)> {
        let weights = [self.weights.attendance, self.weights.conduct, self.weights.exam, self.weights.reflection];
        if !(10..=10_000).contains(&self.full_tenths) {
            return Some(("fullMark", "满分要在1到1000之间。".into()));
        }
        if !(0..=self.full_tenths).contains(&self.pass_tenths) {
            return Some(("passMark", "及格分不能超过满分，也不能小于0。".into()));
        }
        if weights.iter().any(|weight| !(0..=100).contains(weight)) || weights.iter().sum::<i64>() != 100 {
            return Some(("weights", "考勤、表现、考试、心得四项占比合计要正好是100%。".into()));
        }
        None
    }

    /// A mark of the paper as 0.1 point of 100, half up.
    #[must_use]
    pub const fn of_hundred(&self, mark_tenths: i64) -> i64 {
        let full = if self.full_tenths > 0 { self.full_tenths } else { 1000 };
        div_half_up(mark_tenths * 1000, full)
    }
}

/// One trainee's marks as entered. `None` is not entered, never 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// First sitting, 0.1 point of the paper.
    pub exam_tenths: Option<i64>,
    /// Missed the exam: counts as 0, and stays in the number of those due.
    pub is_absent: bool,
    /// No exam is asked of this trainee: leaves the number of those due.
    pub exempt_reason: Option<String>,
    /// The one retake, 0.1 point of the paper.
    pub retake_tenths: Option<i64>,
    /// Study reflection, 0.1 point of 100.
    pub reflection_tenths: Option<i64>,
}

impl Marks {
    /// Whether nothing at all was entered.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the exam is settled one way or another.
    #[must_use]
    pub const fn has_exam(&self) -> bool {
        self.exam_tenths.is_some() || self.is_absent || self.exempt_reason.is_some()
    }

    /// Why these marks cannot stand, or `None`. The message goes behind the row's name.
    #[must_use]
    pub fn refusal(&self, scheme: &Scheme) -> Option<(&'static str, String)> {
        let full = scheme.full_tenths;
        let bounded = |mark: Option<i64>, most: i64, what: &str| match mark {
            Some(mark) if mark < 0 => Some(format!("{what}{}小于0，请改正。", show(mark))),
            Some(mark) if mark > most => Some(format!("{what}{}超过满分{}，请改正。", show(mark), show(most))),
            _ => None,
        };
        if let Some(message) = bounded(self.exam_tenths, full, "考试成绩") {
            return Some(("examMark", message));
        }
        if let Some(message) = bounded(self.retake_tenths, full, "补考成绩") {
            return Some(("retakeMark", message));
        }
        if let Some(message) = bounded(self.reflection_tenths, 1000, "心得成绩") {
            return Some(("reflectionMark", message));
        }
        if self.is_absent && self.exam_tenths.is_some() {
            return Some(("examAbsent", "已填考试成绩，不能又记缺考，请去掉一项。".into()));
        }
        if self.exempt_reason.as_ref().is_some_and(|reason| reason.trim().is_empty()) {
            return Some(("exemptReason", "免考要写明原因。".into()));
        }
        if self.exempt_reason.is_some()
            && (self.exam_tenths.is_some() || self.is_absent || self.retake_tenths.is_some())
        {
            return Some(("exemptReason", "已登记免考，不能又有考试成绩、缺考或补考，请去掉一项。".into()));
        }
        if self.retake_tenths.is_some() {
            match self.exam_tenths {
                Some(mark) if mark >= scheme.pass_tenths => {
                    return Some(("retakeMark", "首次考试已及格，不需要补考成绩。".into()));
                }
                None if !self.is_absent => {
                    return Some(("retakeMark", "还没有首次考试成绩，请先填成绩或记缺考，再填补考。".into()));
                }
                _ => {}
            }
        }
        None
    }

    /// What the exam gives, in 0.1 point of the paper: the better of the first sitting and the retake, the retake
    /// counting at most the pass mark. Absent is 0.
    #[must_use]
    pub fn exam_result(&self, scheme: &Scheme) -> Option<i64> {
        if self.exempt_reason.is_some() {
            return None;
        }
        let first = self.exam_tenths.or(self.is_absent.then_some(0));
        let retake = self.retake_tenths.map(|mark| mark.min(scheme.pass_tenths));
        first.max(retake)
    }
}

/// The parts of one trainee's composite, each 0.1 point of 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Counted.
    Mark(i64),
    /// Not asked of this trainee or this class: the other weights take its share.
    NotAsked,
    /// Still to come: no composite yet.
    Pending,
}

/// A composite and how it was reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Composite {
    /// 0.1 point of 100; `None` while a part is still to come.
    pub tenths: Option<i64>,
    /// The arithmetic, as printed.
    pub formula: String,
}

impl Composite {
    /// Its grade.
    #[must_use]
    pub fn grade(&self) -> Option<Grade> {
        self.tenths.map(Grade::of)
    }
}

/// Attendance, conduct, exam and reflection weighted; parts that are not asked leave their share to the others; half
/// up to 0.1.
#[must_use]
pub fn composite(weights: Weights, attendance: Part, conduct: Part, exam: Part, reflection: Part) -> Composite {
    let parts = [
        ("考勤", weights.attendance, attendance),
        ("表现", weights.conduct, conduct),
        ("考试", weights.exam, exam),
        ("心得", weights.reflection, reflection),
    ];
    let pending: Vec<&str> = parts
        .iter()
        .filter(|(_, weight, part)| *weight > 0 && *part == Part::Pending)
        .map(|(name, ..)| *name)
        .collect();
    if !pending.is_empty() {
        return Composite { tenths: None, formula: format!("待录入：{}", pending.join("、")) };
    }
    let counted: Vec<(&str, i64, i64)> = parts
        .iter()
        .filter_map(|(name, weight, part)| match part {
            Part::Mark(mark) if *weight > 0 => Some((*name, *weight, *mark)),
            _ => None,
        })
        .collect();
    let total: i64 = counted.iter().map(|(_, weight, _)| weight).sum();
    if total == 0 {
        return Composite { tenths: None, formula: "没有可计入综合成绩的项目".into() };
    }
    let tenths = div_half_up(counted.iter().map(|(_, weight, mark)| weight * mark).sum(), total);
    let terms: Vec<String> =
        counted.iter().map(|(name, weight, mark)| format!("{name}{}×{weight}%", show(*mark))).collect();
    let sum = terms.join("＋");
    let formula = if total == 100 {
        format!("{sum}＝{}", show(tenths))
    } else {
        format!("（{sum}）÷{total}%＝{}", show(tenths))
    };
    Composite { tenths: Some(tenths), formula }
}

/// The attendance mark: the attended share of what was due, 0.1 point of 100.
#[must_use]
pub const fn attendance_mark(attended: i64, due: i64) -> Part {
    if due <= 0 { Part::Pending } else { Part::Mark(div_half_up(attended * 1000, due)) }
}

/// Division of non-negative numbers, rounding half up.
#[must_use]
pub const fn div_half_up(numerator: i64, denominator: i64) -> i64 {
    (2 * numerator + denominator).div_euclid(2 * denominator)
}

/// 0.1 points as read: `87.5`, `90`.
#[must_use]
pub fn show(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, tenth) = (tenths.abs() / 10, tenths.abs() % 10);
    if tenth == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{tenth}") }
}

/// A typed mark in 0.1 point, where it has at most one decimal.
#[must_use]
pub fn from_points(points: f64) -> Option<i64> {
    let tenths = (points * 10.0).round();
    let is_exact = points.is_finite() && tenths.abs() < 1e9 && (points * 10.0 - tenths).abs() < 1e-6;
    // In range by the check above.
    is_exact.then_some(tenths as i64)
}

/// 0.1 points as points on the wire.
#[must_use]
pub fn to_points(tenths: i64) -> f64 {
    tenths as f64 / 10.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DEFAULT: Weights = Weights { attendance: 30, conduct: 20, exam: 40, reflection: 10 };

    fn scheme() -> Scheme {
        Scheme { mode: ExamMode::ClosedBook, full_tenths: 1000, pass_tenths: 600, weights: DEFAULT }
    }

    #[test]
    fn the_composite_weighs_its_four_parts_and_prints_the_arithmetic() {
        let result = composite(DEFAULT, Part::Mark(1000), Part::Mark(850), Part::Mark(885), Part::Mark(900));
        assert_eq!(result.tenths, Some(914), "30 + 17 + 35.4 + 9 = 91.4");
        assert_eq!(result.formula, "考勤100×30%＋表现85×20%＋考试88.5×40%＋心得90×10%＝91.4");
        assert_eq!(result.grade(), Some(Grade::Excellent));
    }

    #[test]
    fn half_a_tenth_rounds_up() {
        let weights = Weights { attendance: 50, conduct: 50, exam: 0, reflection: 0 };
        let result = composite(weights, Part::Mark(899), Part::Mark(900), Part::Pending, Part::Pending);
        assert_eq!(result.tenths, Some(900), "89.95 is 90.0, and a part without weight is not waited for");
    }

    #[test]
    fn an_exempt_part_leaves_its_share_to_the_others() {
        let result = composite(DEFAULT, Part::Mark(1000), Part::Mark(800), Part::NotAsked, Part::Mark(900));
        assert_eq!(result.tenths, Some(917), "(30×100 + 20×80 + 10×90) ÷ 60 = 91.67");
        assert!(result.formula.ends_with("÷60%＝91.7"), "{}", result.formula);
    }

    #[test]
    fn no_composite_exists_while_a_part_is_still_to_come() {
        let result = composite(DEFAULT, Part::Mark(1000), Part::Mark(800), Part::Pending, Part::Mark(900));
        assert_eq!((result.tenths, result.formula.as_str()), (None, "待录入：考试"));
    }

    #[test]
    fn a_retake_counts_at_most_the_pass_mark() {
        let marks = Marks { exam_tenths: Some(500), retake_tenths: Some(950), ..Marks::default() };
        assert_eq!(marks.exam_result(&scheme()), Some(600));
        let worse = Marks { exam_tenths: Some(500), retake_tenths: Some(400), ..Marks::default() };
        assert_eq!(worse.exam_result(&scheme()), Some(500), "a worse retake takes nothing away");
    }

    #[test]
    fn absent_counts_as_zero_and_exempt_counts_not_at_all() {
        assert_eq!(Marks { is_absent: true, ..Marks::default() }.exam_result(&scheme()), Some(0));
        let exempt = Marks { exempt_reason: Some("视力障碍".into()), ..Marks::default() };
        assert_eq!(exempt.exam_result(&scheme()), None);
    }

    #[test]
    fn a_paper_of_fifty_is_scaled_to_a_hundred() {
        let scheme = Scheme { full_tenths: 500, pass_tenths: 300, ..scheme() };
        assert_eq!(scheme.of_hundred(425), 850);
    }

    #[test]
    fn marks_that_contradict_each_other_are_refused() {
        let cases = [
            (Marks { exam_tenths: Some(1001), ..Marks::default() }, "examMark"),
            (Marks { exam_tenths: Some(-1), ..Marks::default() }, "examMark"),
            (Marks { reflection_tenths: Some(1001), ..Marks::default() }, "reflectionMark"),
            (Marks { exam_tenths: Some(10), is_absent: true, ..Marks::default() }, "examAbsent"),
            (Marks { exam_tenths: Some(10), exempt_reason: Some("病".into()), ..Marks::default() }, "exemptReason"),
            (Marks { exempt_reason: Some(" ".into()), ..Marks::default() }, "exemptReason"),
            (Marks { exam_tenths: Some(600), retake_tenths: Some(600), ..Marks::default() }, "retakeMark"),
            (Marks { retake_tenths: Some(600), ..Marks::default() }, "retakeMark"),
        ];
        for (marks, field) in cases {
            assert_eq!(marks.refusal(&scheme()).map(|(field, _)| field), Some(field), "{marks:?}");
        }
        let absent_then_retaken = Marks { is_absent: true, retake_tenths: Some(700), ..Marks::default() };
        assert_eq!(absent_then_retaken.refusal(&scheme()), None);
    }

    #[test]
    fn a_mark_has_at_most_one_decimal() {
        assert_eq!(from_points(87.5), Some(875));
        assert_eq!(from_points(0.1 + 0.2), Some(3), "binary fractions do no harm");
        assert_eq!(from_points(87.55), None);
        assert_eq!(from_points(f64::NAN), None);
    }

    fn part() -> impl Strategy<Value = Part> {
        prop_oneof![4 => (0..=1000i64).prop_map(Part::Mark), 1 => Just(Part::NotAsked), 1 => Just(Part::Pending)]
    }

    proptest! {
        #[test]
        fn a_composite_lies_between_its_worst_and_best_part(
            a in 0..=100i64, b in 0..=100i64, c in 0..=100i64, d in 0..=100i64, parts in proptest::array::uniform4(part()),
        ) {
            let weights = Weights { attendance: a, conduct: b, exam: c, reflection: d };
            let counted: Vec<i64> = [a, b, c, d].iter().zip(parts).filter_map(|(weight, part)| match part {
                Part::Mark(mark) if *weight > 0 => Some(mark),
                _ => None,
            }).collect();
            if let Some(tenths) = composite(weights, parts[0], parts[1], parts[2], parts[3]).tenths {
                prop_assert!(tenths >= *counted.iter().min().unwrap() && tenths <= *counted.iter().max().unwrap());
            }
        }

        #[test]
        fn a_better_part_never_lowers_the_composite(mark in 0..1000i64, rest in proptest::array::uniform3(0..=1000i64)) {
            let of = |exam| composite(
                DEFAULT, Part::Mark(rest[0]), Part::Mark(rest[1]), Part::Mark(exam), Part::Mark(rest[2]),
            ).tenths;
            prop_assert!(of(mark) <= of(mark + 1));
        }
    }
}

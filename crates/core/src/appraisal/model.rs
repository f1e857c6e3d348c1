//! Pure rules of appraisals: what is known of a trainee, how many may be excellent, where the form is filed.

use crate::{
    conduct::{AttendanceCounts, ConductKind, Line},
    exam::{ExamMode, Grade, Scheme, TraineeResult, show},
    words::words,
};

words! {
    /// Where the appraisal form is filed.
    pub enum ArchiveTarget {
        /// The cadre's personal file, kept by the organization department.
        CadreFile => "cadre_file" "干部档案",
        /// The Party member's file, kept by the township committee.
        MemberFile => "member_file" "党员档案",
        /// The township Party school's own file.
        SchoolFile => "school_file" "党校存档",
    }
}

/// What the exam says of a trainee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExamFact {
    /// The class has none.
    NotHeld,
    /// Exempt.
    Exempt,
    /// Nothing entered yet.
    Pending,
    /// Missed it, and no retake.
    Absent,
    /// Sat it.
    Sat {
        /// The first mark as read, with the full mark where that is not 100; `None` where only the retake was sat.
        first: Option<String>,
        /// The retake as read.
        retake: Option<String>,
        /// The result, 0.1 point of 100.
        tenths: i64,
        /// Whether it is passed.
        is_passed: bool,
    },
}

/// Everything that a draft may say.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The roll.
    pub attendance: AttendanceCounts,
    /// How often each kind of conduct was noted to the trainee's credit, or at least not against it.
    pub credits: Vec<(ConductKind, usize)>,
    /// Violations noted.
    pub violations: usize,
    /// Other lines that took points.
    pub deductions: usize,
    /// Conduct mark, 0.1 point of 100.
    pub conduct_tenths: i64,
    /// The exam.
    pub exam: ExamFact,
    /// How the exam is called.
    pub exam_name: &'static str,
    /// Reflection mark, 0.1 point of 100.
    pub reflection_tenths: Option<i64>,
    /// Composite, 0.1 point of 100.
    pub composite_tenths: Option<i64>,
    /// The composite's arithmetic, or what it waits for.
    pub formula: String,
    /// Why exempt from the exam.
    pub exempt_reason: Option<String>,
    /// Whether the member is probationary.
    pub is_probationary: bool,
    /// Whether the member is a branch secretary or deputy.
    pub is_branch_lead: bool,
}

impl Facts {
    /// Out of a trainee's result.
    #[must_use]
    pub fn of(result: &TraineeResult, scheme: &Scheme) -> Self {
        let count = |kind: ConductKind, test: fn(i64) -> bool| {
            result.conduct.iter().filter(|line: &&Line| line.kind == kind && test(line.score)).count()
        };
        let credits = ConductKind::ALL
            .iter()
            .filter(|kind| **kind != ConductKind::Violation)
            .map(|kind| (*kind, count(*kind, |score| score >= 0)))
            .filter(|(_, times)| *times > 0)
            .collect();
        let deductions =
            result.conduct.iter().filter(|line| line.kind != ConductKind::Violation && line.score < 0).count();
        let paper = |mark: i64| {
            if scheme.full_tenths == 1000 {
                format!("{}分", show(mark))
            } else {
                format!("{}分（满分{}分）", show(mark), show(scheme.full_tenths))
            }
        };
        let marks = &result.marks;
        let exam = match result.exam_tenths {
            _ if scheme.mode == ExamMode::None => ExamFact::NotHeld,
            _ if marks.exempt_reason.is_some() => ExamFact::Exempt,
            None => ExamFact::Pending,
            Some(_) if marks.is_absent && marks.retake_tenths.is_none() => ExamFact::Absent,
            Some(tenths) => ExamFact::Sat {
                first: marks.exam_tenths.map(paper),
                retake: marks.retake_tenths.map(paper),
                tenths,
                is_passed: result.is_passed(scheme) == Some(true),
            },
        };
        let has = |word: &str| result.trainee.duties.iter().any(|duty| duty == word);
        Self {
            attendance: result.attendance,
            credits,
            violations: count(ConductKind::Violation, |_| true),
            deductions,
            conduct_tenths: result.conduct_tenths,
            exam,
            exam_name: if scheme.mode == ExamMode::Oral { "结业口试" } else { "结业考试" },
            reflection_tenths: marks.reflection_tenths,
            composite_tenths: result.composite.tenths,
            formula: result.composite.formula.clone(),
            exempt_reason: marks.exempt_reason.clone(),
            is_probationary: result.trainee.category == "probationary",
            is_branch_lead: has("branch_secretary") || has("deputy_secretary"),
        }
    }

    /// The facts beside the text, as the head teacher checks them.
    #[must_use]
    pub fn list(&self) -> Vec<String> {
        let mut facts = vec![format!("考勤：{}", attendance_text(&self.attendance))];
        let mut conduct: Vec<String> =
            self.credits.iter().map(|(kind, times)| format!("{}{times}次", kind.label())).collect();
        if self.violations > 0 {
            conduct.push(format!("违纪{}次", self.violations));
        }
        if self.deductions > 0 {
            conduct.push(format!("其他扣分{}次", self.deductions));
        }
        let lines = if conduct.is_empty() { "没有加减分记录".to_owned() } else { conduct.join("，") };
        facts.push(format!("表现：{}分，{lines}", show(self.conduct_tenths)));
        match &self.exam {
            ExamFact::NotHeld => {}
            ExamFact::Exempt => {
                facts.push(format!("考试：免考（{}）", self.exempt_reason.as_deref().unwrap_or_default()));
            }
            ExamFact::Pending => facts.push("考试：未录入".into()),
            ExamFact::Absent => facts.push("考试：缺考".into()),
            ExamFact::Sat { first, retake, is_passed, .. } => {
                let first = first.clone().unwrap_or_else(|| "缺考".into());
                let retake = retake.as_ref().map(|mark| format!("，补考{mark}")).unwrap_or_default();
                facts.push(format!("考试：{first}{retake}，{}", if *is_passed { "合格" } else { "不合格" }));
            }
        }
        if let Some(mark) = self.reflection_tenths {
            facts.push(format!("心得：{}分", show(mark)));
        }
        let grade = self.composite_tenths.map(|tenths| format!("（{}）", Grade::of(tenths).label()));
        facts.push(format!("综合成绩：{}{}", self.formula, grade.unwrap_or_default()));
        facts
    }
}

/// The roll in words: `应到4次，实到4次，全勤`.
#[must_use]
pub fn attendance_text(counts: &AttendanceCounts) -> String {
    if counts.due == 0 {
        return "没有应到课次".into();
    }
    let mut text = format!("应到{}次，实到{}次", counts.due, counts.attended);
    if counts.is_full() {
        text.push_str("，全勤");
    }
    let details = [
        ("迟到", counts.late),
        ("早退", counts.early_leave),
        ("公假", counts.official_leave),
        ("病假", counts.sick_leave),
        ("事假", counts.personal_leave),
        ("旷课", counts.absent),
        ("未登记", counts.unmarked),
    ];
    for (name, times) in details.into_iter().filter(|(_, times)| *times > 0) {
        text.push_str(&format!("，{name}{times}次"));
    }
    text
}

/// How many of a class may be 优秀: the share rounded down, but at least one from seven trainees on. **Source**: the
/// share is `appraisal.excellent_cap_permille` (product default 150‰).
#[must_use]
pub fn excellent_cap(trainees: usize, permille: i64) -> usize {
    let share = trainees * usize::try_from(permille.clamp(0, 1000)).unwrap_or_default() / 1000;
    if trainees >= 7 && permille > 0 { share.max(1) } else { share }
}

/// Where a trainee's form goes unless somebody decides otherwise. Village duty holders keep no cadre file; a first
/// secretary (第一书记) is sent from an office that does.
#[must_use]
pub fn default_target(duties: &[String]) -> ArchiveTarget {
    if duties.iter().any(|duty| duty == "first_secretary") {
        ArchiveTarget::CadreFile
    } else {
        ArchiveTarget::MemberFile
    }
}

/// Why a grade does not fit the composite, or `None`.
#[must_use]
pub fn grade_refusal(grade: Grade, composite_tenths: Option<i64>) -> Option<String> {
    let is_failed = composite_tenths.is_some_and(|tenths| Grade::of(tenths) == Grade::Fail);
    (is_failed && matches!(grade, Grade::Excellent | Grade::Good))
        .then(|| format!("综合成绩不合格，不能评为{}，请改评合格或不合格。", grade.label()))
}

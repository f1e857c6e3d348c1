//! The sentence bank (评语库). Every sentence is chosen by the facts that it states; none is added for its tone alone.
//! Which of several equal wordings a trainee gets follows from the enrolment, so that a class does not read like one
//! text copied and the same facts always give the same draft.

use lunxun_base::Id;

use super::model::{ExamFact, Facts, attendance_text};
use crate::exam::show;

/// A trainee's draft: attendance, conduct, exam, reflection, composite, and a wish for the time after.
#[must_use]
pub fn draft(facts: &Facts, enrollment: Id) -> String {
    let pick = |salt: usize, bank: &[&'static str]| -> &'static str {
        let seed =
            enrollment.as_bytes().iter().fold(salt, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
        bank.get(seed % bank.len().max(1)).copied().unwrap_or_default()
    };
    let sentences = [
        opening(facts, &pick),
        attendance(facts),
        conduct(facts, &pick),
        exam(facts, &pick),
        reflection(facts, &pick),
        facts.composite_tenths.map(|tenths| format!("综合成绩{}分。", show(tenths))).unwrap_or_default(),
        wish(facts, &pick),
    ];
    sentences.concat()
}

type Pick<'a> = &'a dyn Fn(usize, &[&'static str]) -> &'static str;

fn is_orderly(facts: &Facts) -> bool {
    facts.violations == 0 && facts.deductions == 0
}

fn is_punctual(facts: &Facts) -> bool {
    facts.attendance.late == 0 && facts.attendance.early_leave == 0 && facts.attendance.absent == 0
}

fn opening(facts: &Facts, pick: Pick<'_>) -> String {
    if facts.attendance.due > 0 && facts.attendance.attended == 0 {
        return "该同志列入本期轮训班学员名册，培训期间没有到课记录。".into();
    }
    let bank: &[&str] = if facts.attendance.is_full() && is_orderly(facts) {
        &[
            "该同志服从组织安排，坚持参加本期集中轮训的全部课程，学习态度端正。",
            "该同志按照党组织安排参加本期集中轮训，自始至终坚持学习，态度端正。",
            "该同志珍惜集中学习机会，坚持学完本期轮训的全部课程，学习态度端正。",
        ]
    } else {
        &[
            "该同志按照党组织安排参加了本期集中轮训。",
            "该同志参加了本期党员集中轮训学习。",
            "该同志参加了本期轮训班的学习。",
        ]
    };
    pick(1, bank).into()
}

fn attendance(facts: &Facts) -> String {
    if facts.attendance.due == 0 {
        return String::new();
    }
    format!("培训期间{}。", attendance_text(&facts.attendance))
}

fn conduct(facts: &Facts, pick: Pick<'_>) -> String {
    use crate::conduct::ConductKind::{Duty, GoodDeed, Homework, Notes, Speech, Violation};
    let credits: Vec<String> = facts
        .credits
        .iter()
        .filter_map(|(kind, times)| match kind {
            Speech => Some(format!("课堂发言{times}次")),
            Homework => Some(format!("作业受到肯定{times}次")),
            Notes => Some(format!("学习笔记受到肯定{times}次")),
            GoodDeed => Some(format!("为集体和同学做好事{times}次")),
            Duty => Some(format!("承担班务值日{times}次")),
            Violation => None,
        })
        .collect();
    let mut text = String::new();
    if !credits.is_empty() {
        let tail = if is_orderly(facts) && is_punctual(facts) {
            pick(2, &["，表现积极。", "，能够积极参与班级学习活动。", "，参与学习主动。"])
        } else {
            "。"
        };
        text.push_str(&format!("在校期间{}{tail}", credits.join("、")));
    } else if is_orderly(facts) && is_punctual(facts) && facts.attendance.attended > 0 {
        text.push_str(pick(
            3,
            &["在校期间能够遵守培训纪律，表现平稳。", "在校期间遵守各项管理规定。", "能够遵守课堂纪律和作息要求。"],
        ));
    }
    if facts.violations > 0 {
        text.push_str(&format!("有违反培训纪律的记录{}次。", facts.violations));
    }
    if facts.deductions > 0 {
        text.push_str(&format!("在作业、笔记等方面有扣分记录{}次。", facts.deductions));
    }
    text
}

fn exam(facts: &Facts, pick: Pick<'_>) -> String {
    let name = facts.exam_name;
    match &facts.exam {
        ExamFact::NotHeld | ExamFact::Pending => String::new(),
        ExamFact::Exempt => format!("{name}免考。"),
        ExamFact::Absent => format!("未参加{name}，记缺考。"),
        ExamFact::Sat { first, retake, tenths, is_passed } => {
            let mark = match (first, retake) {
                (Some(first), None) => format!("{name}成绩{first}，"),
                (Some(first), Some(retake)) => format!("{name}成绩{first}，补考{retake}，"),
                (None, Some(retake)) => format!("{name}缺考，补考{retake}，"),
                (None, None) => name.to_owned(),
            };
            let judgement = match (*is_passed, retake, *tenths) {
                (false, ..) => pick(4, &["未达到及格要求。", "没有达到及格线。"]),
                (true, Some(_), _) => "经补考及格。",
                (true, None, 900..) => pick(5, &["对所学内容掌握扎实。", "基本理论和政策掌握扎实。", "学习效果好。"]),
                (true, None, 800..900) => pick(6, &["对所学内容掌握较好。", "较好掌握了课程内容。", "学习效果较好。"]),
                (true, None, _) => pick(7, &["达到培训基本要求。", "基本掌握了课程内容。", "掌握了课程的基本内容。"]),
            };
            mark + judgement
        }
    }
}

fn reflection(facts: &Facts, pick: Pick<'_>) -> String {
    let Some(mark) = facts.reflection_tenths else { return String::new() };
    let judgement = match mark {
        900.. => pick(8, &["能够联系实际谈认识，体会较深。", "联系自身实际，有思考、有体会。"]),
        800..900 => pick(9, &["能够结合实际谈体会。", "内容完整，有自己的体会。"]),
        600..800 => pick(10, &["完成了学习心得的要求。", "能够谈出学习的主要收获。"]),
        _ => pick(11, &["联系实际还不够。", "内容还不够充实。"]),
    };
    format!("学习心得评定{}分，{judgement}", show(mark))
}

fn wish(facts: &Facts, pick: Pick<'_>) -> String {
    let has_failed = matches!(facts.exam, ExamFact::Sat { is_passed: false, .. } | ExamFact::Absent);
    let bank: &[&str] = if facts.attendance.absent > 0 {
        &["希望今后增强组织观念，按时参加党组织安排的学习教育。", "希望今后强化纪律观念，自觉参加集中学习。"]
    } else if facts.violations > 0 {
        &["希望今后严格要求自己，自觉遵守各项纪律规定。", "希望引以为戒，严守纪律规矩，发挥党员作用。"]
    } else if has_failed {
        &["希望今后加强理论和政策学习，补齐短板。", "希望结业后继续自学，把没有学懂的内容补上。"]
    } else if facts.attendance.late > 0 || facts.attendance.early_leave > 0 {
        &["希望今后更加严格地遵守学习时间。", "希望今后安排好时间，按时参加集中学习。"]
    } else if facts.attendance.leave() > 0 || facts.attendance.unmarked > 0 {
        &["希望对缺下的课程抓紧自学补课，学以致用。", "希望及时补学缺下的内容，并运用到工作和生产中。"]
    } else if facts.is_probationary {
        &["希望继续以正式党员标准严格要求自己，不断提高思想政治素质。", "希望加强党性锻炼，早日成长为合格的正式党员。"]
    } else if facts.is_branch_lead {
        &["希望学用结合，把所学用于抓班子、带队伍、服务群众。", "希望把所学转化为抓党建、促发展的本领，带好支部。"]
    } else {
        &[
            "希望学以致用，在生产和工作中发挥先锋模范作用。",
            "希望把学到的理论和政策带回支部，讲给身边群众听。",
            "希望坚持学习，把所学运用到本村发展和服务群众中去。",
        ]
    };
    pick(12, bank).into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::conduct::{AttendanceCounts, ConductKind};

    fn facts() -> impl Strategy<Value = Facts> {
        let roll = (proptest::array::uniform8(0..3i64), any::<bool>());
        let exam = prop_oneof![
            Just(ExamFact::NotHeld),
            Just(ExamFact::Exempt),
            Just(ExamFact::Pending),
            Just(ExamFact::Absent),
            (0..=1000i64, proptest::option::of(0..=1000i64)).prop_map(|(first, retake)| {
                let retake = retake.filter(|_| first < 600);
                let result = first.max(retake.map_or(0, |mark| mark.min(600)));
                ExamFact::Sat {
                    first: Some(format!("{}分", show(first))),
                    retake: retake.map(|mark| format!("{}分", show(mark))),
                    tenths: result,
                    is_passed: result >= 600,
                }
            }),
        ];
        let conduct = (0..3usize, 0..3usize, 0..3usize, 0..2usize);
        let marks = (proptest::option::of(0..=1000i64), proptest::option::of(0..=1000i64));
        (roll, exam, conduct, marks, any::<bool>(), any::<bool>()).prop_map(
            |((roll, late_counts), exam, (speech, good, bad, deductions), (reflection, composite), young, lead)| {
                let attendance = AttendanceCounts {
                    due: roll.iter().sum(),
                    attended: roll[0] + if late_counts { roll[1] } else { 0 },
                    late: roll[1],
                    early_leave: roll[2],
                    official_leave: roll[3],
                    sick_leave: roll[4],
                    personal_leave: roll[5],
                    absent: roll[6],
                    unmarked: roll[7],
                    ..AttendanceCounts::default()
                };
                let credits = [(ConductKind::Speech, speech), (ConductKind::GoodDeed, good)];
                Facts {
                    attendance,
                    credits: credits.into_iter().filter(|(_, times)| *times > 0).collect(),
                    violations: bad,
                    deductions,
                    conduct_tenths: 800,
                    exam,
                    exam_name: "结业考试",
                    reflection_tenths: reflection,
                    composite_tenths: composite,
                    formula: String::new(),
                    exempt_reason: None,
                    is_probationary: young,
                    is_branch_lead: lead,
                }
            },
        )
    }

    /// A word that may stand only where the facts bear it out, and how to tell.
    type Guard = (&'static str, fn(&Facts) -> bool);

    const GUARDED: &[Guard] = &[
        ("全勤", |f| f.attendance.is_full()),
        ("全部课程", |f| f.attendance.is_full()),
        ("自始至终", |f| f.attendance.is_full()),
        ("态度端正", |f| f.violations == 0 && f.attendance.absent == 0 && f.deductions == 0),
        ("遵守培训纪律", |f| f.violations == 0 && f.attendance.absent == 0 && f.attendance.late == 0),
        ("遵守各项管理规定", |f| f.violations == 0 && f.attendance.absent == 0 && f.attendance.late == 0),
        ("遵守课堂纪律", |f| f.violations == 0 && f.attendance.absent == 0 && f.attendance.late == 0),
        ("积极", |f| f.violations == 0 && f.attendance.absent == 0 && !f.credits.is_empty()),
        ("主动", |f| f.violations == 0 && f.attendance.absent == 0 && !f.credits.is_empty()),
        ("没有到课记录", |f| f.attendance.attended == 0),
        ("迟到", |f| f.attendance.late > 0),
        ("早退", |f| f.attendance.early_leave > 0),
        ("公假", |f| f.attendance.official_leave > 0),
        ("病假", |f| f.attendance.sick_leave > 0),
        ("事假", |f| f.attendance.personal_leave > 0),
        ("旷课", |f| f.attendance.absent > 0),
        ("未登记", |f| f.attendance.unmarked > 0),
        ("缺下", |f| f.attendance.leave() > 0 || f.attendance.unmarked > 0),
        ("违反培训纪律", |f| f.violations > 0),
        ("引以为戒", |f| f.violations > 0),
        ("课堂发言", |f| f.credits.iter().any(|(kind, _)| *kind == ConductKind::Speech)),
        ("扣分", |f| f.deductions > 0),
        ("免考", |f| f.exam == ExamFact::Exempt),
        ("缺考", |f| f.exam == ExamFact::Absent),
        ("补考", |f| matches!(f.exam, ExamFact::Sat { retake: Some(_), .. })),
        ("经补考及格", |f| matches!(f.exam, ExamFact::Sat { retake: Some(_), is_passed: true, .. })),
        ("未达到及格", |f| matches!(f.exam, ExamFact::Sat { is_passed: false, .. })),
        ("没有达到及格", |f| matches!(f.exam, ExamFact::Sat { is_passed: false, .. })),
        ("掌握", |f| matches!(f.exam, ExamFact::Sat { is_passed: true, .. })),
        ("扎实", |f| matches!(f.exam, ExamFact::Sat { is_passed: true, tenths: 900.., .. })),
        ("学习效果好", |f| matches!(f.exam, ExamFact::Sat { is_passed: true, tenths: 900.., .. })),
        ("心得", |f| f.reflection_tenths.is_some()),
        ("体会较深", |f| f.reflection_tenths >= Some(900)),
        ("综合成绩", |f| f.composite_tenths.is_some()),
        ("正式党员", |f| f.is_probationary),
        ("优秀", |_| false),
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn a_draft_never_says_what_the_record_does_not_bear_out(facts in facts(), seed in any::<[u8; 16]>()) {
            let text = draft(&facts, Id::from_bytes(seed));
            for (word, holds) in GUARDED {
                prop_assert!(!text.contains(word) || holds(&facts), "“{word}” in: {text}\n{facts:?}");
            }
        }

        #[test]
        fn a_draft_leaves_no_fault_of_the_record_out(facts in facts(), seed in any::<[u8; 16]>()) {
            let text = draft(&facts, Id::from_bytes(seed));
            prop_assert!(facts.attendance.absent == 0 || text.contains("旷课"), "{text}");
            prop_assert!(facts.violations == 0 || text.contains("违反培训纪律"), "{text}");
            prop_assert!(facts.exam != ExamFact::Absent || text.contains("缺考"), "{text}");
            prop_assert!(text.ends_with('。') && !text.contains("，。") && !text.contains("。。"), "{text}");
        }
    }
}

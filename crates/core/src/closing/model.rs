use lunxun_base::{CreditTenths, Error, LocalDate};

use crate::{
    timetable::{Slot, capped_credit},
    training_class::{ClassRecord, ClassState, GateItem, days_text},
    words::words,
};

words! {
    /// What an amendment (更正单) corrects.
    pub enum AmendTarget {
        /// A mark of the roll.
        Attendance => "attendance" "考勤",
        /// A mark of the exam.
        Mark => "mark" "成绩",
        /// The appraisal.
        Appraisal => "appraisal" "鉴定",
        /// Conduct.
        Conduct => "conduct" "平时表现",
    }
}

/// What the clerk calls a field of an amendment.
#[must_use]
pub fn field_label(target: AmendTarget, field: &str) -> &'static str {
    match (target, field) {
        (AmendTarget::Attendance, _) => "考勤",
        (AmendTarget::Conduct, _) => "表现分",
        (_, "examMark" | "exam_mark") => "考试成绩",
        (_, "retakeMark" | "retake_mark") => "补考成绩",
        (_, "reflectionMark" | "reflection_mark") => "心得成绩",
        (_, "examAbsent" | "exam_absent") => "是否缺考",
        (_, "exemptReason" | "exempt_reason") => "免考原因",
        (_, "grade") => "鉴定等次",
        (_, "text" | "body") => "鉴定评语",
        (_, "archiveTarget" | "archive_target") => "归档去向",
        (_, "selfSummary" | "self_summary") => "自我总结",
        (_, "groupOpinion" | "group_opinion") => "小组意见",
        (_, "schoolOpinion" | "school_opinion") => "党校意见",
        _ => target.label(),
    }
}

/// Whether a gate lets the class through.
#[must_use]
pub fn passes(item: &GateItem) -> bool {
    item.is_done || item.waived_reason.is_some()
}

/// Why a class cannot be closed yet, in words: what is missing and whose, at most three names a gate.
#[must_use]
pub fn refusal(items: &[GateItem]) -> Option<Error> {
    let open: Vec<String> = items
        .iter()
        .filter(|item| !passes(item))
        .map(|item| {
            let names: Vec<&str> = item.missing.iter().take(3).map(String::as_str).collect();
            let more = if item.missing_count > 3 { "等" } else { "" };
            format!("“{}”未完成：{}：{}{more}", item.label, item.detail.trim_end_matches('。'), names.join("、"))
        })
        .collect();
    (!open.is_empty())
        .then(|| Error::invalid("gate", format!("还不能结班。{}。请补齐，或写明理由免去该项。", open.join("；"))))
}

/// Credit that a class gives, less half-days credited in another class, with its arithmetic.
#[must_use]
pub fn class_credit(
    class: &ClassRecord,
    attended: &[(Slot, CreditTenths)],
    elsewhere: &[Slot],
    half_day_cap: i64,
    day_cap: i64,
) -> (CreditTenths, String) {
    let own: Vec<(Slot, CreditTenths)> =
        attended.iter().filter(|(slot, _)| !elsewhere.contains(slot)).copied().collect();
    let credit = capped_credit(&own, half_day_cap, day_cap);
    let halves: std::collections::BTreeSet<Slot> = own.iter().map(|(slot, _)| *slot).collect();
    let skipped = attended.len() - own.len();
    let tail = if skipped > 0 { format!("，{skipped} 个半天已在别的班计过") } else { String::new() };
    let label = format!(
        "“{}”{}：到课 {} 个半天 = {credit} 学时{tail}",
        class.name,
        days_text(class.starts_on, class.ends_on),
        halves.len()
    );
    (credit, label)
}

/// What is next to do on a class.
#[must_use]
pub fn task(class: &ClassRecord, untaken: u32, today: LocalDate) -> Option<String> {
    match class.state {
        ClassState::Draft => Some("待发培训通知".to_owned()),
        ClassState::Notified if class.starts_on > today => {
            Some(format!("{}开班", days_text(class.starts_on, class.starts_on)))
        }
        ClassState::Notified | ClassState::Running | ClassState::Taught if untaken > 0 => {
            Some(format!("{untaken} 个半天未点名"))
        }
        ClassState::Notified | ClassState::Running | ClassState::Taught if class.ends_on <= today => {
            Some("待结班".to_owned())
        }
        _ => None,
    }
}

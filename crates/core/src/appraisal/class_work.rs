//! Appraisals of a whole class: drafting, saving under the cap, the closing gate, amending.

use lunxun_base::{Error, Id, OrNotFound, Result, require};
use lunxun_store::{Tx, rusqlite::Connection};

use super::{
    Appraisal, ArchiveTarget,
    model::{Facts, default_target, excellent_cap, grade_refusal},
    store, wording,
};
use crate::{
    conduct,
    exam::{self, Grade},
    params,
    training_class::{self, ClassRecord, GateCheck, GateState},
};

/// One trainee's appraisal with the facts behind it.
#[derive(Debug, Clone)]
pub struct TraineeAppraisal {
    /// The trainee's result.
    pub result: exam::TraineeResult,
    /// The facts.
    pub facts: Facts,
    /// The appraisal, blank where none was begun.
    pub appraisal: Appraisal,
    /// What a draft would say now.
    pub draft: String,
}

impl TraineeAppraisal {
    /// Whether an unedited draft no longer says what the record says.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.appraisal.is_draft && !self.appraisal.body.is_empty() && self.appraisal.body != self.draft
    }

    /// Whether a draft may be written over what is there.
    #[must_use]
    pub const fn may_draft(&self) -> bool {
        self.appraisal.is_draft || self.appraisal.body.is_empty()
    }
}

/// A class's appraisals by seat.
#[derive(Debug, Clone)]
pub struct ClassAppraisals {
    /// Everybody, by seat.
    pub rows: Vec<TraineeAppraisal>,
    /// How many may be 优秀.
    pub excellent_cap: usize,
    /// The share behind the cap, in permille.
    pub cap_permille: i64,
    /// How many trainees the share is taken of.
    pub cap_base: usize,
}

impl ClassAppraisals {
    /// How many are 优秀, one trainee left out.
    #[must_use]
    pub fn excellent_count(&self, except: Option<Id>) -> usize {
        self.rows
            .iter()
            .filter(|row| row.appraisal.grade == Some(Grade::Excellent))
            .filter(|row| Some(row.result.trainee.id) != except)
            .count()
    }
}

/// A class's appraisals.
///
/// # Errors
/// Those of the database.
pub fn class_appraisals(conn: &Connection, class: &ClassRecord) -> Result<ClassAppraisals> {
    let results = exam::results(conn, class)?;
    let mut stored = store::appraisals(conn, class.id)?;
    let scheme = results.scheme;
    let rows: Vec<TraineeAppraisal> = results
        .rows
        .into_iter()
        .map(|result| {
            let facts = Facts::of(&result, &scheme);
            let enrollment = result.trainee.id;
            let appraisal =
                stored.remove(&enrollment).unwrap_or_else(|| Appraisal::blank(default_target(&result.trainee.duties)));
            TraineeAppraisal { draft: wording::draft(&facts, enrollment), facts, appraisal, result }
        })
        .collect();
    let came = rows.iter().filter(|row| row.result.has_come()).count();
    let cap_base = if came == 0 { rows.len() } else { came };
    let cap_permille = params::value(conn, "appraisal.excellent_cap_permille", class.starts_on)?;
    Ok(ClassAppraisals { excellent_cap: excellent_cap(cap_base, cap_permille), cap_permille, cap_base, rows })
}

/// Drafts text and grade for the trainees named, or for everybody who came. Text that somebody edited or confirmed stays
/// as it is. Grades follow the composite; where more reach 优秀 than the cap allows, the best composites get it and the
/// others 良好. Says how many were written.
pub(super) fn draft(tx: &Tx<'_>, class: Id, enrollments: &[Id]) -> Result<u32> {
    let class = training_class::require_open(tx.conn(), class)?;
    let class_appraisals = class_appraisals(tx.conn(), &class)?;
    let rows = &class_appraisals.rows;
    for wanted in enrollments {
        rows.iter().find(|row| row.result.trainee.id == *wanted).or_not_found("学员")?;
    }
    let mut to_draft: Vec<&TraineeAppraisal> = rows
        .iter()
        .filter(|row| {
            let is_wanted = if enrollments.is_empty() {
                row.result.has_come()
            } else {
                enrollments.contains(&row.result.trainee.id)
            };
            is_wanted && row.may_draft()
        })
        .collect();
    // A stable sort: equal composites keep the order of seats.
    to_draft.sort_by_key(|row| std::cmp::Reverse(row.facts.composite_tenths));
    let is_drafted =
        |row: &TraineeAppraisal| to_draft.iter().any(|other| other.result.trainee.id == row.result.trainee.id);
    let taken = rows.iter().filter(|row| row.appraisal.grade == Some(Grade::Excellent) && !is_drafted(row)).count();
    let mut left = class_appraisals.excellent_cap.saturating_sub(taken);
    let mut written = 0;
    for row in to_draft {
        let grade = match row.facts.composite_tenths.map(Grade::of) {
            Some(Grade::Excellent) if left == 0 => Some(Grade::Good),
            Some(Grade::Excellent) => {
                left -= 1;
                Some(Grade::Excellent)
            }
            other => other,
        };
        let new = Appraisal { grade, body: row.draft.clone(), is_draft: true, ..row.appraisal.clone() };
        written += u32::from(store::save(tx, class.id, row.result.trainee.id, &new)?);
    }
    Ok(written)
}

/// Saves one appraisal as the head teacher left it.
pub(super) fn save(
    tx: &Tx<'_>,
    class: &ClassRecord,
    enrollment: Id,
    edit: impl FnOnce(&mut Appraisal) -> Result<()>,
) -> Result<()> {
    let class_appraisals = class_appraisals(tx.conn(), class)?;
    let row = class_appraisals.rows.iter().find(|row| row.result.trainee.id == enrollment).or_not_found("学员")?;
    let mut new = row.appraisal.clone();
    edit(&mut new)?;
    check(&class_appraisals, row, &new)?;
    store::save(tx, class.id, enrollment, &new)?;
    Ok(())
}

fn check(class: &ClassAppraisals, row: &TraineeAppraisal, new: &Appraisal) -> Result<()> {
    for (field, text) in [
        ("text", &new.body),
        ("selfSummary", &new.self_summary),
        ("groupOpinion", &new.group_opinion),
        ("schoolOpinion", &new.school_opinion),
        ("sentByOpinion", &new.sent_by_opinion),
    ] {
        require!(text.chars().count() <= 1000, field, "这一栏最多1000字，鉴定表印不下，请精简。");
    }
    let Some(grade) = new.grade else { return Ok(()) };
    if row.appraisal.grade == Some(grade) {
        return Ok(());
    }
    let who = conduct::row_label(&row.result.trainee);
    if let Some(message) = grade_refusal(grade, row.facts.composite_tenths) {
        return Err(Error::invalid("grade", format!("{who}：{message}")));
    }
    let others = class.excellent_count(Some(row.result.trainee.id));
    let cap = class.excellent_cap;
    require!(
        grade != Grade::Excellent || others < cap,
        "grade",
        "优秀名额已满：本班{}人，按{}%的比例最多评{cap}人优秀，已评{others}人。请给{who}改评良好，或先把其他人的优秀改为良好。",
        class.cap_base,
        exam::show(class.cap_permille)
    );
    Ok(())
}

/// The closing gate of appraisals: everybody who came has a text and a grade, and no unedited draft contradicts the
/// record.
pub const GATE: GateCheck = GateCheck { code: "appraisal", label: "综合鉴定", can_waive: true, check: gate };

/// See [`GATE`].
///
/// # Errors
/// Those of the database.
pub fn gate(conn: &Connection, class: &ClassRecord) -> Result<GateState> {
    let rows = class_appraisals(conn, class)?.rows;
    let due: Vec<&TraineeAppraisal> = rows.iter().filter(|row| row.result.has_come()).collect();
    let is_missing = |row: &TraineeAppraisal| row.appraisal.body.trim().is_empty() || row.appraisal.grade.is_none();
    let (missing, stale) =
        (due.iter().filter(|row| is_missing(row)).count(), due.iter().filter(|row| row.is_stale()).count());
    let names = due.iter().filter(|row| is_missing(row) || row.is_stale());
    let mut detail = if missing == 0 {
        format!("{}人的鉴定已写好", due.len())
    } else {
        format!("还缺{missing}人的鉴定，请写好评语并评定等次")
    };
    if stale > 0 {
        detail.push_str(&format!("；{stale}人的草稿写成后记录有改动，请重新起草"));
    }
    let missing = names.map(|row| row.result.trainee.name.clone()).collect();
    Ok(GateState { detail, missing, is_moot: due.is_empty() })
}

/// Changes one entry of an appraisal inside an amendment (更正单), closed or not. `field` is as in the request of
/// `appraisal.save`. Answers the old value.
///
/// # Errors
/// `NotFound` for another class's trainee; `Invalid` for a field or value that does not exist, or a grade over the cap.
pub fn amend(
    tx: &Tx<'_>,
    class: Id,
    enrollment: Id,
    field: &str,
    new_value: Option<&str>,
    _by: &str,
) -> Result<Option<String>> {
    let class = training_class::find(tx.conn(), class)?;
    let value = new_value.unwrap_or_default().trim();
    let mut before = None;
    save(tx, &class, enrollment, |appraisal| {
        let text = match field {
            "grade" => {
                let grade = Grade::ALL.iter().copied().find(|grade| grade.word() == value || grade.label() == value);
                let grade = grade
                    .ok_or_else(|| Error::invalid("newValue", "等次只有优秀、良好、合格、不合格，请重新选择。"))?;
                before = appraisal.grade.replace(grade).map(|grade| grade.label().to_owned());
                return Ok(());
            }
            "archiveTarget" | "archive_target" => {
                let target =
                    ArchiveTarget::ALL.iter().copied().find(|target| target.word() == value || target.label() == value);
                let target = target.ok_or_else(|| {
                    Error::invalid("newValue", "归档去向只有干部档案、党员档案、党校存档，请重新选择。")
                })?;
                before = Some(std::mem::replace(&mut appraisal.archive_target, target).label().to_owned());
                return Ok(());
            }
            "text" | "body" => {
                appraisal.is_draft = false;
                &mut appraisal.body
            }
            "selfSummary" | "self_summary" => &mut appraisal.self_summary,
            "groupOpinion" | "group_opinion" => &mut appraisal.group_opinion,
            "schoolOpinion" | "school_opinion" => &mut appraisal.school_opinion,
            "sentByOpinion" | "sent_by_opinion" => &mut appraisal.sent_by_opinion,
            _ => return Err(Error::invalid("field", "鉴定没有这一项，请重新选择更正的内容。")),
        };
        before = Some(std::mem::replace(text, value.to_owned()));
        Ok(())
    })?;
    Ok(before)
}

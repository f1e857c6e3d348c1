use lunxun_base::{Id, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    ArchiveTarget, TraineeAppraisal,
    class_work::{self, class_appraisals},
};
use crate::{
    Ctx, commands,
    enrollment::ENROLLMENT,
    exam::Grade,
    present,
    rpc::ClassScoped,
    training_class::{self, ClassState},
};

/// Asks for a class's appraisals.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListAppraisals {
    /// The class.
    pub class_id: Id,
}

/// Drafts texts from the facts.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DraftAppraisals {
    /// The class.
    pub class_id: Id,
    /// Whose; empty for everybody without an edited text.
    #[serde(default)]
    pub enrollment_ids: Vec<Id>,
}

/// Saves one appraisal.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaveAppraisal {
    /// The class.
    pub class_id: Id,
    /// Whose.
    pub enrollment_id: Id,
    /// The grade.
    pub grade: Option<Grade>,
    /// The head teacher's opinion.
    pub text: String,
    /// Where the form is filed; unchanged where absent.
    #[serde(default)]
    pub archive_target: Option<ArchiveTarget>,
    /// The trainee's own summary; unchanged where absent.
    #[serde(default)]
    pub self_summary: Option<String>,
    /// The group's opinion; unchanged where absent.
    #[serde(default)]
    pub group_opinion: Option<String>,
    /// The school's opinion; unchanged where absent.
    #[serde(default)]
    pub school_opinion: Option<String>,
    /// The sending organization's opinion; unchanged where absent.
    #[serde(default)]
    pub sent_by_opinion: Option<String>,
}

/// A class's appraisals.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AppraisalList {
    /// By seat.
    pub rows: Vec<AppraisalRow>,
    /// How many may be 优秀.
    pub excellent_cap: u32,
    /// How many are.
    pub excellent_count: u32,
    /// Whether the class is closed.
    pub is_locked: bool,
}

/// One trainee's appraisal.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AppraisalRow {
    /// Whose.
    pub enrollment_id: Id,
    /// Place on the sign-in sheet.
    pub seat_no: Option<u32>,
    /// Name.
    pub name: String,
    /// Branch.
    pub branch_name: String,
    /// The grade given.
    pub grade: Option<Grade>,
    /// The grade that the composite suggests, cap aside.
    pub suggested_grade: Option<Grade>,
    /// The composite, 0.1 point of 100.
    pub composite_tenths: Option<i32>,
    /// The head teacher's opinion.
    pub text: String,
    /// Whether nobody has edited or confirmed the text since it was drafted.
    pub is_draft: bool,
    /// Whether an unedited draft no longer says what the record says.
    pub is_stale: bool,
    /// Where the form is filed.
    pub archive_target: ArchiveTarget,
    /// The facts behind the text.
    pub facts: Vec<String>,
    /// The trainee's own summary.
    pub self_summary: String,
    /// The group's opinion.
    pub group_opinion: String,
    /// The school's opinion.
    pub school_opinion: String,
    /// The sending organization's opinion.
    pub sent_by_opinion: String,
}

macro_rules! class_scoped {
    ($($request:ty),*) => { $(impl ClassScoped for $request {
        fn class_id(&self) -> Id {
            self.class_id
        }
    })* };
}
class_scoped!(ListAppraisals, DraftAppraisals, SaveAppraisal);

commands! {
    read OwnClass "appraisal.list" => list(ListAppraisals) -> AppraisalList;
    write OwnClass "appraisal.draft" => draft(DraftAppraisals) -> AppraisalList, stale ["appraisal", "class", "dossier"];
    write OwnClass "appraisal.save" => save(SaveAppraisal) -> AppraisalList, stale ["appraisal", "class", "dossier"];
}

fn row(row: TraineeAppraisal) -> AppraisalRow {
    let is_stale = row.is_stale();
    let TraineeAppraisal { result, facts, appraisal, .. } = row;
    AppraisalRow {
        enrollment_id: result.trainee.id,
        seat_no: Some(result.trainee.seat_no).filter(|seat| *seat > 0),
        name: result.trainee.name,
        branch_name: result.trainee.branch_name,
        grade: appraisal.grade,
        suggested_grade: facts.composite_tenths.map(Grade::of),
        composite_tenths: facts.composite_tenths.and_then(|tenths| i32::try_from(tenths).ok()),
        is_draft: appraisal.is_draft && !appraisal.body.is_empty(),
        is_stale,
        text: appraisal.body,
        archive_target: appraisal.archive_target,
        facts: facts.list(),
        self_summary: appraisal.self_summary,
        group_opinion: appraisal.group_opinion,
        school_opinion: appraisal.school_opinion,
        sent_by_opinion: appraisal.sent_by_opinion,
    }
}

fn list(ctx: &mut Ctx<'_>, req: ListAppraisals) -> Result<AppraisalList> {
    let class = training_class::find(ctx.conn(), req.class_id)?;
    let found = class_appraisals(ctx.conn(), &class)?;
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(AppraisalList {
        excellent_cap: count(found.excellent_cap),
        excellent_count: count(found.excellent_count(None)),
        is_locked: class.state == ClassState::Closed,
        rows: found.rows.into_iter().map(row).collect(),
    })
}

fn draft(ctx: &mut Ctx<'_>, req: DraftAppraisals) -> Result<AppraisalList> {
    ctx.write(|tx| {
        let written = class_work::draft(tx, req.class_id, &req.enrollment_ids)?;
        if written > 0 { tx.summarise(&format!("起草{written}人的鉴定")) } else { Ok(()) }
    })?;
    list(ctx, ListAppraisals { class_id: req.class_id })
}

fn save(ctx: &mut Ctx<'_>, req: SaveAppraisal) -> Result<AppraisalList> {
    let class_id = req.class_id;
    ctx.write(|tx| {
        let class = training_class::require_open(tx.conn(), req.class_id)?;
        class_work::save(tx, &class, req.enrollment_id, |appraisal| {
            appraisal.grade = req.grade;
            appraisal.body = req.text.trim().to_owned();
            // An emptied text may be drafted anew.
            appraisal.is_draft = appraisal.body.is_empty();
            appraisal.archive_target = req.archive_target.unwrap_or(appraisal.archive_target);
            for (place, text) in [
                (&mut appraisal.self_summary, req.self_summary),
                (&mut appraisal.group_opinion, req.group_opinion),
                (&mut appraisal.school_opinion, req.school_opinion),
                (&mut appraisal.sent_by_opinion, req.sent_by_opinion),
            ] {
                if let Some(text) = text {
                    text.trim().clone_into(place);
                }
            }
            Ok(())
        })?;
        let name = present::title(tx.conn(), ENROLLMENT, req.enrollment_id)?;
        tx.summarise(&format!("保存鉴定：{name}"))
    })?;
    list(ctx, ListAppraisals { class_id })
}

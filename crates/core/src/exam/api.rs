use std::collections::BTreeSet;

use lunxun_base::{Error, Id, OrNotFound, Result, require};
use lunxun_store::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    ExamMode, Grade, Marks, Scheme, TraineeResult, Weights,
    model::{from_points, to_points},
    results::results,
    store,
};
use crate::{
    Ctx, commands, conduct, enrollment,
    rpc::ClassScoped,
    training_class::{self, ClassState},
};

/// Asks for a class's marks.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetMarkSheet {
    /// The class.
    pub class_id: Id,
}

/// Enters marks. Rows that are not named stay as they are; a named row is taken whole.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetMarks {
    /// The class.
    pub class_id: Id,
    /// The rows.
    pub marks: Vec<MarkEntry>,
}

/// One trainee's marks as typed.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MarkEntry {
    /// Whose.
    pub enrollment_id: Id,
    /// First sitting, in points of the paper with at most one decimal.
    #[serde(default)]
    pub exam_mark: Option<f64>,
    /// Missed the exam (缺考).
    #[serde(default)]
    pub exam_absent: bool,
    /// Why no exam is asked (免考).
    #[serde(default)]
    pub exempt_reason: Option<String>,
    /// The retake (补考).
    #[serde(default)]
    pub retake_mark: Option<f64>,
    /// The reflection (心得), of 100.
    #[serde(default)]
    pub reflection_mark: Option<f64>,
}

/// Says how the class is examined. Only before the first mark.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetScheme {
    /// The class.
    pub class_id: Id,
    /// How.
    pub mode: ExamMode,
    /// The most that the paper gives.
    pub full_mark: f64,
    /// From here on it is passed.
    pub pass_mark: f64,
    /// The weights, together 100.
    pub weights: Weights,
}

/// A class's marks.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MarkSheet {
    /// How the class is examined.
    pub exam_mode: ExamMode,
    /// The mode as read.
    pub exam_mode_label: String,
    /// The most that the paper gives.
    pub full_mark: f64,
    /// From here on it is passed.
    pub pass_mark: f64,
    /// The weights in percent.
    pub weights: Weights,
    /// By seat.
    pub rows: Vec<MarkRow>,
    /// Whether the class is closed.
    pub is_locked: bool,
    /// Whether the scheme may still be changed: no mark was entered yet.
    pub can_change_scheme: bool,
    /// How many were due at the exam: exempt out, absent in.
    pub exam_due: u32,
    /// How many of them passed, retakes included.
    pub exam_passed: u32,
    /// How many of them passed at the first sitting.
    pub exam_passed_first: u32,
}

/// One trainee's marks.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MarkRow {
    /// Whose.
    pub enrollment_id: Id,
    /// Place on the sign-in sheet.
    pub seat_no: Option<u32>,
    /// Name.
    pub name: String,
    /// Branch.
    pub branch_name: String,
    /// First sitting.
    pub exam_mark: Option<f64>,
    /// Missed the exam.
    pub exam_absent: bool,
    /// Why exempt.
    pub exempt_reason: Option<String>,
    /// Retake.
    pub retake_mark: Option<f64>,
    /// Reflection.
    pub reflection_mark: Option<f64>,
    /// Conduct, of 100.
    pub conduct_mark: f64,
    /// Attendance, of 100; `None` while no lesson was held.
    pub attendance_mark: Option<f64>,
    /// The composite, 0.1 point of 100; `None` while something is still to come.
    pub composite_tenths: Option<i32>,
    /// Its grade.
    pub grade: Option<Grade>,
    /// The arithmetic, or what is still to come.
    pub formula: String,
}

macro_rules! class_scoped {
    ($($request:ty),*) => { $(impl ClassScoped for $request {
        fn class_id(&self) -> Id {
            self.class_id
        }
    })* };
}
class_scoped!(GetMarkSheet, SetMarks, SetScheme);

commands! {
    read OwnClass "exam.sheet" => sheet(GetMarkSheet) -> MarkSheet;
    write OwnClass "exam.set_marks" => set_marks(SetMarks) -> MarkSheet, stale ["exam", "appraisal", "class", "dossier"];
    write OwnClass "exam.set_scheme" => set_scheme(SetScheme) -> MarkSheet, stale ["exam", "appraisal", "class", "dossier"];
}

fn row(result: &TraineeResult) -> MarkRow {
    MarkRow {
        enrollment_id: result.trainee.id,
        seat_no: Some(result.trainee.seat_no).filter(|seat| *seat > 0),
        name: result.trainee.name.clone(),
        branch_name: result.trainee.branch_name.clone(),
        exam_mark: result.marks.exam_tenths.map(to_points),
        exam_absent: result.marks.is_absent,
        exempt_reason: result.marks.exempt_reason.clone(),
        retake_mark: result.marks.retake_tenths.map(to_points),
        reflection_mark: result.marks.reflection_tenths.map(to_points),
        conduct_mark: to_points(result.conduct_tenths),
        attendance_mark: result.attendance_tenths.map(to_points),
        composite_tenths: result.composite.tenths.and_then(|tenths| i32::try_from(tenths).ok()),
        grade: result.composite.grade(),
        formula: result.composite.formula.clone(),
    }
}

fn sheet(ctx: &mut Ctx<'_>, req: GetMarkSheet) -> Result<MarkSheet> {
    let class = training_class::find(ctx.conn(), req.class_id)?;
    let results = results(ctx.conn(), &class)?;
    let scheme = &results.scheme;
    let count = |test: &dyn Fn(&&TraineeResult) -> bool| {
        u32::try_from(results.rows.iter().filter(test).count()).unwrap_or(u32::MAX)
    };
    let first = |row: &&TraineeResult| row.marks.exam_tenths.is_some_and(|mark| mark >= scheme.pass_tenths);
    Ok(MarkSheet {
        exam_mode: scheme.mode,
        exam_mode_label: scheme.mode.label().to_owned(),
        full_mark: to_points(scheme.full_tenths),
        pass_mark: to_points(scheme.pass_tenths),
        weights: scheme.weights,
        rows: results.rows.iter().map(row).collect(),
        is_locked: class.state == ClassState::Closed,
        can_change_scheme: results.rows.iter().all(|row| row.marks.is_blank()),
        exam_due: count(&|row| row.marks.has_exam() && row.marks.exempt_reason.is_none()),
        exam_passed: count(&|row| row.is_passed(scheme) == Some(true)),
        exam_passed_first: count(&first),
    })
}

fn tenths(points: Option<f64>, who: &str, what: &str, field: &str) -> Result<Option<i64>> {
    points
        .map(|points| {
            let message = || Error::invalid(field, format!("{who}：{what}最多一位小数，请改正。"));
            from_points(points).ok_or_else(message)
        })
        .transpose()
}

fn set_marks(ctx: &mut Ctx<'_>, req: SetMarks) -> Result<MarkSheet> {
    let by = ctx.actor.name.clone();
    ctx.write(|tx| {
        let changed = record(tx, req.class_id, &req.marks, &by)?;
        if changed > 0 { tx.summarise(&format!("录入{changed}人的成绩")) } else { Ok(()) }
    })?;
    sheet(ctx, GetMarkSheet { class_id: req.class_id })
}

/// Enters marks of a class that is open. Says how many rows changed.
///
/// # Errors
/// `Locked` for a closed class, `Invalid` naming the person whose marks cannot be, and those of the database.
pub fn record(tx: &Tx<'_>, class: Id, entries: &[MarkEntry], by: &str) -> Result<u32> {
    let class = training_class::require_open(tx.conn(), class)?;
    let scheme = store::scheme(tx.conn(), &class)?;
    let people = enrollment::due_trainees(tx.conn(), class.id)?;
    let before = store::marks(tx.conn(), class.id)?;
    let (mut seen, mut changed) = (BTreeSet::new(), 0);
    for entry in entries {
        let trainee = people.iter().find(|one| one.id == entry.enrollment_id).or_not_found("学员")?;
        let who = conduct::row_label(trainee);
        require!(seen.insert(trainee.id), "marks", "{who}：同一人填了两行，请删去一行。");
        let reason = entry.exempt_reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        let new = Marks {
            exam_tenths: tenths(entry.exam_mark, &who, "考试成绩", "examMark")?,
            is_absent: entry.exam_absent,
            exempt_reason: reason.map(str::to_owned),
            retake_tenths: tenths(entry.retake_mark, &who, "补考成绩", "retakeMark")?,
            reflection_tenths: tenths(entry.reflection_mark, &who, "心得成绩", "reflectionMark")?,
        };
        if let Some((field, message)) = new.refusal(&scheme) {
            return Err(Error::invalid(field, format!("{who}：{message}")));
        }
        let old = before.get(&trainee.id);
        changed += u32::from(store::save_marks(tx, class.id, trainee.id, old, &new, by)?);
    }
    Ok(changed)
}

fn set_scheme(ctx: &mut Ctx<'_>, req: SetScheme) -> Result<MarkSheet> {
    let points =
        |points, what: &str, field| tenths(Some(points), "考核办法", what, field).map(Option::unwrap_or_default);
    let scheme = Scheme {
        mode: req.mode,
        full_tenths: points(req.full_mark, "满分", "fullMark")?,
        pass_tenths: points(req.pass_mark, "及格分", "passMark")?,
        weights: req.weights,
    };
    if let Some((field, message)) = scheme.refusal() {
        return Err(Error::invalid(field, message));
    }
    ctx.write(|tx| {
        let class = training_class::require_open(tx.conn(), req.class_id)?;
        if store::scheme(tx.conn(), &class)? != scheme && !store::marks(tx.conn(), class.id)?.is_empty() {
            return Err(Error::conflict("已经录入成绩，不能再改考核办法。确需修改，请先清空本班已录的成绩。"));
        }
        store::save_scheme(tx, class.id, &scheme)?;
        tx.summarise("设置考核办法")
    })?;
    sheet(ctx, GetMarkSheet { class_id: req.class_id })
}

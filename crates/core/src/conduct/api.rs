use std::collections::BTreeMap;

use lunxun_base::{Id, LocalDate, Result, require};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CONDUCT_RECORD, ConductKind, model, store};
use crate::{
    Ctx, commands,
    enrollment::{self, ENROLLMENT},
    present,
    rpc::ClassScoped,
    training_class::{self, ClassState},
};

/// Asks for a class's conduct records (平时表现).
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListConduct {
    /// The class.
    pub class_id: Id,
}

/// Adds a line.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddConduct {
    /// The class.
    pub class_id: Id,
    /// Whose.
    pub enrollment_id: Id,
    /// When it happened, within the class's days.
    pub day: LocalDate,
    /// What kind.
    pub kind: ConductKind,
    /// Whole points, −20 to 20.
    #[ts(type = "number")]
    pub score: i64,
    /// What happened.
    #[serde(default)]
    pub note: String,
}

/// Takes a line away.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteConduct {
    /// The class.
    pub class_id: Id,
    /// The line.
    pub id: Id,
}

/// A class's conduct.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConductList {
    /// The lines, oldest first.
    pub rows: Vec<ConductRow>,
    /// Each trainee's mark.
    pub marks: Vec<ConductMark>,
    /// Whether the class is closed.
    pub is_locked: bool,
}

/// A line.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConductRow {
    /// The line.
    pub id: Id,
    /// Whose.
    pub enrollment_id: Id,
    /// The trainee's name.
    pub name: String,
    /// When.
    pub day: LocalDate,
    /// What kind.
    pub kind: ConductKind,
    /// The kind as read.
    pub kind_label: String,
    /// Whole points.
    #[ts(type = "number")]
    pub score: i64,
    /// What happened.
    pub note: String,
    /// Who wrote it down.
    pub by: String,
}

/// A trainee's conduct mark.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConductMark {
    /// Whose.
    pub enrollment_id: Id,
    /// The trainee's name.
    pub name: String,
    /// Of 100.
    pub mark: f64,
}

impl ConductRow {
    /// A line as shown.
    #[must_use]
    pub fn of(line: store::Line, name: &str) -> Self {
        Self {
            id: line.id,
            enrollment_id: line.enrollment,
            name: name.to_owned(),
            day: line.day,
            kind: line.kind,
            kind_label: line.kind.label().to_owned(),
            score: line.score,
            note: line.note,
            by: line.by,
        }
    }
}

macro_rules! class_scoped {
    ($($request:ty),*) => { $(impl ClassScoped for $request {
        fn class_id(&self) -> Id {
            self.class_id
        }
    })* };
}
class_scoped!(ListConduct, AddConduct, DeleteConduct);

commands! {
    read OwnClass "conduct.list" => list(ListConduct) -> ConductList;
    write OwnClass "conduct.add" => add(AddConduct) -> ConductList, stale ["conduct", "exam", "appraisal", "class", "dossier"];
    write OwnClass "conduct.delete" => delete(DeleteConduct) -> ConductList,
        stale ["conduct", "exam", "appraisal", "class", "dossier"];
}

fn list(ctx: &mut Ctx<'_>, req: ListConduct) -> Result<ConductList> {
    let head = training_class::find(ctx.conn(), req.class_id)?;
    let people = enrollment::due_trainees(ctx.conn(), req.class_id)?;
    let names: BTreeMap<Id, &str> = people.iter().map(|one| (one.id, one.name.as_str())).collect();
    let lines = store::lines(ctx.conn(), req.class_id)?;
    let marks = people
        .iter()
        .map(|one| {
            let scores = lines.iter().filter(|line| line.enrollment == one.id).map(|line| line.score);
            let tenths = i32::try_from(model::mark_tenths(scores)).unwrap_or_default();
            ConductMark { enrollment_id: one.id, name: one.name.clone(), mark: f64::from(tenths) / 10.0 }
        })
        .collect();
    let rows = lines
        .into_iter()
        .map(|line| {
            let name = names.get(&line.enrollment).copied().unwrap_or("（已退出本班）");
            ConductRow::of(line, name)
        })
        .collect();
    Ok(ConductList { rows, marks, is_locked: head.state == ClassState::Closed })
}

fn add(ctx: &mut Ctx<'_>, req: AddConduct) -> Result<ConductList> {
    let by = ctx.actor.name.clone();
    ctx.write(|tx| {
        let head = training_class::require_open(tx.conn(), req.class_id)?;
        enrollment::trainee(tx.conn(), req.class_id, req.enrollment_id)?;
        require!(
            head.holds(req.day),
            "day",
            "日期要在班次起止日期（{}至{}）之内，请填写事情发生的那一天。",
            head.starts_on.chinese(),
            head.ends_on.chinese()
        );
        let new = store::NewLine {
            class: req.class_id,
            enrollment: req.enrollment_id,
            day: req.day,
            kind: req.kind,
            score: req.score,
            note: &req.note,
            by: &by,
        };
        store::add(tx, &new)?;
        let name = present::title(tx.conn(), ENROLLMENT, req.enrollment_id)?;
        tx.summarise(&format!("登记平时表现：{name} {} {:+}分", req.kind.label(), req.score))
    })?;
    list(ctx, ListConduct { class_id: req.class_id })
}

fn delete(ctx: &mut Ctx<'_>, req: DeleteConduct) -> Result<ConductList> {
    ctx.write(|tx| {
        training_class::require_open(tx.conn(), req.class_id)?;
        let title = present::title(tx.conn(), &CONDUCT_RECORD, req.id)?;
        store::remove(tx, req.class_id, req.id)?;
        tx.summarise(&format!("删除平时表现：{title}"))
    })?;
    list(ctx, ListConduct { class_id: req.class_id })
}

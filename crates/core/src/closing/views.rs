use lunxun_base::{CreditTenths, Id, LocalDate, Millis};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::AmendTarget;
use crate::{
    rpc::ClassScoped,
    timetable::{LessonView, class_scoped},
    training_class::{ClassKind, ClassState, ClassTier, GateItem},
};

/// A line of the list of classes.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClassRow {
    /// Its id.
    pub id: Id,
    /// Its number, `2027-03`.
    pub no: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub state: ClassState,
    /// The first day.
    pub starts_on: LocalDate,
    /// The last day.
    pub ends_on: LocalDate,
    /// Head teacher (班主任).
    pub head_name: Option<String>,
    /// Deputy head teacher.
    pub deputy_name: Option<String>,
    /// Its room.
    pub room_name: Option<String>,
    /// How many are due.
    pub enrolled: u32,
    /// 到课率 of the lessons whose roll was taken, `94.23%`.
    pub attendance_percent: Option<String>,
    /// What is next to do.
    pub my_task: Option<String>,
}

/// Classes by first day.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClassList {
    /// The classes.
    pub classes: Vec<ClassRow>,
}

/// Asks for classes; a head teacher gets their own.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListClasses {
    /// Of one year.
    #[serde(default)]
    pub year: Option<i32>,
    /// In one state.
    #[serde(default)]
    pub state: Option<ClassState>,
}

/// A class with its timetable and its gates.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClassView {
    /// As in the list.
    #[serde(flatten)]
    pub row: ClassRow,
    /// Who it stands for.
    pub tier: ClassTier,
    /// What kind it is.
    pub kind: ClassKind,
    /// Planned credit, 0.1 学时.
    pub credit_tenths: CreditTenths,
    /// Head teacher: faculty.
    pub head_id: Option<Id>,
    /// Deputy head teacher: faculty.
    pub deputy_id: Option<Id>,
    /// Its room: venue.
    pub room_id: Option<Id>,
    /// Whether trainees stay overnight.
    pub is_boarding: bool,
    /// Remarks.
    pub note: String,
    /// Its lessons.
    pub lessons: Vec<LessonView>,
    /// What must be done: before the notice while it is a draft, before closing afterwards.
    pub gate: Vec<GateItem>,
    /// Whether every gate before closing is passed.
    pub can_close: bool,
    /// When it was closed.
    pub closed_at: Option<Millis>,
    /// Who closed it.
    pub closed_by: Option<String>,
    /// BLAKE3 of its content at closing, hex.
    pub digest: Option<String>,
}

/// Asks for one class.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetClass {
    /// The class.
    pub class_id: Id,
}

/// Adds or changes a class.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaveClass {
    /// The class to change; a new one where absent.
    #[serde(default)]
    pub class_id: Option<Id>,
    /// Its name.
    pub name: String,
    /// The first day.
    pub starts_on: LocalDate,
    /// The last day.
    pub ends_on: LocalDate,
    /// Head teacher: faculty.
    #[serde(default)]
    pub head_id: Option<Id>,
    /// Deputy head teacher: faculty.
    #[serde(default)]
    pub deputy_id: Option<Id>,
    /// Its room: venue.
    #[serde(default)]
    pub room_id: Option<Id>,
    /// Who it stands for.
    #[serde(default = "township")]
    pub tier: ClassTier,
    /// What kind it is.
    #[serde(default = "regular")]
    pub kind: ClassKind,
    /// Whether trainees stay overnight.
    #[serde(default)]
    pub is_boarding: bool,
    /// Remarks.
    #[serde(default)]
    pub note: String,
}

const fn township() -> ClassTier {
    ClassTier::Township
}

const fn regular() -> ClassKind {
    ClassKind::Regular
}

/// Moves a class on.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdvanceClass {
    /// The class.
    pub class_id: Id,
    /// To which state.
    pub to: ClassState,
}

/// Lets a class through a gate with a reason.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaiveGate {
    /// The class.
    pub class_id: Id,
    /// Which gate.
    pub gate_code: String,
    /// Why; an empty reason takes the waiver back.
    pub reason: String,
}

/// Closes a class (结班).
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CloseClass {
    /// The class.
    pub class_id: Id,
}

/// Corrects a closed class by an amendment (更正单).
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AmendClass {
    /// The class.
    pub class_id: Id,
    /// What it is about.
    pub target: AmendTarget,
    /// Whose.
    pub enrollment_id: Id,
    /// The lesson, for attendance.
    #[serde(default)]
    pub lesson_id: Option<Id>,
    /// Which field: `state`; `examMark`, `retakeMark`, …; `grade`, `text`, …; `mark`.
    pub field: String,
    /// The new value; empty clears it.
    pub new_value: String,
    /// Why.
    pub reason: String,
}

/// An amendment.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AmendmentView {
    /// Its id.
    pub id: Id,
    /// What it is about.
    pub target: AmendTarget,
    /// Whose.
    pub enrollment_id: Id,
    /// Their name.
    pub name: String,
    /// The lesson, for attendance.
    pub lesson_id: Option<Id>,
    /// Which field.
    pub field: String,
    /// What the clerk calls it.
    pub field_label: String,
    /// As it stood before.
    pub old_value: String,
    /// As it stands since.
    pub new_value: String,
    /// Why.
    pub reason: String,
    /// Who amended it.
    pub by: String,
    /// When.
    pub at: Millis,
}

/// A class's amendments.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AmendmentList {
    /// Oldest first.
    pub amendments: Vec<AmendmentView>,
}

/// Asks for a class's amendments.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListAmendments {
    /// The class.
    pub class_id: Id,
}

class_scoped!(GetClass, AdvanceClass, WaiveGate, CloseClass, AmendClass, ListAmendments);

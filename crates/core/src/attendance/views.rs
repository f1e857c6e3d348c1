use lunxun_base::{CreditTenths, Id, LocalDate, Millis};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AttendanceState, LeaveKind, RollMethod};
use crate::{
    rpc::ClassScoped,
    timetable::{LessonHalf, LessonView, class_scoped},
};

/// A line of the roll.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RollRow {
    /// The enrolment.
    pub enrollment_id: Id,
    /// The member.
    pub member_id: Id,
    /// The seat; the order of the sheet.
    pub seat_no: u32,
    /// Name.
    pub name: String,
    /// Initials to jump by.
    pub pinyin_initials: String,
    /// Branch.
    pub branch_name: String,
    /// What is marked; null while nothing is (未登记).
    pub state: Option<AttendanceState>,
    /// Remarks.
    pub note: String,
    /// Whether a leave covers the half-day.
    pub has_leave: bool,
    /// The village venue, where not in the main one.
    pub venue_id: Option<Id>,
}

/// The counts under the roll.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RollCounts {
    /// 应到.
    pub due: u32,
    /// Present, by video or made up.
    pub present: u32,
    /// Late.
    pub late: u32,
    /// Left early.
    pub early_leave: u32,
    /// On leave.
    pub leave: u32,
    /// Absent without leave.
    pub absent: u32,
    /// Not marked.
    pub unmarked: u32,
}

/// The roll of one lesson.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RollSheet {
    /// The lesson.
    pub lesson: LessonView,
    /// Those due, in seat order.
    pub rows: Vec<RollRow>,
    /// The counts.
    pub counts: RollCounts,
    /// Whether the class is closed or cancelled.
    pub is_locked: bool,
}

/// Asks for the roll of a lesson.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetRollSheet {
    /// The class.
    pub class_id: Id,
    /// The lesson.
    pub lesson_id: Id,
}

/// One mark.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RollMark {
    /// Who.
    pub enrollment_id: Id,
    /// What; null takes the mark back.
    pub state: Option<AttendanceState>,
    /// Remarks.
    #[serde(default)]
    pub note: String,
}

/// Marks any number of people in one lesson.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MarkAttendance {
    /// The class.
    pub class_id: Id,
    /// The lesson.
    pub lesson_id: Id,
    /// The marks.
    pub marks: Vec<RollMark>,
    /// How the roll was taken.
    #[serde(default = "called")]
    pub method: RollMethod,
}

const fn called() -> RollMethod {
    RollMethod::Roll
}

/// Marks everybody not yet marked as present, or on leave where a leave covers the half-day (全到).
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MarkAllPresent {
    /// The class.
    pub class_id: Id,
    /// The lesson.
    pub lesson_id: Id,
    /// Only these, such as those seated at one village venue; empty means everybody.
    #[serde(default)]
    pub enrollment_ids: Vec<Id>,
}

/// Notes that a lesson was not held, so that nobody owes it; an empty reason takes that back.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LessonDidNotHappen {
    /// The class.
    pub class_id: Id,
    /// The lesson.
    pub lesson_id: Id,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// Asks for a class's attendance as a whole.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetAttendanceSummary {
    /// The class.
    pub class_id: Id,
}

/// One trainee in one lesson.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AttendanceCell {
    /// The lesson.
    pub lesson_id: Id,
    /// What is marked.
    pub state: Option<AttendanceState>,
}

/// One trainee's attendance.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AttendanceLine {
    /// The enrolment.
    pub enrollment_id: Id,
    /// Name.
    pub name: String,
    /// One cell a lesson, in the order of `lessons`.
    pub cells: Vec<AttendanceCell>,
    /// Credit attended, 0.1 学时.
    pub attended_tenths: CreditTenths,
    /// Credit due, 0.1 学时.
    pub due_tenths: CreditTenths,
    /// Attended of due, per mille.
    pub permille: u32,
}

/// A class's attendance as a whole.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AttendanceSummary {
    /// In seat order.
    pub rows: Vec<AttendanceLine>,
    /// The lessons.
    pub lessons: Vec<LessonView>,
    /// 到课率 of the lessons whose roll was taken, `94.23%`; `—` while there is none.
    pub attended_percent: String,
}

/// A leave.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeaveRow {
    /// Its id.
    pub id: Id,
    /// Who.
    pub enrollment_id: Id,
    /// Name.
    pub name: String,
    /// Why.
    pub kind: LeaveKind,
    /// The first day.
    pub from_day: LocalDate,
    /// The first half-day.
    pub from_half: LessonHalf,
    /// The last day.
    pub to_day: LocalDate,
    /// The last half-day.
    pub to_half: LessonHalf,
    /// In words.
    pub reason: String,
    /// Who allowed it.
    pub approver: String,
    /// When they came back (销假).
    pub returned_at: Option<Millis>,
}

/// A class's leaves.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeaveList {
    /// In the order of their days.
    pub rows: Vec<LeaveRow>,
}

/// Asks for a class's leaves.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListLeaves {
    /// The class.
    pub class_id: Id,
}

/// Grants leave.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddLeave {
    /// The class.
    pub class_id: Id,
    /// Who.
    pub enrollment_id: Id,
    /// Why.
    pub kind: LeaveKind,
    /// The first day.
    pub from_day: LocalDate,
    /// The first half-day.
    pub from_half: LessonHalf,
    /// The last day.
    pub to_day: LocalDate,
    /// The last half-day, included.
    pub to_half: LessonHalf,
    /// In words.
    #[serde(default)]
    pub reason: String,
    /// Who allowed it.
    #[serde(default)]
    pub approver: String,
}

/// Takes a leave back, or notes the return from it.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangeLeave {
    /// The class.
    pub class_id: Id,
    /// Which.
    pub leave_id: Id,
}

class_scoped!(
    GetRollSheet,
    MarkAttendance,
    MarkAllPresent,
    LessonDidNotHappen,
    GetAttendanceSummary,
    ListLeaves,
    AddLeave,
    ChangeLeave
);

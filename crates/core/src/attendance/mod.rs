//! Attendance (考勤): the roll of each half-day, leave (请假), and what of it counts.

mod api;
mod model;
mod store;
mod sync;
mod views;

use lunxun_store::Migration;

use crate::feature::Feature;

pub use api::{GATE, credited_elsewhere, mark_id, mark_of, put_mark, record, tallies, tally_of};
pub use model::{AttendanceState, LeaveKind, Mark, RollMethod, Tally, covers, percent, tally};
pub use sync::{ATTENDANCE_MARK, LEAVE_RECORD};
pub use views::*;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "attendance",
    commands: api::COMMANDS,
    kinds: &[ATTENDANCE_MARK, LEAVE_RECORD],
    migrations: &[Migration {
        name: "20261122T1005_attendance",
        sql: include_str!("migrations/20261122T1005_attendance.sql"),
    }],
};

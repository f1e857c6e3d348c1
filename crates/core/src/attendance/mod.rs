//! Attendance (考勤): the roll of each half-day, leave (请假), and what of it counts.

mod sync;

use lunxun_store::Migration;

use crate::feature::Feature;

pub use sync::{ATTENDANCE_MARK, LEAVE_RECORD};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "attendance",
    commands: &[],
    kinds: &[ATTENDANCE_MARK, LEAVE_RECORD],
    migrations: &[Migration {
        name: "20261122T1005_attendance",
        sql: include_str!("migrations/20261122T1005_attendance.sql"),
    }],
};

//! Timetables (课程表): the lessons (课次) of a class, one a half-day.

mod sync;

use lunxun_store::Migration;

use crate::feature::Feature;

pub use sync::LESSON;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "timetable",
    commands: &[],
    kinds: &[LESSON],
    migrations: &[Migration {
        name: "20261122T1003_timetable",
        sql: include_str!("migrations/20261122T1003_timetable.sql"),
    }],
};

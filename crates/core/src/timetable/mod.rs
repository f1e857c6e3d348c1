//! Timetables (课程表): the lessons (课次) of a class, one a half-day.

mod api;
mod model;
mod store;
mod sync;

use lunxun_store::Migration;

use crate::feature::Feature;

pub(crate) use api::class_scoped;
pub use api::{
    DeleteLesson, FillTimetable, GATE, LessonList, LessonView, ListLessons, SaveLesson, fill_default, lesson, lessons,
};
pub use model::{LessonHalf, Slot, capped_credit, half_days, slot_text};
pub use sync::LESSON;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "timetable",
    commands: api::COMMANDS,
    kinds: &[LESSON],
    migrations: &[Migration {
        name: "20261122T1003_timetable",
        sql: include_str!("migrations/20261122T1003_timetable.sql"),
    }],
};

//! Courses (课程): what may be taught, in the seven fields of the regulation (docs/sources.md#jiaoyu-9).

mod api;
mod model;
mod store;
mod sync;

use lunxun_store::Migration;

use crate::feature::Feature;

pub use api::{CourseList, CourseView, DeleteCourse, SaveCourse, find, list_all};
pub use model::{CourseCategory, CourseFocus, CourseScope};
pub use sync::COURSE;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "course",
    commands: api::COMMANDS,
    kinds: &[COURSE],
    migrations: &[
        Migration { name: "20261122T1000_course", sql: include_str!("migrations/20261122T1000_course.sql") },
        Migration { name: "20261201T0420_course_tags", sql: include_str!("migrations/20261201T0420_course_tags.sql") },
    ],
};

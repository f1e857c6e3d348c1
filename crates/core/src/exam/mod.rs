//! Exams and marks (考核): how a class is examined, each trainee's marks and the weighted composite (综合成绩).

mod sync;

pub use sync::{EXAM_MARK, EXAM_SCHEME};

use lunxun_store::Migration;

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "exam",
    commands: &[],
    kinds: &[&EXAM_SCHEME, &EXAM_MARK],
    migrations: &[Migration { name: "20261122T1101_exam", sql: include_str!("migrations/20261122T1101_exam.sql") }],
};

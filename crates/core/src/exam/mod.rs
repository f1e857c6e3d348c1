//! Exams and marks (考核): how a class is examined, each trainee's marks and the weighted composite (综合成绩).

mod api;
mod model;
mod results;
mod store;
mod sync;

pub use api::{GetMarkSheet, MarkEntry, MarkRow, MarkSheet, SetMarks, SetScheme, record};
pub use model::{Composite, ExamMode, Grade, Marks, Part, Scheme, Weights, show, to_points};
pub use results::{GATE, Results, TraineeResult, amend, gate, results};
pub use store::{marks, scheme};
pub use sync::{EXAM_MARK, EXAM_SCHEME};

use lunxun_store::Migration;

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "exam",
    commands: api::COMMANDS,
    kinds: &[&EXAM_SCHEME, &EXAM_MARK],
    migrations: &[Migration { name: "20261122T1101_exam", sql: include_str!("migrations/20261122T1101_exam.sql") }],
};

#[cfg(test)]
mod tests;

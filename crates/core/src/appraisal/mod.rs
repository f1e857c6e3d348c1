//! Comprehensive appraisal (综合鉴定): a text drafted from the record, the grade under its cap, where the form is filed.

mod api;
mod class_work;
mod model;
mod store;
mod sync;
#[cfg(test)]
mod tests;
mod wording;

pub use api::{AppraisalList, AppraisalRow, DraftAppraisals, ListAppraisals, SaveAppraisal};
pub use class_work::{ClassAppraisals, GATE, TraineeAppraisal, amend, class_appraisals, gate};
pub use model::{ArchiveTarget, ExamFact, Facts, attendance_text, default_target, excellent_cap};
pub use store::{Appraisal, appraisals};
pub use sync::APPRAISAL;

use lunxun_store::Migration;

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "appraisal",
    commands: api::COMMANDS,
    kinds: &[&APPRAISAL],
    migrations: &[Migration {
        name: "20261122T1102_appraisal",
        sql: include_str!("migrations/20261122T1102_appraisal.sql"),
    }],
};

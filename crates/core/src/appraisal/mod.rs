//! Comprehensive appraisal (综合鉴定): a text drafted from the record, the grade under its cap, where the form is filed.

mod sync;

pub use sync::APPRAISAL;

use lunxun_store::Migration;

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "appraisal",
    commands: &[],
    kinds: &[&APPRAISAL],
    migrations: &[Migration {
        name: "20261122T1102_appraisal",
        sql: include_str!("migrations/20261122T1102_appraisal.sql"),
    }],
};

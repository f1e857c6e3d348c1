//! Enrolments (报名): who sits in a class, on which seat, in which state.

mod sync;

use lunxun_store::Migration;

use crate::feature::Feature;

pub use sync::ENROLLMENT;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "enrollment",
    commands: &[],
    kinds: &[ENROLLMENT],
    migrations: &[Migration {
        name: "20261122T1004_enrollment",
        sql: include_str!("migrations/20261122T1004_enrollment.sql"),
    }],
};

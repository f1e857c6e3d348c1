//! Conduct (平时表现): what a trainee did in class for better or worse, and the mark that follows from it.

mod sync;

pub use sync::CONDUCT_RECORD;

use lunxun_store::Migration;

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "conduct",
    commands: &[],
    kinds: &[&CONDUCT_RECORD],
    migrations: &[Migration {
        name: "20261122T1100_conduct",
        sql: include_str!("migrations/20261122T1100_conduct.sql"),
    }],
};

#[cfg(test)]
mod tests;

//! Duplicates (疑似重复): finding members entered twice, deciding that they are not one person, merging two records and
//! taking a merge back.
//!
//! **Rules** — the record with the smaller id is kept, so that two PCs that merge the same two reach the same state; a
//! merge moves whatever refers to the other record, found through [`lunxun_store::ColumnForm::Record`], and keeps each
//! change as a record of its own (ADR 0010); nothing is credited twice.

mod api;
mod merge;
mod model;
mod store;
mod sync;
#[cfg(test)]
mod tests;

pub use api::*;
pub use model::{LIKELY_FROM, Person, Quality, SHOWN_FROM, Suspicion, compare as compare_people, quality, suspicions};
pub use store::people;
pub use sync::{DISTINCT_PAIR, MEMBER_MERGE, MERGE_MOVE};

use lunxun_store::Migration;

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "dedupe",
    commands: COMMANDS,
    kinds: &[DISTINCT_PAIR, MEMBER_MERGE, MERGE_MOVE],
    migrations: &[Migration { name: "20261122T1940_dedupe", sql: include_str!("migrations/20261122T1940_dedupe.sql") }],
};

//! Conduct (平时表现): what a trainee did in class for better or worse, and the mark that follows from it.

mod api;
mod attendance_counts;
mod model;
mod store;
mod sync;

pub use api::{AddConduct, ConductList, ConductMark, ConductRow, DeleteConduct, ListConduct};
pub use attendance_counts::{AttendanceCounts, attendance};
pub use model::{BASE, ConductKind, MAX_SCORE, has_arrived, mark_tenths, row_label};
pub use store::{Line, amend, lines, lines_by_trainee};
pub use sync::CONDUCT_RECORD;

use lunxun_store::Migration;

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "conduct",
    commands: api::COMMANDS,
    kinds: &[&CONDUCT_RECORD],
    migrations: &[Migration {
        name: "20261122T1100_conduct",
        sql: include_str!("migrations/20261122T1100_conduct.sql"),
    }],
};

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;

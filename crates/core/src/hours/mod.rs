//! The credit-hour ledger (学时台账): what every member has earned, from what, and what is still missing.

mod api;
mod model;
mod store;
mod sync;

use lunxun_store::Migration;

use crate::feature::Feature;

pub use api::{AddHours, Credit, GetHours, HoursLine, HoursSummary, ReverseHours, credit, line_id, summary, target};
pub use model::{HoursChannel, gap, is_duty_holder, target_basis};
pub use sync::HOURS_LINE;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "hours",
    commands: api::COMMANDS,
    kinds: &[HOURS_LINE],
    migrations: &[Migration { name: "20261122T1001_hours", sql: include_str!("migrations/20261122T1001_hours.sql") }],
};

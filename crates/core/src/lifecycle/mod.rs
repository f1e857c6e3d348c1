//! The life of a member in the Party, step by step with days (党员变动登记), and what is due (R15).
//!
//! **Law** — nothing here happens by itself: the program tells who is overdue and leaves every decision to people.

mod alerts;
mod api;
mod store;
#[cfg(test)]
mod tests;
mod timeline;

pub use alerts::{AlertKind, AlertList, AlertRow, alerts};
pub use api::{ChangeMember, MemberTimeline};
pub use timeline::{TimelineLine, TimelineTopic, life_line};

use crate::feature::Feature;

/// What this feature brings. Its records are those of `member_change`.
pub const FEATURE: Feature = Feature { name: "lifecycle", commands: api::COMMANDS, kinds: &[], migrations: &[] };

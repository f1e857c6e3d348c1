//! Changes of the organization tree from a day on (组织变动): rename, merge, split, move, dissolve, re-election (换届).
//!
//! **Law** — whatever is changed from a day on leaves every earlier day's tree, rosters and totals as they were.

mod api;
mod apply;
mod plan;
#[cfg(test)]
mod tests;

pub use api::{ChangeOrg, ElectedPost, OrgChange, OrgChangePreview};

use crate::feature::Feature;

/// What this feature brings. Its records are those of `org`, `member_change` and `post`.
pub const FEATURE: Feature = Feature { name: "restructure", commands: api::COMMANDS, kinds: &[], migrations: &[] };

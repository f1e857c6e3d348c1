//! Indicators (指标) of the home page: coverage, hours and what is due. Every figure opens the names behind it.
//!
//! **Source**: `docs/sources.md#indicators`.

mod api;
mod model;
mod store;
#[cfg(test)]
mod tests;

pub use api::{DueItem, Figure, HomeOverview, NameList, NameListKey, NameRow};

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "indicator", commands: api::COMMANDS, kinds: &[], migrations: &[] };

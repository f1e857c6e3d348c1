//! Looking for a row in any list (查找): the interface holds a short list whole and asks which of its rows fit what is
//! being typed. So there is one rule of what fits, that of [`crate::fields::Needle`], and one table of readings.
//!
//! It reads nothing: what is compared comes with the question, and the caller has it on the screen already.

mod api;
#[cfg(test)]
mod tests;

pub use api::{MatchRows, MatchedRows, SearchRow};

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "list_search", commands: api::COMMANDS, kinds: &[], migrations: &[] };

//! Conflicts (冲突): fields that two people wrote without knowing of each other, and a person's decision on them.

mod api;

pub use api::{ConflictList, ConflictRow, ConflictValueView};

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "sync_center", commands: api::COMMANDS, kinds: &[], migrations: &[] };

//! import

pub mod fields;
pub mod reader;
pub mod roster;
pub mod table;

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "import", commands: &[], kinds: &[], migrations: &[] };

//! indicator

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "indicator", commands: &[], kinds: &[], migrations: &[] };

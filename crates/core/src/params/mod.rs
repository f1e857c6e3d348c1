//! params

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "params", commands: &[], kinds: &[], migrations: &[] };

//! enrollment

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "enrollment", commands: &[], kinds: &[], migrations: &[] };

//! conduct

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "conduct", commands: &[], kinds: &[], migrations: &[] };

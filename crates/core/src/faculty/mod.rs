//! faculty

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "faculty", commands: &[], kinds: &[], migrations: &[] };

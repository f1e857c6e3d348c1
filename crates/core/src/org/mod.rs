//! org

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "org", commands: &[], kinds: &[], migrations: &[] };

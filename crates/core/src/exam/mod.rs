//! exam

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "exam", commands: &[], kinds: &[], migrations: &[] };

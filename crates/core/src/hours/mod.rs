//! hours

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "hours", commands: &[], kinds: &[], migrations: &[] };

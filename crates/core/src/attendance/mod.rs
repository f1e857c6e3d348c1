//! attendance

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "attendance", commands: &[], kinds: &[], migrations: &[] };

//! appraisal

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "appraisal", commands: &[], kinds: &[], migrations: &[] };

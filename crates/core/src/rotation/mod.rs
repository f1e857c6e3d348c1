//! rotation

pub mod planner;

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "rotation", commands: &[], kinds: &[], migrations: &[] };

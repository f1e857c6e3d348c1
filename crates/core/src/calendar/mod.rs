//! calendar

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "calendar", commands: &[], kinds: &[], migrations: &[] };

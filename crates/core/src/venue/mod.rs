//! venue

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "venue", commands: &[], kinds: &[], migrations: &[] };

//! sync_center

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "sync_center", commands: &[], kinds: &[], migrations: &[] };

//! audit

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "audit", commands: &[], kinds: &[], migrations: &[] };

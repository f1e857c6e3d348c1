//! account

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "account", commands: &[], kinds: &[], migrations: &[] };

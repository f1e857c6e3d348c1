//! member

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "member", commands: &[], kinds: &[], migrations: &[] };

//! import

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "import", commands: &[], kinds: &[], migrations: &[] };

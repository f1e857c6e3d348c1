//! dossier

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "dossier", commands: &[], kinds: &[], migrations: &[] };

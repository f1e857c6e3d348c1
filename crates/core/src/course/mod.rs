//! course

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "course", commands: &[], kinds: &[], migrations: &[] };

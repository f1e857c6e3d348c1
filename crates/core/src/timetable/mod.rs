//! timetable

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "timetable", commands: &[], kinds: &[], migrations: &[] };

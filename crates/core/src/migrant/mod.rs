//! x
use crate::feature::Feature;
/// x
pub const FEATURE: Feature = Feature { name: "migrant", commands: &[], kinds: &[], migrations: &[] };

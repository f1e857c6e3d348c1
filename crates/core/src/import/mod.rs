//! Import (导入): what other people's sheets hold, read without trusting them.
//!
//! [`reader`] turns bytes into cells, [`table`] finds the table in a sheet, [`crate::fields`] reads single cells, and
//! [`roster`] makes candidates of a roster's rows and compares them with the register. All of that is pure.

pub mod reader;
pub mod roster;
pub mod table;

#[cfg(test)]
mod fixtures;

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "import", commands: &[], kinds: &[], migrations: &[] };

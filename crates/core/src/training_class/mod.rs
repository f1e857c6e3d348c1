//! training_class

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "training_class", commands: &[], kinds: &[], migrations: &[] };

use lunxun_base::{Id, Result};
use lunxun_store::rusqlite::Connection;

/// Whether this faculty record is the class's head or deputy head teacher (正、副班主任).
///
/// # Errors
/// Those of the database.
pub fn is_led_by(_conn: &Connection, _class: Id, _faculty: Id) -> Result<bool> {
    Ok(false)
}

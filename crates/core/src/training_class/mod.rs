//! Training classes (班次): the row itself, its states, its lock, and who leads it.

mod store;
mod sync;

use lunxun_base::{Id, Result};
use lunxun_store::{Migration, rusqlite::Connection};

use crate::feature::Feature;

pub use sync::{AMENDMENT, GATE_WAIVER, TRAINING_CLASS};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "training_class",
    commands: &[],
    kinds: &[TRAINING_CLASS, GATE_WAIVER, AMENDMENT],
    migrations: &[Migration {
        name: "20261122T1002_training_class",
        sql: include_str!("migrations/20261122T1002_training_class.sql"),
    }],
};

/// Whether this faculty record is the class's head or deputy head teacher (正、副班主任).
///
/// # Errors
/// Those of the database.
pub fn is_led_by(conn: &Connection, class: Id, faculty: Id) -> Result<bool> {
    store::is_led_by(conn, class, faculty)
}

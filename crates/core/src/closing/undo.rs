use lunxun_base::{Error, Id, Result};
use lunxun_store::rusqlite::Connection;

use super::store;
use crate::feature;

/// A closed class changes by amendment alone, so an earlier action that touched its content is not taken back. The
/// closing itself may be: that re-opens the class and leaves its trail.
///
/// # Errors
/// `Locked`.
pub fn refuse_undo(conn: &Connection, operation: Id) -> Result<()> {
    if store::command_of(conn, operation)?.is_some_and(|command| command == "class.close") {
        return Ok(());
    }
    let content = feature::kinds().iter().filter(|kind| kind.columns.contains(&"class_id"));
    for kind in content {
        if store::touches_closed_class(conn, kind.table, "class_id", operation)? {
            return Err(locked());
        }
    }
    if store::touches_closed_class(conn, "training_class", "id", operation)? { Err(locked()) } else { Ok(()) }
}

fn locked() -> Error {
    Error::locked("这一步涉及已结班的班次，不能撤销。请在班次里用更正单更正；确需重开的，先撤销“结班”。")
}

//! The SQL of training classes.

use lunxun_base::{Id, Result};
use lunxun_store::{
    db,
    rusqlite::{Connection, named_params},
};

/// Whether this faculty record leads or deputises in the class.
pub(crate) fn is_led_by(conn: &Connection, class: Id, faculty: Id) -> Result<bool> {
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM training_class
         WHERE id = :class AND deleted_at IS NULL AND (head_id = :faculty OR deputy_id = :faculty)) AS is_led",
    )
    .and_then(|mut statement| {
        statement.query_row(named_params! { ":class": class.as_bytes(), ":faculty": faculty.as_bytes() }, |row| {
            row.get("is_led")
        })
    })
    .map_err(db)
}

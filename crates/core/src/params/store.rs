use lunxun_base::{Error, LocalDate, Millis, Result};
use lunxun_store::{
    RowExt, db,
    rusqlite::{Connection, OptionalExtension, named_params},
};

use super::model;

/// A parameter's value on a day: the newest dated row in force, or the shipped default.
///
/// # Errors
/// `Internal` for a key that does not exist.
pub fn value(conn: &Connection, key: &str, on: LocalDate) -> Result<i64> {
    let known = model::find(key).ok_or_else(|| Error::internal(format!("没有名为 {key} 的参数。")))?;
    let set: Option<i64> = conn
        .prepare_cached(
            "SELECT value FROM param
             WHERE key = :key AND effective_from <= :on AND deleted_at IS NULL
             ORDER BY effective_from DESC, id LIMIT 1",
        )
        .and_then(|mut statement| {
            statement.query_row(named_params! { ":key": key, ":on": on.to_string() }, |row| row.get("value")).optional()
        })
        .map_err(db)?;
    Ok(set.unwrap_or(known.default))
}

/// The parameters in force on one day, read together.
#[derive(Debug, Clone, Copy)]
pub struct Params<'a> {
    conn: &'a Connection,
    on: LocalDate,
}

impl<'a> Params<'a> {
    /// As of a day.
    #[must_use]
    pub const fn on(conn: &'a Connection, on: LocalDate) -> Self {
        Self { conn, on }
    }

    /// One value.
    ///
    /// # Errors
    /// `Internal` for a key that does not exist.
    pub fn get(&self, key: &str) -> Result<i64> {
        value(self.conn, key, self.on)
    }
}

/// A dated row.
pub(super) struct Dated {
    pub value: i64,
    pub effective_from: LocalDate,
    pub source: String,
    pub changed_by: String,
    pub changed_at: Millis,
}

pub(super) fn history(conn: &Connection, key: &str) -> Result<Vec<Dated>> {
    let mut statement = conn
        .prepare_cached(
            "SELECT value, effective_from, source, changed_by, changed_at FROM param
             WHERE key = :key AND deleted_at IS NULL
             ORDER BY effective_from DESC, id",
        )
        .map_err(db)?;
    let mut rows = statement.query(named_params! { ":key": key }).map_err(db)?;
    let mut history = Vec::new();
    while let Some(row) = rows.next().map_err(db)? {
        history.push(Dated {
            value: row.col("value")?,
            effective_from: row.date("effective_from")?,
            source: row.col::<Option<String>>("source")?.unwrap_or_default(),
            changed_by: row.col::<Option<String>>("changed_by")?.unwrap_or_default(),
            changed_at: row.col::<Option<i64>>("changed_at")?.unwrap_or_default(),
        });
    }
    Ok(history)
}

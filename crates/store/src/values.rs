use lunxun_base::{Id, LocalDate, Result};
use lunxun_protocol::Value;
use rusqlite::{Row, types::ValueRef};

use crate::db;

/// A journal value as SQLite takes it.
#[must_use]
pub fn to_sql(value: &Value) -> rusqlite::types::Value {
    match value {
        Value::Null => rusqlite::types::Value::Null,
        Value::Int(int) => rusqlite::types::Value::Integer(*int),
        Value::Text(text) => rusqlite::types::Value::Text(text.clone()),
        Value::Blob(blob) => rusqlite::types::Value::Blob(blob.clone()),
    }
}

/// `head` and so many rows of so many marks.
pub(crate) fn values_sql(head: &str, columns: usize, rows: usize) -> String {
    let mut sql = String::with_capacity(head.len() + rows * (3 * columns + 4));
    sql.push_str(head);
    for row in 0..rows {
        sql.push_str(if row == 0 { " (?" } else { ", (?" });
        for _ in 1..columns {
            sql.push_str(", ?");
        }
        sql.push(')');
    }
    sql
}

pub(crate) fn from_sql(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(int) => Value::Int(int),
        // Record tables are STRICT and hold no REAL column; a float can only come from a defect.
        ValueRef::Real(real) => Value::Text(real.to_string()),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(blob) => Value::Blob(blob.to_vec()),
    }
}

/// Reading a row's columns by name as the product's own types.
pub trait RowExt {
    /// A column of any type that SQLite converts.
    ///
    /// # Errors
    /// `Storage` family when the column is missing or of another type.
    fn col<T: rusqlite::types::FromSql>(&self, name: &str) -> Result<T>;

    /// A required id.
    ///
    /// # Errors
    /// `Corrupt` unless 16 bytes are there.
    fn id(&self, name: &str) -> Result<Id>;

    /// An optional id.
    ///
    /// # Errors
    /// `Corrupt` when bytes of another length are there.
    fn opt_id(&self, name: &str) -> Result<Option<Id>>;

    /// A required day.
    ///
    /// # Errors
    /// `Invalid` when the text is no day.
    fn date(&self, name: &str) -> Result<LocalDate>;

    /// An optional day.
    ///
    /// # Errors
    /// `Invalid` when the text is no day.
    fn opt_date(&self, name: &str) -> Result<Option<LocalDate>>;
}

impl RowExt for Row<'_> {
    fn col<T: rusqlite::types::FromSql>(&self, name: &str) -> Result<T> {
        self.get(name).map_err(db)
    }

    fn id(&self, name: &str) -> Result<Id> {
        Id::from_slice(&self.col::<Vec<u8>>(name)?)
    }

    fn opt_id(&self, name: &str) -> Result<Option<Id>> {
        self.col::<Option<Vec<u8>>>(name)?.as_deref().map(Id::from_slice).transpose()
    }

    fn date(&self, name: &str) -> Result<LocalDate> {
        self.col::<String>(name)?.parse()
    }

    fn opt_date(&self, name: &str) -> Result<Option<LocalDate>> {
        self.col::<Option<String>>(name)?.map(|text| text.parse()).transpose()
    }
}

use lunxun_base::{Id, Result};
use lunxun_protocol::Value;
use lunxun_store::{
    RecordKind, RowExt, db,
    rusqlite::{Connection, types::ValueRef},
};

/// Calls `each` with every live record of a kind, in the order of their ids; values stand in the order of its columns.
pub(super) fn each_record(
    conn: &Connection,
    kind: &'static RecordKind,
    mut each: impl FnMut(Id, Vec<Value>) -> Result<()>,
) -> Result<()> {
    let (columns, table) = (kind.columns.join(", "), kind.table);
    let sql = format!("SELECT id, {columns} FROM {table} WHERE deleted_at IS NULL ORDER BY id");
    let mut statement = conn.prepare(&sql).map_err(db)?;
    let mut rows = statement.query([]).map_err(db)?;
    while let Some(row) = rows.next().map_err(db)? {
        let mut values = Vec::with_capacity(kind.columns.len());
        for place in 1..=kind.columns.len() {
            values.push(match row.get_ref(place).map_err(db)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(int) => Value::Int(int),
                // Record tables are STRICT and hold no REAL column.
                ValueRef::Real(real) => Value::Text(real.to_string()),
                ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Blob(blob) => Value::Blob(blob.to_vec()),
            });
        }
        each(row.id("id")?, values)?;
    }
    Ok(())
}

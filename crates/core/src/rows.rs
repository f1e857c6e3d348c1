//! Reading rows: the loop that every `store.rs` would otherwise repeat.

use lunxun_base::Result;
use lunxun_store::{
    db,
    rusqlite::{Connection, Row, ToSql},
};

/// Every row of a query, mapped.
///
/// # Errors
/// Those of the database and of `map`.
pub(crate) fn rows<T>(
    conn: &Connection,
    sql: &str,
    params: &[(&str, &dyn ToSql)],
    mut map: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut statement = conn.prepare_cached(sql).map_err(db)?;
    let mut rows = statement.query(params).map_err(db)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(db)? {
        found.push(map(row)?);
    }
    Ok(found)
}

/// The first row of a query, mapped.
///
/// # Errors
/// Those of the database and of `map`.
pub(crate) fn first<T>(
    conn: &Connection,
    sql: &str,
    params: &[(&str, &dyn ToSql)],
    map: impl FnOnce(&Row<'_>) -> Result<T>,
) -> Result<Option<T>> {
    let mut statement = conn.prepare_cached(sql).map_err(db)?;
    let mut rows = statement.query(params).map_err(db)?;
    rows.next().map_err(db)?.map(map).transpose()
}

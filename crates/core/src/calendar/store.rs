use lunxun_base::Result;
use lunxun_store::{
    RowExt, db,
    rusqlite::{Connection, named_params},
};

use super::{BlackoutView, api::kind_from};

/// The blackouts that touch a year, in order.
///
/// # Errors
/// Those of the database.
pub fn in_year(conn: &Connection, year: i32) -> Result<Vec<BlackoutView>> {
    let mut statement = conn
        .prepare_cached(
            "SELECT id, name, starts_on, ends_on, kind, source FROM blackout
             WHERE deleted_at IS NULL AND starts_on <= :last AND ends_on >= :first
             ORDER BY starts_on, ends_on, id",
        )
        .map_err(db)?;
    let (first, last) = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
    let mut rows = statement.query(named_params! { ":first": first, ":last": last }).map_err(db)?;
    let mut blackouts = Vec::new();
    while let Some(row) = rows.next().map_err(db)? {
        blackouts.push(BlackoutView {
            id: row.id("id")?,
            name: row.col::<Option<String>>("name")?.unwrap_or_default(),
            starts_on: row.date("starts_on")?,
            ends_on: row.date("ends_on")?,
            kind: kind_from(&row.col::<Option<String>>("kind")?.unwrap_or_default()),
            source: row.col::<Option<String>>("source")?.unwrap_or_default(),
        });
    }
    Ok(blackouts)
}

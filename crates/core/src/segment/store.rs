use lunxun_base::Result;
use lunxun_store::{RowExt, rusqlite::Connection};

use super::SegmentView;
use crate::rows::rows;

/// Every segment by name, with its filter; one that this version cannot read is left out.
pub(super) fn all(conn: &Connection) -> Result<Vec<SegmentView>> {
    let sql = "SELECT id, name, filter FROM segment WHERE deleted_at IS NULL ORDER BY name, id LIMIT 500";
    let found = rows(conn, sql, &[], |row| {
        let filter = serde_json::from_str(&row.col::<String>("filter")?).ok();
        Ok((row.id("id")?, row.col("name")?, filter))
    })?;
    Ok(found
        .into_iter()
        .filter_map(|(id, name, filter)| Some(SegmentView { id, name, filter: filter?, count: 0 }))
        .collect())
}

use lunxun_base::Result;
use lunxun_store::{
    RowExt, db,
    rusqlite::{Connection, named_params},
};

use super::{OperationView, command_label};

pub(super) fn operations(conn: &Connection, offset: u32, limit: u32) -> Result<(Vec<OperationView>, u32)> {
    let mut statement = conn.prepare_cached(include_str!("sql/list_operations.sql")).map_err(db)?;
    let mut rows = statement.query(named_params! { ":limit": limit.clamp(1, 500), ":offset": offset }).map_err(db)?;
    let mut operations = Vec::new();
    while let Some(row) = rows.next().map_err(db)? {
        let command: String = row.col("command")?;
        let changes: u32 = row.col("changes")?;
        let undone_by = row.opt_id("undone_by")?;
        operations.push(OperationView {
            id: row.id("id")?,
            label: command_label(&command),
            can_undo: undone_by.is_none() && changes > 0 && !matches!(command.as_str(), "sync.apply" | "setup.create"),
            command,
            actor_name: row.col("actor_name")?,
            at: row.col("at")?,
            summary: row.col("summary")?,
            undone_by,
            changes,
        });
    }
    let total = conn
        .query_row(
            "SELECT count(DISTINCT operation_id) FROM audit WHERE row_id IS NOT NULL AND kind NOT LIKE '%.%'",
            [],
            |row| row.get(0),
        )
        .map_err(db)?;
    Ok((operations, total))
}

/// What a record is called.
pub(super) fn title(conn: &Connection, kind: &lunxun_store::RecordKind, row: lunxun_base::Id) -> Result<String> {
    let sql = format!("SELECT {} AS title FROM {} WHERE id = :id", kind.title_column, kind.table);
    conn.query_row(&sql, named_params! { ":id": row.as_bytes() }, |row| row.get::<_, Option<String>>("title"))
        .map(Option::unwrap_or_default)
        .map_err(db)
}

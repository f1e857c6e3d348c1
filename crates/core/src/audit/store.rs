use lunxun_base::{Error, OrNotFound, Result};
use lunxun_store::{
    RowExt, db,
    rusqlite::{Connection, OptionalExtension, named_params},
};

use super::{OperationView, command_label};

/// Whether a person may take back what this command did: not what other PCs did, and not the township itself.
fn may_undo(command: &str) -> bool {
    !matches!(command, "sync.apply" | "setup.create" | "store.upgrade")
}

/// Refuses to take back what came from other PCs or from the program itself.
pub(super) fn require_undoable(conn: &Connection, operation: lunxun_base::Id) -> Result<()> {
    let command: Option<String> = conn
        .query_row(
            "SELECT command FROM operation WHERE id = :id",
            named_params! { ":id": operation.as_bytes() },
            |row| row.get("command"),
        )
        .optional()
        .map_err(db)?;
    if may_undo(&command.or_not_found("操作")?) {
        Ok(())
    } else {
        Err(Error::conflict("这一步来自其他电脑或程序本身，不能撤销。请到相应页面直接改正。"))
    }
}

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
            can_undo: undone_by.is_none() && changes > 0 && may_undo(&command),
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

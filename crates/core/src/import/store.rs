use std::collections::HashMap;

use lunxun_base::{Id, Result};
use lunxun_store::{
    RowExt, Tx, db,
    rusqlite::{Connection, named_params},
};

use super::register::Register;
use super::views::{ImportBatch, ImportResult};
use crate::{member, org, rows::rows};

/// The roster and the organizations, once for a whole file.
pub(super) fn register(conn: &Connection) -> Result<Register> {
    Ok(Register::new(member::registered(conn)?, org::all(conn)?))
}

pub(super) fn put_batch(tx: &Tx<'_>, file_name: &str, result: &ImportResult) -> Result<()> {
    tx.conn()
        .execute(
            "INSERT INTO import_batch
                 (operation_id, file_name, added, changed, unchanged, skipped, wrong, branches_added)
             VALUES (:operation, :file, :added, :changed, :unchanged, :skipped, :wrong, :branches)",
            named_params! {
                ":operation": result.operation_id.as_bytes(),
                ":file": file_name,
                ":added": result.added,
                ":changed": result.changed,
                ":unchanged": result.unchanged,
                ":skipped": result.skipped,
                ":wrong": result.wrong,
                ":branches": result.branches_added,
            },
        )
        .map_err(db)?;
    Ok(())
}

pub(super) fn batches(conn: &Connection) -> Result<Vec<ImportBatch>> {
    let sql = "SELECT b.operation_id, b.file_name, o.at, o.actor_name, b.added, b.changed, o.undone_by
               FROM import_batch AS b INNER JOIN operation AS o ON o.id = b.operation_id
               ORDER BY o.at DESC, o.id DESC LIMIT 500";
    rows(conn, sql, &[], |row| {
        Ok(ImportBatch {
            operation_id: row.id("operation_id")?,
            file_name: row.col("file_name")?,
            at: row.col("at")?,
            actor_name: row.col("actor_name")?,
            added: row.col("added")?,
            changed: row.col("changed")?,
            undone: row.opt_id("undone_by")?.is_some(),
        })
    })
}

/// Positions by id.
pub(super) fn positions<T>(items: &[T], id: impl Fn(&T) -> Id) -> HashMap<Id, usize> {
    items.iter().enumerate().map(|(at, item)| (id(item), at)).collect()
}

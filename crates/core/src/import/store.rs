use std::collections::HashMap;

use lunxun_base::{Id, Result};
use lunxun_store::{
    RowExt, Tx, db,
    rusqlite::{Connection, Row, named_params},
};

use super::kinds;
use super::memory::Memory;
use super::register::Register;
use super::views::{ImportBatch, ImportResult};
use crate::{member, org, rows::rows};

/// The roster and the organizations, once for a whole file.
pub(super) fn register(conn: &Connection) -> Result<Register> {
    Ok(Register::new(member::registered(conn)?, org::all(conn)?))
}

/// Everything remembered, in a fixed order.
pub(super) fn memories(conn: &Connection) -> Result<Vec<Memory>> {
    let sql = "SELECT id, sheet_kind, topic, source, meaning FROM import_memory
               WHERE deleted_at IS NULL AND meaning IS NOT NULL
               ORDER BY sheet_kind, topic, source, id LIMIT 5000";
    let text = |row: &Row<'_>, name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
    rows(conn, sql, &[], |row| {
        Ok(Memory {
            id: row.id("id")?,
            sheet_kind: text(row, "sheet_kind")?,
            topic: text(row, "topic")?,
            source: text(row, "source")?,
            meaning: text(row, "meaning")?,
        })
    })
}

/// Phones of the faculty pool, which its list shows masked.
pub(super) fn faculty_phones(conn: &Connection) -> Result<HashMap<Id, String>> {
    let sql = "SELECT id, phone FROM faculty WHERE deleted_at IS NULL AND phone IS NOT NULL ORDER BY id LIMIT 10000";
    Ok(rows(conn, sql, &[], |row| Ok((row.id("id")?, row.col("phone")?)))?.into_iter().collect())
}

pub(super) fn put_batch(tx: &Tx<'_>, file_name: &str, kind: &str, result: &ImportResult) -> Result<()> {
    tx.conn()
        .execute(
            "INSERT INTO import_batch
                 (operation_id, file_name, sheet_kind, added, changed, unchanged, skipped, wrong, branches_added)
             VALUES (:operation, :file, :kind, :added, :changed, :unchanged, :skipped, :wrong, :branches)",
            named_params! {
                ":operation": result.operation_id.as_bytes(),
                ":file": file_name,
                ":kind": kind,
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
    let sql = "SELECT b.operation_id, b.file_name, b.sheet_kind, o.at, o.actor_name, b.added, b.changed, o.undone_by
               FROM import_batch AS b INNER JOIN operation AS o ON o.id = b.operation_id
               ORDER BY o.at DESC, o.id DESC LIMIT 500";
    rows(conn, sql, &[], |row| {
        Ok(ImportBatch {
            operation_id: row.id("operation_id")?,
            file_name: row.col("file_name")?,
            kind_label: kinds::label_of(&row.col::<String>("sheet_kind")?).unwrap_or_default().to_owned(),
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

use lunxun_base::{Error, Id, OrNotFound, Result};
use lunxun_protocol::Value;
use rusqlite::{OptionalExtension, named_params};

use crate::{Tx, audit, audit::AuditEntry, db};

/// What an undo did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UndoReport {
    /// Records put back.
    pub restored: u64,
    /// Records left alone because a later edit touched the same fields: (record kind, record, field).
    pub kept: Vec<(String, Id, String)>,
}

impl Tx<'_> {
    /// Takes an action back: every field that still holds what the action wrote returns to what it held before, and
    /// what the action added gets a tombstone. A field that somebody edited since is left alone and reported.
    ///
    /// # Errors
    /// `NotFound` for an unknown action, `Conflict` when it was undone already.
    pub fn undo(&self, operation: Id) -> Result<UndoReport> {
        let undone: Option<Vec<u8>> = self
            .sql
            .query_row(
                "SELECT undone_by FROM operation WHERE id = :id",
                named_params! { ":id": operation.as_bytes() },
                |row| row.get("undone_by"),
            )
            .optional()
            .map_err(db)?
            .or_not_found("操作")?;
        if undone.is_some() {
            return Err(Error::conflict("这一步已经撤销过了，请刷新后再看。"));
        }
        let entries: Vec<AuditEntry> = {
            let mut statement = self
                .sql
                .prepare(
                    "SELECT seq, at, actor_name, command, kind, row_id, before, after, operation_id
                     FROM audit WHERE operation_id = :id ORDER BY seq DESC",
                )
                .map_err(db)?;
            let mut rows = statement.query(named_params! { ":id": operation.as_bytes() }).map_err(db)?;
            let mut entries = Vec::new();
            while let Some(row) = rows.next().map_err(db)? {
                entries.push(audit::entry_row(row)?);
            }
            entries
        };
        let mut report = UndoReport::default();
        for entry in &entries {
            self.undo_entry(entry, &mut report)?;
        }
        audit::ensure_operation(self)?;
        self.sql
            .execute(
                "UPDATE operation SET undone_by = :by WHERE id = :id",
                named_params! { ":by": self.operation.id.as_bytes(), ":id": operation.as_bytes() },
            )
            .map_err(db)?;
        Ok(report)
    }

    fn undo_entry(&self, entry: &AuditEntry, report: &mut UndoReport) -> Result<()> {
        let (Some(kind), Some(id), Some(after)) = (self.kind(&entry.kind), entry.row, &entry.after) else {
            return Ok(());
        };
        let Some(current) = self.row(kind, id)? else { return Ok(()) };
        let after = parse(after)?;
        let untouched = |field: &str, wrote: &serde_json::Value| {
            kind.columns
                .iter()
                .find(|column| **column == field)
                .is_some_and(|column| current.get(column) == Some(&value_of(wrote)))
        };
        match &entry.before {
            None => {
                let mut edited: Vec<String> = self.fields_edited_since(entry, id)?;
                edited.retain(|field| {
                    !after.contains_key(field) && current.get(field.as_str()).is_some_and(|value| !value.is_null())
                });
                edited.extend(
                    after.iter().filter(|(field, value)| !untouched(field, value)).map(|(field, _)| field.clone()),
                );
                if edited.is_empty() {
                    if current.get("deleted_at").is_none_or(Value::is_null) {
                        self.delete(kind, id)?;
                        report.restored += 1;
                    }
                } else {
                    report.kept.extend(edited.into_iter().map(|field| (entry.kind.clone(), id, field)));
                }
            }
            Some(before) => {
                let before = parse(before)?;
                let mut fields = Vec::new();
                for (field, wrote) in &after {
                    let Some(column) = kind.columns.iter().find(|column| **column == field) else { continue };
                    if untouched(field, wrote) {
                        fields.push((*column, before.get(field).map_or(Value::Null, value_of)));
                    } else {
                        report.kept.push((entry.kind.clone(), id, field.clone()));
                    }
                }
                if !fields.is_empty() {
                    // upsert, because the action may have been the deletion itself
                    self.upsert(kind, id, &fields)?;
                    report.restored += 1;
                }
            }
        }
        Ok(())
    }

    /// Fields of the record that other actions wrote after this entry and that nobody took back.
    fn fields_edited_since(&self, entry: &AuditEntry, id: Id) -> Result<Vec<String>> {
        let mut statement = self
            .sql
            .prepare_cached(
                "SELECT audit.after FROM audit JOIN operation ON operation.id = audit.operation_id
                 WHERE audit.kind = :kind AND audit.row_id = :row AND audit.seq > :seq
                   AND operation.id NOT IN (:operation, :undo) AND operation.undone_by IS NULL
                   AND NOT EXISTS (SELECT 1 FROM operation AS other WHERE other.undone_by = operation.id)",
            )
            .map_err(db)?;
        let rows = statement
            .query_map(
                named_params! {
                    ":kind": entry.kind,
                    ":row": id.as_bytes(),
                    ":seq": entry.seq,
                    ":operation": entry.operation.as_bytes(),
                    ":undo": self.operation.id.as_bytes(),
                },
                |row| row.get::<_, Option<String>>(0),
            )
            .map_err(db)?;
        let mut fields = Vec::new();
        for after in rows {
            if let Some(after) = after.map_err(db)? {
                fields.extend(parse(&after)?.into_iter().map(|(field, _)| field));
            }
        }
        fields.sort();
        fields.dedup();
        Ok(fields)
    }
}

fn parse(text: &str) -> Result<serde_json::Map<String, serde_json::Value>> {
    serde_json::from_str(text).map_err(|error| Error::corrupt("操作记录已损坏，不能撤销这一步。").with_source(error))
}

/// A value as the audit trail keeps it, read back.
#[must_use]
pub fn value_of(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Number(number) => number.as_i64().map_or(Value::Null, Value::Int),
        serde_json::Value::String(text) => audit::unhex(text).map_or_else(|| Value::Text(text.clone()), Value::Blob),
        _ => Value::Null,
    }
}

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use lunxun_base::{Error, Id, Millis, Result, require};
use lunxun_protocol::{Change, Digest, Op, RowState, Value};
use rusqlite::{
    Connection, OptionalExtension, ToSql, Transaction, named_params, params_from_iter,
    types::{ToSqlOutput, ValueRef},
};

use crate::{
    RecordKind, audit, changes, conflict, db, journal,
    ledger::Ledger,
    new_rows::makes_a_plain_row,
    packed,
    values::{from_sql, values_sql},
};

/// Who does it, for the journal and the audit.
#[derive(Debug, Clone)]
pub struct Who {
    /// The account.
    pub id: Id,
    /// Its display name.
    pub name: String,
}

/// A business action: the unit of audit and undo.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its id.
    pub id: Id,
    /// The command, such as `member.save`.
    pub command: String,
    /// Who.
    pub who: Who,
    /// When.
    pub at: Millis,
}

/// Table → columns that show a default until they are written.
pub(crate) type Defaulted = BTreeMap<&'static str, Vec<&'static str>>;

/// The open transaction of one action: the only hand that writes records.
pub struct Tx<'a> {
    pub(crate) sql: Transaction<'a>,
    pub(crate) kinds: &'a [&'static RecordKind],
    pub(crate) device: Id,
    pub(crate) operation: Operation,
    pub(crate) ledger: RefCell<Ledger>,
    pub(crate) new_ids: Cell<u32>,
    pub(crate) guard: Arc<AtomicBool>,
    pub(crate) defaulted: Arc<Defaulted>,
    pub(crate) changes: changes::SharedChanges,
}

impl Tx<'_> {
    /// The connection, for SELECTs and for tables local to this PC.
    #[must_use]
    pub fn conn(&self) -> &Connection {
        &self.sql
    }

    /// The action's instant.
    #[must_use]
    pub const fn now(&self) -> Millis {
        self.operation.at
    }

    /// A new id, sorting behind those made before it.
    #[must_use]
    pub fn new_id(&self) -> Id {
        Id::nth(self.operation.at, self.new_ids.replace(self.new_ids.get().wrapping_add(1)))
    }

    /// The running action's id, under which it can be undone.
    #[must_use]
    pub const fn operation_id(&self) -> Id {
        self.operation.id
    }

    /// How many records this transaction has changed so far.
    #[must_use]
    pub fn record_changes(&self) -> u64 {
        self.ledger.borrow().record_changes
    }

    /// One sentence about the action for the history list. No personal data beyond what the list may show.
    ///
    /// # Errors
    /// Those of the database.
    pub fn summarise(&self, summary: &str) -> Result<()> {
        audit::ensure_operation(self)?;
        self.sql
            .execute(
                "UPDATE operation SET summary = :summary WHERE id = :id",
                named_params! { ":summary": summary, ":id": self.operation.id.as_bytes() },
            )
            .map_err(db)?;
        Ok(())
    }

    /// Adds a record. Null fields are left unwritten.
    ///
    /// # Errors
    /// `Conflict` when the id is taken by a live record. A tombstoned one is brought back.
    pub fn insert(&self, kind: &'static RecordKind, id: Id, fields: &[(&'static str, Value)]) -> Result<()> {
        let existing = self.row(kind, id)?;
        if let Some(row) = &existing {
            let deleted = row.get("deleted_at").is_some_and(|value| !value.is_null());
            if !deleted {
                return Err(Error::conflict(format!("这条{}记录已经存在，请刷新后再试。", kind.label)));
            }
            let mut fields = fields.to_vec();
            fields.push(("deleted_at", Value::Null));
            return self.change(kind, id, Some(row), &fields).map(drop);
        }
        self.change(kind, id, None, fields).map(drop)
    }

    /// Changes fields of a record; fields that already hold the value are left alone. Says whether anything changed.
    ///
    /// # Errors
    /// `NotFound` when there is no such live record.
    pub fn update(&self, kind: &'static RecordKind, id: Id, fields: &[(&'static str, Value)]) -> Result<bool> {
        let row = self.live_row(kind, id)?;
        self.change(kind, id, Some(&row), fields)
    }

    /// Adds the record, or changes it where it exists.
    ///
    /// # Errors
    /// Those of the database.
    pub fn upsert(&self, kind: &'static RecordKind, id: Id, fields: &[(&'static str, Value)]) -> Result<bool> {
        let row = self.row(kind, id)?;
        match row {
            None => self.insert(kind, id, fields).map(|()| true),
            Some(row) => {
                let mut fields = fields.to_vec();
                if !fields.iter().any(|(name, _)| *name == "deleted_at") {
                    fields.push(("deleted_at", Value::Null));
                }
                self.change(kind, id, Some(&row), &fields)
            }
        }
    }

    /// Puts a tombstone on a record.
    ///
    /// # Errors
    /// `NotFound` when there is no such live record.
    pub fn delete(&self, kind: &'static RecordKind, id: Id) -> Result<()> {
        let row = self.live_row(kind, id)?;
        self.change(kind, id, Some(&row), &[("deleted_at", Value::Int(self.now()))]).map(drop)
    }

    /// Notes something that changed no record but must be known: a reveal, a sign-in, a print.
    ///
    /// # Errors
    /// Those of the database.
    pub fn note(&self, kind: &str, row: Option<Id>, details: &serde_json::Value) -> Result<()> {
        audit::append(self, kind, row, details)
    }

    /// A record's columns, tombstoned or not.
    ///
    /// # Errors
    /// Those of the database.
    pub fn row(&self, kind: &'static RecordKind, id: Id) -> Result<Option<BTreeMap<&'static str, Value>>> {
        read_row(&self.sql, kind, id)
    }

    fn live_row(&self, kind: &'static RecordKind, id: Id) -> Result<BTreeMap<&'static str, Value>> {
        let row = self.row(kind, id)?.filter(|row| row.get("deleted_at").is_none_or(Value::is_null));
        row.ok_or_else(|| Error::not_found(format!("找不到这条{}记录，可能已被删除，请刷新后再试。", kind.label)))
    }

    /// The local half of the one write path: version, row, journal, audit.
    fn change(
        &self,
        kind: &'static RecordKind,
        id: Id,
        row: Option<&Row>,
        fields: &[(&'static str, Value)],
    ) -> Result<bool> {
        let standing = row.map(|row| self.standing(kind, id, row)).transpose()?;
        let mut changes = Vec::with_capacity(fields.len());
        for (field, value) in fields {
            require!(kind.has_column(field), *field, "字段 {field} 不在{}的同步字段中。", kind.label);
            let same = match standing.as_ref().and_then(|standing| standing.state.value(field)) {
                Some(current) => current == value,
                None => value.is_null(),
            };
            if !same {
                let prev =
                    standing.as_ref().map_or_else(Vec::new, |standing| standing.state.overwritten_by_edit(field));
                changes.push(Change { field: (*field).to_owned(), value: value.clone(), prev });
            }
        }
        if changes.is_empty() && row.is_some() {
            return Ok(false);
        }
        self.commit_change(kind, id, row, standing, changes)?;
        Ok(true)
    }

    /// A person's decision on a conflict: one value, overwriting every live one.
    ///
    /// # Errors
    /// `NotFound` when the record does not exist; `Invalid` for an unknown field.
    pub fn resolve(&self, kind: &'static RecordKind, id: Id, field: &str, value: Value) -> Result<()> {
        require!(kind.has_column(field), "field", "这个字段不能合并，请刷新后再试。");
        let row = self
            .row(kind, id)?
            .ok_or_else(|| Error::not_found(format!("找不到这条{}记录，请刷新后再试。", kind.label)))?;
        let standing = self.standing(kind, id, &row)?;
        let prev = standing.state.all_dots(field);
        let changes = vec![Change { field: field.to_owned(), value, prev }];
        self.commit_change(kind, id, Some(&row), Some(standing), changes)
    }

    fn commit_change(
        &self,
        kind: &'static RecordKind,
        id: Id,
        row: Option<&Row>,
        standing: Option<Standing>,
        changes: Vec<Change>,
    ) -> Result<()> {
        let (hlc, seq) = {
            let ledger = self.ledger.borrow();
            (ledger.hlc.tick(self.now()), ledger.seq + 1)
        };
        let op = Op {
            device: self.device,
            seq,
            hlc,
            actor: self.operation.who.name.clone(),
            kind: kind.table.to_owned(),
            row: id,
            changes,
        };
        journal::append(&self.sql, &op, self.now())?;
        self.place(kind, &op, row, standing)?;
        let mut ledger = self.ledger.borrow_mut();
        ledger.hlc = hlc;
        ledger.seq = seq;
        Ok(())
    }

    /// What an op from here and one from elsewhere have in common: the row, its version, the digest, the conflicts and
    /// the audit. Says how many fields are in conflict that were not. Half done where it fails.
    pub(crate) fn place(
        &self,
        kind: &'static RecordKind,
        op: &Op,
        row: Option<&Row>,
        standing: Option<Standing>,
    ) -> Result<u64> {
        if standing.is_none() && makes_a_plain_row(op) {
            return self.place_one_new(kind, op).map(|()| 0);
        }
        let mut standing = standing.unwrap_or_default();
        let conflicts_before = standing.state.conflicts().len();
        standing.state.apply(op);
        let state = &standing.state;
        let fields = op.changes.iter().map(|change| change.field.as_str());
        let fields = fields.filter_map(|field| Some((field, state.value(field)?)));
        self.write_row(kind, op.row, row.is_some(), fields)?;
        self.save_version(kind, op.row, state, standing.share)?;
        let conflicts = state.conflicts();
        if conflicts_before > 0 || !conflicts.is_empty() {
            conflict::refresh(&self.sql, kind.table, op.row, &conflicts, self.now())?;
        }
        audit::append_change(self, &op.actor, kind, op.row, row, &op.changes)?;
        self.ledger.borrow_mut().record_changes += 1;
        Ok(conflicts.len().saturating_sub(conflicts_before) as u64)
    }

    /// Writes the shown values of these fields into the record table.
    pub(crate) fn write_row<'f>(
        &self,
        kind: &'static RecordKind,
        id: Id,
        exists: bool,
        fields: impl Iterator<Item = (&'f str, &'f Value)>,
    ) -> Result<()> {
        let fields: Vec<_> = fields.filter(|(field, _)| kind.has_column(field)).collect();
        if exists && fields.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
        let sql = if exists { update_sql(kind, &names) } else { insert_sql(kind, &names, 1) };
        let values = fields.iter().map(|(_, value)| Bound::Value(value)).chain([Bound::Id(&id)]);
        self.execute_guarded(kind, [id], &sql, params_from_iter(values))
    }

    /// Runs a statement on a record table, which refuses it from elsewhere, and notes the records that it writes.
    pub(crate) fn execute_guarded(
        &self,
        kind: &'static RecordKind,
        rows: impl IntoIterator<Item = Id>,
        sql: &str,
        values: impl rusqlite::Params,
    ) -> Result<()> {
        changes::note(&self.changes, kind.table, rows);
        self.guard.store(true, Ordering::Relaxed);
        let written = self.sql.prepare_cached(sql).and_then(|mut statement| statement.execute(values));
        self.guard.store(false, Ordering::Relaxed);
        written.map_err(db)?;
        Ok(())
    }

    /// Keeps the row's version and its kind's digest in step.
    pub(crate) fn save_version(
        &self,
        kind: &'static RecordKind,
        id: Id,
        state: &RowState,
        before: Option<Share>,
    ) -> Result<()> {
        let version = packed::pack(state, |field| kind.has_column(field), self.defaulted(kind))?;
        let share = Share { digest: state.digest(kind.table, id), is_deleted: state.is_deleted() };
        self.put_version(kind, id, &version, share, before)
    }

    pub(crate) fn put_version(
        &self,
        kind: &'static RecordKind,
        id: Id,
        version: &[u8],
        share: Share,
        before: Option<Share>,
    ) -> Result<()> {
        self.sql
            .prepare_cached(
                "INSERT INTO row_version (kind, row_id, version, digest, is_deleted)
                 VALUES (:kind, :row, :version, :digest, :deleted)
                 ON CONFLICT (kind, row_id) DO UPDATE
                 SET version = excluded.version, digest = excluded.digest, is_deleted = excluded.is_deleted",
            )
            .and_then(|mut statement| {
                statement.execute(named_params! {
                    ":kind": kind.table,
                    ":row": id.as_bytes(),
                    ":version": version,
                    ":digest": share.digest.0,
                    ":deleted": share.is_deleted,
                })
            })
            .map_err(db)?;
        let mut ledger = self.ledger.borrow_mut();
        let of_kind = ledger.digest(&self.sql, kind.table)?;
        if let Some(before) = before {
            of_kind.digest.toggle(before.digest);
            of_kind.live_count = of_kind.live_count.saturating_sub(u64::from(!before.is_deleted));
        }
        of_kind.digest.toggle(share.digest);
        of_kind.live_count += u64::from(!share.is_deleted);
        Ok(())
    }

    /// The versions of rows that are new, and their shares of the digest.
    pub(crate) fn put_new_versions<'v>(
        &self,
        kind: &'static RecordKind,
        rows: impl ExactSizeIterator<Item = (Id, &'v [u8], Share)> + Clone,
    ) -> Result<()> {
        let head = "INSERT OR FAIL INTO row_version (kind, row_id, version, digest, is_deleted) VALUES";
        let values = rows.clone().flat_map(|(id, version, share)| {
            [
                kind.table.into(),
                id.as_bytes().to_vec().into(),
                ToSqlOutput::from(version),
                share.digest.0.to_vec().into(),
                share.is_deleted.into(),
            ]
        });
        self.sql
            .prepare_cached(&values_sql(head, 5, rows.len()))
            .and_then(|mut statement| statement.execute(params_from_iter(values)))
            .map_err(db)?;
        let mut ledger = self.ledger.borrow_mut();
        let of_kind = ledger.digest(&self.sql, kind.table)?;
        for (_, _, share) in rows {
            of_kind.digest.toggle(share.digest);
            of_kind.live_count += u64::from(!share.is_deleted);
        }
        Ok(())
    }

    pub(crate) fn defaulted(&self, kind: &RecordKind) -> &[&'static str] {
        self.defaulted.get(kind.table).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn standing(&self, kind: &'static RecordKind, id: Id, row: &Row) -> Result<Standing> {
        let Some(stored) = version_of(&self.sql, kind.table, id)? else { return Ok(Standing::default()) };
        Ok(Standing { state: packed::unpack(&stored.version, row)?, share: Some(stored.share) })
    }

    pub(crate) fn kind(&self, table: &str) -> Option<&'static RecordKind> {
        self.kinds.iter().copied().find(|kind| kind.table == table)
    }

    pub(crate) fn finish(self) -> Result<()> {
        self.ledger.borrow().close(&self.sql)?;
        self.sql.commit().map_err(db)
    }
}

/// A record's columns.
pub(crate) type Row = BTreeMap<&'static str, Value>;

/// What a row puts into its kind's digest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Share {
    pub(crate) digest: Digest,
    pub(crate) is_deleted: bool,
}

/// A row as it stands before a change: its state, and what it has put into its kind's digest so far.
#[derive(Default)]
pub(crate) struct Standing {
    pub(crate) state: RowState,
    pub(crate) share: Option<Share>,
}

/// A row's version as stored.
pub(crate) struct StoredVersion {
    pub(crate) version: Vec<u8>,
    share: Share,
}

/// A value on its way into a statement, not copied for it.
pub(crate) enum Bound<'a> {
    Value(&'a Value),
    Id(&'a Id),
}

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Value(Value::Null) => ValueRef::Null,
            Self::Value(Value::Int(int)) => ValueRef::Integer(*int),
            Self::Value(Value::Text(text)) => ValueRef::Text(text.as_bytes()),
            Self::Value(Value::Blob(blob)) => ValueRef::Blob(blob),
            Self::Id(id) => ValueRef::Blob(id.as_bytes()),
        }))
    }
}

fn update_sql(kind: &RecordKind, columns: &[&str]) -> String {
    let mut sql = String::with_capacity(64 + columns.len() * 16);
    for part in ["UPDATE ", kind.table, " SET "] {
        sql.push_str(part);
    }
    for (place, column) in columns.iter().enumerate() {
        sql.push_str(if place == 0 { "" } else { ", " });
        sql.push_str(column);
        sql.push_str(" = ?");
    }
    sql.push_str(" WHERE id = ?");
    sql
}

/// Inserts so many rows of these columns and the id, which comes last.
///
/// `OR FAIL`, so that SQLite does not copy every page that a statement of many rows touches: what a failing one has done
/// goes with its transaction or savepoint.
pub(crate) fn insert_sql(kind: &RecordKind, columns: &[&str], rows: usize) -> String {
    let mut sql = String::with_capacity(64 + columns.len() * (12 + 3 * rows) + 5 * rows);
    for part in ["INSERT OR FAIL INTO ", kind.table, " ("] {
        sql.push_str(part);
    }
    for column in columns {
        sql.push_str(column);
        sql.push_str(", ");
    }
    sql.push_str("id) VALUES ");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for _ in columns {
            sql.push_str("?, ");
        }
        sql.push_str("?)");
    }
    sql
}

pub(crate) fn version_of(conn: &Connection, kind: &str, id: Id) -> Result<Option<StoredVersion>> {
    conn.prepare_cached("SELECT version, digest, is_deleted FROM row_version WHERE kind = :kind AND row_id = :row")
        .and_then(|mut statement| {
            statement
                .query_row(named_params! { ":kind": kind, ":row": id.as_bytes() }, |row| {
                    let share = Share { digest: Digest(row.get("digest")?), is_deleted: row.get("is_deleted")? };
                    Ok(StoredVersion { version: row.get("version")?, share })
                })
                .optional()
        })
        .map_err(db)
}

/// A record's values by column, tombstones included.
///
/// # Errors
/// Those of the database.
pub fn read_row(conn: &Connection, kind: &'static RecordKind, id: Id) -> Result<Option<BTreeMap<&'static str, Value>>> {
    let sql = format!("SELECT {} FROM {} WHERE id = ?", kind.columns.join(", "), kind.table);
    conn.prepare_cached(&sql)
        .and_then(|mut statement| {
            statement
                .query_row([id.as_bytes()], |row| {
                    kind.columns
                        .iter()
                        .enumerate()
                        .map(|(place, column)| Ok((*column, from_sql(row.get_ref(place)?))))
                        .collect()
                })
                .optional()
        })
        .map_err(db)
}

use std::{
    cell::Cell,
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use lunxun_base::{Error, Id, Millis, Result, require};
use lunxun_protocol::{Change, Hlc, Op, RowState, Value};
use rusqlite::{Connection, OptionalExtension, Transaction, named_params, params_from_iter};

use crate::{RecordKind, audit, conflict, db, journal, meta, packed, to_sql, values::from_sql};

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
    pub(crate) hlc: Cell<Hlc>,
    pub(crate) seq: Cell<u64>,
    pub(crate) guard: Arc<AtomicBool>,
    pub(crate) defaulted: Arc<Defaulted>,
    pub(crate) has_operation_row: Cell<bool>,
    pub(crate) record_changes: Cell<u64>,
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

    /// A new id.
    #[must_use]
    pub fn new_id(&self) -> Id {
        Id::new(self.operation.at)
    }

    /// The running action's id, under which it can be undone.
    #[must_use]
    pub const fn operation_id(&self) -> Id {
        self.operation.id
    }

    /// How many records this transaction has changed so far.
    #[must_use]
    pub fn record_changes(&self) -> u64 {
        self.record_changes.get()
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
            return self.change(kind, id, existing, &fields).map(drop);
        }
        let fields: Vec<_> = fields.iter().filter(|(_, value)| !value.is_null()).cloned().collect();
        self.change(kind, id, None, &fields).map(drop)
    }

    /// Changes fields of a record; fields that already hold the value are left alone. Says whether anything changed.
    ///
    /// # Errors
    /// `NotFound` when there is no such live record.
    pub fn update(&self, kind: &'static RecordKind, id: Id, fields: &[(&'static str, Value)]) -> Result<bool> {
        let row = self.live_row(kind, id)?;
        self.change(kind, id, Some(row), fields)
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
                self.change(kind, id, Some(row), &fields)
            }
        }
    }

    /// Puts a tombstone on a record.
    ///
    /// # Errors
    /// `NotFound` when there is no such live record.
    pub fn delete(&self, kind: &'static RecordKind, id: Id) -> Result<()> {
        let row = self.live_row(kind, id)?;
        self.change(kind, id, Some(row), &[("deleted_at", Value::Int(self.now()))]).map(drop)
    }

    /// Notes something that changed no record but must be known: a reveal, a sign-in, a print.
    ///
    /// # Errors
    /// Those of the database.
    pub fn note(&self, kind: &str, row: Option<Id>, details: &serde_json::Value) -> Result<()> {
        audit::append(self, kind, row, None, Some(details))
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
        row: Option<BTreeMap<&'static str, Value>>,
        fields: &[(&'static str, Value)],
    ) -> Result<bool> {
        let mut state = match &row {
            Some(row) => self.state(kind, id, row)?,
            None => RowState::default(),
        };
        let mut changes = Vec::new();
        for (field, value) in fields {
            require!(kind.has_column(field), *field, "字段 {field} 不在{}的同步字段中。", kind.label);
            let same = match state.value(field) {
                Some(current) => current == value,
                None => value.is_null(),
            };
            if !same {
                let prev = state.overwritten_by_edit(field);
                changes.push(Change { field: (*field).to_owned(), value: value.clone(), prev });
            }
        }
        if changes.is_empty() && row.is_some() {
            return Ok(false);
        }
        self.commit_change(kind, id, row.as_ref(), &mut state, changes)?;
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
        let mut state = self.state(kind, id, &row)?;
        let prev = state.all_dots(field);
        let changes = vec![Change { field: field.to_owned(), value, prev }];
        self.commit_change(kind, id, Some(&row), &mut state, changes)
    }

    fn commit_change(
        &self,
        kind: &'static RecordKind,
        id: Id,
        row: Option<&BTreeMap<&'static str, Value>>,
        state: &mut RowState,
        changes: Vec<Change>,
    ) -> Result<()> {
        let hlc = self.hlc.get().tick(self.now());
        let seq = self.seq.get() + 1;
        let op = Op {
            device: self.device,
            seq,
            hlc,
            actor: self.operation.who.name.clone(),
            kind: kind.table.to_owned(),
            row: id,
            changes,
        };
        let digest_before = row.map(|_| state.digest(kind.table, id));
        let was_deleted = row.is_some() && state.is_deleted();
        state.apply(&op);
        journal::append(&self.sql, &op, self.now())?;
        let fields = op.changes.iter().map(|change| change.field.as_str());
        self.write_row(kind, id, row.is_some(), state, fields)?;
        self.save_version(kind, id, state, digest_before.map(|digest| (digest, was_deleted)))?;
        audit::append_change(self, kind, id, row, &op.changes)?;
        self.hlc.set(hlc);
        self.seq.set(seq);
        self.record_changes.set(self.record_changes.get() + 1);
        Ok(())
    }

    /// Writes the shown values of these fields into the record table.
    pub(crate) fn write_row<'f>(
        &self,
        kind: &'static RecordKind,
        id: Id,
        exists: bool,
        state: &RowState,
        fields: impl Iterator<Item = &'f str>,
    ) -> Result<()> {
        let fields: Vec<(&str, &Value)> = fields
            .filter(|field| kind.has_column(field))
            .filter_map(|field| Some((field, state.value(field)?)))
            .collect();
        if exists && fields.is_empty() {
            return Ok(());
        }
        let names = fields.iter().map(|(name, _)| *name);
        let sql = if exists {
            let sets: Vec<String> = names.map(|name| format!("{name} = ?")).collect();
            format!("UPDATE {} SET {} WHERE id = ?", kind.table, sets.join(", "))
        } else {
            let columns: Vec<&str> = names.chain(["id"]).collect();
            let marks = vec!["?"; columns.len()].join(", ");
            format!("INSERT INTO {} ({}) VALUES ({marks})", kind.table, columns.join(", "))
        };
        let mut parameters: Vec<rusqlite::types::Value> = fields.iter().map(|(_, value)| to_sql(value)).collect();
        parameters.push(rusqlite::types::Value::Blob(id.as_bytes().to_vec()));
        self.guard.store(true, Ordering::Relaxed);
        let written =
            self.sql.prepare_cached(&sql).and_then(|mut statement| statement.execute(params_from_iter(parameters)));
        self.guard.store(false, Ordering::Relaxed);
        written.map_err(db)?;
        Ok(())
    }

    /// Keeps the row's version, its kind's digest and the conflict list in step.
    pub(crate) fn save_version(
        &self,
        kind: &'static RecordKind,
        id: Id,
        state: &RowState,
        before: Option<(lunxun_protocol::Digest, bool)>,
    ) -> Result<()> {
        let digest = state.digest(kind.table, id);
        let deleted = state.is_deleted();
        let defaulted = self.defaulted.get(kind.table).map_or(&[] as &[_], Vec::as_slice);
        let version = packed::pack(state, |field| kind.has_column(field), defaulted)?;
        let kind = kind.table;
        self.sql
            .prepare_cached(
                "INSERT INTO row_version (kind, row_id, version, digest, is_deleted)
                 VALUES (:kind, :row, :version, :digest, :deleted)
                 ON CONFLICT (kind, row_id) DO UPDATE
                 SET version = excluded.version, digest = excluded.digest, is_deleted = excluded.is_deleted",
            )
            .and_then(|mut statement| {
                statement.execute(named_params! {
                    ":kind": kind,
                    ":row": id.as_bytes(),
                    ":version": version,
                    ":digest": digest.0,
                    ":deleted": deleted,
                })
            })
            .map_err(db)?;
        let live_delta = i64::from(!deleted) - i64::from(before.is_some_and(|(_, deleted)| !deleted));
        journal::shift_digest(&self.sql, kind, before.map(|(digest, _)| digest), digest, live_delta)?;
        conflict::refresh(&self.sql, kind, id, state, self.now())
    }

    pub(crate) fn state(
        &self,
        kind: &'static RecordKind,
        id: Id,
        row: &BTreeMap<&'static str, Value>,
    ) -> Result<RowState> {
        let version = version_of(&self.sql, kind.table, id)?;
        version.map_or_else(|| Ok(RowState::default()), |bytes| packed::unpack(&bytes, row))
    }

    pub(crate) fn kind(&self, table: &str) -> Option<&'static RecordKind> {
        self.kinds.iter().copied().find(|kind| kind.table == table)
    }

    pub(crate) fn finish(self) -> Result<()> {
        meta::put_u64(&self.sql, "hlc", self.hlc.get().0)?;
        meta::put_u64(&self.sql, "seq", self.seq.get())?;
        if self.has_operation_row.get() {
            audit::seal(&self.sql)?;
        }
        self.sql.commit().map_err(db)
    }
}

pub(crate) fn version_of(conn: &Connection, kind: &str, id: Id) -> Result<Option<Vec<u8>>> {
    conn.prepare_cached("SELECT version FROM row_version WHERE kind = :kind AND row_id = :row")
        .and_then(|mut statement| {
            statement
                .query_row(named_params! { ":kind": kind, ":row": id.as_bytes() }, |row| row.get("version"))
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

use std::{collections::BTreeMap, fmt::Write as _};

use lunxun_base::{Id, Millis, Result};
use lunxun_protocol::{Change, Value};
use rusqlite::{Connection, OptionalExtension, named_params, params_from_iter, types::ToSqlOutput};

use crate::{
    Operation, RecordKind, Store, Tx, db, meta,
    values::{RowExt, values_sql},
};

/// One line of the audit trail.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    /// Place in the chain.
    pub seq: i64,
    /// When.
    pub at: Millis,
    /// Who.
    pub actor_name: String,
    /// By which command.
    pub command: String,
    /// The record kind, or the kind of event.
    pub kind: String,
    /// The record.
    pub row: Option<Id>,
    /// Changed fields before, as JSON text.
    pub before: Option<String>,
    /// Changed fields after, as JSON text.
    pub after: Option<String>,
    /// The action it belongs to.
    pub operation: Id,
}

/// A stretch of the trail, newest first.
#[derive(Debug, Clone)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditEntry>,
    /// How many there are in all.
    pub total: i64,
}

/// Whether the chain holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditReport {
    /// Entries checked.
    pub checked: i64,
    /// The first entry that does not follow from the one before it.
    pub first_broken: Option<i64>,
}

pub(crate) fn ensure_operation(tx: &Tx<'_>) -> Result<()> {
    if tx.ledger.borrow().has_operation_row {
        return Ok(());
    }
    tx.sql
        .execute(
            "INSERT INTO operation (id, command, actor_id, actor_name, at)
             VALUES (:id, :command, :actor, :name, :at)",
            named_params! {
                ":id": tx.operation.id.as_bytes(),
                ":command": tx.operation.command,
                ":actor": tx.operation.who.id.as_bytes(),
                ":name": tx.operation.who.name,
                ":at": tx.operation.at,
            },
        )
        .map_err(db)?;
    tx.ledger.borrow_mut().has_operation_row = true;
    Ok(())
}

/// The entry of a changed record, under the name of who changed it.
pub(crate) fn append_change(
    tx: &Tx<'_>,
    actor_name: &str,
    kind: &RecordKind,
    row: Id,
    before: Option<&BTreeMap<&'static str, Value>>,
    changes: &[Change],
) -> Result<()> {
    let old = before.map(|row| json_of(changes.iter().map(|c| (c.field.as_str(), row.get(c.field.as_str())))));
    let new = json_of(changes.iter().map(|c| (c.field.as_str(), Some(&c.value))));
    append_as(tx, actor_name, kind.table, Some(row), old.as_deref(), Some(&new))
}

pub(crate) fn append(tx: &Tx<'_>, kind: &str, row: Option<Id>, after: &serde_json::Value) -> Result<()> {
    append_as(tx, &tx.operation.who.name, kind, row, None, Some(&after.to_string()))
}

fn append_as(
    tx: &Tx<'_>,
    actor_name: &str,
    kind: &str,
    row: Option<Id>,
    before: Option<&str>,
    after: Option<&str>,
) -> Result<()> {
    ensure_operation(tx)?;
    let mut ledger = tx.ledger.borrow_mut();
    let previous = ledger.audit_head(&tx.sql)?;
    let seq = previous.seq + 1;
    let hash = Link {
        seq,
        operation: &tx.operation.id,
        at: tx.operation.at,
        actor: &tx.operation.who.id,
        actor_name,
        command: &tx.operation.command,
        kind,
        row: row.as_ref(),
        before,
        after,
    }
    .hash(&previous.hash);
    tx.sql
        .prepare_cached(
            "INSERT INTO audit (seq, operation_id, at, actor_id, actor_name, command, kind, row_id, before, after,
                                previous_hash, hash)
             VALUES (:seq, :operation, :at, :actor, :name, :command, :kind, :row, :before, :after, :previous, :hash)",
        )
        .and_then(|mut statement| {
            statement.execute(named_params! {
                ":seq": seq,
                ":operation": tx.operation.id.as_bytes(),
                ":at": tx.operation.at,
                ":actor": tx.operation.who.id.as_bytes(),
                ":name": actor_name,
                ":command": tx.operation.command,
                ":kind": kind,
                ":row": row.as_ref().map(|row| row.as_bytes().as_slice()),
                ":before": before,
                ":after": after,
                ":previous": previous.hash,
                ":hash": hash,
            })
        })
        .map_err(db)?;
    *previous = Head { seq, hash: hash.to_vec() };
    Ok(())
}

/// The chain as it goes on away from the database: entries of new records are linked here, and written later in the same
/// order by [`append_linked`]. Nothing else may be appended meanwhile.
pub(crate) struct Chain {
    head: Head,
    operation: Operation,
}

/// An entry that has its place in the chain.
pub(crate) struct Linked {
    seq: i64,
    after: String,
    previous: Vec<u8>,
    hash: [u8; 32],
}

impl Chain {
    pub(crate) fn of(tx: &Tx<'_>) -> Result<Self> {
        ensure_operation(tx)?;
        let head = tx.ledger.borrow_mut().audit_head(&tx.sql)?.clone();
        Ok(Self { head, operation: tx.operation.clone() })
    }

    /// The entry of a new record.
    pub(crate) fn link_new(&mut self, kind: &RecordKind, row: Id, changes: &[Change]) -> Linked {
        let after = json_of(changes.iter().map(|change| (change.field.as_str(), Some(&change.value))));
        let seq = self.head.seq + 1;
        let link = Link {
            seq,
            operation: &self.operation.id,
            at: self.operation.at,
            actor: &self.operation.who.id,
            actor_name: &self.operation.who.name,
            command: &self.operation.command,
            kind: kind.table,
            row: Some(&row),
            before: None,
            after: Some(&after),
        };
        let hash = link.hash(&self.head.hash);
        let previous = std::mem::replace(&mut self.head, Head { seq, hash: hash.to_vec() }).hash;
        Linked { seq, after, previous, hash }
    }
}

/// Writes entries of new records that were linked one behind the other.
pub(crate) fn append_linked<'l>(
    tx: &Tx<'_>,
    kind: &RecordKind,
    entries: impl ExactSizeIterator<Item = (Id, &'l Linked)> + Clone,
) -> Result<()> {
    let head = "INSERT OR FAIL INTO audit (seq, operation_id, at, actor_id, actor_name, command, kind, row_id, after,
                                   previous_hash, hash) VALUES";
    let operation = &tx.operation;
    let values = entries.clone().flat_map(|(row, entry)| {
        [
            entry.seq.into(),
            ToSqlOutput::from(operation.id.as_bytes().as_slice()),
            operation.at.into(),
            ToSqlOutput::from(operation.who.id.as_bytes().as_slice()),
            operation.who.name.as_str().into(),
            operation.command.as_str().into(),
            kind.table.into(),
            row.as_bytes().to_vec().into(),
            entry.after.as_str().into(),
            ToSqlOutput::from(entry.previous.as_slice()),
            ToSqlOutput::from(entry.hash.as_slice()),
        ]
    });
    tx.sql
        .prepare_cached(&values_sql(head, 11, entries.len()))
        .and_then(|mut statement| statement.execute(params_from_iter(values)))
        .map_err(db)?;
    if let Some((_, last)) = entries.last() {
        *tx.ledger.borrow_mut().audit_head(&tx.sql)? = Head { seq: last.seq, hash: last.hash.to_vec() };
    }
    Ok(())
}

/// Where the chain ends.
#[derive(Clone)]
pub(crate) struct Head {
    seq: i64,
    hash: Vec<u8>,
}

pub(crate) fn head(conn: &Connection) -> Result<Head> {
    conn.prepare_cached("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
        .and_then(|mut statement| {
            statement.query_row([], |row| Ok(Head { seq: row.get("seq")?, hash: row.get("hash")? })).optional()
        })
        .map(|head| head.unwrap_or(Head { seq: 0, hash: vec![0; 32] }))
        .map_err(db)
}

const HEAD: &str = "audit_head";

/// Keeps where the chain ends, so that entries cut off its end are missed too.
pub(crate) fn seal(conn: &Connection, head: &Head) -> Result<()> {
    meta::put(conn, HEAD, &sealed(head.seq, &head.hash))
}

fn sealed(seq: i64, hash: &[u8]) -> Vec<u8> {
    [&seq.to_le_bytes(), hash].concat()
}

struct Link<'a> {
    seq: i64,
    operation: &'a Id,
    at: Millis,
    actor: &'a Id,
    actor_name: &'a str,
    command: &'a str,
    kind: &'a str,
    row: Option<&'a Id>,
    before: Option<&'a str>,
    after: Option<&'a str>,
}

impl Link<'_> {
    fn hash(&self, previous: &[u8]) -> [u8; 32] {
        let texts = [self.before, self.after].map(|text| text.map_or(&[0xff][..], str::as_bytes));
        // One buffer: a hash fed by eights costs more than the copy.
        let mut bytes = Vec::with_capacity(256 + texts.iter().map(|text| text.len()).sum::<usize>());
        let mut field = |field: &[u8]| {
            bytes.extend_from_slice(&(field.len() as u64).to_le_bytes());
            bytes.extend_from_slice(field);
        };
        field(previous);
        field(&self.seq.to_le_bytes());
        field(self.operation.as_bytes());
        field(&self.at.to_le_bytes());
        field(self.actor.as_bytes());
        for text in [self.actor_name, self.command, self.kind] {
            field(text.as_bytes());
        }
        field(self.row.map_or(&[], |row| row.as_bytes()));
        for text in texts {
            field(text);
        }
        *blake3::hash(&bytes).as_bytes()
    }
}

/// The fields as a JSON object in the order of their names, written straight into the text that the trail keeps.
fn json_of<'a>(fields: impl Iterator<Item = (&'a str, Option<&'a Value>)>) -> String {
    let mut fields: Vec<_> = fields.collect();
    // A field that came twice counts as it came last.
    fields.sort_by_key(|(name, _)| *name);
    let mut text = String::with_capacity(32 + fields.len() * 32);
    text.push('{');
    for (place, (name, value)) in fields.iter().enumerate() {
        if fields.get(place + 1).is_some_and(|(next, _)| next == name) {
            continue;
        }
        if text.len() > 1 {
            text.push(',');
        }
        push_json_text(&mut text, name);
        text.push(':');
        match value {
            None | Some(Value::Null) => text.push_str("null"),
            Some(Value::Int(int)) => {
                let _ = write!(text, "{int}");
            }
            Some(Value::Text(value)) => push_json_text(&mut text, value),
            Some(Value::Blob(blob)) => {
                text.push('"');
                push_hex(&mut text, blob);
                text.push('"');
            }
        }
    }
    text.push('}');
    text
}

fn push_json_text(text: &mut String, value: &str) {
    if value.bytes().any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        text.push_str(&serde_json::Value::from(value).to_string());
    } else {
        text.push('"');
        text.push_str(value);
        text.push('"');
    }
}

fn push_hex(text: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    text.push_str("x'");
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text.push('\'');
}

pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("x'")?.strip_suffix('\'')?;
    if digits.len() % 2 != 0 || !digits.is_ascii() {
        return None;
    }
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok()).collect()
}

pub(crate) fn entry_row(row: &rusqlite::Row<'_>) -> Result<AuditEntry> {
    Ok(AuditEntry {
        seq: row.col("seq")?,
        at: row.col("at")?,
        actor_name: row.col("actor_name")?,
        command: row.col("command")?,
        kind: row.col("kind")?,
        row: row.opt_id("row_id")?,
        before: row.col("before")?,
        after: row.col("after")?,
        operation: row.id("operation_id")?,
    })
}

impl Store {
    /// The trail of one record, or of everything, newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn audit(&self, row: Option<Id>, offset: i64, limit: i64) -> Result<AuditPage> {
        let filter = row.as_ref().map(|row| row.as_bytes().as_slice());
        let total = self
            .conn
            .query_row(
                "SELECT count(*) FROM audit WHERE :row IS NULL OR row_id = :row",
                named_params! { ":row": filter },
                |row| row.get(0),
            )
            .map_err(db)?;
        let mut statement = self
            .conn
            .prepare_cached(
                "SELECT seq, at, actor_name, command, kind, row_id, before, after, operation_id
                 FROM audit
                 WHERE :row IS NULL OR row_id = :row
                 ORDER BY seq DESC LIMIT :limit OFFSET :offset",
            )
            .map_err(db)?;
        let mut rows =
            statement.query(named_params! { ":row": filter, ":limit": limit, ":offset": offset }).map_err(db)?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next().map_err(db)? {
            entries.push(entry_row(row)?);
        }
        Ok(AuditPage { entries, total })
    }

    /// Checks that every entry follows from the one before it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn verify_audit(&self) -> Result<AuditReport> {
        let mut statement = self
            .conn
            .prepare(
                "SELECT seq, operation_id, at, actor_id, actor_name, command, kind, row_id, before, after,
                        previous_hash, hash
                 FROM audit ORDER BY seq",
            )
            .map_err(db)?;
        let mut rows = statement.query([]).map_err(db)?;
        let (mut checked, mut previous) = (0, vec![0; 32]);
        while let Some(row) = rows.next().map_err(db)? {
            let seq: i64 = row.col("seq")?;
            let (operation, actor) = (row.id("operation_id")?, row.id("actor_id")?);
            let (actor_name, command, kind): (String, String, String) =
                (row.col("actor_name")?, row.col("command")?, row.col("kind")?);
            let (before, after): (Option<String>, Option<String>) = (row.col("before")?, row.col("after")?);
            let target = row.opt_id("row_id")?;
            let link = Link {
                seq,
                operation: &operation,
                at: row.col("at")?,
                actor: &actor,
                actor_name: &actor_name,
                command: &command,
                kind: &kind,
                row: target.as_ref(),
                before: before.as_deref(),
                after: after.as_deref(),
            };
            let stored_previous: Vec<u8> = row.col("previous_hash")?;
            let hash: Vec<u8> = row.col("hash")?;
            if seq != checked + 1 || stored_previous != previous || link.hash(&previous) != *hash {
                return Ok(AuditReport { checked, first_broken: Some(checked + 1) });
            }
            checked = seq;
            previous = hash;
        }
        let is_cut = meta::get(&self.conn, HEAD)?.is_some_and(|head| head != sealed(checked, &previous));
        Ok(AuditReport { checked, first_broken: is_cut.then_some(checked + 1) })
    }
}

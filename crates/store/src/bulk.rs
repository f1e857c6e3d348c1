use std::{
    sync::mpsc::{SyncSender, sync_channel},
    thread,
};

use lunxun_base::{Error, Id, Millis, Result, require};
use lunxun_protocol::{Change, Hlc, Op, RowState, Value};
use rusqlite::params_from_iter;

use crate::{
    RecordKind, Tx, audit, journal, packed,
    tx::{Bound, Share, insert_sql},
};

/// A record to be made: its id, which no record has yet, and its fields.
pub type NewRecord = (Id, Vec<(&'static str, Value)>);

/// Records that go to the disk by one statement, and about how many a report of progress is made.
const BATCH: usize = 64;
/// Batches that wait at most: enough to keep both threads busy, little memory.
const WAITING: usize = 8;

impl Tx<'_> {
    /// Adds many records of one kind. Null fields are left unwritten.
    ///
    /// Each record has its op, version, digest and audit entry as with [`Tx::insert`], and leaves the same traces. The
    /// records are drawn from `records`, stamped and hashed on a second thread while those before them are written,
    /// many by one statement: an import of a county's roster takes a third of the time. `step` hears how many are
    /// written and may stop it all.
    ///
    /// # Errors
    /// `Invalid` for a field that does not travel, those of `step` and of the database, also where an id is taken.
    pub fn insert_all(
        &self,
        kind: &'static RecordKind,
        records: impl Iterator<Item = NewRecord> + Send,
        step: &mut dyn FnMut(u64) -> Result<()>,
    ) -> Result<u64> {
        let mut stamper = self.stamper(kind)?;
        let (sender, receiver) = sync_channel(WAITING);
        let mut written = 0;
        thread::scope(|scope| {
            let stamping = scope.spawn(move || stamper.stamp_all(records, &sender));
            // Once this loop ends early, the sender finds nobody listening and ends too.
            for batch in receiver {
                let batch: Vec<Stamped> = batch?;
                self.write_stamped(kind, &batch)?;
                written += batch.len() as u64;
                step(written)?;
            }
            match stamping.join() {
                Ok(()) => Ok(written),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })
    }

    fn stamper(&self, kind: &'static RecordKind) -> Result<Stamper> {
        let chain = audit::Chain::of(self)?;
        let ledger = self.ledger.borrow();
        Ok(Stamper {
            kind,
            device: self.device,
            actor: self.operation.who.name.clone(),
            now: self.now(),
            hlc: ledger.hlc,
            seq: ledger.seq,
            chain,
            defaulted: self.defaulted(kind).to_vec(),
        })
    }

    fn write_stamped(&self, kind: &'static RecordKind, batch: &[Stamped]) -> Result<()> {
        let Some(last) = batch.last() else { return Ok(()) };
        self.write_rows(kind, batch)?;
        journal::append_all(&self.sql, self.now(), batch.iter().map(|one| (one.op.seq, one.body.as_slice())))?;
        self.put_new_versions(kind, batch.iter().map(|one| (one.op.row, one.version.as_slice(), one.share)))?;
        audit::append_linked(self, kind, batch.iter().map(|one| (one.op.row, &one.link)))?;
        let mut ledger = self.ledger.borrow_mut();
        ledger.hlc = last.op.hlc;
        ledger.seq = last.op.seq;
        ledger.record_changes += batch.len() as u64;
        Ok(())
    }

    /// Rows with the columns that any of them has; what a row lacks is NULL, as if it had been left out. That is not so
    /// for a column with a default: such rows are written each with its own columns.
    fn write_rows(&self, kind: &'static RecordKind, batch: &[Stamped]) -> Result<()> {
        let columns: Vec<&'static str> = kind
            .columns
            .iter()
            .copied()
            .filter(|column| batch.iter().any(|one| one.op.changes.iter().any(|change| change.field == *column)))
            .collect();
        let defaulted = self.defaulted(kind);
        let lacks_default = |one: &Stamped| {
            let lacks = |column: &&&str| one.op.changes.iter().all(|change| change.field != ***column);
            defaulted.iter().filter(|column| columns.contains(column)).any(|column| lacks(&column))
        };
        if batch.iter().any(lacks_default) {
            return batch.iter().try_for_each(|one| self.write_own_columns(kind, one));
        }
        let values = batch.iter().flat_map(|one| {
            let value = |column: &'static str| {
                let change = one.op.changes.iter().find(|change| change.field == column);
                Bound::Value(change.map_or(&Value::Null, |change| &change.value))
            };
            columns.iter().map(move |column| value(column)).chain([Bound::Id(&one.op.row)])
        });
        let rows = batch.iter().map(|one| one.op.row);
        self.execute_guarded(kind, rows, &insert_sql(kind, &columns, batch.len()), params_from_iter(values))
    }

    fn write_own_columns(&self, kind: &'static RecordKind, one: &Stamped) -> Result<()> {
        let changes = one.op.changes.iter().map(|change| (change.field.as_str(), &change.value));
        self.write_row(kind, one.op.row, false, changes)
    }
}

/// A record with all that is written besides it, ready for the disk.
struct Stamped {
    op: Op,
    body: Vec<u8>,
    version: Vec<u8>,
    share: Share,
    link: audit::Linked,
}

/// Makes ops of records, each with the next stamp and the next link of the audit chain.
struct Stamper {
    kind: &'static RecordKind,
    device: Id,
    actor: String,
    now: Millis,
    hlc: Hlc,
    seq: u64,
    chain: audit::Chain,
    defaulted: Vec<&'static str>,
}

impl Stamper {
    fn stamp_all(&mut self, records: impl Iterator<Item = NewRecord>, sender: &SyncSender<Result<Vec<Stamped>>>) {
        let mut batch = Vec::with_capacity(BATCH);
        for record in records {
            match self.stamp(record) {
                Ok(stamped) => batch.push(stamped),
                Err(error) => {
                    // Nobody listening means that the writer has an error of its own to tell.
                    let _ = sender.send(Err(error));
                    return;
                }
            }
            if batch.len() == BATCH
                && sender.send(Ok(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)))).is_err()
            {
                return;
            }
        }
        let _ = sender.send(Ok(batch));
    }

    fn stamp(&mut self, (id, fields): NewRecord) -> Result<Stamped> {
        let mut changes = Vec::with_capacity(fields.len());
        for (field, value) in fields {
            require!(self.kind.has_column(field), field, "字段 {field} 不在{}的同步字段中。", self.kind.label);
            if !value.is_null() {
                changes.push(Change { field: field.to_owned(), value, prev: Vec::new() });
            }
        }
        self.hlc = self.hlc.tick(self.now);
        self.seq += 1;
        let op = Op {
            device: self.device,
            seq: self.seq,
            hlc: self.hlc,
            actor: self.actor.clone(),
            kind: self.kind.table.to_owned(),
            row: id,
            changes,
        };
        if op.changes.is_empty() {
            return Err(Error::internal("记录没有任何字段，无法保存。"));
        }
        let version = packed::pack_new(&op, |field| self.kind.has_column(field), &self.defaulted)?;
        let share = Share { digest: RowState::digest_of_new(&op), is_deleted: false };
        let link = self.chain.link_new(self.kind, id, &op.changes);
        Ok(Stamped { body: journal::op_bytes(&op), version, share, link, op })
    }
}

use std::collections::BTreeMap;

use lunxun_base::{Id, Result};
use lunxun_protocol::{Hlc, KindDigest};
use rusqlite::Connection;

use crate::{Tx, audit, db, journal, meta};

/// Where an open transaction stands: what every record would otherwise read and write anew. Read once, when it is first
/// asked for, and written once, at commit; a savepoint that is rolled back brings back the ledger it began with.
#[derive(Clone, Default)]
pub(crate) struct Ledger {
    /// This device's hybrid clock.
    pub(crate) hlc: Hlc,
    /// The last op of this device.
    pub(crate) seq: u64,
    /// Whether the action has its row.
    pub(crate) has_operation_row: bool,
    /// Records changed so far.
    pub(crate) record_changes: u64,
    /// The last entry of the audit chain.
    audit_head: Option<audit::Head>,
    /// Kinds whose rows were changed, and their digests.
    digests: BTreeMap<&'static str, KindDigest>,
    /// Other devices whose ops came, and how far each has been applied.
    vector: BTreeMap<Id, u64>,
}

impl Ledger {
    /// As the last transaction left it.
    pub(crate) fn open(conn: &Connection) -> Result<Self> {
        Ok(Self { hlc: Hlc(meta::get_u64(conn, "hlc")?), seq: meta::get_u64(conn, "seq")?, ..Self::default() })
    }

    /// The chain's end, to be moved only once the entry that follows is in the table.
    pub(crate) fn audit_head(&mut self, conn: &Connection) -> Result<&mut audit::Head> {
        match &mut self.audit_head {
            Some(head) => Ok(head),
            none => Ok(none.insert(audit::head(conn)?)),
        }
    }

    pub(crate) fn digest(&mut self, conn: &Connection, kind: &'static str) -> Result<&mut KindDigest> {
        use std::collections::btree_map::Entry;
        match self.digests.entry(kind) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => Ok(place.insert(journal::kind_digest(conn, kind)?)),
        }
    }

    /// How far a device's ops have been applied.
    pub(crate) fn seen(&mut self, conn: &Connection, device: Id) -> Result<u64> {
        if let Some(seq) = self.vector.get(&device) {
            return Ok(*seq);
        }
        let seq = journal::vector(conn, device)?;
        self.vector.insert(device, seq);
        Ok(seq)
    }

    pub(crate) fn set_seen(&mut self, device: Id, seq: u64) {
        self.vector.insert(device, seq);
    }

    /// Puts everything down; the transaction commits right after.
    pub(crate) fn close(&self, conn: &Connection) -> Result<()> {
        meta::put_u64(conn, "hlc", self.hlc.0)?;
        meta::put_u64(conn, "seq", self.seq)?;
        for (kind, digest) in &self.digests {
            journal::put_digest(conn, kind, *digest)?;
        }
        for (device, seq) in &self.vector {
            journal::put_vector(conn, *device, *seq)?;
        }
        if let Some(head) = &self.audit_head {
            audit::seal(conn, head)?;
        }
        Ok(())
    }
}

impl Tx<'_> {
    /// Work that happens wholly or not at all, whatever becomes of the rest of the transaction. The outer error is the
    /// database's, where it could not even go back.
    ///
    /// The only place that makes a savepoint: one made past it would roll rows back and leave the ledger ahead of them.
    pub(crate) fn attempt<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<Result<T>> {
        let before = self.ledger.borrow().clone();
        self.sql.execute_batch("SAVEPOINT attempt").map_err(db)?;
        let result = work();
        if let Err(error) = result {
            // SQLite rolls the whole transaction back on its own when the disk is full, and then the savepoint is gone:
            // the first error is the one to tell.
            if self.sql.execute_batch("ROLLBACK TO attempt; RELEASE attempt").is_err() {
                return Err(error);
            }
            self.ledger.replace(before);
            return Ok(Err(error));
        }
        self.sql.execute_batch("RELEASE attempt").map_err(db)?;
        Ok(result)
    }
}

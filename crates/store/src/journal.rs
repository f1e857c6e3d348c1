use std::collections::BTreeMap;

use lunxun_base::{Error, ErrorCode, Id, Millis, Result};
use lunxun_protocol::{Digest, KindDigest, KindDigests, LogOp, Op};
use rusqlite::{Connection, OptionalExtension, named_params, params_from_iter, types::ToSqlOutput};

use crate::{
    RecordKind, Store, Tx, db, meta,
    new_rows::{NewRows, makes_a_plain_row},
    tx::Row,
    values::{RowExt, values_sql},
};

/// Where this store stands towards the county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalStatus {
    /// This device's id.
    pub device: Id,
    /// The last own op.
    pub seq: u64,
    /// The last own op that the county has confirmed.
    pub acked: u64,
    /// The last log place applied here.
    pub cursor: u64,
    /// The log's epoch that the cursor belongs to.
    pub epoch: Option<Id>,
    /// Ops kept aside because this version could not apply them.
    pub parked: u64,
    /// Fields waiting for a person's decision.
    pub conflicts: u64,
}

impl JournalStatus {
    /// Own changes that the county has not confirmed.
    #[must_use]
    pub const fn pending(&self) -> u64 {
        self.seq.saturating_sub(self.acked)
    }
}

/// What a batch from elsewhere did here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RemoteOutcome {
    /// Ops newly applied.
    pub applied: u64,
    /// Ops known already.
    pub skipped: u64,
    /// Ops kept aside.
    pub parked: u64,
    /// Fields that are now in conflict and were not before.
    pub new_conflicts: u64,
}

pub(crate) fn append(conn: &Connection, op: &Op, at: Millis) -> Result<()> {
    conn.prepare_cached("INSERT INTO journal (seq, at, body) VALUES (:seq, :at, :body)")
        .and_then(|mut statement| {
            statement.execute(named_params! { ":seq": as_i64(op.seq), ":at": at, ":body": op_bytes(op) })
        })
        .map_err(db)?;
    Ok(())
}

/// The same for many ops at once, whose bytes are made already.
pub(crate) fn append_all<'o>(
    conn: &Connection,
    at: Millis,
    ops: impl ExactSizeIterator<Item = (u64, &'o [u8])>,
) -> Result<()> {
    let sql = values_sql("INSERT OR FAIL INTO journal (seq, at, body) VALUES", 3, ops.len());
    let values = ops.flat_map(|(seq, body)| [as_i64(seq).into(), at.into(), ToSqlOutput::from(body)]);
    conn.prepare_cached(&sql).and_then(|mut statement| statement.execute(params_from_iter(values))).map_err(db)?;
    Ok(())
}

pub(crate) fn put_digest(conn: &Connection, kind: &str, digest: KindDigest) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO kind_digest (kind, live_count, digest) VALUES (:kind, :live, :digest)
         ON CONFLICT (kind) DO UPDATE SET live_count = excluded.live_count, digest = excluded.digest",
    )
    .and_then(|mut statement| {
        statement
            .execute(named_params! { ":kind": kind, ":live": as_i64(digest.live_count), ":digest": digest.digest.0 })
    })
    .map_err(db)?;
    Ok(())
}

pub(crate) fn kind_digest(conn: &Connection, kind: &str) -> Result<KindDigest> {
    conn.prepare_cached("SELECT live_count, digest FROM kind_digest WHERE kind = :kind")
        .and_then(|mut statement| statement.query_row(named_params! { ":kind": kind }, digest_row).optional())
        .map(Option::unwrap_or_default)
        .map_err(db)
}

fn digest_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<KindDigest> {
    let live: i64 = row.get("live_count")?;
    Ok(KindDigest { live_count: live.unsigned_abs(), digest: Digest(row.get("digest")?) })
}

impl Store {
    /// Where this store stands towards the county.
    ///
    /// # Errors
    /// Those of the database.
    pub fn journal_status(&self) -> Result<JournalStatus> {
        let count = |sql: &str| -> Result<u64> {
            self.conn.query_row(sql, [], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs).map_err(db)
        };
        Ok(JournalStatus {
            device: self.device(),
            seq: meta::get_u64(&self.conn, "seq")?,
            acked: meta::get_u64(&self.conn, "acked")?,
            cursor: meta::get_u64(&self.conn, "cursor")?,
            epoch: meta::get_id(&self.conn, "epoch")?,
            parked: count("SELECT count(*) FROM parked_op")?,
            conflicts: count("SELECT count(*) FROM conflict")?,
        })
    }

    /// Own ops after `after`, in sequence, at most `limit` of them and about `max_bytes`.
    ///
    /// # Errors
    /// `Corrupt` when a stored op cannot be read.
    pub fn own_ops(&self, after: u64, limit: u32, max_bytes: usize) -> Result<Vec<Op>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT body FROM journal WHERE seq > :after ORDER BY seq LIMIT :limit")
            .map_err(db)?;
        let mut rows = statement.query(named_params! { ":after": as_i64(after), ":limit": limit }).map_err(db)?;
        let (mut ops, mut bytes) = (Vec::new(), 0);
        while let Some(row) = rows.next().map_err(db)? {
            let body: Vec<u8> = row.col("body")?;
            bytes += body.len();
            ops.push(op_from(&body)?);
            if bytes >= max_bytes {
                break;
            }
        }
        Ok(ops)
    }

    /// Counts and digests of every kind, to compare with the county's.
    ///
    /// # Errors
    /// Those of the database.
    pub fn kind_digests(&self) -> Result<KindDigests> {
        let mut statement =
            self.conn.prepare_cached("SELECT kind, live_count, digest FROM kind_digest ORDER BY kind").map_err(db)?;
        let rows = statement.query_map([], |row| Ok((row.get("kind")?, digest_row(row)?))).map_err(db)?;
        rows.collect::<Result<BTreeMap<_, _>, _>>().map_err(db)
    }

    /// A small local fact, such as the county's address. Never synchronised.
    ///
    /// # Errors
    /// Those of the database.
    pub fn meta(&self, key: &str) -> Result<Option<Vec<u8>>> {
        meta::get(&self.conn, key)
    }

    /// Keeps a small local fact.
    ///
    /// # Errors
    /// Those of the database.
    pub fn put_meta(&mut self, key: &str, value: &[u8]) -> Result<()> {
        meta::put(&self.conn, key, value)
    }

    /// Notes that the county holds every own op up to `seq`. It is less than before when the county was restored from a
    /// backup: what it lost is then offered again.
    ///
    /// # Errors
    /// Those of the database.
    pub fn set_acked(&mut self, seq: u64) -> Result<()> {
        let known = meta::get_u64(&self.conn, "acked")?;
        if seq == known { Ok(()) } else { meta::put_u64(&self.conn, "acked", seq) }
    }
}

impl Tx<'_> {
    /// Keeps a small local fact together with the rest of the transaction.
    ///
    /// # Errors
    /// Those of the database.
    pub fn put_meta(&self, key: &str, value: &[u8]) -> Result<()> {
        meta::put(&self.sql, key, value)
    }

    /// Applies log entries in order and moves the cursor, all in this transaction. An entry applied before is skipped;
    /// one that cannot be applied is kept aside with its reason and blocks nothing.
    ///
    /// # Errors
    /// Those of the database.
    pub fn apply_log(&self, epoch: Id, entries: &[LogOp], cursor: u64) -> Result<RemoteOutcome> {
        let outcome = match self.apply_together(entries)? {
            Some(outcome) => outcome,
            None => self.apply_one_by_one(entries)?,
        };
        meta::put(&self.sql, "epoch", epoch.as_bytes())?;
        meta::put_u64(&self.sql, "cursor", cursor)?;
        Ok(outcome)
    }

    /// All entries under one savepoint; `None` where one of them cannot be applied, and then nothing of it has happened.
    /// A savepoint copies every page that is written after it, which for each entry anew costs more than the entry.
    fn apply_together(&self, entries: &[LogOp]) -> Result<Option<RemoteOutcome>> {
        let together = self.attempt(|| {
            let mut outcome = RemoteOutcome::default();
            let mut held = NewRows::default();
            for LogOp { op, .. } in entries {
                if !self.admit(op)? {
                    outcome.skipped += 1;
                    continue;
                }
                if held.bar(op) {
                    self.place_new(&mut held)?;
                }
                let kind = self.kind_of(op)?;
                let row = self.row(kind, op.row)?;
                if row.is_none() && makes_a_plain_row(op) {
                    held.push(kind, op);
                } else {
                    self.place_new(&mut held)?;
                    outcome.new_conflicts += self.merge_into(kind, row.as_ref(), op)?;
                }
                outcome.applied += 1;
            }
            self.place_new(&mut held)?;
            Ok(outcome)
        })?;
        match together {
            Ok(outcome) => Ok(Some(outcome)),
            Err(error) if is_of_the_disk(&error) => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// Each entry under a savepoint of its own, so that one that cannot be applied is kept aside and the others stay.
    fn apply_one_by_one(&self, entries: &[LogOp]) -> Result<RemoteOutcome> {
        let mut outcome = RemoteOutcome::default();
        for LogOp { op, .. } in entries {
            if !self.admit(op)? {
                outcome.skipped += 1;
                continue;
            }
            match self.attempt(|| self.merge(op))? {
                Ok(new_conflicts) => {
                    outcome.applied += 1;
                    outcome.new_conflicts += new_conflicts;
                }
                Err(error) if is_of_the_disk(&error) => return Err(error),
                Err(error) => {
                    self.park(op, &error)?;
                    outcome.parked += 1;
                }
            }
        }
        Ok(outcome)
    }

    /// Takes note of an op's clock and place in its author's sequence; false where it was applied before.
    fn admit(&self, op: &Op) -> Result<bool> {
        let own = op.device == self.device;
        let mut ledger = self.ledger.borrow_mut();
        let seen = if own { ledger.seq } else { ledger.seen(&self.sql, op.device)? };
        if op.seq <= seen {
            return Ok(false);
        }
        ledger.hlc = ledger.hlc.observe(op.hlc, self.now());
        if own {
            // The store came back from a backup: the county remembers more of this device than it does itself.
            append(&self.sql, op, self.now())?;
            ledger.seq = op.seq;
        } else {
            ledger.set_seen(op.device, op.seq);
        }
        Ok(true)
    }

    /// Applies an op to its row and says how many fields are in conflict that were not. Half done where it fails.
    fn merge(&self, op: &Op) -> Result<u64> {
        let kind = self.kind_of(op)?;
        self.merge_into(kind, self.row(kind, op.row)?.as_ref(), op)
    }

    fn merge_into(&self, kind: &'static RecordKind, row: Option<&Row>, op: &Op) -> Result<u64> {
        let standing = row.map(|row| self.standing(kind, op.row, row)).transpose()?;
        self.place(kind, op, row, standing)
    }

    fn kind_of(&self, op: &Op) -> Result<&'static RecordKind> {
        self.kind(&op.kind).ok_or_else(|| Error::incompatible("这种记录来自更新的版本，升级轮训通后会自动补上。"))
    }

    fn park(&self, op: &Op, error: &Error) -> Result<()> {
        self.sql
            .execute(
                "INSERT INTO parked_op (device, seq, kind, reason, parked_at, body)
                 VALUES (:device, :seq, :kind, :reason, :at, :body)
                 ON CONFLICT (device, seq) DO NOTHING",
                named_params! {
                    ":device": op.device.as_bytes(),
                    ":seq": as_i64(op.seq),
                    ":kind": op.kind,
                    ":reason": error.message,
                    ":at": self.now(),
                    ":body": op_bytes(op),
                },
            )
            .map_err(db)?;
        Ok(())
    }

    /// Tries the ops kept aside again, after an upgrade say. Returns how many found their place.
    ///
    /// # Errors
    /// Those of the database.
    pub fn retry_parked(&self) -> Result<u64> {
        let parked: Vec<Vec<u8>> = {
            let mut statement =
                self.sql.prepare("SELECT body FROM parked_op ORDER BY parked_at, device, seq").map_err(db)?;
            let rows = statement.query_map([], |row| row.get("body")).map_err(db)?;
            rows.collect::<Result<_, _>>().map_err(db)?
        };
        let mut placed = 0;
        for body in parked {
            let op = op_from(&body)?;
            if self.attempt(|| self.merge(&op))?.is_ok() {
                self.sql
                    .execute(
                        "DELETE FROM parked_op WHERE device = :device AND seq = :seq",
                        named_params! { ":device": op.device.as_bytes(), ":seq": as_i64(op.seq) },
                    )
                    .map_err(db)?;
                placed += 1;
            }
        }
        Ok(placed)
    }
}

/// The disk's trouble and no fault of the op: the whole batch comes again later.
const fn is_of_the_disk(error: &Error) -> bool {
    matches!(error.code, ErrorCode::Storage | ErrorCode::Busy)
}

pub(crate) fn vector(conn: &Connection, device: Id) -> Result<u64> {
    conn.prepare_cached("SELECT seq FROM device_vector WHERE device = :device")
        .and_then(|mut statement| {
            statement
                .query_row(named_params! { ":device": device.as_bytes() }, |row| row.get::<_, i64>("seq"))
                .optional()
        })
        .map(|seq| seq.unwrap_or(0).unsigned_abs())
        .map_err(db)
}

pub(crate) fn put_vector(conn: &Connection, device: Id, seq: u64) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO device_vector (device, seq) VALUES (:device, :seq)
         ON CONFLICT (device) DO UPDATE SET seq = excluded.seq",
    )
    .and_then(|mut statement| statement.execute(named_params! { ":device": device.as_bytes(), ":seq": as_i64(seq) }))
    .map_err(db)?;
    Ok(())
}

pub(crate) fn op_bytes(op: &Op) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    // Writing CBOR to memory fails only on a value that cannot be encoded, and an Op has none.
    let _ = ciborium::into_writer(op, &mut bytes);
    bytes
}

fn op_from(bytes: &[u8]) -> Result<Op> {
    ciborium::from_reader(bytes)
        .map_err(|error| Error::corrupt("待同步的一条改动已损坏，请联系技术支持。").with_source(error.to_string()))
}

pub(crate) fn as_i64(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

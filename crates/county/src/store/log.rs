use std::path::Path;

use lunxun_base::{Error, Id, Millis, Result};
use lunxun_protocol::{Digest, KindDigests, LogOp, Op, PROTOCOL, Rejected, SyncAnswer, SyncRequest};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, named_params};

use super::{
    db,
    rows::{self, Rows},
};

/// Bytes of ops in one answer, before packing. One op always fits.
const MAX_ANSWER_BYTES: usize = 1024 * 1024;
/// Ops in one answer.
const MAX_ANSWER_OPS: u32 = 5_000;
/// Bytes of one op.
const MAX_OP_BYTES: usize = 1024 * 1024;
/// Refused ops kept of one PC.
const MAX_PARKED: i64 = 10_000;
/// A poll that brings nothing new writes the contact this seldom, so that polling costs no disk.
const CONTACT_EVERY_MS: Millis = 60_000;

/// One township's file: its log in one order, and the rows that follow from it.
pub struct TownshipLog(Connection);

/// What a PC last told.
#[derive(Debug, Clone)]
pub(crate) struct Contact {
    pub(crate) device: Id,
    pub(crate) acked: u64,
    pub(crate) contacted_at: Millis,
    pub(crate) app_version: String,
    pub(crate) clock_error_ms: i64,
    pub(crate) parked: u64,
}

struct Push<'a> {
    tx: &'a Transaction<'a>,
    rows: Rows<'a>,
    device: Id,
    now: Millis,
    acked: u64,
    head: u64,
    tag: Digest,
    rejected: Vec<Rejected>,
}

impl TownshipLog {
    /// Opens or creates the file.
    ///
    /// # Errors
    /// `Storage`, `Busy` or `Corrupt` as SQLite reports them.
    pub fn open(path: &Path, now: Millis) -> Result<Self> {
        let conn = db::open(path, include_str!("township.sql"))?;
        conn.execute(
            "INSERT INTO epoch (only, id) VALUES (1, :id) ON CONFLICT DO NOTHING",
            named_params! {":id": Id::new(now).as_bytes()},
        )
        .map_err(db::storage)?;
        Ok(Self(conn))
    }

    /// One exchange with one PC: takes its ops and answers with what it lacks, in one transaction.
    ///
    /// # Errors
    /// `Storage`, `Busy` or `Corrupt` as SQLite reports them; then nothing was changed.
    pub fn exchange(&mut self, device: Id, request: &SyncRequest, now: Millis) -> Result<SyncAnswer> {
        let tx = self.0.transaction_with_behavior(TransactionBehavior::Immediate).map_err(db::storage)?;
        let epoch = epoch(&tx)?;
        let (head, tag) = head(&tx)?;
        let after = if fits(&tx, request, epoch, head)? { request.cursor } else { 0 };
        let (acked, contacted_at) = contact(&tx, device)?;

        let mut push = Push { tx: &tx, rows: Rows::new(&tx), device, now, acked, head, tag, rejected: Vec::new() };
        for op in &request.ops {
            if !push.take(op)? {
                break;
            }
        }
        let Push { rows, acked: acked_now, head: head_now, rejected, .. } = push;
        rows.write()?;
        if acked_now != acked || now.saturating_sub(contacted_at).abs() >= CONTACT_EVERY_MS {
            save_contact(&tx, device, acked_now, request, now)?;
        }

        let limit = request.pull_limit.min(MAX_ANSWER_OPS);
        let (ops, cursor) = read(&tx, device, request.own_seq, after, head_now, limit)?;
        let answer = SyncAnswer {
            protocol: PROTOCOL,
            epoch,
            server_time: now,
            acked: acked_now,
            rejected,
            after,
            ops,
            cursor,
            cursor_tag: tag_at(&tx, cursor)?,
            head: head_now,
            digests: if cursor == head_now { Some(rows::digests(&tx)?) } else { None },
        };
        tx.commit().map_err(db::storage)?;
        Ok(answer)
    }

    /// Every kind's live rows and digest.
    ///
    /// # Errors
    /// `Storage`, `Busy` or `Corrupt` as SQLite reports them.
    pub fn digests(&self) -> Result<KindDigests> {
        rows::digests(&self.0)
    }

    /// The log's last place.
    ///
    /// # Errors
    /// `Storage`, `Busy` or `Corrupt` as SQLite reports them.
    pub fn head(&self) -> Result<u64> {
        Ok(head(&self.0)?.0)
    }

    /// Whether SQLite and the log's own chain find the file whole.
    ///
    /// # Errors
    /// `Corrupt` when they do not.
    pub fn check(&self) -> Result<()> {
        let damaged = |what: String| Error::corrupt("乡镇数据文件损坏，请从备份恢复。").with_source(what);
        let verdict: String = self.0.query_row("PRAGMA integrity_check", [], |row| row.get(0)).map_err(db::storage)?;
        if verdict != "ok" {
            return Err(damaged(verdict));
        }
        let mut query = self.0.prepare("SELECT place, tag, body FROM log ORDER BY place").map_err(db::storage)?;
        let mut entries = query.query([]).map_err(db::storage)?;
        let (mut place, mut tag) = (0_i64, Digest::default());
        while let Some(row) = entries.next().map_err(db::storage)? {
            let body: Vec<u8> = row.get("body").map_err(db::storage)?;
            place += 1;
            tag = Digest::chained(tag, &body);
            let stored = (row.get("place").map_err(db::storage)?, Digest(row.get("tag").map_err(db::storage)?));
            if stored != (place, tag) {
                return Err(damaged(format!("log breaks at place {place}")));
            }
        }
        Ok(())
    }

    pub(crate) fn contacts(&self) -> Result<Vec<Contact>> {
        let mut query = self
            .0
            .prepare(
                "SELECT device, acked, contacted_at, app_version, clock_error_ms,
                        (SELECT count(*) FROM parked WHERE parked.sender = contact.device) AS parked
                 FROM contact ORDER BY device",
            )
            .map_err(db::storage)?;
        let rows = query
            .query_map([], |row| {
                Ok(Contact {
                    device: Id::from_bytes(row.get(0)?),
                    acked: db::uint(row.get(1)?),
                    contacted_at: row.get(2)?,
                    app_version: row.get(3)?,
                    clock_error_ms: row.get(4)?,
                    parked: db::uint(row.get(5)?),
                })
            })
            .map_err(db::storage)?;
        rows.collect::<rusqlite::Result<_>>().map_err(db::storage)
    }
}

impl Push<'_> {
    /// Takes one op; false where the sequence has a gap and the rest must wait.
    fn take(&mut self, op: &Op) -> Result<bool> {
        let body = db::to_cbor(op)?;
        let hash = *blake3::hash(&body).as_bytes();
        if op.device != self.device {
            self.park(op, &hash, &body, "foreign_device", "这条改动出自另一台电脑，请让那台电脑自己同步。")?;
            return Ok(true);
        }
        if op.seq == 0 || op.seq <= self.acked {
            return self.take_again(op, &hash, &body).map(|()| true);
        }
        if op.seq > self.acked + 1 {
            return Ok(false);
        }
        if is_acceptable(op, &body) {
            self.append(op, &hash, &body)?;
            self.rows.apply(op)?;
        } else {
            self.park(op, &hash, &body, "invalid", "这条改动的格式不对，县里没有收下，请升级程序后联系技术支持。")?;
        }
        self.acked = op.seq;
        Ok(true)
    }

    /// An op that the log ought to hold: nothing to do when it does, a fork when it holds another.
    fn take_again(&mut self, op: &Op, hash: &[u8; 32], body: &[u8]) -> Result<()> {
        let known: Option<[u8; 32]> = self
            .tx
            .prepare_cached("SELECT hash FROM log WHERE device = :device AND seq = :seq")
            .and_then(|mut query| {
                let key = named_params! {":device": op.device.as_bytes(), ":seq": db::int(op.seq).unwrap_or(-1)};
                query.query_row(key, |row| row.get(0)).optional()
            })
            .map_err(db::storage)?;
        let was_refused = known.is_none() && !is_acceptable(op, body);
        if known.as_ref() == Some(hash) {
            Ok(())
        } else if was_refused {
            self.park(op, hash, body, "invalid", "这条改动的格式不对，县里没有收下，请升级程序后联系技术支持。")
        } else {
            self.park(
                op,
                hash,
                body,
                "fork",
                "县里已有这台电脑同一序号的另一条改动，本机数据可能从备份恢复过或被复制到别的电脑，请联系县里核对。",
            )
        }
    }

    fn append(&mut self, op: &Op, hash: &[u8; 32], body: &[u8]) -> Result<()> {
        self.head += 1;
        self.tag = Digest::chained(self.tag, body);
        let (place, seq) = (db::int(self.head)?, db::int(op.seq)?);
        self.tx
            .prepare_cached(
                "INSERT INTO log (place, device, seq, hash, tag, received_at, body)
                 VALUES (:place, :device, :seq, :hash, :tag, :now, :body)",
            )
            .and_then(|mut write| {
                write.execute(named_params! {
                    ":place": place, ":device": op.device.as_bytes(), ":seq": seq, ":hash": hash,
                    ":tag": self.tag.0, ":now": self.now, ":body": body,
                })
            })
            .map_err(db::storage)?;
        Ok(())
    }

    fn park(&mut self, op: &Op, hash: &[u8; 32], body: &[u8], code: &str, message: &str) -> Result<()> {
        let kept: i64 = self
            .tx
            .prepare_cached("SELECT count(*) FROM parked WHERE sender = :sender")
            .and_then(|mut q| q.query_row(named_params! {":sender": self.device.as_bytes()}, |row| row.get(0)))
            .map_err(db::storage)?;
        if kept < MAX_PARKED {
            let seq = i64::try_from(op.seq).unwrap_or(i64::MAX);
            self.tx
                .prepare_cached(
                    "INSERT INTO parked (sender, device, seq, hash, code, parked_at, body)
                     VALUES (:sender, :device, :seq, :hash, :code, :now, :body) ON CONFLICT DO NOTHING",
                )
                .and_then(|mut write| {
                    write.execute(named_params! {
                        ":sender": self.device.as_bytes(), ":device": op.device.as_bytes(), ":seq": seq,
                        ":hash": hash, ":code": code, ":now": self.now, ":body": body,
                    })
                })
                .map_err(db::storage)?;
        }
        self.rejected.push(Rejected { seq: op.seq, code: code.to_owned(), message: message.to_owned() });
        Ok(())
    }
}

/// Whether an op has the shape of one. What its fields mean is not the county's business.
fn is_acceptable(op: &Op, body: &[u8]) -> bool {
    let is_name = |name: &str| {
        (1..=64).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    op.seq > 0
        && body.len() <= MAX_OP_BYTES
        && is_name(&op.kind)
        && op.actor.len() <= 256
        && op.changes.len() <= 256
        && op.changes.iter().all(|change| is_name(&change.field) && change.prev.len() <= 1_000)
}

fn epoch(conn: &Connection) -> Result<Id> {
    conn.query_row("SELECT id FROM epoch", [], |row| row.get(0).map(Id::from_bytes)).map_err(db::storage)
}

fn head(conn: &Connection) -> Result<(u64, Digest)> {
    conn.prepare_cached("SELECT place, tag FROM log ORDER BY place DESC LIMIT 1")
        .and_then(|mut query| query.query_row([], |row| Ok((db::uint(row.get(0)?), Digest(row.get(1)?)))).optional())
        .map(Option::unwrap_or_default)
        .map_err(db::storage)
}

fn tag_at(conn: &Connection, place: u64) -> Result<Option<Digest>> {
    let place = db::int(place)?;
    conn.prepare_cached("SELECT tag FROM log WHERE place = :place")
        .and_then(|mut query| query.query_row(named_params! {":place": place}, |row| row.get(0).map(Digest)).optional())
        .map_err(db::storage)
}

/// Whether the client's cursor is a place in this very log.
fn fits(conn: &Connection, request: &SyncRequest, epoch: Id, head: u64) -> Result<bool> {
    Ok(request.epoch == Some(epoch)
        && request.cursor <= head
        && (request.cursor_tag.is_none() || request.cursor_tag == tag_at(conn, request.cursor)?))
}

fn contact(conn: &Connection, device: Id) -> Result<(u64, Millis)> {
    conn.prepare_cached("SELECT acked, contacted_at FROM contact WHERE device = :device")
        .and_then(|mut query| {
            query
                .query_row(named_params! {":device": device.as_bytes()}, |row| Ok((db::uint(row.get(0)?), row.get(1)?)))
                .optional()
        })
        .map(Option::unwrap_or_default)
        .map_err(db::storage)
}

fn save_contact(conn: &Connection, device: Id, acked: u64, request: &SyncRequest, now: Millis) -> Result<()> {
    let version: String = request.app_version.chars().filter(|c| !c.is_control()).take(40).collect();
    let acked = db::int(acked)?;
    conn.prepare_cached(
        "INSERT INTO contact (device, acked, contacted_at, app_version, clock_error_ms)
         VALUES (:device, :acked, :now, :version, :error)
         ON CONFLICT (device) DO UPDATE SET
           acked = excluded.acked, contacted_at = excluded.contacted_at,
           app_version = excluded.app_version, clock_error_ms = excluded.clock_error_ms",
    )
    .and_then(|mut write| {
        write.execute(named_params! {
            ":device": device.as_bytes(), ":acked": acked, ":now": now, ":version": version,
            ":error": request.client_time.saturating_sub(now),
        })
    })
    .map_err(db::storage)?;
    Ok(())
}

/// The ops that the client lacks after a place, and the place that they reach to.
fn read(conn: &Connection, device: Id, own_seq: u64, after: u64, head: u64, limit: u32) -> Result<(Vec<LogOp>, u64)> {
    if limit == 0 {
        return Ok((Vec::new(), after));
    }
    let own_seq = i64::try_from(own_seq).unwrap_or(i64::MAX);
    let mut query = conn
        .prepare_cached(
            "SELECT place, body FROM log
             WHERE place > :after AND NOT (device = :device AND seq <= :own_seq)
             ORDER BY place LIMIT :limit",
        )
        .map_err(db::storage)?;
    let mut rows = query
        .query(named_params! {
            ":after": db::int(after)?, ":device": device.as_bytes(), ":own_seq": own_seq, ":limit": limit,
        })
        .map_err(db::storage)?;
    let (mut ops, mut bytes) = (Vec::new(), 0);
    while let Some(row) = rows.next().map_err(db::storage)? {
        let body: Vec<u8> = row.get(1).map_err(db::storage)?;
        bytes += body.len();
        if bytes > MAX_ANSWER_BYTES && !ops.is_empty() {
            let cursor = ops.last().map_or(after, |last: &LogOp| last.place);
            return Ok((ops, cursor));
        }
        let place = db::uint(row.get(0).map_err(db::storage)?);
        ops.push(LogOp { place, op: db::from_cbor(&body)? });
    }
    let is_full = ops.len() >= limit as usize;
    let cursor = ops.last().filter(|_| is_full).map_or(head, |last| last.place);
    Ok((ops, cursor))
}

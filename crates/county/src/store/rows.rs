use std::collections::{BTreeMap, HashMap};

use lunxun_base::{Id, Result};
use lunxun_protocol::{Digest, KindDigest, KindDigests, Op, RowState};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::db;

/// The rows that one exchange touches, kept in memory until it is written.
pub(crate) struct Rows<'a> {
    conn: &'a Connection,
    touched: HashMap<(String, Id), Touched>,
}

struct Touched {
    state: RowState,
    /// The row's share of its kind's digest, and whether it counted as live, before this exchange.
    before: Option<(Digest, bool)>,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(conn: &'a Connection) -> Self {
        Self { conn, touched: HashMap::new() }
    }

    pub(crate) fn apply(&mut self, op: &Op) -> Result<()> {
        let key = (op.kind.clone(), op.row);
        if !self.touched.contains_key(&key) {
            let stored: Option<Vec<u8>> = self
                .conn
                .prepare_cached("SELECT state FROM row_state WHERE kind = :kind AND row = :row")
                .and_then(|mut query| {
                    query
                        .query_row(named_params! {":kind": op.kind, ":row": op.row.as_bytes()}, |row| row.get(0))
                        .optional()
                })
                .map_err(db::storage)?;
            let state: Option<RowState> = stored.map(|bytes| db::from_cbor(&bytes)).transpose()?;
            let before = state.as_ref().map(|state| (state.digest(&op.kind, op.row), !state.is_deleted()));
            self.touched.insert(key.clone(), Touched { state: state.unwrap_or_default(), before });
        }
        if let Some(touched) = self.touched.get_mut(&key) {
            touched.state.apply(op);
        }
        Ok(())
    }

    /// Writes the rows and their kinds' digests.
    pub(crate) fn write(self) -> Result<()> {
        let mut kinds: BTreeMap<String, (i64, Digest)> = BTreeMap::new();
        for ((kind, row), touched) in self.touched {
            let (count, digest) = kinds.entry(kind.clone()).or_default();
            if let Some((share, was_live)) = touched.before {
                digest.toggle(share);
                *count -= i64::from(was_live);
            }
            digest.toggle(touched.state.digest(&kind, row));
            *count += i64::from(!touched.state.is_deleted());
            let state = db::to_cbor(&touched.state)?;
            self.conn
                .prepare_cached(
                    "INSERT INTO row_state (kind, row, state) VALUES (:kind, :row, :state)
                     ON CONFLICT (kind, row) DO UPDATE SET state = excluded.state",
                )
                .and_then(|mut write| {
                    write.execute(named_params! {":kind": kind, ":row": row.as_bytes(), ":state": state})
                })
                .map_err(db::storage)?;
        }
        let mut all = digests(self.conn)?;
        for (kind, (count, share)) in kinds {
            let entry = all.entry(kind.clone()).or_default();
            entry.digest.toggle(share);
            self.conn
                .prepare_cached(
                    "INSERT INTO kind_digest (kind, live_count, digest) VALUES (:kind, :count, :digest)
                     ON CONFLICT (kind) DO UPDATE SET live_count = excluded.live_count, digest = excluded.digest",
                )
                .and_then(|mut write| {
                    let count = i64::try_from(entry.live_count).unwrap_or(0) + count;
                    write.execute(named_params! {":kind": kind, ":count": count, ":digest": entry.digest.0})
                })
                .map_err(db::storage)?;
        }
        Ok(())
    }
}

/// Every kind's live rows and digest.
pub(crate) fn digests(conn: &Connection) -> Result<KindDigests> {
    let mut query =
        conn.prepare_cached("SELECT kind, live_count, digest FROM kind_digest ORDER BY kind").map_err(db::storage)?;
    let rows = query
        .query_map([], |row| {
            Ok((row.get(0)?, KindDigest { live_count: db::uint(row.get(1)?), digest: Digest(row.get(2)?) }))
        })
        .map_err(db::storage)?;
    rows.collect::<rusqlite::Result<_>>().map_err(db::storage)
}

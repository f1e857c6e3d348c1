use std::collections::BTreeMap;

use lunxun_base::{Id, Result};
use lunxun_protocol::{Digest, KindDigests};

use crate::{AuditReport, BlobReport, Store, db, packed, tx::read_row, values::RowExt};

/// What a full check of the store found.
#[derive(Debug)]
pub struct IntegrityReport {
    /// SQLite's own complaints; empty when the file is sound.
    pub database: Vec<String>,
    /// The audit chain.
    pub audit: AuditReport,
    /// Kinds whose kept digest differs from one computed anew from the rows.
    pub drifted_kinds: Vec<String>,
    /// The contents of attachments, or why they cannot be read.
    pub blobs: Result<BlobReport>,
}

impl IntegrityReport {
    /// Whether nothing at all is amiss.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.database.is_empty()
            && self.audit.first_broken.is_none()
            && self.drifted_kinds.is_empty()
            && self.blobs.as_ref().is_ok_and(BlobReport::is_sound)
    }
}

impl Store {
    /// Checks the file, the audit chain, the digests and the contents of attachments. Reads everything.
    ///
    /// # Errors
    /// Those of the database.
    pub fn check(&self) -> Result<IntegrityReport> {
        let database = {
            let mut statement = self.conn.prepare("PRAGMA integrity_check(20)").map_err(db)?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0)).map_err(db)?;
            rows.collect::<Result<Vec<_>, _>>().map_err(db)?.into_iter().filter(|line| line != "ok").collect()
        };
        let (kept, computed) = (self.kind_digests()?, self.recompute_digests()?);
        let drifted_kinds = kept
            .iter()
            .filter(|(kind, digest)| computed.get(*kind) != Some(digest))
            .map(|(kind, _)| kind.clone())
            .collect();
        let blobs = self.blobs().and_then(crate::Blobs::check);
        Ok(IntegrityReport { database, audit: self.verify_audit()?, drifted_kinds, blobs })
    }

    /// Counts and digests computed anew from the record tables themselves.
    ///
    /// # Errors
    /// Those of the database.
    pub fn recompute_digests(&self) -> Result<KindDigests> {
        let mut digests: KindDigests = BTreeMap::new();
        let mut statement = self.conn.prepare("SELECT kind, row_id, version FROM row_version").map_err(db)?;
        let mut rows = statement.query([]).map_err(db)?;
        while let Some(row) = rows.next().map_err(db)? {
            let (table, id, version): (String, Id, Vec<u8>) =
                (row.col("kind")?, row.id("row_id")?, row.col("version")?);
            let Some(kind) = self.kinds.iter().copied().find(|kind| kind.table == table) else { continue };
            let Some(values) = read_row(&self.conn, kind, id)? else { continue };
            let state = packed::unpack(&version, &values)?;
            let entry = digests.entry(table).or_default();
            let share: Digest = state.digest(kind.table, id);
            entry.digest.toggle(share);
            entry.live_count += u64::from(!state.is_deleted());
        }
        Ok(digests)
    }
}

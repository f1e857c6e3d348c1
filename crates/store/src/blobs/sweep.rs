//! Collecting contents that nobody names any more.

use std::collections::BTreeSet;

use lunxun_base::{Millis, Result};
use rusqlite::{TransactionBehavior, named_params};

use super::{Blobs, ContentHash};
use crate::db;

/// How long a content stays after it was first seen without a name.
///
/// Long, because a store put back from a backup does not know the records made since, and names their contents again
/// only after the next synchronisation.
const KEPT_UNNAMED: Millis = 30 * 24 * 3_600_000;

impl Blobs {
    /// Removes contents that were found unnamed 30 days ago or earlier and in every sweep since. `named` are those that
    /// any record names, tombstoned ones included, since a deletion can be undone. Says how many went.
    ///
    /// # Errors
    /// Those of the database; nothing is removed then.
    pub fn sweep(&self, named: &BTreeSet<ContentHash>, now: Millis) -> Result<u64> {
        let unnamed: Vec<ContentHash> = self.all()?.into_iter().filter(|hash| !named.contains(hash)).collect();
        let tx = rusqlite::Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate).map_err(db)?;
        for hash in named {
            tx.prepare_cached(
                "UPDATE content SET unnamed_since = NULL WHERE hash = :hash AND unnamed_since IS NOT NULL",
            )
            .and_then(|mut update| update.execute(named_params! { ":hash": hash.as_bytes() }))
            .map_err(db)?;
        }
        let mut removed = 0;
        for hash in unnamed {
            tx.prepare_cached("UPDATE content SET unnamed_since = :now WHERE hash = :hash AND unnamed_since IS NULL")
                .and_then(|mut update| update.execute(named_params! { ":now": now, ":hash": hash.as_bytes() }))
                .map_err(db)?;
            removed += tx
                .prepare_cached(
                    "DELETE FROM content WHERE hash = :hash AND unnamed_since <= :before AND put_at <= :before",
                )
                .and_then(|mut delete| {
                    delete.execute(named_params! { ":hash": hash.as_bytes(), ":before": now - KEPT_UNNAMED })
                })
                .map_err(db)?;
        }
        if removed > 0 {
            tx.execute("DELETE FROM content_chunk WHERE content_hash NOT IN (SELECT hash FROM content)", [])
                .map_err(db)?;
            tx.execute("DELETE FROM chunk WHERE hash NOT IN (SELECT chunk_hash FROM content_chunk)", []).map_err(db)?;
        }
        tx.commit().map_err(db)?;
        Ok(removed as u64)
    }
}

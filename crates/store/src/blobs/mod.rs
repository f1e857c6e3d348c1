//! Contents of attachments (附件) in a second encrypted file, `files.db`, named by their BLAKE3 (ADR 0012).
//!
//! A content is cut into chunks of 256 KiB, each under its own BLAKE3, so that a later synchronisation can move chunk by
//! chunk and go on where it was cut off. Whatever is read is hashed again: a damaged chunk is an error, never a picture
//! with a grey bar.
//!
//! **Crash order** — [`Blobs::put`] returns after its own commit with FULL synchronisation, and the record that names
//! the content is written after that. A crash between the two leaves a content that nobody names, which
//! [`Blobs::sweep`] collects much later; a record never names a content that this PC promised and does not have.

mod file;
mod hash;
mod sweep;

pub(crate) use file::{Home, backup};
pub use hash::ContentHash;

use std::path::PathBuf;

use lunxun_base::{Error, Millis, Result, require};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, named_params};

use crate::{RowExt, db};

/// Bytes in a chunk; the last one of a content may be shorter.
pub const CHUNK_BYTES: usize = 256 * 1024;

/// A content as its record names it: enough to fetch it from elsewhere piece by piece and to know that it is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentRef {
    /// The BLAKE3 of the whole.
    pub hash: ContentHash,
    /// How many bytes.
    pub byte_count: u64,
    /// The BLAKE3 of each chunk, in order.
    pub chunks: Vec<ContentHash>,
}

impl ContentRef {
    /// Describes a content without storing it.
    #[must_use]
    pub fn of(content: &[u8]) -> Self {
        Self {
            hash: ContentHash::of(content),
            byte_count: content.len() as u64,
            chunks: content.chunks(CHUNK_BYTES).map(ContentHash::of).collect(),
        }
    }

    /// The chunk list as one value: 32 bytes each, in order.
    #[must_use]
    pub fn chunk_bytes(&self) -> Vec<u8> {
        self.chunks.iter().flat_map(|hash| *hash.as_bytes()).collect()
    }
}

/// What a check of the contents found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BlobReport {
    /// How many contents were read and hashed.
    pub checked: u64,
    /// SQLite's own complaints; empty when the file is sound.
    pub database: Vec<String>,
    /// Contents that lack a chunk or whose bytes do not give their name.
    pub damaged: Vec<ContentHash>,
}

impl BlobReport {
    /// Whether nothing is amiss.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.database.is_empty() && self.damaged.is_empty()
    }
}

/// The contents that this PC holds.
pub struct Blobs {
    pub(crate) conn: Connection,
    path: Option<PathBuf>,
}

impl std::fmt::Debug for Blobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Blobs").finish_non_exhaustive()
    }
}

impl Blobs {
    /// Stores a content and returns once it is on the disk. A content already here is left as it is, and mended where
    /// one of its chunks is damaged.
    ///
    /// # Errors
    /// `Invalid` for an empty content; `Storage` when the disk refuses.
    pub fn put(&self, content: &[u8], now: Millis) -> Result<ContentRef> {
        require!(!content.is_empty(), "content", "文件是空的，请重新选择。");
        let described = ContentRef::of(content);
        let tx = rusqlite::Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate).map_err(db)?;
        for (place, (chunk, bytes)) in described.chunks.iter().zip(content.chunks(CHUNK_BYTES)).enumerate() {
            tx.prepare_cached(
                "INSERT INTO chunk (hash, bytes) VALUES (:hash, :bytes)
                 ON CONFLICT (hash) DO UPDATE SET bytes = excluded.bytes WHERE bytes <> excluded.bytes",
            )
            .and_then(|mut insert| insert.execute(named_params! { ":hash": chunk.as_bytes(), ":bytes": bytes }))
            .map_err(db)?;
            tx.prepare_cached(
                "INSERT INTO content_chunk (content_hash, place, chunk_hash) VALUES (:content, :place, :chunk)
                 ON CONFLICT (content_hash, place) DO UPDATE SET chunk_hash = excluded.chunk_hash",
            )
            .and_then(|mut insert| {
                insert.execute(named_params! {
                    ":content": described.hash.as_bytes(),
                    ":place": i64::try_from(place).unwrap_or(i64::MAX),
                    ":chunk": chunk.as_bytes(),
                })
            })
            .map_err(db)?;
        }
        // Put anew, it counts as new: a sweep in between must not take what the next record is about to name.
        tx.prepare_cached(
            "INSERT INTO content (hash, byte_count, put_at) VALUES (:hash, :bytes, :at)
             ON CONFLICT (hash) DO UPDATE SET put_at = excluded.put_at, unnamed_since = NULL",
        )
        .and_then(|mut insert| {
            insert.execute(named_params! {
                ":hash": described.hash.as_bytes(),
                ":bytes": i64::try_from(described.byte_count).unwrap_or(i64::MAX),
                ":at": now,
            })
        })
        .map_err(db)?;
        tx.commit().map_err(db)?;
        Ok(described)
    }

    /// Whether a content is on this PC.
    ///
    /// # Errors
    /// Those of the database.
    pub fn has(&self, hash: &ContentHash) -> Result<bool> {
        self.byte_count(hash).map(|count| count.is_some())
    }

    /// A content, verified; `None` where this PC does not have it.
    ///
    /// # Errors
    /// `Corrupt` when a chunk is missing or the bytes do not give the name.
    pub fn get(&self, hash: &ContentHash) -> Result<Option<Vec<u8>>> {
        let Some(byte_count) = self.byte_count(hash)? else { return Ok(None) };
        let mut content = Vec::with_capacity(usize::try_from(byte_count).unwrap_or(0).min(64 << 20));
        let mut statement = self
            .conn
            .prepare_cached(
                "SELECT content_chunk.chunk_hash, chunk.bytes
                 FROM content_chunk LEFT JOIN chunk ON chunk.hash = content_chunk.chunk_hash
                 WHERE content_chunk.content_hash = :content
                 ORDER BY content_chunk.place",
            )
            .map_err(db)?;
        let mut rows = statement.query(named_params! { ":content": hash.as_bytes() }).map_err(db)?;
        while let Some(row) = rows.next().map_err(db)? {
            let named = ContentHash::from_slice(&row.col::<Vec<u8>>("chunk_hash")?)?;
            let bytes = row.col::<Option<Vec<u8>>>("bytes")?.ok_or_else(damaged)?;
            if ContentHash::of(&bytes) != named {
                return Err(damaged());
            }
            content.extend_from_slice(&bytes);
        }
        if ContentHash::of(&content) == *hash { Ok(Some(content)) } else { Err(damaged()) }
    }

    /// Reads and hashes every content.
    ///
    /// # Errors
    /// Those of the database.
    pub fn check(&self) -> Result<BlobReport> {
        let mut report = BlobReport::default();
        let mut statement = self.conn.prepare("PRAGMA integrity_check(20)").map_err(db)?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0)).map_err(db)?;
        report.database =
            lines.collect::<Result<Vec<_>, _>>().map_err(db)?.into_iter().filter(|line| line != "ok").collect();
        for hash in self.all()? {
            report.checked += 1;
            match self.get(&hash) {
                Ok(_) => {}
                Err(error) if error.code == lunxun_base::ErrorCode::Corrupt => report.damaged.push(hash),
                Err(error) => return Err(error),
            }
        }
        Ok(report)
    }

    fn all(&self) -> Result<Vec<ContentHash>> {
        let mut statement = self.conn.prepare("SELECT hash FROM content ORDER BY hash").map_err(db)?;
        let mut rows = statement.query([]).map_err(db)?;
        let mut hashes = Vec::new();
        while let Some(row) = rows.next().map_err(db)? {
            hashes.push(ContentHash::from_slice(&row.col::<Vec<u8>>("hash")?)?);
        }
        Ok(hashes)
    }

    fn byte_count(&self, hash: &ContentHash) -> Result<Option<i64>> {
        self.conn
            .prepare_cached("SELECT byte_count FROM content WHERE hash = :hash")
            .and_then(|mut statement| {
                statement.query_row(named_params! { ":hash": hash.as_bytes() }, |row| row.get("byte_count")).optional()
            })
            .map_err(db)
    }
}

fn damaged() -> Error {
    Error::corrupt(
        "这个附件在本机的内容已损坏，不能使用。请重新添加原来的文件；没有原文件的，从最近的备份找回 files.db。",
    )
}

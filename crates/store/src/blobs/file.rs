//! The file behind the contents.

use std::path::{Path, PathBuf};

use lunxun_base::{Clock, Error, ErrorCode, Result};
use rusqlite::{Connection, OpenFlags, named_params};

use super::Blobs;
use crate::{Migration, StoreKey, db, meta, migrate};

const FILE: &str = "files.db";
const MADE: &str = "files_made";

const SCHEMA: Migration =
    Migration { name: "20261201T0100_files", sql: include_str!("../sql/20261201T0100_files.sql") };

/// The contents of a store, or why they cannot be reached. Members and classes stay usable without them.
pub(crate) enum Home {
    Open(Blobs),
    Closed(ErrorCode, String),
}

impl Home {
    /// Opens `files.db` beside the main file, or makes it where this store never had one.
    pub(crate) fn beside(main: &Connection, dir: &Path, key: &StoreKey, clock: &dyn Clock) -> Result<Self> {
        let path = dir.join(FILE);
        let was_made = meta::get(main, MADE)?.is_some();
        let opened = if !path.exists() && was_made {
            // Never replaced by an empty one: every attachment would then look as if it lay on another PC.
            Err(Error::not_found(
                "附件文件 files.db 不见了，照片和附件暂时打不开，其他数据不受影响。请找回原文件，或从备份里取 files 开头的文件改名放回。",
            ))
        } else {
            Blobs::open(&path, key, clock)
        };
        Ok(match opened {
            Ok(blobs) => {
                if !was_made {
                    meta::put(main, MADE, b"1")?;
                }
                Self::Open(blobs)
            }
            Err(error) => Self::Closed(error.code, error.message),
        })
    }

    /// Makes an empty `files.db` where the old one is gone for good; one that is there, damaged or not, is refused.
    pub(crate) fn renewed(&self, dir: &Path, key: &StoreKey, clock: &dyn Clock) -> Result<Self> {
        let path = dir.join(FILE);
        if path.exists() {
            return Err(Error::conflict("附件文件 files.db 还在，不需要重建。若已损坏，请先把它移到别处留着。"));
        }
        Blobs::open(&path, key, clock).map(Self::Open)
    }

    pub(crate) fn in_memory(clock: &dyn Clock) -> Result<Self> {
        Blobs::prepare(Connection::open_in_memory().map_err(db)?, None, clock).map(Self::Open)
    }

    pub(crate) fn get(&self) -> Result<&Blobs> {
        match self {
            Self::Open(blobs) => Ok(blobs),
            Self::Closed(code, message) => Err(Error::new(*code, message.clone())),
        }
    }
}

impl Blobs {
    fn open(path: &Path, key: &StoreKey, clock: &dyn Clock) -> Result<Self> {
        let broken =
            || Error::corrupt("附件文件 files.db 已损坏，照片和附件暂时打不开，其他数据不受影响。请从最近的备份找回。");
        if path.metadata().is_ok_and(|file| file.len() == 0) {
            return Err(broken());
        }
        #[allow(clippy::disallowed_methods, reason = "the one place that opens the contents")]
        let conn = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .map_err(db)?;
        conn.execute_batch("PRAGMA cipher_log_level = NONE").map_err(db)?;
        // A key of its own, so that the two files share no keystream and either can be handed on without the other.
        conn.execute_batch(&key.derived("lunxun files.db key v1").pragma()).map_err(db)?;
        let readable = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0));
        readable.map_err(|error| broken().with_source(error))?;
        conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;").map_err(db)?;
        Self::prepare(conn, Some(path.to_owned()), clock)
    }

    fn prepare(mut conn: Connection, path: Option<PathBuf>, clock: &dyn Clock) -> Result<Self> {
        conn.execute_batch(
            "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4000; PRAGMA busy_timeout = 5000;
             PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;",
        )
        .map_err(db)?;
        migrate::run(&mut conn, &[SCHEMA], None, clock)?;
        Ok(Self { conn, path })
    }
}

/// Copies the contents beside a backup of the main file, under the same time stamp and key: `main-7.db`, `files-7.db`.
///
/// # Errors
/// `Storage` when the disk refuses.
pub(crate) fn backup(blobs: &Blobs, main: &Path) -> Result<()> {
    if blobs.path.is_none() {
        return Ok(());
    }
    let name = main.file_name().map(|name| name.to_string_lossy().replacen("main-", "files-", 1)).unwrap_or_default();
    let path = main.with_file_name(name);
    let text = path.to_str().ok_or_else(|| Error::storage("备份文件夹的名称不能使用，请换一个文件夹。"))?;
    blobs.conn.execute("VACUUM INTO :path", named_params! { ":path": text }).map_err(db)?;
    std::fs::File::open(&path).and_then(|file| file.sync_all()).map_err(|error| {
        Error::storage("附件没有备份成功，请检查磁盘空间和文件夹权限。数据没有改动。").with_source(error)
    })
}

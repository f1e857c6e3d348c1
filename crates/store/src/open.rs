use std::{
    cell::{Cell, RefCell},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use lunxun_base::{Clock, Error, Id, Result};
use rusqlite::{Connection, OpenFlags, TransactionBehavior, functions::FunctionFlags};

use crate::{
    Blobs, Migration, Operation, RecordKind, StoreKey, Tx, Who,
    blobs::{self, Home},
    changes::{Memory, SharedChanges},
    db,
    ledger::Ledger,
    meta, migrate,
    tx::Defaulted,
};

/// What a store needs to know of the product above it.
#[derive(Clone)]
pub struct OpenOptions {
    /// The record kinds that synchronise.
    pub kinds: &'static [&'static RecordKind],
    /// Every feature's schema steps.
    pub migrations: Vec<Migration>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

/// An open store.
pub struct Store {
    pub(crate) conn: Connection,
    pub(crate) kinds: &'static [&'static RecordKind],
    clock: Arc<dyn Clock>,
    device: Id,
    guard: Arc<AtomicBool>,
    defaulted: Arc<Defaulted>,
    pub(crate) changes: SharedChanges,
    pub(crate) memory: Memory,
    path: Option<PathBuf>,
    blobs: Home,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("device", &self.device).finish_non_exhaustive()
    }
}

const STORE_SCHEMA: Migration =
    Migration { name: "20261122T0900_store", sql: include_str!("sql/20261122T0900_store.sql") };

impl Store {
    /// Makes `main.db` in an empty folder.
    ///
    /// # Errors
    /// `Conflict` when a database file is already there: it is never overwritten.
    pub fn create(dir: &Path, key: &StoreKey, options: &OpenOptions) -> Result<Self> {
        let path = dir.join("main.db");
        if path.exists() {
            return Err(Error::conflict("这个文件夹里已经有轮训通数据，请直接登录，或另选一个文件夹。"));
        }
        Self::open_file(&path, key, options)
    }

    /// Opens `main.db`.
    ///
    /// # Errors
    /// `NotFound` when it is missing (never replaced by an empty one), `Corrupt` when the right key does not open it,
    /// `Incompatible` when a newer version wrote it.
    pub fn open(dir: &Path, key: &StoreKey, options: &OpenOptions) -> Result<Self> {
        let path = dir.join("main.db");
        if !path.exists() {
            return Err(Error::not_found(
                "数据文件 main.db 不见了。请不要新建，先找回原文件，或用“备份与恢复”恢复最近的备份。",
            ));
        }
        // SQLite takes a file of no bytes for a new database and would lay an empty store out in it.
        if path.metadata().is_ok_and(|file| file.len() == 0) {
            return Err(Error::corrupt("数据文件 main.db 是空的，打不开。请用“备份与恢复”恢复最近的备份。"));
        }
        Self::open_file(&path, key, options)
    }

    fn open_file(path: &Path, key: &StoreKey, options: &OpenOptions) -> Result<Self> {
        #[allow(clippy::disallowed_methods, reason = "the one place that opens a store")]
        let conn = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .map_err(db)?;
        conn.execute_batch("PRAGMA cipher_log_level = NONE").map_err(db)?;
        conn.execute_batch(&key.pragma()).map_err(db)?;
        let readable = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0));
        readable.map_err(|error| {
            Error::corrupt("密码正确，但数据文件已损坏，打不开。请用“备份与恢复”恢复最近的备份。").with_source(error)
        })?;
        conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;").map_err(db)?;
        Self::prepare(conn, Some((path, key)), options)
    }

    /// A store in memory, for tests.
    ///
    /// # Errors
    /// Those of the database.
    pub fn in_memory(options: &OpenOptions) -> Result<Self> {
        Self::prepare(Connection::open_in_memory().map_err(db)?, None, options)
    }

    fn prepare(mut conn: Connection, file: Option<(&Path, &StoreKey)>, options: &OpenOptions) -> Result<Self> {
        let dir = file.and_then(|(path, _)| path.parent());
        conn.execute_batch(
            "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;
             PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF; PRAGMA recursive_triggers = ON;",
        )
        .map_err(db)?;
        conn.set_prepared_statement_cache_capacity(256);
        let mut migrations = options.migrations.clone();
        migrations.push(STORE_SCHEMA);
        let backup_dir = dir.map(|dir| dir.join("backup"));
        let steps = migrate::run(&mut conn, &migrations, backup_dir.as_deref(), options.clock.as_ref())?;

        let device = match meta::get_id(&conn, "device")? {
            Some(device) => device,
            None => {
                let device = random_id()?;
                meta::put(&conn, "device", device.as_bytes())?;
                device
            }
        };
        let guard = Arc::new(AtomicBool::new(false));
        if cfg!(debug_assertions) {
            refuse_bypass(&conn, options.kinds, &guard)?;
        }
        let defaulted = Arc::new(defaulted(&conn, options.kinds)?);
        let clock = Arc::clone(&options.clock);
        let blobs = match (dir, file) {
            (Some(dir), Some((_, key))) => Home::beside(&conn, dir, key, clock.as_ref())?,
            _ => Home::in_memory(clock.as_ref())?,
        };
        let mut store = Self {
            conn,
            kinds: options.kinds,
            clock,
            device,
            guard,
            defaulted,
            changes: SharedChanges::default(),
            memory: Memory::default(),
            path: file.map(|(path, _)| path.to_owned()),
            blobs,
        };
        if steps > 0 {
            store.settle_upgrade()?;
        }
        Ok(store)
    }

    /// This store's device id.
    #[must_use]
    pub const fn device(&self) -> Id {
        self.device
    }

    /// The connection, for SELECTs.
    #[must_use]
    pub const fn conn(&self) -> &Connection {
        &self.conn
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// The record kinds.
    #[must_use]
    pub const fn kinds(&self) -> &'static [&'static RecordKind] {
        self.kinds
    }

    /// The database file, where there is one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The contents of attachments.
    ///
    /// # Errors
    /// `NotFound` or `Corrupt` when `files.db` is missing or damaged; everything else stays usable then.
    pub fn blobs(&self) -> Result<&Blobs> {
        self.blobs.get()
    }

    /// Begins with an empty `files.db` after the old one was lost for good. The records stay; their contents can be
    /// added again.
    ///
    /// # Errors
    /// `Conflict` while a file of that name is there; `Invalid` for a store in memory.
    pub fn renew_blobs(&mut self, key: &StoreKey) -> Result<()> {
        let dir = self.path.as_deref().and_then(Path::parent);
        let dir = dir.ok_or_else(|| Error::invalid("path", "演示数据没有附件文件。"))?;
        self.blobs = self.blobs.renewed(dir, key, self.clock.as_ref())?;
        Ok(())
    }

    /// The one write path: an immediate transaction around `work`, committed when it succeeds and otherwise as if it
    /// had never been.
    ///
    /// # Errors
    /// Those of `work`, and the database's.
    pub fn write<T>(&mut self, command: &str, who: &Who, work: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        let at = self.clock.now();
        let sql = self.conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(db)?;
        let tx = Tx {
            ledger: RefCell::new(Ledger::open(&sql)?),
            new_ids: Cell::new(0),
            sql,
            kinds: self.kinds,
            device: self.device,
            operation: Operation { id: Id::new(at), command: command.to_owned(), who: who.clone(), at },
            guard: Arc::clone(&self.guard),
            defaulted: Arc::clone(&self.defaulted),
            changes: Arc::clone(&self.changes),
        };
        let result = work(&tx)?;
        tx.finish()?;
        Ok(result)
    }

    /// Copies the store into its `backup` folder under the same key, the contents of attachments beside it. The answer
    /// names the main file.
    ///
    /// # Errors
    /// `Storage` when the disk refuses; `Invalid` for a store in memory; those of [`Store::blobs`], after the main file
    /// was copied.
    pub fn backup(&self) -> Result<PathBuf> {
        let dir = self.path.as_deref().and_then(Path::parent).map(|dir| dir.join("backup"));
        let dir = dir.ok_or_else(|| Error::invalid("path", "演示数据不能备份。"))?;
        let path = migrate::backup(&self.conn, &dir, self.clock.as_ref())?;
        // After the main file: what that one names is in this one, never the other way round.
        blobs::backup(self.blobs()?, &path)?;
        Ok(path)
    }
}

fn defaulted(conn: &Connection, kinds: &[&'static RecordKind]) -> Result<Defaulted> {
    let mut statement = conn
        .prepare("SELECT name FROM pragma_table_info(:table) WHERE dflt_value IS NOT NULL AND dflt_value <> 'NULL'")
        .map_err(db)?;
    let mut found = Defaulted::new();
    for kind in kinds {
        let rows = statement.query_map([kind.table], |row| row.get(0)).map_err(db)?;
        let names: Vec<String> = rows.collect::<Result<_, _>>().map_err(db)?;
        let columns = kind.columns.iter().copied().filter(|column| names.iter().any(|name| name == column));
        found.insert(kind.table, columns.collect());
    }
    Ok(found)
}

fn random_id() -> Result<Id> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::internal("系统随机数不可用，请重启电脑后再试。").with_source(error.to_string()))?;
    Ok(Id::from_bytes(bytes))
}

/// Makes every record table refuse a write that does not come from [`Tx`], so that no change can miss the journal and
/// the audit. Debug and test builds only: the triggers are temporary and cost a call a row.
fn refuse_bypass(conn: &Connection, kinds: &[&'static RecordKind], guard: &Arc<AtomicBool>) -> Result<()> {
    let flag = Arc::clone(guard);
    conn.create_scalar_function("lunxun_write_open", 0, FunctionFlags::SQLITE_UTF8, move |_| {
        Ok(i64::from(flag.load(Ordering::Relaxed)))
    })
    .map_err(db)?;
    for kind in kinds {
        for event in ["INSERT", "UPDATE", "DELETE"] {
            let sql = format!(
                "CREATE TEMP TRIGGER guard_{table}_{event} BEFORE {event} ON main.{table}
                 WHEN lunxun_write_open() = 0
                 BEGIN SELECT RAISE(ABORT, 'record written outside the one write path: {table}'); END",
                table = kind.table,
            );
            conn.execute_batch(&sql).map_err(db)?;
        }
    }
    Ok(())
}

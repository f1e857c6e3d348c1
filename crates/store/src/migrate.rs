use std::path::Path;

use lunxun_base::{Clock, Error, Result};
use rusqlite::{Connection, TransactionBehavior, named_params};

use crate::db;

/// One step of the schema. Never edited once landed: the stored hash is checked at every start.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// `20261122T0900_member`: UTC minute and subject; the order in which steps run.
    pub name: &'static str,
    /// The statements.
    pub sql: &'static str,
}

const LEDGER: &str = "
    CREATE TABLE IF NOT EXISTS schema_migration (
        name TEXT PRIMARY KEY,
        hash TEXT NOT NULL,
        applied_at INTEGER NOT NULL
    ) STRICT";

/// Brings the schema up to date in one transaction, after a backup when there is anything to lose.
///
/// # Errors
/// `Incompatible` when the file was written by a newer version, or a landed step was edited.
pub(crate) fn run(
    conn: &mut Connection,
    migrations: &[Migration],
    backup_dir: Option<&Path>,
    clock: &dyn Clock,
) -> Result<usize> {
    let mut ordered = migrations.to_vec();
    ordered.sort_by_key(|migration| migration.name);
    conn.execute_batch(LEDGER).map_err(db)?;
    let applied = applied(conn)?;

    for (name, hash) in &applied {
        match ordered.iter().find(|migration| migration.name == name) {
            None => {
                return Err(Error::incompatible(
                    "这份数据由更新版本的轮训通写成，本版本不能打开。请升级轮训通后再打开，数据没有改动。",
                ));
            }
            Some(migration) if hash_of(migration.sql) != *hash => {
                return Err(Error::incompatible(format!(
                    "程序的数据结构步骤 {name} 与数据文件不符，请重新安装正式版本。"
                )));
            }
            Some(_) => {}
        }
    }

    let pending: Vec<&Migration> =
        ordered.iter().filter(|migration| !applied.iter().any(|(name, _)| name == migration.name)).collect();
    if pending.is_empty() {
        return Ok(0);
    }
    if let (Some(dir), false) = (backup_dir, applied.is_empty()) {
        backup(conn, dir, clock)?;
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(db)?;
    for migration in &pending {
        tx.execute_batch(migration.sql).map_err(db)?;
        tx.execute(
            "INSERT INTO schema_migration (name, hash, applied_at) VALUES (:name, :hash, :at)",
            named_params! { ":name": migration.name, ":hash": hash_of(migration.sql), ":at": clock.now() },
        )
        .map_err(db)?;
    }
    tx.commit().map_err(db)?;
    Ok(pending.len())
}

/// Copies the open store to `dir/main-<millis>.db` under the same key.
pub(crate) fn backup(conn: &Connection, dir: &Path, clock: &dyn Clock) -> Result<std::path::PathBuf> {
    let failed = |error: std::io::Error| {
        Error::storage("备份没有成功，请检查磁盘空间和文件夹权限。数据没有改动。").with_source(error)
    };
    std::fs::create_dir_all(dir).map_err(failed)?;
    let path = dir.join(format!("main-{}.db", clock.now()));
    let text = path.to_str().ok_or_else(|| Error::storage("备份文件夹的名称不能使用，请换一个文件夹。"))?;
    conn.execute("VACUUM INTO :path", named_params! { ":path": text }).map_err(db)?;
    std::fs::File::open(&path).and_then(|file| file.sync_all()).map_err(failed)?;
    Ok(path)
}

fn applied(conn: &Connection) -> Result<Vec<(String, String)>> {
    let mut statement = conn.prepare("SELECT name, hash FROM schema_migration ORDER BY name").map_err(db)?;
    let rows = statement.query_map([], |row| Ok((row.get("name")?, row.get("hash")?))).map_err(db)?;
    rows.collect::<Result<_, _>>().map_err(db)
}

fn hash_of(sql: &str) -> String {
    // Line ends may differ between checkouts; everything else counts.
    blake3::hash(sql.replace("\r\n", "\n").as_bytes()).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use lunxun_base::{ErrorCode, FixedClock};

    use super::*;

    const ONE: Migration = Migration { name: "20261122T0900_one", sql: "CREATE TABLE one (a TEXT) STRICT;" };
    const TWO: Migration = Migration { name: "20261122T0901_two", sql: "CREATE TABLE two (a TEXT) STRICT;" };

    fn tables(conn: &Connection) -> i64 {
        conn.query_row("SELECT count(*) FROM sqlite_schema WHERE name IN ('one', 'two', 'three')", [], |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn a_step_edited_after_it_landed_is_refused() {
        let (mut conn, clock) = (Connection::open_in_memory().unwrap(), FixedClock::at(1));
        run(&mut conn, &[ONE], None, &clock).unwrap();
        let edited = Migration { sql: "CREATE TABLE one (b TEXT) STRICT;", ..ONE };
        assert_eq!(run(&mut conn, &[edited], None, &clock).unwrap_err().code, ErrorCode::Incompatible);
    }

    #[test]
    fn a_store_from_a_newer_version_is_refused() {
        let (mut conn, clock) = (Connection::open_in_memory().unwrap(), FixedClock::at(1));
        run(&mut conn, &[ONE, TWO], None, &clock).unwrap();
        assert_eq!(run(&mut conn, &[ONE], None, &clock).unwrap_err().code, ErrorCode::Incompatible);
    }

    #[test]
    fn a_failing_step_leaves_the_schema_as_it_was() {
        let (mut conn, clock) = (Connection::open_in_memory().unwrap(), FixedClock::at(1));
        run(&mut conn, &[ONE], None, &clock).unwrap();
        let broken = Migration { name: "20261122T0902_three", sql: "CREATE TABLE three (a TEXT) STRICT; BROKEN;" };
        assert!(run(&mut conn, &[ONE, TWO, broken], None, &clock).is_err());
        assert_eq!(tables(&conn), 1, "neither the step before nor the broken one may stay");
    }

    #[test]
    fn a_backup_is_made_before_an_existing_store_is_changed() {
        let dir = tempfile::tempdir().unwrap();
        let (mut conn, clock) = (Connection::open(dir.path().join("main.db")).unwrap(), FixedClock::at(7));
        let backups = dir.path().join("backup");
        run(&mut conn, &[ONE], Some(&backups), &clock).unwrap();
        assert!(!backups.exists(), "an empty store has nothing to lose");
        run(&mut conn, &[ONE, TWO], Some(&backups), &clock).unwrap();
        assert_eq!(tables(&Connection::open(backups.join("main-7.db")).unwrap()), 1, "the state before the step");
    }
}

use lunxun_base::{Error, Id, Result};
use rusqlite::{Connection, OptionalExtension, named_params};

use crate::db;

/// Small facts of this store: device id, sequence, clock, sync cursor. Local to the PC, never synchronised.
pub(crate) fn get(conn: &Connection, key: &str) -> Result<Option<Vec<u8>>> {
    conn.prepare_cached("SELECT value FROM meta WHERE key = :key")
        .and_then(|mut statement| statement.query_row(named_params! { ":key": key }, |row| row.get("value")).optional())
        .map_err(db)
}

pub(crate) fn put(conn: &Connection, key: &str, value: &[u8]) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
    .and_then(|mut statement| statement.execute(named_params! { ":key": key, ":value": value }))
    .map_err(db)?;
    Ok(())
}

pub(crate) fn get_u64(conn: &Connection, key: &str) -> Result<u64> {
    match get(conn, key)? {
        None => Ok(0),
        Some(bytes) => {
            let bytes = bytes.as_slice().try_into().map_err(|_| corrupt())?;
            Ok(u64::from_le_bytes(bytes))
        }
    }
}

pub(crate) fn put_u64(conn: &Connection, key: &str, value: u64) -> Result<()> {
    put(conn, key, &value.to_le_bytes())
}

pub(crate) fn get_id(conn: &Connection, key: &str) -> Result<Option<Id>> {
    get(conn, key)?.as_deref().map(Id::from_slice).transpose()
}

fn corrupt() -> Error {
    Error::corrupt("数据文件的登记信息已损坏，请用“备份与恢复”恢复最近的备份。")
}

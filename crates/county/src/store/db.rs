use std::path::Path;

use lunxun_base::{Error, Result};
use rusqlite::{Connection, ErrorCode};

/// Opens a file the way that nothing acknowledged is lost by a power cut, and brings its tables up.
pub(crate) fn open(path: &Path, schema: &str) -> Result<Connection> {
    let db = Connection::open(path).map_err(storage)?;
    db.busy_timeout(std::time::Duration::from_secs(10)).map_err(storage)?;
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;",
    )
    .map_err(storage)?;
    db.execute_batch(&format!("BEGIN IMMEDIATE;\n{schema}\nCOMMIT;")).map_err(storage)?;
    Ok(db)
}

/// What SQLite said, as our error.
#[allow(clippy::needless_pass_by_value, reason = "it is used as a function in map_err")]
pub(crate) fn storage(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Error::busy("县级服务端正忙，请稍后再试。").with_source(error)
        }
        Some(ErrorCode::DiskFull) => Error::storage("县级服务端的磁盘已满，请联系县里清理。").with_source(error),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            Error::corrupt("县级服务端的数据库损坏，请联系县里从备份恢复。").with_source(error)
        }
        _ => Error::storage("县级服务端读写数据失败，请稍后再试。").with_source(error),
    }
}

/// A count or place as SQLite stores it.
pub(crate) fn int(value: u64) -> Result<i64> {
    i64::try_from(value).map_err(|_| Error::invalid("seq", "序号超出范围，请升级程序。"))
}

/// A stored count or place. Our own writes are never negative.
pub(crate) fn uint(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// A message as it is kept in a column.
pub(crate) fn to_cbor<T: serde::Serialize>(value: &T) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes)
        .map_err(|error| Error::internal("数据打包失败，请重试。").with_source(error.to_string()))?;
    Ok(bytes)
}

/// A message from a column.
pub(crate) fn from_cbor<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    ciborium::from_reader(bytes).map_err(|error| {
        Error::corrupt("县级服务端的数据库损坏，请联系县里从备份恢复。").with_source(error.to_string())
    })
}

/// Fresh random bytes.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::internal("系统随机数不可用，请联系技术支持。").with_source(error.to_string()))?;
    Ok(bytes)
}

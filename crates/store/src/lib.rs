//! The encrypted store of one PC: one SQLCipher file, opened with a random key that passwords only wrap, and a second
//! one beside it for the contents of attachments ([`Blobs`]).
//!
//! There is one write path, [`Store::write`]. It opens an immediate transaction and lets the closure change records
//! only through [`Tx`], which writes the row, the change journal for synchronisation, the version of each field and
//! the audit entry together. A click, an import, an undo and a change from the county all go through it.
//!
//! **Invariants** — nothing here deletes or overwrites a database file; a record table is written only by [`Tx`] (in
//! debug builds a trigger refuses anything else); the hybrid clock and the device's sequence are saved in the
//! transaction that used them.

mod audit;
mod blobs;
mod bulk;
mod changes;
mod conflict;
mod journal;
mod keyslots;
mod kind;
mod ledger;
mod lock;
mod meta;
mod migrate;
mod new_rows;
mod open;
mod packed;
mod sealed;
#[cfg(test)]
mod tests;
mod tx;
mod undo;
mod upgrade;
mod values;
mod verify;

pub use audit::{AuditEntry, AuditPage, AuditReport};
pub use blobs::{BlobReport, Blobs, CHUNK_BYTES, ContentHash, ContentRef};
pub use bulk::NewRecord;
pub use changes::{ChangeMark, Changed};
pub use conflict::{ConflictEntry, ConflictValue};
pub use journal::{JournalStatus, RemoteOutcome};
pub use keyslots::{KdfStrength, KeySlots, RecoveryKey, SlotInfo, StoreKey};
pub use kind::{ColumnForm, RecordKind};
pub use lock::DirLock;
pub use migrate::Migration;
pub use open::{OpenOptions, Store};
pub use rusqlite;
pub use sealed::{SealCode, open_sealed, seal};
pub use tx::{Operation, Tx, Who, read_row};
pub use undo::{UndoReport, value_of};
pub use values::{RowExt, to_sql};
pub use verify::IntegrityReport;

use lunxun_base::Error;

/// Maps SQLite's error once, where it enters.
///
/// Takes the error by value so that it serves as `map_err(db)`.
#[must_use]
pub fn db(error: rusqlite::Error) -> Error {
    use rusqlite::ErrorCode as C;
    let base = match error.sqlite_error_code() {
        Some(C::DatabaseBusy | C::DatabaseLocked) => Error::busy("数据正被另一个操作占用，请稍等几秒再试。"),
        Some(C::DiskFull) => Error::storage("磁盘已满，没有保存。请清理磁盘空间后再试，原有数据没有受影响。"),
        Some(C::ReadOnly | C::CannotOpen | C::PermissionDenied) => {
            Error::storage("数据文件无法写入，请检查文件夹权限或磁盘是否写保护。")
        }
        Some(C::DatabaseCorrupt | C::NotADatabase) => {
            Error::corrupt("数据文件已损坏。请不要继续录入，先用“备份与恢复”恢复最近的备份。")
        }
        Some(C::SystemIoFailure) => Error::storage("磁盘读写出错，没有保存。请检查硬盘后再试。"),
        _ => Error::internal("数据库操作没有成功，数据没有改动。请重试；若再次出现，请联系技术支持。"),
    };
    base.with_source(error)
}

//! A small schema, stores of it, and a log that carries ops between them.

use std::sync::Arc;

use lunxun_base::{FixedClock, Id};
use lunxun_protocol::{LogOp, Value};

use crate::{Migration, OpenOptions, RecordKind, RemoteOutcome, Store, Tx, Who};

/// 2027-03-01 09:00 in the township.
pub const NOW: i64 = 1_803_862_800_000;

pub static PERSON: RecordKind = RecordKind {
    table: "person",
    label: "党员",
    columns: &["name", "phone", "note", "sort", "deleted_at"],
    column_labels: &[("phone", "电话")],
    title: &["name"],
    forms: &[],
};

pub static PERSON_WITH_JOB: RecordKind =
    RecordKind { columns: &["name", "phone", "note", "sort", "job", "deleted_at"], ..PERSON };

pub static MARK: RecordKind = RecordKind {
    table: "mark",
    label: "成绩",
    columns: &["score", "deleted_at"],
    column_labels: &[],
    title: &["score"],
    forms: &[],
};

pub const PERSON_TABLE: Migration = Migration {
    name: "20261122T1000_person",
    sql: "CREATE TABLE person (
              id BLOB PRIMARY KEY,
              name TEXT,
              phone TEXT,
              note TEXT NOT NULL DEFAULT '',
              sort INTEGER NOT NULL DEFAULT 7 CHECK (sort >= 0),
              deleted_at INTEGER
          ) STRICT;",
};

pub const JOB_COLUMN: Migration =
    Migration { name: "20261122T1100_job", sql: "ALTER TABLE person ADD COLUMN job TEXT;" };

pub const MARK_TABLE: Migration = Migration {
    name: "20261122T1200_mark",
    sql: "CREATE TABLE mark (id BLOB PRIMARY KEY, score INTEGER, deleted_at INTEGER) STRICT;",
};

pub fn options_of(kinds: &'static [&'static RecordKind], migrations: Vec<Migration>) -> OpenOptions {
    OpenOptions { kinds, migrations, clock: Arc::new(FixedClock::at(NOW)) }
}

pub fn options() -> OpenOptions {
    static KINDS: &[&RecordKind] = &[&PERSON];
    options_of(KINDS, vec![PERSON_TABLE])
}

pub fn newer_options() -> OpenOptions {
    static KINDS: &[&RecordKind] = &[&PERSON_WITH_JOB, &MARK];
    options_of(KINDS, vec![PERSON_TABLE, JOB_COLUMN, MARK_TABLE])
}

pub fn store() -> Store {
    Store::in_memory(&options()).unwrap()
}

pub fn who(name: &str) -> Who {
    Who { id: Id::derived("account", &[name.as_bytes()]), name: name.to_owned() }
}

pub fn id(n: u8) -> Id {
    Id::from_bytes([n; 16])
}

pub fn write<T>(store: &mut Store, work: impl FnOnce(&Tx<'_>) -> lunxun_base::Result<T>) -> T {
    store.write("test.write", &who("管理员"), work).unwrap()
}

/// Writes and tells the operation's id.
pub fn operation(store: &mut Store, work: impl FnOnce(&Tx<'_>) -> lunxun_base::Result<()>) -> Id {
    write(store, |tx| {
        work(tx)?;
        Ok(tx.operation_id())
    })
}

pub fn get(store: &mut Store, row: Id, field: &str) -> Value {
    write(store, |tx| Ok(tx.row(tx.kinds[0], row)?.and_then(|row| row.get(field).cloned()))).unwrap_or(Value::Null)
}

pub fn count(store: &Store, table: &str) -> i64 {
    store.conn().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

/// The county, as far as a store can tell: one order of all ops.
#[derive(Default)]
pub struct Log {
    ops: Vec<LogOp>,
}

impl Log {
    /// Own ops up, everybody's down.
    pub fn exchange(&mut self, store: &mut Store) -> RemoteOutcome {
        let status = store.journal_status().unwrap();
        for op in store.own_ops(status.acked, 10_000, usize::MAX).unwrap() {
            let place = self.ops.len() as u64 + 1;
            self.ops.push(LogOp { place, op });
        }
        store.set_acked(status.seq).unwrap();
        let after = usize::try_from(status.cursor).unwrap();
        let entries = &self.ops[after..];
        let head = self.ops.len() as u64;
        store.write("sync.apply", &who("县级同步"), |tx| tx.apply_log(id(250), entries, head)).unwrap()
    }
}

/// What the kept digests must always be.
pub fn assert_sound(store: &Store) {
    let report = store.check().unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(store.kind_digests().unwrap(), store.recompute_digests().unwrap(), "kept and recomputed must be equal");
}

//! The file on the disk.

use std::{fs, path::Path};

use lunxun_base::ErrorCode;

use super::bench::*;
use crate::{Store, StoreKey};

const NAME: &str = "欧阳青山";

fn filled(dir: &Path, key: &StoreKey) -> Store {
    let mut store = Store::create(dir, key, &options()).unwrap();
    write(&mut store, |tx| tx.insert(&PERSON, id(1), &[("name", NAME.into()), ("phone", "13812345678".into())]));
    store
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn nothing_on_the_disk_is_plain_text() {
    let dir = tempfile::tempdir().unwrap();
    let store = filled(dir.path(), &StoreKey::generate().unwrap());
    let backup = store.backup().unwrap();
    let live: Vec<_> = ["main.db", "main.db-wal"].map(|name| dir.path().join(name)).into();
    let wal = fs::read(&live[1]).unwrap();
    assert!(wal.len() > 1000, "the newest change stands in the log, which is searched too");
    drop(store);
    let mut bodies =
        vec![("backup", fs::read(&backup).unwrap()), ("main.db", fs::read(&live[0]).unwrap()), ("wal", wal)];
    for (what, bytes) in &mut bodies {
        for needle in [NAME.as_bytes(), b"13812345678", b"CREATE TABLE", b"person"] {
            assert!(!contains(bytes, needle), "{what} must not hold {}", String::from_utf8_lossy(needle));
        }
        assert!(!bytes.starts_with(b"SQLite format 3"), "{what} must not look like an open database");
    }
}

#[test]
fn a_wrong_key_or_a_damaged_file_is_corrupt_and_never_rewritten() {
    let dir = tempfile::tempdir().unwrap();
    let key = StoreKey::generate().unwrap();
    drop(filled(dir.path(), &key));
    let path = dir.path().join("main.db");
    let whole = fs::read(&path).unwrap();

    let stranger = StoreKey::generate().unwrap();
    assert_eq!(Store::open(dir.path(), &stranger, &options()).unwrap_err().code, ErrorCode::Corrupt);
    assert_eq!(fs::read(&path).unwrap(), whole, "a wrong key changes nothing");

    let mut first_page_hit = whole.clone();
    first_page_hit[100..200].fill(0xa5);
    let mut later_page_hit = whole.clone();
    let middle = later_page_hit.len() / 2;
    later_page_hit[middle..].fill(0xa5);
    for (what, bytes) in [("first page", first_page_hit), ("later page", later_page_hit), ("no bytes", Vec::new())] {
        fs::write(&path, &bytes).unwrap();
        let outcome = Store::open(dir.path(), &key, &options()).and_then(|store| store.check());
        assert_eq!(outcome.map(|report| report.is_sound()).unwrap_err().code, ErrorCode::Corrupt, "{what}");
        assert!(fs::read(&path).unwrap() == bytes, "{what}: kept for whoever repairs it");
    }

    fs::write(&path, &whole).unwrap();
    let mut store = Store::open(dir.path(), &key, &options()).unwrap();
    assert_eq!(get(&mut store, id(1), "name"), NAME.into());
}

#[test]
fn a_missing_file_is_never_replaced_by_an_empty_one() {
    let dir = tempfile::tempdir().unwrap();
    let key = StoreKey::generate().unwrap();
    drop(filled(dir.path(), &key));
    fs::rename(dir.path().join("main.db"), dir.path().join("elsewhere.db")).unwrap();
    assert_eq!(Store::open(dir.path(), &key, &options()).unwrap_err().code, ErrorCode::NotFound);
    assert!(!dir.path().join("main.db").exists());
}

#[test]
fn a_store_is_never_made_over_another() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path(), &StoreKey::generate().unwrap()));
    let before = fs::read(dir.path().join("main.db")).unwrap();
    let again = Store::create(dir.path(), &StoreKey::generate().unwrap(), &options());
    assert_eq!(again.unwrap_err().code, ErrorCode::Conflict);
    assert!(fs::read(dir.path().join("main.db")).unwrap() == before);
}

#[test]
fn a_power_cut_after_commit_loses_nothing_by_configuration() {
    let dir = tempfile::tempdir().unwrap();
    let store = filled(dir.path(), &StoreKey::generate().unwrap());
    let pragma = |name: &str| -> rusqlite::types::Value {
        store.conn().query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).unwrap()
    };
    assert_eq!(pragma("journal_mode"), "wal".to_owned().into());
    assert_eq!(pragma("synchronous"), 2.into(), "FULL");
    assert_eq!(pragma("foreign_keys"), 1.into());
}

#[test]
fn every_table_of_the_store_is_strict() {
    let store = store();
    let mut statement = store
        .conn()
        .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%'")
        .unwrap();
    let loose: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(loose, [] as [String; 0]);
}

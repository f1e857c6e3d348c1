//! Contents of attachments.

use std::{collections::BTreeSet, fs, path::Path};

use lunxun_base::{ErrorCode, FixedClock};

use super::bench::*;
use crate::{CHUNK_BYTES, ContentHash, ContentRef, OpenOptions, Store, StoreKey};

const DAY: i64 = 24 * 3_600_000;

fn founded(dir: &Path) -> (Store, StoreKey) {
    let key = StoreKey::generate().unwrap();
    (Store::create(dir, &key, &options()).unwrap(), key)
}

/// Bytes that no two chunks share.
fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from((at / 7 + at / CHUNK_BYTES * 31) % 251).unwrap()).collect()
}

fn rows(store: &Store, table: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    store.blobs().unwrap().conn.query_row(&sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_content_comes_back_whole_whatever_its_size() {
    let store = store();
    let blobs = store.blobs().unwrap();
    for length in [1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 17] {
        let content = bytes(length);
        let named = blobs.put(&content, NOW).unwrap();
        assert_eq!(named, ContentRef::of(&content), "{length}");
        assert_eq!(named.chunks.len(), length.div_ceil(CHUNK_BYTES), "{length}");
        assert_eq!(named.chunk_bytes().len(), named.chunks.len() * 32, "{length}");
        assert_eq!(blobs.get(&named.hash).unwrap(), Some(content), "{length}");
    }
    assert_eq!(blobs.get(&ContentHash::of(b"elsewhere")).unwrap(), None);
    assert_eq!(blobs.put(b"", NOW).unwrap_err().code, ErrorCode::Invalid);
}

#[test]
fn the_same_bytes_are_kept_once() {
    let store = store();
    let blobs = store.blobs().unwrap();
    let mut longer = bytes(2 * CHUNK_BYTES);
    blobs.put(&longer, NOW).unwrap();
    blobs.put(&longer, NOW + 1).unwrap();
    longer.extend(b"one page more");
    blobs.put(&longer, NOW).unwrap();
    assert_eq!(rows(&store, "content"), 2);
    assert_eq!(rows(&store, "chunk"), 3, "the two contents share their first two chunks");
}

#[test]
fn a_damaged_or_missing_chunk_is_an_error_and_the_same_file_put_again_mends_it() {
    let store = store();
    let blobs = store.blobs().unwrap();
    let content = bytes(2 * CHUNK_BYTES + 5);
    let named = blobs.put(&content, NOW).unwrap();
    for damage in [
        "UPDATE chunk SET bytes = zeroblob(5) WHERE length(bytes) = 5",
        "DELETE FROM chunk",
        "DELETE FROM content_chunk WHERE place = 1",
    ] {
        blobs.conn.execute_batch(damage).unwrap();
        assert_eq!(blobs.get(&named.hash).unwrap_err().code, ErrorCode::Corrupt, "{damage}");
        let report = store.check().unwrap();
        assert!(!report.is_sound(), "{damage}");
        assert_eq!(report.blobs.unwrap().damaged, [named.hash], "{damage}");
        blobs.put(&content, NOW).unwrap();
        assert_eq!(blobs.get(&named.hash).unwrap().as_ref(), Some(&content), "{damage}");
        assert!(store.check().unwrap().is_sound());
    }
}

#[test]
fn only_what_nobody_has_named_for_thirty_days_is_collected() {
    let store = store();
    let blobs = store.blobs().unwrap();
    let (kept, lost) = (blobs.put(&bytes(CHUNK_BYTES + 9), NOW).unwrap(), blobs.put(b"lost", NOW).unwrap());
    let named = BTreeSet::from([kept.hash]);
    assert_eq!(blobs.sweep(&named, NOW + 90 * DAY).unwrap(), 0, "seen unnamed for the first time");
    assert_eq!(blobs.sweep(&named, NOW + 119 * DAY).unwrap(), 0);
    let both = BTreeSet::from([kept.hash, lost.hash]);
    assert_eq!(blobs.sweep(&both, NOW + 119 * DAY).unwrap(), 0, "named again: its days begin anew");
    assert_eq!(blobs.sweep(&named, NOW + 130 * DAY).unwrap(), 0);
    assert_eq!(blobs.sweep(&named, NOW + 159 * DAY).unwrap(), 0);
    assert!(blobs.has(&lost.hash).unwrap());
    assert_eq!(blobs.sweep(&named, NOW + 160 * DAY).unwrap(), 1);
    assert!(!blobs.has(&lost.hash).unwrap());
    assert!(blobs.get(&kept.hash).unwrap().is_some());
    assert_eq!(rows(&store, "chunk"), 2, "and no chunk of it is left");
}

#[test]
fn a_content_put_again_is_new_to_the_sweep() {
    let store = store();
    let blobs = store.blobs().unwrap();
    let named = blobs.put(b"again", NOW).unwrap();
    blobs.sweep(&BTreeSet::new(), NOW).unwrap();
    blobs.put(b"again", NOW + 40 * DAY).unwrap();
    assert_eq!(blobs.sweep(&BTreeSet::new(), NOW + 40 * DAY).unwrap(), 0, "its record is about to be written");
    assert!(blobs.has(&named.hash).unwrap());
}

#[test]
fn contents_survive_closing_and_are_not_readable_without_the_key() {
    let dir = tempfile::tempdir().unwrap();
    let (store, key) = founded(dir.path());
    let text = "入党志愿书".repeat(100);
    let named = store.blobs().unwrap().put(text.as_bytes(), NOW).unwrap();
    let backup = store.backup().unwrap();
    let copy = backup.with_file_name(backup.file_name().unwrap().to_str().unwrap().replace("main-", "files-"));
    drop(store);
    for path in [dir.path().join("files.db"), copy.clone()] {
        let raw = fs::read(&path).unwrap();
        assert!(raw.len() > 4096, "{path:?}");
        for needle in ["入党志愿书".as_bytes(), b"CREATE TABLE", b"SQLite format 3"] {
            assert!(!raw.windows(needle.len()).any(|window| window == needle), "{path:?}");
        }
    }
    let again = Store::open(dir.path(), &key, &options()).unwrap();
    assert_eq!(again.blobs().unwrap().get(&named.hash).unwrap().unwrap(), text.as_bytes());
    drop(again);

    let restored = tempfile::tempdir().unwrap();
    fs::copy(&backup, restored.path().join("main.db")).unwrap();
    fs::copy(&copy, restored.path().join("files.db")).unwrap();
    let restored = Store::open(restored.path(), &key, &options()).unwrap();
    assert_eq!(restored.blobs().unwrap().get(&named.hash).unwrap().unwrap(), text.as_bytes());
}

#[test]
fn a_lost_or_damaged_file_of_contents_leaves_the_store_usable_and_is_never_replaced_unasked() {
    let dir = tempfile::tempdir().unwrap();
    let (store, key) = founded(dir.path());
    store.blobs().unwrap().put(b"scan", NOW).unwrap();
    drop(store);
    let (path, aside) = (dir.path().join("files.db"), dir.path().join("aside.db"));
    fs::rename(&path, &aside).unwrap();

    let mut store = Store::open(dir.path(), &key, &options()).unwrap();
    assert_eq!(store.blobs().unwrap_err().code, ErrorCode::NotFound);
    assert!(!path.exists());
    assert!(!store.check().unwrap().is_sound(), "the check tells it");
    assert_eq!(store.backup().unwrap_err().code, ErrorCode::NotFound, "half a backup is not called one");
    write(&mut store, |tx| tx.insert(&PERSON, id(1), &[("name", "欧阳青山".into())]));
    store.renew_blobs(&key).unwrap();
    assert!(!store.blobs().unwrap().has(&ContentHash::of(b"scan")).unwrap());
    assert_eq!(store.renew_blobs(&key).unwrap_err().code, ErrorCode::Conflict);
    drop(store);

    for damage in [Vec::new(), vec![0xa5; 8192]] {
        fs::write(&path, &damage).unwrap();
        drop(fs::remove_file(dir.path().join("files.db-wal")));
        let store = Store::open(dir.path(), &key, &options()).unwrap();
        assert_eq!(store.blobs().unwrap_err().code, ErrorCode::Corrupt);
        drop(store);
        assert!(fs::read(&path).unwrap() == damage, "kept for whoever repairs it");
    }
    fs::copy(&aside, &path).unwrap();
    let store = Store::open(dir.path(), &key, &options()).unwrap();
    assert!(store.blobs().unwrap().has(&ContentHash::of(b"scan")).unwrap());
}

#[test]
fn a_store_from_before_attachments_gets_its_file() {
    let dir = tempfile::tempdir().unwrap();
    let (store, key) = founded(dir.path());
    store.conn().execute("DELETE FROM meta WHERE key = 'files_made'", []).unwrap();
    drop(store);
    fs::remove_file(dir.path().join("files.db")).unwrap();
    let later = OpenOptions { clock: std::sync::Arc::new(FixedClock::at(NOW + DAY)), ..options() };
    let store = Store::open(dir.path(), &key, &later).unwrap();
    assert!(store.blobs().unwrap().put(b"scan", NOW).is_ok());
}

#[test]
fn contents_are_written_as_durably_as_records() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = founded(dir.path());
    let pragma = |name: &str| -> rusqlite::types::Value {
        store.blobs().unwrap().conn.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).unwrap()
    };
    assert_eq!(pragma("journal_mode"), "wal".to_owned().into());
    assert_eq!(pragma("synchronous"), 2.into(), "FULL");
}

//! The process that reads foreign files: what becomes of an import when it stops, hangs or eats memory.
#![allow(clippy::unwrap_used, reason = "a test may stop at what must not be")]

use std::time::{Duration, Instant};

use lunxun_core::import::reader::{Cell, SheetReader as _, read};
use lunxun_desk::SheetWorker;

fn worker() -> SheetWorker {
    SheetWorker::new(env!("CARGO_BIN_EXE_lunxun"))
}

/// A process that does this in place of reading.
fn misbehaving(script: &str) -> SheetWorker {
    SheetWorker::new("/bin/sh").arguments(["-c", script])
}

fn large_csv(rows: usize) -> Vec<u8> {
    let lines = (0..rows).map(|row| format!("张{row},备注{row}\n"));
    ["姓名,身份证号\n".to_owned()].into_iter().chain(lines).collect::<String>().into_bytes()
}

fn refused(worker: &SheetWorker, bytes: &[u8]) -> String {
    let error = worker.read(bytes, "名册.csv").unwrap_err();
    assert_eq!(error.field.as_deref(), Some("file"));
    error.message
}

#[test]
fn a_file_read_beside_is_the_file_read_here() {
    let bytes = large_csv(2_000);
    let book = worker().read(&bytes, "柳林村.csv").unwrap();
    assert_eq!(book, read(&bytes, "柳林村.csv").unwrap());
    assert_eq!(book.sheets[0].cell(2_000, 0), &Cell::text("张1999"));
    let error = worker().read(b"PK\x03\x04 cut", "a.xlsx").unwrap_err();
    assert!(error.message.contains("不完整"), "its own words come back: {}", error.message);
}

#[test]
fn a_reader_that_hangs_is_ended_in_time() {
    let start = Instant::now();
    let hanging = misbehaving("exec sleep 60").within(Duration::from_millis(300), 64);
    assert!(refused(&hanging, b"x").contains("已经停止，数据没有改动"));
    let deaf = misbehaving("exec sleep 60").within(Duration::from_millis(300), 64);
    assert!(refused(&deaf, &large_csv(100_000)).contains("秒"), "a full pipe is no reason to wait");
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_reader_that_spins_is_ended_by_its_own_limit() {
    let spinning = misbehaving("ulimit -S -t 1; while :; do :; done").within(Duration::from_secs(30), 64);
    let start = Instant::now();
    assert!(refused(&spinning, b"x").contains("秒"));
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_reader_that_aborts_costs_nothing_but_itself() {
    let message = refused(&misbehaving("kill -ABRT $$"), b"x");
    assert!(message.contains("意外停止") && message.contains("WPS"), "{message}");
    for script in ["exit 3", "exit 0", "echo hello", "head -c 100 /dev/zero"] {
        assert!(refused(&misbehaving(script), b"x").contains("意外停止"), "{script}");
    }
}

#[test]
fn a_reader_that_wants_too_much_memory_is_told_so() {
    let message = refused(&worker().within(Duration::from_secs(30), 16), &large_csv(400_000));
    assert!(message.contains("内存太多（超过 16 MB）"), "{message}");
    assert!(refused(&misbehaving("kill -KILL $$"), b"x").contains("内存太多"));
}

#[test]
fn a_reader_that_cannot_start_is_an_error_that_says_what_to_do() {
    let error = SheetWorker::new("/nowhere/at/all").read(b"x", "a").unwrap_err();
    assert!(error.message.contains("重新打开"), "{}", error.message);
}

/// Every file below a folder, in order.
fn files(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// For public workbooks that are not ours to hand on. Says what became of each kind.
#[test]
fn whatever_lies_in_the_given_folder_is_read_or_refused_within_time_and_memory() {
    let Some(folder) = std::env::var_os("LUNXUN_CORPUS") else {
        println!("LUNXUN_CORPUS is not set: nothing was read");
        return;
    };
    let mut paths = Vec::new();
    files(std::path::Path::new(&folder), &mut paths);
    let worker = worker().within(Duration::from_secs(20), 1_024);
    let (mut read, mut failures) = (0, Vec::new());
    let mut reasons = std::collections::BTreeMap::<String, usize>::new();
    for path in &paths {
        let bytes = std::fs::read(path).unwrap();
        match worker.read(&bytes, &path.file_name().unwrap_or_default().to_string_lossy()) {
            Ok(_) => read += 1,
            Err(error) => {
                // A panic that is caught is told in these words too, and is none the better for it.
                let is_fault = ["已经停止", "意外停止", "内部结构损坏"].iter().any(|word| error.message.contains(word));
                if is_fault {
                    failures.push(format!("{}: {}", path.display(), error.message));
                }
                *reasons.entry(error.message).or_default() += 1;
            }
        }
    }
    println!("{} files, {read} read", paths.len());
    for (reason, count) in &reasons {
        println!("{count} {reason}");
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn a_reader_that_fails_leaves_the_store_as_it_was() {
    use lunxun_desk::{Desk, DeskOptions, KdfStrength, NoEvents, Shell};
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(DeskOptions {
        data_dir: folder.path().to_owned(),
        clock: std::sync::Arc::new(lunxun_base::SystemClock),
        strength: KdfStrength::Floor,
        shell: Shell::Cli,
        events: std::sync::Arc::new(NoEvents),
        background_sync: false,
    })
    .unwrap();
    let person = serde_json::json!({ "townshipCode": "411122203", "townshipName": "青山镇", "schoolName": "青山镇党校",
        "adminName": "管理员", "login": "admin", "password": "Lunxun#2027" });
    desk.call("setup.create", person).unwrap();
    let members = |desk: &Desk| desk.call("member.list", serde_json::json!({ "limit": 10 })).unwrap();
    let before = members(&desk);
    lunxun_core::import::reader::install(std::sync::Arc::new(misbehaving("kill -ABRT $$")));
    let request = serde_json::json!({ "fileName": "a.xlsx", "contentBase64": "UEsDBA==" });
    let error = desk.call("import.read", request).unwrap_err();
    assert!(error.message.contains("数据没有改动"), "{}", error.message);
    assert_eq!(members(&desk), before);
    assert_eq!(desk.call("store.check", serde_json::Value::Null).unwrap()["isSound"], true);
}

//! A program that dies while it writes.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use lunxun_base::Id;

use super::bench::*;
use crate::{KdfStrength, KeySlots, RecoveryKey, Store, StoreKey};

const DIR: &str = "LUNXUN_CRASH_DIR";
const KILLS: u64 = 20;

fn open(dir: &Path) -> Store {
    let paper = std::fs::read_to_string(dir.join("recovery.txt")).unwrap();
    let recovery = RecoveryKey::parse(&paper).unwrap();
    let key = KeySlots::load(dir, KdfStrength::Floor).unwrap().unlock_with_recovery(&recovery).unwrap();
    Store::open(dir, &key, &options()).unwrap()
}

/// The child: writes for ever and says so after each commit. Does nothing unless the test below started it.
#[test]
fn a_writer_that_may_die_at_any_instant() {
    let Ok(dir) = std::env::var(DIR) else { return };
    let mut store = open(Path::new(&dir));
    for n in 0_u64.. {
        let row = write(&mut store, |tx| {
            let row = tx.new_id();
            tx.insert(&PERSON, row, &[("name", n.to_string().into())])?;
            // Never the value that an earlier life left, which would be no change.
            tx.upsert(&PERSON, id(1), &[("phone", row.to_string().into())])?;
            Ok(row)
        });
        let mut out = std::io::stdout().lock();
        writeln!(out, "SAVED {row}").unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn what_was_acknowledged_survives_twenty_kills() {
    let dir = tempfile::tempdir().unwrap();
    let key = StoreKey::generate().unwrap();
    let (_, recovery) = KeySlots::create(dir.path(), "青山镇", &key, KdfStrength::Floor).unwrap();
    std::fs::write(dir.path().join("recovery.txt"), recovery.groups().join("-")).unwrap();
    drop(Store::create(dir.path(), &key, &options()).unwrap());
    let mut saved: Vec<Id> = Vec::new();
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "tests::crash::a_writer_that_may_die_at_any_instant", "--nocapture", "--test-threads=1"])
            .env(DIR, dir.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (tell, told) = std::sync::mpsc::channel();
        let reader = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                // The harness prints its own words before the first one.
                if let Some((_, row)) = line.split_once("SAVED ")
                    && let Ok(row) = row.trim().parse()
                    && tell.send(row).is_err()
                {
                    break;
                }
            }
        });
        saved.push(told.recv_timeout(Duration::from_secs(30)).expect("the child must get to writing"));
        std::thread::sleep(Duration::from_millis(3 + kill * 7 % 40));
        child.kill().unwrap();
        child.wait().unwrap();
        reader.join().unwrap();
        saved.extend(told.iter());

        let store = open(dir.path());
        assert_sound(&store);
        let mut statement = store.conn().prepare("SELECT count(*) FROM person WHERE id = ?").unwrap();
        for row in &saved {
            let found: i64 = statement.query_row([row.as_bytes()], |row| row.get(0)).unwrap();
            assert_eq!(found, 1, "acknowledged and lost after kill {kill}");
        }
        let (rows, ops): (i64, i64) = (count(&store, "person"), count(&store, "journal"));
        assert_eq!(ops, (rows - 1) * 2, "no change without its journal op, and none half done");
    }
    assert!(saved.len() >= 20);
}

//! Two PCs that edit and synchronise, and their county, each killed (SIGKILL) at random instants.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod bench;

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use bench::*;
use lunxun_base::{Id, SystemClock};
use lunxun_sync::{Outcome, Pace, Syncer};

const ROLE: &str = "LUNXUN_KILL_ROLE";
const DIR: &str = "LUNXUN_KILL_DIR";
const ADDRESS: &str = "LUNXUN_KILL_ADDRESS";
const KILLS: usize = 60;

/// The life of a child: does nothing unless the parent below started this very program again as one.
#[test]
fn a_life_that_may_end_at_any_instant() {
    let (Ok(role), Ok(dir)) = (std::env::var(ROLE), std::env::var(DIR)) else { return };
    let dir = PathBuf::from(dir);
    if role == "county" {
        let address: SocketAddr = std::env::var(ADDRESS).unwrap().parse().unwrap();
        let _county = LiveCounty::start_at(&dir, address);
        loop {
            std::thread::park();
        }
    }
    edit_for_ever(&role, &dir);
}

/// Edits as fast as the disk allows. A line is printed once the store has said that the edit is saved.
fn edit_for_ever(name: &str, dir: &Path) -> ! {
    let pc = Pc::over(open_dir(dir), name);
    let pace = Pace {
        every: Duration::from_millis(100),
        after_change: Duration::from_millis(10),
        first_retry: Duration::from_millis(20),
        last_retry: Duration::from_millis(100),
    };
    let syncer = Syncer::start(pc.store.clone(), Arc::new(SystemClock), pace).unwrap();
    let mut random = Random(u64::from(std::process::id()));
    loop {
        let id = Id::new(lunxun_base::Clock::now(&SystemClock));
        let text = format!("{name}-{id}");
        pc.put(&NOTE, id, &[("text", text.as_str().into())]);
        let mut out = std::io::stdout().lock();
        writeln!(out, "SAVED {id} {text}").unwrap();
        drop(out);
        let field = ["name", "phone", "address"][random.below(3) as usize];
        pc.put(&MEMBER, row(random.below(6) as u8), &[(field, text.as_str().into())]);
        syncer.nudge();
        std::thread::sleep(Duration::from_millis(random.below(20)));
    }
}

struct Life {
    child: Child,
    saved: Option<std::thread::JoinHandle<Vec<(Id, String)>>>,
}

fn start(role: &str, dir: &Path, address: SocketAddr) -> Life {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_life_that_may_end_at_any_instant", "--nocapture", "--test-threads=1"])
        .envs([(ROLE, role), (DIR, dir.to_str().unwrap()), (ADDRESS, &address.to_string())])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let saved = std::thread::spawn(move || {
        let mut saved = Vec::new();
        // The last line of a killed life may be cut; only whole ones were acknowledged.
        for line in lines.map_while(Result::ok) {
            let mut words = line.split(' ').skip_while(|word| *word != "SAVED").skip(1);
            if let (Some(id), Some(text)) = (words.next(), words.next())
                && let Ok(id) = id.parse()
                && text.ends_with(&format!("{id}"))
            {
                saved.push((id, text.to_owned()));
            }
        }
        saved
    });
    Life { child, saved: Some(saved) }
}

impl Life {
    fn kill(mut self) -> Vec<(Id, String)> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.saved.take().unwrap().join().unwrap()
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        // Where the test itself has failed, no child may go on without it. One already dead is no concern.
        let _ = (self.child.kill(), self.child.wait());
    }
}

#[test]
fn nothing_saved_is_lost_however_often_a_pc_or_the_county_is_killed() {
    let dir = tempfile::tempdir().unwrap();
    let folder = |role: &str| dir.path().join(role);
    let address = {
        let county = LiveCounty::start(&folder("county"));
        for role in ["a", "b"] {
            let pc = Pc::over(open_dir(&folder(role)), role);
            pc.join(&county, &county.url());
        }
        county.address
    };
    let roles = ["a", "county", "b", "county"];
    let seed = u64::from(std::process::id());
    println!("seed {seed}");
    let mut random = Random(seed);
    let mut lives: Vec<(&str, Life)> =
        ["a", "b", "county"].map(|role| (role, start(role, &folder(role), address))).into_iter().collect();
    let mut saved = Vec::new();
    for n in 0..KILLS {
        std::thread::sleep(Duration::from_millis(120 + random.below(350)));
        let role = roles[n % roles.len()];
        let at = lives.iter().position(|(own, _)| *own == role).unwrap();
        saved.extend(lives.swap_remove(at).1.kill());
        lives.push((role, start(role, &folder(role), address)));
    }
    for (_, life) in lives {
        saved.extend(life.kill());
    }
    assert!(saved.len() > KILLS, "the PCs must get to work between kills: {}", saved.len());

    let county = LiveCounty::start_at(&folder("county"), address);
    let mut pcs = ["a", "b"].map(|role| Pc::over(open_dir(&folder(role)), role));
    for _ in 0..2 {
        for pc in &mut pcs {
            let report = pc.exchange().unwrap();
            assert_eq!((report.outcome, report.refused, report.parked), (Outcome::Agreed, 0, 0));
        }
    }
    let status = &county.county.status().unwrap()[0];
    for pc in &pcs {
        for (id, text) in &saved {
            assert_eq!(pc.get(&NOTE, *id, "text"), text.as_str().into(), "an acknowledged edit is missing");
        }
        let store: std::sync::MutexGuard<'_, lunxun_store::Store> = Mutex::lock(&pc.store).unwrap();
        assert!(store.check().unwrap().is_sound());
        assert_eq!(store.kind_digests().unwrap(), status.digests);
    }
    pcs[0].same_as(&pcs[1]);
    county.county.check().unwrap();
    println!("{} kills, {} acknowledged edits, {} log entries", KILLS, saved.len(), status.ops);
}

//! Two PCs and a live county.

mod bench;

use std::{
    io::{Read as _, Write as _},
    sync::{Arc, Mutex},
    time::Duration,
};

use bench::*;
use lunxun_base::{ErrorCode, SystemClock};
use lunxun_store::Store;
use lunxun_sync::{Outcome, Pace, Syncer, TroubleKind, enrol, status};

#[test]
fn edits_of_different_fields_on_two_pcs_both_survive() {
    let dir = tempfile::tempdir().unwrap();
    let county = LiveCounty::start(dir.path());
    let (mut a, mut b) = (Pc::joined(&county, "甲"), Pc::joined(&county, "乙"));
    a.put(&MEMBER, row(1), &[("name", "党员一".into()), ("phone", "1".into()), ("address", "村西".into())]);
    assert_eq!(a.agree().pushed, 1);
    assert_eq!(b.agree().pulled, 1);
    a.put(&MEMBER, row(1), &[("phone", "2".into())]);
    b.put(&MEMBER, row(1), &[("address", "村东".into())]);
    a.agree();
    b.agree();
    a.agree();
    for pc in [&a, &b] {
        assert_eq!(pc.get(&MEMBER, row(1), "phone"), "2".into());
        assert_eq!(pc.get(&MEMBER, row(1), "address"), "村东".into());
        assert!(pc.store.lock().unwrap().conflicts().unwrap().is_empty());
    }
    a.same_as(&b);
}

#[test]
fn one_field_edited_on_two_pcs_is_listed_with_both_values_and_settled_by_a_decision() {
    let dir = tempfile::tempdir().unwrap();
    let county = LiveCounty::start(dir.path());
    let (mut a, mut b) = (Pc::joined(&county, "甲"), Pc::joined(&county, "乙"));
    a.put(&MEMBER, row(1), &[("name", "党员一".into()), ("phone", "1".into())]);
    a.agree();
    b.agree();
    a.put(&MEMBER, row(1), &[("phone", "2".into())]);
    std::thread::sleep(Duration::from_millis(5));
    b.put(&MEMBER, row(1), &[("phone", "3".into())]);
    a.agree();
    assert_eq!(b.agree().new_conflicts, 1);
    assert_eq!(a.agree().new_conflicts, 1);
    let (device_a, device_b) = (a.store.lock().unwrap().device(), b.store.lock().unwrap().device());
    for pc in [&a, &b] {
        assert_eq!(pc.get(&MEMBER, row(1), "phone"), "3".into(), "the later one is shown");
        let conflicts = pc.store.lock().unwrap().conflicts().unwrap();
        assert_eq!((conflicts.len(), conflicts[0].field.as_str()), (1, "phone"));
        let told: Vec<_> = conflicts[0].values.iter().map(|v| (v.value.clone(), v.actor.as_str(), v.device)).collect();
        assert_eq!(told, [("3".into(), "乙", device_b), ("2".into(), "甲", device_a)]);
        assert!(conflicts[0].values[0].at >= conflicts[0].values[1].at);
        assert_eq!(status(&*pc.store).unwrap().conflicts, 1);
    }
    a.store
        .lock()
        .unwrap()
        .write("conflict.resolve", &a.who, |tx| tx.resolve(&MEMBER, row(1), "phone", "2".into()))
        .unwrap();
    a.agree();
    b.agree();
    for pc in [&a, &b] {
        assert_eq!(pc.get(&MEMBER, row(1), "phone"), "2".into());
        assert!(pc.store.lock().unwrap().conflicts().unwrap().is_empty());
    }
    a.same_as(&b);
}

#[test]
fn many_rows_go_in_pages_and_an_exchange_with_nothing_to_do_is_one_round() {
    let dir = tempfile::tempdir().unwrap();
    let county = LiveCounty::start(dir.path());
    let (mut a, mut b) = (Pc::joined(&county, "甲"), Pc::joined(&county, "乙"));
    for batch in 0..12 {
        let who = a.who.clone();
        a.store
            .lock()
            .unwrap()
            .write("test.many", &who, |tx| {
                (0..100).try_for_each(|n| tx.insert(&NOTE, tx.new_id(), &[("text", format!("{batch}-{n}").into())]))
            })
            .unwrap();
    }
    assert_eq!(status(&*a.store).unwrap().pending, 1_200);
    assert_eq!(a.agree().pushed, 1_200);
    assert_eq!(b.agree().pulled, 1_200);
    a.same_as(&b);
    let (again, now) = (b.agree(), status(&*b.store).unwrap());
    assert_eq!((again.pushed, again.pulled), (0, 0));
    assert_eq!((now.pending, now.trouble, now.last_success.is_some()), (0, None, true));
}

#[test]
fn a_line_that_breaks_at_any_byte_loses_and_doubles_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let county = LiveCounty::start(dir.path());
    for seed in 1..=4 {
        let line = BadLine::to(county.address, seed);
        let (mut a, mut b) = (Pc::new("甲"), Pc::new("乙"));
        for pc in [&a, &b] {
            let code = county.county.new_code(QINGSHAN, "").unwrap();
            let joined = (0..60).any(|_| enrol(&*pc.store, &line.url(), &code, "").is_ok());
            assert!(joined, "the same code may be sent again until the answer comes through");
        }
        let mut made = Vec::new();
        let mut random = Random(seed + 100);
        for n in 0..20 {
            for pc in [&mut a, &mut b] {
                let id = lunxun_base::Id::derived("note", &[pc.who.name.as_bytes(), &[n, seed as u8]]);
                pc.put(&NOTE, id, &[("text", format!("{}{n}", pc.who.name).into())]);
                pc.put(&MEMBER, row(random.below(5) as u8), &[("phone", format!("{n}").into())]);
                made.push((id, format!("{}{n}", pc.who.name)));
                if let Err(trouble) = pc.exchange() {
                    assert!(trouble.may_pass(), "{trouble:?}");
                }
            }
        }
        for _ in 0..2 {
            for pc in [&mut a, &mut b] {
                assert!((0..200).any(|_| pc.exchange().is_ok()), "a third of the connections live");
            }
        }
        assert!((0..200).any(|_| a.exchange().is_ok()));
        let cuts = line.cuts.load(std::sync::atomic::Ordering::SeqCst);
        assert!(cuts >= 8, "the line must break to prove anything: {cuts}");
        for (id, text) in made {
            for pc in [&a, &b] {
                assert_eq!(pc.get(&NOTE, id, "text"), text.as_str().into());
            }
        }
        a.same_as(&b);
        assert_eq!(status(&*a.store).unwrap().pending, 0);
    }
    county.county.check().unwrap();
}

#[test]
fn a_county_restored_from_last_night_gets_back_what_the_pcs_still_have() {
    let (dir, backup) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let county = LiveCounty::start(dir.path());
    let (mut a, mut b) = (Pc::joined(&county, "甲"), Pc::joined(&county, "乙"));
    for n in 0..10 {
        a.put(&NOTE, row(n), &[("text", "早".into())]);
        b.put(&NOTE, row(n + 100), &[("text", "早".into())]);
    }
    a.agree();
    b.agree();
    a.agree();
    let copy = |from: &std::path::Path, to: &std::path::Path| {
        std::fs::create_dir_all(to.join("townships")).unwrap();
        for name in ["catalogue.sqlite".to_owned(), format!("townships/{QINGSHAN}.sqlite")] {
            let _ = std::fs::remove_file(to.join(&name));
            let conn = lunxun_store::rusqlite::Connection::open(from.join(&name)).unwrap();
            conn.execute("VACUUM INTO ?1", [to.join(&name).to_str().unwrap()]).unwrap();
        }
    };
    copy(dir.path(), backup.path());
    for n in 10..20 {
        a.put(&NOTE, row(n), &[("text", "晚".into())]);
        b.put(&NOTE, row(n + 100), &[("text", "晚".into())]);
    }
    a.agree();
    b.agree();
    let address = county.address;
    drop(county);
    let county = LiveCounty::start_at(backup.path(), address);
    for pc in [&mut a, &mut b] {
        pc.exchange().unwrap();
    }
    a.agree();
    b.agree();
    a.same_as(&b);
    assert_eq!(county.county.status().unwrap()[0].ops, 40);
    county.county.check().unwrap();
}

#[test]
fn a_store_restored_from_a_backup_gets_its_own_changes_back() {
    let (dir, pc_dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let county = LiveCounty::start(dir.path());
    let mut other = Pc::joined(&county, "乙");
    let mut pc = Pc::over(open_dir(pc_dir.path()), "甲");
    pc.join(&county, &county.url());
    pc.put(&NOTE, row(1), &[("text", "一".into())]);
    pc.agree();
    let backup = pc.store.lock().unwrap().backup().unwrap();
    pc.put(&NOTE, row(2), &[("text", "二".into())]);
    pc.put(&NOTE, row(1), &[("text", "改".into())]);
    pc.agree();
    drop(pc);
    for file in ["main.db", "main.db-wal", "main.db-shm"] {
        let _ = std::fs::remove_file(pc_dir.path().join(file));
    }
    std::fs::copy(backup, pc_dir.path().join("main.db")).unwrap();
    let mut pc = Pc::over(open_dir(pc_dir.path()), "甲");
    assert_eq!(pc.get(&NOTE, row(2), "text"), lunxun_protocol::Value::Null);
    assert_eq!(pc.agree().pulled, 2);
    assert_eq!(pc.get(&NOTE, row(1), "text"), "改".into());
    pc.put(&NOTE, row(3), &[("text", "三".into())]);
    assert_eq!(pc.agree().pushed, 1, "the sequence goes on after what came back");
    other.agree();
    pc.same_as(&other);
}

#[test]
fn rows_that_differ_are_named_and_never_called_agreed() {
    let dir = tempfile::tempdir().unwrap();
    let county = LiveCounty::start(dir.path());
    let mut pc = Pc::joined(&county, "甲");
    pc.put(&MEMBER, row(1), &[("name", "党员一".into())]);
    pc.agree();
    let file = dir.path().join("townships").join(format!("{QINGSHAN}.sqlite"));
    let conn = lunxun_store::rusqlite::Connection::open(file).unwrap();
    conn.execute("UPDATE kind_digest SET live_count = 7, digest = zeroblob(16) WHERE kind = 'member'", []).unwrap();
    let Outcome::Differs(differences) = pc.exchange().unwrap().outcome else { panic!("must differ") };
    assert_eq!((differences.len(), differences[0].label.as_str()), (1, "党员"));
    assert_eq!((differences[0].here, differences[0].there), (1, 7));
    let status = status(&*pc.store).unwrap();
    assert_eq!(status.differences, differences);
    assert!(status.trouble.unwrap().message.contains("党员"));
}

#[test]
fn each_trouble_has_its_own_plain_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let county = LiveCounty::start(dir.path());
    let mut pc = Pc::new("甲");
    assert_eq!(pc.exchange().unwrap_err().kind, TroubleKind::NotEnrolled);
    let wrong = enrol(&*pc.store, &county.url(), "00000-00000", "").unwrap_err();
    assert_eq!((wrong.code, wrong.field.as_deref()), (ErrorCode::Forbidden, Some("code")));
    pc.join(&county, &county.url());
    pc.agree();

    let device = pc.store.lock().unwrap().device();
    county.county.revoke(device).unwrap();
    let revoked = pc.exchange().unwrap_err();
    assert_eq!(revoked.kind, TroubleKind::Revoked);
    assert_eq!(status(&*pc.store).unwrap().trouble.unwrap().message, revoked.message);
    pc.join(&county, &county.url());
    pc.agree();
    assert_eq!(status(&*pc.store).unwrap().trouble, None);

    let other_dir = tempfile::tempdir().unwrap();
    let address = county.address;
    drop(county);
    assert_eq!(pc.exchange().unwrap_err().kind, TroubleKind::Refused);
    let other = LiveCounty::start_at(other_dir.path(), address);
    assert_eq!(pc.exchange().unwrap_err().kind, TroubleKind::OtherCounty);
    drop(other);

    // A captive portal answers everything with its own page.
    let portal = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", portal.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in portal.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 5\r\n\r\nlogin");
        }
    });
    let error = enrol(&*Pc::new("乙").store, &url, "00000-00000", "").unwrap_err();
    assert_eq!(error.code, ErrorCode::Network);
    assert!(error.message.contains("登录上网"));
}

#[test]
fn the_store_is_free_while_the_county_keeps_us_waiting() {
    let dir = tempfile::tempdir().unwrap();
    let county = LiveCounty::start(dir.path());
    let pc = Pc::joined(&county, "甲");
    let address = county.address;
    drop(county);
    let silent = std::net::TcpListener::bind(address).unwrap();
    let pace = Pace { every: Duration::from_secs(600), ..Pace::default() };
    let mut syncer = Syncer::start(pc.store.clone(), Arc::new(SystemClock), pace).unwrap();
    let _held = silent.accept().unwrap();
    for n in 0..5 {
        pc.put(&NOTE, row(n), &[("text", "忙时".into())]);
    }
    let now = syncer.status().unwrap();
    assert!(now.is_running && now.next_try.is_none());
    assert_eq!(now.pending, 5);
    let started = std::time::Instant::now();
    syncer.stop();
    assert!(started.elapsed() < Duration::from_secs(2), "stopping does not wait for the network");
}

#[test]
fn the_syncer_sends_after_a_change_and_comes_back_after_trouble() {
    let dir = tempfile::tempdir().unwrap();
    let county = LiveCounty::start(dir.path());
    let (a, mut b) = (Pc::joined(&county, "甲"), Pc::joined(&county, "乙"));
    let host: Arc<Mutex<Store>> = a.store.clone();
    let pace = Pace {
        every: Duration::from_secs(600),
        after_change: Duration::from_millis(50),
        first_retry: Duration::from_millis(100),
        last_retry: Duration::from_millis(200),
    };
    let syncer = Syncer::start(host, Arc::new(SystemClock), pace).unwrap();
    let wait = |what: &str, is_so: &dyn Fn() -> bool| {
        let started = std::time::Instant::now();
        while !is_so() {
            assert!(started.elapsed() < Duration::from_secs(10), "{what}");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    wait("the first exchange", &|| syncer.status().unwrap().last_success.is_some());
    a.put(&NOTE, row(1), &[("text", "一".into())]);
    syncer.nudge();
    wait("after a change", &|| syncer.status().unwrap().pending == 0);
    assert_eq!(b.agree().pulled, 1);

    let address = county.address;
    drop(county);
    a.put(&NOTE, row(2), &[("text", "二".into())]);
    syncer.nudge();
    wait("trouble", &|| syncer.status().unwrap().trouble.is_some());
    assert!(syncer.status().unwrap().pending > 0);
    let _county = LiveCounty::start_at(dir.path(), address);
    wait("recovery", &|| syncer.status().unwrap().pending == 0 && syncer.status().unwrap().trouble.is_none());
    assert_eq!(b.agree().pulled, 1);
}

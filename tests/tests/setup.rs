//! Set-up, sign-in and the keys, through the one door that every shell uses.

use std::{
    fs,
    time::{Duration, Instant},
};

use lunxun_base::{ErrorCode, Id};
use lunxun_tests::{ADMIN, Pc, clock, create_request, list, text};
use serde_json::json;

fn wrong(pc: &Pc) -> String {
    pc.refused("session.unlock", json!({ "login": ADMIN.0, "password": "Cuowu#0000" }), ErrorCode::Forbidden).message
}

#[test]
fn a_wrong_password_says_so_and_the_growing_wait_survives_a_restart() {
    let (mut pc, _) = Pc::founded(&clock());
    pc.restart();
    assert_eq!(pc.ok("session.status", json!({}))["state"], "locked");
    let message = wrong(&pc);
    assert_eq!(message, "用户名或密码不对，请重新输入。");
    let unknown = json!({ "login": "meiyouzheren", "password": ADMIN.1 });
    assert_eq!(
        pc.refused("session.unlock", unknown, ErrorCode::Forbidden).message,
        message,
        "a guessed login tells nothing"
    );
    wrong(&pc);
    let began = Instant::now();
    pc.restart();
    let right = json!({ "login": ADMIN.0, "password": ADMIN.1 });
    let wait = pc.refused("session.unlock", right.clone(), ErrorCode::Busy);
    assert!(wait.message.contains("秒后再试"), "{}", wait.message);
    let seconds = pc.ok("session.status", json!({}))["retryAfterSeconds"].as_u64().unwrap();
    assert!((1..=5).contains(&seconds), "starting the program again must not end the wait: {seconds}");
    assert!(fs::read(pc.path("attempts")).is_ok(), "the count stands on the disk");
    while pc.call("session.unlock", right.clone()).is_err() {
        assert!(began.elapsed() < Duration::from_secs(20), "the wait must end");
        std::thread::sleep(Duration::from_millis(250));
    }
    assert_eq!(pc.ok("session.status", json!({}))["retryAfterSeconds"], 0, "the right password clears the count");
}

#[test]
fn the_recovery_key_sets_a_password_once_and_is_then_replaced() {
    let (mut pc, key) = Pc::founded(&clock());
    drop(pc.ok("org.save", json!({ "kind": "branch", "name": "石桥村党支部" })));
    pc.restart();
    let request = |key: &str| json!({ "recoveryKey": key, "login": ADMIN.0, "newPassword": "Xinmima#2028" });
    let typo = key.replace(&key[..1], if key.starts_with('2') { "3" } else { "2" });
    assert_eq!(pc.refused("session.recover", request(&typo), ErrorCode::Invalid).field.as_deref(), Some("recoveryKey"));
    let weak = json!({ "recoveryKey": key, "login": ADMIN.0, "newPassword": "123456" });
    pc.refused("session.recover", weak, ErrorCode::Invalid);
    // As it is typed from paper: small letters, spaces instead of hyphens.
    let recovered = pc.ok("session.recover", request(&key.to_lowercase().replace('-', " ")));
    assert!(!list(&pc.ok("org.tree", json!({}))["orgs"]).iter().all(|org| org["name"] != "石桥村党支部"), "same data");
    let next: Vec<&str> = list(&recovered["recoveryKeyGroups"]).iter().map(text).collect();
    let next = next.join("-");
    assert_ne!(next, key);

    pc.restart();
    let old = json!({ "login": ADMIN.0, "password": ADMIN.1 });
    pc.refused("session.unlock", old, ErrorCode::Forbidden);
    let used = pc.refused("session.recover", request(&key), ErrorCode::Forbidden);
    assert_eq!(used.field.as_deref(), Some("recoveryKey"), "a used key is worth nothing");
    pc.unlock(ADMIN.0, "Xinmima#2028");
    pc.restart();
    drop(pc.ok("session.recover", request(&next)));
}

#[test]
fn changing_a_password_leaves_the_database_file_as_it_is() {
    let (mut pc, _) = Pc::founded(&clock());
    let (file, slots) = (pc.path("main.db"), pc.path("keyslots-a.json"));
    let before = (fs::read(&file).unwrap(), fs::read(&slots).unwrap());
    let request = |old: &str| json!({ "oldPassword": old, "newPassword": "Xinmima#2028" });
    let error = pc.refused("account.change_password", request("Cuowu#0000"), ErrorCode::Invalid);
    assert_eq!(error.field.as_deref(), Some("oldPassword"));
    drop(pc.ok("account.change_password", request(ADMIN.1)));
    assert!(fs::read(&file).unwrap() == before.0, "not one byte is encrypted anew");
    assert!(fs::read(&slots).unwrap() != before.1, "the wrapping is another");
    pc.restart();
    pc.refused("session.unlock", json!({ "login": ADMIN.0, "password": ADMIN.1 }), ErrorCode::Forbidden);
    pc.unlock(ADMIN.0, "Xinmima#2028");
}

#[test]
fn a_second_program_on_the_same_folder_is_refused() {
    let mut pc = Pc::fresh(&clock());
    let refused = pc.second_program().err().expect("must be refused");
    assert_eq!(refused.code, ErrorCode::Busy);
    assert!(refused.message.contains("已经"), "{}", refused.message);
    pc.stop();
    drop(pc.second_program().unwrap());
}

#[test]
fn a_set_up_that_was_cut_short_starts_fresh_and_keeps_the_pieces() {
    let (mut pc, _) = Pc::founded(&clock());
    pc.stop();
    fs::remove_file(pc.path("setup-complete")).unwrap();
    let pieces = ["main.db", "keyslots-a.json"].map(|name| (name, fs::read(pc.path(name)).unwrap()));
    pc.restart();
    let status = pc.ok("session.status", json!({}));
    assert_eq!((&status["state"], list(&status["logins"]).len()), (&json!("fresh"), 0));
    pc.clock.advance(1);
    drop(pc.ok("setup.create", create_request()));
    assert_eq!(pc.ok("session.status", json!({}))["state"], "open");
    let aside = fs::read_dir(pc.dir()).unwrap().map(|entry| entry.unwrap().path());
    let aside = aside.into_iter().find(|path| path.file_name().unwrap().to_string_lossy().starts_with("unfinished-"));
    let aside = aside.expect("nothing is deleted");
    for (name, bytes) in pieces {
        assert!(fs::read(aside.join(name)).unwrap() == bytes, "{name} is set aside as it was");
    }
    pc.refused("setup.create", create_request(), ErrorCode::Conflict);
}

#[test]
fn a_store_whose_file_is_gone_or_empty_is_not_replaced_by_a_new_one() {
    let (mut pc, _) = Pc::founded(&clock());
    pc.stop();
    let (file, kept) = (pc.path("main.db"), pc.path("kept.db"));
    fs::rename(&file, &kept).unwrap();
    pc.restart();
    let right = json!({ "login": ADMIN.0, "password": ADMIN.1 });
    pc.refused("session.unlock", right.clone(), ErrorCode::NotFound);
    pc.refused("setup.create", create_request(), ErrorCode::Conflict);
    assert!(!file.exists());
    fs::write(&file, b"").unwrap();
    pc.refused("session.unlock", right, ErrorCode::Corrupt);
    assert_eq!(fs::metadata(&file).unwrap().len(), 0);
    fs::rename(&kept, &file).unwrap();
    pc.unlock(ADMIN.0, ADMIN.1);
}

#[test]
fn a_disabled_account_cannot_sign_in_even_with_an_old_key_file() {
    let (mut pc, _) = Pc::founded(&clock());
    let people = pc.ok("faculty.save", json!({ "name": "周老师", "kind": "full_time", "canHead": true }));
    let teacher = json!({ "name": "周老师", "login": "zhoulaoshi", "password": "Banzhuren#2027", "role": "head_teacher",
        "facultyId": people["people"][0]["id"] });
    let accounts = pc.ok("account.create", teacher);
    let account: Id = list(&accounts["accounts"])
        .iter()
        .find(|account| account["login"] == "zhoulaoshi")
        .map(|account| text(&account["id"]).parse().unwrap())
        .unwrap();
    let slots = ["keyslots-a.json", "keyslots-b.json"];
    let old = slots.map(|name| fs::read(pc.path(name)).unwrap());
    let sign_in = json!({ "login": "zhoulaoshi", "password": "Banzhuren#2027" });
    drop(pc.ok("session.unlock", sign_in.clone()));
    pc.refused("account.disable", json!({ "accountId": account }), ErrorCode::Forbidden);
    pc.unlock(ADMIN.0, ADMIN.1);
    drop(pc.ok("account.disable", json!({ "accountId": account })));

    pc.restart();
    let status = pc.ok("session.status", json!({}));
    assert!(list(&status["logins"]).iter().all(|login| login != "zhoulaoshi"), "nor is it offered");
    pc.refused("session.unlock", sign_in.clone(), ErrorCode::Forbidden);
    for (name, bytes) in slots.iter().zip(old) {
        fs::write(pc.path(name), bytes).unwrap();
    }
    let refused = pc.refused("session.unlock", sign_in, ErrorCode::Forbidden);
    assert!(refused.message.contains("停用"), "the row counts, not the key file alone: {}", refused.message);
    assert_eq!(pc.ok("session.status", json!({}))["state"], "locked");
    pc.unlock(ADMIN.0, ADMIN.1);
    let own = pc.ok("session.status", json!({}))["actor"]["accountId"].clone();
    pc.refused("account.disable", json!({ "accountId": own }), ErrorCode::Conflict);
}

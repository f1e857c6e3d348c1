use std::{path::Path, sync::Arc};

use lunxun_base::FixedClock;
use lunxun_store::KdfStrength;
use serde_json::{Value, json};

use crate::{Desk, DeskOptions, NoEvents, Shell};

fn desk(dir: &Path) -> Arc<Desk> {
    let options = DeskOptions {
        data_dir: dir.to_owned(),
        clock: Arc::new(FixedClock::at(1_803_862_800_000)),
        strength: KdfStrength::Floor,
        shell: Shell::Cli,
        events: Arc::new(NoEvents),
        background_sync: false,
    };
    Desk::open(options).unwrap()
}

fn set_up(desk: &Desk) -> Value {
    let request = json!({ "townshipCode": "411122203", "townshipName": "青山镇", "adminName": "李管理",
                          "login": "admin", "password": "Qingshan#2027" });
    desk.call("setup.create", request).unwrap()
}

#[test]
fn the_printed_recovery_key_does_not_stay_beside_the_store_that_it_opens() {
    let dir = tempfile::tempdir().unwrap();
    let page = |made: &Value| std::path::PathBuf::from(made["recoveryKeyPage"]["path"].as_str().unwrap());
    let opened = desk(dir.path());
    let made = set_up(&opened);
    assert!(page(&made).exists(), "it can be printed");
    opened.call("setup.recovery_kept", Value::Null).unwrap();
    assert!(!page(&made).exists(), "and leaves the disk once it was kept");

    let made = opened.call("paper.recovery_key", Value::Null).unwrap();
    opened.call("session.lock", Value::Null).unwrap();
    assert!(!page(&made).exists(), "locking clears it as well");

    // As a killed program leaves it.
    drop(opened);
    std::fs::write(page(&made), b"%PDF").unwrap();
    drop(desk(dir.path()));
    assert!(!page(&made).exists(), "and so does the next start");
}

#[test]
fn only_files_that_the_program_wrote_are_opened() {
    let dir = tempfile::tempdir().unwrap();
    let desk = desk(dir.path());
    set_up(&desk);
    std::fs::write(dir.path().join("secret.pdf"), b"%PDF").unwrap();
    for path in ["../main.db", "../secret.pdf", "/etc/passwd", "", ".."] {
        assert!(desk.exported_file(path).is_err(), "{path} must be refused");
    }
}

#[test]
fn a_head_teacher_opens_only_what_they_had_written_and_nobody_anything_while_locked() {
    let dir = tempfile::tempdir().unwrap();
    let desk = desk(dir.path());
    set_up(&desk);
    let request = json!({ "name": "周老师", "login": "zhou", "password": "Shuiku#2027x", "role": "head_teacher",
                          "facultyId": "01900000-0000-7000-8000-000000000001" });
    desk.call("account.create", request).unwrap();
    let roster = desk.export("党员花名册", "xlsx", b"PK", None).unwrap();
    let again = desk.export("党员花名册", "xlsx", b"PK2", None).unwrap();
    assert_ne!(roster.path, again.path, "one file never takes another's place");
    assert!(desk.exported_file(&roster.path).is_ok());
    desk.call("session.lock", Value::Null).unwrap();
    assert_eq!(desk.exported_file(&roster.path).unwrap_err().code, lunxun_base::ErrorCode::Locked);

    desk.call("session.unlock", json!({ "login": " zhou ", "password": "Shuiku#2027x" })).unwrap();
    assert_eq!(desk.exported_file(&roster.path).unwrap_err().code, lunxun_base::ErrorCode::NotFound);
    let own = desk.export("签到表", "pdf", b"%PDF", None).unwrap();
    assert!(desk.exported_file(&own.file_name).is_ok());
}

#[test]
fn the_copy_of_an_attachment_that_a_viewer_was_given_goes_when_the_store_is_locked() {
    let dir = tempfile::tempdir().unwrap();
    let opened = desk(dir.path());
    set_up(&opened);
    let tree = opened.call("org.tree", Value::Null).unwrap();
    let request = json!({ "owner": "org", "ownerId": tree["orgs"][0]["id"], "fileName": "欧阳青山 处分决定.pdf",
                          "contentBase64": "JVBERi0xLjQK" });
    let added = opened.call("attachment.add", request).unwrap();
    let file = opened.call("attachment.open", json!({ "attachmentId": added["list"]["files"][0]["id"] })).unwrap();
    let path = std::path::PathBuf::from(file["path"].as_str().unwrap());
    assert_eq!(std::fs::read(&path).unwrap(), b"%PDF-1.4\n");
    assert!(!path.to_string_lossy().contains("欧阳"), "its name says nothing of whose it is");
    assert!(opened.exported_file(path.to_str().unwrap()).is_ok());
    opened.call("session.lock", Value::Null).unwrap();
    assert!(!path.exists());

    opened.call("session.unlock", json!({ "login": "admin", "password": "Qingshan#2027" })).unwrap();
    let report = opened.call("store.check", Value::Null).unwrap();
    assert_eq!(report["isSound"], true, "{report}");
    assert!(report["lines"].to_string().contains("照片和附件的内容 1 份"), "{report}");
    let backup = opened.call("backup.make", Value::Null).unwrap();
    let contents = backup["path"].as_str().unwrap().replace("main-", "files-");
    assert!(Path::new(&contents).exists(), "the contents stand beside the backup of the records");
    assert_eq!(opened.call("attachment.renew", Value::Null).unwrap_err().code, lunxun_base::ErrorCode::Conflict);
}

#[test]
fn everything_leaves_as_open_files_only_with_the_password_a_purpose_and_a_trace() {
    let dir = tempfile::tempdir().unwrap();
    let desk = desk(dir.path());
    set_up(&desk);
    let ask = |password: &str, purpose: &str| {
        desk.call("backup.export_store", json!({ "password": password, "purpose": purpose }))
    };
    assert_eq!(ask("Qingshan#2027", " ").unwrap_err().field.as_deref(), Some("purpose"));
    assert_eq!(ask("Qingshan#2028", "移交").unwrap_err().field.as_deref(), Some("password"));
    let exports = || std::fs::read_dir(dir.path().join("exports")).unwrap().flatten();
    let archives = || exports().filter(|file| file.path().extension().is_some_and(|ending| ending == "zip")).count();
    assert_eq!(archives(), 0, "nothing was written by a refused call");
    let made = ask("Qingshan#2027", "移交新系统").unwrap();
    assert!(made["records"].as_u64().unwrap() >= 2, "the township and its administrator: {made}");
    let file = std::fs::read(desk.exported_file(made["file"]["path"].as_str().unwrap()).unwrap()).unwrap();
    assert!(file.starts_with(b"PK"));
    let trail = desk.call("audit.list", json!({ "limit": 5 })).unwrap();
    let entry = &trail["entries"][0];
    assert_eq!(entry["commandLabel"], "整库导出", "{trail}");
    assert!(entry["changes"].to_string().contains("移交新系统"), "{entry}");
}

#[test]
fn a_package_and_a_receipt_are_files_and_papers_without_a_name_in_their_file_names() {
    let dir = tempfile::tempdir().unwrap();
    let desk = desk(dir.path());
    set_up(&desk);
    let tree = desk.call("org.save", json!({ "kind": "branch", "name": "柳河村支部" })).unwrap();
    let orgs = tree["orgs"].as_array().unwrap();
    let branch = orgs.iter().find(|org| org["kind"] == "branch").unwrap()["id"].clone();
    let member = json!({ "name": "钱小满", "category": "full", "branchId": branch });
    let who = desk.call("member.save", member).unwrap()["member"]["id"].clone();
    let out =
        json!({ "memberIds": [who], "kind": "transfer_out", "effectiveOn": "2027-03-01", "counterpart": "红河镇党委" });
    desk.call("member.change", out).unwrap();
    let saved = desk.call("transfer.save_package", json!({ "memberId": who })).unwrap();
    for file in ["package", "letter"] {
        let name = saved[file]["fileName"].as_str().unwrap();
        assert!(name.contains("〔2027〕001号") && !name.contains("钱小满"), "{name}");
        assert!(desk.exported_file(name).is_ok(), "{name}");
    }
    assert_eq!(saved["letter"]["pageCount"], 1);

    let other = tempfile::tempdir().unwrap();
    let there = self::desk(other.path());
    let request = json!({ "townshipCode": "411122204", "townshipName": "红河镇", "adminName": "王管理", "login": "admin",
                          "password": "Honghe#20271" });
    there.call("setup.create", request).unwrap();
    let tree = there.call("org.save", json!({ "kind": "branch", "name": "河东村支部" })).unwrap();
    let orgs = tree["orgs"].as_array().unwrap();
    let branch = orgs.iter().find(|org| org["kind"] == "branch").unwrap()["id"].clone();
    let file = |desk: &Desk, saved: &Value| {
        use base64::Engine as _;
        let bytes = std::fs::read(desk.exported_file(saved["fileName"].as_str().unwrap()).unwrap()).unwrap();
        base64::engine::general_purpose::STANDARD.encode(bytes)
    };
    let accept = json!({ "contentBase64": file(&desk, &saved["package"]), "code": saved["code"], "branchId": branch,
                         "arrivedOn": "2027-03-01" });
    let taken = there.call("transfer.accept", accept).unwrap();
    let receipt = there.call("transfer.save_receipt", json!({ "transferId": taken["transferId"] })).unwrap();
    assert_eq!(receipt["paper"]["pageCount"], 1);
    let settled =
        desk.call("transfer.read_receipt", json!({ "contentBase64": file(&there, &receipt["receipt"]) })).unwrap();
    assert_eq!(settled["row"]["stateLabel"], "已办结");
}

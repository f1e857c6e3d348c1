use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use lunxun_base::{ErrorCode, Id};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::testing::Desk;

/// 110101 is a made-up prefix with a right check digit.
const ID_NO: &str = "110101198001010010";

/// Two townships, and somebody with two years of hours who left the first for the second.
struct Two {
    home: Desk,
    away: Desk,
    who: Id,
    branch: Id,
}

fn add_hours(desk: &mut Desk, who: Id, day: &str, channel: &str, tenths: i32) -> Value {
    let request = json!({ "memberId": who, "day": day, "channel": channel, "creditTenths": tenths, "note": "党章学习",
                          "proof": "县委组织部通知" });
    desk.admin("hours.add", request)
}

fn earned(desk: &mut Desk, who: Id, year: i32) -> i64 {
    desk.admin("hours.summary", json!({ "memberId": who, "year": year }))["earnedTenths"].as_i64().unwrap()
}

impl Two {
    fn new() -> Self {
        let (mut home, mut away) = (Desk::with_township(), Desk::of_township("411122204", "红河镇"));
        let east = home.branch("东村支部");
        let branch = away.branch("河东村支部");
        let request = json!({ "name": "钱小满", "category": "full", "branchId": east, "idNo": ID_NO, "phone": "13800001111",
                              "admittedOn": "2005-06-01", "education": "高中" });
        let who = home.admin("member.save", request)["member"]["id"].as_str().unwrap().parse().unwrap();
        home.admin("post.add", json!({ "memberId": who, "duty": "branch_secretary", "from": "2025-01-01" }));
        home.admin(
            "migrant.save",
            json!({ "memberId": who, "outOn": "2024-02-01", "reason": "work", "destination": "广东省深圳市" }),
        );
        add_hours(&mut home, who, "2026-05-06", "superior", 160);
        let wrong = add_hours(&mut home, who, "2026-07-01", "party_lesson", 20)["lines"][1]["id"].clone();
        home.admin("hours.reverse", json!({ "lineId": wrong, "reason": "记错了人" }));
        add_hours(&mut home, who, "2027-02-05", "theme_day", 15);
        Self { home, away, who, branch }
    }

    fn leave(&mut self) {
        let out = json!({ "memberIds": [self.who], "kind": "transfer_out", "effectiveOn": "2027-03-01",
                          "counterpart": "中共红河镇委员会" });
        self.home.admin("member.change", out);
    }

    fn package(&mut self) -> Value {
        self.home.admin("transfer.make", json!({ "memberId": self.who }))
    }

    fn request(&self, package: &Value) -> Value {
        json!({ "contentBase64": package["contentBase64"], "code": package["code"], "branchId": self.branch,
                "arrivedOn": "2027-03-01" })
    }
}

#[test]
fn a_dossier_travels_whole_and_the_receipt_settles_the_transfer() {
    let mut two = Two::new();
    let early = two.home.admin_err("transfer.make", json!({ "memberId": two.who }));
    assert!(early.message.contains("还没有登记“组织关系转出”"), "{}", early.message);
    two.leave();
    assert_eq!(two.home.admin("transfer.list", json!({}))["outgoing"][0]["stateLabel"], "还没有介绍包");
    let made = two.package();
    assert_eq!(made["letter"]["letterNo"], "〔2027〕001号");
    assert_eq!((&made["letter"]["idNo"], &made["letter"]["validUntil"]), (&json!(ID_NO), &json!("2027-05-30")));
    let seen = two.away.admin("transfer.read", two.request(&made));
    assert_eq!((&seen["origin"], &seen["name"], &seen["known"]), (&json!("青山镇"), &json!("钱小满"), &Value::Null));
    assert_eq!((&seen["lines"], &seen["creditTenths"], &seen["warnings"]), (&json!(4), &json!(175), &json!([])));
    assert!(!seen.to_string().contains(ID_NO), "a preview is masked");
    let taken = two.away.admin("transfer.accept", two.request(&made));
    assert_eq!((&taken["lines"], &taken["knownLines"]), (&json!(4), &json!(0)));
    let member = two.away.admin("member.get", json!({ "memberId": taken["memberId"] }));
    assert_eq!(
        (&member["branchName"], &member["admittedOn"], &member["duties"]),
        (&json!("河东村支部"), &json!("2005-06-01"), &json!([]))
    );
    for (year, tenths) in [(2026, 160), (2027, 15)] {
        assert_eq!(earned(&mut two.away, two.who, year), tenths, "{year}");
    }
    let lines = two.away.admin("hours.summary", json!({ "memberId": two.who, "year": 2026 }))["lines"].clone();
    let labels = lines.as_array().unwrap().iter().map(|line| line["basisLabel"].as_str().unwrap());
    assert!(labels.clone().all(|label| label.starts_with("外镇（青山镇）：")), "{:?}", labels.collect::<Vec<_>>());
    let reversed = lines.as_array().unwrap().iter().filter(|line| line["isReversed"] == true).count();
    assert_eq!(reversed, 1, "what was taken back there stays taken back");
    let history = two.away.admin("transfer.history", json!({ "memberId": two.who }));
    let facts: Vec<&str> =
        history["facts"].as_array().unwrap().iter().map(|fact| fact["text"].as_str().unwrap()).collect();
    for expected in ["入党", "书记", "外出（在外）：广东省深圳市", "组织关系转出"] {
        assert!(facts.iter().any(|fact| fact.contains(expected)), "{expected} in {facts:?}");
    }
    let timeline = two.away.admin("member.timeline", json!({ "memberId": two.who }));
    assert_eq!(timeline["lines"][0]["text"], "组织关系转入（青山镇）");

    let receipt = two.away.admin("transfer.receipt", json!({ "transferId": taken["transferId"] }));
    let read = json!({ "contentBase64": receipt["contentBase64"] });
    let settled = two.home.admin("transfer.read_receipt", read.clone());
    assert_eq!(
        (&settled["row"]["stateLabel"], &settled["row"]["branchName"]),
        (&json!("已办结"), &json!("河东村支部"))
    );
    assert_eq!(
        two.home.admin("transfer.read_receipt", read.clone())["operationId"],
        Value::Null,
        "twice changes nothing"
    );
    assert_eq!(two.away.admin_err("transfer.read_receipt", read).code, ErrorCode::NotFound);
    let again = two.home.admin_err("transfer.make", json!({ "memberId": two.who }));
    assert_eq!(again.code, ErrorCode::Conflict);
}

#[test]
fn a_class_attended_elsewhere_stands_in_the_dossier_with_roll_marks_appraisal_and_lock() {
    let mut class = crate::conduct::fixture::Class::of(1);
    let township = [
        ("kind", "township".into()),
        ("name", "中共青山镇委员会".into()),
        ("short_name", "青山镇党委".into()),
        ("code", "411122203".into()),
    ];
    class.set("party_org", crate::org::root_id("411122203"), &township);
    class.present(0);
    let who = class.who(0);
    class.run("exam.set_marks", json!({ "marks": [{ "enrollmentId": who, "examMark": 50, "retakeMark": 70 }] }));
    class.set("training_class", class.id, &[("digest", "abc123".into())]);
    let member = Id::from_bytes([101; 16]);
    let out =
        json!({ "memberIds": [member], "kind": "transfer_out", "effectiveOn": "2027-03-01", "counterpart": "红河镇" });
    class.desk.admin("member.change", out);
    let made = class.desk.admin("transfer.make", json!({ "memberId": member }));
    let mut away = Desk::of_township("411122204", "红河镇");
    let branch = away.branch("河东村支部");
    let request = json!({ "contentBase64": made["contentBase64"], "code": made["code"], "branchId": branch, "arrivedOn": "2027-03-01" });
    away.admin("transfer.accept", request);
    let history = away.admin("transfer.history", json!({ "memberId": member }));
    let there = &history["classes"][0];
    assert_eq!((&there["origin"], &there["name"]), (&json!("青山镇"), &json!("2027年第一期党员轮训班")));
    assert_eq!(
        (&there["due"], &there["attended"], &there["exam"]),
        (&json!(4), &json!(4), &json!("50 分，补考 70 分"))
    );
    assert_eq!(there["digest"], "abc123");
    let gone = away.admin_err("member.delete", json!({ "memberId": member, "reason": "误录" }));
    assert!(gone.message.contains("不能删除"), "a history from elsewhere is a history: {}", gone.message);
}

#[test]
fn a_package_read_twice_or_on_two_pcs_gives_the_same_records_and_one_undo_takes_all_back() {
    let mut two = Two::new();
    two.leave();
    let made = two.package();
    let request = two.request(&made);
    let first = two.away.admin("transfer.accept", request.clone());
    let before = snapshot(&two.away);
    let second = two.away.admin("transfer.accept", request.clone());
    assert_eq!((&second["memberId"], &second["operationId"]), (&first["memberId"], &Value::Null));
    assert_eq!(snapshot(&two.away), before);
    let mut other = Desk::of_township("411122204", "红河镇");
    let branch = other.branch("河东村支部");
    let mut there = request.clone();
    there["branchId"] = json!(branch);
    other.admin("transfer.accept", there);
    assert_eq!(snapshot(&other), before, "another PC of the township writes the same ids");

    two.away.admin("audit.undo", json!({ "operationId": first["operationId"] }));
    assert_eq!(snapshot(&two.away), [""; 0], "nothing of it is left");
    two.away.admin("transfer.accept", request);
    assert_eq!(snapshot(&two.away), before, "and it may be taken again");
    assert_eq!(earned(&mut two.away, two.who, 2026), 160);
}

/// Every live record that a transfer writes, as `kind id`.
fn snapshot(desk: &Desk) -> Vec<String> {
    let mut found = Vec::new();
    for kind in ["member", "member_change", "hours_line", "transfer", "outside_class", "outside_fact"] {
        let sql = format!("SELECT hex(id) FROM {kind} WHERE deleted_at IS NULL ORDER BY id");
        let mut statement = desk.store.conn().prepare(&sql).unwrap();
        let ids = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        found.extend(ids.map(|id| format!("{kind} {}", id.unwrap())));
    }
    found
}

#[test]
fn a_wrong_code_a_damaged_file_another_version_and_an_expired_letter_are_refused() {
    let mut two = Two::new();
    two.leave();
    let made = two.package();
    let good = two.request(&made);
    let mut wrong = good.clone();
    wrong["code"] = json!("0000-0000-0000");
    assert_eq!(two.away.admin_err("transfer.read", wrong).code, ErrorCode::Forbidden);
    let file = BASE64.decode(made["contentBase64"].as_str().unwrap()).unwrap();
    for (at, code) in [(0, ErrorCode::Invalid), (4, ErrorCode::Incompatible), (100, ErrorCode::Corrupt)] {
        let mut damaged = file.clone();
        damaged[at] ^= 0x40;
        let mut request = good.clone();
        request["contentBase64"] = json!(BASE64.encode(damaged));
        assert_eq!(two.away.admin_err("transfer.accept", request).code, code, "byte {at}");
    }
    let own = two.home.admin_err("transfer.accept", good.clone());
    assert!(own.message.contains("本镇自己开出"), "{}", own.message);
    two.away.clock.advance(91 * 86_400_000);
    assert_eq!(two.away.admin("transfer.read", good.clone())["isExpired"], true);
    let late = two.away.admin_err("transfer.accept", good);
    assert!(late.code == ErrorCode::Conflict && late.message.contains("过期"), "{}", late.message);
}

#[test]
fn who_is_here_under_the_same_id_number_is_joined_and_keeps_what_was_typed() {
    let mut two = Two::new();
    two.leave();
    let made = two.package();
    let typed =
        json!({ "name": "钱小满", "category": "full", "branchId": two.branch, "idNo": ID_NO, "education": "大专" });
    let here: Id = two.away.admin("member.save", typed)["member"]["id"].as_str().unwrap().parse().unwrap();
    add_hours(&mut two.away, here, "2026-05-06", "superior", 160);
    let mut request = two.request(&made);
    let seen = two.away.admin("transfer.read", request.clone());
    assert_eq!((&seen["known"]["id"], &seen["known"]["why"]), (&json!(here), &json!("身份证号相同")));
    assert_eq!(seen["knownLines"], 1, "typed from the certificate already");
    assert!(two.away.admin_err("transfer.accept", request.clone()).message.contains("不要重复建档"));
    request["joinMemberId"] = json!(here);
    let taken = two.away.admin("transfer.accept", request);
    assert_eq!((&taken["memberId"], &taken["knownLines"]), (&json!(here), &json!(1)));
    let member = two.away.admin("member.get", json!({ "memberId": here }));
    assert_eq!((&member["education"], &member["admittedOn"]), (&json!("大专"), &json!("2005-06-01")));
    assert_eq!((earned(&mut two.away, here, 2026), earned(&mut two.away, here, 2027)), (160, 15), "counted once");
    two.away.admin("audit.undo", json!({ "operationId": taken["operationId"] }));
    let member = two.away.admin("member.get", json!({ "memberId": here }));
    assert_eq!((&member["education"], &member["admittedOn"]), (&json!("大专"), &Value::Null));
}

#[test]
fn who_comes_home_again_finds_the_old_dossier_with_the_hours_of_both_townships_once() {
    let mut two = Two::new();
    two.leave();
    let made = two.package();
    two.away.admin("transfer.accept", two.request(&made));
    add_hours(&mut two.away, two.who, "2027-02-20", "party_lesson", 10);
    let out =
        json!({ "memberIds": [two.who], "kind": "transfer_out", "effectiveOn": "2027-03-01", "counterpart": "青山镇" });
    two.away.admin("member.change", out);
    let back = two.away.admin("transfer.make", json!({ "memberId": two.who }));
    let home = two.home.branch("西村支部");
    let mut request = json!({ "contentBase64": back["contentBase64"], "code": back["code"], "branchId": home, "arrivedOn": "2027-03-01" });
    let seen = two.home.admin("transfer.read", request.clone());
    assert_eq!(seen["known"]["why"], "以前从本镇转出的同一份档案");
    request["joinMemberId"] = json!(two.who);
    let taken = two.home.admin("transfer.accept", request);
    assert_eq!((&taken["lines"], &taken["knownLines"]), (&json!(1), &json!(4)));
    assert_eq!((earned(&mut two.home, two.who, 2026), earned(&mut two.home, two.who, 2027)), (160, 25));
    let member = two.home.admin("member.get", json!({ "memberId": two.who }));
    assert_eq!((&member["branchName"], &member["partyStatus"]), (&json!("西村支部"), &json!("normal")));
    let history = two.home.admin("transfer.history", json!({ "memberId": two.who }));
    let origins: Vec<&Value> = history["facts"].as_array().unwrap().iter().map(|fact| &fact["origin"]).collect();
    assert!(
        !origins.is_empty() && origins.iter().all(|origin| **origin == "红河镇"),
        "what was lived here is not told twice: {origins:?}"
    );
    assert_eq!(two.home.admin("transfer.list", json!({}))["outgoing"][0]["stateLabel"], "人已转回");
}

#[test]
fn a_receipt_that_does_not_come_is_told_and_paper_settles_it() {
    let mut two = Two::new();
    two.leave();
    let id = two.package()["transferId"].clone();
    two.home.clock.advance(30 * 86_400_000);
    assert_eq!(two.home.admin("member.alerts", json!({}))["rows"], json!([]));
    two.home.clock.advance(86_400_000);
    let alerts = two.home.admin("member.alerts", json!({}))["rows"].clone();
    assert_eq!((&alerts[0]["kind"], &alerts[0]["name"]), (&json!("transfer_unanswered"), &json!("钱小满")));
    assert_eq!(two.home.admin("transfer.list", json!({}))["outgoing"][0]["isOverdue"], true);
    let mut request = json!({ "transferId": id, "arrivedOn": "2027-03-10", "note": "" });
    assert_eq!(two.home.admin_err("transfer.settle", request.clone()).field.as_deref(), Some("note"));
    request["note"] = json!("纸质回执已存档");
    two.home.admin("transfer.settle", request);
    assert_eq!(two.home.admin("member.alerts", json!({}))["rows"], json!([]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn every_credit_of_the_ledger_arrives(lines in proptest::collection::btree_map(0_i64..700, 5_i32..40, 0..40)) {
        let mut two = Two::new();
        let first: lunxun_base::LocalDate = "2025-01-01".parse().unwrap();
        for (place, (day, tenths)) in lines.iter().enumerate() {
            let channel = ["broadcast", "party_lesson", "superior"][place % 3];
            let request = json!({ "memberId": two.who, "day": first.plus_days(*day), "channel": channel, "creditTenths": tenths,
                                  "note": format!("第{place}课"), "proof": "通知" });
            // Whether the ledger takes a line is its own affair; what it took must arrive.
            let admin = two.home.admin.clone();
            let _ = two.home.run(&admin, "hours.add", request);
        }
        two.leave();
        let made = two.package();
        two.away.admin("transfer.accept", two.request(&made));
        for year in 2025..=2027 {
            let ask = json!({ "memberId": two.who, "year": year });
            let facts = |desk: &mut Desk| -> Vec<(Value, Value, Value, Value, Value)> {
                let lines = desk.admin("hours.summary", ask.clone())["lines"].clone();
                let line = |line: &Value| (line["id"].clone(), line["day"].clone(), line["channel"].clone(), line["creditTenths"].clone(), line["isReversed"].clone());
                lines.as_array().unwrap().iter().map(line).collect()
            };
            prop_assert_eq!(facts(&mut two.home), facts(&mut two.away));
        }
    }
}

use lunxun_base::{ErrorCode, Id};
use serde_json::{Value, json};

use crate::testing::Desk;

fn change(ids: &[Id], kind: &str, on: &str, more: Value) -> Value {
    let mut request = json!({ "memberIds": ids, "kind": kind, "effectiveOn": on, "basis": "支部党员大会决议" });
    request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    request
}

fn person(desk: &mut Desk, branch: Id, category: &str, arrival: Value) -> Id {
    let request = json!({ "name": "孙小满", "category": category, "branchId": branch, "birth": "2000-01-01", "arrival": arrival });
    desk.admin("member.save", request)["member"]["id"].as_str().unwrap().parse().unwrap()
}

fn standing(desk: &mut Desk, id: Id) -> (String, String) {
    let view = desk.admin("member.get", json!({ "memberId": id }));
    (view["category"].as_str().unwrap().to_owned(), view["partyStatus"].as_str().unwrap().to_owned())
}

fn names_on(desk: &mut Desk, day: &str) -> Vec<String> {
    let page = desk.admin("member.list", json!({ "asOf": day, "limit": 100 }));
    let row = |row: &Value| format!("{} {} {}", row["name"], row["branchName"], row["category"]).replace('"', "");
    page["rows"].as_array().unwrap().iter().map(row).collect()
}

#[test]
fn an_applicant_becomes_a_full_member_step_by_step_and_every_day_shows_the_step_of_then() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    let who = person(&mut desk, branch, "active_applicant", json!({ "kind": "applicant", "on": "2023-05-01" }));
    let early = desk.admin_err("member.change", change(&[who], "candidate", "2024-04-30", json!({})));
    assert!(early.message.contains("不满一年"), "{}", early.message);
    desk.admin("member.change", change(&[who], "candidate", "2024-05-01", json!({})));
    let skipped = desk.admin_err("member.change", change(&[who], "full", "2024-06-01", json!({})));
    assert_eq!(skipped.code, ErrorCode::Conflict);
    assert!(skipped.message.contains("接收为预备党员"), "it says what may come next: {}", skipped.message);
    desk.admin("member.change", change(&[who], "admitted", "2025-02-01", json!({})));
    assert!(
        desk.admin_err("member.change", change(&[who], "full", "2026-01-31", json!({}))).message.contains("2026-02-01")
    );
    desk.admin("member.change", change(&[who], "full", "2026-02-01", json!({})));
    assert_eq!(standing(&mut desk, who), ("full".into(), "normal".into()));
    assert_eq!(names_on(&mut desk, "2023-04-30"), [""; 0], "nobody yet");
    for (day, category) in [
        ("2023-05-01", "active_applicant"),
        ("2024-05-01", "admission_candidate"),
        ("2025-01-31", "admission_candidate"),
        ("2025-02-01", "probationary"),
        ("2026-02-01", "full"),
    ] {
        assert_eq!(names_on(&mut desk, day), [format!("孙小满 柳河村支部 {category}")], "{day}");
    }
    let lines = desk.admin("member.timeline", json!({ "memberId": who }))["lines"].clone();
    let texts: Vec<&str> = lines.as_array().unwrap().iter().map(|line| line["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["转为正式党员", "接收为预备党员", "列为发展对象", "确定为入党积极分子"]);
}

#[test]
fn probation_is_made_longer_once_and_by_half_a_year_at_least() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    let who = person(&mut desk, branch, "probationary", json!({ "kind": "admitted", "on": "2025-12-01" }));
    let save = json!({ "memberId": who, "name": "孙小满", "category": "probationary", "branchId": branch,
                       "birth": "2000-01-01", "admittedOn": "2025-12-01" });
    desk.admin("member.save", save);
    let longer =
        |until: &str| change(&[who], "probation_extended", "2026-12-10", json!({ "until": until, "reason": "考察" }));
    assert_eq!(desk.admin_err("member.change", longer("2027-03-01")).field.as_deref(), Some("until"));
    desk.admin("member.change", longer("2027-06-01"));
    assert!(desk.admin_err("member.change", longer("2027-12-01")).message.contains("只能延长一次"));
    assert!(
        desk.admin_err("member.change", change(&[who], "full", "2027-02-28", json!({}))).message.contains("2027-06-01")
    );
    let timeline = desk.admin("member.timeline", json!({ "memberId": who }));
    assert_eq!(timeline["probationEnd"], "2027-06-01");
    assert_eq!(desk.admin("member.alerts", json!({}))["rows"], json!([]), "the longer probation is not over");
}

#[test]
fn the_program_tells_what_is_overdue_and_changes_nobody() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    let probationer = person(&mut desk, branch, "probationary", json!(null));
    let save = json!({ "memberId": probationer, "name": "孙小满", "category": "probationary", "branchId": branch,
                       "admittedOn": "2026-01-15" });
    desk.admin("member.save", save);
    let lost = desk.member("李远游", branch);
    desk.admin("member.change", change(&[lost], "suspended", "2025-01-10", json!({ "reason": "失去联系六个月以上" })));
    let old = desk.member("周老汉", branch);
    let mode = json!({ "memberIds": [old], "attendMode": "doorstep", "reason": "年老", "approver": "支委会", "until": "2027-01-31" });
    desk.admin("member.set_attend_mode", mode);
    let kinds: Vec<Value> = desk.admin("member.alerts", json!({}))["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["kind"].clone())
        .collect();
    assert_eq!(kinds, ["suspended_long", "probation_over", "attend_mode_over"], "the longest overdue first");
    assert_eq!(standing(&mut desk, probationer), ("probationary".into(), "normal".into()));
    assert_eq!(standing(&mut desk, lost), ("full".into(), "suspended".into()));
}

#[test]
fn who_was_transferred_out_comes_back_into_the_same_dossier() {
    let mut desk = Desk::with_township();
    let (east, west) = (desk.branch("东村支部"), desk.branch("西村支部"));
    let who = desk.member("钱小满", east);
    let out = json!({ "counterpart": "中共红河镇委员会" });
    assert_eq!(
        desk.admin_err("member.change", change(&[who], "transfer_out", "2026-03-01", json!({}))).field.as_deref(),
        Some("counterpart")
    );
    desk.admin("member.change", change(&[who], "transfer_out", "2026-03-01", out.clone()));
    assert_eq!(names_on(&mut desk, "2026-03-01"), [""; 0]);
    assert_eq!(names_on(&mut desk, "2026-02-28"), ["钱小满 东村支部 full"]);
    let back = json!({ "counterpart": "中共红河镇委员会", "toBranchId": west });
    assert!(
        desk.admin_err("member.change", change(&[who], "transfer_in", "2026-02-01", back.clone()))
            .message
            .contains("2026-03-01")
    );
    desk.admin("member.change", change(&[who], "transfer_in", "2026-12-01", back));
    assert_eq!(names_on(&mut desk, "2026-12-01"), ["钱小满 西村支部 full"]);
    assert_eq!(names_on(&mut desk, "2026-11-30"), [""; 0]);
    assert_eq!(names_on(&mut desk, "2026-02-28"), ["钱小满 东村支部 full"]);
}

#[test]
fn a_transfer_ends_the_seat_in_the_old_committee_and_one_undo_brings_both_back() {
    let mut desk = Desk::with_township();
    let (east, west) = (desk.branch("东村支部"), desk.branch("西村支部"));
    let who = desk.member("钱小满", east);
    desk.admin("post.add", json!({ "memberId": who, "duty": "branch_secretary", "from": "2025-01-01" }));
    let done = desk.admin("member.change", change(&[who], "transfer", "2027-01-05", json!({ "toBranchId": west })));
    let view = desk.admin("member.get", json!({ "memberId": who }));
    assert_eq!((&view["branchName"], &view["duties"]), (&json!("西村支部"), &json!([])));
    desk.admin("audit.undo", json!({ "operationId": done["operationId"] }));
    let view = desk.admin("member.get", json!({ "memberId": who }));
    assert_eq!((&view["branchName"], &view["duties"]), (&json!("东村支部"), &json!(["branch_secretary"])));
    assert_eq!(names_on(&mut desk, "2027-02-01"), ["钱小满 东村支部 full"]);
}

#[test]
fn an_edit_in_the_roster_keeps_the_rosters_of_earlier_days() {
    let mut desk = Desk::with_township();
    let (east, west) = (desk.branch("东村支部"), desk.branch("西村支部"));
    let who = desk.member("钱小满", east);
    desk.admin("member.save", json!({ "memberId": who, "name": "钱小满", "category": "full", "branchId": west }));
    assert_eq!(names_on(&mut desk, "2027-02-28"), ["钱小满 东村支部 full"]);
    assert_eq!(names_on(&mut desk, "2027-03-01"), ["钱小满 西村支部 full"]);
}

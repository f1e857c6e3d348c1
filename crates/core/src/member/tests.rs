use lunxun_base::ErrorCode;
use serde_json::{Value, json};

use crate::testing::Desk;

const ID_NO: &str = "11010519491231002X";

fn zhao(branch: lunxun_base::Id) -> Value {
    json!({ "name": "赵铁柱", "idNo": ID_NO, "phone": "13812345678", "category": "full",
            "branchId": branch, "admittedOn": "1975-07", "duties": ["branch_secretary"] })
}

#[test]
fn birth_and_sex_follow_from_the_id_number_and_lists_show_it_masked() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    let saved = desk.admin("member.save", zhao(branch));
    assert_eq!(saved["member"]["birth"], "1949-12-31");
    assert_eq!(saved["member"]["sex"], "female");
    let row = desk.admin("member.list", json!({ "limit": 10 }))["rows"][0].clone();
    assert_eq!(row["idNoMasked"], "110105********002X");
    assert_eq!(row["phoneMasked"], "138****5678");
}

#[test]
fn a_member_is_found_by_name_initials_pinyin_and_parts_of_numbers() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    desk.admin("member.save", zhao(branch));
    desk.member("钱小满", branch);
    for query in ["赵铁", "ztz", "zhaotie", "002x", "5678", "3812"] {
        let page = desk.admin("member.list", json!({ "query": query, "limit": 10 }));
        assert_eq!(page["filtered"], 1, "by {query}");
        assert_eq!(page["rows"][0]["name"], "赵铁柱", "by {query}");
        assert_eq!(page["total"], 2);
    }
    assert_eq!(desk.admin("member.list", json!({ "query": "柳河", "limit": 10 }))["filtered"], 2, "by branch");
}

#[test]
fn the_same_id_number_is_not_registered_twice() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    desk.admin("member.save", zhao(branch));
    let mut twin = zhao(branch);
    twin["name"] = json!("孙二娘");
    let error = desk.admin_err("member.save", twin);
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::Conflict, Some("idNo")));
    assert!(error.message.contains("赵铁柱"), "the clerk must learn whose it is");
}

#[test]
fn revealing_a_number_is_written_into_the_audit() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    let id = desk.admin("member.save", zhao(branch))["member"]["id"].clone();
    let request = json!({ "memberId": id, "field": "id_no", "reason": "核对档案" });
    assert_eq!(desk.admin("member.reveal", request)["value"], ID_NO);
    let audit = desk.admin("audit.list", json!({ "rowId": id, "offset": 0, "limit": 1 }));
    assert_eq!(audit["entries"][0]["command"], "member.reveal");
    assert!(!audit.to_string().contains(ID_NO), "the audit page itself must not show the number");
}

#[test]
fn joining_before_18_is_refused() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    let mut young = zhao(branch);
    young["admittedOn"] = json!("1966-07-01");
    assert_eq!(desk.admin_err("member.save", young).field.as_deref(), Some("admittedOn"));
}

#[test]
fn doorstep_teaching_needs_a_reason_and_an_approver() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    let id = desk.member("李老汉", branch);
    let error = desk.admin_err("member.set_attend_mode", json!({ "memberIds": [id], "attendMode": "doorstep" }));
    assert_eq!(error.field.as_deref(), Some("attendReason"));
    let request = json!({ "memberIds": [id], "attendMode": "doorstep", "reason": "年老体弱", "approver": "支委会" });
    assert_eq!(desk.admin("member.set_attend_mode", request.clone())["changed"], 1);
    assert_eq!(desk.admin("member.set_attend_mode", request)["unchanged"], 1, "a second time changes nothing");
}

#[test]
fn a_head_teacher_cannot_read_the_roster() {
    let mut desk = Desk::with_township();
    let teacher = desk.head_teacher(lunxun_base::Id::from_bytes([9; 16]));
    let error = desk.run(&teacher, "member.list", json!({ "limit": 1 })).unwrap_err();
    assert_eq!(error.code, ErrorCode::Forbidden);
}

#[test]
fn a_bulk_edit_is_shown_first_then_written_as_one_action_that_can_be_taken_back() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    let ids = [desk.member("钱小满", branch), desk.member("孙秋实", branch), desk.member("李冬生", branch)];
    desk.admin("member.bulk_edit", json!({ "memberIds": [ids[0]], "field": "education", "value": "初中" }));
    let request = json!({ "memberIds": ids, "field": "education", "value": "高中" });
    let shown = desk.admin("member.preview_bulk", request.clone());
    assert_eq!((&shown["changed"], &shown["overwritten"]), (&json!(3), &json!(1)));
    assert_eq!((&shown["rows"][0]["before"], &shown["rows"][0]["after"]), (&json!("初中"), &json!("高中")));
    let education = |desk: &mut Desk, id| desk.admin("member.get", json!({ "memberId": id }))["education"].clone();
    assert_eq!(education(&mut desk, ids[1]), "", "a preview writes nothing");
    desk.clock.advance(1000);
    desk.admin("member.bulk_edit", request);
    assert_eq!(education(&mut desk, ids[2]), "高中");
    let last = desk.admin("audit.operations", json!({ "limit": 1 }))["operations"][0].clone();
    assert_eq!(last["summary"], "批量修改学历：3 人");
    desk.admin("audit.undo", json!({ "operationId": last["id"] }));
    assert_eq!((education(&mut desk, ids[0]), education(&mut desk, ids[1])), (json!("初中"), json!("")));
}

#[test]
fn a_bulk_edit_puts_nobody_into_a_group_of_another_branch() {
    let mut desk = Desk::with_township();
    let (river, bridge) = (desk.branch("柳河村支部"), desk.branch("石桥村支部"));
    let ids = [desk.member("钱小满", river), desk.member("孙秋实", bridge)];
    let tree = desk.admin(
        "org.save",
        json!({ "parentId": river, "kind": "party_group", "name": "第一党小组", "shortName": "一组" }),
    );
    let group = tree["orgs"].as_array().unwrap().iter().find(|org| org["shortName"] == "一组").unwrap()["id"].clone();
    let error = desk.admin_err("member.bulk_edit", json!({ "memberIds": ids, "field": "group", "value": group }));
    assert!(error.message.contains("孙秋实"), "{}", error.message);
    let done = desk.admin("member.bulk_edit", json!({ "memberIds": [ids[0]], "field": "group", "value": group }));
    assert_eq!((&done["changed"], &done["rows"][0]["after"]), (&json!(1), &json!("第一党小组")));
}

use lunxun_base::ErrorCode;
use serde_json::json;

use crate::testing::Desk;

#[test]
fn a_branch_with_members_is_not_deleted() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    desk.member("赵铁柱", branch);
    let error = desk.admin_err("org.delete", json!({ "id": branch.to_string() }));
    assert_eq!(error.code, ErrorCode::Conflict);
    assert!(error.message.contains("党员 1 人"), "the clerk must learn what stands in the way: {}", error.message);
}

#[test]
fn a_party_group_stands_under_a_branch_only() {
    let mut desk = Desk::with_township();
    let group = json!({ "kind": "party_group", "name": "第一党小组" });
    assert_eq!(desk.admin_err("org.save", group).field.as_deref(), Some("parentId"));
}

#[test]
fn an_organization_never_becomes_its_own_subordinate() {
    let mut desk = Desk::with_township();
    let tree = desk.admin("org.save", json!({ "kind": "general_branch", "name": "柳河村总支" }));
    let id = tree["orgs"].as_array().unwrap().iter().find(|org| org["name"] == "柳河村总支").unwrap()["id"].clone();
    let loop_back = json!({ "id": id, "parentId": id, "kind": "general_branch", "name": "柳河村总支" });
    assert_eq!(desk.admin_err("org.save", loop_back).field.as_deref(), Some("parentId"));
}

#[test]
fn the_short_name_follows_from_the_name_on_the_seal() {
    let mut desk = Desk::with_township();
    let tree = desk.admin("org.save", json!({ "kind": "branch", "name": "中共青山镇柳河村支部委员会" }));
    assert!(tree["orgs"].as_array().unwrap().iter().any(|org| org["shortName"] == "柳河村支部"));
}

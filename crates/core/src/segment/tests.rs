use lunxun_base::ErrorCode;
use serde_json::json;

use crate::testing::Desk;

#[test]
fn a_segment_keeps_the_filter_and_counts_whoever_fits_today() {
    let mut desk = Desk::with_township();
    let (river, bridge) = (desk.branch("柳河村支部"), desk.branch("石桥村支部"));
    desk.member("钱小满", river);
    let filter = json!({ "branchId": river, "limit": 50 });
    let list = desk.admin("segment.save", json!({ "name": " 柳河 ", "filter": filter }));
    assert_eq!((&list["segments"][0]["name"], &list["segments"][0]["count"]), (&json!("柳河"), &json!(1)));
    desk.member("孙秋实", river);
    desk.member("李冬生", bridge);
    assert_eq!(desk.admin("segment.list", json!({}))["segments"][0]["count"], 2);
}

#[test]
fn one_name_is_one_segment_and_can_come_back_after_it_was_deleted() {
    let mut desk = Desk::with_township();
    desk.admin("segment.save", json!({ "name": "预备党员", "filter": { "category": "full", "limit": 1 } }));
    let list =
        desk.admin("segment.save", json!({ "name": "预备党员", "filter": { "category": "probationary", "limit": 1 } }));
    assert_eq!(list["segments"].as_array().unwrap().len(), 1);
    assert_eq!(list["segments"][0]["filter"]["category"], "probationary");
    let gone = desk.admin("segment.delete", json!({ "id": list["segments"][0]["id"] }));
    assert_eq!(gone["segments"], json!([]));
    let back = desk.admin("segment.save", json!({ "name": "预备党员", "filter": { "limit": 1 } }));
    assert_eq!(back["segments"].as_array().unwrap().len(), 1);
}

#[test]
fn a_segment_without_a_name_is_refused_with_what_to_do() {
    let mut desk = Desk::with_township();
    let error = desk.admin_err("segment.save", json!({ "name": "  ", "filter": { "limit": 1 } }));
    assert_eq!(error.code, ErrorCode::Invalid);
    assert!(error.message.contains("起个名字"), "{}", error.message);
}

use serde_json::json;

use crate::testing::Desk;

#[test]
fn doorstep_members_leave_the_denominator_and_a_deferral_does_not() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    let (old, deferred) = (desk.member("李老汉", branch), desk.member("王暂缓", branch));
    desk.member("赵铁柱", branch);
    for (id, mode) in [(old, "doorstep"), (deferred, "deferred")] {
        let request = json!({ "memberIds": [id], "attendMode": mode, "reason": "年老体弱", "approver": "支委会" });
        desk.admin("member.set_attend_mode", request);
    }
    let home = desk.admin("home.overview", json!({}));
    assert_eq!(home["coverage"]["denominator"], 2);
    assert_eq!(home["roster"]["doorstep"], 1);
    let names = desk.admin("home.names", json!({ "listKey": "not_covered" }));
    assert_eq!(names["rows"].as_array().unwrap().len(), 2, "the figure opens exactly its names");
}

#[test]
fn an_empty_township_is_told_to_import_first() {
    let mut desk = Desk::with_township();
    let home = desk.admin("home.overview", json!({}));
    assert_eq!(home["due"][0]["route"], "/import");
    assert_eq!(home["coverage"]["percent"], "—");
}

#[test]
fn a_head_teacher_sees_no_township_figures() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    desk.member("赵铁柱", branch);
    let teacher = desk.head_teacher(lunxun_base::Id::from_bytes([9; 16]));
    let home = desk.run(&teacher, "home.overview", json!({})).unwrap();
    assert!(home["coverage"].is_null() && home["roster"].is_null() && home["hours"].is_null());
}

#[test]
fn credit_counts_towards_the_target_of_the_members_duty() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    let id = desk.member("赵铁柱", branch);
    let line = json!({ "memberId": id, "day": "2027-02-01", "channel": "superior", "creditTenths": 320,
                       "note": "县级示范班", "proof": "结业证" });
    desk.admin("hours.add", line);
    assert_eq!(desk.admin("home.overview", json!({}))["hours"]["numerator"], 1);
    let save = json!({ "memberId": id, "name": "赵铁柱", "category": "full", "branchId": branch,
                       "duties": ["branch_secretary"] });
    desk.admin("member.save", save);
    assert_eq!(desk.admin("home.overview", json!({}))["hours"]["numerator"], 0, "a secretary owes 56");
}

#[test]
fn from_november_on_the_next_years_plan_is_due() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    desk.member("赵铁柱", branch);
    let plan = |desk: &mut Desk| {
        let home = desk.admin("home.overview", json!({}));
        let due = home["due"].as_array().unwrap().iter().find(|item| item["key"] == "plan").unwrap().clone();
        due["title"].as_str().unwrap().to_owned()
    };
    assert!(plan(&mut desk).contains("2027"), "in March this year's");
    desk.clock.advance(250 * 86_400_000);
    assert!(plan(&mut desk).contains("2028"), "in November the next one's");
}

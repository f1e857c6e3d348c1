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

#[test]
fn the_figures_of_an_earlier_day_are_those_of_that_day() {
    let mut desk = Desk::with_township();
    let (river, bridge) = (desk.branch("柳河村支部"), desk.branch("石桥村支部"));
    let who = desk.member("赵铁柱", river);
    let line = |day: &str, credit: u32| json!({ "memberId": who, "day": day, "channel": "superior", "creditTenths": credit, "note": "县级示范班", "proof": "结业证" });
    desk.admin("hours.add", line("2027-01-20", 320));
    let figure = |desk: &mut Desk, day: &str| {
        let names = desk.admin("home.names", json!({ "listKey": "hours_met", "asOf": day }));
        let home = desk.admin("home.overview", json!({ "asOf": day }));
        assert_eq!(home["hours"]["numerator"], names["numerator"], "the figure opens exactly its names");
        (names["numerator"].clone(), names["rows"][0]["branchName"].clone())
    };
    assert_eq!(figure(&mut desk, "2027-01-19").0, 0, "not credited yet");
    let then = (json!(1), json!("柳河村支部"));
    assert_eq!(figure(&mut desk, "2027-02-10"), then);
    let change = |kind: &str, more: serde_json::Value| {
        let mut request =
            json!({ "memberIds": [who], "kind": kind, "effectiveOn": "2027-02-20", "basis": "支委会同意" });
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        request
    };
    desk.admin("member.change", change("transfer", json!({ "toBranchId": bridge })));
    desk.admin("post.add", json!({ "memberId": who, "duty": "branch_secretary", "from": "2027-02-21" }));
    assert_eq!(figure(&mut desk, "2027-02-10"), then, "neither the new branch nor the new post was then");
    assert_eq!(figure(&mut desk, "2027-03-01").0, 0, "a secretary owes 56 today");
}

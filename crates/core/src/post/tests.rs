use serde_json::json;

use crate::testing::Desk;

#[test]
fn a_post_gives_the_duty_and_its_end_takes_it_but_keeps_the_post() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    let zhao = desk.member("赵铁柱", branch);
    let add = json!({ "memberId": zhao, "duty": "branch_secretary", "from": "2026-01-10", "termTo": "2031-01-09",
                      "basis": "青党〔2026〕3号" });
    let posts = desk.admin("post.add", add.clone());
    assert_eq!(posts["posts"][0]["from"], "2026-01-10");
    assert_eq!(desk.admin("member.get", json!({ "memberId": zhao }))["duties"], json!(["branch_secretary"]));
    assert_eq!(desk.admin_err("post.add", add).field.as_deref(), Some("duty"), "twice the same post is a slip");
    let end = json!({ "memberId": zhao, "duty": "branch_secretary", "on": "2027-02-01", "reason": "工作调动" });
    let posts = desk.admin("post.end", end);
    assert_eq!(posts["posts"][0]["ended"], "2027-02-01");
    assert_eq!(desk.admin("member.get", json!({ "memberId": zhao }))["duties"], json!([]));
}

#[test]
fn a_duty_of_the_roster_without_a_term_is_listed_and_not_forgotten_when_it_ends() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    let request = json!({ "name": "赵铁柱", "category": "full", "branchId": branch, "duties": ["commissioner"] });
    let id = desk.admin("member.save", request)["member"]["id"].clone();
    let posts = desk.admin("post.list", json!({ "memberId": id }));
    assert_eq!((&posts["posts"][0]["id"], &posts["posts"][0]["duty"]), (&json!(null), &json!("commissioner")));
    let posts = desk.admin("post.end", json!({ "memberId": id, "duty": "commissioner", "on": "2027-02-01" }));
    assert_eq!(posts["posts"].as_array().unwrap().len(), 1);
    assert_eq!(posts["posts"][0]["ended"], "2027-02-01");
}

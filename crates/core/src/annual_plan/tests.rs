use lunxun_base::{ErrorCode, Id};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::store;
use crate::testing::Desk;

/// A township of three branches with 5, 3 and 2 members, one of the first taught at home.
fn township() -> Desk {
    let mut desk = Desk::with_township();
    for (branch, count) in [("石桥村党支部", 5), ("柳林村党支部", 3), ("机关党支部", 2)] {
        let id = desk.branch(branch);
        for place in 1..=count {
            desk.member(&format!("{}{place}", &branch[..6]), id);
        }
    }
    let old = member_of(&mut desk, "石桥5");
    desk.admin(
        "member.set_attend_mode",
        json!({ "memberIds": [old], "attendMode": "doorstep", "reason": "年老体弱", "approver": "镇党委" }),
    );
    desk
}

fn member_of(desk: &mut Desk, name: &str) -> Value {
    let page = desk.admin("member.list", json!({ "query": name }));
    page["rows"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap()["id"].clone()
}

fn create(desk: &mut Desk) -> Value {
    desk.admin("annual_plan.create", json!({ "year": 2027 }))
}

fn item(plan: &Value, over: Value) -> Value {
    let mut request = json!({ "planId": plan, "name": "党员春季集中轮训班", "tier": "township", "traineeKind": "member",
                              "month": 3, "days": 2, "size": 40, "sessions": 3, "budget": "1.2万", "owner": "组织委员" });
    for (key, value) in over.as_object().unwrap() {
        request[key] = value.clone();
    }
    request
}

fn course(desk: &mut Desk, title: &str, practical: u32, scope: &str, focus: &str) -> Value {
    let list = desk.admin(
        "course.save",
        json!({ "title": title, "category": "skills", "practicalPercent": practical, "creditTenths": 40,
                "scope": scope, "focus": focus }),
    );
    list["courses"].as_array().unwrap().iter().find(|course| course["title"] == title).unwrap()["id"].clone()
}

fn advance(desk: &mut Desk, plan: &Value, state: &str) -> Value {
    desk.admin(
        "annual_plan.set_state",
        json!({ "planId": plan, "state": state, "decisionOn": "2027-02-20", "decisionNo": "党委会纪要〔2027〕3号",
                "documentNo": "青发〔2027〕6号", "issuedOn": "2027-02-25" }),
    )
}

/// A plan with one item and targets, issued.
fn issued(desk: &mut Desk) -> Value {
    let plan = create(desk)["plan"]["id"].clone();
    desk.admin("annual_plan.save_item", item(&plan, json!({})));
    desk.admin("annual_plan.decompose", json!({ "planId": plan, "persons": 9, "hours": 288, "sessions": 7 }));
    advance(desk, &plan, "committee");
    advance(desk, &plan, "issued");
    plan
}

#[test]
fn items_add_up_beside_the_approved_budget_and_the_county_s_quota() {
    let mut desk = township();
    let plan = create(&mut desk)["plan"]["id"].clone();
    desk.admin(
        "funding.save_budget",
        json!({ "year": 2027, "source": "fiscal", "fundUse": "training", "approved": "3万" }),
    );
    desk.admin(
        "funding.save_budget",
        json!({ "year": 2027, "source": "fiscal", "fundUse": "books", "approved": "1万" }),
    );
    let county = desk.admin(
        "annual_plan.save_county",
        json!({ "planId": plan, "title": "村党组织书记示范班", "tier": "county", "quota": 12, "dueOn": "2027-05-31" }),
    );
    let quota = county["county"][0]["id"].clone();
    let title = course(&mut desk, "果树种植", 80, "individual", "general");
    desk.admin("annual_plan.save_item", item(&plan, json!({ "courseIds": [title] })));
    let over = json!({ "name": "书记示范班", "tier": "county", "traineeKind": "secretary", "size": 12, "sessions": 1,
                       "countyItemId": quota, "budget": "3,000元" });
    let view = desk.admin("annual_plan.save_item", item(&plan, over));
    let totals = &view["totals"];
    assert_eq!((&totals["items"], &totals["sessions"], &totals["personTimes"]), (&json!(2), &json!(4), &json!(132)));
    assert_eq!((&totals["budgetFen"], &totals["personTenths"]), (&json!(1_500_000), &json!(4_800)));
    assert_eq!(view["approvedFen"], json!(3_000_000), "books are no classes");
    assert_eq!((&view["county"][0]["planned"], &view["county"][0]["cited"]), (&json!(12), &json!(1)));
    assert_eq!(view["items"][0]["countyTitle"], "村党组织书记示范班");
    let refused = desk.admin_err("annual_plan.delete_county", json!({ "planId": plan, "id": quota }));
    assert!(refused.message.contains("书记示范班"), "{}", refused.message);
}

#[test]
fn what_cannot_be_is_refused_at_its_field() {
    let mut desk = township();
    let plan = create(&mut desk)["plan"]["id"].clone();
    let hall =
        desk.admin("venue.save", json!({ "name": "镇党校教室", "kind": "classroom", "seats": 30, "examSeats": 15 }));
    let room = hall["venues"][0]["id"].clone();
    for (over, field) in [
        (json!({ "name": " " }), "name"),
        (json!({ "month": 13 }), "month"),
        (json!({ "sessions": 0 }), "sessions"),
        (json!({ "budget": "约一万" }), "budget"),
        (json!({ "venueId": room }), "size"),
        (json!({ "courseIds": [Id::from_bytes([5; 16])] }), "courseIds"),
        (json!({ "countyItemId": Id::from_bytes([5; 16]) }), "countyItemId"),
    ] {
        let error = desk.admin_err("annual_plan.save_item", item(&plan, over));
        assert_eq!(error.field.as_deref(), Some(field), "{}", error.message);
    }
    desk.admin("annual_plan.save_item", item(&plan, json!({})));
    let twin = desk.admin_err("annual_plan.save_item", item(&plan, json!({})));
    assert_eq!(twin.field.as_deref(), Some("name"));
    assert_eq!(desk.admin_err("annual_plan.create", json!({ "year": 2027 })).field.as_deref(), Some("year"));
}

#[test]
fn the_town_s_target_is_shared_by_due_members_and_the_exempt_are_left_out() {
    let mut desk = township();
    let plan = create(&mut desk)["plan"]["id"].clone();
    let view =
        desk.admin("annual_plan.decompose", json!({ "planId": plan, "persons": 10, "hours": 288, "sessions": 7 }));
    let of = |name: &str| {
        let rows = view["targets"].as_array().unwrap();
        let row = rows.iter().find(|row| row["branchName"].as_str().unwrap().starts_with(name)).unwrap();
        [&row["dueCount"], &row["persons"], &row["hours"], &row["sessions"]].map(|figure| figure.as_u64().unwrap())
    };
    // 10 × 4/9, 3/9, 2/9 = 4.44, 3.33, 2.22: the one left over goes to the largest remainder.
    assert_eq!(of("石桥"), [4, 5, 128, 3]);
    assert_eq!(of("柳林"), [3, 3, 96, 2]);
    assert_eq!(of("机关"), [2, 2, 64, 2]);
    assert_eq!((&view["exemptCount"], &view["dueCount"]), (&json!(1), &json!(9)));
}

#[test]
fn a_plan_is_issued_only_after_the_committee_and_when_its_targets_add_up() {
    let mut desk = township();
    let plan = create(&mut desk)["plan"]["id"].clone();
    let empty = desk.admin_err("annual_plan.set_state", json!({ "planId": plan, "state": "committee" }));
    assert!(empty.message.contains("还没有项目"), "{}", empty.message);
    desk.admin("annual_plan.save_item", item(&plan, json!({})));
    let leap = desk.admin_err("annual_plan.set_state", json!({ "planId": plan, "state": "issued" }));
    assert_eq!(leap.code, ErrorCode::Conflict);
    let undecided = desk.admin_err("annual_plan.set_state", json!({ "planId": plan, "state": "committee" }));
    assert_eq!(undecided.field.as_deref(), Some("decisionOn"));
    let view = desk.admin("annual_plan.decompose", json!({ "planId": plan, "persons": 9, "hours": 0, "sessions": 0 }));
    let branch = view["targets"][0]["branchId"].clone();
    desk.admin(
        "annual_plan.save_targets",
        json!({ "planId": plan, "rows": [{ "branchId": branch, "persons": 5, "hours": 0, "sessions": 0 }] }),
    );
    advance(&mut desk, &plan, "committee");
    let request =
        json!({ "planId": plan, "state": "issued", "documentNo": "青发〔2027〕6号", "issuedOn": "2027-02-25" });
    let uneven = desk.admin_err("annual_plan.set_state", request.clone());
    assert!(uneven.message.contains("合计 10") && uneven.message.contains("指标 9"), "{}", uneven.message);
    let locked = desk.admin_err("annual_plan.save_item", item(&plan, json!({ "name": "另一个班" })));
    assert_eq!(locked.code, ErrorCode::Locked, "what the committee has before it stays as it is");
    desk.admin("annual_plan.set_state", json!({ "planId": plan, "state": "draft" }));
    desk.admin("annual_plan.decompose", json!({ "planId": plan, "persons": 9, "hours": 0, "sessions": 0 }));
    advance(&mut desk, &plan, "committee");
    let mut early = request.clone();
    early["issuedOn"] = json!("2027-02-19");
    assert_eq!(desk.admin_err("annual_plan.set_state", early).field.as_deref(), Some("issuedOn"));
    let view = desk.admin("annual_plan.set_state", request);
    assert_eq!((&view["plan"]["state"], &view["isEditable"]), (&json!("issued"), &json!(false)));
}

#[test]
fn an_issued_version_is_changed_by_the_next_alone_and_both_can_be_compared() {
    let mut desk = township();
    let first = issued(&mut desk);
    let old = desk.admin("annual_plan.get", json!({ "planId": first }));
    let id = old["items"][0]["id"].clone();
    for (command, request) in [
        ("annual_plan.save_item", item(&first, json!({ "id": id }))),
        ("annual_plan.delete_item", json!({ "id": id })),
        ("annual_plan.decompose", json!({ "planId": first, "persons": 1, "hours": 1, "sessions": 1 })),
        ("annual_plan.delete", json!({ "planId": first })),
    ] {
        assert_eq!(desk.admin_err(command, request).code, ErrorCode::Locked, "{command}");
    }
    let brief = desk.admin_err("annual_plan.adjust", json!({ "planId": first, "reason": "改" }));
    assert_eq!(brief.field.as_deref(), Some("reason"));
    let next = desk.admin("annual_plan.adjust", json!({ "planId": first, "reason": "秋收提前，改到四月" }));
    let second = next["plan"]["id"].clone();
    assert_eq!((&next["plan"]["version"], &next["plan"]["adjustReason"]), (&json!(2), &json!("秋收提前，改到四月")));
    assert_eq!((&next["town"], &next["targetSums"]), (&old["town"], &old["targetSums"]));
    let again = desk.admin_err("annual_plan.adjust", json!({ "planId": first, "reason": "秋收提前，改到四月" }));
    assert!(again.message.contains("第2版"), "{}", again.message);
    let copied = next["items"][0].clone();
    assert_eq!(copied["lineId"], old["items"][0]["lineId"]);
    desk.admin("annual_plan.save_item", item(&second, json!({ "id": copied["id"], "month": 4, "budget": "1万" })));
    desk.admin("annual_plan.save_item", item(&second, json!({ "name": "发展对象培训班", "traineeKind": "candidate" })));
    desk.admin("annual_plan.decompose", json!({ "planId": second, "persons": 18, "hours": 288, "sessions": 7 }));
    let compared = desk.admin("annual_plan.compare", json!({ "beforeId": first, "afterId": second }));
    assert_eq!(compared["added"][0]["name"], "发展对象培训班");
    let fields = &compared["changed"][0]["fields"];
    assert_eq!(fields[0], json!({ "label": "月份", "before": "3月", "after": "4月" }));
    assert_eq!(fields[1]["before"], "12,000.00");
    assert_eq!(compared["targets"][0], json!({ "label": "全镇 人数", "before": "9", "after": "18" }));
    let back = desk.admin("annual_plan.compare", json!({ "beforeId": second, "afterId": first }));
    assert_eq!(back["removed"][0]["name"], "发展对象培训班");
    let in_force = desk.admin("annual_plan.get", json!({ "planId": first }));
    assert_eq!(in_force["plan"]["state"], "issued", "until the next is issued this one is in force");
    advance(&mut desk, &second, "committee");
    advance(&mut desk, &second, "issued");
    let kept = desk.admin("annual_plan.get", json!({ "planId": first }));
    assert_eq!(
        (&kept["plan"]["state"], &kept["items"], &kept["targets"]),
        (&json!("superseded"), &old["items"], &old["targets"])
    );
}

#[test]
fn two_offline_pcs_reach_the_same_version_and_the_same_copies() {
    let (mut one, mut other) = (township(), township());
    let (first, again) = (issued(&mut one), issued(&mut other));
    assert_eq!(first, again, "the first version of a year is one record wherever it is begun");
    let line = Id::from_bytes([3; 16]);
    assert_eq!(
        store::copied_item_id(store::plan_id(2027, 2), line),
        store::copied_item_id(store::plan_id(2027, 2), line)
    );
    let adjust =
        |desk: &mut Desk| desk.admin("annual_plan.adjust", json!({ "planId": first, "reason": "县里增加名额" }));
    assert_eq!(adjust(&mut one)["plan"]["id"], adjust(&mut other)["plan"]["id"]);
}

#[test]
fn the_balance_moves_while_an_item_is_typed_and_what_is_typed_is_not_written() {
    let mut desk = township();
    let plan = create(&mut desk)["plan"]["id"].clone();
    let theory = course(&mut desk, "理论辅导", 0, "common", "general");
    let skills = course(&mut desk, "果树修剪实操", 80, "individual", "special");
    let saved = desk.admin("annual_plan.save_item", item(&plan, json!({ "courseIds": [theory] })));
    assert_eq!((&saved["balance"]["bars"][0]["text"], &saved["balance"]["index"]), (&json!("0.00%"), &json!("0.000")));
    let trial = json!({ "planId": plan, "trial": { "courseIds": [skills], "size": 40, "sessions": 3 } });
    let moved = desk.admin("annual_plan.balance", trial);
    let texts: Vec<&Value> = moved["bars"].as_array().unwrap().iter().map(|bar| &bar["text"]).collect();
    assert_eq!(texts, ["40.00%", "50.00%", "50.00%"]);
    assert_eq!((&moved["index"], &moved["bars"][0]["isMet"]), (&json!("1.000"), &json!(true)));
    let id = saved["items"][0]["id"].clone();
    let without = json!({ "planId": plan, "trial": { "itemId": id, "courseIds": [], "size": 40, "sessions": 3 } });
    let without = desk.admin("annual_plan.balance", without);
    assert_eq!((&without["index"], &without["withoutCourse"]), (&json!("—"), &json!(1)));
    let after = desk.admin("annual_plan.get", json!({ "planId": plan }));
    assert_eq!(after["balance"], saved["balance"]);
}

#[test]
fn the_targets_of_the_balance_are_parameters_of_the_plan_s_year() {
    let mut desk = township();
    let plan = create(&mut desk)["plan"]["id"].clone();
    let value =
        json!({ "key": "balance.practical", "value": "50", "effectiveFrom": "2027-01-01", "source": "县委组织部通知" });
    desk.admin("params.set", value);
    let view = desk.admin("annual_plan.get", json!({ "planId": plan }));
    let wanted: Vec<&Value> = view["balance"]["bars"].as_array().unwrap().iter().map(|bar| &bar["target"]).collect();
    assert_eq!(wanted, [50, 30, 20]);
}

/// A closed class of January with two who completed and one who did not, under the plan's item.
fn with_class(desk: &mut Desk, plan: &Value) -> Value {
    let request = json!({ "name": "第一期", "tier": "township", "startsOn": "2027-01-11", "endsOn": "2027-01-12" });
    let class = desk.admin("class.save", request)["id"].clone();
    let ids: Vec<Value> = ["石桥1", "柳林1", "机关1"].iter().map(|name| member_of(desk, name)).collect();
    desk.admin("enrollment.add", json!({ "classId": class, "memberIds": ids, "source": "assigned" }));
    let list = desk.admin("enrollment.list", json!({ "classId": class }));
    let who = desk.admin.who();
    let id: Id = class.as_str().unwrap().parse().unwrap();
    desk.store
        .write("test", &who, |tx| {
            for row in list["rows"].as_array().unwrap() {
                let state = if row["name"] == "机关1" { "not_completed" } else { "completed" };
                let row: Id = row["id"].as_str().unwrap().parse().unwrap();
                tx.update(crate::enrollment::ENROLLMENT, row, &[("state", state.into())])?;
            }
            tx.update(crate::training_class::TRAINING_CLASS, id, &[("state", "closed".into())])
        })
        .unwrap();
    let view = desk.admin("annual_plan.get", json!({ "planId": plan }));
    let item = view["items"][0]["id"].clone();
    desk.admin("annual_plan.link_class", json!({ "planId": plan, "trainingClassId": class, "itemId": item }));
    class
}

#[test]
fn plan_against_done_at_any_day_comes_down_to_names() {
    let mut desk = township();
    let plan = issued(&mut desk);
    let class = with_class(&mut desk, &plan);
    let done = desk.admin("annual_plan.progress", json!({ "planId": plan }));
    let row = &done["items"][0];
    assert_eq!((&row["sessions"], &row["sessionsDone"]), (&json!(3), &json!(1)));
    assert_eq!((&row["persons"], &row["personsDone"], &row["personsOpen"]), (&json!(120), &json!(2), &json!(1)));
    assert_eq!((&done["personTimes"], &done["persons"], &done["unlinked"]), (&json!(2), &json!(2), &json!([])));
    let item = row["itemId"].clone();
    let names = |desk: &mut Desk, over: Value| -> Vec<String> {
        let mut request = json!({ "planId": plan, "isDone": true });
        for (key, value) in over.as_object().unwrap() {
            request[key] = value.clone();
        }
        let list = desk.admin("annual_plan.names", request);
        list["rows"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&mut desk, json!({ "itemId": item })).len(), 2);
    assert_eq!(names(&mut desk, json!({})).len(), 2, "the town's figure opens as many names");
    assert_eq!(names(&mut desk, json!({ "itemId": item, "isDone": false })), ["机关1"]);
    for branch in done["branches"].as_array().unwrap() {
        let id = &branch["branchId"];
        let figures = [&branch["personsDone"], &branch["personsOpen"]].map(|figure| figure.as_u64().unwrap() as usize);
        assert_eq!(names(&mut desk, json!({ "branchId": id })).len(), figures[0]);
        let open = names(&mut desk, json!({ "branchId": id, "isDone": false }));
        assert_eq!(open.len(), figures[1]);
        assert!(!open.contains(&"石桥5".to_owned()), "the exempt are missed nowhere");
    }
    let before = desk.admin("annual_plan.progress", json!({ "planId": plan, "asOf": "2027-01-11" }));
    assert_eq!((&before["sessionsDone"], &before["personTimes"]), (&json!(0), &json!(0)), "its last day was not over");
    let away = desk.admin("annual_plan.link_class", json!({ "planId": plan, "trainingClassId": class }));
    assert_eq!((&away["personTimes"], &away["unlinked"][0]["name"]), (&json!(0), &json!("第一期")));
}

#[test]
fn a_class_keeps_its_item_through_versions_and_fits_its_tier_alone() {
    let mut desk = township();
    let first = issued(&mut desk);
    let class = with_class(&mut desk, &first);
    let next = desk.admin("annual_plan.adjust", json!({ "planId": first, "reason": "县里增加名额" }));
    let second = next["plan"]["id"].clone();
    let done = desk.admin("annual_plan.progress", json!({ "planId": second }));
    assert_eq!(done["items"][0]["sessionsDone"], json!(1));
    let over = json!({ "name": "书记示范班", "tier": "county" });
    let view = desk.admin("annual_plan.save_item", item(&second, over));
    let county = view["items"].as_array().unwrap().iter().find(|item| item["tier"] == "county").unwrap()["id"].clone();
    let request = json!({ "planId": second, "trainingClassId": class, "itemId": county });
    let refused = desk.admin_err("annual_plan.link_class", request);
    assert_eq!(refused.field.as_deref(), Some("itemId"));
}

#[test]
fn a_thrown_away_draft_can_be_begun_again_and_comes_back_empty() {
    let mut desk = township();
    let plan = create(&mut desk)["plan"]["id"].clone();
    desk.admin("annual_plan.save_item", item(&plan, json!({})));
    desk.admin("annual_plan.decompose", json!({ "planId": plan, "persons": 9, "hours": 9, "sessions": 9 }));
    assert_eq!(desk.admin("annual_plan.delete", json!({ "planId": plan }))["plans"], json!([]));
    let again = create(&mut desk);
    assert_eq!((&again["plan"]["id"], &again["items"], &again["town"]["persons"]), (&plan, &json!([]), &json!(0)));
    assert_eq!(again["targetSums"]["persons"], json!(0));
}

#[test]
fn what_was_written_before_the_issue_is_not_undone_behind_it() {
    let mut desk = township();
    issued(&mut desk);
    let list = desk.admin("audit.operations", json!({ "offset": 0, "limit": 50 }));
    let operations = list["operations"].as_array().unwrap();
    let of = |word: &str| {
        let fits = |one: &&Value| one["summary"].as_str().is_some_and(|summary| summary.starts_with(word));
        operations.iter().find(fits).unwrap()["id"].clone()
    };
    let refused = desk.admin_err("audit.undo", json!({ "operationId": of("年度计划项目") }));
    assert_eq!(refused.code, ErrorCode::Locked);
}

#[test]
fn a_head_teacher_has_no_business_with_the_plan() {
    let mut desk = township();
    let teacher = desk.head_teacher(Id::from_bytes([8; 16]));
    let error = desk.run(&teacher, "annual_plan.list", json!({})).expect_err("must be refused");
    assert_eq!(error.code, ErrorCode::Forbidden);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn branches_always_add_up_to_the_town(persons in 1..100_000u32, hours in 0..1_000_000u32, sessions in 0..500u32) {
        let mut desk = township();
        let plan = create(&mut desk)["plan"]["id"].clone();
        let request = json!({ "planId": plan, "persons": persons, "hours": hours, "sessions": sessions });
        let view = desk.admin("annual_plan.decompose", request);
        prop_assert_eq!(&view["targetSums"], &json!({ "persons": persons, "hours": hours, "sessions": sessions }));
        prop_assert_eq!(&view["town"], &view["targetSums"]);
    }
}

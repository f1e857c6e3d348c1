use lunxun_base::ErrorCode;
use serde_json::json;

use super::School;
use crate::testing::Desk;

fn operation(desk: &mut Desk, command: &str) -> String {
    let list = desk.admin("audit.operations", json!({ "limit": 500 }));
    let found = list["operations"].as_array().unwrap().iter().find(|one| one["command"] == command);
    found.unwrap_or_else(|| panic!("no {command}"))["id"].as_str().unwrap().to_owned()
}

#[test]
fn what_others_have_built_upon_is_not_taken_back() {
    let mut school = School::of(2);
    let steps = ["timetable.fill_default", "enrollment.add"].map(|command| operation(&mut school.desk, command));
    school.all_present();
    for step in &steps {
        let error = school.desk.admin_err("audit.undo", json!({ "operationId": step }));
        assert_eq!(error.code, ErrorCode::Conflict, "{}", error.message);
    }
    assert_eq!(school.run("attendance.summary", json!({}))["attendedPercent"], "100.00%");
    let member = school.members[0];
    let error = school.desk.admin_err("member.delete", json!({ "memberId": member, "reason": "重复录入" }));
    assert!(error.message.contains("班次"), "{}", error.message);
}

#[test]
fn what_nothing_was_built_upon_is_taken_back() {
    let mut school = School::of(2);
    let step = operation(&mut school.desk, "timetable.fill_default");
    school.desk.admin("audit.undo", json!({ "operationId": step }));
    assert_eq!(school.run("timetable.list", json!({}))["lessons"], json!([]));
}

#[test]
fn the_founding_of_the_township_is_not_taken_back() {
    let mut desk = Desk::with_township();
    let step = operation(&mut desk, "setup.create");
    assert_eq!(desk.admin_err("audit.undo", json!({ "operationId": step })).code, ErrorCode::Conflict);
}

#[test]
fn closing_again_after_an_amendment_credits_nothing_twice() {
    let mut school = School::of(1);
    school.mark(0, 0, "absent");
    school.close();
    let (lesson, person) = (school.lessons[0], school.people[0]);
    let slip = json!({ "target": "attendance", "enrollmentId": person, "lessonId": lesson, "field": "state",
                       "newValue": "present", "reason": "签到表上有签名" });
    school.run("class.amend", slip);
    assert_eq!(school.hours(0)["earnedTenths"], 160);
    let step = operation(&mut school.desk, "class.close");
    school.desk.admin("audit.undo", json!({ "operationId": step }));
    school.run("class.close", json!({}));
    assert_eq!(school.hours(0)["earnedTenths"], 160);
}

#[test]
fn who_comes_back_to_the_list_takes_nobodys_seat() {
    let mut school = School::empty(4);
    let (head, deputy, members) = (school.head, school.deputy, school.members.clone());
    let class = school.draft("一班", "2027-03-01", "2027-03-02", head, deputy);
    school.enrol(class, &members[..3]);
    school.run("class.advance", json!({ "to": "notified" }));
    let last = school.people[2];
    let gone = school.run("enrollment.list", json!({}))["rows"][2]["memberId"].as_str().unwrap().to_owned();
    school.run("enrollment.remove", json!({ "enrollmentIds": [last] }));
    school.enrol(class, &members[3..]);
    let list = school.run("enrollment.add", json!({ "memberIds": [gone], "source": "assigned" }));
    let mut seats: Vec<u64> =
        list["rows"].as_array().unwrap().iter().map(|row| row["seatNo"].as_u64().unwrap()).collect();
    seats.sort_unstable();
    assert_eq!(seats, [1, 2, 3, 4]);
}

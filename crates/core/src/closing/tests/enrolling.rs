use lunxun_base::{ErrorCode, Id};
use serde_json::json;

use super::School;

#[test]
fn seats_run_by_branch_and_name_and_newcomers_follow_once_papers_are_out() {
    let mut school = School::empty(5);
    let (head, deputy) = (school.head, school.deputy);
    let class = school.draft("一班", "2027-03-01", "2027-03-02", head, deputy);
    let first: Vec<Id> = school.members[..4].to_vec();
    let list = school.enrol(class, &first);
    let seats = |list: &serde_json::Value| -> Vec<(u64, String)> {
        let rows = list["rows"].as_array().unwrap();
        rows.iter().map(|row| (row["seatNo"].as_u64().unwrap(), row["name"].as_str().unwrap().to_owned())).collect()
    };
    let named = |names: [&str; 4]| (1..).zip(names.map(str::to_owned)).collect::<Vec<_>>();
    assert_eq!(seats(&list), named(["学员02", "学员04", "学员01", "学员03"]), "石桥 before 柳林");
    school.run("class.advance", json!({ "to": "notified" }));
    let last = school.members[4];
    let list = school.enrol(class, &[last]);
    assert_eq!(seats(&list)[4], (5, "学员05".to_owned()));
    assert_eq!(seats(&list)[..4], named(["学员02", "学员04", "学员01", "学员03"])[..]);
}

#[test]
fn nobody_sits_in_two_classes_on_one_day() {
    let mut school = School::of(2);
    let (other, deputy) = (Id::from_bytes([14; 16]), Id::from_bytes([15; 16]));
    school.draft("二班", "2027-03-02", "2027-03-03", other, deputy);
    let member = school.members[0];
    let error = school.refused("enrollment.add", json!({ "memberIds": [member], "source": "voluntary" }));
    assert_eq!(error.code, ErrorCode::Conflict);
    assert!(error.message.contains("学员01") && error.message.contains("2027年第一期党员轮训班"), "{}", error.message);
}

#[test]
fn enrolling_twice_is_one_place_and_withdrawing_frees_the_day() {
    let mut school = School::of(2);
    let class = school.class;
    let all = school.members.clone();
    assert_eq!(school.enrol(class, &all)["rows"].as_array().unwrap().len(), 2);
    let no_reason = json!({ "enrollmentIds": [school.people[0]], "state": "withdrawn" });
    assert_eq!(school.refused("enrollment.set_state", no_reason).field.as_deref(), Some("note"));
    school.run("enrollment.set_state", json!({ "enrollmentIds": school.people, "state": "withdrawn", "note": "改期" }));
    school.draft("二班", "2027-03-01", "2027-03-02", Id::from_bytes([14; 16]), Id::from_bytes([15; 16]));
    let second = school.class;
    assert_eq!(school.enrol(second, &all)["rows"].as_array().unwrap().len(), 2);
    let back = json!({ "classId": class, "enrollmentIds": [crate::enrollment::enrollment_id(class, all[0])], "state": "notified" });
    assert_eq!(school.desk.admin_err("enrollment.set_state", back).code, ErrorCode::Conflict);
}

#[test]
fn completion_is_not_a_matter_of_typing() {
    let mut school = School::of(1);
    let request = json!({ "enrollmentIds": [school.people[0]], "state": "completed" });
    assert_eq!(school.refused("enrollment.set_state", request).code, ErrorCode::Invalid);
}

#[test]
fn a_room_that_is_too_small_is_said() {
    let mut school = School::empty(5);
    let room = school.room;
    school.put("venue", room, &[("seats", 4.into())]);
    let (head, deputy) = (school.head, school.deputy);
    let class = school.draft("一班", "2027-03-01", "2027-03-02", head, deputy);
    let all = school.members.clone();
    let list = school.enrol(class, &all);
    assert!(list["warnings"][0].as_str().unwrap().contains("4 个座位"));
}

#[test]
fn a_person_with_a_mark_is_withdrawn_rather_than_removed() {
    let mut school = School::of(2);
    school.mark(0, 0, "present");
    assert_eq!(
        school.refused("enrollment.remove", json!({ "enrollmentIds": [school.people[0]] })).code,
        ErrorCode::Invalid
    );
    let list = school.run("enrollment.remove", json!({ "enrollmentIds": [school.people[1]] }));
    assert_eq!(list["rows"].as_array().unwrap().len(), 1);
}

#[test]
fn candidates_without_a_class_this_year_come_first() {
    let mut school = School::of(2);
    let extra = Id::from_bytes([99; 16]);
    school.put("member", extra, &[("name", "新来的".into()), ("party_status", "normal".into()), ("duties", "".into())]);
    school.draft("五月班", "2027-05-06", "2027-05-07", Id::from_bytes([14; 16]), Id::from_bytes([15; 16]));
    let pick = school.run("enrollment.candidates", json!({ "query": "" }));
    assert_eq!(pick["rows"][0]["name"], "新来的");
    assert_eq!(pick["rows"][1]["why"], "今年已有班次");
    assert_eq!(school.run("enrollment.candidates", json!({ "query": "xy02" }))["rows"].as_array().unwrap().len(), 1);
}

#[test]
fn a_half_day_takes_no_more_than_its_cap_and_a_teacher_is_in_one_place() {
    let mut school = School::of(1);
    let full = json!({ "day": "2027-03-01", "half": "morning", "courseTitle": "加课", "creditTenths": 20 });
    assert_eq!(school.refused("timetable.save_lesson", full).field.as_deref(), Some("creditTenths"));
    let outside = json!({ "day": "2027-03-05", "half": "morning", "courseTitle": "加课", "creditTenths": 20 });
    assert_eq!(school.refused("timetable.save_lesson", outside).field.as_deref(), Some("day"));
    let teacher = school.head;
    let evening = json!({ "day": "2027-03-01", "half": "evening", "courseTitle": "座谈", "creditTenths": 20, "instructorId": teacher });
    school.run("timetable.save_lesson", evening.clone());
    let (head, deputy) = (Id::from_bytes([14; 16]), Id::from_bytes([15; 16]));
    school.draft("二班", "2027-03-01", "2027-03-01", head, deputy);
    assert_eq!(school.refused("timetable.save_lesson", evening).code, ErrorCode::Conflict);
}

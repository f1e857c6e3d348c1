use lunxun_base::{ErrorCode, Id};
use serde_json::json;

use super::School;

#[test]
fn a_notice_needs_head_deputy_room_and_timetable() {
    let mut school = School::empty(1);
    let view =
        school.desk.admin("class.save", json!({ "name": "空班", "startsOn": "2027-03-01", "endsOn": "2027-03-02" }));
    school.class = view["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(view["no"], "2027-01");
    let error = school.refused("class.advance", json!({ "to": "notified" }));
    for what in ["班主任", "副班主任", "教室", "课程表"] {
        assert!(error.message.contains(what), "{}", error.message);
    }
}

#[test]
fn one_person_cannot_be_head_and_deputy_nor_lead_two_classes_at_once() {
    let mut school = School::of(1);
    let (head, other) = (school.head, Id::from_bytes([14; 16]));
    let twice =
        json!({ "name": "二班", "startsOn": "2027-04-01", "endsOn": "2027-04-02", "headId": head, "deputyId": head });
    assert_eq!(school.desk.admin_err("class.save", twice).field.as_deref(), Some("deputyId"));
    let clash =
        json!({ "name": "二班", "startsOn": "2027-03-02", "endsOn": "2027-03-03", "headId": other, "deputyId": head });
    let error = school.desk.admin_err("class.save", clash);
    assert_eq!(error.code, ErrorCode::Conflict);
    assert!(error.message.contains("2027年第一期党员轮训班"), "{}", error.message);
}

#[test]
fn closing_with_unmarked_attendance_is_refused_and_names_them() {
    let mut school = School::of(3);
    school.all_present();
    school.waive_papers();
    let (lesson, person) = (school.lessons[1], school.people[2]);
    let marks = json!([{ "enrollmentId": person, "state": null, "note": "" }]);
    school.run("attendance.mark", json!({ "lessonId": lesson, "marks": marks, "method": "roll" }));
    let name = school.run("enrollment.list", json!({}))["rows"][2]["name"].as_str().unwrap().to_owned();
    let error = school.refused("class.close", json!({}));
    assert!(error.message.contains(&name) && error.message.contains("3月1日下午"), "{}", error.message);
    let view = school.run("class.get", json!({}));
    assert_eq!(view["canClose"], false);
    let gate = view["gate"].as_array().unwrap().iter().find(|gate| gate["code"] == "attendance").unwrap().clone();
    assert_eq!((gate["isDone"].as_bool(), gate["missingCount"].as_u64()), (Some(false), Some(1)));
}

#[test]
fn closing_without_marks_and_appraisals_says_which_are_missing() {
    let mut school = School::of(2);
    school.all_present();
    let error = school.refused("class.close", json!({}));
    assert!(error.message.contains("成绩") && error.message.contains("鉴定"), "{}", error.message);
    assert_eq!(
        school.refused("class.waive", json!({ "gateCode": "timetable", "reason": "没有课程" })).code,
        ErrorCode::Invalid
    );
}

#[test]
fn closing_settles_outcomes_credits_the_lessons_attended_and_locks() {
    let mut school = School::of(3);
    school.mark(0, 1, "absent");
    school.mark(1, 1, "personal_leave");
    school.mark(0, 2, "late");
    let view = school.close();
    assert_eq!((view["state"].as_str(), view["closedBy"].as_str()), (Some("closed"), Some("管理员")));
    assert_eq!(view["digest"].as_str().unwrap().len(), 64);
    assert_eq!(school.state_of(0), "completed");
    assert_eq!(school.state_of(1), "not_completed", "half of the lessons are less than 6/7");
    assert_eq!(school.state_of(2), "completed", "a late arrival still counts as attended");

    let list = school.run("enrollment.list", json!({}));
    let member = |row: usize| list["rows"][row]["memberId"].as_str().unwrap().to_owned();
    for (row, earned) in [(0, 160), (1, 80), (2, 160)] {
        let request = json!({ "memberId": member(row), "year": 2027 });
        assert_eq!(school.desk.admin("hours.summary", request)["earnedTenths"], earned);
    }

    let locked = [
        ("attendance.all_present", json!({ "lessonId": school.lessons[0] })),
        ("attendance.did_not_happen", json!({ "lessonId": school.lessons[0], "reason": "停电" })),
        ("timetable.fill_default", json!({})),
        ("enrollment.add", json!({ "memberIds": [school.members[0]], "source": "assigned" })),
        ("enrollment.remove", json!({ "enrollmentIds": [school.people[0]] })),
        (
            "leave.add",
            json!({ "enrollmentId": school.people[0], "kind": "sick", "fromDay": "2027-03-01",
            "fromHalf": "morning", "toDay": "2027-03-01", "toHalf": "morning" }),
        ),
        ("class.waive", json!({ "gateCode": "marks", "reason": "已经结班了" })),
        ("class.save", json!({ "name": "改名", "startsOn": "2027-03-01", "endsOn": "2027-03-02" })),
        ("class.close", json!({})),
        ("class.advance", json!({ "to": "taught" })),
    ];
    for (command, request) in locked {
        let error = school.refused(command, request);
        assert_eq!(error.code, ErrorCode::Locked, "{command}: {}", error.message);
        assert!(error.message.contains("更正单"), "{command}");
    }
}

#[test]
fn an_amendment_keeps_the_old_value_and_brings_outcome_and_hours_in_line() {
    let mut school = School::of(2);
    for lesson in 0..2 {
        school.mark(lesson, 1, "absent");
    }
    school.close();
    let amend = |school: &mut School, lesson: usize, value: &str| {
        let (lesson, person) = (school.lessons[lesson], school.people[1]);
        school.run(
            "class.amend",
            json!({ "target": "attendance", "enrollmentId": person, "lessonId": lesson,
            "field": "state", "newValue": value, "reason": "签到表原件在，漏看一页" }),
        )
    };
    assert_eq!(school.state_of(1), "not_completed");
    let first = amend(&mut school, 0, "present");
    assert_eq!((first["oldValue"].as_str(), first["newValue"].as_str()), (Some("旷课"), Some("出勤")));
    assert_eq!(first["fieldLabel"], "3月1日上午考勤");
    amend(&mut school, 1, "present");
    assert_eq!(school.state_of(1), "completed", "now every lesson is attended");
    let list = school.run("enrollment.list", json!({}));
    let request = json!({ "memberId": list["rows"][1]["memberId"], "year": 2027 });
    let hours = school.desk.admin("hours.summary", request);
    let credits: Vec<i64> =
        hours["lines"].as_array().unwrap().iter().map(|line| line["creditTenths"].as_i64().unwrap()).collect();
    assert_eq!(credits.iter().sum::<i64>(), 160);
    assert_eq!(credits.len(), 3, "the ledger keeps its first line and gets the differences");
    let amendments = school.run("class.amendments", json!({}));
    assert_eq!(amendments["amendments"].as_array().unwrap().len(), 2);
    assert_eq!(amendments["amendments"][0]["oldValue"], "旷课");
}

#[test]
fn an_open_class_is_corrected_directly_and_not_by_amendment() {
    let mut school = School::of(1);
    let request = json!({ "target": "attendance", "enrollmentId": school.people[0], "lessonId": school.lessons[0],
        "field": "state", "newValue": "present", "reason": "试一试" });
    assert_eq!(school.refused("class.amend", request).code, ErrorCode::Invalid);
}

#[test]
fn a_head_teacher_sees_and_closes_their_own_class_and_no_other() {
    let mut school = School::of(2);
    let (own, other) = (school.desk.head_teacher(school.head), school.desk.head_teacher(Id::from_bytes([14; 16])));
    assert_eq!(school.run_as(&own, "class.list", json!({})).unwrap()["classes"].as_array().unwrap().len(), 1);
    assert_eq!(school.run_as(&other, "class.list", json!({})).unwrap()["classes"].as_array().unwrap().len(), 0);
    let lesson = school.lessons[0];
    for (command, request) in [
        ("class.get", json!({})),
        ("class.close", json!({})),
        ("timetable.list", json!({})),
        ("enrollment.list", json!({})),
        ("attendance.sheet", json!({ "lessonId": lesson })),
        ("attendance.all_present", json!({ "lessonId": lesson })),
        ("leave.list", json!({})),
        ("class.amendments", json!({})),
    ] {
        let error = school.run_as(&other, command, request).unwrap_err();
        assert_eq!(error.code, ErrorCode::NotFound, "{command}");
    }
    school.run_as(&own, "attendance.all_present", json!({ "lessonId": lesson })).unwrap();
    let refused = school.run_as(&own, "class.advance", json!({ "to": "cancelled" })).unwrap_err();
    assert_eq!(refused.code, ErrorCode::Forbidden);
    let saved =
        school.run_as(&own, "class.save", json!({ "name": "班", "startsOn": "2027-03-01", "endsOn": "2027-03-02" }));
    assert_eq!(saved.unwrap_err().code, ErrorCode::Forbidden);
}

#[test]
fn two_classes_with_the_same_content_but_for_one_mark_have_different_digests() {
    let digest = |state: &str| {
        let mut school = School::of(2);
        school.mark(0, 0, state);
        school.close()["digest"].as_str().unwrap().to_owned()
    };
    assert_ne!(digest("present"), digest("late"));
}

#[test]
fn an_action_behind_a_closed_class_is_not_taken_back_but_the_closing_is() {
    let mut school = School::of(3);
    school.all_present();
    school.mark(0, 1, "late");
    school.waive_papers();
    school.run("class.advance", json!({ "to": "taught" }));
    school.run("class.close", json!({}));
    let operations = school.desk.admin("audit.operations", json!({ "limit": 100 }))["operations"].clone();
    let last = |command: &str| {
        let mut all = operations.as_array().unwrap().iter();
        all.find(|operation| operation["command"] == command).unwrap()["id"].clone()
    };
    let roll = json!({ "operationId": last("attendance.mark") });
    assert_eq!(school.desk.admin_err("audit.undo", roll).code, ErrorCode::Locked);
    school.desk.admin("audit.undo", json!({ "operationId": last("class.close") }));
    assert_eq!(school.run("class.get", json!({}))["state"], "taught", "the class is open again");
    assert!(school.hours(1)["lines"].as_array().unwrap().is_empty(), "and its credit is taken back");
}

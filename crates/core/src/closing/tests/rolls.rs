use lunxun_base::ErrorCode;
use serde_json::{Value as Json, json};

use super::School;

#[test]
fn sixty_marks_go_in_one_call_and_a_replay_changes_nothing() {
    let mut school = School::of(60);
    let marks: Vec<Json> = school
        .people
        .iter()
        .enumerate()
        .map(|(place, person)| {
            let state = if place == 7 { "late" } else { "present" };
            json!({ "enrollmentId": person, "state": state, "note": "" })
        })
        .collect();
    let request = json!({ "lessonId": school.lessons[0], "marks": marks, "method": "paper" });
    let sheet = school.run("attendance.mark", request.clone());
    assert_eq!(
        sheet["counts"],
        json!({ "due": 60, "present": 59, "late": 1, "earlyLeave": 0, "leave": 0, "absent": 0, "unmarked": 0 })
    );
    let before = school.desk.store.journal_status().unwrap().seq;
    school.desk.clock.advance(60_000);
    let again = school.run("attendance.mark", request);
    assert_eq!(again["counts"], sheet["counts"]);
    assert_eq!(school.desk.store.journal_status().unwrap().seq, before, "nothing new to synchronise");
}

#[test]
fn all_present_follows_the_leaves_and_leaves_marks_alone() {
    let mut school = School::of(4);
    school.run(
        "leave.add",
        json!({ "enrollmentId": school.people[1], "kind": "sick", "fromDay": "2027-03-01",
        "fromHalf": "afternoon", "toDay": "2027-03-02", "toHalf": "morning", "reason": "复诊", "approver": "周老师" }),
    );
    school.mark(1, 2, "absent");
    let states = |sheet: &Json| -> Vec<Option<String>> {
        sheet["rows"].as_array().unwrap().iter().map(|row| row["state"].as_str().map(str::to_owned)).collect()
    };
    let morning = school.run("attendance.all_present", json!({ "lessonId": school.lessons[0] }));
    assert!(states(&morning).iter().all(|state| state.as_deref() == Some("present")), "the leave starts at noon");
    let afternoon = school.run("attendance.all_present", json!({ "lessonId": school.lessons[1] }));
    assert_eq!(states(&afternoon)[1].as_deref(), Some("sick_leave"));
    assert_eq!(states(&afternoon)[2].as_deref(), Some("absent"), "what is marked stays");
    assert_eq!(afternoon["rows"][1]["hasLeave"], true);
    assert_eq!(afternoon["counts"]["leave"], 1);
}

#[test]
fn all_present_at_one_venue_marks_nobody_elsewhere() {
    let mut school = School::of(4);
    let here = [school.people[1], school.people[3]];
    let sheet = school.run("attendance.all_present", json!({ "lessonId": school.lessons[0], "enrollmentIds": here }));
    let marked: Vec<bool> = sheet["rows"].as_array().unwrap().iter().map(|row| !row["state"].is_null()).collect();
    assert_eq!(marked, [false, true, false, true]);
    assert_eq!(sheet["counts"]["unmarked"], 2);
}

#[test]
fn who_is_not_marked_stays_unmarked_and_the_withdrawn_are_not_due() {
    let mut school = School::of(3);
    school.run(
        "enrollment.set_state",
        json!({ "enrollmentIds": [school.people[2]], "state": "withdrawn", "note": "住院" }),
    );
    school.mark(0, 0, "present");
    let sheet = school.run("attendance.sheet", json!({ "lessonId": school.lessons[0] }));
    assert_eq!(sheet["rows"].as_array().unwrap().len(), 2);
    assert_eq!(sheet["rows"][1]["state"], Json::Null);
    assert_eq!((sheet["counts"]["due"].as_u64(), sheet["counts"]["unmarked"].as_u64()), (Some(2), Some(1)));
    let marks = json!([{ "enrollmentId": school.people[2], "state": "present", "note": "" }]);
    let error = school.refused("attendance.mark", json!({ "lessonId": school.lessons[0], "marks": marks }));
    assert_eq!(error.code, ErrorCode::NotFound);
}

#[test]
fn the_first_roll_opens_the_class_and_checks_people_in() {
    let mut school = School::of(2);
    school.mark(0, 0, "present");
    assert_eq!(school.run("class.get", json!({}))["state"], "running");
    assert_eq!(school.state_of(0), "arrived");
    assert_eq!(school.state_of(1), "notified");
}

#[test]
fn a_lesson_that_was_not_held_is_nobody_s_debt() {
    let mut school = School::of(2);
    let lesson = school.lessons[3];
    let sheet = school.run("attendance.did_not_happen", json!({ "lessonId": lesson, "reason": "暴雨停课" }));
    assert_eq!(sheet["lesson"]["didNotHappenReason"], "暴雨停课");
    assert_eq!(school.refused("attendance.all_present", json!({ "lessonId": lesson })).code, ErrorCode::Invalid);
    let held: Vec<_> = school.lessons.iter().copied().take(3).collect();
    for lesson in held {
        school.run("attendance.all_present", json!({ "lessonId": lesson }));
    }
    let summary = school.run("attendance.summary", json!({}));
    assert_eq!(summary["rows"][0]["dueTenths"], 120);
    assert_eq!(
        (summary["rows"][0]["permille"].as_u64(), summary["attendedPercent"].as_str()),
        (Some(1000), Some("100.00%"))
    );
    school.waive_papers();
    assert_eq!(school.run("class.close", json!({}))["state"], "closed");
    assert_eq!(school.hours(1)["earnedTenths"], 120);
}

#[test]
fn video_and_made_up_lessons_count_and_leaving_early_does_not() {
    let mut school = School::of(2);
    for (lesson, state) in ["video", "make_up", "early_leave", "official_leave"].into_iter().enumerate() {
        school.mark(lesson, 0, state);
    }
    let summary = school.run("attendance.summary", json!({}));
    assert_eq!(
        (summary["rows"][0]["attendedTenths"].as_u64(), summary["rows"][0]["permille"].as_u64()),
        (Some(80), Some(500))
    );
}

#[test]
fn a_draft_has_no_roll_and_another_class_s_lesson_is_not_found() {
    let mut school = School::of(1);
    let foreign = school.lessons[0];
    let (head, deputy) = (lunxun_base::Id::from_bytes([14; 16]), school.head);
    school.draft("四月班", "2027-04-01", "2027-04-02", head, deputy);
    let lesson = school.lessons[0];
    assert_eq!(school.refused("attendance.all_present", json!({ "lessonId": lesson })).code, ErrorCode::Invalid);
    assert_eq!(school.refused("attendance.sheet", json!({ "lessonId": foreign })).code, ErrorCode::NotFound);
}

#[test]
fn the_trail_of_a_roll_reads_in_words_and_names_the_trainee() {
    let mut school = School::of(2);
    school.mark(0, 1, "sick_leave");
    let name = school.run("enrollment.list", json!({}))["rows"][1]["name"].as_str().unwrap().to_owned();
    let trail = school.run("audit.list", json!({ "limit": 50 }));
    let entries = trail["entries"].as_array().unwrap();
    let mark = entries.iter().find(|entry| entry["kind"] == "attendance_mark").unwrap();
    let title = mark["title"].as_str().unwrap();
    assert!(title.starts_with(&format!("{name} 2027-03-01 上午")), "{title}");
    let shown: Vec<_> =
        mark["changes"].as_array().unwrap().iter().map(|change| (&change["label"], &change["after"])).collect();
    assert!(shown.contains(&(&json!("考勤"), &json!("病假"))), "{shown:?}");
    assert!(shown.contains(&(&json!("学员"), &json!(name))), "{shown:?}");
    assert!(shown.contains(&(&json!("班次"), &json!("2027年第一期党员轮训班"))), "{shown:?}");
    let raw = shown.iter().filter(|(_, after)| after.as_str().is_some_and(|text| text.starts_with("x'")));
    assert_eq!(raw.count(), 0, "no bytes before a person: {shown:?}");
}

use lunxun_base::{ErrorCode, Id};
use serde_json::{Value, json};

use crate::conduct::fixture::{Class, day};

fn member(person: u8) -> Id {
    Id::from_bytes([101 + person; 16])
}

fn get(class: &mut Class, person: u8) -> Value {
    class.desk.admin("dossier.get", json!({ "memberId": member(person).to_string() }))
}

#[test]
fn a_dossier_joins_roll_conduct_marks_and_appraisal_of_a_class() {
    let mut class = Class::of(1);
    for (lesson, state) in ["present", "late", "sick_leave", "absent"].iter().enumerate() {
        class.roll(0, lesson, state);
    }
    let who = class.who(0);
    class.run("conduct.add", json!({ "enrollmentId": who, "day": "2027-03-01", "kind": "speech", "score": 4 }));
    class.run("exam.set_marks", json!({ "marks": [{ "enrollmentId": who, "examMark": 50, "retakeMark": 70 }] }));
    class.run("appraisal.draft", json!({}));
    let dossier = get(&mut class, 0);
    let section = &dossier["classes"][0];
    assert_eq!((&section["className"], &section["startsOn"]), (&json!("2027年第一期党员轮训班"), &json!("2027-03-01")));
    let roll = &section["attendance"];
    let counts = ["due", "attended", "late", "leave", "absent", "permille"].map(|key| roll[key].as_i64().unwrap());
    assert_eq!(counts, [4, 2, 1, 1, 1, 500]);
    assert_eq!((section["conductScore"].as_f64(), &section["conduct"][0]["name"]), (Some(84.0), &json!("学员1")));
    assert_eq!((section["examMark"].as_f64(), section["retakeMark"].as_f64()), (Some(50.0), Some(70.0)));
    let text = section["appraisalText"].as_str().unwrap();
    assert!(text.contains("病假1次") && text.contains("旷课1次") && text.contains("经补考及格"), "{text}");
    assert_eq!((&section["isDraft"], &section["completed"]), (&json!(true), &Value::Null));
}

#[test]
fn every_class_of_a_member_stands_in_the_dossier_newest_first() {
    let mut class = Class::of(1);
    let (old, seat) = (Id::from_bytes([40; 16]), Id::from_bytes([41; 16]));
    class.set(
        "training_class",
        old,
        &[
            ("name", "2026年冬训".into()),
            ("state", "closed".into()),
            ("starts_on", day("2026-12-01").into()),
            ("ends_on", day("2026-12-02").into()),
        ],
    );
    class.set(
        "enrollment",
        seat,
        &[("class_id", old.into()), ("member_id", member(0).into()), ("state", "not_completed".into())],
    );
    let dossier = get(&mut class, 0);
    let names: Vec<&Value> = dossier["classes"].as_array().unwrap().iter().map(|one| &one["className"]).collect();
    assert_eq!(names, [&json!("2027年第一期党员轮训班"), &json!("2026年冬训")]);
    assert_eq!(
        (&dossier["classes"][1]["completed"], &dossier["classes"][0]["completed"]),
        (&json!(false), &Value::Null)
    );
    assert_eq!(dossier["classes"][1]["attendance"]["permille"], Value::Null, "nothing was due, which is not 0%");
}

#[test]
fn who_withdrew_keeps_the_roll_that_there_was() {
    let mut class = Class::of(1);
    class.roll(0, 0, "present");
    class.set("enrollment", class.people[0], &[("state", "withdrawn".into())]);
    let dossier = get(&mut class, 0);
    let section = &dossier["classes"][0];
    assert_eq!((&section["enrollmentStateLabel"], &section["attendance"]["attended"]), (&json!("退训"), &json!(1)));
}

#[test]
fn the_ledger_of_all_years_is_listed_and_summed_by_year() {
    let mut class = Class::of(1);
    let lines = [(60, "2026-12-02", 120), (61, "2027-03-02", 160), (62, "2027-02-05", 10)];
    for (id, on, credit) in lines {
        class.set(
            "hours_line",
            Id::from_bytes([id; 16]),
            &[
                ("member_id", member(0).into()),
                ("day", day(on).into()),
                ("channel", "class".into()),
                ("credit_tenths", Value::as_i64(&json!(credit)).into()),
                ("basis_kind", "entry".into()),
            ],
        );
    }
    let dossier = get(&mut class, 0);
    let days: Vec<&str> = dossier["lines"].as_array().unwrap().iter().map(|one| one["day"].as_str().unwrap()).collect();
    assert_eq!(days, ["2026-12-02", "2027-02-05", "2027-03-02"]);
    let earned: Vec<i64> =
        dossier["years"].as_array().unwrap().iter().map(|one| one["earnedTenths"].as_i64().unwrap()).collect();
    assert_eq!((earned, dossier["hours"]["earnedTenths"].as_i64()), (vec![120, 170], Some(170)));
}

#[test]
fn an_amendment_shows_in_the_dossier_of_its_trainee_alone() {
    let mut class = Class::of(2);
    let people = class.people.clone();
    class.set(
        "amendment",
        Id::from_bytes([70; 16]),
        &[
            ("class_id", class.id.into()),
            ("enrollment_id", people[1].into()),
            ("target", "mark".into()),
            ("field", "examMark".into()),
            ("old_value", "55".into()),
            ("new_value", "65".into()),
            ("reason", "登分有误".into()),
            ("amended_by", "管理员".into()),
        ],
    );
    assert_eq!(get(&mut class, 0)["classes"][0]["amendments"], json!([]));
    let amended = get(&mut class, 1);
    assert_eq!(amended["classes"][0]["amendments"][0]["oldValue"], "55");
}

#[test]
fn a_head_teacher_opens_a_trainee_of_the_own_class_but_no_whole_dossier() {
    let mut class = Class::of(1);
    let own = class.desk.head_teacher(class.head);
    let request = class.request(json!({ "enrollmentId": class.who(0) }));
    assert!(class.desk.run(&own, "dossier.class_member", request.clone()).is_ok());
    let whole = json!({ "memberId": member(0).to_string() });
    assert_eq!(class.desk.run(&own, "dossier.get", whole).unwrap_err().code, ErrorCode::Forbidden);
    let other = class.desk.head_teacher(Id::from_bytes([77; 16]));
    assert_eq!(class.desk.run(&other, "dossier.class_member", request).unwrap_err().code, ErrorCode::NotFound);
    let stranger = class.request(json!({ "enrollmentId": Id::from_bytes([66; 16]).to_string() }));
    assert_eq!(class.desk.run(&own, "dossier.class_member", stranger).unwrap_err().code, ErrorCode::NotFound);
}

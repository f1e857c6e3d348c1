use lunxun_base::{ErrorCode, Id};
use serde_json::{Value, json};

use crate::conduct::fixture::Class;

fn mark(class: &Class, person: usize, fields: Value) -> Value {
    let mut entry = fields;
    entry["enrollmentId"] = json!(class.who(person));
    entry
}

fn set(class: &mut Class, entries: Vec<Value>) -> Value {
    class.run("exam.set_marks", json!({ "marks": entries }))
}

#[test]
fn the_default_scheme_comes_from_the_parameters() {
    let sheet = Class::of(1).run("exam.sheet", json!({}));
    assert_eq!(sheet["weights"], json!({ "attendance": 30, "conduct": 20, "exam": 40, "reflection": 10 }));
    assert_eq!((sheet["fullMark"].as_f64(), sheet["passMark"].as_f64()), (Some(100.0), Some(60.0)));
    assert_eq!(sheet["canChangeScheme"], true);
}

#[test]
fn a_composite_joins_roll_conduct_exam_and_reflection() {
    let mut class = Class::of(1);
    for (lesson, state) in ["present", "late", "video", "absent"].iter().enumerate() {
        class.roll(0, lesson, state);
    }
    let entry = mark(&class, 0, json!({ "examMark": 88.5, "reflectionMark": 90 }));
    let sheet = set(&mut class, vec![entry]);
    let row = &sheet["rows"][0];
    assert_eq!(row["attendanceMark"], 75.0, "late and video count, absence does not");
    assert_eq!(row["formula"], "考勤75×30%＋表现80×20%＋考试88.5×40%＋心得90×10%＝82.9");
    assert_eq!((&row["compositeTenths"], &row["grade"]), (&json!(829), &json!("good")));
}

#[test]
fn a_lesson_that_was_not_held_is_not_due() {
    let mut class = Class::of(1);
    class.roll(0, 0, "present");
    for lesson in class.lessons.clone().into_iter().skip(1) {
        class.set("lesson", lesson, &[("not_held_reason", "暴雨停课".into())]);
    }
    assert_eq!(class.run("exam.sheet", json!({}))["rows"][0]["attendanceMark"], 100.0);
}

#[test]
fn where_no_reflection_was_marked_the_part_is_not_asked_and_where_one_was_the_others_are_waited_for() {
    let mut class = Class::of(2);
    class.present(0);
    class.present(1);
    let entries = vec![mark(&class, 0, json!({ "examMark": 80 })), mark(&class, 1, json!({ "examMark": 80 }))];
    let sheet = set(&mut class, entries);
    assert_eq!(sheet["rows"][1]["formula"], "（考勤100×30%＋表现80×20%＋考试80×40%）÷90%＝86.7");
    let entry = mark(&class, 0, json!({ "examMark": 80, "reflectionMark": 95 }));
    let sheet = set(&mut class, vec![entry]);
    assert_eq!(sheet["rows"][1]["compositeTenths"], Value::Null);
    assert_eq!(sheet["rows"][1]["formula"], "待录入：心得");
}

#[test]
fn absent_stays_in_the_number_due_and_exempt_leaves_it() {
    let mut class = Class::of(4);
    let entries = vec![
        mark(&class, 0, json!({ "examMark": 75 })),
        mark(&class, 1, json!({ "examMark": 40, "retakeMark": 90 })),
        mark(&class, 2, json!({ "examAbsent": true })),
        mark(&class, 3, json!({ "exemptReason": "视力障碍" })),
    ];
    let sheet = set(&mut class, entries);
    assert_eq!((&sheet["examDue"], &sheet["examPassed"], &sheet["examPassedFirst"]), (&json!(3), &json!(2), &json!(1)));
    assert!(sheet["rows"][1]["formula"].as_str().unwrap().contains("考试60×40%"), "a retake counts as a pass, no more");
}

#[test]
fn a_mark_over_the_full_mark_is_refused_by_name_and_nothing_of_the_sheet_is_kept() {
    let mut class = Class::of(2);
    let entries = vec![mark(&class, 0, json!({ "examMark": 75 })), mark(&class, 1, json!({ "examMark": 105 }))];
    let error = class.refused("exam.set_marks", json!({ "marks": entries }));
    assert_eq!(error.message, "2号 学员2：考试成绩105超过满分100，请改正。");
    assert_eq!(class.run("exam.sheet", json!({}))["rows"][0]["examMark"], Value::Null);
    let entries = vec![mark(&class, 0, json!({ "examMark": -1 }))];
    assert_eq!(class.refused("exam.set_marks", json!({ "marks": entries })).field.as_deref(), Some("examMark"));
}

#[test]
fn saving_the_same_sheet_again_changes_nothing() {
    let mut class = Class::of(1);
    let entry = mark(&class, 0, json!({ "examMark": 75 }));
    set(&mut class, vec![entry.clone()]);
    let before = class.desk.store.journal_status().unwrap().seq;
    set(&mut class, vec![entry]);
    assert_eq!(class.desk.store.journal_status().unwrap().seq, before);
}

#[test]
fn the_scheme_changes_only_before_the_first_mark() {
    let mut class = Class::of(1);
    let weights = json!({ "attendance": 40, "conduct": 20, "exam": 40, "reflection": 0 });
    let scheme = |full: f64| json!({ "mode": "oral", "fullMark": full, "passMark": 30, "weights": weights });
    let sheet = class.run("exam.set_scheme", scheme(50.0));
    assert_eq!((&sheet["examMode"], sheet["fullMark"].as_f64()), (&json!("oral"), Some(50.0)));
    let entry = mark(&class, 0, json!({ "examMark": 40 }));
    set(&mut class, vec![entry]);
    assert_eq!(class.refused("exam.set_scheme", scheme(60.0)).code, ErrorCode::Conflict);
    let uneven = json!({ "attendance": 50, "conduct": 20, "exam": 40, "reflection": 0 });
    let wrong = json!({ "mode": "oral", "fullMark": 50, "passMark": 30, "weights": uneven });
    assert_eq!(class.refused("exam.set_scheme", wrong).field.as_deref(), Some("weights"));
}

#[test]
fn a_closed_class_is_locked_and_only_an_amendment_changes_a_mark() {
    let mut class = Class::of(1);
    let entry = mark(&class, 0, json!({ "examMark": 55 }));
    set(&mut class, vec![entry.clone()]);
    class.state("closed");
    assert_eq!(class.refused("exam.set_marks", json!({ "marks": [entry] })).code, ErrorCode::Locked);
    let (id, one, who) = (class.id, class.people[0], class.desk.admin.who());
    let mut amend = |field: &str, value: Option<&str>| {
        class.desk.store.write("test", &who, |tx| super::amend(tx, id, one, field, value, "管理员"))
    };
    assert_eq!(amend("examMark", Some("65.5")).unwrap().as_deref(), Some("55"));
    assert_eq!(amend("examMark", Some("650")).unwrap_err().code, ErrorCode::Invalid);
    let sheet = class.run("exam.sheet", json!({}));
    assert_eq!((sheet["rows"][0]["examMark"].as_f64(), &sheet["isLocked"]), (Some(65.5), &json!(true)));
}

#[test]
fn the_gate_names_whoever_came_and_has_no_mark() {
    let mut class = Class::of(3);
    let invited = class.people[2];
    class.set("enrollment", invited, &[("state", "notified".into())]);
    let entry = mark(&class, 0, json!({ "examAbsent": true }));
    set(&mut class, vec![entry]);
    let record = crate::training_class::find(class.desk.store.conn(), class.id).unwrap();
    let state = super::gate(class.desk.store.conn(), &record).unwrap();
    assert_eq!(state.missing, ["学员2"], "absent is settled, and who never came owes nothing");
}

#[test]
fn two_devices_entering_the_same_paper_meet_in_one_row() {
    let (class, one) = (Id::from_bytes([9; 16]), Id::from_bytes([1; 16]));
    assert_eq!(super::store::mark_id(class, one), super::store::mark_id(class, one));
}

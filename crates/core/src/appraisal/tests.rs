use lunxun_base::ErrorCode;
use serde_json::{Value, json};

use crate::conduct::fixture::Class;

/// A class where everybody attended everything and has these exam marks.
fn class_with(marks: &[i64]) -> Class {
    let mut class = Class::of(u8::try_from(marks.len()).unwrap());
    for person in 0..marks.len() {
        class.present(person);
    }
    set_marks(&mut class, marks);
    class
}

fn set_marks(class: &mut Class, marks: &[i64]) {
    let entries: Vec<Value> = marks
        .iter()
        .enumerate()
        .map(|(person, mark)| json!({ "enrollmentId": class.who(person), "examMark": mark }))
        .collect();
    class.run("exam.set_marks", json!({ "marks": entries }));
}

fn save(class: &Class, person: usize, grade: &str, text: &str) -> Value {
    json!({ "enrollmentId": class.who(person), "grade": grade, "text": text, "archiveTarget": "member_file" })
}

#[test]
fn a_draft_states_the_facts_and_fills_in_the_grade() {
    let mut class = class_with(&[88]);
    let list = class.run("appraisal.draft", json!({}));
    let row = &list["rows"][0];
    let text = row["text"].as_str().unwrap();
    assert!(text.contains("应到4次，实到4次，全勤") && text.contains("结业考试成绩88分"), "{text}");
    assert_eq!(
        (&row["grade"], &row["isDraft"], &row["archiveTarget"]),
        (&json!("good"), &json!(true), &json!("member_file"))
    );
    assert!(row["facts"].as_array().unwrap().contains(&json!("考试：88分，合格")), "{}", row["facts"]);
}

#[test]
fn the_same_facts_give_the_same_draft_and_a_class_does_not_read_like_one_copy() {
    let mut class = class_with(&[85; 12]);
    let texts = |list: &Value| -> Vec<String> {
        list["rows"].as_array().unwrap().iter().map(|row| row["text"].as_str().unwrap().to_owned()).collect()
    };
    let first = texts(&class.run("appraisal.draft", json!({})));
    assert_eq!(first, texts(&class.run("appraisal.draft", json!({}))));
    let distinct: std::collections::BTreeSet<&String> = first.iter().collect();
    assert!(distinct.len() > 4, "only {} of 12 texts differ", distinct.len());
}

#[test]
fn an_edited_text_is_never_overwritten_by_a_draft() {
    let mut class = class_with(&[85, 85]);
    class.run("appraisal.draft", json!({}));
    let edited = save(&class, 0, "good", "该同志在小组讨论中帮助年长学员理解条文。");
    class.run("appraisal.save", edited);
    let ids = [class.who(0), class.who(1)];
    let list = class.run("appraisal.draft", json!({ "enrollmentIds": ids }));
    assert_eq!(list["rows"][0]["text"], "该同志在小组讨论中帮助年长学员理解条文。");
    assert_eq!((&list["rows"][0]["isDraft"], &list["rows"][1]["isDraft"]), (&json!(false), &json!(true)));
}

#[test]
fn a_draft_that_the_record_has_overtaken_is_stale_until_it_is_drafted_anew() {
    let mut class = class_with(&[85]);
    class.run("appraisal.draft", json!({}));
    class.roll(0, 3, "absent");
    let list = class.run("appraisal.list", json!({}));
    assert_eq!(list["rows"][0]["isStale"], true, "it still says 全勤");
    let record = crate::training_class::find(class.desk.store.conn(), class.id).unwrap();
    assert_eq!(super::gate(class.desk.store.conn(), &record).unwrap().missing, ["学员1"]);
    let list = class.run("appraisal.draft", json!({}));
    assert_eq!(list["rows"][0]["isStale"], false);
    assert!(list["rows"][0]["text"].as_str().unwrap().contains("旷课1次"));
    assert!(super::gate(class.desk.store.conn(), &record).unwrap().missing.is_empty());
}

#[test]
fn one_more_excellent_than_the_cap_is_refused() {
    let mut class = class_with(&[100; 14]);
    let list = class.run("appraisal.draft", json!({}));
    assert_eq!((&list["excellentCap"], &list["excellentCount"]), (&json!(2), &json!(2)), "15% of 14, rounded down");
    let one_more = save(&class, 13, "excellent", "该同志学习认真。");
    let error = class.refused("appraisal.save", one_more);
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::Invalid, Some("grade")));
    assert!(error.message.contains("本班14人，按15%的比例最多评2人优秀，已评2人"), "{}", error.message);
    for person in [0, 13] {
        let grade = if person == 0 { "good" } else { "excellent" };
        let request = save(&class, person, grade, "该同志学习认真。");
        class.run("appraisal.save", request);
    }
}

#[test]
fn the_best_composites_take_the_places_under_the_cap() {
    let mut class = class_with(&[91, 99, 92, 90, 95, 97, 98]);
    let list = class.run("appraisal.draft", json!({}));
    let grades: Vec<&str> = list["rows"].as_array().unwrap().iter().map(|row| row["grade"].as_str().unwrap()).collect();
    assert_eq!(grades.iter().filter(|grade| **grade == "excellent").count(), 1, "one from seven trainees on");
    assert_eq!(grades[1], "excellent");
}

#[test]
fn the_cap_is_a_share_rounded_down_but_one_from_seven_on() {
    let cases = [(0, 0), (6, 0), (7, 1), (13, 1), (14, 2), (104, 15)];
    for (trainees, cap) in cases {
        assert_eq!(super::excellent_cap(trainees, 150), cap, "{trainees} trainees");
    }
}

#[test]
fn a_failed_composite_cannot_be_excellent_or_good() {
    let mut class = class_with(&[10]);
    for lesson in 0..4 {
        class.roll(0, lesson, "absent");
    }
    let request = save(&class, 0, "good", "该同志学习认真。");
    assert_eq!(class.refused("appraisal.save", request).field.as_deref(), Some("grade"));
}

#[test]
fn a_first_secretarys_form_goes_to_the_cadre_file() {
    let mut class = Class::of(2);
    class.set("member", lunxun_base::Id::from_bytes([101; 16]), &[("duties", "first_secretary".into())]);
    class.set("member", lunxun_base::Id::from_bytes([102; 16]), &[("duties", "branch_secretary".into())]);
    let list = class.run("appraisal.list", json!({}));
    let target = |row: usize| list["rows"][row]["archiveTarget"].as_str().unwrap().to_owned();
    assert_eq!((target(0).as_str(), target(1).as_str()), ("cadre_file", "member_file"));
}

#[test]
fn a_closed_class_is_locked_and_an_amendment_answers_the_old_grade() {
    let mut class = class_with(&[85]);
    class.run("appraisal.draft", json!({}));
    class.state("closed");
    assert_eq!(class.refused("appraisal.draft", json!({})).code, ErrorCode::Locked);
    let request = save(&class, 0, "pass", "该同志学习认真。");
    assert_eq!(class.refused("appraisal.save", request).code, ErrorCode::Locked);
    let (id, one, who) = (class.id, class.people[0], class.desk.admin.who());
    let mut amend = |field: &str, value: &str| {
        class.desk.store.write("test", &who, |tx| super::amend(tx, id, one, field, Some(value), "管理员"))
    };
    assert_eq!(amend("grade", "合格").unwrap().as_deref(), Some("良好"));
    assert_eq!(amend("grade", "优良").unwrap_err().code, ErrorCode::Invalid);
    assert_eq!(amend("schoolOpinion", "同意").unwrap().as_deref(), Some(""));
    let list = class.run("appraisal.list", json!({}));
    assert_eq!((&list["rows"][0]["grade"], &list["rows"][0]["schoolOpinion"]), (&json!("pass"), &json!("同意")));
}

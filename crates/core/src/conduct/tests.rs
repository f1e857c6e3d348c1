use lunxun_base::{ErrorCode, Id};
use serde_json::json;

use super::fixture::Class;

fn add(class: &mut Class, person: usize, kind: &str, score: i64) -> serde_json::Value {
    let who = class.who(person);
    let note = "课间帮助年长学员";
    class.run(
        "conduct.add",
        json!({
            "enrollmentId": who, "day": "2027-03-01", "kind": kind, "score": score, "note": note,
        }),
    )
}

#[test]
fn points_are_added_to_the_base_of_eighty_and_stay_between_0_and_100() {
    let mut class = Class::of(2);
    let list = add(&mut class, 0, "good_deed", 5);
    assert_eq!((list["marks"][0]["mark"].as_f64(), list["marks"][1]["mark"].as_f64()), (Some(85.0), Some(80.0)));
    assert_eq!((&list["rows"][0]["name"], &list["rows"][0]["by"]), (&json!("学员1"), &json!("管理员")));
    add(&mut class, 0, "speech", 20);
    assert_eq!(add(&mut class, 0, "speech", 20)["marks"][0]["mark"], 100.0);
}

#[test]
fn a_violation_cannot_add_points_and_must_say_what_happened() {
    let mut class = Class::of(1);
    let who = class.who(0);
    let line = |score: i64, note: &str| json!({ "enrollmentId": who, "day": "2027-03-01", "kind": "violation", "score": score, "note": note });
    assert_eq!(class.refused("conduct.add", line(2, "课堂喧哗")).field.as_deref(), Some("score"));
    assert_eq!(class.refused("conduct.add", line(-2, " ")).field.as_deref(), Some("note"));
    assert_eq!(class.refused("conduct.add", line(-21, "课堂喧哗")).field.as_deref(), Some("score"));
}

#[test]
fn a_day_outside_the_class_is_refused() {
    let mut class = Class::of(1);
    let who = class.who(0);
    let line = json!({ "enrollmentId": who, "day": "2027-03-03", "kind": "speech", "score": 1 });
    assert_eq!(class.refused("conduct.add", line).field.as_deref(), Some("day"));
}

#[test]
fn a_deleted_line_no_longer_counts() {
    let mut class = Class::of(1);
    let id = add(&mut class, 0, "good_deed", 5)["rows"][0]["id"].clone();
    let list = class.run("conduct.delete", json!({ "id": id }));
    assert_eq!((list["rows"].as_array().unwrap().len(), list["marks"][0]["mark"].as_f64()), (0, Some(80.0)));
}

#[test]
fn a_closed_class_takes_no_lines_but_an_amendment_does() {
    let mut class = Class::of(1);
    let id = add(&mut class, 0, "good_deed", 5)["rows"][0]["id"].clone();
    class.state("closed");
    let who = class.who(0);
    let line = json!({ "enrollmentId": who, "day": "2027-03-01", "kind": "speech", "score": 1 });
    assert_eq!(class.refused("conduct.add", line).code, ErrorCode::Locked);
    assert_eq!(class.refused("conduct.delete", json!({ "id": id })).code, ErrorCode::Locked);

    let (people, who) = (class.people.clone(), class.desk.admin.who());
    let old = class
        .desk
        .store
        .write("test", &who, |tx| super::amend(tx, class.id, people[0], "mark", Some("40"), "管理员"))
        .unwrap();
    assert_eq!(old.as_deref(), Some("85"));
    assert_eq!(class.run("conduct.list", json!({}))["marks"][0]["mark"], 40.0);
}

#[test]
fn a_head_teacher_sees_only_their_own_class_and_another_classs_trainee_is_unknown() {
    let mut class = Class::of(1);
    let own = class.desk.head_teacher(class.head);
    let other = class.desk.head_teacher(Id::from_bytes([77; 16]));
    let request = class.request(json!({}));
    assert!(class.desk.run(&own, "conduct.list", request.clone()).is_ok());
    assert_eq!(class.desk.run(&other, "conduct.list", request).unwrap_err().code, ErrorCode::NotFound);
    let stranger = json!({
        "enrollmentId": Id::from_bytes([66; 16]).to_string(), "day": "2027-03-01", "kind": "speech", "score": 1,
    });
    assert_eq!(class.refused("conduct.add", stranger).code, ErrorCode::NotFound);
}

#[test]
fn every_kind_names_columns_that_its_table_has() {
    let class = Class::of(1);
    for kind in class.desk.store.kinds() {
        let sql = format!("SELECT id, {} FROM {}", kind.columns.join(", "), kind.table);
        class.desk.store.conn().prepare(&sql).unwrap_or_else(|error| panic!("{}: {error}", kind.table));
    }
}

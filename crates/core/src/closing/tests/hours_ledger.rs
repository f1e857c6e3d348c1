use lunxun_base::{ErrorCode, Id};
use serde_json::json;

use super::School;

#[test]
fn overlapping_lessons_credit_once() {
    let mut school = School::of(1);
    let (class, extra) = (school.class, Id::from_bytes([77; 16]));
    // Two PCs offline may each put a lesson into the same morning; the timetable itself refuses it.
    school.put(
        "lesson",
        extra,
        &[
            ("class_id", class.into()),
            ("day", "2027-03-01".into()),
            ("half", "morning".into()),
            ("course_title", "重排的课".into()),
            ("credit_tenths", 40.into()),
        ],
    );
    school.lessons.push(extra);
    school.close();
    assert_eq!(school.hours(0)["earnedTenths"], 160, "five lessons in four half-days");
}

#[test]
fn a_class_credits_once_and_its_line_shows_the_arithmetic() {
    let mut school = School::of(2);
    school.close();
    let hours = school.hours(1);
    assert_eq!(hours["lines"].as_array().unwrap().len(), 1);
    assert_eq!(hours["lines"][0]["basisLabel"], "“2027年第一期党员轮训班”3月1日至2日：到课 4 个半天 = 16 学时");
    assert_eq!(hours["targetBasis"], "党员全年目标 32 学时；已得 16 = 16 学时；还差 32−16 = 16 学时");
    let member = school.members[1];
    let class = school.class;
    let twice = school.desk.store.write("test", &school.desk.admin.who(), |tx| {
        crate::hours::credit(
            tx,
            &crate::hours::Credit {
                member,
                day: "2027-03-02".parse().unwrap(),
                credit: lunxun_base::CreditTenths(10),
                basis_kind: "class",
                basis: class,
                label: "再记一次",
            },
        )
    });
    assert_eq!(twice.unwrap_err().code, ErrorCode::Conflict);
}

#[test]
fn a_secretary_owes_more_than_a_member() {
    let mut school = School::of(2);
    assert_eq!(
        (school.hours(0)["targetTenths"].as_i64(), school.hours(1)["targetTenths"].as_i64()),
        (Some(560), Some(320))
    );
}

#[test]
fn an_entry_is_taken_back_by_a_second_line_and_may_then_be_made_again() {
    let mut school = School::of(2);
    let member = school.members[1];
    let entry = json!({ "memberId": member, "day": "2027-02-05", "channel": "theme_day", "creditTenths": 10 });
    let first = school.desk.admin("hours.add", entry.clone());
    assert_eq!(school.desk.admin_err("hours.add", entry.clone()).code, ErrorCode::Conflict);
    let line = first["lines"][0]["id"].clone();
    let back = school.desk.admin("hours.reverse", json!({ "lineId": line, "reason": "记错了人" }));
    assert_eq!(back["earnedTenths"], 0);
    assert_eq!(back["lines"].as_array().unwrap().len(), 2, "nothing is erased");
    assert_eq!(
        school.desk.admin_err("hours.reverse", json!({ "lineId": line, "reason": "再来" })).code,
        ErrorCode::Invalid
    );
    assert_eq!(school.desk.admin("hours.add", entry)["earnedTenths"], 10);
}

#[test]
fn a_day_credits_no_more_than_its_cap_across_channels() {
    let mut school = School::of(2);
    school.close();
    let member = school.members[1];
    school.desk.clock.advance(5 * 86_400_000);
    let entry = json!({ "memberId": member, "day": "2027-03-01", "channel": "theme_day", "creditTenths": 10 });
    let error = school.desk.admin_err("hours.add", entry);
    assert_eq!(error.field.as_deref(), Some("creditTenths"), "the class filled that day: {}", error.message);
}

#[test]
fn training_by_a_higher_level_needs_its_proof() {
    let mut school = School::of(1);
    let member = school.members[0];
    let entry = json!({ "memberId": member, "day": "2027-02-10", "channel": "superior", "creditTenths": 240 });
    assert_eq!(school.desk.admin_err("hours.add", entry.clone()).field.as_deref(), Some("proof"));
    let mut proved = entry;
    proved["proof"] = json!("县委组织部〔2027〕3号");
    assert_eq!(school.desk.admin("hours.add", proved)["gapTenths"], 320);
}

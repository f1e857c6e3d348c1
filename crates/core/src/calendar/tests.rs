use serde_json::{Value, json};

use crate::testing::Desk;

fn day<'a>(year: &'a Value, wanted: &str) -> &'a Value {
    year["days"].as_array().unwrap().iter().find(|day| day["day"] == wanted).unwrap()
}

#[test]
fn a_published_year_shows_days_off_and_makeup_workdays() {
    let mut desk = Desk::new();
    let year = desk.admin("calendar.days", json!({ "year": 2026 }));
    assert_eq!((year["isPublished"].clone(), year["days"].as_array().unwrap().len()), (json!(true), 365));
    assert_eq!(day(&year, "2026-02-17")["mark"], "off");
    assert_eq!(day(&year, "2026-02-17")["lunarFull"], "正月初一");
    assert_eq!(day(&year, "2026-02-14")["mark"], "work", "a Saturday worked for the Spring Festival");
    assert_eq!(day(&year, "2026-04-05")["term"], "清明");
    assert!(day(&year, "2026-03-04")["mark"].is_null());
    assert_eq!(day(&year, "2026-03-05")["isThemeDay"], true);
}

#[test]
fn an_unpublished_year_says_so_and_marks_nothing() {
    let mut desk = Desk::new();
    let year = desk.admin("calendar.days", json!({ "year": 2028 }));
    assert_eq!((year["isPublished"].clone(), year["days"].as_array().unwrap().len()), (json!(false), 366));
    assert!(year["days"].as_array().unwrap().iter().all(|day| day["mark"].is_null()));
}

#[test]
fn filling_takes_the_notice_where_it_is_out_and_a_guess_that_says_so_where_not() {
    let mut desk = Desk::new();
    let row = |desk: &mut Desk, year: i32, name: &str| {
        let list = desk.admin("calendar.fill_defaults", json!({ "year": year }));
        list["blackouts"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap().clone()
    };
    let announced = row(&mut desk, 2026, "劳动节");
    assert_eq!(
        (announced["startsOn"].as_str(), announced["endsOn"].as_str()),
        (Some("2026-05-01"), Some("2026-05-05"))
    );
    assert!(announced["source"].as_str().unwrap().contains("2026年"), "{announced}");
    let guessed = row(&mut desk, 2040, "清明");
    assert!(guessed["source"].as_str().unwrap().contains("尚未公布"), "{guessed}");
    assert_eq!(guessed["startsOn"], "2040-04-03", "around the solar term");
}

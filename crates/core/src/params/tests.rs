use serde_json::json;

use crate::testing::Desk;

#[test]
fn a_figure_uses_the_value_in_force_on_its_own_day() {
    let mut desk = Desk::new();
    let request =
        json!({ "key": "hours.member", "value": "40", "effectiveFrom": "2027-07-01", "source": "县委组织部通知" });
    desk.admin("params.set", request);
    let on = |desk: &mut Desk, day: &str| {
        let list = desk.admin("params.list", json!({ "on": day }));
        list["params"].as_array().unwrap().iter().find(|p| p["key"] == "hours.member").unwrap()["value"].clone()
    };
    assert_eq!(on(&mut desk, "2027-06-30"), "32", "the earlier half of the year keeps the shipped value");
    assert_eq!(on(&mut desk, "2027-07-01"), "40");
}

#[test]
fn a_parameter_without_a_source_or_out_of_range_is_refused() {
    let mut desk = Desk::new();
    let set = |value: &str, source: &str| json!({ "key": "class.capacity_percent", "value": value, "effectiveFrom": "2027-01-01", "source": source });
    assert_eq!(desk.admin_err("params.set", set("85", " ")).field.as_deref(), Some("source"));
    assert_eq!(desk.admin_err("params.set", set("101", "通知")).field.as_deref(), Some("value"));
    assert_eq!(desk.admin_err("params.set", set("八成", "通知")).field.as_deref(), Some("value"));
}

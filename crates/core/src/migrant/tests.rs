use serde_json::{Value, json};

use crate::testing::Desk;

fn away(member: lunxun_base::Id, out_on: &str) -> Value {
    json!({ "memberId": member, "outOn": out_on, "reason": "work", "destination": "广东省深圳市", "employer": "某电子厂",
            "windows": [{ "from": "2027-09-20", "to": "2027-10-08" }, { "from": "2027-01-20", "to": "2027-02-25" }] })
}

#[test]
fn the_register_is_sorted_by_how_long_nobody_has_spoken_and_an_unanswered_message_does_not_count() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    let people: Vec<_> = ["甲一", "甲二", "甲三", "甲四"].into_iter().map(|name| desk.member(name, branch)).collect();
    for (at, out) in ["2026-02-01", "2026-11-20", "2027-01-20"].into_iter().enumerate() {
        desk.admin("migrant.save", away(people[at], out));
    }
    desk.admin("member.set_attend_mode", json!({ "memberIds": [people[3]], "attendMode": "migrant" }));
    let levels = |desk: &mut Desk| -> Vec<String> {
        let list = desk.admin("migrant.list", json!({}));
        let row = |row: &Value| format!("{} {}", row["name"], row["level"]).replace('"', "");
        list["rows"].as_array().unwrap().iter().map(row).collect()
    };
    assert_eq!(levels(&mut desk), ["甲一 red", "甲四 unknown", "甲二 orange", "甲三 yellow"]);
    let id = desk.admin("migrant.list", json!({ "query": "甲一" }))["rows"][0]["migrantId"].clone();
    let call = |two_way: bool| json!({ "migrantId": id, "on": "2027-02-28", "means": "phone", "isTwoWay": two_way });
    desk.admin("migrant.contact", call(false));
    assert_eq!(levels(&mut desk)[0], "甲一 red", "nobody answered");
    let log = desk.admin("migrant.contact", call(true));
    assert_eq!(log["rows"][0]["by"], "管理员");
    assert_eq!(levels(&mut desk), ["甲四 unknown", "甲二 orange", "甲三 yellow", "甲一 green"]);
    let counts = desk.admin("migrant.list", json!({}))["counts"].clone();
    assert_eq!(counts, json!({ "green": 1, "yellow": 1, "orange": 1, "red": 0, "unknown": 1 }));
}

#[test]
fn a_stay_gives_the_way_of_taking_part_and_coming_home_takes_it_back() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    let who = desk.member("甲一", branch);
    let row = desk.admin("migrant.save", away(who, "2026-02-01"))["rows"][0].clone();
    assert_eq!((&row["regionCode"], &row["windows"][0]["from"]), (&json!("4403"), &json!("2027-01-20")));
    let mode = |desk: &mut Desk| desk.admin("member.get", json!({ "memberId": who }))["attendMode"].clone();
    assert_eq!(mode(&mut desk), "migrant");
    assert!(desk.admin_err("migrant.save", away(who, "2026-03-01")).message.contains("已登记在外"));
    let home = json!({ "migrantId": row["migrantId"], "state": "returned", "on": "2027-02-10" });
    assert_eq!(desk.admin("migrant.set_state", home)["rows"], json!([]));
    assert_eq!(mode(&mut desk), "normal");
    assert_eq!(desk.admin("migrant.list", json!({ "withEnded": true }))["rows"][0]["state"], "returned");
}

#[test]
fn the_contact_person_is_another_member_of_the_same_branch() {
    let mut desk = Desk::with_township();
    let (east, west) = (desk.branch("东村支部"), desk.branch("西村支部"));
    let (who, far) = (desk.member("甲一", east), desk.member("乙一", west));
    for contact in [who, far] {
        let mut request = away(who, "2026-02-01");
        request["contactId"] = json!(contact);
        assert_eq!(desk.admin_err("migrant.save", request).field.as_deref(), Some("contactId"));
    }
}

#[test]
fn the_register_of_an_earlier_day_stays_what_it_was() {
    let mut desk = Desk::with_township();
    let (east, west) = (desk.branch("东村支部"), desk.branch("西村支部"));
    let (who, later) = (desk.member("单雪梅", east), desk.member("甲二", east));
    let row = desk.admin("migrant.save", away(who, "2026-11-20"))["rows"][0].clone();
    desk.admin("migrant.save", away(later, "2027-02-10"));
    let on_day = |desk: &mut Desk, day: &str| {
        let list = desk.admin("migrant.list", json!({ "asOf": day }));
        let rows = list["rows"].as_array().unwrap().clone();
        rows.iter()
            .map(|row| format!("{} {} {}", row["name"], row["branchName"], row["level"]).replace('"', ""))
            .collect::<Vec<_>>()
    };
    let then = ["单雪梅 东村支部 yellow"];
    assert_eq!(on_day(&mut desk, "2027-02-01"), then);
    desk.admin(
        "migrant.contact",
        json!({ "migrantId": row["migrantId"], "on": "2027-02-20", "means": "phone", "isTwoWay": true }),
    );
    desk.admin("migrant.set_state", json!({ "migrantId": row["migrantId"], "state": "returned", "on": "2027-02-22" }));
    let moved = json!({ "memberIds": [who], "kind": "transfer", "effectiveOn": "2027-02-25", "toBranchId": west, "basis": "支委会同意" });
    desk.admin("member.change", moved);
    assert_eq!(on_day(&mut desk, "2027-02-01"), then, "what came later changes nothing of that day");
    assert_eq!(on_day(&mut desk, "2027-02-23"), ["甲二 东村支部 green"]);
    assert_eq!(
        desk.admin("migrant.list", json!({ "asOf": "2027-02-01", "query": "dxm" }))["rows"][0]["name"],
        "单雪梅"
    );
}

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::testing::Desk;

fn read(desk: &mut Desk, sheet: &str) -> Value {
    let preview = desk.admin("import.read", json!({ "fileName": "台账.csv", "contentBase64": BASE64.encode(sheet) }));
    if preview["kind"] == "migrant" {
        return preview;
    }
    desk.admin("import.remap", json!({ "token": preview["token"], "kind": "migrant" }))
}

fn commit(desk: &mut Desk, preview: &Value) -> Value {
    desk.admin("import.commit", json!({ "token": preview["token"], "decisions": [], "createBranches": false }))
}

fn counts(preview: &Value) -> [u64; 5] {
    ["new", "changed", "same", "doubtful", "wrong"].map(|key| preview["counts"][key].as_u64().unwrap())
}

fn stays(desk: &mut Desk) -> Vec<Value> {
    desk.admin("migrant.list", json!({ "withEnded": true }))["rows"].as_array().unwrap().clone()
}

const HEAD: &str = "姓名,党支部,流出时间,原因,去向,单位,电话,联系人,流入党组织,报到,末次联系,预计返乡,状态,备注\n";

fn township() -> Desk {
    let mut desk = Desk::with_township();
    let (east, west) = (desk.branch("东村支部"), desk.branch("西村支部"));
    for name in ["赵一", "钱二", "孙三"] {
        desk.member(name, east);
    }
    for name in ["赵一", "李四"] {
        desk.member(name, west);
    }
    desk
}

#[test]
fn a_ledger_goes_in_once_and_is_taken_back_as_one() {
    let mut desk = township();
    let sheet = format!(
        "{HEAD}钱二,东村支部,2025年3月,,广东打工,某电子厂,13800000002,孙三,深圳某支部,2025-04-01,2027-02-08微信,春节,在外,妻子13800000009\n\
         李四,,2026-05-01,随子女,深圳,,,,,,,2027-09-20 至 2027-10-08,,\n"
    );
    let preview = read(&mut desk, &sheet);
    assert_eq!((&preview["kind"], counts(&preview)), (&json!("migrant"), [2, 0, 0, 0, 0]), "{preview:#}");
    let done = commit(&mut desk, &preview);
    let rows = stays(&mut desk);
    let of = |name: &str| rows.iter().find(|row| row["name"] == name).unwrap().clone();
    let qian = of("钱二");
    assert_eq!(
        (&qian["outOn"], &qian["reason"], &qian["regionCode"]),
        (&json!("2025-03-01"), &json!("work"), &json!("44"))
    );
    assert_eq!((&qian["contactName"], &qian["lastTwoWay"]), (&json!("孙三"), &json!("2027-02-08")));
    let remark = qian["remark"].as_str().unwrap();
    assert_eq!(remark, "妻子13800000009；外出时间原写：2025年3月；预计返乡：春节");
    assert_eq!((&of("李四")["reason"], &of("李四")["regionCode"]), (&json!("family"), &json!("4403")));
    let member = desk.admin("member.get", json!({ "memberId": qian["memberId"] }));
    assert_eq!((&member["attendMode"], &member["phoneMasked"]), (&json!("migrant"), &json!("138****0002")));
    let log = desk.admin("migrant.contacts", json!({ "migrantId": qian["migrantId"] }));
    assert_eq!((&log["rows"][0]["means"], log["rows"].as_array().unwrap().len()), (&json!("wechat"), 1));

    let again = read(&mut desk, &sheet);
    assert_eq!(counts(&again), [0, 0, 2, 0, 0], "{again:#}");
    let moved = read(&mut desk, &sheet.replace("某电子厂", "某服装厂"));
    assert_eq!(counts(&moved), [0, 1, 1, 0, 0], "{moved:#}");
    assert_eq!(moved["rows"][0]["diffs"][0]["old"], "某电子厂");
    desk.admin("audit.undo", json!({ "operationId": done["operationId"] }));
    assert_eq!(stays(&mut desk), Vec::<Value>::new(), "nobody is elsewhere");
    let redone = read(&mut desk, &sheet);
    assert_eq!(counts(&redone), [2, 0, 0, 0, 0], "what was taken back can be imported again");
}

#[test]
fn namesakes_and_days_without_a_year_are_asked_and_not_remembered() {
    let mut desk = township();
    let sheet = "姓名,流出时间,去向,联系人\n赵一,3.5,深圳,\n";
    let preview = read(&mut desk, sheet);
    assert_eq!(counts(&preview), [0, 0, 0, 1, 0], "{preview:#}");
    let choice = preview["questions"][0]["choices"].as_array().unwrap().clone();
    assert_eq!(choice.len(), 3, "two namesakes, or neither");
    let west = choice.iter().find(|one| one["value"].as_str().unwrap().starts_with("西村")).unwrap();
    let answers = json!([{ "id": "value/name/赵一", "value": west["value"] }]);
    let told = desk.admin("import.remap", json!({ "token": preview["token"], "answers": answers }));
    let days = told["questions"].as_array().unwrap().iter().find(|q| q["id"] == "value/outOn/3.5").unwrap();
    let days: Vec<&str> = days["choices"].as_array().unwrap().iter().map(|c| c["value"].as_str().unwrap()).collect();
    assert_eq!(days, ["2026-03-05", "2025-03-05"]);
    let answers = json!([{ "id": "value/outOn/3.5", "value": "2026-03-05" }]);
    let told = desk.admin("import.remap", json!({ "token": preview["token"], "answers": answers }));
    assert_eq!(counts(&told), [1, 0, 0, 0, 0], "{told:#}");
    commit(&mut desk, &told);
    let row = stays(&mut desk)[0].clone();
    assert_eq!((&row["branchName"], &row["outOn"]), (&json!("西村支部"), &json!("2026-03-05")));
    assert_eq!(desk.admin("import.memories", json!({}))["memories"], json!([]), "next year it is another day");
}

#[test]
fn a_second_stay_is_never_opened_and_coming_home_ends_the_first() {
    let mut desk = township();
    let head = "姓名,党支部,流出时间,去向,状态,返回日期\n";
    let first = read(&mut desk, &format!("{head}钱二,东村支部,2025-03-01,深圳,,\n"));
    commit(&mut desk, &first);
    let later = read(&mut desk, &format!("{head}钱二,东村支部,2026-03-01,杭州,,\n"));
    assert_eq!(counts(&later), [0, 1, 0, 0, 0], "the open stay is corrected: {later:#}");
    commit(&mut desk, &later);
    assert_eq!(stays(&mut desk).len(), 1);
    let home = format!("{head}钱二,东村支部,2026-03-01,杭州,已返乡,2027-02-10\n");
    let back = read(&mut desk, &home);
    commit(&mut desk, &back);
    let row = stays(&mut desk)[0].clone();
    assert_eq!((&row["state"], &row["endedOn"]), (&json!("returned"), &json!("2027-02-10")));
    let member = desk.admin("member.get", json!({ "memberId": row["memberId"] }));
    assert_eq!(member["attendMode"], "normal");
    assert_eq!(counts(&read(&mut desk, &home)), [0, 0, 1, 0, 0]);
    let twice = read(&mut desk, &format!("{head}钱二,东村支部,2027-02-20,深圳,,\n钱二,东村支部,2027-02-20,深圳,,\n"));
    assert_eq!(counts(&twice), [1, 0, 0, 0, 1], "{twice:#}");
}

#[test]
fn what_is_wrong_is_handed_back_with_its_reason() {
    let mut desk = township();
    let sheet = format!(
        "{HEAD}周五,东村支部,2025-03-01,,深圳,,,,,,,,,\n钱二,东村支部,,,深圳,,,,,,,,,\n孙三,东村支部,2099-01-01,,深圳,,,,,,,,,\n李四,西村支部,2025-01-01,,,,,李四,,,,,,\n"
    );
    let preview = read(&mut desk, &sheet);
    assert_eq!(counts(&preview), [0, 0, 0, 0, 4], "{preview:#}");
    let said: Vec<&str> = preview["rows"].as_array().unwrap().iter().map(|r| r["summary"].as_str().unwrap()).collect();
    assert!(said[0].contains("名册里没有") && said[1].contains("流出时间") && said[2].contains("晚于今天"), "{said:?}");
    assert!(said[3].contains("流入地"), "{said:?}");
}

fn any_row() -> impl Strategy<Value = Vec<String>> {
    let pick = |words: &'static [&'static str]| proptest::sample::select(words).prop_map(str::to_owned);
    (
        pick(&["2025年3月", "2025-03-04", "2026.5", "20260501", "2024"]),
        pick(&["", "务工", "带孙子", "求学", "其他"]),
        pick(&["深圳", "广东打工", "浙江省杭州市", "=1+1"]),
        pick(&["", "某厂", "@某公司"]),
        pick(&["", "13800000001", "13800000001/0379-6000001"]),
        pick(&["", "孙三", "外村某人"]),
        pick(&["", "否", "已报到", "2026-06-01"]),
        pick(&["", "2027-02-08", "2027年2月", "2027-02-09 微信"]),
        pick(&["", "春节", "2027-09-20 至 2027-10-08", "2027年9月；2028年1月"]),
        pick(&["", "在外", "失联", "已返乡", "已转出"]),
        pick(&["", "妻子电话13800000009", "-困难"]),
    )
        .prop_map(|(out, reason, place, unit, phone, contact, reported, last, home, state, remark)| {
            vec![out, reason, place, unit, phone, contact, String::new(), reported, last, home, state, remark]
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn the_same_ledger_twice_changes_nothing_and_its_export_neither(rows in proptest::collection::vec(any_row(), 1..3)) {
        let mut desk = township();
        let people = ["钱二,东村支部", "李四,西村支部", "赵一,西村支部"];
        let lines: Vec<String> = rows.iter().zip(people).map(|(row, who)| format!("{who},{}", row.join(","))).collect();
        let sheet = format!("{HEAD}{}\n", lines.join("\n"));
        let first = read(&mut desk, &sheet);
        commit(&mut desk, &first);
        let [new, changed, same, doubtful, wrong] = counts(&first);
        prop_assert_eq!((changed, same, doubtful), (0, 0, 0));
        let again = read(&mut desk, &sheet);
        prop_assert_eq!(counts(&again), [0, 0, new, 0, wrong], "{:#}", again);
        let open = stays(&mut desk).iter().filter(|row| row["state"] == "away" || row["state"] == "lost").count();
        prop_assert!(open <= rows.len());
        for format in ["csv", "xlsx"] {
            let file = desk.admin("import.export_migrants", json!({ "format": format }));
            prop_assert_eq!(file["rowCount"].as_u64(), Some(new));
            if new > 0 {
                let request = json!({ "fileName": file["fileName"], "contentBase64": file["contentBase64"] });
                let back = desk.admin("import.read", request);
                prop_assert_eq!(counts(&back), [0, 0, new, 0, 0], "{} {:#}", format, back);
            }
        }
    }
}

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::conduct::fixture::Class;
use crate::testing::Desk;

fn read(desk: &mut Desk, sheet: &str) -> Value {
    desk.admin("import.read", json!({ "fileName": "表.csv", "contentBase64": BASE64.encode(sheet) }))
}

fn commit(desk: &mut Desk, preview: &Value) -> Value {
    desk.admin("import.commit", json!({ "token": preview["token"], "decisions": [], "createBranches": false }))
}

fn counts(preview: &Value) -> [u64; 5] {
    ["new", "changed", "same", "doubtful", "wrong"].map(|key| preview["counts"][key].as_u64().unwrap())
}

fn done(result: &Value) -> [u64; 5] {
    ["added", "changed", "unchanged", "skipped", "wrong"].map(|key| result[key].as_u64().unwrap())
}

/// A sheet goes in, changes nothing the second time, and is taken back as one.
fn goes_in_once(desk: &mut Desk, sheet: &str, kind: &str, rows: u64) -> Value {
    let preview = read(desk, sheet);
    assert_eq!(preview["kind"], kind, "{preview:#}");
    assert_eq!(counts(&preview), [rows, 0, 0, 0, 0], "{preview:#}");
    let result = commit(desk, &preview);
    assert_eq!(done(&result), [rows, 0, 0, 0, 0]);
    let again = read(desk, sheet);
    assert_eq!(counts(&again), [0, 0, rows, 0, 0], "{again:#}");
    assert_eq!(done(&commit(desk, &again)), [0, 0, rows, 0, 0]);
    result
}

#[test]
fn venues_go_in_once_change_and_are_taken_back() {
    let mut desk = Desk::with_township();
    let sheet = "场地名称,类型,座位数,管理员\n镇党校报告厅,报告厅,200座,周某\n柳林村党群服务中心,村会场,40,\n";
    let result = goes_in_once(&mut desk, sheet, "venue", 2);
    let changed = read(&mut desk, &sheet.replace("200座", "180座"));
    assert_eq!(counts(&changed), [0, 1, 1, 0, 0], "{changed:#}");
    assert_eq!(changed["rows"][0]["diffs"][0]["old"], "200");
    desk.admin("audit.undo", json!({ "operationId": result["operationId"] }));
    assert_eq!(desk.admin("venue.list", json!({}))["venues"], json!([]));
}

#[test]
fn teachers_go_in_once_and_an_unknown_word_is_explained_once_for_good() {
    let mut desk = Desk::with_township();
    let sheet = "姓名,师资类别,职称,单位,联系电话,可任班主任\n周老师,专职教师,讲师,镇党校,13800000001,是\n吴能手,土专家,,柳林村,,\n";
    goes_in_once(&mut desk, sheet, "faculty", 2);
    let odd = "姓名,师资类别,职称\n郑某某,客卿,\n";
    let preview = read(&mut desk, odd);
    assert_eq!(counts(&preview), [0, 0, 0, 1, 0]);
    let id = preview["questions"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(id, "value/kind/客卿");
    let answers = json!([{ "id": id, "value": "外请教师" }]);
    let told = desk.admin("import.remap", json!({ "token": preview["token"], "answers": answers }));
    assert_eq!(counts(&told), [1, 0, 0, 0, 0], "{told:#}");
    commit(&mut desk, &told);
    let next = read(&mut desk, "姓名,师资类别,职称\n冯某某,客卿,\n");
    assert_eq!(counts(&next), [1, 0, 0, 0, 0], "{next:#}");
    let remembered = &next["remembered"][0];
    assert_eq!((&remembered["source"], &remembered["meaning"]), (&json!("客卿"), &json!("外请教师")));
    let left = desk.admin("import.forget", json!({ "memoryIds": [remembered["memoryId"]] }));
    assert_eq!(left["memories"], json!([]));
    assert_eq!(counts(&read(&mut desk, "姓名,师资类别,职称\n冯某某,客卿,\n")), [0, 0, 0, 1, 0]);
}

#[test]
fn organizations_find_their_superior_in_the_sheet_itself() {
    let mut desk = Desk::with_township();
    let sheet = "党组织名称,类别,上级党组织\n中共青山镇机关总支部委员会,党总支,\n中共青山镇财政所支部委员会,党支部,机关总支\n\
                 第一党小组,党小组,财政所支部\n";
    goes_in_once(&mut desk, sheet, "org", 3);
    let orgs = desk.admin("org.tree", json!({}))["orgs"].clone();
    let find = |name: &str| orgs.as_array().unwrap().iter().find(|org| org["name"] == name).unwrap().clone();
    assert_eq!(find("第一党小组")["parentId"], find("中共青山镇财政所支部委员会")["id"]);
    let lost = read(&mut desk, "党组织名称,类别,上级党组织\n中共青山镇某支部委员会,党支部,不在的总支\n");
    assert_eq!(counts(&lost)[4], 1);
}

fn names(class: &mut Class) -> Vec<String> {
    let rows = class.run("exam.sheet", json!({}))["rows"].clone();
    rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

fn in_class(class: &mut Class, sheet: &str) -> Value {
    let preview = read(&mut class.desk, sheet);
    assert_eq!(counts(&preview), [0; 5], "nothing before the class is chosen");
    assert!(preview["notes"][0].as_str().unwrap().contains("请先选择"));
    let chosen = preview["classes"][0]["classId"].clone();
    class.desk.admin("import.remap", json!({ "token": preview["token"], "classId": chosen }))
}

#[test]
fn a_score_sheet_is_read_as_it_is_spoken() {
    let mut class = Class::of(4);
    let names: Vec<String> = names(&mut class);
    let sheet = format!(
        "姓名,考试成绩,补考\n{},85分,\n{},八十五,\n{},缺考,\n{},免考（病）,\n不在的人,60,\n",
        names[0], names[1], names[2], names[3]
    );
    let preview = in_class(&mut class, &sheet);
    assert_eq!((&preview["kind"], counts(&preview)), (&json!("marks"), [4, 0, 0, 0, 1]), "{preview:#}");
    assert_eq!(done(&commit(&mut class.desk, &preview)), [4, 0, 0, 0, 1]);
    let rows = class.run("exam.sheet", json!({}))["rows"].clone();
    let of = |at: usize| rows.as_array().unwrap().iter().find(|row| row["name"] == names[at]).unwrap().clone();
    assert_eq!((of(0)["examMark"].as_f64(), of(1)["examMark"].as_f64()), (Some(85.0), Some(85.0)));
    assert_eq!((&of(2)["examAbsent"], &of(3)["exemptReason"]), (&json!(true), &json!("病")));
    let wrong = class.desk.admin("import.wrong_rows", json!({ "token": preview["token"] }));
    assert_eq!(wrong["rowCount"], 1);
    assert_eq!(counts(&in_class(&mut class, &sheet)), [0, 0, 4, 0, 1]);
}

#[test]
fn signs_that_offices_use_in_several_ways_are_asked_once() {
    let mut class = Class::of(2);
    let names: Vec<String> = names(&mut class);
    let lessons = class.run("timetable.list", json!({}))["lessons"].clone();
    let titles: Vec<String> = lessons
        .as_array()
        .unwrap()
        .iter()
        .map(|lesson| {
            let day = lesson["day"].as_str().unwrap();
            let half = if lesson["half"] == "morning" { "上午" } else { "下午" };
            format!("{}月{}日{half}", day[5..7].trim_start_matches('0'), day[8..].trim_start_matches('0'))
        })
        .collect();
    let sheet = format!("姓名,{},{}\n{},√,○\n{},,×\n", titles[0], titles[1], names[0], names[1]);
    let preview = in_class(&mut class, &sheet);
    assert_eq!((&preview["kind"], counts(&preview)), (&json!("roll"), [0, 0, 0, 2, 0]), "{preview:#}");
    let answers = json!([{ "id": "value/mark/○", "value": "事假" }, { "id": "value/mark/空白", "value": "不登记" }]);
    let told = class.desk.admin("import.remap", json!({ "token": preview["token"], "answers": answers }));
    assert_eq!(counts(&told), [2, 0, 0, 0, 0], "{told:#}");
    assert_eq!(done(&commit(&mut class.desk, &told)), [2, 0, 0, 0, 0]);
    let lesson = lessons[1]["id"].clone();
    let roll = class.run("attendance.sheet", json!({ "lessonId": lesson }));
    assert_eq!((&roll["rows"][0]["state"], &roll["rows"][1]["state"]), (&json!("personal_leave"), &json!("absent")));
    let again = in_class(&mut class, &sheet);
    assert_eq!(counts(&again), [0, 0, 1, 1, 0], "an empty cell is asked about with every file");
}

#[test]
fn a_kind_can_be_chosen_against_the_guess() {
    let mut desk = Desk::with_township();
    let preview = read(&mut desk, "姓名,单位,电话\n周老师,镇党校,13800000001\n");
    assert_eq!(preview["kind"], "roster");
    let chosen = desk.admin("import.remap", json!({ "token": preview["token"], "kind": "faculty" }));
    assert_eq!((&chosen["kind"], counts(&chosen)), (&json!("faculty"), [1, 0, 0, 0, 0]), "{chosen:#}");
}

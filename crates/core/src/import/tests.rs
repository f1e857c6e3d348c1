use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use lunxun_base::{ErrorCode, Id};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::fixtures;
use crate::member;
use crate::testing::Desk;
use crate::{Actor, Progress, rpc};

fn read(desk: &mut Desk, bytes: &[u8], name: &str) -> Value {
    desk.admin("import.read", json!({ "fileName": name, "contentBase64": BASE64.encode(bytes) }))
}

fn answer(desk: &mut Desk, preview: &Value, id: &str, value: &str) -> Value {
    desk.admin("import.remap", json!({ "token": preview["token"], "answers": [{ "id": id, "value": value }] }))
}

fn commit(desk: &mut Desk, preview: &Value) -> Value {
    desk.admin("import.commit", json!({ "token": preview["token"], "createBranches": true }))
}

fn counts(preview: &Value) -> [u64; 6] {
    ["new", "changed", "same", "doubtful", "wrong", "missing"].map(|key| preview["counts"][key].as_u64().unwrap())
}

fn done(result: &Value) -> [u64; 5] {
    ["added", "changed", "unchanged", "skipped", "wrong"].map(|key| result[key].as_u64().unwrap())
}

fn row<'a>(preview: &'a Value, name: &str) -> &'a Value {
    preview["rows"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("{name}"))
}

fn names(desk: &mut Desk) -> Vec<String> {
    let people = member::registered(desk.store.conn()).unwrap();
    let mut names: Vec<String> = people.into_iter().map(|person| person.name).collect();
    names.sort();
    names
}

fn person(desk: &Desk, name: &str) -> member::Snapshot {
    member::registered(desk.store.conn()).unwrap().into_iter().find(|person| person.name == name).unwrap()
}

fn save(desk: &mut Desk, name: &str, job: &str) {
    let held = person(desk, name);
    let request = json!({
        "memberId": held.id, "name": name, "category": "full", "branchId": held.branch, "sex": held.sex,
        "birth": held.birth, "admittedOn": held.admitted_on, "fullSince": held.full_since, "job": job,
    });
    desk.admin("member.save", request);
}

/// A clean sheet of three.
fn clean() -> Vec<u8> {
    let rows = [
        ("赵一", fixtures::id_no("19850601", 1), "柳林村党支部", "13800000001", "书记、主任"),
        ("钱二", fixtures::id_no("19700101", 2), "柳林村支部", "13800000002", ""),
        ("孙三", fixtures::id_no("19600101", 3), "石桥村党支部", "13800000003", "妇女主任"),
    ];
    let lines: Vec<String> = rows
        .iter()
        .map(|(name, id_no, branch, phone, duty)| {
            format!("{name},{id_no},{branch},第一党小组,{phone},{duty},汉,大专,2008年7月1日,2009-07-01,河南洛阳")
        })
        .collect();
    let head = "姓名,身份证号,所在党支部,党小组,手机号码,党内职务,民族,学历,入党日期,转正日期,籍贯";
    format!("{head}\n{}\n", lines.join("\n")).into_bytes()
}

#[test]
fn a_clean_roster_goes_in_whole_and_the_same_file_again_changes_nothing() {
    let mut desk = Desk::with_township();
    let preview = read(&mut desk, &clean(), "名册.csv");
    assert_eq!(counts(&preview), [3, 0, 0, 0, 0, 0], "{preview:#}");
    assert_eq!(preview["newBranches"], json!(["柳林村党支部", "石桥村党支部"]));
    let result = commit(&mut desk, &preview);
    assert_eq!(done(&result), [3, 0, 0, 0, 0]);
    assert_eq!(result["branchesAdded"], 2);

    let zhao = person(&desk, "赵一");
    assert_eq!(zhao.birth.as_deref(), Some("1985-06-01"));
    assert_eq!(zhao.duties.len(), 2);
    let view = desk.admin("member.get", json!({ "memberId": zhao.id }));
    assert_eq!(view["branchName"], "柳林村支部");
    assert_eq!(view["groupName"], "第一党小组");
    assert_eq!(view["education"], "大专");
    assert_eq!(view["remark"], "籍贯：河南洛阳");
    let page = desk.admin("member.list", json!({ "query": "zy", "limit": 10 }));
    assert_eq!(page["filtered"], 1, "found by pinyin");

    let again = read(&mut desk, &clean(), "名册.csv");
    assert_eq!(counts(&again), [0, 0, 3, 0, 0, 0], "{again:#}");
    let changes = desk.store.journal_status().unwrap();
    let result = commit(&mut desk, &again);
    assert_eq!(done(&result), [0, 0, 3, 0, 0]);
    assert_eq!(desk.store.journal_status().unwrap(), changes, "not one record was written");
}

#[test]
fn a_towns_own_roster_is_counted_exactly_and_each_doubt_asked_once() {
    let mut desk = Desk::with_township();
    let preview = read(&mut desk, &fixtures::town_roster(), "花名册.xlsx");
    assert_eq!(counts(&preview), [4, 0, 0, 1, 1, 0], "{preview:#}");
    assert_eq!(row(&preview, "孙三")["verdict"], "wrong");
    assert!(row(&preview, "孙三")["summary"].as_str().unwrap().contains("数字格式"));
    let question = &preview["questions"][0];
    assert_eq!((question["id"].as_str(), question["rowCount"].as_u64()), (Some("birth:month"), Some(1)));

    let answered = answer(&mut desk, &preview, "birth:month", "second");
    assert_eq!(counts(&answered), [5, 0, 0, 0, 1, 0]);
    assert_eq!(answered["questions"][0]["answer"], "second", "an answer can be seen and changed");
    let result = commit(&mut desk, &answered);
    assert_eq!(done(&result), [5, 0, 0, 0, 1]);
    assert_eq!(person(&desk, "钱二").birth.as_deref(), Some("1985-10"));
    assert_eq!(person(&desk, "钱二").attend_mode, crate::fields::AttendMode::Migrant);

    let again = read(&mut desk, &fixtures::town_roster(), "花名册.xlsx");
    let again = answer(&mut desk, &again, "birth:month", "second");
    assert_eq!(counts(&again), [0, 0, 5, 0, 1, 0], "{again:#}");
    assert_eq!(done(&commit(&mut desk, &again)), [0, 0, 5, 0, 1]);
    assert_eq!(names(&mut desk).len(), 5);
}

#[test]
fn sheets_of_villages_and_old_csv_files_are_counted_exactly() {
    let mut desk = Desk::with_township();
    let villages = read(&mut desk, &fixtures::village_sheets(), "各村.xlsx");
    assert_eq!(counts(&villages), [5, 0, 0, 0, 0, 0], "{villages:#}");
    assert_eq!(villages["sheets"].as_array().unwrap().len(), 3, "an empty hidden sheet is none");
    assert_eq!(done(&commit(&mut desk, &villages)), [5, 0, 0, 0, 0]);
    let csv = read(&mut desk, &fixtures::gb18030_csv(), "旧.csv");
    assert_eq!(counts(&csv)[4], 1, "a number in scientific notation is handed back");
}

#[test]
fn an_import_is_taken_back_whole_with_its_branches() {
    let mut desk = Desk::with_township();
    let preview = read(&mut desk, &clean(), "名册.csv");
    let result = commit(&mut desk, &preview);
    let undone = desk.admin("audit.undo", json!({ "operationId": result["operationId"] }));
    assert_eq!(undone["kept"], json!([]));
    assert_eq!(names(&mut desk), Vec::<String>::new());
    assert_eq!(desk.admin("org.tree", json!({}))["orgs"].as_array().unwrap().len(), 1, "the township alone is left");
    let batch = desk.admin("import.batches", json!({}))["batches"][0].clone();
    assert_eq!((&batch["fileName"], &batch["added"], &batch["undone"]), (&json!("名册.csv"), &json!(3), &json!(true)));
}

#[test]
fn an_undone_change_is_restored_and_a_later_edit_is_kept_and_reported() {
    let mut desk = Desk::with_township();
    let first = read(
        &mut desk,
        "姓名,出生日期,所在党支部,工作岗位,现居住地\n张三,1970-01-01,柳林村,务农,一组\n".as_bytes(),
        "a.csv",
    );
    commit(&mut desk, &first);
    let second = "姓名,出生日期,所在党支部,工作岗位,现居住地\n张三,1970-01-01,柳林村,经商,二组\n";
    let preview = read(&mut desk, second.as_bytes(), "b.csv");
    assert_eq!(counts(&preview), [0, 1, 0, 0, 0, 0], "{preview:#}");
    let labels: Vec<&str> =
        row(&preview, "张三")["diffs"].as_array().unwrap().iter().map(|diff| diff["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["工作岗位", "现居住地"]);
    let result = commit(&mut desk, &preview);
    assert_eq!(done(&result), [0, 1, 0, 0, 0]);
    desk.admin(
        "member.save",
        json!({ "memberId": person(&desk, "张三").id, "name": "张三", "category": "full", "birth": "1970-01-01",
                "branchId": person(&desk, "张三").branch, "job": "村医", "address": "二组" }),
    );
    let undone = desk.admin("audit.undo", json!({ "operationId": result["operationId"] }));
    assert_eq!(undone["restored"], 1);
    assert_eq!(undone["kept"], json!([{ "kindLabel": "党员", "title": "张三", "fieldLabel": "工作岗位" }]));
    let held = person(&desk, "张三");
    assert_eq!((held.columns["job"].as_str(), held.columns["address"].as_str()), ("村医", "一组"));
}

#[test]
fn an_empty_cell_never_erases() {
    let mut desk = Desk::with_township();
    let preview = read(&mut desk, &clean(), "a.csv");
    commit(&mut desk, &preview);
    save(&mut desk, "孙三", "务农");
    let number = fixtures::id_no("19600101", 3);
    let sheet = format!("姓名,身份证号,所在党支部,工作岗位,手机号码,备注\n孙三,{number},石桥村,,,困难\n");
    let preview = read(&mut desk, sheet.as_bytes(), "b.csv");
    assert_eq!(counts(&preview)[1], 1, "{preview:#}");
    commit(&mut desk, &preview);
    let held = person(&desk, "孙三");
    assert_eq!(held.columns["job"], "务农");
    assert_eq!(held.phone.as_deref(), Some("13800000003"));
}

#[test]
fn a_number_typed_id_is_handed_back_with_the_reason_and_the_mended_sheet_goes_in() {
    let mut desk = Desk::with_township();
    let preview = read(&mut desk, &fixtures::town_roster(), "花名册.xlsx");
    let before = desk.admin("import.wrong_rows", json!({ "token": preview["token"] }));
    assert_eq!((&before["rowCount"], &before["fileName"]), (&json!(1), &json!("花名册-错误行.xlsx")));
    commit(&mut desk, &preview);
    let book = desk.admin("import.wrong_rows", json!({ "token": preview["token"] }));
    assert_eq!(book["rowCount"], 1, "still to be had after the commit");
    let bytes = BASE64.decode(book["contentBase64"].as_str().unwrap()).unwrap();
    let sheet = super::reader::read(&bytes, "x.xlsx").unwrap().sheets.remove(0);
    assert_eq!(sheet.rows[2].last().unwrap().display(), "原因");
    assert!(sheet.rows[4].last().unwrap().display().contains("数字格式"));

    let again = read(&mut desk, &bytes, "退回.xlsx");
    assert_eq!(counts(&again)[4], 1);
    let number = fixtures::id_no("19700101", 3);
    let mended = answer(&mut desk, &again, "row/花名册/5/idNo", &number);
    assert_eq!(counts(&mended)[..5], [1, 0, 0, 0, 0], "{mended:#}");
    assert_eq!(done(&commit(&mut desk, &mended)), [1, 0, 0, 0, 0]);
    assert_eq!(person(&desk, "孙三").id_no.as_deref(), Some(number.as_str()));
}

#[test]
fn rows_without_their_branch_are_handed_back_unless_branches_are_made() {
    let mut desk = Desk::with_township();
    desk.branch("中共青山镇柳林村支部委员会");
    let sheet = "姓名,出生日期,所在党支部\n张三,1970-01-01,柳林村\n李四,1970-01-02,石桥村\n";
    let preview = read(&mut desk, sheet.as_bytes(), "a.csv");
    assert_eq!(preview["newBranches"], json!(["石桥村"]));
    let result = desk.admin("import.commit", json!({ "token": preview["token"], "createBranches": false }));
    assert_eq!(done(&result), [1, 0, 0, 0, 1]);
    let book = desk.admin("import.wrong_rows", json!({ "token": preview["token"] }));
    let bytes = BASE64.decode(book["contentBase64"].as_str().unwrap()).unwrap();
    let sheet = super::reader::read(&bytes, "x.xlsx").unwrap().sheets.remove(0);
    assert!(sheet.rows[1].last().unwrap().display().contains("石桥村"), "the reason names the branch");
    let twice = json!({ "token": preview["token"], "createBranches": true });
    assert_eq!(desk.admin_err("import.commit", twice).code, ErrorCode::Conflict);
}

#[test]
fn a_person_decides_on_possible_duplicates() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳林村支部");
    let held = desk.member("王五", branch);
    let sheet = "姓名,出生日期,所在党支部\n王五,1960-01-01,柳林村\n";
    let preview = read(&mut desk, sheet.as_bytes(), "a.csv");
    assert_eq!(counts(&preview), [0, 0, 0, 1, 0, 0]);
    assert_eq!(row(&preview, "王五")["candidates"][0]["memberId"], json!(held));
    let decide =
        |action: &str, member: Option<Id>| json!([{ "rowNo": 2, "sheet": "a", "action": action, "memberId": member }]);
    let left_out = desk.admin("import.commit", json!({ "token": preview["token"] }));
    assert_eq!(done(&left_out), [0, 0, 0, 1, 0], "without a decision the row is left out");

    let preview = read(&mut desk, sheet.as_bytes(), "a.csv");
    let merged =
        desk.admin("import.commit", json!({ "token": preview["token"], "decisions": decide("merge", Some(held)) }));
    assert_eq!(done(&merged), [0, 1, 0, 0, 0]);
    assert_eq!(person(&desk, "王五").birth.as_deref(), Some("1960-01-01"));

    desk.admin("audit.undo", json!({ "operationId": merged["operationId"] }));
    let preview = read(&mut desk, sheet.as_bytes(), "a.csv");
    let apart = desk.admin("import.commit", json!({ "token": preview["token"], "decisions": decide("import", None) }));
    assert_eq!(done(&apart), [1, 0, 0, 0, 0]);
    assert_eq!(names(&mut desk), ["王五", "王五"]);
}

#[test]
fn one_id_number_never_enters_twice() {
    let mut desk = Desk::with_township();
    let number = fixtures::id_no("19850601", 1);
    let sheet = format!("姓名,身份证号,所在党支部\n张三,{number},柳林村\n张三丰,{number},柳林村\n");
    let preview = read(&mut desk, sheet.as_bytes(), "a.csv");
    assert_eq!(counts(&preview)[3], 2);
    let import = |row: u32| json!({ "rowNo": row, "sheet": "a", "action": "import" });
    let request = json!({ "token": preview["token"], "decisions": [import(2), import(3)], "createBranches": true });
    assert_eq!(done(&desk.admin("import.commit", request)), [1, 0, 0, 0, 1]);
}

#[test]
fn who_had_left_comes_back_only_when_a_person_says_so() {
    let mut desk = Desk::with_township();
    let sheet = "姓名,出生日期,所在党支部,党籍状态\n张三,1970-01-01,柳林村,转出\n";
    let preview = read(&mut desk, sheet.as_bytes(), "a.csv");
    commit(&mut desk, &preview);
    let same = read(&mut desk, sheet.as_bytes(), "a.csv");
    assert_eq!(counts(&same), [0, 0, 1, 0, 0, 0], "known, though not listed");
    let silent = "姓名,出生日期,所在党支部\n张三,1970-01-01,柳林村\n";
    let preview = read(&mut desk, silent.as_bytes(), "b.csv");
    assert_eq!(counts(&preview)[3], 1);
    let decisions = json!([{ "rowNo": 2, "sheet": "b", "action": "merge" }]);
    let result = desk.admin("import.commit", json!({ "token": preview["token"], "decisions": decisions }));
    assert_eq!(done(&result), [0, 1, 0, 0, 0]);
    assert_eq!(person(&desk, "张三").columns["party_status"], "normal");
}

#[test]
fn a_wrong_check_digit_is_kept_with_a_note_once_the_clerk_says_so() {
    let mut desk = Desk::with_township();
    let right = fixtures::id_no("19850601", 1);
    let wrong = format!("{}{}", &right[..17], if right.ends_with('1') { "2" } else { "1" });
    let sheet = format!("姓名,身份证号,所在党支部\n张三,{wrong},柳林村\n");
    let preview = read(&mut desk, sheet.as_bytes(), "a.csv");
    assert_eq!(counts(&preview)[4], 1);
    assert!(!preview.to_string().contains(&wrong), "no answer shows a whole number");
    let kept = answer(&mut desk, &preview, "row/a/2/idNo", "keep");
    assert_eq!(counts(&kept)[0], 1, "{kept:#}");
    commit(&mut desk, &kept);
    let held = person(&desk, "张三");
    assert_eq!(held.id_no.as_deref(), Some(wrong.as_str()));
    assert!(held.columns["id_no_note"].contains("校验位"));
    let again = read(&mut desk, sheet.as_bytes(), "a.csv");
    assert_eq!(counts(&again), [0, 0, 1, 0, 0, 0], "what was settled is not asked again");
}

#[test]
fn flags_become_ways_of_taking_part() {
    let mut desk = Desk::with_township();
    let sheet =
        "姓名,出生日期,所在党支部,是否流动党员,备注\n张三,1970-01-01,柳林村,是,\n李四,1940-01-01,柳林村,,送学上门\n";
    let preview = read(&mut desk, sheet.as_bytes(), "a.csv");
    commit(&mut desk, &preview);
    let mode = |desk: &Desk, name: &str| person(desk, name).attend_mode.word();
    assert_eq!((mode(&desk, "张三"), mode(&desk, "李四")), ("migrant", "doorstep"));
    let held = person(&desk, "李四");
    assert_eq!(
        (held.columns["attend_reason"].as_str(), held.columns["attend_approver"].as_str()),
        ("导入", "导入名册")
    );
    let again = read(&mut desk, sheet.as_bytes(), "a.csv");
    assert_eq!(counts(&again), [0, 0, 2, 0, 0, 0]);
}

#[test]
fn nothing_that_is_shown_holds_a_whole_number() {
    let mut desk = Desk::with_township();
    let number = fixtures::id_no("19850601", 1);
    let sheet =
        format!("姓名,身份证号,手机号码,所在党支部,备注\n张三,{number},13812345678,柳林村,配偶电话13987654321\n");
    let preview = read(&mut desk, sheet.as_bytes(), "a.csv");
    commit(&mut desk, &preview);
    let changed = sheet.replace("13812345678", "13712345678");
    let shown = read(&mut desk, changed.as_bytes(), "b.csv").to_string();
    for secret in [number.as_str(), "13812345678", "13712345678", "13987654321"] {
        assert!(!preview.to_string().contains(secret) && !shown.contains(secret), "{secret}");
    }
    assert!(shown.contains("137****5678"));
}

#[test]
fn a_column_can_be_corrected() {
    let mut desk = Desk::with_township();
    let sheet = "姓名,所在党支部,甲列\n张三,柳林村,1970-01-01\n";
    let preview = read(&mut desk, sheet.as_bytes(), "a.csv");
    assert_eq!(preview["columns"][2]["field"], Value::Null);
    let mappings = json!([{ "index": 2, "field": "birth" }]);
    let mapped = desk.admin("import.remap", json!({ "token": preview["token"], "mappings": mappings }));
    assert_eq!(mapped["columns"][2]["field"], "birth");
    commit(&mut desk, &mapped);
    assert_eq!(person(&desk, "张三").birth.as_deref(), Some("1970-01-01"));
}

#[test]
fn a_file_belongs_to_who_brought_it_and_only_a_few_are_kept() {
    let mut desk = Desk::with_township();
    let first = read(&mut desk, &clean(), "a.csv");
    let other = Actor { account: Id::from_bytes([7; 16]), ..desk.admin.clone() };
    let error = desk.run(&other, "import.wrong_rows", json!({ "token": first["token"] })).unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound);
    for _ in 0..4 {
        read(&mut desk, &clean(), "b.csv");
    }
    assert_eq!(desk.admin_err("import.wrong_rows", json!({ "token": first["token"] })).code, ErrorCode::NotFound);
}

struct Cancelled;

impl Progress for Cancelled {
    fn report(&self, _done: u64, _total: u64, _what: &str) {}
    fn is_cancelled(&self) -> bool {
        true
    }
}

#[test]
fn a_cancelled_import_leaves_nothing_half_done() {
    let mut desk = Desk::with_township();
    let preview = read(&mut desk, &clean(), "a.csv");
    let request = json!({ "token": preview["token"], "createBranches": true });
    let admin = desk.admin.clone();
    let error = rpc::dispatch(&mut desk.store, &admin, &Cancelled, "import.commit", request.clone()).unwrap_err();
    assert_eq!(error.code, ErrorCode::Cancelled);
    assert_eq!(names(&mut desk), Vec::<String>::new());
    assert_eq!(done(&desk.admin("import.commit", request)), [3, 0, 0, 0, 0], "it can be tried again");
}

#[test]
fn members_that_the_sheet_leaves_out_are_listed_and_stay() {
    let mut desk = Desk::with_township();
    let preview = read(&mut desk, &clean(), "a.csv");
    commit(&mut desk, &preview);
    let number = fixtures::id_no("19850601", 1);
    let sheet = format!("姓名,身份证号,所在党支部\n赵一,{number},柳林村\n");
    let preview = read(&mut desk, sheet.as_bytes(), "b.csv");
    assert_eq!(counts(&preview), [0, 0, 1, 0, 0, 1]);
    assert_eq!(preview["missing"][0]["name"], "钱二", "{preview:#}");
    commit(&mut desk, &preview);
    assert_eq!(names(&mut desk).len(), 3);
}

#[test]
fn a_corrected_column_is_corrected_again_under_the_same_header_until_it_is_forgotten() {
    let mut desk = Desk::with_township();
    let sheet = "姓名,所在党支部,甲列\n张三,柳林村,1970-01-01\n";
    let preview = read(&mut desk, sheet.as_bytes(), "a.csv");
    let mappings = json!([{ "index": 2, "field": "birth" }]);
    let mapped = desk.admin("import.remap", json!({ "token": preview["token"], "mappings": mappings }));
    commit(&mut desk, &mapped);
    let next = read(&mut desk, sheet.replace("张三", "李四").as_bytes(), "b.csv");
    assert_eq!(next["columns"][2]["field"], "birth");
    let kept = &next["remembered"][0];
    assert!(kept["meaning"].as_str().unwrap().contains("“甲列”是出生日期"), "{kept}");
    desk.admin("import.forget", json!({ "memoryIds": [kept["memoryId"]] }));
    assert_eq!(read(&mut desk, sheet.as_bytes(), "c.csv")["columns"][2]["field"], Value::Null);
}

#[test]
fn a_word_explained_once_is_understood_from_then_on() {
    let mut desk = Desk::with_township();
    let sheet = "姓名,出生日期,民族,所在党支部\n张三,1970-01-01,回教,柳林村\n李四,1970-01-02,回教,柳林村\n";
    let preview = read(&mut desk, sheet.as_bytes(), "a.csv");
    let question = &preview["questions"][0];
    assert_eq!((&question["id"], &question["rowCount"]), (&json!("value/nation/回教"), &json!(2)));
    let told = answer(&mut desk, &preview, "value/nation/回教", "回族");
    commit(&mut desk, &told);
    assert_eq!(person(&desk, "李四").columns["nation"], "回族");
    let next = read(&mut desk, "姓名,出生日期,民族,所在党支部\n王五,1971-01-01,回教,柳林村\n".as_bytes(), "b.csv");
    assert_eq!(next["questions"], json!([]));
    assert_eq!(next["remembered"][0]["meaning"], "回族");
    commit(&mut desk, &next);
    assert_eq!(person(&desk, "王五").columns["nation"], "回族");
}

#[test]
fn a_branch_under_another_name_is_told_once() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("中共青山镇柳林村支部委员会");
    let sheet = "姓名,出生日期,所在党支部\n张三,1970-01-01,柳树林\n";
    let preview = read(&mut desk, sheet.as_bytes(), "a.csv");
    assert_eq!(preview["newBranches"], json!(["柳树林"]));
    let told = answer(&mut desk, &preview, "value/branch/柳树林", "柳林村支部");
    assert_eq!(told["newBranches"], json!([]), "{told:#}");
    commit(&mut desk, &told);
    assert_eq!(person(&desk, "张三").branch, Some(branch));
    assert_eq!(read(&mut desk, sheet.as_bytes(), "b.csv")["newBranches"], json!([]));
}

#[test]
fn a_name_that_sounds_or_looks_alike_is_asked_about_with_its_score() {
    let mut desk = Desk::with_township();
    let held = "姓名,身份证号,出生日期,所在党支部,曾用名\n\
        单学文,,1970-01-01,柳林村,\n陈晴,,1980-02-02,柳林村,\n李四,,1960-03-03,柳林村,李狗剩\n";
    let preview = read(&mut desk, held.as_bytes(), "a.csv");
    assert_eq!(counts(&preview)[0], 3, "{preview:#}");
    commit(&mut desk, &preview);
    let number = fixtures::id_no("19750505", 1);
    let more = format!("姓名,身份证号,所在党支部\n周正,{number},柳林村\n");
    let preview = read(&mut desk, more.as_bytes(), "b.csv");
    commit(&mut desk, &preview);

    for (name, birth, why) in [
        ("单学闻", "1970-01-01", "读音"),
        ("善学文", "1970-01-01", "读音"),
        ("陈睛", "1980-02-02", "相"),
        ("李狗剩", "1960-03-03", "曾用名"),
        ("单学文", "1970-10-01", "同名"),
    ] {
        let sheet = format!("姓名,出生日期,所在党支部\n{name},{birth},柳林村\n");
        let preview = read(&mut desk, sheet.as_bytes(), "c.csv");
        if why == "同名" {
            continue;
        }
        assert_eq!(counts(&preview)[3], 1, "{name}: {preview:#}");
        let candidate = &row(&preview, name)["candidates"][0];
        assert!(candidate["score"].as_u64().unwrap() >= 60, "{candidate}");
        assert!(candidate["reasons"].as_str().unwrap().contains(why), "{name}: {candidate}");
    }
    // The corrected number of one person: a digit, and the check digit that follows from it.
    let corrected = fixtures::id_no("19750505", 3);
    let sheet = format!("姓名,身份证号,所在党支部\n周正,{corrected},石桥村\n");
    let preview = read(&mut desk, sheet.as_bytes(), "d.csv");
    assert_eq!(counts(&preview)[3], 1, "{preview:#}");
    let other = "姓名,出生日期,所在党支部\n钱七,1970-01-01,柳林村\n";
    assert_eq!(counts(&read(&mut desk, other.as_bytes(), "e.csv"))[0], 1, "another name is another person");
}

#[test]
fn a_printed_list_with_masked_numbers_changes_nothing() {
    let mut desk = Desk::with_township();
    let preview = read(&mut desk, &clean(), "a.csv");
    commit(&mut desk, &preview);
    let sheet = "党员花名册,,,,\n序号,姓名,出生日期,身份证号,联系电话\n石桥村支部,,,,\n\
        1,孙三,1960-01-01,410399********0038,138****0003\n,小计 1 人,,,\n";
    let again = read(&mut desk, sheet.as_bytes(), "b.csv");
    assert_eq!(counts(&again), [0, 0, 1, 0, 0, 0], "{again:#}");
}

const HEAD: [&str; 14] = [
    "姓名",
    "性别",
    "身份证号",
    "民族",
    "出生日期",
    "学历",
    "人员类别",
    "所在党支部",
    "入党日期",
    "转正日期",
    "工作岗位",
    "党内职务",
    "手机号码",
    "备注",
];

/// The roster as a sheet of the shape that was imported.
fn export(desk: &mut Desk) -> String {
    let orgs = desk.admin("org.tree", json!({}))["orgs"].as_array().unwrap().clone();
    let mut sheet = HEAD.join(",");
    for person in member::registered(desk.store.conn()).unwrap() {
        let branch = orgs.iter().find(|org| org["id"] == json!(person.branch)).unwrap();
        let duties: Vec<&str> = person.duties.iter().map(|duty| duty.label()).collect();
        let column = |name: &str| person.columns[name].clone();
        let cells = [
            person.name.clone(),
            person.sex.map(|sex| sex.label().to_owned()).unwrap_or_default(),
            person.id_no.clone().unwrap_or_default(),
            column("nation"),
            person.birth.clone().unwrap_or_default(),
            column("education"),
            person.category.label().to_owned(),
            branch["name"].as_str().unwrap().to_owned(),
            person.admitted_on.clone().unwrap_or_default(),
            person.full_since.clone().unwrap_or_default(),
            column("job"),
            duties.join("、"),
            person.phone.clone().unwrap_or_default(),
            column("remark"),
        ];
        sheet += &format!("\n{}", cells.join(","));
    }
    sheet + "\n"
}

fn any_member() -> impl Strategy<Value = Vec<String>> {
    let pick = |words: &'static [&'static str]| proptest::sample::select(words).prop_map(str::to_owned);
    let birth = (1940_u32..1995, 1_u32..13, 1_u32..29);
    (
        (birth, any::<bool>(), 0_u32..500),
        pick(&["", "汉", "回族"]),
        pick(&["", "大专", "初中", "高小", "自学"]),
        pick(&["", "正式党员", "预备党员"]),
        pick(&["柳林村", "石桥村党支部", "机关支部", "镇直第一支部"]),
        pick(&["", "2015-07", "2016年7月1日", "2017.03"]),
        pick(&["", "务农", "外出经商"]),
        pick(&["", "书记、主任", "委员", "妇女主任"]),
        pick(&["", "13800000001", "13800000002、0379-6000001"]),
        pick(&["", "困难党员", "送学上门", "流动党员"]),
    )
        .prop_map(|((birth, has_id, order), nation, edu, category, branch, admitted, job, duty, phone, remark)| {
            let (year, month, day) = birth;
            let id_no =
                if has_id { fixtures::id_no(&format!("{year}{month:02}{day:02}"), order) } else { String::new() };
            let birth = if has_id { String::new() } else { format!("{year}-{month:02}-{day:02}") };
            let blank = String::new;
            vec![
                blank(),
                blank(),
                id_no,
                nation,
                birth,
                edu,
                category,
                branch,
                admitted,
                blank(),
                job,
                duty,
                phone,
                remark,
            ]
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_export_comes_back_without_a_difference(people in proptest::collection::vec(any_member(), 1..8)) {
        let mut desk = Desk::with_township();
        let mut sheet = HEAD.join(",");
        for (mut cells, name) in people.into_iter().zip(["赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七", "王八"]) {
            name.clone_into(&mut cells[0]);
            if cells[10].is_empty() {
                cells[10] = "'=1+1".to_owned();
            }
            sheet += &format!("\n{}", cells.join(","));
        }
        sheet.push('\n');
        let preview = read(&mut desk, sheet.as_bytes(), "a.csv");
        let added = commit(&mut desk, &preview)["added"].as_u64().unwrap();
        for format in ["csv", "xlsx"] {
            let file = desk.admin("import.export_roster", json!({ "format": format }));
            prop_assert_eq!(file["rowCount"].as_u64(), Some(added));
            let bytes = BASE64.decode(file["contentBase64"].as_str().unwrap()).unwrap();
            let again = read(&mut desk, &bytes, file["fileName"].as_str().unwrap());
            prop_assert_eq!(counts(&again), [0, 0, added, 0, 0, 0], "{} {:#}", format, again);
        }
    }

    #[test]
    fn what_the_preview_counts_is_what_the_import_does(
        people in proptest::collection::vec((any_member(), 0_usize..6), 1..12),
        known in 0_usize..6,
    ) {
        let mut desk = Desk::with_township();
        let names = ["赵一", "钱二", "孙三", "李四", "周五", "吴六"];
        let lines = |people: &[(Vec<String>, usize)]| {
            let rows = people.iter().map(|(cells, name)| {
                let mut cells = cells.clone();
                names[*name].clone_into(&mut cells[0]);
                cells.join(",")
            });
            format!("{}\n{}\n", HEAD.join(","), rows.collect::<Vec<_>>().join("\n"))
        };
        let first = read(&mut desk, lines(&people[..known.min(people.len())]).as_bytes(), "a.csv");
        if known > 0 {
            commit(&mut desk, &first);
        }
        let before = member::registered(desk.store.conn()).unwrap().len();
        let preview = read(&mut desk, lines(&people).as_bytes(), "b.csv");
        let [new, changed, same, doubtful, wrong, missing] = counts(&preview);
        prop_assert_eq!(new + changed + same + doubtful + wrong, people.len() as u64);
        prop_assert_eq!(missing, preview["missing"].as_array().unwrap().len() as u64);
        for (verdict, number) in
            [("new", new), ("changed", changed), ("same", same), ("doubtful", doubtful), ("wrong", wrong)]
        {
            let listed = preview["rows"].as_array().unwrap().iter().filter(|row| row["verdict"] == verdict).count();
            prop_assert_eq!(listed as u64, number, "{}", verdict);
        }
        let result = commit(&mut desk, &preview);
        prop_assert_eq!(done(&result), [new, changed, same, doubtful, wrong], "{:#}", preview);
        let after = member::registered(desk.store.conn()).unwrap().len();
        prop_assert_eq!(after - before, usize::try_from(new).unwrap(), "nobody is removed");
    }

    #[test]
    fn an_exported_roster_imported_again_shows_no_difference(people in proptest::collection::vec(any_member(), 1..8)) {
        let mut desk = Desk::with_township();
        let mut sheet = HEAD.join(",");
        for (mut cells, name) in people.into_iter().zip(["赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七", "王八"]) {
            cells[0] = name.to_owned();
            sheet += &format!("\n{}", cells.join(","));
        }
        sheet.push('\n');
        let preview = read(&mut desk, sheet.as_bytes(), "a.csv");
        let result = commit(&mut desk, &preview);
        prop_assert_eq!(&result["added"], &preview["counts"]["new"]);
        prop_assert_eq!(&result["wrong"], &preview["counts"]["wrong"]);
        let exported = export(&mut desk);
        let again = read(&mut desk, exported.as_bytes(), "b.csv");
        let added = result["added"].as_u64().unwrap();
        prop_assert_eq!(counts(&again), [0, 0, added, 0, 0, 0], "{:#}\n{}", again, exported);
    }
}

#[test]
fn hidden_rows_are_asked_about_once_and_take_no_part_until_answered() {
    let mut desk = Desk::with_township();
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, order) in [("柳林村", 1), ("石桥村", 11)] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        sheet.write_row(0, 0, ["姓名", "身份证号"]).unwrap();
        for (row, person) in (1..).zip(["赵一", "钱二", "孙三"]) {
            let id_no = fixtures::id_no("19850601", order + row);
            sheet.write_row(row, 0, [format!("{person}{name}"), id_no]).unwrap();
        }
        if order == 1 {
            sheet.set_row_hidden(2).unwrap();
        } else {
            sheet.set_hidden(true);
        }
    }
    let preview = read(&mut desk, &book.save_to_buffer().unwrap(), "各村.xlsx");
    let asked = |preview: &Value, at: usize| {
        let question = &preview["questions"][at];
        (question["id"].as_str().map(str::to_owned), question["rowCount"].as_u64())
    };
    assert_eq!(counts(&preview)[0], 2, "{preview:#}");
    assert_eq!(asked(&preview, 0), (Some("rows:hidden".into()), Some(1)));
    assert_eq!(asked(&preview, 1), (Some("sheets:hidden".into()), Some(3)));
    assert!(preview["questions"][0]["text"].as_str().unwrap().contains("“柳林村”第 3 行"));

    let answered = answer(&mut desk, &preview, "rows:hidden", "import");
    assert_eq!(counts(&answered)[0], 3);
    assert_eq!(answered["rows"][1]["rowNo"], 3, "back in its place");
    let both = answer(&mut desk, &preview, "sheets:hidden", "import");
    assert_eq!(counts(&both)[0], 6);
    let neither = answer(&mut desk, &preview, "rows:hidden", "skip");
    assert_eq!(counts(&neither)[0], 5);
    assert_eq!(done(&commit(&mut desk, &neither))[0], 5);
}

#[test]
fn a_message_is_masked_without_touching_its_punctuation() {
    use super::preview::masked;
    assert_eq!(
        masked("疑似已有党员：同音（85 分），电话１３８１２３４５６７８。"),
        "疑似已有党员：同音（85 分），电话138****5678。"
    );
    assert_eq!(masked("11010519491231002Ｘ，1381\u{200b}2345678"), "110105********002X，138****5678");
}

#[test]
fn what_the_sheet_wrote_is_kept_beside_the_code_until_the_field_holds_something_else() {
    let mut desk = Desk::with_township();
    let sheet = "姓名,出生日期,民族,人员类别,学历,所在党支部\n张三,1970-01-01,汉,中共党员,大专,柳林村\n李四,1970-01-02,汉族,正式党员,大专,柳林村\n";
    let preview = read(&mut desk, sheet.as_bytes(), "a.csv");
    commit(&mut desk, &preview);
    let originals = |desk: &mut Desk, name: &str| {
        let id = person(desk, name).id;
        desk.admin("member.get", json!({ "memberId": id }))["originals"].clone()
    };
    let written = json!([{ "label": "民族", "written": "汉" }, { "label": "人员类别", "written": "中共党员" }]);
    assert_eq!(originals(&mut desk, "张三"), written);
    assert_eq!(originals(&mut desk, "李四"), json!([]), "nothing to keep where the words are the code's own");
    let again = read(&mut desk, sheet.as_bytes(), "a.csv");
    assert_eq!(done(&commit(&mut desk, &again)), [0, 0, 2, 0, 0], "the same file again changes nothing");
    let id = person(&desk, "张三").id;
    let branch = person(&desk, "张三").branch;
    desk.admin("member.save", json!({ "memberId": id, "name": "张三", "category": "full", "branchId": branch, "nation": "彝族", "education": "大专", "birth": "1970-01-01" }));
    assert_eq!(originals(&mut desk, "张三"), json!([{ "label": "人员类别", "written": "中共党员" }]));
}

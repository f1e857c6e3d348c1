use lunxun_base::{Id, LocalDate};

use super::kind::*;
use super::*;
use crate::fields::{AttendMode, Category, Duty, Sex};
use crate::import::fixtures;
use crate::import::reader::read;
use crate::import::table::{Detection, detect_all};

fn today() -> LocalDate {
    LocalDate::from_ymd(2027, 3, 1).unwrap()
}

fn detect(bytes: &[u8], name: &str) -> Detection {
    detect_all(read(bytes, name).unwrap(), &ROSTER)
}

fn rows_with(found: &Detection, answers: &Answers) -> Vec<Candidate> {
    found.tables.iter().flat_map(|table| candidates(table, &table.mapping(), today(), answers)).collect()
}

fn rows(bytes: &[u8], name: &str) -> Vec<Candidate> {
    rows_with(&detect(bytes, name), &Answers::default())
}

/// One row of a csv under this header.
fn one(header: &str, values: &str) -> Candidate {
    rows(format!("{header},所在党支部\n{values},柳林村\n").as_bytes(), "a.csv").remove(0)
}

fn problem<'a>(row: &'a Candidate, field: &str) -> &'a Problem {
    row.problems.iter().find(|problem| problem.field == field).unwrap_or_else(|| panic!("{field}: {:?}", row.problems))
}

#[test]
fn a_towns_roster_becomes_candidates_with_every_doubt_named() {
    let rows = rows(&fixtures::town_roster(), "a.xlsx");
    assert_eq!(rows.len(), 6);
    let [zhao, qian, sun, li, zhou, wu] = rows.as_slice() else { panic!() };

    assert_eq!(zhao.fields.name.as_deref(), Some("赵一"));
    assert_eq!(zhao.fields.birth.unwrap().to_string(), "1985-06-01", "the ID number completes the month");
    assert_eq!(zhao.fields.branch.as_deref(), Some("柳林村"));
    assert_eq!(zhao.fields.admitted_on.unwrap().to_string(), "2008-07-01");
    assert_eq!(zhao.worst(), Some(Severity::Info), "{:?}", zhao.problems);

    assert_eq!(qian.fields.name.as_deref(), Some("钱二"));
    assert_eq!(qian.fields.attend_mode, Some(AttendMode::Migrant));
    let birth = problem(qian, BIRTH);
    assert_eq!(
        (birth.severity, birth.choices.as_slice()),
        (Severity::Question, ["1985-01".into(), "1985-10".into()].as_slice())
    );
    assert_eq!(qian.fields.admitted_on.unwrap().to_string(), "2015-06");

    assert!(sun.is_wrong());
    assert!(problem(sun, ID_NO).message.contains("数字格式"));
    assert_eq!(sun.fields.id_no, None, "a damaged number is never used");

    assert_eq!(li.fields.full_since.unwrap().to_string(), "1975-08");
    assert_eq!(li.worst(), Some(Severity::Warning), "admitted at 13: {:?}", li.problems);
    assert_eq!(zhou.fields.category, None);
    assert_eq!(wu.fields.admitted_on.unwrap().to_string(), "1985-06", "a month format has no day");
    assert_eq!(wu.row_no, 15);
}

#[test]
fn an_answer_settles_its_question() {
    let found = detect(&fixtures::town_roster(), "a.xlsx");
    let mut answers = Answers::default();
    answers.give("花名册", 7, BIRTH, "1985-10");
    let rows = rows_with(&found, &answers);
    assert_eq!(rows[1].fields.birth.unwrap().to_string(), "1985-10");
    assert_eq!(rows[1].worst(), None, "{:?}", rows[1].problems);
}

#[test]
fn a_wrong_check_digit_is_an_error_that_the_clerk_may_overrule() {
    let right = fixtures::id_no("19850601", 1);
    let last = if right.ends_with('1') { "2" } else { "1" };
    let wrong = format!("{}{last}", &right[..17]);
    let csv = format!("姓名,身份证号,所在党支部\n张三,{wrong},柳林村\n");
    let found = detect(csv.as_bytes(), "a.csv");
    let row = &rows_with(&found, &Answers::default())[0];
    assert!(row.is_wrong());
    let mut answers = Answers::default();
    answers.give("a", 2, ID_NO, problem(row, ID_NO).choices[0].clone());
    let kept = &rows_with(&found, &answers)[0];
    assert_eq!(kept.fields.id_no.as_deref(), Some(wrong.as_str()));
    assert_eq!(kept.worst(), Some(Severity::Warning));
}

#[test]
fn the_id_number_is_set_against_birth_and_sex() {
    let id = fixtures::id_no("19850601", 1);
    let row = one("姓名,性别,身份证号,出生日期", &format!("张三,女,{id},1985-06-10"));
    assert_eq!(problem(&row, SEX).choices, ["男", "女"]);
    assert_eq!(problem(&row, BIRTH).choices, ["1985-06-01", "1985-06-10"]);
    let silent = one("姓名,身份证号", &format!("张三,{id}"));
    assert_eq!((silent.fields.sex, silent.fields.birth.unwrap().to_string().as_str()), (Some(Sex::Male), "1985-06-01"));
    let settled = one("姓名,身份证号,出生日期", &format!("张三,{},1985.1", fixtures::id_no("19851012", 1)));
    assert_eq!(settled.fields.birth.unwrap().to_string(), "1985-10-12", "the ID number settles 1985.1");
    assert_eq!(settled.worst(), Some(Severity::Info));
}

#[test]
fn of_two_readings_the_one_before_the_eighteenth_birthday_falls_away() {
    let id = fixtures::id_no("19671001", 1);
    let row = one("姓名,身份证号,入党时间", &format!("张三,{id},1985.1"));
    assert_eq!(row.fields.admitted_on.unwrap().to_string(), "1985-10");
    assert_eq!(problem(&row, ADMITTED_ON).severity, Severity::Warning);
}

#[test]
fn dates_that_cannot_be_are_errors_and_odd_ones_warnings() {
    let of = |admitted: &str, full: &str| {
        one("姓名,出生日期,入党时间,转正时间", &format!("张三,1950-01-01,{admitted},{full}"))
    };
    assert!(of("1985.13", "").is_wrong());
    assert!(of("2028-01-01", "").is_wrong());
    assert_eq!(of("1999-01-01", "1999-06-01").worst(), Some(Severity::Warning));
    assert_eq!(of("1970-01-01", "1970-01-01").worst(), None, "no probation from April 1969 to August 1977");
    assert_eq!(of("不详", "").fields.admitted_on, None);
    assert_eq!(of("不详", "").worst(), Some(Severity::Warning));
}

#[test]
fn a_missing_branch_offers_the_branch_above() {
    let rows = rows("姓名,性别,所在党支部\n张三,男,柳林村\n李四,男,\n".as_bytes(), "a.csv");
    assert_eq!(problem(&rows[1], BRANCH).choices, ["柳林村"]);
    assert_eq!(rows[1].fields.branch, None);
}

#[test]
fn duties_phones_and_flags_are_read() {
    let row = one(
        "姓名,职务,手机号,联系电话,是否流动党员,民族,学历,人员类别",
        "张三,书记、主任,13800000001,0379-6000001,√,汉,大专,预备党员",
    );
    assert_eq!(row.fields.duties, [Duty::Secretary, Duty::VillageHead]);
    assert_eq!(row.fields.phone.as_deref(), Some("13800000001、0379-6000001"));
    assert_eq!(row.fields.is_migrant, Some(true));
    assert_eq!(row.fields.nation.as_deref(), Some("汉族"));
    assert_eq!(row.fields.edu.as_ref().map(|edu| edu.code), Some(31));
    assert_eq!(row.fields.category, Some(Category::Probationary));
}

#[test]
fn mended_rows_handed_back_can_be_imported_again() {
    let found = detect(&fixtures::town_roster(), "a.xlsx");
    let all = rows_with(&found, &Answers::default());
    let wrong: Vec<&Candidate> = all.iter().filter(|row| row.is_wrong()).collect();
    assert_eq!(wrong.len(), 1);
    let mapping = found.tables[0].mapping();
    let book = error_workbook(&ROSTER, &[(&found.tables[0], &mapping)], &wrong).unwrap();

    let sheet = read(&book, "退回.xlsx").unwrap().sheets.remove(0);
    let texts = |row: usize| -> Vec<String> { sheet.rows[row].iter().map(|cell| cell.display()).collect() };
    assert_eq!(texts(0), ["大坪镇党员花名册"], "the sheet's own title");
    assert_eq!(&texts(2)[5..], ["党籍情况", "", "备注", "所在党支部", "原因"]);
    assert_eq!(&texts(3)[5..], ["入党时间", "转正时间"]);
    assert!(sheet.rows[4].last().unwrap().display().contains("原表第 8 行"));

    let again = detect(&book, "退回.xlsx");
    let mut answers = Answers::default();
    answers.give("花名册", 5, ID_NO, fixtures::id_no("19700101", 3));
    let mended = rows_with(&again, &answers);
    assert_eq!(mended.len(), 1);
    assert_eq!(mended[0].worst(), Some(Severity::Info), "{:?}", mended[0].problems);
    assert_eq!(mended[0].fields.branch.as_deref(), Some("柳林村"), "the subtitle's branch travels along");
    assert_eq!(mended[0].fields.admitted_on.unwrap().to_string(), "1998-10");
    let unmended = rows_with(&again, &Answers::default());
    assert!(unmended[0].is_wrong(), "a damaged number as text is still damaged");
}

#[test]
fn formulas_in_the_sheet_are_handed_back_as_text() {
    let csv = "姓名,身份证号,备注\n=HYPERLINK(1),123,=1+1\n";
    let found = detect(csv.as_bytes(), "a.csv");
    let all = rows_with(&found, &Answers::default());
    let refs: Vec<&Candidate> = all.iter().collect();
    let book = error_workbook(&ROSTER, &[(&found.tables[0], &found.tables[0].mapping())], &refs).unwrap();
    assert_eq!(read(&book, "x.xlsx").unwrap().sheets[0].cell(1, 2).display(), "=1+1");
}

fn member(n: u8, fields: RosterFields) -> ExistingMember {
    ExistingMember::new(Id::from_bytes([n; 16]), fields)
}

fn fields(name: &str, id_no: Option<String>, birth: &str, branch: &str) -> RosterFields {
    RosterFields {
        name: Some(name.to_owned()),
        id_no,
        birth: birth.parse().ok(),
        branch: Some(branch.to_owned()),
        ..RosterFields::default()
    }
}

fn row(n: usize, fields: RosterFields) -> Candidate {
    Candidate { sheet: "表".to_owned(), row_no: n, fields, problems: Vec::new(), originals: Vec::new() }
}

fn id(n: u8) -> Id {
    Id::from_bytes([n; 16])
}

#[test]
fn a_row_meets_its_member_by_id_number_then_by_name_birth_and_branch_then_by_phone() {
    let number = fixtures::id_no("19850601", 1);
    let existing = [
        member(1, fields("张三", Some(number.clone()), "1985-06-01", "中共大坪镇柳林村支部委员会")),
        member(2, fields("李四", None, "1970-02", "柳林村党支部")),
        member(3, RosterFields { phone: Some("13800000001".to_owned()), ..fields("王五", None, "", "柳林村党支部") }),
        member(4, fields("赵六", None, "1960-01-01", "石桥村党支部")),
    ];
    let rows = [
        row(2, fields("张三", Some(number.clone()), "1985-06", "柳林村")),
        row(3, fields("李四", Some(fixtures::id_no("19700203", 1)), "1970-02-03", "柳林支部")),
        row(
            4,
            RosterFields {
                phone: Some("13900000002、13800000001".to_owned()), ..fields("王五", None, "", "东沟村")
            },
        ),
        row(5, fields("钱七", None, "1990-01-01", "柳林村")),
    ];
    let report = match_rows(&rows, &existing);
    assert_eq!(
        report.plans[0],
        RowPlan::Same { id: id(1) },
        "another name of the branch and a lesser date change nothing"
    );
    let RowPlan::Changed { id: changed, diffs } = &report.plans[1] else { panic!("{:?}", report.plans[1]) };
    assert_eq!(*changed, id(2));
    assert_eq!(diffs.iter().map(|diff| diff.field).collect::<Vec<_>>(), [ID_NO, BIRTH]);
    assert_eq!(diffs[1].old.as_deref(), Some("1970-02"));
    assert!(matches!(&report.plans[2], RowPlan::Changed { id: changed, .. } if *changed == id(3)));
    assert_eq!(report.plans[3], RowPlan::New);
    assert_eq!(report.missing, [], "the sheet says nothing about 石桥村");
}

#[test]
fn whoever_the_sheet_leaves_out_is_listed_and_never_removed() {
    let existing = [
        member(1, fields("张三", None, "1985-06-01", "柳林村")),
        member(2, fields("李四", None, "1970-02-01", "柳林村")),
    ];
    let report = match_rows(&[row(2, fields("张三", None, "1985-06-01", "柳林村"))], &existing);
    assert_eq!(report.plans, [RowPlan::Same { id: id(1) }]);
    assert_eq!(report.missing, [id(2)]);
}

#[test]
fn what_may_be_the_same_person_is_asked_and_never_merged() {
    let number = fixtures::id_no("19850601", 1);
    let existing = [
        member(1, fields("张三", Some(number.clone()), "1985-06-01", "柳林村")),
        member(2, fields("李四", None, "1970-02-01", "石桥村")),
        member(3, fields("王五", None, "", "柳林村")),
        member(4, fields("双名", None, "1970-01-01", "柳林村")),
        member(5, fields("双名", None, "1970-01-01", "柳林村")),
    ];
    let doubtful = |fields: RosterFields| match match_rows(&[row(2, fields)], &existing).plans.remove(0) {
        RowPlan::Doubtful { reason, candidates, .. } => (reason, candidates),
        plan => panic!("{plan:?}"),
    };
    assert_eq!(doubtful(fields("张三丰", Some(number), "1985-06-01", "柳林村")).1, [id(1)], "renamed, or mistyped");
    let other = fixtures::id_no("19850601", 3);
    assert_eq!(doubtful(fields("张三", Some(other), "1985-06-01", "柳林村")).1, [id(1)], "two numbers");
    assert!(doubtful(fields("李四", None, "1970-02-01", "柳林村")).0.contains("转"), "another branch");
    assert_eq!(doubtful(fields("王五", None, "1960-01-01", "柳林村")).1, [id(3)], "a name alone proves nothing");
    assert_eq!(doubtful(fields("双名", None, "1970-01-01", "柳林村")).1, [id(4), id(5)]);
}

#[test]
fn rows_that_repeat_each_other_are_doubtful() {
    let number = fixtures::id_no("19850601", 1);
    let first = fields("张三", Some(number.clone()), "1985-06-01", "柳林村");
    let other = RosterFields { phone: Some("13800000001".to_owned()), ..first.clone() };
    let plans = match_rows(&[row(2, first.clone()), row(3, other)], &[]).plans;
    assert!(plans.iter().all(|plan| matches!(plan, RowPlan::Doubtful { .. })), "they differ: a person decides");
    let plans = match_rows(&[row(2, first.clone()), row(3, first)], &[]).plans;
    assert_eq!(plans[0], RowPlan::New, "of equal rows the first stands");
    let RowPlan::Doubtful { reason, rows, .. } = &plans[1] else { panic!() };
    assert!(reason.contains("第 2 行"));
    assert_eq!(rows, &[0]);
}

#[test]
fn an_import_of_its_own_result_changes_nothing() {
    let sheet = fixtures::town_roster();
    let settled = |row: &Candidate| row.worst() < Some(Severity::Question);
    let wanted: Vec<Candidate> = rows(&sheet, "a.xlsx").into_iter().filter(settled).collect();
    let existing: Vec<ExistingMember> = wanted.iter().zip(1..).map(|(row, n)| member(n, row.fields.clone())).collect();
    let again: Vec<Candidate> = rows(&sheet, "a.xlsx").into_iter().filter(settled).collect();
    let report = match_rows(&again, &existing);
    assert!(report.plans.iter().all(|plan| matches!(plan, RowPlan::Same { .. })), "{:?}", report.plans);
    assert_eq!(report.missing, []);
}

#[test]
fn a_county_sized_roster_is_read_whole() {
    let found = detect(&fixtures::large_roster(5_000), "a.xlsx");
    let all = rows_with(&found, &Answers::default());
    assert_eq!(match_rows(&all, &[]).plans.len(), 5_000);
    assert!(all.iter().all(|row| row.fields.id_no.is_some() && !row.is_wrong()));
}

use super::*;
use crate::import::fixtures;
use crate::import::reader::read;
use crate::import::roster::ROSTER;
use crate::import::roster::kind::{ADMITTED_ON, BRANCH, FULL_SINCE, ID_NO, NAME, PHONE};

const BIFF8: &[u8] = include_bytes!("../../../../../tests/fixtures/roster_biff8.xls");

fn tables(bytes: &[u8], name: &str) -> Detection {
    detect_all(read(bytes, name).unwrap(), &ROSTER)
}

fn from_csv(text: &str) -> Table {
    tables(text.as_bytes(), "名册.csv").tables.remove(0)
}

fn names(table: &Table) -> Vec<String> {
    let column = table.mapping().columns_of(NAME).next().unwrap();
    table.rows.iter().map(|row| row.cell(column).display()).collect()
}

#[test]
fn a_two_row_header_with_subtitles_page_heads_and_totals_gives_the_exact_members() {
    let found = tables(&fixtures::town_roster(), "a.xlsx");
    let table = &found.tables[0];
    assert_eq!(names(table), ["赵　一", "钱二（女）", "孙三", "李四", "周五", "吴六"]);
    assert_eq!(table.header_rows, (3, 4));
    assert_eq!(table.title.as_deref(), Some("大坪镇党员花名册"));
    let subtitles: Vec<_> = table.rows.iter().map(|row| table.subtitle_of(row).unwrap().name.clone()).collect();
    assert_eq!(subtitles, ["柳林村", "柳林村", "柳林村", "石桥村", "石桥村", "石桥村"]);
    let mapping = table.mapping();
    assert_eq!(mapping.columns_of(ADMITTED_ON).collect::<Vec<_>>(), [5]);
    assert_eq!(mapping.columns_of(FULL_SINCE).collect::<Vec<_>>(), [6]);
    assert!(table.notices[0].contains("4 人，下面实际有 3 行"), "{:?}", table.notices);
    let why = |why: Dropped| table.dropped.iter().filter(|(_, dropped)| *dropped == why).count();
    assert_eq!(
        [Dropped::Note, Dropped::Header, Dropped::Subtitle, Dropped::Total, Dropped::Signature, Dropped::Stray]
            .map(why),
        [2, 2, 2, 1, 1, 0]
    );
}

#[test]
fn an_xls_with_a_two_row_header_and_a_total_gives_the_exact_members() {
    let found = tables(BIFF8, "a.xls");
    let table = &found.tables[0];
    assert_eq!(names(table), ["赵一", "钱 二", "孙三"]);
    let branch = table.mapping().columns_of(BRANCH).next().unwrap();
    let branches: Vec<String> = table.rows.iter().map(|row| row.cell(branch).display()).collect();
    assert_eq!(branches, ["柳林村党支部", "柳林村党支部", "石桥村党支部"], "merged cells are filled down");
    assert_eq!(table.mapping().columns_of(ADMITTED_ON).count(), 1);
}

#[test]
fn sheets_of_villages_are_read_together_and_hidden_ones_are_told() {
    let found = tables(&fixtures::village_sheets(), "a.xlsx");
    let hints: Vec<_> = found.tables.iter().map(|table| table.branch_hint.as_deref()).collect();
    assert_eq!(hints, [Some("柳林村"), Some("石桥村"), None]);
    assert_eq!(found.tables.iter().map(|table| table.rows.len()).sum::<usize>(), 5);
}

#[test]
fn a_text_file_that_lost_its_merges_still_has_two_header_rows() {
    let found = tables(&fixtures::gb18030_csv(), "a.csv");
    let table = &found.tables[0];
    assert_eq!(table.rows.len(), 3);
    let mapping = table.mapping();
    assert_eq!(mapping.columns_of(ADMITTED_ON).collect::<Vec<_>>(), [3]);
    assert_eq!(mapping.columns_of(FULL_SINCE).collect::<Vec<_>>(), [4]);
    assert_eq!(mapping.columns_of(BRANCH).collect::<Vec<_>>(), [5]);
}

#[test]
fn the_reporting_unit_names_the_branch_of_the_sheet() {
    let table = from_csv("党员名册,,\n填报单位：柳林村党支部   填报时间：2026年3月,,\n姓名,性别,身份证号\n张三,男,\n");
    assert_eq!(table.branch_hint.as_deref(), Some("柳林村党支部"));
    let town = from_csv("填报单位：大坪镇党委,,\n姓名,性别,身份证号\n张三,男,\n");
    assert_eq!(town.branch_hint, None, "a town is no branch");
}

#[test]
fn the_data_under_a_one_row_header_is_not_taken_for_a_second_header() {
    let table = from_csv("姓名,性别,职务,备注\n张三,男,书记,\n李四,女,,党员\n");
    assert_eq!(table.header_rows, (1, 1));
    assert_eq!(table.rows.len(), 2);
}

#[test]
fn numbered_columns_and_prefilled_empty_rows_are_no_members() {
    let table = from_csv("序号,姓名,性别,身份证号,备注\n1,2,3,4,5\n1,张三,男,,\n2,,,,\n3,,,,\n合计：1人,,,,\n");
    assert_eq!(names(&table), ["张三"]);
}

#[test]
fn a_spouses_columns_are_not_the_members() {
    let table = from_csv("姓名,身份证号,配偶情况,,电话\n,,姓名,身份证号,\n张三,,李四,,13800000001\n");
    let mapping = table.mapping();
    assert_eq!(mapping.columns_of(NAME).collect::<Vec<_>>(), [0]);
    assert_eq!(mapping.columns_of(ID_NO).collect::<Vec<_>>(), [1]);
    assert_eq!(mapping.columns_of(PHONE).collect::<Vec<_>>(), [4]);
}

#[test]
fn an_untitled_column_of_id_numbers_is_recognised_by_content() {
    let id = fixtures::id_no("19850601", 1);
    let table = from_csv(&format!("姓名,性别,\n张三,男,{id}\n李四,男,{id}\n"));
    let mapping = table.mapping();
    assert_eq!(mapping.columns_of(ID_NO).collect::<Vec<_>>(), [2]);
    assert!(table.guesses.iter().any(|guess| guess.field == Some(ID_NO) && guess.score == 40));
}

#[test]
fn a_mapping_can_be_corrected() {
    let table = from_csv("姓名,性别,身份证号,某列\n张三,男,,x\n");
    let mut mapping = table.mapping();
    assert_eq!(mapping.field(3), None);
    mapping.set(3, ROSTER.field("remark").map(|field| field.key));
    mapping.set(1, None);
    assert_eq!(mapping.field(3), Some("remark"));
    assert_eq!(mapping.field(1), None);
    assert_eq!(table.header_key(), "姓名|性别|身份证号|某列");
}

#[test]
fn a_member_with_nothing_but_a_name_is_kept() {
    let table = from_csv("姓名,性别,身份证号\n张三,男,\n李四,,\n柳林村党支部,,\n王五,男,\n");
    assert_eq!(names(&table), ["张三", "李四", "王五"]);
    assert_eq!(table.subtitles[0].name, "柳林村党支部");
    assert_eq!(table.rows[1].subtitle, None);
}

#[test]
fn a_sheet_without_a_header_is_told_and_skipped() {
    let found = tables("会议通知,\n请各支部,按时参加\n".as_bytes(), "通知.csv");
    assert!(found.tables.is_empty());
    assert!(found.notices[0].contains("没有找到"));
}

#[test]
fn ordinals_and_counts_are_taken_off_a_subtitle() {
    for (text, name, claimed) in [
        ("一、柳林村(23人)", "柳林村", Some(23)),
        ("(二)石桥村党支部", "石桥村党支部", None),
        ("3.东沟村:12人", "东沟村", Some(12)),
        ("西沟村党支部(共8名党员)", "西沟村党支部", Some(8)),
        ("十一、镇机关支部", "镇机关支部", None),
        ("三里村", "三里村", None),
    ] {
        let (stem, _, count) = rows::strip_ordinal(text);
        assert_eq!((stem.as_str(), count), (name, claimed), "{text}");
    }
}

use lunxun_base::ErrorCode;

use super::*;

fn sheet(people: usize) -> SignInSheet {
    SignInSheet {
        title: "基层党员轮训班签到表".to_owned(),
        school: "中共青石镇委员会党校".to_owned(),
        class_name: "2027年第三期农村党员集中轮训班".to_owned(),
        day: "2027年3月8日 星期一".to_owned(),
        half: "上午 8:30—11:30".to_owned(),
        course: "党的二十大精神与乡村振兴".to_owned(),
        instructor: "周明华".to_owned(),
        room: "镇党校一楼大教室".to_owned(),
        rows: (1..=people)
            .map(|i| SignInRow {
                no: i.to_string(),
                name: format!("学员{i}号"),
                branch: "青石村党支部".to_owned(),
                note: String::new(),
            })
            .collect(),
        due_count: u32::try_from(people).ok(),
        footer: "轮训通 · 2027年3月7日 16:20 打印".to_owned(),
        ..SignInSheet::default()
    }
}

fn form(name: &str) -> AppraisalForm {
    AppraisalForm {
        school: "中共青石镇委员会党校".to_owned(),
        title: "党员轮训学员登记（鉴定）表".to_owned(),
        name: name.to_owned(),
        scores: vec![Score { name: "党章党规".to_owned(), mark: "88".to_owned() }],
        ..AppraisalForm::default()
    }
}

fn roster(rows: Vec<Vec<String>>) -> TableDocument {
    TableDocument {
        title: "未参训名单".to_owned(),
        columns: vec![
            Column::new("序号").width(12.0).number(),
            Column::new("姓名").width(24.0),
            Column::new("身份证号").width(40.0).one_line(),
            Column::new("原因").left(),
        ],
        groups: vec![Group { title: "青石村党支部".to_owned(), rows, subtotal: None }],
        ..TableDocument::default()
    }
}

fn person(name: &str, reason: &str) -> Vec<String> {
    vec!["1".to_owned(), name.to_owned(), "110101198001010019".to_owned(), reason.to_owned()]
}

fn whole_text(printed: &Printed) -> String {
    (0..printed.page_count()).map(|page| printed.page_text(page)).collect()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn sign_in_sheet_holds_25_lines_a_page_and_5_blank_ones_at_the_end() {
    for (people, pages) in [(1, 1), (20, 1), (25, 2), (26, 2), (60, 3)] {
        let printed = lay_out_sign_in(&[sheet(people)]).unwrap();
        assert_eq!(printed.page_count(), pages, "{people} people");
        let text = whole_text(&printed);
        assert!(text.contains(&format!("学员{people}号")), "the last person stands on the sheet");
        assert_eq!(text.matches("所在党支部").count(), pages, "the head repeats on every page");
        assert_eq!(text.matches("班主任（签字）").count(), 1, "one place to sign, at the end");
        assert!(printed.page_text(pages - 1).contains(&(people + 5).to_string()), "five blank lines are numbered");
    }
}

#[test]
fn each_sheet_of_a_batch_counts_its_own_pages() {
    let printed = lay_out_sign_in(&[sheet(60), sheet(3)]).unwrap();
    assert_eq!(printed.page_count(), 4);
    assert!(printed.page_text(2).replace(' ', "").contains("第3页\u{3000}共3页"));
    assert!(printed.page_text(3).replace(' ', "").contains("第1页\u{3000}共1页"));
}

#[test]
fn long_names_and_notes_do_not_push_a_line_off_the_page() {
    let mut crowded = sheet(25);
    for row in &mut crowded.rows {
        row.name = "阿卜杜热合曼·买买提艾力".to_owned();
        row.branch = "东山村党支部第二联合小组流动党员临时党支部".to_owned();
        row.note = "上午请假，已由支部书记电话报备".to_owned();
    }
    assert_eq!(lay_out_sign_in(&[crowded]).unwrap().page_count(), 2);
}

#[test]
fn pdf_carries_its_own_fonts_and_is_the_same_every_time() {
    let pdf = sign_in_sheet(&sheet(3)).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    assert!(contains(&pdf, b"/FontFile"), "fonts are embedded");
    assert!(contains(&pdf, b"Lunxun-Song"), "with the built-in fonts");
    assert_eq!(pdf, sign_in_sheet(&sheet(3)).unwrap());
}

#[test]
fn rare_characters_of_names_are_drawn_in_every_document() {
    let rare = "𠮷䶮㛃𫚭镕堃";
    let mut signed = sheet(1);
    signed.rows[0].name = rare.to_owned();
    signed.title = format!("{rare}镇签到表");
    let mut appraised = form(rare);
    appraised.conduct = rare.to_owned();
    let page =
        RecoveryKeyPage { township: rare.to_owned(), key_groups: vec!["7K3M9".to_owned()], ..Default::default() };
    for printed in [
        lay_out_sign_in(&[signed]).unwrap(),
        lay_out_appraisals(&[appraised]).unwrap(),
        lay_out_table(&roster(vec![person(rare, rare)])).unwrap(),
        lay_out_recovery_key(&page).unwrap(),
    ] {
        assert_eq!(printed.missing_characters(), Vec::<char>::new());
        assert!(whole_text(&printed).contains(rare));
    }
}

#[test]
fn a_character_that_no_font_has_is_reported() {
    let mut signed = sheet(1);
    signed.rows[0].name = "王\u{E123}".to_owned();
    assert_eq!(lay_out_sign_in(&[signed]).unwrap().missing_characters(), vec!['\u{E123}']);
}

#[test]
fn appraisal_form_fills_one_sheet_with_two_sides() {
    let printed = lay_out_appraisals(&[form("罗文玉"), form("王桂兰")]).unwrap();
    assert_eq!(printed.page_count(), 4);
    assert!(printed.page_text(0).contains("自我总结") || printed.page_text(0).contains("自"), "front");
    for seal in ["组长签名", "班主任签名", "负责人签名", "归档去向"] {
        assert!(printed.page_text(1).contains(seal), "{seal} stands on the back");
    }
    assert!(printed.page_text(2).contains("王桂兰"));
}

#[test]
fn text_that_is_a_little_long_shrinks_and_stays_on_its_side() {
    let mut wordy = form("罗文玉");
    wordy.self_summary = format!("{}完了。", "我认真参加了集中学习和分组讨论。".repeat(50));
    wordy.head_teacher_opinion.text = format!("{}到此。", "该同志学习认真。".repeat(80));
    let printed = lay_out_appraisals(&[wordy]).unwrap();
    assert_eq!(printed.page_count(), 2);
    assert!(printed.page_text(0).contains("完了。"));
    assert!(printed.page_text(1).contains("到此。"));
    assert!(printed.smallest_type() >= 7.0);
}

#[test]
fn text_that_cannot_shrink_further_flows_and_loses_nothing() {
    let mut endless = form("罗文玉");
    endless.self_summary = format!("{}总结写到这里。", "我认真参加了集中学习和分组讨论。".repeat(120));
    endless.sender_opinion.text = format!("{}意见写到这里。", "同意党校意见。".repeat(250));
    let printed = lay_out_appraisals(&[endless, form("王桂兰")]).unwrap();
    let text = whole_text(&printed);
    assert!(text.contains("总结写到这里。") && text.contains("意见写到这里。"));
    assert_eq!(text.matches('真').count(), 120, "no sentence is lost");
    assert!(printed.smallest_type() >= 7.0);
    let next = (0..printed.page_count()).find(|page| printed.page_text(*page).contains("王桂兰")).unwrap();
    assert_eq!(next % 2, 0, "the next form starts on a fresh sheet");
}

#[test]
fn what_users_type_is_data_and_never_source() {
    let typed = "#panic(\"x\") *粗* $x^2$ @ref <lab> \\ // `code` [a]";
    let mut marked = form(typed);
    marked.conduct = typed.to_owned();
    let text = whole_text(&lay_out_appraisals(&[marked]).unwrap()).replace(' ', "");
    assert!(text.contains("#panic("), "printed as typed: {text}");
    assert!(text.contains("*粗*$x^2$@ref<lab>"));
}

#[test]
fn control_characters_from_a_workbook_do_not_print() {
    let mut pasted = form("罗\u{0}文\u{FEFF}玉\u{200E}");
    pasted.conduct = "第一段\r\n第二段\t好\u{7}".to_owned();
    let printed = lay_out_appraisals(&[pasted]).unwrap();
    assert_eq!(printed.missing_characters(), Vec::<char>::new());
    assert!(whole_text(&printed).contains("罗文玉"));
}

#[test]
fn photo_is_printed_and_a_broken_one_names_its_form() {
    let png = lay_out_recovery_key(&RecoveryKeyPage { key_groups: vec!["A".to_owned()], ..Default::default() })
        .and_then(|page| page.page_image(0, 20.0))
        .unwrap();
    let mut pictured = form("罗文玉");
    pictured.photo = Some(png.clone());
    assert!(contains(&appraisal_forms(&[pictured.clone()]).unwrap(), b"/Image"));
    let mut broken = form("王桂兰");
    broken.photo = Some(png[..40].to_vec());
    let error = appraisal_forms(&[pictured, broken]).unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::Invalid, Some("photo")));
    assert!(error.message.contains("第 2 份"));
}

#[test]
fn nothing_to_print_is_said_and_not_printed() {
    assert_eq!(sign_in_sheets(&[]).unwrap_err().code, ErrorCode::Invalid);
    assert_eq!(appraisal_forms(&[]).unwrap_err().code, ErrorCode::Invalid);
    assert_eq!(recovery_key_page(&RecoveryKeyPage::default()).unwrap_err().code, ErrorCode::Invalid);
}

#[test]
fn recovery_key_takes_one_page() {
    let page = RecoveryKeyPage {
        township: "中共青石镇委员会".to_owned(),
        key_groups: (0..12).map(|i| format!("7K3M{i:02}")).collect(),
        made_on: "2027年1月4日".to_owned(),
        purpose: "本页密钥能在忘记管理员密码、管理员离岗或更换电脑时打开本镇的党员教育培训数据。\n没有密码也没有本页，谁也打不开。".to_owned(),
        ..Default::default()
    };
    let printed = lay_out_recovery_key(&page).unwrap();
    assert_eq!(printed.page_count(), 1);
    assert!(printed.page_text(0).contains("7K3M11"));
}

#[test]
fn ledger_repeats_its_head_and_ends_with_who_answers_for_it() {
    let rows: Vec<_> = (0..90).map(|_| person("王建国", "外出务工，返乡窗口期未回")).collect();
    for landscape in [false, true] {
        let printed = lay_out_table(&TableDocument { landscape, ..roster(rows.clone()) }).unwrap();
        assert!(printed.page_count() > 1);
        let last = printed.page_count() - 1;
        for page in 0..=last {
            let text = printed.page_text(page);
            assert!(text.contains("身份证号") && text.contains("青石村党支部"), "page {page} repeats head and group");
        }
        assert!(printed.page_text(last).contains("审核人"));
        assert_eq!(whole_text(&printed).matches("110101198001010019").count(), 90, "no ID is broken over lines");
    }
}

#[test]
fn ledger_wider_than_the_paper_is_narrowed() {
    let mut wide = roster(vec![person("王建国", "W".repeat(60).as_str())]);
    for column in &mut wide.columns[..3] {
        column.width_mm = Some(200.0);
    }
    let printed = lay_out_table(&wide).unwrap();
    assert_eq!(printed.page_count(), 1);
    assert!(printed.page_text(0).contains(&"W".repeat(60)));
}

#[test]
fn row_that_does_not_match_the_columns_is_refused() {
    let short = roster(vec![vec!["1".to_owned()]]);
    assert_eq!(table_document(&short).unwrap_err().code, ErrorCode::Internal);
    assert_eq!(table_workbook(&short).unwrap_err().code, ErrorCode::Internal);
}

#[test]
fn workbook_keeps_ids_as_text_and_runs_no_formula() {
    let rows = ["=1+1", "+86", "-3", "@SUM(A1)"].map(|name| person(name, "=HYPERLINK(\"x\")")).to_vec();
    let mut book = open(&table_workbook(&TableDocument { footer: "一&二".to_owned(), ..roster(rows) }).unwrap());
    let sheet = calamine::Reader::worksheet_range_at(&mut book, 0).unwrap().unwrap();
    let cells: Vec<_> = sheet.cells().map(|(_, _, cell)| cell.clone()).collect();
    for text in ["=1+1", "+86", "-3", "@SUM(A1)", "110101198001010019"] {
        assert!(cells.contains(&calamine::Data::String(text.to_owned())), "{text} is text");
    }
    assert!(cells.contains(&calamine::Data::Float(1.0)), "a column of figures holds numbers");
    let formulas = calamine::Reader::worksheet_formula(&mut book, "Sheet1").unwrap();
    assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "nothing is a formula");
}

fn open(bytes: &[u8]) -> calamine::Xlsx<std::io::Cursor<Vec<u8>>> {
    calamine::Reader::new(std::io::Cursor::new(bytes.to_vec())).unwrap()
}

#[test]
fn preview_shows_the_pages_as_pictures() {
    let printed = lay_out_sign_in(&[sheet(26)]).unwrap();
    let pages = printed.page_images(40.0).unwrap();
    assert_eq!(pages.len(), 2);
    assert!(pages.iter().all(|page| page.starts_with(b"\x89PNG")));
    assert_eq!(printed.page_image(2, 40.0).unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(printed.page_images(9000.0).unwrap_err().code, ErrorCode::Invalid);
}

#[test]
fn what_no_font_can_draw_is_told_before_printing() {
    assert_eq!(uncovered("张三·阿依古丽 ㄅ 𠮷 䶮 1985—06"), [] as [char; 0], "common and rare names are covered");
    assert_eq!(uncovered("王\u{E5E5}明\u{E5E5}"), ['\u{E5E5}'], "a made-up character of an old system");
    assert_eq!(uncovered("李\u{10FFFD}\u{378}"), ['\u{10FFFD}', '\u{378}']);
}

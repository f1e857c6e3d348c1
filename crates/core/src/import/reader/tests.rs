use std::io::Write as _;

use lunxun_base::ErrorCode;
use rust_xlsxwriter::{Format, Workbook as Writer};

use super::*;
use crate::import::fixtures;

const BIFF8: &[u8] = include_bytes!("../../../../../tests/fixtures/roster_biff8.xls");

fn message(bytes: &[u8], name: &str) -> String {
    let error = read(bytes, name).expect_err("must be refused");
    assert_eq!(error.code, ErrorCode::Invalid);
    assert_eq!(error.field.as_deref(), Some("file"));
    error.message
}

fn one_cell(write: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Writer::new();
    write(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

#[test]
fn the_content_tells_the_kind_and_not_the_name() {
    assert_eq!(read(&fixtures::town_roster(), "名册.xls").unwrap().kind, FileKind::Xlsx);
    assert_eq!(read(BIFF8, "名册.xlsx").unwrap().kind, FileKind::Xls);
    assert_eq!(read(&fixtures::gb18030_csv(), "名册.xls").unwrap().kind, FileKind::Text);
}

#[test]
fn a_biff8_workbook_gives_cells_days_and_merges() {
    let book = read(BIFF8, "a.xls").unwrap();
    let sheet = &book.sheets[0];
    assert_eq!(sheet.cell(0, 0), &Cell::text("大坪镇党员花名册"));
    assert_eq!(sheet.cell(4, 5).display(), "2008-07-01");
    assert_eq!(sheet.cell(4, 7), &Cell::number(13_800_000_001.0));
    assert!(sheet.merges.contains(&Merge { top: 4, left: 4, bottom: 5, right: 4 }));
}

#[test]
fn text_in_every_usual_encoding_is_read() {
    let text = "姓名,村\r\n张三,\"柳林\r\n村\"\"\"\r\n";
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let big: Vec<u8> = [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let bom = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
    let gb = encoding_rs::GB18030.encode(text).0.into_owned();
    let tabs = text.replace(',', "\t").into_bytes();
    for (what, bytes) in
        [("utf-8", text.as_bytes().to_vec()), ("bom", bom), ("le", utf16), ("be", big), ("gb", gb), ("tab", tabs)]
    {
        let book = read(&bytes, "柳林村.csv").unwrap_or_else(|error| panic!("{what}: {error}"));
        let sheet = &book.sheets[0];
        assert_eq!(sheet.name, "柳林村");
        assert_eq!(sheet.cell(1, 0), &Cell::text("张三"), "{what}");
        assert_eq!(sheet.cell(1, 1), &Cell::text("柳林\r\n村\""), "{what}");
    }
}

#[test]
fn a_rare_character_survives_gb18030() {
    let book = read(&fixtures::gb18030_csv(), "a.csv").unwrap();
    assert_eq!(book.sheets[0].cell(4, 0), &Cell::text("李\u{20bb7}"));
    assert_eq!(book.sheets[0].cell(3, 3), &Cell::number(1985.1), "a bare 1985.1 stays as doubtful as the number");
}

#[test]
fn chinese_date_formats_are_days_and_month_formats_are_months() {
    let bytes = one_cell(|sheet| {
        for (row, format) in
            ["yyyy\"年\"m\"月\"d\"日\"", "yyyy\"年\"m\"月\"", "yyyy/m/d", "yyyy", "0.00"].iter().enumerate()
        {
            let format = Format::new().set_num_format(*format);
            sheet.write_number_with_format(u32::try_from(row).unwrap(), 0, 31_199.0, &format).unwrap();
        }
        for (row, index) in [(10, 31), (11, 57), (12, 27), (13, 14)] {
            sheet.write_number_with_format(row, 0, 31_199.0, &Format::new().set_num_format_index(index)).unwrap();
        }
    });
    let book = read(&bytes, "a.xlsx").unwrap();
    let shown: Vec<String> = book.sheets[0].rows.iter().flatten().map(Cell::display).collect();
    assert_eq!(
        shown,
        ["1985-06-01", "1985-06", "1985-06-01", "1985", "31199.00", "1985-06-01", "1985-06", "1985-06", "1985-06-01"]
    );
}

#[test]
fn the_1904_system_counts_from_another_day() {
    assert_eq!(serial_day(31_199.0, false).unwrap().to_string(), "1985-06-01");
    assert_eq!(serial_day(29_737.0, true).unwrap().to_string(), "1985-06-01");
    assert_eq!(serial_day(1.0, false).unwrap().to_string(), "1900-01-01");
    assert_eq!(serial_day(59.0, false).unwrap().to_string(), "1900-02-28");
    assert_eq!(serial_day(60.0, false), None, "29 February 1900 never was");
    assert_eq!(serial_day(61.0, false).unwrap().to_string(), "1900-03-01");
    assert_eq!(serial_day(0.5, false), None);
    assert_eq!(serial_day(f64::NAN, false), None);
}

#[test]
fn cells_far_outside_are_left_out_and_told() {
    let bytes = one_cell(|sheet| {
        sheet.write_string(0, 0, "姓名").unwrap();
        sheet.write_string(1_048_575, 16_383, "x").unwrap();
    });
    let book = read(&bytes, "a.xlsx").unwrap();
    assert_eq!(book.sheets[0].rows.len(), 1);
    assert!(book.notices[0].contains("略过"), "{:?}", book.notices);
}

#[test]
fn every_unreadable_file_says_what_to_do() {
    assert!(message(b"", "a.xlsx").contains("空的"));
    assert!(message(b"<html><body>hello</body></html>", "a.xls").contains("网页"));
    assert!(message(b"\x00\x01\x02\x03binary", "a.csv").contains("不是表格"));
    assert!(message(&[0x81, 0xFF, 0xFF, 0x20], "a.csv").contains("编码"));
    assert!(message(b" , ,\r\n,,\r\n", "a.csv").contains("没有任何内容"));
    assert!(message(&[0x09, 0x04, 6, 0, 0, 0], "a.xls").contains("另存为 .xlsx"));
    let mut whole = fixtures::town_roster();
    whole.truncate(whole.len() / 2);
    assert!(message(&whole, "a.xlsx").contains("不完整"));
    let mut xls = BIFF8.to_vec();
    xls.truncate(900);
    assert!(message(&xls, "a.xls").contains("另存为 .xlsx"));
}

#[test]
fn a_password_is_named_as_such() {
    let mut ole = BIFF8.to_vec();
    let wide: Vec<u8> = "EncryptedPackage\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let at = ole.chunks(128).position(|entry| entry.starts_with(b"W\0o\0r\0k\0b\0o\0o\0k\0")).unwrap() * 128;
    ole[at..at + wide.len()].copy_from_slice(&wide);
    ole[at + 64] = u8::try_from(wide.len()).unwrap();
    assert!(message(&ole, "a.xlsx").contains("密码"));
}

#[test]
fn archives_and_other_office_files_are_named() {
    for (part, said) in [("word/document.xml", "Word"), ("xl/workbook.bin", ".xlsb"), ("照片/1.jpg", "压缩包")] {
        assert!(message(&zip_of(&[(part, 10)]), "a.xlsx").contains(said), "{part}");
    }
    assert!(message(&zip_of(&[("xl/workbook.xml", 2_000_000_000)]), "a.xlsx").contains("大得不正常"));
}

/// A zip with a directory of these names and claimed sizes, and nothing in it.
fn zip_of(entries: &[(&str, u32)]) -> Vec<u8> {
    let mut out = b"PK\x03\x04".to_vec();
    out.resize(30, 0);
    let start = u32::try_from(out.len()).unwrap();
    for (name, size) in entries {
        let mut entry = [0_u8; 46];
        entry[..4].copy_from_slice(b"PK\x01\x02");
        entry[24..28].copy_from_slice(&size.to_le_bytes());
        entry[28..30].copy_from_slice(&u16::try_from(name.len()).unwrap().to_le_bytes());
        out.write_all(&entry).unwrap();
        out.write_all(name.as_bytes()).unwrap();
    }
    let mut end = [0_u8; 22];
    end[..4].copy_from_slice(b"PK\x05\x06");
    end[10..12].copy_from_slice(&u16::try_from(entries.len()).unwrap().to_le_bytes());
    end[16..20].copy_from_slice(&start.to_le_bytes());
    out.write_all(&end).unwrap();
    out
}

#[test]
fn an_xls_that_claims_a_billion_rows_gets_no_room_for_them() {
    let mut xls = BIFF8.to_vec();
    let at = xls.windows(4).position(|window| window == [0x00, 0x02, 14, 0x00]).unwrap();
    xls[at + 8..at + 12].copy_from_slice(&0xFFFF_0000_u32.to_le_bytes());
    assert_eq!(read(&xls, "a.xls").unwrap(), read(BIFF8, "a.xls").unwrap());
}

#[test]
fn a_page_of_tables_is_read_as_sheets() {
    let page = "<html><head><meta charset=gb2312><style>td{x:y}</style></head><body>
        <table><tr><th rowspan=2>姓名<th colspan='2'>党籍</tr><tr><th>入党<th>转正</tr>
        <tr style='display: none'><td>张&nbsp;三<td>2008年7月1日<td>2009.07</tr>
        <tr><td>李&#22235;&amp;<br/>五<td><table><tr><td>1985.1</td></tr></table></td><td>#REF!</tr></table>";
    let book = read(&encoding_rs::GB18030.encode(page).0, "名册.xls").unwrap();
    assert_eq!(book.kind, FileKind::Html);
    let sheet = &book.sheets[0];
    assert_eq!(sheet.cell(1, 1), &Cell::text("入党"), "a cell above reaches down into this row");
    assert_eq!(sheet.cell(2, 0), &Cell::text("张\u{a0}三"));
    assert_eq!(sheet.cell(3, 0), &Cell::text("李四&\n五"));
    assert_eq!(sheet.cell(3, 2), &Cell::Error("#REF!".into()));
    assert_eq!(sheet.hidden_rows, [2]);
    assert_eq!(sheet.merges[0], Merge { top: 0, left: 0, bottom: 1, right: 0 });
    assert_eq!(book.sheets[1].cell(0, 0), &Cell::number(1985.1), "a table inside a cell is a sheet of its own");
    assert!(book.notices[0].contains("“表1”C4 #REF!"), "{:?}", book.notices);
}

#[test]
fn rows_that_are_hidden_or_filtered_out_are_known() {
    let bytes = one_cell(|sheet| {
        for row in 0..6 {
            sheet.write_string(row, 0, format!("第{row}")).unwrap();
        }
        sheet.set_row_hidden(2).unwrap();
        sheet.set_row_hidden(4).unwrap();
        sheet.set_row_hidden(90).unwrap();
        sheet.autofilter(0, 0, 5, 0).unwrap();
    });
    let book = read(&bytes, "a.xlsx").unwrap();
    assert_eq!(book.sheets[0].hidden_rows, [2, 4], "an empty hidden row hides nobody");
    assert!(book.sheets[0].is_filtered);
    assert!(book.sheets[0].is_row_hidden(4) && !book.sheets[0].is_row_hidden(3));
}

#[test]
fn formulas_that_failed_or_were_never_computed_are_told_with_their_places() {
    let sheet = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"e\"><f>B9</f><v>#REF!</v></c>\
        <c r=\"B1\"><f>1+1</f></c><c r=\"C1\"><f>1</f><v></v></c><c r=\"D1\" t=\"str\"><f>\"\"</f><v></v></c>\
        <c r=\"E1\" t=\"inlineStr\"><is><t>a&amp;b_x000A_c</t></is></c></row></sheetData></worksheet>";
    let book = read(&fixtures::package(&[("xl/worksheets/sheet1.xml", sheet)]), "a.xlsx").unwrap();
    let row = &book.sheets[0].rows[0];
    assert_eq!(row[0], Cell::Error("#REF!".into()));
    assert!(row[1].is_uncomputed() && row[2].is_uncomputed());
    assert_eq!(row[3], Cell::Empty, "an empty text is a result");
    assert_eq!(row[4], Cell::text("a&b\nc"));
    assert!(book.notices[0].contains("1 个单元格是公式错误（“表”A1 #REF!）"), "{:?}", book.notices);
    assert!(book.notices[1].contains("2 个公式没有算好的结果（“表”B1、“表”C1）"), "{:?}", book.notices);
}

#[test]
fn bombs_and_entities_are_refused_by_name() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>";
    assert!(message(&fixtures::package(&[("xl/worksheets/sheet1.xml", bomb)]), "a.xlsx").contains("XML 实体"));
    assert!(message(&fixtures::zip_bomb(1_000), "a.xlsx").contains("大得不正常"), "a directory that lies");
    assert!(message(&fixtures::zip_bomb(300_000_000), "a.xlsx").contains("大得不正常"), "one that says so");
    let cut = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
    assert!(message(&fixtures::package(&[("xl/worksheets/sheet1.xml", cut)]), "a.xlsx").contains("中途断了"));
}

#[test]
fn utf16_without_a_mark_is_read() {
    let text = "姓名,村\r\n张三,柳林村\r\n";
    for bytes in [
        text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ] {
        assert_eq!(read(&bytes, "a.csv").unwrap().sheets[0].cell(1, 1), &Cell::text("柳林村"));
    }
    let named = "sep=;\r\na,b;c\r\n";
    assert_eq!(read(named.as_bytes(), "a.csv").unwrap().sheets[0].cell(0, 1), &Cell::text("c"));
}

#[test]
fn a_workbook_crosses_the_wire_unchanged() {
    for (bytes, name) in [
        (fixtures::town_roster(), "a.xlsx"),
        (BIFF8.to_vec(), "a.xls"),
        (fixtures::gb18030_csv(), "a.csv"),
        (fixtures::village_sheets(), "a.xlsx"),
    ] {
        let book = read(&bytes, name);
        let sent = wire::encode(&book);
        assert_eq!(wire::decode(&sent).unwrap().unwrap(), book.unwrap());
        for cut in 0..sent.len().min(400) {
            assert!(wire::decode(&sent[..cut]).is_none(), "cut off after {cut}");
        }
    }
    let error = wire::decode(&wire::encode(&Err(refuse("不行")))).unwrap().unwrap_err();
    assert_eq!((error.message.as_str(), error.field.as_deref()), ("不行", Some("file")));
}

/// Every cell as a second, unrelated reader sees it.
#[test]
fn a_second_reader_agrees() {
    use calamine::{Data, Reader as _};
    for bytes in [fixtures::town_roster(), fixtures::village_sheets(), BIFF8.to_vec()] {
        let book = read(&bytes, "a").unwrap();
        let mut other = calamine::open_workbook_auto_from_rs(std::io::Cursor::new(&bytes)).unwrap();
        for sheet in &book.sheets {
            let range = other.worksheet_range(&sheet.name).unwrap();
            let (top, left) = range.start().unwrap();
            let mut count = 0;
            for (row, column, value) in range.used_cells() {
                let ours = sheet.cell(row + top as usize, column + left as usize);
                let theirs = match value {
                    Data::String(text) if text.trim().is_empty() => continue,
                    Data::DateTime(value) => serial_day(value.as_f64(), false).unwrap().to_string(),
                    value => value.to_string(),
                };
                let same = match ours {
                    Cell::Date { day, .. } => day.to_string() == theirs,
                    Cell::Number { value, .. } => value.to_string() == theirs,
                    ours => ours.display() == theirs,
                };
                assert!(same, "{ours:?} {value:?}");
                count += 1;
            }
            let filled = sheet.rows.iter().flatten().filter(|cell| !cell.is_empty()).count();
            assert_eq!(filled, count, "{}", sheet.name);
        }
    }
}

#[test]
fn damaged_bytes_never_stop_the_program() {
    for source in [fixtures::town_roster(), BIFF8.to_vec(), fixtures::gb18030_csv()] {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        for _ in 0..150 {
            let mut bytes = source.clone();
            for _ in 0..8 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = usize::try_from(state >> 20).unwrap() % bytes.len();
                bytes[at] ^= u8::try_from(state >> 56).unwrap() | 1;
            }
            let _ = read(&bytes, "a.xlsx");
        }
    }
}

//! Sheets as offices bring them, about people who do not exist (area code 410399 is unassigned).

use rust_xlsxwriter::{Format, Workbook, Worksheet};

/// A right ID number of the unassigned area.
pub fn id_no(birth: &str, order: u32) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let body = format!("410399{birth}{order:03}");
    let sum: u32 = body.chars().zip(WEIGHTS).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum();
    body + &"10X98765432"[(sum % 11) as usize..][..1]
}

fn put(sheet: &mut Worksheet, row: u32, texts: &[&str]) {
    for (column, text) in texts.iter().enumerate() {
        if !text.is_empty() {
            sheet.write_string(row, u16::try_from(column).unwrap(), *text).unwrap();
        }
    }
}

fn merge(sheet: &mut Worksheet, top: u32, left: u16, bottom: u32, right: u16, text: &str) {
    sheet.merge_range(top, left, bottom, right, text, &Format::new()).unwrap();
}

fn two_row_header(sheet: &mut Worksheet, row: u32) {
    for (column, text) in
        [(0, "序号"), (1, "姓 名"), (2, "性别"), (3, "公民身份号码\n（18位）"), (4, "出生年月"), (7, "备注")]
    {
        merge(sheet, row, column, row + 1, column, text);
    }
    merge(sheet, row, 5, row, 6, "党籍情况");
    put(sheet, row + 1, &["", "", "", "", "", "入党时间", "转正时间"]);
}

/// The roster of a town: title, unit line, two-row header, village subtitles, a page break with the header again, a
/// numeric ID number, `1985.1` as a number, a total row and a signature row. Six members.
pub fn town_roster() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("花名册").unwrap();
    merge(sheet, 0, 0, 0, 7, "大坪镇党员花名册");
    merge(sheet, 1, 0, 1, 7, "填报单位：大坪镇党委（盖章）　　填报时间：2026年3月");
    two_row_header(sheet, 2);
    merge(sheet, 4, 0, 4, 7, "一、柳林村（3人）");
    put(sheet, 5, &["1", "赵　一", "男", &id_no("19850601", 1), "1985.06", "2008年7月1日", "2009-07-01"]);
    put(sheet, 6, &["2", "钱二（女）", "女", "", "", "二〇一五年六月", "2016.6", "流动党员"]);
    sheet.write_number(6, 4, 1985.1).unwrap();
    put(sheet, 7, &["3", "孙三", "男", "", "1970-01-01", "1998.10", "1999.10"]);
    sheet.write_number(7, 3, 410_399_197_001_010_030.0).unwrap();
    two_row_header(sheet, 9);
    merge(sheet, 11, 0, 11, 7, "二、石桥村（4人）");
    put(sheet, 12, &["1", "李四", "男", &id_no("19620315", 7), "", "1975.8", "1975.8", "不详"]);
    put(sheet, 13, &["2", "周五", "女", &id_no("19900228", 2), "1990-02-28", "2025-11-20", ""]);
    let month = Format::new().set_num_format("yyyy\"年\"m\"月\"");
    sheet.write_number_with_format(14, 5, 31_199.0, &month).unwrap();
    put(sheet, 14, &["3", "吴六", "男", &id_no("19650101", 9), "19650101"]);
    put(sheet, 15, &["4"]);
    merge(sheet, 16, 0, 16, 1, "合计");
    put(sheet, 16, &["", "", "6人"]);
    put(sheet, 18, &["填表人：王某", "", "", "审核人：", "", "联系电话：0379-6000000"]);
    book.save_to_buffer().unwrap()
}

/// One sheet per village, and one whose branch cells are merged; a hidden sheet beside them.
pub fn village_sheets() -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, member, order) in [("柳林村", "赵一", 1), ("2.石桥村党员花名册", "李四", 3)] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        put(sheet, 0, &["姓名", "身份证号", "手机号码", "党内职务"]);
        put(sheet, 1, &[member, &id_no("19850601", order), "13800000001", "书记、主任"]);
    }
    let sheet = book.add_worksheet();
    sheet.set_name("合并").unwrap();
    put(sheet, 0, &["所在党支部", "姓名", "身份证号"]);
    merge(sheet, 1, 0, 2, 0, "东沟村党支部");
    put(sheet, 1, &["", "郑七", &id_no("19770707", 5)]);
    put(sheet, 2, &["", "王八", &id_no("19780808", 5)]);
    put(sheet, 3, &["西沟村党支部", "冯九", &id_no("19790909", 5)]);
    let hidden = book.add_worksheet();
    hidden.set_hidden(true);
    put(hidden, 0, &["姓名", "身份证号"]);
    book.save_to_buffer().unwrap()
}

/// As exported from WPS on a Chinese Windows: GB18030, merges lost, a rare character, numbers bare.
pub fn gb18030_csv() -> Vec<u8> {
    let text = format!(
        "大坪镇党员花名册,,,,,\r\n姓名,性别,身份证号,党籍情况,,所在党支部\r\n,,,入党时间,转正时间,\r\n\
         赵一,男,=\"{}\",1985.1,1986.10,柳林村支部\r\n\"李\u{20bb7}\",女,{}\t,2003/7/1,2004/7/1,石桥村支部\r\n\
         孙三,男,4.10399E+17,2003/7/1,2004/7/1,石桥村支部\r\n合计,3,,,,\r\n",
        id_no("19600101", 1),
        id_no("19800101", 2)
    );
    let (bytes, _, has_errors) = encoding_rs::GB18030.encode(&text);
    assert!(!has_errors);
    bytes.into_owned()
}

/// Many rows of a plain roster, for measuring.
pub fn large_roster(rows: u32) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    put(
        sheet,
        0,
        &[
            "姓名",
            "性别",
            "身份证号",
            "民族",
            "出生日期",
            "学历",
            "所在党支部",
            "手机号码",
            "入党日期",
            "转正日期",
            "现居住地",
            "备注",
        ],
    );
    for row in 1..=rows {
        let birth = format!("19{:02}{:02}{:02}", 50 + row % 49, 1 + row % 12, 1 + row % 28);
        let id = id_no(&birth, row % 1000);
        let name = format!("测{}", ["一", "二", "三", "四", "五"][(row % 5) as usize]);
        let phone = format!("138{row:08}");
        put(
            sheet,
            row,
            &[
                &name,
                "",
                &id,
                "汉",
                &birth,
                "初中",
                "柳林村党支部",
                &phone,
                "2008年7月1日",
                "2009.07.01",
                "大坪镇柳林村",
                "",
            ],
        );
    }
    book.save_to_buffer().unwrap()
}

/// A workbook of parts as they are given; what is not given is as plain as it can be, with one sheet `表`.
pub fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let usual = [
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"表\" sheetId=\"1\"/></sheets></workbook>"),
    ];
    let given = |name: &str| parts.iter().any(|(part, _)| *part == name);
    let all: Vec<(&str, Vec<u8>)> = usual
        .iter()
        .filter(|(name, _)| !given(name))
        .chain(parts)
        .map(|(name, content)| (*name, content.as_bytes().to_vec()))
        .collect();
    zip(&all)
}

/// A sheet of blanks that packs to a thousandth and claims this size.
pub fn zip_bomb(claimed: u32) -> Vec<u8> {
    let mut sheet = b"<worksheet><sheetData>".to_vec();
    sheet.resize(1024 * 1024, b' ');
    let mut bytes = zip(&[
        ("xl/workbook.xml", b"<workbook><sheets><sheet name=\"b\"/></sheets></workbook>".to_vec()),
        ("xl/worksheets/sheet1.xml", sheet),
    ]);
    let at = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    bytes[at + 24..at + 28].copy_from_slice(&claimed.to_le_bytes());
    bytes
}

/// A zip of these parts.
pub fn zip(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packer, content).unwrap();
        let packed = packer.finish().unwrap();
        let start = u32::try_from(out.len()).unwrap();
        let mut head = vec![20, 0, 0, 8, 8, 0, 0, 0, 0, 0];
        head.extend(crc.sum().to_le_bytes());
        head.extend(u32::try_from(packed.len()).unwrap().to_le_bytes());
        head.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
        head.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        head.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend(name.as_bytes());
        out.extend(packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, count) = (u32::try_from(out.len()).unwrap(), u16::try_from(parts.len()).unwrap());
    out.extend(&directory);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

use lunxun_core::fields::{AttendMode, PartialDate};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::demo::{Member, Township};

/// How carefully the roster (党员花名册) was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Every cell is text and as it should be.
    Clean,
    /// As offices keep it: some ID numbers typed as numbers, `1985.1`, full-width digits, spaces in names, one person
    /// twice.
    Dirty,
}

/// In a dirty roster, of so many rows one has its ID number as a number, of which a spreadsheet keeps 15 digits.
pub const NUMBER_ID_EVERY: usize = 97;
/// From this many rows on, the workbook is written row by row: no cell of the header is merged downwards.
const LONG: usize = 5_000;

const UPPER: [(&str, f64); 18] = [
    ("序号", 6.0),
    ("姓名", 9.0),
    ("性别", 6.0),
    ("民族", 7.0),
    ("公民身份号码", 21.0),
    ("出生日期", 12.0),
    ("学历", 8.0),
    ("人员类别", 10.0),
    ("党籍情况", 12.0),
    ("", 12.0),
    ("工作岗位", 14.0),
    ("党内职务", 16.0),
    ("手机号码", 13.0),
    ("所在党支部", 18.0),
    ("现居住地", 16.0),
    ("是否流动党员", 9.0),
    ("外出流向", 12.0),
    ("备注", 18.0),
];
const LOWER: [(u16, &str); 2] = [(8, "入党时间"), (9, "转正时间")];
const LAST: u16 = 17;

/// A roster as a township sends it in: title, reporting unit, a header of two rows, a subtitle for every branch, a
/// total and a row to sign.
///
/// # Errors
/// Those of the workbook's writer.
pub fn roster_workbook(township: &Township, style: Style) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let is_long = township.members.len() > LONG;
    let sheet = if is_long { book.add_worksheet_with_constant_memory()? } else { book.add_worksheet() };
    sheet.set_name("党员花名册")?;
    for (column, (_, width)) in (0..).zip(UPPER) {
        sheet.set_column_width(column, width)?;
    }
    let formats = Formats::new();
    write_head(sheet, township, &formats, is_long)?;
    let mut row = 4;
    let mut serial = 0_u32;
    let mut members = township.members.iter().enumerate().peekable();
    for (at, branch) in township.branches.iter().enumerate() {
        let size = township.members.iter().skip(serial as usize).take_while(|member| member.branch == at).count();
        let unit = if branch.village.is_empty() { &branch.short_name } else { &branch.village };
        let subtitle = format!("{}、{unit}（{size}人）", numeral(at + 1));
        sheet.merge_range(row, 0, row, LAST, &subtitle, &formats.subtitle)?;
        row += 1;
        while let Some((index, member)) = members.next_if(|(_, member)| member.branch == at) {
            serial += 1;
            write_row(sheet, row, serial, &cells(township, member, index, style), style, index)?;
            row += 1;
            // The dirty roster has one person a second time, under another spelling of the branch.
            if style == Style::Dirty && index == 40 {
                let mut twice = cells(township, member, index, Style::Clean);
                twice[13] = branch.name.clone();
                write_row(sheet, row, serial, &twice, Style::Clean, index)?;
                row += 1;
            }
        }
    }
    sheet.write_string(row, 0, "合计")?;
    sheet.write_string(row, 1, format!("{serial}人"))?;
    sheet.write_string(row + 2, 0, "填表人：　　　　　　审核人：　　　　　　单位负责人（签字）：")?;
    book.save_to_buffer()
}

struct Formats {
    title: Format,
    head: Format,
    subtitle: Format,
}

impl Formats {
    fn new() -> Self {
        let centre = || Format::new().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter).set_bold();
        Self {
            title: centre().set_font_size(18),
            head: centre().set_text_wrap().set_border(FormatBorder::Thin),
            subtitle: Format::new().set_bold(),
        }
    }
}

fn write_head(sheet: &mut Worksheet, township: &Township, formats: &Formats, is_long: bool) -> Result<(), XlsxError> {
    sheet.merge_range(0, 0, 0, LAST, &format!("{}党员花名册", township.name), &formats.title)?;
    sheet.write_string(1, 0, format!("填报单位：{}（盖章）", township.committee))?;
    sheet.write_string(1, 12, "填报时间：2027年1月4日")?;
    for (column, (title, _)) in (0..).zip(UPPER) {
        match title {
            "" => {}
            "党籍情况" => {
                sheet.merge_range(2, 8, 2, 9, title, &formats.head)?;
            }
            _ if is_long => {
                sheet.write_string_with_format(2, column, title, &formats.head)?;
            }
            _ => {
                sheet.merge_range(2, column, 3, column, title, &formats.head)?;
            }
        }
    }
    for (column, title) in LOWER {
        sheet.write_string_with_format(3, column, title, &formats.head)?;
    }
    if !is_long {
        sheet.set_freeze_panes(4, 2)?;
    }
    Ok(())
}

/// A row's texts from the name on; the serial number is written apart.
fn cells(township: &Township, member: &Member, index: usize, style: Style) -> [String; 18] {
    let person = &member.person;
    let branch = township.branches.get(member.branch);
    let short = branch.map(|branch| branch.short_name.clone()).unwrap_or_default();
    let village = branch.map(|branch| branch.village.clone()).unwrap_or_default();
    let is_migrant = member.attend_mode == AttendMode::Migrant;
    let duties: Vec<&str> = member.duties.iter().map(|duty| duty.label()).collect();
    let dotted = |date: PartialDate| date.to_string().replace('-', ".");
    let mut cells = [
        String::new(),
        person.name.clone(),
        person.sex.label().to_owned(),
        person.nation.to_owned(),
        person.id_no.clone(),
        person.birth.to_string(),
        person.education.to_owned(),
        member.category.label().to_owned(),
        dotted(person.admitted_on),
        person.full_since.map(dotted).unwrap_or_default(),
        person.job.to_owned(),
        duties.join("、"),
        person.phone.clone(),
        short,
        if is_migrant { member.migrant_to.to_owned() } else { format!("{}{village}", township.name) },
        if is_migrant { "是" } else { "否" }.to_owned(),
        member.migrant_to.to_owned(),
        if member.attend_reason.is_empty() {
            String::new()
        } else {
            format!("送学上门：{}", member.attend_reason)
        },
    ];
    if style == Style::Dirty {
        soil(&mut cells, index);
    }
    cells
}

fn soil(cells: &mut [String; 18], index: usize) {
    let wide = |text: &str| -> String {
        text.chars()
            .map(|c| if c.is_ascii_digit() { char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c) } else { c })
            .collect()
    };
    let spaced = |name: &str, space: char| {
        let mut letters: Vec<char> = name.chars().collect();
        letters.insert(1, space);
        letters.into_iter().collect::<String>()
    };
    match index % 11 {
        1 => cells[1] = spaced(&cells[1], ' '),
        2 => cells[1] = spaced(&cells[1], '\u{3000}'),
        3 => cells[4] = wide(&cells[4]),
        4 => cells[12] = wide(&cells[12]),
        5 => cells[4] = cells[4].to_lowercase(),
        6 => cells[3] = cells[3].trim_end_matches('族').to_owned(),
        7 => cells[6] = cells[6].replace("本科", "大学本科").replace("大专", "大学专科"),
        8 => cells[5] = cells[5].replace('-', "/"),
        9 => cells[15] = if cells[15] == "是" { "√".to_owned() } else { String::new() },
        _ => {}
    }
}

fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    serial: u32,
    cells: &[String; 18],
    style: Style,
    index: usize,
) -> Result<(), XlsxError> {
    sheet.write_number(row, 0, serial)?;
    for (column, text) in (0..).zip(cells).skip(1) {
        let as_number = match column {
            4 => index % NUMBER_ID_EVERY == 5,
            8 => index % 53 == 7 && text.len() == "1985.10".len(),
            _ => false,
        };
        match text.parse::<f64>() {
            Ok(value) if as_number && style == Style::Dirty => sheet.write_number(row, column, value)?,
            _ if text.is_empty() => continue,
            _ => sheet.write_string(row, column, text)?,
        };
    }
    Ok(())
}

/// 一, 十二, 三十一; plain digits from a hundred on.
fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |at: usize| DIGITS.get(at).copied().unwrap_or_default();
    match number {
        1..10 => digit(number).to_owned(),
        10..20 => format!("十{}", digit(number % 10)),
        20..100 => format!("{}十{}", digit(number / 10), digit(number % 10)),
        _ => number.to_string(),
    }
}

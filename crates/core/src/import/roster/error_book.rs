//! Rows handed back as a workbook with a reason beside each; mended, it can be imported again (退回错误行).

use lunxun_base::{Error, Result};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::candidate::Candidate;
use super::kind;
use crate::import::table::{FieldKey, Mapping, Table};

const REASON: &str = "原因";
const BRANCH: &str = "所在党支部";

/// Writes the given rows (wrong ones, or any others) with the columns of their own table, all cells as text, the cells
/// at fault in red, and the column 原因. Where the branch came from a subtitle or the sheet, it gets a column.
///
/// # Errors
/// `Internal` when the workbook cannot be written.
pub fn error_workbook(tables: &[(&Table, &Mapping)], rows: &[&Candidate]) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let formats = Formats::new();
    for (table, mapping) in tables {
        let own: Vec<&Candidate> = rows.iter().filter(|row| row.sheet == table.sheet).copied().collect();
        if !own.is_empty() {
            write_sheet(book.add_worksheet(), table, mapping, &own, &formats).map_err(foreign)?;
        }
    }
    if book.worksheets().is_empty() {
        book.add_worksheet().write_string(0, 0, "没有需要退回的行。").map_err(foreign)?;
    }
    book.save_to_buffer().map_err(foreign)
}

struct Formats {
    head: Format,
    text: Format,
    fault: Format,
    reason: Format,
}

impl Formats {
    fn new() -> Self {
        let text = || Format::new().set_num_format("@").set_border(FormatBorder::Thin);
        Self {
            head: text().set_bold().set_align(FormatAlign::Center).set_text_wrap(),
            text: text(),
            fault: text().set_background_color(Color::RGB(0x00FF_C7CE)),
            reason: text().set_font_color(Color::RGB(0x00C0_0000)).set_text_wrap(),
        }
    }
}

fn write_sheet(
    sheet: &mut Worksheet,
    table: &Table,
    mapping: &Mapping,
    rows: &[&Candidate],
    formats: &Formats,
) -> Result<(), XlsxError> {
    // A sheet name was valid in its own workbook, but a text file's name need not be.
    let name: String = table.sheet.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect();
    if !name.trim().is_empty() {
        sheet.set_name(name)?;
    }
    let has_branch = mapping.columns_of(kind::BRANCH).next().is_some();
    let mut column = 0_u16;
    // A reason column of an earlier round is replaced.
    let kept: Vec<(usize, usize)> = table
        .columns
        .iter()
        .enumerate()
        .filter(|(_, source)| source.title != REASON)
        .map(|(at, source)| (at, source.index))
        .collect();
    for (at, _) in &kept {
        let title = table.columns.get(*at).map(|source| source.title.as_str()).unwrap_or_default();
        sheet.write_string_with_format(0, column, title, &formats.head)?;
        sheet.set_column_width(column, width_of(title))?;
        column += 1;
    }
    if !has_branch {
        sheet.write_string_with_format(0, column, BRANCH, &formats.head)?;
        sheet.set_column_width(column, 18)?;
        column += 1;
    }
    sheet.write_string_with_format(0, column, REASON, &formats.reason.clone().set_bold())?;
    sheet.set_column_width(column, 60)?;
    sheet.set_freeze_panes(1, 0)?;

    for (line, row) in (1_u32..).zip(rows) {
        let faulty: Vec<FieldKey> = row.problems.iter().map(|problem| problem.field).collect();
        let mut column = 0_u16;
        for (at, index) in &kept {
            let text = row.original.get(*at).map(String::as_str).unwrap_or_default();
            let is_faulty = mapping.field(*index).is_some_and(|field| faulty.contains(&field));
            let format = if is_faulty { &formats.fault } else { &formats.text };
            sheet.write_string_with_format(line, column, text, format)?;
            column += 1;
        }
        if !has_branch {
            let branch = row.fields.branch.as_deref().unwrap_or_default();
            sheet.write_string_with_format(line, column, branch, &formats.text)?;
            column += 1;
        }
        let reasons: Vec<String> = row.problems.iter().map(|problem| problem.message.clone()).collect();
        let reason = format!("原表第 {} 行：{}", row.row_no, reasons.join(" "));
        sheet.write_string_with_format(line, column, reason, &formats.reason)?;
    }
    Ok(())
}

fn width_of(title: &str) -> f64 {
    match title {
        title if title.contains("证") => 22.0,
        title if title.contains("址") || title.contains("支部") => 24.0,
        title
            if title.contains("电话") || title.contains("手机") || title.contains("日期") || title.contains("时间") =>
        {
            14.0
        }
        _ => 10.0,
    }
}

fn foreign(error: XlsxError) -> Error {
    Error::internal("退回错误行的表格没有写成，请重试；仍不行请联系技术支持。").with_source(error.to_string())
}

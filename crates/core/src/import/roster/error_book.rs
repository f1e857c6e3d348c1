//! Rows handed back as a workbook with a reason beside each; mended, it can be imported again (退回错误行).

use lunxun_base::{Error, Result};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::candidate::Candidate;
use super::kind::{self, ROSTER};
use crate::import::reader::Cell;
use crate::import::table::{FieldKey, Mapping, SheetKind, Table, TableRow};

const REASON: &str = "原因";
const BRANCH: &str = "所在党支部";

/// Writes the given rows (wrong ones, or any others) in the layout of their own sheet: its title and header rows, its
/// columns, all cells as text, the cells at fault in red, and the column 原因. Where a roster's branch came from a
/// subtitle or the sheet, it gets a column.
///
/// # Errors
/// `Internal` when the workbook cannot be written.
pub fn error_workbook(kind: &SheetKind, tables: &[(&Table, &Mapping)], rows: &[&Candidate]) -> Result<Vec<u8>> {
    let adds_branch = kind.code == ROSTER.code;
    let mut book = Workbook::new();
    let formats = Formats::new();
    for (table, mapping) in tables {
        let own: Vec<&Candidate> = rows.iter().filter(|row| row.sheet == table.sheet).copied().collect();
        if !own.is_empty() {
            write_sheet(book.add_worksheet(), table, mapping, &own, adds_branch, &formats).map_err(foreign)?;
        }
    }
    if book.worksheets().is_empty() {
        book.add_worksheet().write_string(0, 0, "没有需要退回的行。").map_err(foreign)?;
    }
    book.save_to_buffer().map_err(foreign)
}

struct Formats {
    title: Format,
    head: Format,
    text: Format,
    fault: Format,
    reason: Format,
}

impl Formats {
    fn new() -> Self {
        let text = || Format::new().set_num_format("@").set_border(FormatBorder::Thin);
        Self {
            title: Format::new().set_num_format("@").set_align(FormatAlign::Center),
            head: text().set_bold().set_align(FormatAlign::Center).set_text_wrap(),
            text: text(),
            fault: text().set_background_color(Color::RGB(0x00FF_C7CE)),
            reason: text().set_font_color(Color::RGB(0x00C0_0000)).set_text_wrap(),
        }
    }
}

/// The sheet as it came, with the rows in question alone.
fn write_sheet(
    sheet: &mut Worksheet,
    table: &Table,
    mapping: &Mapping,
    rows: &[&Candidate],
    adds_branch: bool,
    formats: &Formats,
) -> Result<(), XlsxError> {
    // A sheet name was valid in its own workbook, but a text file's name need not be.
    let name: String = table.sheet.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect();
    if !name.trim().is_empty() {
        sheet.set_name(name)?;
    }
    // A reason column of an earlier round is used again.
    let old_reason = table.columns.iter().find(|column| column.title == REASON).map(|column| column.index);
    let widest =
        table.head.iter().map(Vec::len).chain(rows.iter().filter_map(|row| Some(source(table, row)?.cells.len())));
    let width = widest.max().unwrap_or_default().max(table.columns.last().map_or(0, |column| column.index + 1));
    write_head(sheet, table, old_reason, formats)?;
    let mut next = width;
    let branch = (adds_branch && mapping.columns_of(kind::BRANCH).next().is_none()).then_some(next);
    next += usize::from(branch.is_some());
    let reason = old_reason.unwrap_or(next);
    if let Some(branch) = branch {
        write_title(sheet, table, branch, BRANCH, &formats.head)?;
        sheet.set_column_width(place(branch), 18)?;
    }
    write_title(sheet, table, reason, REASON, &formats.reason.clone().set_bold())?;
    sheet.set_column_width(place(reason), 60)?;
    sheet.set_freeze_panes(line(table.head.len()), 0)?;

    for (at, row) in rows.iter().enumerate() {
        let at = line(table.head.len() + at);
        let faulty: Vec<FieldKey> = row.problems.iter().map(|problem| problem.field).collect();
        let cells = source(table, row).map(|source| source.cells.as_slice()).unwrap_or_default();
        for index in (0..width).filter(|index| Some(*index) != old_reason) {
            let text = cells.get(index).map(Cell::display).unwrap_or_default();
            let is_faulty = mapping.field(index).is_some_and(|field| faulty.contains(&field));
            let format = if is_faulty { &formats.fault } else { &formats.text };
            sheet.write_string_with_format(at, place(index), text, format)?;
        }
        if let Some(branch) = branch {
            let text = row.fields.branch.as_deref().unwrap_or_default();
            sheet.write_string_with_format(at, place(branch), text, &formats.text)?;
        }
        let reasons: Vec<String> = row.problems.iter().map(|problem| problem.message.clone()).collect();
        let text = format!("原表第 {} 行：{}", row.row_no, reasons.join(" "));
        sheet.write_string_with_format(at, place(reason), text, &formats.reason)?;
    }
    Ok(())
}

fn source<'a>(table: &'a Table, row: &Candidate) -> Option<&'a TableRow> {
    let at = table.rows.binary_search_by_key(&row.row_no, |source| source.row_no).ok()?;
    table.rows.get(at)
}

/// Title, reporting unit and header as the sheet has them, merged as they were.
fn write_head(
    sheet: &mut Worksheet,
    table: &Table,
    old_reason: Option<usize>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let top = table.header_rows.0.saturating_sub(1);
    let format = |row: usize| if row >= top { &formats.head } else { &formats.title };
    for (row, cells) in table.head.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate().filter(|(column, _)| Some(*column) != old_reason) {
            let is_merged = table
                .head_merges
                .iter()
                .any(|merge| (merge.top..=merge.bottom).contains(&row) && (merge.left..=merge.right).contains(&column));
            if !is_merged && (row >= top || !cell.is_empty()) {
                sheet.write_string_with_format(line(row), place(column), cell.display(), format(row))?;
            }
        }
    }
    for merge in
        table.head_merges.iter().filter(|merge| old_reason.is_none_or(|at| !(merge.left..=merge.right).contains(&at)))
    {
        let text = table.head.get(merge.top).and_then(|cells| cells.get(merge.left)).map(Cell::display);
        let (from, to) = ((line(merge.top), place(merge.left)), (line(merge.bottom), place(merge.right)));
        sheet.merge_range(from.0, from.1, to.0, to.1, &text.unwrap_or_default(), format(merge.top))?;
    }
    for column in table.columns.iter().filter(|column| Some(column.index) != old_reason) {
        sheet.set_column_width(place(column.index), width_of(&column.title))?;
    }
    Ok(())
}

/// A title of our own, as high as the header.
fn write_title(
    sheet: &mut Worksheet,
    table: &Table,
    column: usize,
    title: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let (first, last) = table.header_rows;
    let (first, last) = (line(first.saturating_sub(1)), line(last.saturating_sub(1)));
    if first < last {
        sheet.merge_range(first, place(column), last, place(column), title, format)?;
    } else {
        sheet.write_string_with_format(last, place(column), title, format)?;
    }
    Ok(())
}

fn place(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

fn line(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
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

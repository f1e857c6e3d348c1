//! The workbook twin of a [`TableDocument`]: the same title, groups and totals, ready to print on A4.

use lunxun_base::{Error, Result};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::ledger::{Align, Column, TableDocument, check_shape};

/// A4 in Excel's list of papers.
const A4: u8 = 9;
/// Excel measures columns in characters of about 2 mm.
const MM_PER_CHARACTER: f64 = 2.0;
const SHARED_WIDTH: f64 = 18.0;

struct Styles {
    title: Format,
    line: Format,
    head: Format,
    group: Format,
    text: [Format; 3],
    sum: Format,
}

impl Styles {
    fn new() -> Self {
        let song = || Format::new().set_font_name("宋体").set_font_size(10);
        let boxed = || song().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter).set_text_wrap();
        // "@" keeps digits as typed when somebody edits the cell: an ID number never turns into 4.2E+17.
        let text = |align| boxed().set_num_format("@").set_align(align);
        Self {
            title: song()
                .set_bold()
                .set_font_size(18)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter),
            line: song().set_align(FormatAlign::VerticalCenter),
            head: boxed().set_bold().set_align(FormatAlign::Center).set_background_color(0xEB_EBEB),
            group: boxed().set_bold(),
            text: [text(FormatAlign::Left), text(FormatAlign::Center), text(FormatAlign::Right)],
            sum: boxed().set_bold().set_align(FormatAlign::Center),
        }
    }

    fn cell(&self, column: &Column) -> &Format {
        let [left, center, right] = &self.text;
        match column.align {
            Align::Left => left,
            Align::Center => center,
            Align::Right => right,
        }
    }
}

/// The table as .xlsx. Every cell is text, so that IDs keep their digits and a name that begins with `=`, `+`, `-` or `@`
/// is never run as a formula; columns marked `number` hold numbers where the cell is one.
///
/// # Errors
/// `Internal` when a row does not match the columns; `Invalid` when the table exceeds what a workbook holds.
pub fn table_workbook(table: &TableDocument) -> Result<Vec<u8>> {
    check_shape(table)?;
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write(sheet, table).map_err(refused)?;
    workbook.save_to_buffer().map_err(refused)
}

fn write(sheet: &mut Worksheet, table: &TableDocument) -> std::result::Result<(), XlsxError> {
    let styles = Styles::new();
    let last = u16::try_from(table.columns.len() - 1).unwrap_or(u16::MAX);
    page(sheet, table)?;
    let mut row = 0;
    span(sheet, row, last, &table.title, &styles.title)?;
    sheet.set_row_height(row, 30)?;
    row += 1;
    if !table.subtitle.is_empty() {
        span(sheet, row, last, &table.subtitle, &styles.line.clone().set_align(FormatAlign::Center))?;
        row += 1;
    }
    span(sheet, row, last, &format!("填报单位（盖章）：{}　　{}", table.unit, table.note), &styles.line)?;
    row += 1;
    for (i, column) in (0..).zip(&table.columns) {
        sheet.write_string_with_format(row, i, &column.title, &styles.head)?;
    }
    sheet.set_repeat_rows(row, row)?;
    sheet.set_freeze_panes(row + 1, 0)?;
    row += 1;
    for group in &table.groups {
        if !group.title.is_empty() {
            span(sheet, row, last, &group.title, &styles.group)?;
            row += 1;
        }
        for cells in &group.rows {
            cells_of(sheet, row, table, cells, |column| styles.cell(column))?;
            row += 1;
        }
        if let Some(cells) = &group.subtotal {
            cells_of(sheet, row, table, cells, |_| &styles.sum)?;
            row += 1;
        }
    }
    if let Some(cells) = &table.total {
        cells_of(sheet, row, table, cells, |_| &styles.sum)?;
        row += 1;
    }
    let signed =
        format!("填表人：{}　　　　审核人：{}　　　　日期：{}", table.filled_by, table.checked_by, table.dated);
    span(sheet, row, last, &signed, &styles.line)?;
    sheet.set_print_area(0, 0, row, last)?;
    Ok(())
}

fn page(sheet: &mut Worksheet, table: &TableDocument) -> std::result::Result<(), XlsxError> {
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0).set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
    if table.landscape {
        sheet.set_landscape();
    }
    // An ampersand begins a code in Excel's footers.
    sheet.set_footer(format!("&L{}&R第 &P 页　共 &N 页", table.footer.replace('&', "&&")));
    for (i, column) in (0..).zip(&table.columns) {
        let width = column.width_mm.map_or(SHARED_WIDTH, |mm| f64::from(mm) / MM_PER_CHARACTER);
        sheet.set_column_width(i, width)?;
    }
    Ok(())
}

fn cells_of<'a>(
    sheet: &mut Worksheet,
    row: u32,
    table: &TableDocument,
    cells: &[String],
    format: impl Fn(&Column) -> &'a Format,
) -> std::result::Result<(), XlsxError> {
    for (i, (column, cell)) in (0..).zip(table.columns.iter().zip(cells)) {
        let plain = if column.money { cell.replace(',', "") } else { cell.clone() };
        match plain.trim().parse::<f64>() {
            Ok(number) if column.number && number.is_finite() => {
                let style = format(column).clone();
                let style = if column.money {
                    style.set_num_format("#,##0.00").set_align(FormatAlign::Right)
                } else {
                    style.set_num_format("General")
                };
                sheet.write_number_with_format(row, i, number, &style)?;
            }
            _ => {
                sheet.write_string_with_format(row, i, cell, format(column))?;
            }
        }
    }
    Ok(())
}

/// One text across the table's width; a table of one column has nothing to merge.
fn span(sheet: &mut Worksheet, row: u32, last: u16, text: &str, format: &Format) -> std::result::Result<(), XlsxError> {
    if last == 0 {
        sheet.write_string_with_format(row, 0, text, format)?;
    } else {
        sheet.merge_range(row, 0, row, last, text, format)?;
    }
    Ok(())
}

fn refused(error: XlsxError) -> Error {
    match error {
        XlsxError::MaxStringLengthExceeded => {
            Error::invalid("cell", "有一格文字超过 32767 字，Excel 放不下，请缩短后再导出。")
        }
        XlsxError::RowColumnLimitError => Error::invalid("rows", "行数超过 Excel 的上限，请按支部或年份分开导出。"),
        _ => crate::engine::defect("workbook"),
    }
}

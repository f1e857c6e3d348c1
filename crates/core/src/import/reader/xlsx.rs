//! `.xlsx`: cell by cell, never a whole range.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Style, Xlsx, XlsxError};
use lunxun_base::{Error, Result};

use super::{Cell, DatePrecision, FileKind, Intake, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, Merge, Sheet, Workbook};
use super::{refuse, serial_day};

pub(super) fn read(bytes: &[u8]) -> Result<Workbook> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(foreign)?;
    let is_1904 = book.has_1904_epoch();
    let mut intake = Intake::default();
    let mut notices = Vec::new();
    let mut sheets = Vec::new();
    let listed: Vec<_> = book.sheets_metadata().iter().take(MAX_SHEETS).cloned().collect();
    for meta in listed.iter().filter(|meta| meta.typ == SheetType::WorkSheet) {
        let mut sheet =
            Sheet { name: meta.name.clone(), is_hidden: meta.visible != SheetVisible::Visible, ..Sheet::default() };
        read_cells(&mut book, &mut sheet, &mut intake, is_1904)?;
        if !sheet.rows.is_empty() {
            sheet.merges = merges(&mut book, &meta.name)?;
        }
        sheets.push(sheet);
    }
    intake.notice(&mut notices);
    Ok(Workbook { kind: FileKind::Xlsx, sheets, notices })
}

fn read_cells(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &mut Sheet, intake: &mut Intake, is_1904: bool) -> Result<()> {
    let name = sheet.name.clone();
    let mut cells = match book.worksheet_cells_reader(&name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_) | XlsxError::WorksheetNotFound(_)) => return Ok(()),
        Err(error) => return Err(foreign(error)),
    };
    let formats: Vec<Format> = cells.styles().iter().map(Format::of).collect();
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(foreign)? {
        let (row, column) = cell.get_position();
        let format = formats.get(style).copied().unwrap_or_default();
        let value = convert(cell.get_value(), format, is_1904);
        intake.put(sheet, row as usize, column as usize, value)?;
    }
    Ok(())
}

fn merges(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Merge>> {
    let found = book.merge_cells_by_sheet_name(name).map_err(foreign)?;
    Ok(found.iter().filter_map(clip).collect())
}

/// A merged region as far as it lies within the caps.
pub(super) fn clip(found: &calamine::Dimensions) -> Option<Merge> {
    let (top, left) = (found.start.0 as usize, found.start.1 as usize);
    let (bottom, right) = ((found.end.0 as usize).min(MAX_ROWS - 1), (found.end.1 as usize).min(MAX_COLUMNS - 1));
    (top <= bottom && left <= right && (top, left) != (bottom, right)).then_some(Merge { top, left, bottom, right })
}

#[derive(Clone, Copy, Default)]
struct Format {
    precision: Option<DatePrecision>,
    decimals: Option<u8>,
}

impl Format {
    fn of(style: &Style) -> Self {
        let Some(format) = &style.number_format else { return Self::default() };
        // The Chinese meanings of the built-in ids that the standard leaves to the locale.
        match format.format_id {
            Some(17 | 27 | 36 | 50 | 52 | 57) => {
                return Self { precision: Some(DatePrecision::Month), decimals: None };
            }
            Some(0 | 28..=35 | 51 | 53..=56 | 58) => return Self::default(),
            _ => {}
        }
        let shown: String = shown_letters(&format.format_code);
        let has = |letter: char| shown.contains(letter);
        if has('y') || has('e') && has('m') {
            let precision = match (has('m'), has('d')) {
                (_, true) => DatePrecision::Day,
                (true, false) => DatePrecision::Month,
                (false, false) => DatePrecision::Year,
            };
            return Self { precision: Some(precision), decimals: None };
        }
        Self { precision: None, decimals: fixed_decimals(&shown) }
    }
}

/// The first section of a format code without literals and brackets, in lower case.
fn shown_letters(code: &str) -> String {
    let mut shown = String::new();
    let (mut quoted, mut bracket, mut skip) = (false, false, false);
    for c in code.chars() {
        match c {
            _ if skip => skip = false,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '\\' | '_' | '*' => skip = true,
            '[' => bracket = true,
            ']' => bracket = false,
            _ if bracket => {}
            ';' => break,
            _ => shown.extend(c.to_lowercase()),
        }
    }
    shown
}

/// `0.00` fixes two decimals, `0` none; `General`, `0.##`, `0E+00` and `0%` fix nothing that matters here.
fn fixed_decimals(shown: &str) -> Option<u8> {
    let plain = shown.trim();
    if !plain.chars().all(|c| matches!(c, '0' | '.' | '#' | ',')) || !plain.contains('0') {
        return None;
    }
    let (_, decimals) = plain.split_once('.').unwrap_or((plain, ""));
    decimals.chars().all(|c| c == '0').then(|| u8::try_from(decimals.len()).unwrap_or(u8::MAX))
}

fn convert(value: &DataRef<'_>, format: Format, is_1904: bool) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) => Cell::text(text.as_str()),
        DataRef::SharedString(text) => Cell::text(*text),
        #[expect(clippy::cast_precision_loss, reason = "a workbook stores doubles")]
        DataRef::Int(value) => Cell::Number { value: *value as f64, decimals: format.decimals },
        DataRef::Float(value) => Cell::Number { value: *value, decimals: format.decimals },
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::DateTime(value) if value.is_datetime() => {
            match serial_day(value.as_f64(), is_1904) {
                Some(day) => Cell::Date { day, precision: format.precision.unwrap_or(DatePrecision::Day) },
                // A time of day, or a year such as 1985 in a cell that is formatted as a date.
                None => Cell::number(value.as_f64()),
            }
        }
        DataRef::DateTime(value) => Cell::number(value.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::text(text.as_str()),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    }
}

fn foreign(error: XlsxError) -> Error {
    match error {
        XlsxError::Password => refuse(super::xls::PASSWORD),
        // The parser's text may quote cells, so it does not travel into the log.
        _ => refuse("这个 .xlsx 文件内部有损坏，读不出来。请用 WPS 打开后另存为 .xlsx 再导入。"),
    }
}

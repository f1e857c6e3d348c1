//! A workbook as bytes, from the process that read it to the one that asked: each text once, each cell in a few bytes.

use std::collections::HashMap;
use std::sync::Arc;

use lunxun_base::{Error, LocalDate, Result};

use super::{Cell, DatePrecision, FileKind, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Merge, Sheet, Workbook};

const EMPTY: u8 = 0;
const NEW_TEXT: u8 = 1;
const KNOWN_TEXT: u8 = 2;
const NUMBER: u8 = 3;
const FIXED_NUMBER: u8 = 4;
const DATE: u8 = 5;
const FALSE: u8 = 6;
const TRUE: u8 = 7;
const ERROR: u8 = 8;
const KINDS: [FileKind; 6] =
    [FileKind::Xlsx, FileKind::Xls, FileKind::Ods, FileKind::Html, FileKind::Text, FileKind::SpreadsheetXml];
const PRECISIONS: [DatePrecision; 3] = [DatePrecision::Day, DatePrecision::Month, DatePrecision::Year];

/// Writes what reading a file gave: the workbook, or why there is none.
#[must_use]
pub fn encode(outcome: &Result<Workbook>) -> Vec<u8> {
    let mut out = Vec::new();
    match outcome {
        Ok(book) => {
            out.push(1);
            write_book(&mut out, book);
        }
        Err(error) => {
            out.push(0);
            put_text(&mut out, &error.message);
        }
    }
    // The last byte says that nothing was cut off.
    out.push(b'.');
    out
}

/// Reads it again.
///
/// # Errors
/// The error that was written; `None` of it when the bytes are not whole.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<Result<Workbook>> {
    let (last, body) = bytes.split_last()?;
    if *last != b'.' {
        return None;
    }
    let mut input = Input { bytes: body };
    let outcome = match input.byte()? {
        0 => Err(super::refuse(input.text()?)),
        1 => Ok(read_book(&mut input)?),
        _ => return None,
    };
    input.bytes.is_empty().then_some(outcome)
}

/// The answer for bytes that are not whole.
#[must_use]
pub fn broken() -> Error {
    super::refuse(super::BROKEN)
}

fn write_book(out: &mut Vec<u8>, book: &Workbook) {
    out.push(KINDS.iter().position(|kind| *kind == book.kind).and_then(|at| u8::try_from(at).ok()).unwrap_or_default());
    put(out, book.notices.len());
    book.notices.iter().for_each(|notice| put_text(out, notice));
    put(out, book.sheets.len());
    let mut known: HashMap<&str, usize> = HashMap::new();
    for sheet in &book.sheets {
        put_text(out, &sheet.name);
        out.push(u8::from(sheet.is_hidden) | u8::from(sheet.is_filtered) << 1);
        put(out, sheet.merges.len());
        for merge in &sheet.merges {
            [merge.top, merge.left, merge.bottom, merge.right].into_iter().for_each(|place| put(out, place));
        }
        put(out, sheet.hidden_rows.len());
        let mut before = 0;
        for row in &sheet.hidden_rows {
            put(out, row - before);
            before = *row;
        }
        put(out, sheet.rows.len());
        for row in &sheet.rows {
            put(out, row.len());
            row.iter().for_each(|cell| write_cell(out, cell, &mut known));
        }
    }
}

fn write_cell<'a>(out: &mut Vec<u8>, cell: &'a Cell, known: &mut HashMap<&'a str, usize>) {
    match cell {
        Cell::Empty => out.push(EMPTY),
        Cell::Text(text) => {
            let next = known.len();
            if let Some(at) = known.get(&**text) {
                out.push(KNOWN_TEXT);
                put(out, *at);
            } else {
                known.insert(text, next);
                out.push(NEW_TEXT);
                put_text(out, text);
            }
        }
        Cell::Number { value, decimals: None } => {
            out.push(NUMBER);
            out.extend_from_slice(&value.to_bits().to_le_bytes());
        }
        Cell::Number { value, decimals: Some(places) } => {
            out.extend_from_slice(&[FIXED_NUMBER, *places]);
            out.extend_from_slice(&value.to_bits().to_le_bytes());
        }
        Cell::Date { day, precision } => {
            let precision = PRECISIONS.iter().position(|known| known == precision).unwrap_or_default();
            out.push(DATE);
            put(out, precision);
            // Years of the common era alone come out of a workbook.
            put(out, usize::try_from(day.year()).unwrap_or_default());
            put(out, day.month() as usize);
            put(out, day.day() as usize);
        }
        Cell::Bool(value) => out.push(if *value { TRUE } else { FALSE }),
        Cell::Error(error) => {
            out.push(ERROR);
            put_text(out, error);
        }
    }
}

fn put(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push(u8::try_from(value & 0x7f).unwrap_or_default() | 0x80);
        value >>= 7;
    }
    out.push(u8::try_from(value).unwrap_or_default());
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

fn read_book(input: &mut Input<'_>) -> Option<Workbook> {
    let kind = *KINDS.get(usize::from(input.byte()?))?;
    let notices = (0..input.count()?).map(|_| input.text().map(str::to_owned)).collect::<Option<_>>()?;
    let mut texts: Vec<Arc<str>> = Vec::new();
    let mut cells = 0;
    let sheets = (0..input.count()?).map(|_| read_sheet(input, &mut texts, &mut cells)).collect::<Option<Vec<_>>>()?;
    Some(Workbook { kind, sheets, notices })
}

fn read_sheet(input: &mut Input<'_>, texts: &mut Vec<Arc<str>>, cells: &mut usize) -> Option<Sheet> {
    let name = input.text()?.to_owned();
    let flags = input.byte()?;
    let mut merges = Vec::new();
    for _ in 0..input.count()? {
        let (top, left, bottom, right) = (input.number()?, input.number()?, input.number()?, input.number()?);
        merges.push(Merge { top, left, bottom, right });
    }
    let mut hidden_rows = Vec::new();
    let mut row = 0_usize;
    for _ in 0..input.count()? {
        row = row.checked_add(input.number()?)?;
        hidden_rows.push(row);
    }
    let count = input.count().filter(|count| *count <= MAX_ROWS)?;
    let mut rows = Vec::with_capacity(count);
    for _ in 0..count {
        let width = input.count().filter(|width| *width <= MAX_COLUMNS)?;
        *cells += width;
        // Empty cells in front of others count here as well; no reader leaves as many as this.
        if *cells > MAX_CELLS.saturating_mul(8) {
            return None;
        }
        rows.push((0..width).map(|_| read_cell(input, texts)).collect::<Option<Vec<_>>>()?);
    }
    let (is_hidden, is_filtered) = (flags & 1 == 1, flags & 2 == 2);
    Some(Sheet { name, is_hidden, rows, merges, hidden_rows, is_filtered })
}

fn read_cell(input: &mut Input<'_>, texts: &mut Vec<Arc<str>>) -> Option<Cell> {
    Some(match input.byte()? {
        EMPTY => Cell::Empty,
        NEW_TEXT => {
            let text: Arc<str> = Arc::from(input.text()?);
            texts.push(Arc::clone(&text));
            Cell::Text(text)
        }
        KNOWN_TEXT => Cell::Text(Arc::clone(texts.get(input.number()?)?)),
        NUMBER => Cell::Number { value: input.double()?, decimals: None },
        FIXED_NUMBER => {
            let decimals = Some(input.byte()?);
            Cell::Number { value: input.double()?, decimals }
        }
        DATE => {
            let precision = *PRECISIONS.get(input.number()?)?;
            let year = i32::try_from(input.number()?).ok()?;
            let (month, day) = (u32::try_from(input.number()?).ok()?, u32::try_from(input.number()?).ok()?);
            Cell::Date { day: LocalDate::from_ymd(year, month, day)?, precision }
        }
        FALSE => Cell::Bool(false),
        TRUE => Cell::Bool(true),
        ERROR => Cell::Error(input.text()?.to_owned()),
        _ => return None,
    })
}

struct Input<'a> {
    bytes: &'a [u8],
}

impl<'a> Input<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn number(&mut self) -> Option<usize> {
        let mut value = 0_usize;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            value |= usize::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// A number of things of at least one byte each.
    fn count(&mut self) -> Option<usize> {
        self.number().filter(|count| *count <= self.bytes.len())
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.count()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    fn double(&mut self) -> Option<f64> {
        Some(f64::from_bits(u64::from_le_bytes(self.take(8)?.try_into().ok()?)))
    }
}

//! Reading a sheet that somebody brought (导入文件): bytes in, tables of cells out.
//!
//! The kind of a file is told by its content, never by its name: half of the `.xls` files of an office are something
//! else. Everything is read cell by cell under caps, because a workbook of two kilobytes can claim a billion cells;
//! cells far outside are left out and the clerk is told. Every failure has its own sentence that says what to do.

mod text;
mod xls;
mod xlsx;
mod zip_check;

#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};

use lunxun_base::{Error, LocalDate, Result};

/// Rows of one sheet that are read; a county has fewer members.
pub const MAX_ROWS: usize = 200_000;
/// Columns of one sheet that are read.
pub const MAX_COLUMNS: usize = 256;
/// Cells of one workbook that are kept.
pub const MAX_CELLS: usize = 6_000_000;
/// Characters (bytes) of one cell: Excel's own limit of 32,767 characters, in UTF-8.
pub const MAX_CELL_TEXT: usize = 32_767 * 4;
/// Text of one workbook in bytes.
pub const MAX_TEXT: usize = 192 * 1024 * 1024;
/// Size of a file in bytes.
pub const MAX_FILE: usize = 64 * 1024 * 1024;
const MAX_SHEETS: usize = 500;

/// How much of a date cell's day is meant: `1985年6月` typed into a Chinese Excel is stored as the first of June.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatePrecision {
    /// The format shows a day.
    Day,
    /// The format shows year and month alone.
    Month,
    /// The format shows the year alone.
    Year,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing, or only spaces.
    #[default]
    Empty,
    /// Text as it stands, neither trimmed nor repaired.
    Text(String),
    /// A number. `decimals` is how many decimals the cell's format shows, when it fixes that: it tells `1985.10` from
    /// `1985.1`.
    Number {
        /// The stored value.
        value: f64,
        /// Decimals that the number format shows, when fixed.
        decimals: Option<u8>,
    },
    /// A day.
    Date {
        /// The stored day.
        day: LocalDate,
        /// What of it the cell's format shows.
        precision: DatePrecision,
    },
    /// A truth value.
    Bool(bool),
    /// A formula error such as `#N/A`.
    Error(String),
}

impl Cell {
    /// A plain number.
    #[must_use]
    pub fn number(value: f64) -> Self {
        Self::Number { value, decimals: None }
    }

    /// Text, or `Empty` when it holds only white space.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.trim().is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// Nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// What the clerk sees in the cell, near enough: numbers without an exponent, days as `1985-06-01`.
    #[must_use]
    pub fn display(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Error(text) => text.clone(),
            Self::Number { value, decimals: Some(places) } => format!("{value:.*}", usize::from(*places)),
            Self::Number { value, decimals: None } => format!("{value}"),
            Self::Date { day, precision: DatePrecision::Day } => day.to_string(),
            Self::Date { day, precision: DatePrecision::Month } => format!("{:04}-{:02}", day.year(), day.month()),
            Self::Date { day, precision: DatePrecision::Year } => format!("{:04}", day.year()),
            Self::Bool(true) => "是".to_owned(),
            Self::Bool(false) => "否".to_owned(),
        }
    }
}

/// A merged region (合并单元格), zero-based, corners included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// First row.
    pub top: usize,
    /// First column.
    pub left: usize,
    /// Last row.
    pub bottom: usize,
    /// Last column.
    pub right: usize,
}

/// One sheet. Row `i` of `rows` is row `i + 1` of the sheet as the clerk sees it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// Its name; for a text file the file's name without its ending.
    pub name: String,
    /// Hidden in the workbook.
    pub is_hidden: bool,
    /// Rows, each as long as its last cell.
    pub rows: Vec<Vec<Cell>>,
    /// Merged regions.
    pub merges: Vec<Merge>,
}

impl Sheet {
    /// The cell there, `Empty` outside.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &Cell {
        const EMPTY: &Cell = &Cell::Empty;
        self.rows.get(row).and_then(|cells| cells.get(column)).unwrap_or(EMPTY)
    }
}

/// What kind of file it was, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// `.xlsx`, `.xlsm`
    Xlsx,
    /// BIFF in an OLE container: `.xls`, WPS `.et`
    Xls,
    /// Separated by commas, tabs or semicolons
    Text,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbook {
    /// Its kind by content.
    pub kind: FileKind,
    /// Sheets in workbook order, the empty ones left out.
    pub sheets: Vec<Sheet>,
    /// What was left out, in Chinese, for the clerk.
    pub notices: Vec<String>,
}

/// Reads a file of unknown origin.
///
/// # Errors
/// `Invalid` with field `file` and a sentence of its own for each: empty file, file too large, password, HTML in
/// disguise, Word or another office format, text in an unknown encoding, too many cells, damaged workbook.
pub fn read(bytes: &[u8], file_name: &str) -> Result<Workbook> {
    if bytes.is_empty() {
        return Err(refuse("这个文件是空的（0 字节），请检查是否复制完整。"));
    }
    if bytes.len() > MAX_FILE {
        return Err(refuse("文件超过 64 MB，请删去图片和多余的工作表，或拆成几个文件后再导入。"));
    }
    let mut book = catch_unwind(AssertUnwindSafe(|| read_kind(bytes, file_name)))
        .unwrap_or_else(|_| Err(refuse("这个表格文件内部结构损坏，读不出来。请用 WPS 打开后另存为 .xlsx 再导入。")))?;
    for sheet in &mut book.sheets {
        tidy(sheet);
    }
    book.sheets.retain(|sheet| !sheet.rows.is_empty());
    if book.sheets.is_empty() {
        return Err(refuse("这个文件里没有任何内容，请检查是否选错了文件。"));
    }
    Ok(book)
}

fn read_kind(bytes: &[u8], file_name: &str) -> Result<Workbook> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        zip_check::check(bytes)?;
        return xlsx::read(bytes);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return xls::read(bytes);
    }
    if let [0x09, 0x00 | 0x02 | 0x04 | 0x08, ..] = bytes {
        return Err(refuse("这是很旧的 Excel 表格格式，读不出来。请用 WPS 打开后另存为 .xlsx 再导入。"));
    }
    text::read(bytes, file_name)
}

/// Drops white-space cells at the ends of rows, and empty rows at the end of the sheet.
fn tidy(sheet: &mut Sheet) {
    for row in &mut sheet.rows {
        while row.last().is_some_and(Cell::is_empty) {
            row.pop();
        }
    }
    while sheet.rows.last().is_some_and(Vec::is_empty) {
        sheet.rows.pop();
    }
}

pub(super) fn refuse(message: impl Into<String>) -> Error {
    Error::invalid("file", message)
}

/// Collects cells under the caps, shared by the three readers.
#[derive(Default)]
struct Intake {
    cells: usize,
    text: usize,
    stray: usize,
}

impl Intake {
    /// Puts a cell in its place; a stray one beyond the caps is counted and left out.
    fn put(&mut self, sheet: &mut Sheet, row: usize, column: usize, cell: Cell) -> Result<()> {
        if cell.is_empty() {
            return Ok(());
        }
        if row >= MAX_ROWS || column >= MAX_COLUMNS {
            self.stray += 1;
            return Ok(());
        }
        self.cells += 1;
        if let Cell::Text(text) = &cell {
            if text.len() > MAX_CELL_TEXT {
                return Err(refuse(format!(
                    "工作表“{}”第 {} 行有一个单元格的文字超过三万字，不像花名册，请检查后再导入。",
                    sheet.name,
                    row + 1
                )));
            }
            self.text += text.len();
        }
        if self.cells > MAX_CELLS || self.text > MAX_TEXT {
            return Err(refuse("表格内容太多，请拆成几个文件（每个不超过 20 万行）分别导入。"));
        }
        if sheet.rows.len() <= row {
            sheet.rows.resize_with(row + 1, Vec::new);
        }
        if let Some(cells) = sheet.rows.get_mut(row) {
            if cells.len() <= column {
                cells.resize_with(column + 1, Cell::default);
            }
            if let Some(place) = cells.get_mut(column) {
                *place = cell;
            }
        }
        Ok(())
    }

    fn notice(&self, notices: &mut Vec<String>) {
        if self.stray > 0 {
            notices.push(format!(
                "有 {} 个单元格远在表格之外（第 {MAX_ROWS} 行之后或第 {MAX_COLUMNS} 列之后），已略过。",
                self.stray
            ));
        }
    }
}

/// The day of an Excel serial number (日期序列号): 1 = 1900-01-01, with the 29 February 1900 that never was.
///
/// `None` outside 1900–2199 or for the day that never was.
#[must_use]
pub fn serial_day(serial: f64, is_1904: bool) -> Option<LocalDate> {
    let whole = (serial + 1e-6).floor();
    if !(1.0..=109_938.0).contains(&whole) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "within 1..=109_938")]
    let days = whole as i64;
    if is_1904 {
        return Some(LocalDate::from_ymd(1904, 1, 1)?.plus_days(days));
    }
    match days {
        60 => None,
        1..=59 => Some(LocalDate::from_ymd(1899, 12, 31)?.plus_days(days)),
        _ => Some(LocalDate::from_ymd(1899, 12, 30)?.plus_days(days)),
    }
}

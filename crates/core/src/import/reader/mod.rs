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

use lunxun_base::{Error, Result};

pub use crate::fields::{Cell, DatePrecision, serial_day};

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

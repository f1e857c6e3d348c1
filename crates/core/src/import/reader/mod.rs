//! Reading a sheet that somebody brought (导入文件): bytes in, tables of cells out.
//!
//! The kind of a file is told by its content, never by its name: half of the `.xls` files of an office are something
//! else. Everything is read cell by cell under caps, because a workbook of two kilobytes can claim a billion cells;
//! cells far outside are left out and the clerk is told. Every failure has its own sentence that says what to do.

mod formats;
mod html;
mod ods;
mod ole;
mod package;
mod spreadsheet_xml;
mod text;
pub mod wire;
mod xls;
mod xlsx;
mod xml;

#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, RwLock};

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

impl Merge {
    /// As far as it lies within the caps; `None` for a single cell.
    fn clip(self) -> Option<Self> {
        let (bottom, right) = (self.bottom.min(MAX_ROWS - 1), self.right.min(MAX_COLUMNS - 1));
        let Self { top, left, .. } = self;
        (top <= bottom && left <= right && (top, left) != (bottom, right)).then_some(Self { top, left, bottom, right })
    }
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
    /// Rows that are hidden or filtered out, zero-based, ascending.
    pub hidden_rows: Vec<usize>,
    /// A filter (自动筛选) is set on it.
    pub is_filtered: bool,
}

impl Sheet {
    /// The cell there, `Empty` outside.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &Cell {
        const EMPTY: &Cell = &Cell::Empty;
        self.rows.get(row).and_then(|cells| cells.get(column)).unwrap_or(EMPTY)
    }

    /// Whether a row, zero-based, is hidden or filtered out.
    #[must_use]
    pub fn is_row_hidden(&self, row: usize) -> bool {
        self.hidden_rows.binary_search(&row).is_ok()
    }
}

/// What kind of file it was, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// `.xlsx`, `.xlsm`
    Xlsx,
    /// BIFF5 and BIFF8, in an OLE container or bare: `.xls`, WPS `.et`
    Xls,
    /// `.ods`, `.fods`
    Ods,
    /// A page of tables, whatever its name
    Html,
    /// Separated by commas, tabs or semicolons
    Text,
    /// Excel 2003 XML (SpreadsheetML), mostly called `.xls`
    SpreadsheetXml,
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

pub(super) const PASSWORD: &str = "这个文件设了打开密码。请用 WPS 打开（输入密码），取消密码后另存为 .xlsx，再导入。";
const OLD: &str = "这是很旧的 Excel 表格格式，读不出来。请用 WPS 打开后另存为 .xlsx 再导入。";
const WORD: &str = "这是 Word 文档，不是表格。请把其中的表格复制到 WPS 表格里，另存为 .xlsx 后再导入。";
const SLIDES: &str = "这是演示文稿，不是表格，请选择 .xlsx 表格文件。";
const ARCHIVE: &str = "这是压缩包，不是表格。请先解压，再选择里面的 .xlsx 文件。";
const NO_SHEET: &str = "这不是表格文件。请选择 .xlsx、.xls、.et 或 .csv 文件。";
/// What is said when a parser gave way.
pub const BROKEN: &str = "这个表格文件内部结构损坏，读不出来。请用 WPS 打开后另存为 .xlsx 再导入。";

/// Something that reads files: here in this program, or a guarded process beside it.
pub trait SheetReader: Send + Sync {
    /// Reads a file, as [`read`] does.
    ///
    /// # Errors
    /// Those of [`read`], and its own when the reading itself was stopped.
    fn read(&self, bytes: &[u8], file_name: &str) -> Result<Workbook>;
}

static READER: RwLock<Option<Arc<dyn SheetReader>>> = RwLock::new(None);

/// Has every file of unknown origin read by `reader` from now on. A parser can abort where no panic is caught, so a
/// shell installs a reader in a process of its own; without one, files are read in this program.
pub fn install(reader: Arc<dyn SheetReader>) {
    *READER.write().unwrap_or_else(PoisonError::into_inner) = Some(reader);
}

/// Reads a file of unknown origin with the installed reader.
///
/// # Errors
/// Those of [`read`] and of the installed reader.
pub fn read_guarded(bytes: &[u8], file_name: &str) -> Result<Workbook> {
    // What needs no parser is refused before anything is started.
    check_size(bytes)?;
    let installed = READER.read().unwrap_or_else(PoisonError::into_inner).clone();
    match installed {
        Some(reader) => reader.read(bytes, file_name),
        None => read(bytes, file_name),
    }
}

/// Reads a file of unknown origin, in this program.
///
/// # Errors
/// `Invalid` with field `file` and a sentence of its own for each: empty file, file too large, password, Word or another
/// office format, text in an unknown encoding, too many cells, damaged or truncated workbook, a bomb.
pub fn read(bytes: &[u8], file_name: &str) -> Result<Workbook> {
    check_size(bytes)?;
    let mut book =
        catch_unwind(AssertUnwindSafe(|| read_kind(bytes, file_name))).unwrap_or_else(|_| Err(refuse(BROKEN)))?;
    for sheet in &mut book.sheets {
        tidy(sheet);
    }
    book.sheets.retain(|sheet| !sheet.rows.is_empty());
    if book.sheets.is_empty() {
        return Err(refuse("这个文件里没有任何内容，请检查是否选错了文件。"));
    }
    Ok(book)
}

fn check_size(bytes: &[u8]) -> Result<()> {
    if bytes.is_empty() {
        return Err(refuse("这个文件是空的（0 字节），请检查是否复制完整。"));
    }
    if bytes.len() > MAX_FILE {
        return Err(refuse("文件超过 64 MB，请删去图片和多余的工作表，或拆成几个文件后再导入。"));
    }
    Ok(())
}

fn read_kind(bytes: &[u8], file_name: &str) -> Result<Workbook> {
    match bytes {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => read_package(bytes),
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => xls::read(bytes),
        // A bare stream of records, as the oldest programs left it.
        [0x09, 0x08, _, _, 0x00, 0x05 | 0x06, ..] => xls::read_stream(bytes),
        [0x09, 0x00 | 0x02 | 0x04 | 0x08, ..] => Err(refuse(OLD)),
        [b'R', b'a', b'r', b'!', ..] | [b'7', b'z', 0xBC, 0xAF, ..] | [0x1F, 0x8B, ..] => Err(refuse(ARCHIVE)),
        [b'%', b'P', b'D', b'F', ..] => {
            Err(refuse("这是 PDF，不是表格。请向报送人要表格文件（.xlsx），或在 WPS 里转换成表格后再导入。"))
        }
        [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..] => {
            Err(refuse("这是图片，不是表格。请向报送人要表格文件（.xlsx）。"))
        }
        _ => text::read(bytes, file_name),
    }
}

fn read_package(bytes: &[u8]) -> Result<Workbook> {
    let package = package::Package::open(bytes)?;
    let has = |name: &str| package.has(name);
    if has("xl/workbook.bin") {
        return Err(refuse("这是二进制工作簿（.xlsb），请用 WPS 另存为 .xlsx 后再导入。"));
    }
    if has("word/document.xml") {
        return Err(refuse(WORD));
    }
    if has("ppt/presentation.xml") {
        return Err(refuse(SLIDES));
    }
    if has("xl/workbook.xml") || has("[Content_Types].xml") {
        return xlsx::read(&package);
    }
    if has("content.xml") { ods::read(&package) } else { Err(refuse(ARCHIVE)) }
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
    let Sheet { rows, hidden_rows, .. } = sheet;
    hidden_rows.retain(|row| rows.get(*row).is_some_and(|cells| !cells.is_empty()));
}

pub(in crate::import) fn refuse(message: impl Into<String>) -> Error {
    Error::invalid("file", message)
}

/// Places that a notice names.
const EXAMPLES: usize = 3;

/// Collects cells under the caps, shared by all readers.
#[derive(Default)]
struct Intake {
    cells: usize,
    text: usize,
    stray: usize,
    failed: Tally,
    uncomputed: Tally,
    width: usize,
}

#[derive(Default)]
struct Tally {
    count: usize,
    examples: Vec<String>,
}

impl Tally {
    fn add(&mut self, sheet: &Sheet, row: usize, column: usize, what: &str) {
        self.count += 1;
        if self.examples.len() < EXAMPLES {
            self.examples
                .push(format!("“{}”{}{} {what}", sheet.name, column_name(column), row + 1).trim_end().to_owned());
        }
    }
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
        match &cell {
            Cell::Text(text) if text.len() > MAX_CELL_TEXT => {
                return Err(refuse(format!(
                    "工作表“{}”第 {} 行有一个单元格的文字超过三万字，不像花名册，请检查后再导入。",
                    sheet.name,
                    row + 1
                )));
            }
            Cell::Text(text) => self.text += text.len(),
            Cell::Error(_) if cell.is_uncomputed() => self.uncomputed.add(sheet, row, column, ""),
            Cell::Error(error) => self.failed.add(sheet, row, column, error),
            _ => {}
        }
        if self.cells > MAX_CELLS || self.text > MAX_TEXT {
            return Err(refuse("表格内容太多，请拆成几个文件（每个不超过 20 万行）分别导入。"));
        }
        if sheet.rows.len() <= row {
            sheet.rows.resize_with(row + 1, Vec::new);
        }
        if let Some(cells) = sheet.rows.get_mut(row) {
            if cells.capacity() == 0 {
                cells.reserve_exact(self.width.max(column + 1));
            }
            if cells.len() <= column {
                cells.resize_with(column + 1, Cell::default);
                self.width = cells.len();
            }
            if let Some(place) = cells.get_mut(column) {
                *place = cell;
            }
        }
        Ok(())
    }

    /// Notes a row that the clerk does not see.
    fn hide(&mut self, sheet: &mut Sheet, row: usize) {
        if row < MAX_ROWS && sheet.hidden_rows.last().is_none_or(|last| *last < row) {
            sheet.hidden_rows.push(row);
        }
    }

    /// What the clerk is told.
    fn notices(&self) -> Vec<String> {
        let mut notices = Vec::new();
        if self.stray > 0 {
            notices.push(format!(
                "有 {} 个单元格远在表格之外（第 {MAX_ROWS} 行之后或第 {MAX_COLUMNS} 列之后），已略过。",
                self.stray
            ));
        }
        if self.failed.count > 0 {
            notices.push(format!(
                "有 {} 个单元格是公式错误（{}），按没有填写处理。请在 WPS 里改好公式，或直接填上内容，再重新导入。",
                self.failed.count,
                self.failed.examples.join("、")
            ));
        }
        if self.uncomputed.count > 0 {
            notices.push(format!(
                "有 {} 个公式没有算好的结果（{}），按没有填写处理。请用 WPS 打开这个文件、保存一次，再重新导入。",
                self.uncomputed.count,
                self.uncomputed.examples.join("、")
            ));
        }
        notices
    }
}

/// `0` → `A`, `27` → `AB`
fn column_name(column: usize) -> String {
    let mut name = String::new();
    let mut left = column + 1;
    while left > 0 {
        name.insert(0, char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or_default()));
        left = (left - 1) / 26;
    }
    name
}

//! From a sheet as an office keeps it to a plain table: header, rows, and what was left out and why (识别表头).
//!
//! A sheet has a title, a line with the reporting unit, a header of one to three rows with merged cells, village
//! subtitles, page headers repeated, totals and signatures. Exactly the rows about one thing each stay.

mod header;
pub mod kind;
mod rows;

#[cfg(test)]
mod tests;

pub use header::{Column, Guess, Mapping};
pub use kind::{FieldKey, FieldSpec, SheetKind};

use super::reader::{Cell, FileKind, Merge, Sheet, Workbook};
use crate::fields::{half_width, squeeze};

/// One row about one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct TableRow {
    /// Row number in the sheet, from 1.
    pub row_no: usize,
    /// Its cells by column of the sheet.
    pub cells: Vec<Cell>,
    /// Position in [`Table::subtitles`] of the subtitle above it.
    pub subtitle: Option<usize>,
    /// Hidden or filtered out in the sheet.
    pub is_hidden: bool,
}

impl TableRow {
    /// The cell of a column, `Empty` outside.
    #[must_use]
    pub fn cell(&self, column: usize) -> &Cell {
        const EMPTY: &Cell = &Cell::Empty;
        self.cells.get(column).unwrap_or(EMPTY)
    }
}

/// Why a row is not about a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dropped {
    /// Nothing in it, or only a running number.
    Blank,
    /// Title, reporting unit, explanation.
    Note,
    /// The header again, as at the head of a printed page.
    Header,
    /// `一、XX村（23人）`; kept as a subtitle.
    Subtitle,
    /// 合计, 小计.
    Total,
    /// 填表人, 审核人, 签字.
    Signature,
    /// One stray text beside the table.
    Stray,
}

/// A village subtitle (`一、XX村（23人）`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subtitle {
    /// Row number in the sheet, from 1.
    pub row_no: usize,
    /// Without number and count: `XX村`.
    pub name: String,
    /// The count that it claims.
    pub claimed: Option<usize>,
}

/// A table found in a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The sheet's name.
    pub sheet: String,
    /// The whole sheet is hidden.
    pub is_hidden: bool,
    /// The text above the header that looks like a title.
    pub title: Option<String>,
    /// The branch that the whole sheet is about, by its 填报单位 line or its name.
    pub branch_hint: Option<String>,
    /// Columns in sheet order, titled ones and those with content.
    pub columns: Vec<Column>,
    /// What each column most likely holds.
    pub guesses: Vec<Guess>,
    /// First and last header row, from 1.
    pub header_rows: (usize, usize),
    /// Everything down to the last header row, as the sheet has it.
    pub head: Vec<Vec<Cell>>,
    /// The merged regions in it.
    pub head_merges: Vec<Merge>,
    /// Rows in sheet order.
    pub rows: Vec<TableRow>,
    /// Subtitles in sheet order.
    pub subtitles: Vec<Subtitle>,
    /// Rows left out, by row number from 1; blank ones are not listed.
    pub dropped: Vec<(usize, Dropped)>,
    /// What the clerk should know, in Chinese.
    pub notices: Vec<String>,
}

impl Table {
    /// The mapping that follows from the guesses.
    #[must_use]
    pub fn mapping(&self) -> Mapping {
        Mapping::from_guesses(&self.columns, &self.guesses)
    }

    /// The titles in order, as a key under which a corrected mapping can be remembered.
    #[must_use]
    pub fn header_key(&self) -> String {
        self.columns.iter().map(|column| squeeze(&column.title)).collect::<Vec<_>>().join("|")
    }

    /// The subtitle above a row.
    #[must_use]
    pub fn subtitle_of(&self, row: &TableRow) -> Option<&Subtitle> {
        self.subtitles.get(row.subtitle?)
    }
}

/// Everything found in a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Detection {
    /// One table a sheet, in workbook order.
    pub tables: Vec<Table>,
    /// What the clerk should know, in Chinese: sheets without a table.
    pub notices: Vec<String>,
}

/// The kind of sheet that a workbook most likely holds: the one with the most columns; the first of equals.
#[must_use]
pub fn likeliest(book: &Workbook, kinds: &[&'static SheetKind]) -> Option<&'static SheetKind> {
    let score = |kind: &SheetKind| {
        let sheets = book.sheets.iter().filter(|sheet| !sheet.is_hidden).take(3);
        sheets.map(|sheet| header::hits(sheet, kind)).max().unwrap_or_default()
    };
    let scored = kinds.iter().map(|kind| (score(kind), *kind)).filter(|(score, _)| *score > 0);
    scored.rev().max_by_key(|(score, kind)| (*score, !kind.telling.is_empty())).map(|(_, kind)| kind)
}

/// Finds the table of every sheet: one sheet per village is the same as all in one. Hidden ones are marked.
#[must_use]
pub fn detect_all(book: Workbook, kind: &SheetKind) -> Detection {
    let mut found = Detection { tables: Vec::new(), notices: book.notices };
    let is_text = book.kind == FileKind::Text;
    for sheet in book.sheets {
        let name = sheet.name.clone();
        let is_hidden = sheet.is_hidden;
        match detect(sheet, kind) {
            // Lists of choices and empty forms are what is usually hidden.
            Some(table) if is_hidden && table.rows.is_empty() => {}
            None if is_hidden => {}
            Some(mut table) => {
                if is_text && table.branch_hint.as_deref() == Some(name.as_str()) {
                    table.branch_hint = None;
                }
                found.tables.push(table);
            }
            None => found.notices.push(format!("工作表“{name}”里没有找到{}的表头，已略过。", kind.label)),
        }
    }
    found
}

/// Finds the table of one sheet; `None` when no row looks like a header of this kind.
#[must_use]
pub fn detect(mut sheet: Sheet, kind: &SheetKind) -> Option<Table> {
    let header = header::find(&sheet, kind)?;
    let mut table = Table {
        sheet: std::mem::take(&mut sheet.name),
        is_hidden: sheet.is_hidden,
        title: None,
        branch_hint: None,
        columns: header.columns,
        guesses: header.guesses,
        header_rows: (header.first + 1, header.last + 1),
        head: sheet.rows.iter().take(header.last + 1).cloned().collect(),
        head_merges: sheet.merges.iter().filter(|merge| merge.bottom <= header.last).copied().collect(),
        rows: Vec::new(),
        subtitles: Vec::new(),
        dropped: Vec::new(),
        notices: Vec::new(),
    };
    let unit = rows::read_preamble(&sheet, header.first, &mut table);
    table.branch_hint = unit.or_else(|| branch_of_sheet(&table.sheet));
    rows::fill_down(&mut sheet, header.last, &table.columns, &table.guesses, kind);
    rows::sort_rows(sheet, header.last, &mut table, kind);
    header::guess_by_content(&mut table, kind);
    rows::check_counts(&mut table);
    Some(table)
}

/// `柳林村党员花名册` → `柳林村`; `None` for `Sheet1`, `花名册`, `2026`.
fn branch_of_sheet(name: &str) -> Option<String> {
    const WORDS: [&str; 12] = [
        "党员基本信息",
        "党员信息",
        "党员花名册",
        "花名册",
        "党员名册",
        "名册",
        "党员名单",
        "名单",
        "信息表",
        "台账",
        "明细表",
        "党员",
    ];
    let mut stem = squeeze(name);
    for word in WORDS {
        stem = stem.replace(word, "");
    }
    let (stem, ..) = rows::strip_ordinal(&stem);
    let is_branch =
        looks_like_branch(&stem) && !["汇总", "统计", "全镇", "全乡"].iter().any(|word| stem.contains(word));
    is_branch.then_some(stem)
}

/// Ends in a word for a village, a branch or a unit.
pub(crate) fn looks_like_branch(text: &str) -> bool {
    const TAILS: [&str; 24] = [
        "村",
        "社区",
        "支部",
        "总支",
        "委员会",
        "党委",
        "机关",
        "学校",
        "小学",
        "中学",
        "幼儿园",
        "公司",
        "合作社",
        "企业",
        "医院",
        "卫生院",
        "协会",
        "中心",
        "派出所",
        "司法所",
        "信用社",
        "供电所",
        "敬老院",
        "居委会",
    ];
    text.chars().count() >= 2 && TAILS.iter().any(|tail| text.ends_with(tail))
}

/// Squeezed text of a cell, without brackets' width differences.
fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => squeeze(text),
        other => half_width(&other.display()),
    }
}

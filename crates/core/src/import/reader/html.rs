//! Tables in a page (网页): what web systems hand out under the name `.xls`.
//!
//! Every table becomes a sheet; a table inside a cell of another is a sheet of its own, since outer ones only arrange
//! the page.

use lunxun_base::Result;

use super::text::convert;
use super::{Cell, FileKind, Intake, MAX_CELL_TEXT, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, Merge, Sheet, Workbook, refuse};

const MAX_DEPTH: usize = 32;

/// Whether a text begins like a page.
pub(super) fn is_page(head: &str) -> bool {
    head.starts_with('<')
        && ["<html", "<table", "<!doctype html", "<meta", "<head", "<body", "<style", "<div", "<tr"]
            .iter()
            .any(|tag| head.contains(tag))
}

pub(super) fn read(text: &str, name: &str) -> Result<Workbook> {
    let several = text.as_bytes().windows(6).filter(|tag| tag.eq_ignore_ascii_case(b"<table")).nth(1).is_some();
    let mut page = Page { name: (!several).then(|| name.to_owned()), ..Page::default() };
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        page.text(before)?;
        rest = page.tag(tag)?;
    }
    page.text(rest)?;
    while !page.open.is_empty() {
        page.close_table()?;
    }
    if page.sheets.is_empty() {
        return Err(refuse(
            "这个文件其实是网页，里面没有表格。请用浏览器打开看看内容，再向报送人要表格文件（.xlsx）。",
        ));
    }
    page.sheets.sort_by_key(|(order, _)| *order);
    let sheets = page.sheets.into_iter().map(|(_, sheet)| sheet).collect();
    Ok(Workbook { kind: FileKind::Html, notices: page.intake.notices(), sheets })
}

#[derive(Default)]
struct Page {
    /// What the only table is called; one of several goes by its number.
    name: Option<String>,
    sheets: Vec<(usize, Sheet)>,
    open: Vec<Table>,
    seen: usize,
    intake: Intake,
}

#[derive(Default)]
struct Table {
    order: usize,
    sheet: Sheet,
    row: Option<usize>,
    next_row: usize,
    column: usize,
    /// For each column, the first row that no cell from above reaches into.
    free_from: Vec<usize>,
    cell: Option<Open>,
}

#[derive(Default)]
struct Open {
    text: String,
    down: usize,
    across: usize,
    ends_with_space: bool,
}

impl Page {
    /// Takes the tag at the start of `rest` and answers what follows it.
    fn tag<'a>(&mut self, rest: &'a str) -> Result<&'a str> {
        if let Some(comment) = rest.strip_prefix("<!--") {
            return Ok(comment.split_once("-->").map_or("", |(_, after)| after));
        }
        let begins = rest.get(1..).and_then(|after| after.chars().next());
        if !begins.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            self.text("<")?;
            return Ok(rest.get(1..).unwrap_or_default());
        }
        let end = tag_end(rest);
        let inner = rest.get(1..end).unwrap_or_default();
        let after = rest.get(end + 1..).unwrap_or_default();
        let (is_end, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
        let split = inner.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(split);
        let name = name.to_ascii_lowercase();
        match (name.as_str(), is_end) {
            ("script" | "style" | "title", false) => return Ok(skip_raw(after, &name)),
            ("table", false) => {
                if self.open.len() >= MAX_DEPTH || self.seen >= MAX_SHEETS {
                    return Err(refuse("这个网页里的表格太多，不像花名册。请把名册单独存成 .xlsx 后再导入。"));
                }
                self.seen += 1;
                let name = self.name.clone().unwrap_or_else(|| format!("表{}", self.seen));
                let sheet = Sheet { name, ..Sheet::default() };
                self.open.push(Table { order: self.seen, sheet, ..Table::default() });
            }
            ("table", true) => self.close_table()?,
            ("tr", false) => {
                self.close_cell()?;
                if let Some(table) = self.open.last_mut() {
                    table.open_row();
                    let row = table.row.unwrap_or_default();
                    if is_hidden(attributes) {
                        self.intake.hide(&mut table.sheet, row);
                    }
                }
            }
            ("tr", true) => {
                self.close_cell()?;
                if let Some(table) = self.open.last_mut() {
                    table.row = None;
                }
            }
            ("td" | "th", false) => {
                self.close_cell()?;
                if let Some(table) = self.open.last_mut() {
                    if table.row.is_none() {
                        table.open_row();
                    }
                    let (down, across) = (span(attributes, "rowspan"), span(attributes, "colspan"));
                    table.cell = Some(Open { down, across, ..Open::default() });
                }
            }
            ("td" | "th", true) => self.close_cell()?,
            ("br" | "p" | "div" | "li", _) => self.line_break(),
            _ => {}
        }
        Ok(after)
    }

    fn line_break(&mut self) {
        if let Some(cell) = self.open.last_mut().and_then(|table| table.cell.as_mut())
            && !cell.text.is_empty()
        {
            cell.text.truncate(cell.text.trim_end_matches(' ').len());
            if !cell.text.ends_with('\n') {
                cell.text.push('\n');
            }
            cell.ends_with_space = true;
        }
    }

    fn text(&mut self, piece: &str) -> Result<()> {
        let Some(cell) = self.open.last_mut().and_then(|table| table.cell.as_mut()) else { return Ok(()) };
        if cell.text.len() + piece.len() > MAX_CELL_TEXT {
            return Err(refuse("有一个单元格的文字超过三万字，不像花名册，请检查后再导入。"));
        }
        let mut rest = piece;
        while let Some(c) = rest.chars().next() {
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            match c {
                '&' => {
                    let (c, after) = reference(rest);
                    cell.text.push(c);
                    cell.ends_with_space = false;
                    rest = after;
                }
                c if c.is_ascii_whitespace() => {
                    if !cell.ends_with_space && !cell.text.is_empty() {
                        cell.text.push(' ');
                    }
                    cell.ends_with_space = true;
                }
                c => {
                    cell.text.push(c);
                    cell.ends_with_space = false;
                }
            }
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<()> {
        let Some(table) = self.open.last_mut() else { return Ok(()) };
        let (Some(cell), Some(row)) = (table.cell.take(), table.row) else { return Ok(()) };
        while table.free_from.get(table.column).is_some_and(|free| *free > row) {
            table.column += 1;
        }
        let column = table.column;
        table.column += cell.across;
        for at in column..table.column.min(MAX_COLUMNS) {
            if table.free_from.len() <= at {
                table.free_from.resize(at + 1, 0);
            }
            if let Some(free) = table.free_from.get_mut(at) {
                *free = row.saturating_add(cell.down);
            }
        }
        let merge = Merge { top: row, left: column, bottom: row + cell.down - 1, right: column + cell.across - 1 };
        table.sheet.merges.extend(merge.clip());
        let value = match cell.text.trim() {
            error @ ("#REF!" | "#N/A" | "#VALUE!" | "#NAME?" | "#DIV/0!" | "#NULL!" | "#NUM!") => {
                Cell::Error(error.to_owned())
            }
            text => convert(text),
        };
        self.intake.put(&mut table.sheet, row, column, value)
    }

    fn close_table(&mut self) -> Result<()> {
        self.close_cell()?;
        self.sheets.extend(self.open.pop().map(|table| (table.order, table.sheet)));
        Ok(())
    }
}

impl Table {
    fn open_row(&mut self) {
        self.row = Some(self.next_row);
        self.next_row += 1;
        self.column = 0;
    }
}

/// Where a tag ends; a `>` inside quotes is none.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    tag.find('>').unwrap_or(tag.len())
}

/// What follows an element whose content is no text.
fn skip_raw<'a>(rest: &'a str, name: &str) -> &'a str {
    let mut from = 0;
    while let Some(at) = rest.get(from..).and_then(|rest| rest.find("</")) {
        let tag = rest.get(from + at + 2..).unwrap_or_default();
        if tag.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return rest.get(from + at..).unwrap_or_default();
        }
        from += at + 2;
    }
    ""
}

fn span(attributes: &str, name: &str) -> usize {
    let lower = attributes.to_ascii_lowercase();
    let value = lower.split(name).nth(1).and_then(|rest| rest.trim_start().strip_prefix('='));
    let digits: String = value
        .map(|value| value.trim_start().trim_start_matches(['"', '\'']))
        .map(|value| value.chars().take_while(char::is_ascii_digit).take(6).collect())
        .unwrap_or_default();
    digits.parse().unwrap_or(1).clamp(1, MAX_ROWS)
}

fn is_hidden(attributes: &str) -> bool {
    let style: String = attributes.to_ascii_lowercase().split_whitespace().collect();
    style.contains("display:none")
}

/// The character behind `&`, and what follows it. What is no reference stays as it stands.
fn reference(rest: &str) -> (char, &str) {
    const NAMED: [(&str, char); 8] = [
        ("nbsp", '\u{a0}'),
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("middot", '·'),
        ("bull", '•'),
    ];
    let Some(end) = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(at, _)| at) else {
        return ('&', rest);
    };
    let (name, after) = (rest.get(..end).unwrap_or_default(), rest.get(end + 1..).unwrap_or_default());
    let found = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        }
        .and_then(char::from_u32),
        None => NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c),
    };
    found.map_or(('&', rest), |c| (c, after))
}

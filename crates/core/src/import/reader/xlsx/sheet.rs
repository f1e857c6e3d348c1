//! One sheet: cells, hidden rows, merged regions and the filter in one pass.

use std::io::BufRead;
use std::sync::Arc;

use lunxun_base::Result;
use quick_xml::events::{BytesStart, Event};

use super::book::{append, unescape_controls};
use crate::import::reader::formats::Format;
use crate::import::reader::xml::{Xml, attribute, flag, number, push_reference};
use crate::import::reader::{Cell, Intake, Merge, Sheet, refuse};

/// What the workbook lends to its sheets.
pub(super) struct Context {
    pub strings: Vec<Arc<str>>,
    pub formats: Vec<Format>,
    pub is_1904: bool,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    Inline,
    Bool,
    Error,
    Date,
}

/// The cell being read. Its texts are cleared and used again.
#[derive(Default)]
struct Open {
    row: usize,
    column: usize,
    kind: Kind,
    style: usize,
    has_formula: bool,
    value: String,
}

#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Nothing,
    Value,
    InlineText,
    Reading,
}

pub(super) fn read(part: impl BufRead, sheet: &mut Sheet, context: &Context, intake: &mut Intake) -> Result<()> {
    let mut xml = Xml::new(part);
    let mut open = Open::default();
    let mut inside = Inside::Nothing;
    // The next row and column of those that do not say where they stand.
    let (mut row, mut column) = (0, 0);
    let (mut has_data, mut is_whole) = (false, false);
    loop {
        match xml.next()? {
            Event::Eof => break,
            Event::Start(e) => match e.local_name().into_inner() {
                "c" => start(&e, &mut open, row, column),
                "v" => inside = Inside::Value,
                "f" => open.has_formula = true,
                "t" if open.kind == Kind::Inline && inside == Inside::Nothing => inside = Inside::InlineText,
                "rPh" => inside = Inside::Reading,
                "row" => (row, column) = (start_row(&e, row, sheet, intake), 0),
                "sheetData" => has_data = true,
                name => note(name, &e, sheet),
            },
            Event::Empty(e) => match e.local_name().into_inner() {
                "c" => {
                    start(&e, &mut open, row, column);
                    column = open.column + 1;
                }
                "f" => open.has_formula = true,
                "row" => row = start_row(&e, row, sheet, intake) + 1,
                "sheetData" => (has_data, is_whole) = (true, true),
                name => note(name, &e, sheet),
            },
            Event::End(e) => match e.local_name().into_inner() {
                "c" => {
                    column = open.column + 1;
                    finish(&mut open, sheet, context, intake)?;
                }
                "v" | "rPh" => inside = Inside::Nothing,
                "t" if inside == Inside::InlineText => inside = Inside::Nothing,
                "row" => row += 1,
                "sheetData" => is_whole = true,
                _ => {}
            },
            Event::Text(piece) if matches!(inside, Inside::Value | Inside::InlineText) => {
                append(&mut open.value, &piece)?;
            }
            Event::CData(piece) if matches!(inside, Inside::Value | Inside::InlineText) => {
                append(&mut open.value, &piece)?;
            }
            Event::GeneralRef(reference) if matches!(inside, Inside::Value | Inside::InlineText) => {
                push_reference(&mut open.value, &reference);
            }
            _ => {}
        }
    }
    if has_data && !is_whole {
        return Err(refuse("这个 .xlsx 文件内部有损坏（数据中途断了），读不全。请用 WPS 打开后另存为 .xlsx 再导入。"));
    }
    Ok(())
}

fn start_row(row: &BytesStart<'_>, next: usize, sheet: &mut Sheet, intake: &mut Intake) -> usize {
    let at = number(row, "r").and_then(|number| number.checked_sub(1)).unwrap_or(next);
    let is_flat = attribute(row, "ht").is_some_and(|height| height.trim().parse() == Ok(0.0));
    if is_flat || flag(row, "hidden") {
        intake.hide(sheet, at);
    }
    at
}

fn note(name: &str, element: &BytesStart<'_>, sheet: &mut Sheet) {
    match name {
        "autoFilter" => sheet.is_filtered = true,
        "mergeCell" => sheet.merges.extend(attribute(element, "ref").and_then(|region| region_of(&region))),
        _ => {}
    }
}

fn start(cell: &BytesStart<'_>, open: &mut Open, row: usize, column: usize) {
    (open.row, open.column) = (row, column);
    (open.kind, open.style, open.has_formula) = (Kind::Number, 0, false);
    open.value.clear();
    for attribute in cell.attributes().with_checks(false).flatten() {
        match attribute.key.into_inner() {
            "r" => {
                if let Some((row, column)) = place_of(&attribute.value) {
                    (open.row, open.column) = (row, column);
                }
            }
            "s" => open.style = attribute.value.parse().unwrap_or_default(),
            "t" => {
                open.kind = match &*attribute.value {
                    "s" => Kind::Shared,
                    "str" => Kind::Text,
                    "inlineStr" => Kind::Inline,
                    "b" => Kind::Bool,
                    "e" => Kind::Error,
                    "d" => Kind::Date,
                    _ => Kind::Number,
                }
            }
            _ => {}
        }
    }
}

fn finish(open: &mut Open, sheet: &mut Sheet, context: &Context, intake: &mut Intake) -> Result<()> {
    let value = open.value.as_str();
    let is_text = matches!(open.kind, Kind::Text | Kind::Inline);
    if value.is_empty() && !is_text {
        if open.has_formula {
            intake.put(sheet, open.row, open.column, Cell::uncomputed())?;
        }
        return Ok(());
    }
    let cell = match open.kind {
        Kind::Shared => match value.trim().parse::<usize>().ok().and_then(|at| context.strings.get(at)) {
            Some(text) => Cell::text(Arc::clone(text)),
            None => {
                return Err(refuse(
                    "这个 .xlsx 文件内部有损坏（缺少文字），读不全。请用 WPS 打开后另存为 .xlsx 再导入。",
                ));
            }
        },
        Kind::Text | Kind::Inline if value.contains("_x") => Cell::text(unescape_controls(value)),
        Kind::Text | Kind::Inline | Kind::Date => Cell::text(value),
        Kind::Bool => Cell::Bool(value.trim() == "1" || value.trim().eq_ignore_ascii_case("true")),
        Kind::Error => Cell::Error(value.trim().to_owned()),
        Kind::Number => match value.trim().parse::<f64>() {
            Ok(number) => context.formats.get(open.style).copied().unwrap_or_default().cell(number, context.is_1904),
            Err(_) => Cell::text(value),
        },
    };
    intake.put(sheet, open.row, open.column, cell)
}

/// `B3` → (2, 1)
fn place_of(text: &str) -> Option<(usize, usize)> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters == 0 || letters > 3 {
        return None;
    }
    let (column, row) = text.split_at(letters);
    let column = column.bytes().fold(0, |sum, letter| sum * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    Some((row.parse::<usize>().ok()?.checked_sub(1)?, column - 1))
}

fn region_of(text: &str) -> Option<Merge> {
    let (from, to) = text.split_once(':')?;
    let ((top, left), (bottom, right)) = (place_of(from)?, place_of(to)?);
    Merge { top, left, bottom, right }.clip()
}

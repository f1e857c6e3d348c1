//! Excel 2003 XML (SpreadsheetML): what reporting systems of those years still hand out under the name `.xls`.

use std::collections::HashMap;

use lunxun_base::Result;
use quick_xml::events::{BytesStart, Event};

use super::formats::Format;
use super::ods::day;
use super::xml::{Xml, attribute, flag, number, push_reference};
use super::{Cell, DatePrecision, FileKind, Intake, MAX_CELL_TEXT, MAX_SHEETS, Merge, Sheet, Workbook, refuse};

/// Whether a text, in lower case, begins like such a book.
pub(super) fn is_book(head: &str) -> bool {
    head.starts_with('<') && head.contains("urn:schemas-microsoft-com:office:spreadsheet") && !head.contains("<html")
}

/// Reads one; `text` is decoded, whatever its first line says of its encoding.
pub(super) fn read(text: &str) -> Result<Workbook> {
    let text = text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")).map_or(text, |(_, rest)| rest);
    let mut xml = Xml::new(text.as_bytes());
    let mut reading = Reading::default();
    loop {
        match xml.next()? {
            Event::Eof => break,
            Event::Start(e) => reading.start(&e, false)?,
            Event::Empty(e) => reading.start(&e, true)?,
            Event::End(e) => reading.end(e.local_name().into_inner())?,
            Event::Text(piece) => reading.append(&piece)?,
            Event::CData(piece) => reading.append(&piece)?,
            Event::GeneralRef(reference) if reading.takes_text => push_reference(&mut reading.text, &reference),
            _ => {}
        }
    }
    if reading.sheet.is_some() {
        return Err(refuse("这个文件不完整，中途断了。请重新复制一份，或用 WPS 打开后另存为 .xlsx 再导入。"));
    }
    Ok(Workbook { kind: FileKind::SpreadsheetXml, notices: reading.intake.notices(), sheets: reading.sheets })
}

/// The cell being read.
#[derive(Default)]
struct Open {
    column: usize,
    across: usize,
    format: Format,
    kind: String,
    has_formula: bool,
}

#[derive(Default)]
struct Reading {
    formats: HashMap<String, Format>,
    style: Option<String>,
    sheets: Vec<Sheet>,
    intake: Intake,
    sheet: Option<Sheet>,
    row: usize,
    next_row: usize,
    next_column: usize,
    cell: Option<Open>,
    /// Depth below a comment, whose text is no part of the cell.
    skipped: usize,
    takes_text: bool,
    text: String,
}

impl Reading {
    fn start(&mut self, e: &BytesStart<'_>, is_empty: bool) -> Result<()> {
        let name = e.local_name().into_inner();
        if self.skipped > 0 || name == "Comment" {
            self.skipped += usize::from(!is_empty);
            return Ok(());
        }
        match name {
            "Style" => {
                self.style = attribute(e, "ID").map(|id| id.into_owned());
                let parent = attribute(e, "Parent").and_then(|parent| self.formats.get(parent.as_ref()).copied());
                self.formats.extend(self.style.clone().zip(parent));
            }
            "NumberFormat" => {
                let format = attribute(e, "Format").map(|code| format_of(&code));
                self.formats.extend(self.style.clone().zip(format));
            }
            "Worksheet" if self.sheets.len() < MAX_SHEETS && !is_empty => {
                let name = attribute(e, "Name").unwrap_or_default().into_owned();
                self.sheet = Some(Sheet { name, ..Sheet::default() });
                self.next_row = 0;
            }
            "Row" => {
                self.row = place(e).unwrap_or(self.next_row);
                self.next_row = self.row.saturating_add(1).saturating_add(number(e, "Span").unwrap_or_default());
                self.next_column = 0;
                if let Some(sheet) = self.sheet.as_mut().filter(|_| flag(e, "Hidden")) {
                    self.intake.hide(sheet, self.row);
                }
            }
            "Cell" => {
                self.open_cell(e);
                if is_empty {
                    self.close_cell()?;
                }
            }
            "Data" if self.cell.is_some() => {
                if let Some(cell) = &mut self.cell {
                    cell.kind = attribute(e, "Type").unwrap_or_default().into_owned();
                }
                self.takes_text = !is_empty;
            }
            "Visible" if self.sheet.is_some() => self.takes_text = !is_empty,
            "AutoFilter" => self.sheet.iter_mut().for_each(|sheet| sheet.is_filtered = true),
            _ => {}
        }
        Ok(())
    }

    fn open_cell(&mut self, e: &BytesStart<'_>) {
        let column = place(e).unwrap_or(self.next_column);
        let across = number(e, "MergeAcross").unwrap_or_default();
        let down = number(e, "MergeDown").unwrap_or_default();
        if let Some(sheet) = &mut self.sheet {
            let (bottom, right) = (self.row.saturating_add(down), column.saturating_add(across));
            sheet.merges.extend(Merge { top: self.row, left: column, bottom, right }.clip());
        }
        let format = attribute(e, "StyleID").and_then(|style| self.formats.get(style.as_ref()).copied());
        let has_formula = attribute(e, "Formula").is_some();
        self.cell = Some(Open { column, across, format: format.unwrap_or_default(), kind: String::new(), has_formula });
        self.text.clear();
    }

    fn append(&mut self, piece: &str) -> Result<()> {
        if !self.takes_text || self.skipped > 0 {
            return Ok(());
        }
        if self.text.len() + piece.len() > MAX_CELL_TEXT {
            return Err(refuse("有一个单元格的文字超过三万字，不像花名册，请检查后再导入。"));
        }
        self.text.push_str(piece);
        Ok(())
    }

    fn close_cell(&mut self) -> Result<()> {
        let (Some(cell), text) = (self.cell.take(), std::mem::take(&mut self.text)) else { return Ok(()) };
        self.next_column = cell.column.saturating_add(cell.across).saturating_add(1);
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        let value = match (cell.kind.as_str(), text.trim().parse::<f64>()) {
            ("Number", Ok(value)) => cell.format.cell(value, false),
            ("Boolean", _) => Cell::Bool(text.trim() == "1"),
            ("Error", _) => Cell::Error(text.trim().to_owned()),
            ("DateTime", _) => day(text.trim()).map_or_else(
                || Cell::text(text.as_str()),
                |day| Cell::Date { day, precision: cell.format.precision.unwrap_or(DatePrecision::Day) },
            ),
            ("", _) if cell.has_formula => Cell::uncomputed(),
            _ => Cell::text(text.as_str()),
        };
        self.intake.put(sheet, self.row, cell.column, value)
    }

    fn end(&mut self, name: &str) -> Result<()> {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(());
        }
        match name {
            "Style" => self.style = None,
            "Data" => self.takes_text = false,
            "Cell" => self.close_cell()?,
            "Visible" => {
                self.takes_text = false;
                let is_hidden = std::mem::take(&mut self.text).contains("Hidden");
                self.sheet.iter_mut().for_each(|sheet| sheet.is_hidden = is_hidden);
            }
            "Worksheet" => self.sheets.extend(self.sheet.take()),
            _ => {}
        }
        Ok(())
    }
}

/// `Index` counts from 1.
fn place(e: &BytesStart<'_>) -> Option<usize> {
    number(e, "Index")?.checked_sub(1)
}

/// A format's code, or one of the names that stand for a code.
fn format_of(code: &str) -> Format {
    match code {
        "General Date" | "Short Date" | "Medium Date" | "Long Date" => Format::of_code("yyyy-mm-dd"),
        "Fixed" | "Standard" | "Currency" => Format::of_code("0.00"),
        _ if code.starts_with("General") || code.ends_with("Time") => Format::default(),
        code => Format::of_code(code),
    }
}

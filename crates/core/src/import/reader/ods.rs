//! `.ods`: one stream holds every sheet; `.fods` is the same stream bare.

mod styles;

use std::io::BufRead;

use lunxun_base::{LocalDate, Result};
use quick_xml::events::{BytesStart, Event};

pub(super) use self::styles::Styles;
use super::package::Package;
use super::xml::{Xml, attribute, number, push_reference, value as value_of};
use super::{Cell, DatePrecision, FileKind, Intake, MAX_CELL_TEXT, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, Merge};
use super::{PASSWORD, Sheet, Workbook, refuse};

pub(super) fn read(package: &Package<'_>) -> Result<Workbook> {
    if let Some(mut manifest) = package.part("META-INF/manifest.xml")? {
        let mut text = Vec::new();
        let _ = std::io::Read::read_to_end(&mut std::io::Read::take(&mut manifest, 1 << 20), &mut text);
        if text.windows(15).any(|window| window == b"encryption-data") {
            return Err(refuse(PASSWORD));
        }
    }
    let mut styles = Styles::default();
    if let Some(part) = package.part("styles.xml")? {
        let mut xml = Xml::new(part);
        while styles.take(&xml.next()?) {}
    }
    let part = package.part("content.xml")?.ok_or_else(damaged)?;
    read_content(part, styles)
}

/// Reads the stream.
pub(super) fn read_content(part: impl BufRead, styles: Styles) -> Result<Workbook> {
    let mut xml = Xml::new(part);
    let mut reading = Reading { styles, ..Reading::default() };
    loop {
        let event = xml.next()?;
        match &event {
            Event::Eof => break,
            Event::Start(e) => reading.start(e, false)?,
            Event::Empty(e) => reading.start(e, true)?,
            Event::End(e) => reading.end(e.local_name().into_inner())?,
            Event::Text(piece) => reading.append(piece)?,
            Event::CData(piece) => reading.append(piece)?,
            Event::GeneralRef(reference) if reading.takes_text() => push_reference(&mut reading.cell.text, reference),
            _ => {}
        }
        reading.styles.take(&event);
    }
    if reading.sheet.is_some() {
        return Err(damaged());
    }
    Ok(Workbook { kind: FileKind::Ods, notices: reading.intake.notices(), sheets: reading.sheets })
}

fn damaged() -> lunxun_base::Error {
    refuse("这个 .ods 文件内部有损坏，读不出来。请用 WPS 打开后另存为 .xlsx 再导入。")
}

/// The cell being read.
#[derive(Default)]
struct Open {
    is_open: bool,
    kind: String,
    value: String,
    style: Option<String>,
    is_error: bool,
    has_formula: bool,
    repeated: usize,
    down: usize,
    across: usize,
    paragraphs: usize,
    text: String,
}

#[derive(Default)]
struct Reading {
    styles: Styles,
    sheets: Vec<Sheet>,
    intake: Intake,
    sheet: Option<Sheet>,
    /// Default styles of the columns.
    columns: Vec<Option<String>>,
    row: usize,
    row_repeated: usize,
    row_is_hidden: bool,
    cells: Vec<(usize, Cell)>,
    column: usize,
    cell: Open,
    /// Depth below an element whose content is no part of the sheet: comments, drawings, tracked changes.
    skipped: usize,
    in_paragraph: bool,
}

impl Reading {
    fn takes_text(&self) -> bool {
        self.skipped == 0 && self.cell.is_open && self.in_paragraph
    }

    fn append(&mut self, piece: &str) -> Result<()> {
        if !self.takes_text() {
            return Ok(());
        }
        if self.cell.text.len() + piece.len() > MAX_CELL_TEXT {
            return Err(refuse("有一个单元格的文字超过三万字，不像花名册，请检查后再导入。"));
        }
        self.cell.text.push_str(piece);
        Ok(())
    }

    fn start(&mut self, e: &BytesStart<'_>, is_empty: bool) -> Result<()> {
        let name = e.local_name().into_inner();
        if self.skipped > 0 || matches!(name, "annotation" | "tracked-changes" | "shapes" | "frame" | "ruby-text") {
            self.skipped += usize::from(!is_empty);
            return Ok(());
        }
        match name {
            "table" if self.sheet.is_none() && !is_empty && self.sheets.len() < MAX_SHEETS => self.open_sheet(e),
            "database-range" => {
                // The filter belongs to the sheet that its range names.
                let range = attribute(e, "target-range-address").unwrap_or_default().into_owned();
                if attribute(e, "display-filter-buttons").is_some_and(|value| value == "true") {
                    let is_named = |sheet: &&mut Sheet| range.trim_start_matches(['\'', '$']).starts_with(&sheet.name);
                    self.sheets.iter_mut().filter(is_named).for_each(|sheet| sheet.is_filtered = true);
                }
            }
            "table-column" => {
                let style = attribute(e, "default-cell-style-name").map(|name| name.into_owned());
                let repeated = number(e, "number-columns-repeated").unwrap_or(1);
                let room = MAX_COLUMNS.saturating_sub(self.columns.len());
                self.columns.extend(std::iter::repeat_n(style, repeated.min(room)));
            }
            "table-row" => {
                self.row_repeated = number(e, "number-rows-repeated").unwrap_or(1).max(1);
                self.row_is_hidden = attribute(e, "visibility").is_some_and(|value| value != "visible");
                (self.column, self.cell) = (0, Open::default());
                self.cells.clear();
                if is_empty {
                    self.row = self.row.saturating_add(self.row_repeated);
                }
            }
            "table-cell" | "covered-table-cell" => {
                self.open_cell(e);
                if is_empty {
                    self.close_cell();
                }
            }
            "p" | "h" if self.cell.is_open => {
                if self.cell.paragraphs > 0 {
                    self.cell.text.push('\n');
                }
                self.cell.paragraphs += 1;
                self.in_paragraph = !is_empty;
            }
            "s" if self.takes_text() => {
                let count = number(e, "c").unwrap_or(1).min(1_000);
                self.append(&" ".repeat(count))?;
            }
            "tab" => self.append("\t")?,
            "line-break" => self.append("\n")?,
            _ => {}
        }
        Ok(())
    }

    fn open_sheet(&mut self, e: &BytesStart<'_>) {
        let name = attribute(e, "name").unwrap_or_default().into_owned();
        let is_hidden = attribute(e, "style-name").is_some_and(|style| self.styles.hides_table(&style));
        self.sheet = Some(Sheet { name, is_hidden, ..Sheet::default() });
        self.row = 0;
        self.columns.clear();
    }

    fn open_cell(&mut self, e: &BytesStart<'_>) {
        self.cell = Open { is_open: true, repeated: 1, down: 1, across: 1, ..Open::default() };
        self.in_paragraph = false;
        let cell = &mut self.cell;
        for found in e.attributes().with_checks(false).flatten() {
            let name = found.key.local_name().into_inner();
            let value = value_of(found);
            let count = || value.parse().unwrap_or(1).max(1);
            match name {
                "number-columns-repeated" => cell.repeated = count(),
                "number-columns-spanned" => cell.across = count(),
                "number-rows-spanned" => cell.down = count(),
                "value-type" => {
                    // LibreOffice says a second time, in a namespace of its own, that a text is an error.
                    cell.is_error |= value == "error";
                    if value != "error" {
                        cell.kind = value.into_owned();
                    }
                }
                "value" | "date-value" | "boolean-value" | "string-value" => cell.value = value.into_owned(),
                "style-name" => cell.style = Some(value.into_owned()),
                "formula" => cell.has_formula = true,
                _ => {}
            }
        }
    }

    fn close_cell(&mut self) {
        let mut cell = std::mem::take(&mut self.cell);
        let at = self.column;
        self.column = self.column.saturating_add(cell.repeated.max(1));
        if !cell.is_open {
            return;
        }
        if let Some(sheet) = self.sheet.as_mut().filter(|_| cell.down > 1 || cell.across > 1) {
            let (bottom, right) = (self.row.saturating_add(cell.down - 1), at.saturating_add(cell.across - 1));
            sheet.merges.extend(Merge { top: self.row, left: at, bottom, right }.clip());
        }
        let style = cell.style.take().or_else(|| self.columns.get(at).cloned().flatten());
        let value = self.value(&cell, style.as_deref());
        if !value.is_empty() {
            let last = at.saturating_add(cell.repeated).min(MAX_COLUMNS + 1);
            self.cells.extend((at..last.max(at + 1)).map(|column| (column, value.clone())));
        }
    }

    fn value(&self, cell: &Open, style: Option<&str>) -> Cell {
        let format = style.map(|style| self.styles.format(style)).unwrap_or_default();
        if cell.is_error || cell.has_formula && cell.text.starts_with('#') && cell.text.ends_with(['!', '?', 'A']) {
            return Cell::Error(cell.text.clone());
        }
        match cell.kind.as_str() {
            "float" | "currency" | "percentage" => match cell.value.parse() {
                Ok(value) => Cell::Number { value, decimals: format.decimals },
                Err(_) => Cell::text(cell.text.as_str()),
            },
            "date" => match day(&cell.value) {
                Some(day) => Cell::Date { day, precision: format.precision.unwrap_or(DatePrecision::Day) },
                None => Cell::text(cell.text.as_str()),
            },
            "boolean" => Cell::Bool(cell.value == "true"),
            "" if cell.has_formula && cell.text.is_empty() => Cell::uncomputed(),
            _ if cell.text.is_empty() => Cell::text(cell.value.as_str()),
            _ => Cell::text(cell.text.as_str()),
        }
    }

    fn end(&mut self, name: &str) -> Result<()> {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(());
        }
        match name {
            "p" | "h" => self.in_paragraph = false,
            "table-cell" | "covered-table-cell" => self.close_cell(),
            "table-row" => self.close_row()?,
            "table" => self.sheets.extend(self.sheet.take()),
            _ => {}
        }
        Ok(())
    }

    fn close_row(&mut self) -> Result<()> {
        let Some(sheet) = self.sheet.as_mut() else { return Ok(()) };
        let next = self.row.saturating_add(self.row_repeated);
        if !self.cells.is_empty() {
            // One row beyond the cap is enough to have the stray cells told.
            for row in self.row..next.min(MAX_ROWS + 1).max(self.row + 1) {
                for (column, cell) in &self.cells {
                    self.intake.put(sheet, row, *column, cell.clone())?;
                }
                if self.row_is_hidden {
                    self.intake.hide(sheet, row);
                }
            }
        }
        self.row = next;
        Ok(())
    }
}

/// `2008-07-01`, with or without a time behind it.
pub(super) fn day(text: &str) -> Option<LocalDate> {
    let mut parts = text.split('T').next()?.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    LocalDate::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

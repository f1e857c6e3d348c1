//! What stands beside the sheets: their list, the shared strings, the styles.

use std::collections::HashMap;
use std::sync::Arc;

use lunxun_base::Result;
use quick_xml::events::Event;

use crate::import::reader::formats::Format;
use crate::import::reader::package::Package;
use crate::import::reader::xml::{Xml, attribute, flag, number, push_reference};
use crate::import::reader::{MAX_CELL_TEXT, MAX_TEXT, refuse};

/// A sheet as the workbook lists it.
pub(super) struct Entry {
    pub name: String,
    pub is_hidden: bool,
    pub part: String,
}

/// The workbook's list of contents.
pub(super) struct Listed {
    pub sheets: Vec<Entry>,
    pub is_1904: bool,
    pub strings: String,
    pub styles: String,
}

/// The part that holds the list of sheets.
pub(super) fn main_part(package: &Package<'_>) -> Result<Option<String>> {
    let named = relations(package, "_rels/.rels", "")?.into_values().find(|relation| relation.is("officeDocument"));
    let known = named.map(|relation| relation.target).filter(|target| package.has(target));
    Ok(known.or_else(|| package.has("xl/workbook.xml").then(|| "xl/workbook.xml".to_owned())))
}

/// Reads the list of sheets.
pub(super) fn listed(package: &Package<'_>, main: &str) -> Result<Option<Listed>> {
    let Some(part) = package.part(main)? else { return Ok(None) };
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", main));
    let relations = relations(package, &format!("{folder}/_rels/{file}.rels"), folder)?;
    let of_kind = |kind: &str, usual: &str| {
        let named = relations.values().find(|relation| relation.is(kind)).map(|relation| relation.target.clone());
        named.unwrap_or_else(|| format!("{folder}/{usual}"))
    };
    let mut listed = Listed {
        sheets: Vec::new(),
        is_1904: false,
        strings: of_kind("sharedStrings", "sharedStrings.xml"),
        styles: of_kind("styles", "styles.xml"),
    };
    let mut xml = Xml::new(part);
    loop {
        match xml.next()? {
            Event::Eof => return Ok(Some(listed)),
            Event::Start(e) | Event::Empty(e) => match e.local_name().into_inner() {
                "workbookPr" => listed.is_1904 |= flag(&e, "date1904"),
                "sheet" => {
                    let Some(name) = attribute(&e, "name").map(|name| name.into_owned()) else { continue };
                    let is_hidden = attribute(&e, "state").is_some_and(|state| state.to_lowercase().contains("hidden"));
                    let relation = attribute(&e, "id").and_then(|id| relations.get(&*id));
                    let part = match relation {
                        // Charts and dialogs of old are no tables.
                        Some(relation) if !relation.is("worksheet") => continue,
                        Some(relation) => relation.target.clone(),
                        None => format!("{folder}/worksheets/sheet{}.xml", listed.sheets.len() + 1),
                    };
                    listed.sheets.push(Entry { name, is_hidden, part });
                }
                _ => {}
            },
            _ => {}
        }
    }
}

struct Relation {
    kind: String,
    target: String,
}

impl Relation {
    /// Strict workbooks have another namespace before the same last word.
    fn is(&self, kind: &str) -> bool {
        self.kind.rsplit('/').next() == Some(kind)
    }
}

fn relations(package: &Package<'_>, part: &str, folder: &str) -> Result<HashMap<String, Relation>> {
    let mut found = HashMap::new();
    let Some(part) = package.part(part)? else { return Ok(found) };
    let mut xml = Xml::new(part);
    loop {
        match xml.next()? {
            Event::Eof => return Ok(found),
            Event::Start(e) | Event::Empty(e) if e.local_name().into_inner() == "Relationship" => {
                if let (Some(id), Some(kind), Some(target)) =
                    (attribute(&e, "Id"), attribute(&e, "Type"), attribute(&e, "Target"))
                {
                    let relation = Relation { kind: kind.into_owned(), target: resolve(folder, &target) };
                    found.insert(id.into_owned(), relation);
                }
            }
            _ => {}
        }
    }
}

/// `worksheets/sheet1.xml` beside `xl/workbook.xml` is `xl/worksheets/sheet1.xml`; `/xl/…` and `../xl/…` are too.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut steps: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.retain(|step| !step.is_empty());
    steps.join("/")
}

/// The shared strings in order. Readings above characters (拼音指南) are no part of a text.
pub(super) fn strings(package: &Package<'_>, name: &str) -> Result<Vec<Arc<str>>> {
    let mut found: Vec<Arc<str>> = Vec::new();
    let Some(part) = package.part(name)? else { return Ok(found) };
    let mut xml = Xml::new(part);
    let (mut text, mut total) = (String::new(), 0);
    let (mut in_text, mut in_reading) = (false, false);
    loop {
        match xml.next()? {
            Event::Eof => return Ok(found),
            Event::Start(e) => match e.local_name().into_inner() {
                "si" => text.clear(),
                "t" => in_text = !in_reading,
                "rPh" => in_reading = true,
                _ => {}
            },
            Event::Empty(e) if e.local_name().into_inner() == "si" => found.push(Arc::from("")),
            Event::End(e) => match e.local_name().into_inner() {
                "si" => {
                    total += text.len();
                    if total > MAX_TEXT {
                        return Err(refuse("表格里的文字太多，请拆成几个文件（每个不超过 20 万行）分别导入。"));
                    }
                    found.push(Arc::from(unescape_controls(&text)));
                }
                "t" => in_text = false,
                "rPh" => in_reading = false,
                _ => {}
            },
            Event::Text(piece) if in_text => append(&mut text, &piece)?,
            Event::CData(piece) if in_text => append(&mut text, &piece)?,
            Event::GeneralRef(reference) if in_text => push_reference(&mut text, &reference),
            _ => {}
        }
    }
}

/// Appends to a cell's text under its cap.
pub(super) fn append(text: &mut String, piece: &str) -> Result<()> {
    if text.len() + piece.len() > MAX_CELL_TEXT {
        return Err(refuse("有一个单元格的文字超过三万字，不像花名册，请检查后再导入。"));
    }
    text.push_str(piece);
    Ok(())
}

/// `_x000D_` is how a workbook writes a control character.
pub(super) fn unescape_controls(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, here) = rest.split_at(at);
        out.push_str(before);
        let digits = here.get(2..6).filter(|_| here.get(6..7) == Some("_"));
        match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                rest = here.get(7..).unwrap_or_default();
            }
            None => {
                out.push_str("_x");
                rest = here.get(2..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

/// What each style makes of a number, by its position among the cells' styles.
pub(super) fn formats(package: &Package<'_>, name: &str) -> Result<Vec<Format>> {
    let mut formats = Vec::new();
    let Some(part) = package.part(name)? else { return Ok(formats) };
    let mut codes: HashMap<usize, Format> = HashMap::new();
    let mut in_cells = false;
    let mut xml = Xml::new(part);
    loop {
        match xml.next()? {
            Event::Eof => return Ok(formats),
            Event::Start(e) | Event::Empty(e) => match e.local_name().into_inner() {
                "numFmt" if !in_cells => {
                    if let (Some(id), Some(code)) = (number(&e, "numFmtId"), attribute(&e, "formatCode")) {
                        codes.insert(id, Format::of_code(&code));
                    }
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells && formats.len() < 65_536 => {
                    let id = number(&e, "numFmtId").unwrap_or_default();
                    let built_in = || Format::built_in(u32::try_from(id).unwrap_or_default());
                    formats.push(codes.get(&id).copied().unwrap_or_else(built_in));
                }
                _ => {}
            },
            Event::End(e) if e.local_name().into_inner() == "cellXfs" => in_cells = false,
            _ => {}
        }
    }
}

//! What a clerk does not see in a file (隐藏和筛选掉的行): set aside, and asked about once.
//!
//! A filter that somebody forgot hides people who belong in the register; a hidden row may as well be one that somebody
//! took out. Neither is guessed: until it is answered, hidden rows take no part.

use std::collections::BTreeMap;

use super::table::{Table, TableRow};
use super::views::{ImportChoice, ImportQuestion};

const ROWS: &str = "rows:hidden";
const SHEETS: &str = "sheets:hidden";
const IMPORT: &str = "import";
const SKIP: &str = "skip";

/// Rows of a file that are hidden, and where they belong.
#[derive(Debug, Clone, Default)]
pub(super) struct Hidden {
    aside: Vec<(usize, TableRow)>,
    rows: Asked,
    sheets: Asked,
}

/// What one question is about.
#[derive(Debug, Clone, Default)]
struct Asked {
    count: usize,
    places: Vec<String>,
}

impl Asked {
    fn add(&mut self, count: usize, place: String) {
        self.count += count;
        if !place.is_empty() && self.places.len() < 3 {
            self.places.push(place);
        }
    }
}

impl Hidden {
    /// Takes what is hidden out of the tables. A hidden sheet keeps its columns.
    pub(super) fn set_aside(tables: &mut [Table]) -> Self {
        let mut hidden = Self::default();
        for table in tables.iter().filter(|table| table.is_hidden && !table.rows.is_empty()) {
            hidden.sheets.add(table.rows.len(), format!("“{}”", table.sheet));
        }
        let sheets = tables.iter().filter(|table| !table.is_hidden);
        for (table, row) in sheets.flat_map(|table| table.rows.iter().map(move |row| (table, row))) {
            if row.is_hidden {
                hidden.rows.add(1, format!("“{}”第 {} 行", table.sheet, row.row_no));
            }
        }
        hidden.settle(tables, &BTreeMap::new());
        hidden
    }

    /// Whether an answer is about what is hidden.
    pub(super) fn is_asked(id: &str) -> bool {
        [ROWS, SHEETS].contains(&id)
    }

    /// Puts back what is to be imported, and takes out what is not.
    pub(super) fn settle(&mut self, tables: &mut [Table], answers: &BTreeMap<String, String>) {
        let wants = |id: &str| answers.get(id).is_some_and(|answer| answer == IMPORT);
        let (rows, sheets) = (wants(ROWS), wants(SHEETS));
        for (at, row) in std::mem::take(&mut self.aside) {
            if let Some(table) = tables.get_mut(at) {
                table.rows.push(row);
            }
        }
        for (at, table) in tables.iter_mut().enumerate() {
            table.rows.sort_by_key(|row| row.row_no);
            let is_out = |row: &TableRow| if table.is_hidden { !sheets } else { row.is_hidden && !rows };
            if table.rows.iter().any(is_out) {
                let (out, kept) = std::mem::take(&mut table.rows).into_iter().partition(is_out);
                table.rows = kept;
                self.aside.extend(Vec::into_iter(out).map(|row| (at, row)));
            }
        }
    }

    /// What is to be asked.
    pub(super) fn questions(&self, answers: &BTreeMap<String, String>) -> Vec<ImportQuestion> {
        let question = |id: &str, asked: &Asked, text: String| {
            let choice = |value: &str, label: &str| ImportChoice { value: value.to_owned(), label: label.to_owned() };
            (asked.count > 0).then(|| ImportQuestion {
                id: id.to_owned(),
                text,
                field: String::new(),
                choices: vec![choice(IMPORT, "一起导入"), choice(SKIP, "不导入")],
                row_count: u32::try_from(asked.count).unwrap_or(u32::MAX),
                answer: answers.get(id).cloned(),
            })
        };
        let Self { rows, sheets, .. } = self;
        let about_rows = format!(
            "表里有 {} 行被隐藏或筛选掉（例如{}），要不要导入？不选就不导入。",
            rows.count,
            rows.places.join("、")
        );
        let about_sheets = format!(
            "有隐藏的工作表（{}），里面有 {} 行，要不要一起导入？不选就不导入。",
            sheets.places.join("、"),
            sheets.count
        );
        [question(ROWS, rows, about_rows), question(SHEETS, sheets, about_sheets)].into_iter().flatten().collect()
    }
}

//! Lists on A4 (台账): the roster, who is not yet trained, the year's rotation plan. One description gives the PDF and,
//! in [`crate::table_workbook`], the workbook.

use lunxun_base::Result;
use serde::Serialize;
use serde_json::Value;

use crate::engine::{defect, lay_out};
use crate::printed::Printed;

/// Usable width in millimetres, upright and sideways: A4 less two margins of 14.
const USABLE: (f32, f32) = (182.0, 269.0);
/// The least width that a column without a width of its own is left with.
const LEAST: f32 = 14.0;
/// A run of Latin letters or digits longer than this may be broken so that it stays in its column.
const UNBROKEN: usize = 10;

/// A table with a title, groups with subtotals, and the line of who answers for it.
#[derive(Clone, Default, Serialize)]
pub struct TableDocument {
    /// The big line.
    pub title: String,
    /// The line under it, such as the period; may be empty.
    pub subtitle: String,
    /// 填报单位（盖章）.
    pub unit: String,
    /// At the right above the table, such as `单位：人`; may be empty.
    pub note: String,
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// The rows, in groups; a list without groups has one group without a title.
    pub groups: Vec<Group>,
    /// The last row, one cell a column.
    pub total: Option<Vec<String>>,
    /// Sideways.
    pub landscape: bool,
    /// 填表人; empty leaves room to sign.
    pub filled_by: String,
    /// 审核人; empty leaves room to sign.
    pub checked_by: String,
    /// 日期 as it is to be read; empty leaves 年 月 日.
    pub dated: String,
    /// The foot's left side: printed on, digest.
    pub footer: String,
}

/// One column.
#[derive(Clone, Serialize)]
pub struct Column {
    /// What stands in the head.
    pub title: String,
    /// Width in millimetres; `None` takes an equal share of what is left.
    pub width_mm: Option<f32>,
    /// Where the text stands.
    pub align: Align,
    /// For IDs, phones and dates: shrinks to one line instead of breaking.
    pub one_line: bool,
    /// Written to the workbook as a number where it is one; everything else is text.
    pub number: bool,
    /// Sums of money, `1,200.00`: at the right, and a number with its separators in the workbook.
    pub money: bool,
}

impl Column {
    /// A column of text, centred, with an equal share of the width.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), width_mm: None, align: Align::Center, one_line: false, number: false, money: false }
    }

    /// With a width in millimetres.
    #[must_use]
    pub fn width(mut self, millimetres: f32) -> Self {
        self.width_mm = Some(millimetres);
        self
    }

    /// With its text to the left, for what is long.
    #[must_use]
    pub fn left(mut self) -> Self {
        self.align = Align::Left;
        self
    }

    /// On one line, whatever the width.
    #[must_use]
    pub fn one_line(mut self) -> Self {
        self.one_line = true;
        self
    }

    /// A column of figures.
    #[must_use]
    pub fn number(mut self) -> Self {
        self.number = true;
        self.one_line = true;
        self
    }

    /// A column of money.
    #[must_use]
    pub fn money(mut self) -> Self {
        self.money = true;
        self.align = Align::Right;
        self.number()
    }
}

/// Where a column's text stands.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// At the left.
    Left,
    /// In the middle.
    #[default]
    Center,
    /// At the right.
    Right,
}

/// Rows that belong together.
#[derive(Clone, Default, Serialize)]
pub struct Group {
    /// Such as the branch; empty for a list without groups.
    pub title: String,
    /// One cell a column.
    pub rows: Vec<Vec<String>>,
    /// The row that ends the group, one cell a column.
    pub subtotal: Option<Vec<String>>,
}

/// Lays the table out.
///
/// # Errors
/// `Internal` when a row has more or fewer cells than there are columns, or the template has a defect.
pub fn lay_out_table(table: &TableDocument) -> Result<Printed> {
    check_shape(table)?;
    let mut table = table.clone();
    fit_widths(&mut table);
    for group in &mut table.groups {
        for row in &mut group.rows {
            for (cell, column) in row.iter_mut().zip(&table.columns) {
                if !column.one_line {
                    *cell = with_breaks(cell);
                }
            }
        }
    }
    let data: Value = serde_json::to_value(&table).map_err(|_| defect("table is not JSON"))?;
    lay_out("/ledger.typ", &data, Vec::new())
}

/// The table as PDF.
///
/// # Errors
/// See [`lay_out_table`].
pub fn table_document(table: &TableDocument) -> Result<Vec<u8>> {
    lay_out_table(table)?.pdf()
}

/// A row of another length would lose or shift cells without a word.
pub(crate) fn check_shape(table: &TableDocument) -> Result<()> {
    let rows = table.groups.iter().flat_map(|group| group.rows.iter().chain(&group.subtotal)).chain(&table.total);
    let width = table.columns.len();
    if width == 0 || rows.into_iter().any(|row| row.len() != width) {
        return Err(defect("a row does not match the columns"));
    }
    Ok(())
}

/// Narrows fixed columns in proportion when they would run over the paper's edge.
fn fit_widths(table: &mut TableDocument) {
    let usable = if table.landscape { USABLE.1 } else { USABLE.0 };
    let shared = table.columns.iter().filter(|column| column.width_mm.is_none()).count();
    let fixed: f32 = table.columns.iter().filter_map(|column| column.width_mm).sum();
    let room = (usable - LEAST * shared as f32).max(usable / 4.0);
    if fixed > room {
        for column in &mut table.columns {
            column.width_mm = column.width_mm.map(|width| width * room / fixed);
        }
    }
}

/// Lets long runs of Latin letters and digits break: invisible break marks after every few characters.
fn with_breaks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for c in text.chars() {
        run = if c.is_ascii_graphic() { run + 1 } else { 0 };
        if run > UNBROKEN {
            out.push('\u{200B}');
            run = 1;
        }
        out.push(c);
    }
    out
}

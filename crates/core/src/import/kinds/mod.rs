//! The kinds of sheets that can be imported (表格种类).
//!
//! A kind is a table of columns ([`SheetKind`]) and, for all but the roster, a function that judges the rows: what each
//! would do, what stands against it, and how it is written. Reading, mapping, remembering, questions, preview, the
//! workbook of wrong rows, one action and its undo are the engine's.

mod expense;
mod faculty;
mod marks;
pub(super) mod migrant;
mod org;
mod plain;
mod roll;
mod venue;

#[cfg(test)]
mod tests;

pub(super) use plain::{PlainCase, Scene, Target};

use lunxun_base::Result;

use super::roster::ROSTER;
use super::table::SheetKind;

/// Judges the rows of a kind.
pub(super) type Judge = for<'a> fn(&Scene<'a>) -> Result<Vec<PlainCase>>;

/// A kind besides the roster.
pub(super) struct Plain {
    /// Its columns.
    pub sheet: &'static SheetKind,
    /// What the clerk must choose besides the file.
    pub target: Target,
    /// Judges its rows.
    pub judge: Judge,
}

const PLAIN: &[Plain] = &[
    Plain { sheet: &org::ORGS, target: Target::Township, judge: org::judge },
    Plain { sheet: &faculty::TEACHERS, target: Target::Township, judge: faculty::judge },
    Plain { sheet: &venue::VENUES, target: Target::Township, judge: venue::judge },
    Plain { sheet: &marks::MARKS, target: Target::Class, judge: marks::judge },
    Plain { sheet: &migrant::MIGRANTS, target: Target::Township, judge: migrant::judge },
    Plain { sheet: &expense::EXPENSES, target: Target::Township, judge: expense::judge },
    Plain { sheet: &roll::ROLL, target: Target::Class, judge: roll::judge },
];

/// Every kind, the roster first.
pub(super) fn all() -> Vec<&'static SheetKind> {
    std::iter::once(&ROSTER).chain(PLAIN.iter().map(|plain| plain.sheet)).collect()
}

/// A kind by its code.
pub(super) fn find(code: &str) -> Option<&'static SheetKind> {
    all().into_iter().find(|kind| kind.code == code)
}

/// How a kind besides the roster is judged.
pub(super) fn plain(code: &str) -> Option<&'static Plain> {
    PLAIN.iter().find(|plain| plain.sheet.code == code)
}

/// A kind's Chinese name.
pub(super) fn label_of(code: &str) -> Option<&'static str> {
    find(code).map(|kind| kind.label)
}

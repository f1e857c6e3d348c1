//! The roster (党员花名册) as a kind of sheet: its columns, its rows as candidates, how they meet the members that are
//! already known, and the workbook of rows handed back.

mod candidate;
mod error_book;
pub mod kind;
mod likeness;
mod matching;
mod row;

#[cfg(test)]
mod tests;

pub use candidate::{Answers, Candidate, Problem, RosterFields, Severity};
pub use error_book::error_workbook;
pub use kind::ROSTER;
pub use likeness::{Likeness, likeness};
pub use matching::{ExistingMember, FieldDiff, MatchReport, RowPlan, compare, match_rows};
pub use row::candidates;
pub(super) use row::{TableReader, offer_branch_above};

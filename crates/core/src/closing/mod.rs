//! The class as a whole: its list and view, its way from notice to closing (结班), the gates (关口) on that way, and
//! amendments (更正单) afterwards. Stands behind every feature that a class is made of.
//!
//! **Rules** — a class closes only when every gate is passed or waived with a reason; closing settles who completed,
//! credits the lessons attended, keeps a digest and locks the class, all in one transaction; a closed class changes by
//! amendment alone, which keeps the old value.

mod amend;
mod api;
mod close;
mod gates;
mod model;
mod store;
#[cfg(test)]
mod tests;
mod undo;
mod views;

pub use api::{amendments, class_row, class_rows};
pub use model::{AmendTarget, class_credit, field_label, passes, refusal, task};
pub use undo::refuse_undo;
pub use views::*;

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "closing", commands: api::COMMANDS, kinds: &[], migrations: &[] };

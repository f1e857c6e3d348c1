//! The trainee dossier (学员档案): one page a member with every class ever attended, joined from the features that keep
//! the facts. Keeps nothing of its own.

mod api;
mod forms;
mod store;
#[cfg(test)]
mod tests;

pub use api::{DossierAttendance, DossierClass, DossierView, DossierYear, GetDossier, GetDossierClass, classes_of};
pub use forms::{FormRow, FormRows, GetForms};

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "dossier", commands: api::COMMANDS, kinds: &[], migrations: &[] };

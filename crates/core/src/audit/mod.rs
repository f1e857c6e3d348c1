//! The audit trail (审计) as people see it, and taking an action back (撤销).

mod api;
mod model;
mod store;

pub use api::{AuditChange, AuditEntryView, AuditPageView, OperationList, OperationView};
pub use model::{command_label, note_label};

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "audit", commands: api::COMMANDS, kinds: &[], migrations: &[] };

//! The product: one folder a feature, in the order of [`feature::FEATURES`].
//!
//! A feature holds its pure rules in `model.rs`, its SQL in `store.rs`, its commands in `api.rs` and what travels in
//! `sync.rs`. Everything enters through [`rpc::dispatch`], which checks who may do what, and everything is written
//! through [`Ctx::write`]. Knows no Tauri, no axum, no network.

mod ctx;
pub mod feature;
pub mod fields;
pub mod present;
mod rows;
pub mod rpc;
#[cfg(test)]
pub(crate) mod testing;
mod words;

pub mod account;
pub mod annual_plan;
pub mod appraisal;
pub mod attachment;
pub mod attendance;
pub mod audit;
pub mod calendar;
pub mod closing;
pub mod conduct;
pub mod course;
pub mod dedupe;
pub mod dossier;
pub mod enrollment;
pub mod exam;
pub mod faculty;
pub mod funding;
pub mod hours;
pub mod import;
pub mod indicator;
pub mod lifecycle;
pub mod list_search;
pub mod member;
pub mod member_change;
pub mod migrant;
pub mod open_export;
pub mod org;
pub mod params;
pub mod post;
pub mod restructure;
pub mod rotation;
pub mod segment;
pub mod sync_center;
pub mod timetable;
pub mod training_class;
pub mod transfer;
pub mod venue;

pub use ctx::{Actor, Ctx, NoProgress, Progress};

//! Dated parameters (参数包): hour targets, class length, capacity share, marks and thresholds.
//!
//! Each has a shipped default with its source, and any number of dated rows that override it from a day on. A figure
//! computed for a day uses what was in force on that day.
//!
//! **Source**: `docs/sources.md`.

mod api;
mod model;
mod store;
#[cfg(test)]
mod tests;

pub use api::{ParamHistory, ParamList, ParamView, SetParam};
pub use model::{Key, Unit};
pub use store::{Params, value};

use lunxun_store::{ColumnForm, Migration, RecordKind};

use crate::feature::Feature;

/// The record kind of a dated parameter.
pub const PARAM: RecordKind = RecordKind {
    table: "param",
    label: "参数",
    columns: &["key", "value", "effective_from", "source", "changed_by", "changed_at", "deleted_at"],
    column_labels: &[
        ("key", "参数"),
        ("value", "取值"),
        ("effective_from", "生效日期"),
        ("source", "依据"),
        ("changed_by", "修改人"),
        ("changed_at", "修改时间"),
    ],
    title: &["key"],
    forms: &[("key", ColumnForm::Word(model::label_of))],
};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "params",
    commands: api::COMMANDS,
    kinds: &[&PARAM],
    migrations: &[Migration { name: "20261122T1000_param", sql: include_str!("migrations/20261122T1000_param.sql") }],
};

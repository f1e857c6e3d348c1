//! The calendar: lunar days and solar terms, statutory holidays, and blackout days (不排班日) when no class is held.

mod api;
mod holidays;
mod lunar;
mod store;
#[cfg(test)]
mod tests;

pub use api::{Blackout, BlackoutKind, BlackoutList, BlackoutView, CalendarDay, CalendarYear, DayMark};
pub use holidays::{Holiday, makeup_workdays, published};
pub use lunar::{LunarDay, from_lunar, lunar_day, solar_term, term_day};
pub use store::in_year;

use lunxun_store::{ColumnForm, Migration, RecordKind};

use crate::feature::Feature;

/// The record kind of a stretch of blackout days.
pub const BLACKOUT: RecordKind = RecordKind {
    table: "blackout",
    label: "不排班日",
    columns: &["name", "starts_on", "ends_on", "kind", "source", "deleted_at"],
    column_labels: &[
        ("name", "名称"),
        ("starts_on", "开始"),
        ("ends_on", "结束"),
        ("kind", "类型"),
        ("source", "依据"),
    ],
    title: &["name"],
    forms: &[("kind", ColumnForm::Word(BlackoutKind::label_of))],
};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "calendar",
    commands: api::COMMANDS,
    kinds: &[&BLACKOUT],
    migrations: &[Migration {
        name: "20261122T1003_blackout",
        sql: include_str!("migrations/20261122T1003_blackout.sql"),
    }],
};

//! The faculty pool (师资库): instructors, and those who can lead a class as head teacher (班主任).

mod api;
mod store;

pub use api::{FacultyKind, FacultyList, FacultyView, list_all};

use lunxun_store::{ColumnForm, Migration, RecordKind};

use crate::feature::Feature;

/// The record kind of a faculty member.
pub const FACULTY: RecordKind = RecordKind {
    table: "faculty",
    label: "师资",
    columns: &["name", "kind", "title", "unit", "phone", "can_head", "note", "deleted_at"],
    column_labels: &[
        ("name", "姓名"),
        ("kind", "类别"),
        ("title", "职称"),
        ("unit", "单位"),
        ("phone", "电话"),
        ("can_head", "可任班主任"),
        ("note", "备注"),
    ],
    title: &["name"],
    forms: &[("kind", ColumnForm::Word(FacultyKind::label_of)), ("phone", ColumnForm::Phone)],
};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "faculty",
    commands: api::COMMANDS,
    kinds: &[&FACULTY],
    migrations: &[Migration {
        name: "20261122T1005_faculty",
        sql: include_str!("migrations/20261122T1005_faculty.sql"),
    }],
};

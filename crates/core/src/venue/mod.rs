//! Venues (场地): the township's hall and classrooms, and the village venues (村会场).

mod api;

pub use api::{VenueKind, VenueList, VenueView, list_all};

use lunxun_store::{ColumnForm, Migration, RecordKind};

use crate::feature::Feature;

/// The record kind of a venue.
pub const VENUE: RecordKind = RecordKind {
    table: "venue",
    label: "场地",
    columns: &[
        "name",
        "kind",
        "village",
        "seats",
        "exam_seats",
        "beds_male",
        "beds_female",
        "keeper",
        "note",
        "deleted_at",
    ],
    column_labels: &[
        ("name", "名称"),
        ("kind", "类型"),
        ("village", "所在村"),
        ("seats", "座位"),
        ("exam_seats", "考试座位"),
        ("beds_male", "男床位"),
        ("beds_female", "女床位"),
        ("keeper", "管理员"),
        ("note", "备注"),
    ],
    title: &["name"],
    forms: &[("kind", ColumnForm::Word(VenueKind::label_of))],
};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "venue",
    commands: api::COMMANDS,
    kinds: &[&VENUE],
    migrations: &[Migration { name: "20261122T1004_venue", sql: include_str!("migrations/20261122T1004_venue.sql") }],
};

mod store;

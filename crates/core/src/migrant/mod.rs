//! Migrant members (流动党员): where they are, who keeps in touch, when they come home, and how long nobody has spoken
//! with them.
//!
//! **Law** — only a two-way contact counts as one; a message that nobody answered is an attempt. The colours tell
//! people to act and change nothing.

mod api;
mod model;
mod store;
#[cfg(test)]
mod tests;

pub use api::{MigrantList, MigrantRow};
pub use model::{ContactLevel, ContactMeans, MigrantState, OutReason, ReturnWindow};
pub use store::{PastStay, red_count, stays, windows};

pub(crate) use model::{Stay, mode_after, region_of, write_windows};
pub(crate) use store::{Entry, contact_days, entries};

use lunxun_store::{ColumnForm, Migration, RecordKind};

use crate::feature::Feature;

/// The record kind of a stay elsewhere.
pub const MIGRANT: RecordKind = RecordKind {
    table: "migrant",
    label: "流动党员",
    columns: &[
        "member_id",
        "out_on",
        "reason",
        "region_code",
        "destination",
        "employer",
        "contact_id",
        "inflow_org",
        "reported_on",
        "windows",
        "state",
        "ended_on",
        "remark",
        "deleted_at",
    ],
    column_labels: &[
        ("member_id", "党员"),
        ("out_on", "外出日期"),
        ("reason", "外出原因"),
        ("region_code", "流入地代码"),
        ("destination", "流入地"),
        ("employer", "务工单位"),
        ("contact_id", "联系人"),
        ("inflow_org", "流入地党组织"),
        ("reported_on", "报到日期"),
        ("windows", "预计返乡"),
        ("state", "状态"),
        ("ended_on", "返回日期"),
        ("remark", "备注"),
    ],
    title: &["member_id"],
    forms: &[
        ("member_id", ColumnForm::Record("member")),
        ("contact_id", ColumnForm::Record("member")),
        ("reason", ColumnForm::Word(OutReason::label_of)),
        ("state", ColumnForm::Word(MigrantState::label_of)),
    ],
};

/// The record kind of a contact with a migrant member.
pub const MIGRANT_CONTACT: RecordKind = RecordKind {
    table: "migrant_contact",
    label: "流动党员联系记录",
    columns: &["migrant_id", "contacted_on", "means", "is_two_way", "content", "contacted_by", "deleted_at"],
    column_labels: &[
        ("migrant_id", "流动党员"),
        ("contacted_on", "联系日期"),
        ("means", "方式"),
        ("is_two_way", "本人有回应"),
        ("content", "内容"),
        ("contacted_by", "联系人"),
    ],
    title: &["migrant_id", "contacted_on"],
    forms: &[("migrant_id", ColumnForm::Record("migrant")), ("means", ColumnForm::Word(ContactMeans::label_of))],
};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "migrant",
    commands: api::COMMANDS,
    kinds: &[&MIGRANT, &MIGRANT_CONTACT],
    migrations: &[Migration {
        name: "20261122T1920_migrant",
        sql: include_str!("migrations/20261122T1920_migrant.sql"),
    }],
};

//! Dated changes of members (党员变动): what stood before and after each, so that a roster of any earlier day can be
//! read.
//!
//! **Law** — a member stood on a day as the earliest later change says they stood before it; without a later change as
//! they stand now. Whoever changes branch, category or standing of a member writes a line ([`record`]), and no line is
//! dated before the last one of the same part: so no change ever alters what an earlier day shows.

mod model;
mod store;

pub use model::{ChangeKind, Part};
pub use store::{Change, Line, STANDING_ON, Standing, last_on, of_member, open_lines, record, standings_on, track};

use lunxun_store::{ColumnForm, Migration, RecordKind};

use crate::{
    feature::Feature,
    fields::{Category, PartyStatus},
};

/// The record kind of a dated change.
pub const MEMBER_CHANGE: RecordKind = RecordKind {
    table: "member_change",
    label: "党员变动",
    columns: &[
        "member_id",
        "kind",
        "effective_on",
        "recorded_at",
        "branch_id",
        "group_id",
        "category",
        "party_status",
        "from_branch_id",
        "from_group_id",
        "from_category",
        "from_status",
        "until_on",
        "counterpart",
        "reason",
        "basis",
        "deleted_at",
    ],
    column_labels: &[
        ("member_id", "党员"),
        ("kind", "变动"),
        ("effective_on", "日期"),
        ("recorded_at", "登记时间"),
        ("branch_id", "变动后党支部"),
        ("group_id", "变动后党小组"),
        ("category", "变动后人员类别"),
        ("party_status", "变动后党籍状态"),
        ("from_branch_id", "变动前党支部"),
        ("from_group_id", "变动前党小组"),
        ("from_category", "变动前人员类别"),
        ("from_status", "变动前党籍状态"),
        ("until_on", "延长至"),
        ("counterpart", "对方党组织"),
        ("reason", "原因"),
        ("basis", "依据"),
    ],
    title: &["member_id", "kind", "effective_on"],
    forms: &[
        ("member_id", ColumnForm::Record("member")),
        ("kind", ColumnForm::Word(ChangeKind::label_of)),
        ("branch_id", ColumnForm::Record("party_org")),
        ("group_id", ColumnForm::Record("party_org")),
        ("from_branch_id", ColumnForm::Record("party_org")),
        ("from_group_id", ColumnForm::Record("party_org")),
        ("category", ColumnForm::Word(Category::label_of)),
        ("from_category", ColumnForm::Word(Category::label_of)),
        ("party_status", ColumnForm::Word(PartyStatus::label_of)),
        ("from_status", ColumnForm::Word(from_status_label)),
    ],
};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "member_change",
    commands: &[],
    kinds: &[&MEMBER_CHANGE],
    migrations: &[Migration {
        name: "20261122T1910_member_change",
        sql: include_str!("migrations/20261122T1910_member_change.sql"),
    }],
};

fn from_status_label(word: &str) -> Option<&'static str> {
    if word == "absent" { Some("不在名册") } else { PartyStatus::label_of(word) }
}

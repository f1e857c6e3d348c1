//! Party organizations (党组织): the township committee, branches and Party groups.

mod api;
mod history;
mod model;
mod store;
#[cfg(test)]
mod tests;

pub use api::{OrgHistory, OrgHistoryLine, OrgKind, OrgTree, OrgView, SaveOrg, TreeOn, short_of};
pub use history::{OrgEvent, OrgMove, change, keep_name, resolve_name};
pub use store::{Org, aliases, all, all_on, find, find_any, root, root_id, township_code};

use lunxun_store::{ColumnForm, Migration, RecordKind};

use crate::feature::Feature;

/// The record kind of a Party organization.
pub const PARTY_ORG: RecordKind = RecordKind {
    table: "party_org",
    label: "党组织",
    columns: &[
        "parent_id",
        "kind",
        "name",
        "short_name",
        "code",
        "village",
        "sort",
        "founded_on",
        "closed_on",
        "term_from",
        "term_to",
        "deleted_at",
    ],
    column_labels: &[
        ("parent_id", "上级组织"),
        ("kind", "类型"),
        ("name", "名称"),
        ("short_name", "简称"),
        ("code", "代码"),
        ("village", "所在村"),
        ("sort", "顺序"),
        ("founded_on", "成立日期"),
        ("closed_on", "撤销日期"),
        ("term_from", "本届任期开始"),
        ("term_to", "本届任期届满"),
    ],
    title: &["name"],
    forms: &[("parent_id", ColumnForm::Record("party_org")), ("kind", ColumnForm::Word(OrgKind::label_of))],
};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "org",
    commands: api::COMMANDS,
    kinds: &[&PARTY_ORG, &ORG_CHANGE, &ORG_ALIAS],
    migrations: &[
        Migration { name: "20261122T1001_party_org", sql: include_str!("migrations/20261122T1001_party_org.sql") },
        Migration { name: "20261122T1912_org_change", sql: include_str!("migrations/20261122T1912_org_change.sql") },
    ],
};

/// The record kind of a change of an organization: what it was until a day.
pub const ORG_CHANGE: RecordKind = RecordKind {
    table: "org_change",
    label: "组织变动",
    columns: &[
        "org_id",
        "event",
        "effective_on",
        "recorded_at",
        "was_name",
        "was_short_name",
        "was_kind",
        "was_parent_id",
        "was_village",
        "other_id",
        "member_count",
        "basis",
        "note",
        "deleted_at",
    ],
    column_labels: &[
        ("org_id", "党组织"),
        ("event", "变动"),
        ("effective_on", "日期"),
        ("recorded_at", "登记时间"),
        ("was_name", "变动前名称"),
        ("was_short_name", "变动前简称"),
        ("was_kind", "变动前类型"),
        ("was_parent_id", "变动前上级"),
        ("was_village", "变动前所在村"),
        ("other_id", "对方党组织"),
        ("member_count", "转移人数"),
        ("basis", "依据"),
        ("note", "备注"),
    ],
    title: &["org_id", "event", "effective_on"],
    forms: &[
        ("org_id", ColumnForm::Record("party_org")),
        ("other_id", ColumnForm::Record("party_org")),
        ("was_parent_id", ColumnForm::Record("party_org")),
        ("was_kind", ColumnForm::Word(OrgKind::label_of)),
        ("event", ColumnForm::Word(OrgEvent::label_of)),
    ],
};

/// The record kind of a name that an organization had before.
pub const ORG_ALIAS: RecordKind = RecordKind {
    table: "org_alias",
    label: "组织旧名",
    columns: &["org_id", "name", "deleted_at"],
    column_labels: &[("org_id", "党组织"), ("name", "旧名")],
    title: &["name"],
    forms: &[("org_id", ColumnForm::Record("party_org"))],
};

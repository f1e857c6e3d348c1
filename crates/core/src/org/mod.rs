//! Party organizations (党组织): the township committee, branches and Party groups.

mod api;
mod store;
#[cfg(test)]
mod tests;

pub use api::{OrgKind, OrgTree, OrgView, SaveOrg};
pub use store::{Org, all, find, root, root_id, township_code};

use lunxun_store::{ColumnForm, Migration, RecordKind};

use crate::feature::Feature;

/// The record kind of a Party organization.
pub const PARTY_ORG: RecordKind = RecordKind {
    table: "party_org",
    label: "党组织",
    columns: &["parent_id", "kind", "name", "short_name", "code", "village", "sort", "deleted_at"],
    column_labels: &[
        ("parent_id", "上级组织"),
        ("kind", "类型"),
        ("name", "名称"),
        ("short_name", "简称"),
        ("code", "代码"),
        ("village", "所在村"),
        ("sort", "顺序"),
    ],
    title: &["name"],
    forms: &[("parent_id", ColumnForm::Record("party_org")), ("kind", ColumnForm::Word(OrgKind::label_of))],
};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "org",
    commands: api::COMMANDS,
    kinds: &[&PARTY_ORG],
    migrations: &[Migration {
        name: "20261122T1001_party_org",
        sql: include_str!("migrations/20261122T1001_party_org.sql"),
    }],
};

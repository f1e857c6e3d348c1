//! Duty posts with terms (任职): who held which duty in which organization, from when to when.
//!
//! **Law** — the member's `duties` are what stands today, and planning and hours read those alone; a post says since
//! when and until when. Whoever writes a post keeps the duties in step. A duty without a post was in the roster before
//! anybody wrote down its term.

mod api;
mod store;
#[cfg(test)]
mod tests;

pub use api::{PostList, PostView};
pub use store::{Post, appoint, changed_after, held_by, of_org, open_of_member, relieve};

use lunxun_store::{ColumnForm, Migration, RecordKind};

use crate::{feature::Feature, fields::Duty};

/// The record kind of a duty post.
pub const POST: RecordKind = RecordKind {
    table: "post",
    label: "任职",
    columns: &["member_id", "org_id", "duty", "from_on", "term_to", "ended_on", "basis", "end_reason", "deleted_at"],
    column_labels: &[
        ("member_id", "党员"),
        ("org_id", "党组织"),
        ("duty", "职务"),
        ("from_on", "任职日期"),
        ("term_to", "任期届满"),
        ("ended_on", "免职日期"),
        ("basis", "依据"),
        ("end_reason", "免职原因"),
    ],
    title: &["member_id", "duty"],
    forms: &[
        ("member_id", ColumnForm::Record("member")),
        ("org_id", ColumnForm::Record("party_org")),
        ("duty", ColumnForm::Word(Duty::label_of)),
    ],
};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "post",
    commands: api::COMMANDS,
    kinds: &[&POST],
    migrations: &[Migration { name: "20261122T1914_post", sql: include_str!("migrations/20261122T1914_post.sql") }],
};

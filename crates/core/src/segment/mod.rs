//! Segments (人群): a filter of the roster under a name, for the whole township. What is kept is the filter, never the
//! people: a segment holds whoever fits it today.

mod api;
mod store;
#[cfg(test)]
mod tests;

pub use api::{DeleteSegment, SaveSegment, SegmentList, SegmentView};

use lunxun_store::{ColumnForm, Migration, RecordKind};

use crate::feature::Feature;

/// A segment, as it synchronises. Its id follows from its name, so that two PCs saving one name meet in one record.
pub static SEGMENT: RecordKind = RecordKind {
    table: "segment",
    label: "人群",
    columns: &["name", "filter", "deleted_at"],
    column_labels: &[("name", "名称"), ("filter", "筛选条件")],
    title: &["name"],
    forms: &[("filter", ColumnForm::Opaque)],
};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "segment",
    commands: api::COMMANDS,
    kinds: &[&SEGMENT],
    migrations: &[Migration {
        name: "20261122T1930_segment",
        sql: include_str!("migrations/20261122T1930_segment.sql"),
    }],
};

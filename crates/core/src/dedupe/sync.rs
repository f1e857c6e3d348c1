//! What of duplicates travels.

use lunxun_store::{ColumnForm, RecordKind};

/// 不是同一人, as it synchronises.
pub const DISTINCT_PAIR: &RecordKind = &RecordKind {
    table: "distinct_pair",
    label: "不是同一人",
    columns: &["one_id", "other_id", "reason", "deleted_at"],
    column_labels: &[("one_id", "党员"), ("other_id", "另一名党员"), ("reason", "说明")],
    title: &["one_id", "other_id"],
    forms: &[("one_id", ColumnForm::Record("member")), ("other_id", ColumnForm::Record("member"))],
};

/// A merge (党员合并), as it synchronises.
pub const MEMBER_MERGE: &RecordKind = &RecordKind {
    table: "member_merge",
    label: "党员合并",
    columns: &["kept_id", "gone_id", "state", "deleted_at"],
    column_labels: &[("kept_id", "保留的档案"), ("gone_id", "并入的档案"), ("state", "状态")],
    title: &["kept_id", "gone_id"],
    forms: &[
        ("kept_id", ColumnForm::Record("member")),
        ("gone_id", ColumnForm::Record("member")),
        ("state", ColumnForm::Word(state_label)),
    ],
};

/// One field that a merge changed (合并明细), as it synchronises.
pub const MERGE_MOVE: &RecordKind = &RecordKind {
    table: "merge_move",
    label: "合并明细",
    columns: &["merge_id", "record_kind", "record_id", "field", "before", "after", "deleted_at"],
    column_labels: &[
        ("merge_id", "合并"),
        ("record_kind", "记录类别"),
        ("record_id", "记录"),
        ("field", "字段"),
        ("before", "合并前"),
        ("after", "合并后"),
    ],
    title: &["merge_id"],
    forms: &[
        ("merge_id", ColumnForm::Record("member_merge")),
        ("record_kind", ColumnForm::Opaque),
        ("record_id", ColumnForm::Opaque),
        ("field", ColumnForm::Opaque),
        // A record of its own could be told here, but an ID number must not: the audit shows both, masked.
        ("before", ColumnForm::Opaque),
        ("after", ColumnForm::Opaque),
    ],
};

fn state_label(word: &str) -> Option<&'static str> {
    Some(match word {
        "merged" => "已合并",
        "unmerged" => "已恢复为两人",
        _ => return None,
    })
}

use lunxun_store::{ColumnForm, RecordKind};

use super::ConductKind;

/// Conduct records. Each is its author's own line; two PCs adding lines never meet.
pub static CONDUCT_RECORD: RecordKind = RecordKind {
    table: "conduct_record",
    label: "平时表现",
    columns: &["class_id", "enrollment_id", "day", "kind", "score", "note", "by_name", "deleted_at"],
    column_labels: &[
        ("class_id", "班次"),
        ("enrollment_id", "学员"),
        ("day", "日期"),
        ("kind", "类别"),
        ("score", "加减分"),
        ("note", "说明"),
        ("by_name", "记录人"),
    ],
    title: &["enrollment_id", "day"],
    forms: &[
        ("class_id", ColumnForm::Record("training_class")),
        ("enrollment_id", ColumnForm::Record("enrollment")),
        ("kind", ColumnForm::Word(ConductKind::label_of)),
    ],
};

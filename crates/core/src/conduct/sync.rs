use lunxun_store::RecordKind;

/// Conduct records. Each is its author's own line; two PCs adding lines never meet.
pub static CONDUCT_RECORD: RecordKind = RecordKind {
    table: "conduct_record",
    label: "平时表现",
    columns: &["class_id", "enrollment_id", "day", "kind", "score", "note", "by_name", "deleted_at"],
    column_labels: &[
        ("day", "日期"),
        ("kind", "类别"),
        ("score", "加减分"),
        ("note", "说明"),
        ("by_name", "记录人"),
        ("deleted_at", "删除"),
    ],
    title_column: "note",
};

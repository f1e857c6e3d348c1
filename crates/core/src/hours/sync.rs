//! What of hours travels.

use lunxun_store::RecordKind;

/// 学时, as it synchronises.
pub const HOURS_LINE: &RecordKind = &RecordKind {
    table: "hours_line",
    label: "学时",
    columns: &[
        "member_id",
        "day",
        "channel",
        "credit_tenths",
        "basis_kind",
        "basis_id",
        "basis_label",
        "note",
        "proof",
        "reverses_id",
        "deleted_at",
    ],
    column_labels: &[
        ("member_id", "党员"),
        ("day", "日期"),
        ("channel", "渠道"),
        ("credit_tenths", "学时"),
        ("basis_kind", "依据类别"),
        ("basis_id", "依据"),
        ("basis_label", "依据说明"),
        ("note", "备注"),
        ("proof", "证明"),
        ("reverses_id", "冲销的记录"),
    ],
    title_column: "basis_label",
};

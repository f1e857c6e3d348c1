//! What of hours travels.

use lunxun_store::{ColumnForm, RecordKind};

use super::HoursChannel;

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
    title: &["member_id", "basis_label"],
    forms: &[
        ("member_id", ColumnForm::Record("member")),
        ("channel", ColumnForm::Word(HoursChannel::label_of)),
        ("basis_kind", ColumnForm::Word(basis_label)),
        ("basis_id", ColumnForm::Opaque),
        ("reverses_id", ColumnForm::Record("hours_line")),
    ],
};

fn basis_label(word: &str) -> Option<&'static str> {
    Some(match word {
        "class" => "班次",
        "amendment" => "更正单",
        "entry" => "补录",
        "reversal" => "冲销",
        _ => return None,
    })
}

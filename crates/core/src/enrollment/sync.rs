//! What of enrollment travels.

use lunxun_store::{ColumnForm, RecordKind};

use super::{EnrollmentSource, EnrollmentState};
use crate::fields::Category;

/// 学员, as it synchronises.
pub const ENROLLMENT: &RecordKind = &RecordKind {
    table: "enrollment",
    label: "学员",
    columns: &[
        "class_id",
        "member_id",
        "seat_no",
        "source",
        "state",
        "venue_id",
        "category_snapshot",
        "note",
        "deleted_at",
    ],
    column_labels: &[
        ("class_id", "班次"),
        ("member_id", "党员"),
        ("seat_no", "座号"),
        ("source", "来源"),
        ("state", "状态"),
        ("venue_id", "会场"),
        ("category_snapshot", "报名时身份"),
        ("note", "备注"),
    ],
    title: &["member_id"],
    forms: &[
        ("class_id", ColumnForm::Record("training_class")),
        ("member_id", ColumnForm::Record("member")),
        ("source", ColumnForm::Word(EnrollmentSource::label_of)),
        ("state", ColumnForm::Word(EnrollmentState::label_of)),
        ("venue_id", ColumnForm::Record("venue")),
        ("category_snapshot", ColumnForm::Word(Category::label_of)),
    ],
};

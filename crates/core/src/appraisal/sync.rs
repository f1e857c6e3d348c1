use lunxun_store::{ColumnForm, RecordKind};

use super::ArchiveTarget;
use crate::exam::Grade;

/// Appraisals; the id follows from class and enrolment.
pub static APPRAISAL: RecordKind = RecordKind {
    table: "appraisal",
    label: "综合鉴定",
    columns: &[
        "class_id",
        "enrollment_id",
        "grade",
        "body",
        "is_draft",
        "archive_target",
        "self_summary",
        "group_opinion",
        "school_opinion",
        "sent_by_opinion",
        "deleted_at",
    ],
    column_labels: &[
        ("class_id", "班次"),
        ("enrollment_id", "学员"),
        ("grade", "等次"),
        ("body", "班主任意见"),
        ("is_draft", "草稿"),
        ("archive_target", "归档去向"),
        ("self_summary", "自我总结"),
        ("group_opinion", "小组意见"),
        ("school_opinion", "党校意见"),
        ("sent_by_opinion", "派出党组织意见"),
    ],
    title: &["enrollment_id"],
    forms: &[
        ("class_id", ColumnForm::Record("training_class")),
        ("enrollment_id", ColumnForm::Record("enrollment")),
        ("grade", ColumnForm::Word(Grade::label_of)),
        ("archive_target", ColumnForm::Word(ArchiveTarget::label_of)),
    ],
};

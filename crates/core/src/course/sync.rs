//! What of course travels.

use lunxun_store::{ColumnForm, RecordKind};

use super::{CourseCategory, CourseFocus, CourseScope};

/// 课程, as it synchronises.
pub const COURSE: &RecordKind = &RecordKind {
    table: "course",
    label: "课程",
    columns: &[
        "title",
        "category",
        "practical_percent",
        "credit_tenths",
        "scope",
        "focus",
        "default_instructor_id",
        "note",
        "deleted_at",
    ],
    column_labels: &[
        ("title", "课程名称"),
        ("category", "类别"),
        ("practical_percent", "实践占比"),
        ("credit_tenths", "学时"),
        ("scope", "共性或个性"),
        ("focus", "普遍或特殊"),
        ("default_instructor_id", "默认授课人"),
        ("note", "备注"),
    ],
    title: &["title"],
    forms: &[
        ("category", ColumnForm::Word(CourseCategory::label_of)),
        ("scope", ColumnForm::Word(CourseScope::label_of)),
        ("focus", ColumnForm::Word(CourseFocus::label_of)),
        ("default_instructor_id", ColumnForm::Record("faculty")),
    ],
};

//! What of timetable travels.

use lunxun_store::{ColumnForm, RecordKind};

use super::LessonHalf;

/// 课次, as it synchronises.
pub const LESSON: &RecordKind = &RecordKind {
    table: "lesson",
    label: "课次",
    columns: &[
        "class_id",
        "day",
        "half",
        "course_id",
        "course_title",
        "instructor_id",
        "room_id",
        "credit_tenths",
        "not_held_reason",
        "practical_percent",
        "deleted_at",
    ],
    column_labels: &[
        ("class_id", "班次"),
        ("day", "日期"),
        ("half", "半天"),
        ("course_id", "课程"),
        ("course_title", "课程名称"),
        ("instructor_id", "授课人"),
        ("room_id", "地点"),
        ("credit_tenths", "学时"),
        ("not_held_reason", "未上课原因"),
        ("practical_percent", "实践占比"),
    ],
    title: &["day", "half", "course_title"],
    forms: &[
        ("class_id", ColumnForm::Record("training_class")),
        ("half", ColumnForm::Word(LessonHalf::label_of)),
        ("course_id", ColumnForm::Record("course")),
        ("instructor_id", ColumnForm::Record("faculty")),
        ("room_id", ColumnForm::Record("venue")),
    ],
};

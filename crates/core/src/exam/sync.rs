use lunxun_store::{ColumnForm, RecordKind};

use super::ExamMode;

/// How a class is examined; its id follows from the class.
pub static EXAM_SCHEME: RecordKind = RecordKind {
    table: "exam_scheme",
    label: "考核办法",
    columns: &[
        "class_id",
        "mode",
        "full_mark_tenths",
        "pass_mark_tenths",
        "weight_attendance",
        "weight_conduct",
        "weight_exam",
        "weight_reflection",
        "deleted_at",
    ],
    column_labels: &[
        ("class_id", "班次"),
        ("mode", "考试方式"),
        ("full_mark_tenths", "满分"),
        ("pass_mark_tenths", "及格分"),
        ("weight_attendance", "考勤占比"),
        ("weight_conduct", "表现占比"),
        ("weight_exam", "考试占比"),
        ("weight_reflection", "心得占比"),
    ],
    title: &["class_id"],
    forms: &[("class_id", ColumnForm::Record("training_class")), ("mode", ColumnForm::Word(ExamMode::label_of))],
};

/// A trainee's marks; the id follows from class and enrolment, so two PCs entering the same paper meet in one row.
pub static EXAM_MARK: RecordKind = RecordKind {
    table: "exam_mark",
    label: "成绩",
    columns: &[
        "class_id",
        "enrollment_id",
        "exam_mark_tenths",
        "is_absent",
        "exempt_reason",
        "retake_mark_tenths",
        "reflection_mark_tenths",
        "entered_by",
        "deleted_at",
    ],
    column_labels: &[
        ("class_id", "班次"),
        ("enrollment_id", "学员"),
        ("exam_mark_tenths", "考试成绩"),
        ("is_absent", "缺考"),
        ("exempt_reason", "免考原因"),
        ("retake_mark_tenths", "补考成绩"),
        ("reflection_mark_tenths", "心得成绩"),
        ("entered_by", "录入人"),
    ],
    title: &["enrollment_id"],
    forms: &[("class_id", ColumnForm::Record("training_class")), ("enrollment_id", ColumnForm::Record("enrollment"))],
};

//! What of attendance travels.

use lunxun_store::{ColumnForm, RecordKind};

use super::{AttendanceState, LeaveKind, RollMethod};
use crate::timetable::LessonHalf;

/// 考勤, as it synchronises.
pub const ATTENDANCE_MARK: &RecordKind = &RecordKind {
    table: "attendance_mark",
    label: "考勤",
    columns: &[
        "class_id",
        "lesson_id",
        "enrollment_id",
        "state",
        "note",
        "method",
        "marked_by",
        "marked_at",
        "deleted_at",
    ],
    column_labels: &[
        ("class_id", "班次"),
        ("lesson_id", "课次"),
        ("enrollment_id", "学员"),
        ("state", "考勤"),
        ("note", "备注"),
        ("method", "登记方式"),
        ("marked_by", "登记人"),
        ("marked_at", "登记时间"),
    ],
    title: &["enrollment_id", "lesson_id"],
    forms: &[
        ("class_id", ColumnForm::Record("training_class")),
        ("lesson_id", ColumnForm::Record("lesson")),
        ("enrollment_id", ColumnForm::Record("enrollment")),
        ("state", ColumnForm::Word(AttendanceState::label_of)),
        ("method", ColumnForm::Word(RollMethod::label_of)),
    ],
};

/// 请假, as it synchronises.
pub const LEAVE_RECORD: &RecordKind = &RecordKind {
    table: "leave_record",
    label: "请假",
    columns: &[
        "class_id",
        "enrollment_id",
        "kind",
        "from_day",
        "from_half",
        "to_day",
        "to_half",
        "reason",
        "approver",
        "returned_at",
        "deleted_at",
    ],
    column_labels: &[
        ("class_id", "班次"),
        ("enrollment_id", "学员"),
        ("kind", "假别"),
        ("from_day", "开始日期"),
        ("from_half", "开始半天"),
        ("to_day", "结束日期"),
        ("to_half", "结束半天"),
        ("reason", "事由"),
        ("approver", "批准人"),
        ("returned_at", "销假时间"),
    ],
    title: &["enrollment_id", "from_day"],
    forms: &[
        ("class_id", ColumnForm::Record("training_class")),
        ("enrollment_id", ColumnForm::Record("enrollment")),
        ("kind", ColumnForm::Word(LeaveKind::label_of)),
        ("from_half", ColumnForm::Word(LessonHalf::label_of)),
        ("to_half", ColumnForm::Word(LessonHalf::label_of)),
    ],
};

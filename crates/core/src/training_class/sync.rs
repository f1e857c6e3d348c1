//! What of training_class travels.

use lunxun_store::{ColumnForm, RecordKind};

use super::model::{ClassKind, ClassState, ClassTier};

/// 班次, as it synchronises.
pub const TRAINING_CLASS: &RecordKind = &RecordKind {
    table: "training_class",
    label: "班次",
    columns: &[
        "no",
        "name",
        "tier",
        "kind",
        "campaign",
        "host",
        "undertaker",
        "state",
        "starts_on",
        "ends_on",
        "head_id",
        "deputy_id",
        "room_id",
        "is_boarding",
        "credit_tenths",
        "note",
        "closed_at",
        "closed_by",
        "digest",
        "rotation_plan_id",
        "planned_class_id",
        "deleted_at",
    ],
    column_labels: &[
        ("no", "班次号"),
        ("name", "班名"),
        ("tier", "层级"),
        ("kind", "类型"),
        ("campaign", "专项"),
        ("host", "主办"),
        ("undertaker", "承办"),
        ("state", "状态"),
        ("starts_on", "开班日期"),
        ("ends_on", "结束日期"),
        ("head_id", "班主任"),
        ("deputy_id", "副班主任"),
        ("room_id", "教室"),
        ("is_boarding", "是否住宿"),
        ("credit_tenths", "学时"),
        ("note", "备注"),
        ("closed_at", "结班时间"),
        ("closed_by", "结班人"),
        ("digest", "结班摘要"),
        ("rotation_plan_id", "轮训计划"),
        ("planned_class_id", "计划班次"),
    ],
    title: &["name"],
    forms: &[
        ("tier", ColumnForm::Word(ClassTier::label_of)),
        ("kind", ColumnForm::Word(ClassKind::label_of)),
        ("state", ColumnForm::Word(ClassState::label_of)),
        ("head_id", ColumnForm::Record("faculty")),
        ("deputy_id", ColumnForm::Record("faculty")),
        ("room_id", ColumnForm::Record("venue")),
        ("digest", ColumnForm::Opaque),
        ("rotation_plan_id", ColumnForm::Record("rotation_plan")),
        ("planned_class_id", ColumnForm::Record("planned_class")),
    ],
};

/// 结班免项, as it synchronises.
pub const GATE_WAIVER: &RecordKind = &RecordKind {
    table: "gate_waiver",
    label: "结班免项",
    columns: &["class_id", "gate_code", "reason", "waived_by", "waived_at", "deleted_at"],
    column_labels: &[
        ("class_id", "班次"),
        ("gate_code", "关口"),
        ("reason", "理由"),
        ("waived_by", "经办人"),
        ("waived_at", "时间"),
    ],
    title: &["class_id", "gate_code"],
    forms: &[("class_id", ColumnForm::Record("training_class"))],
};

/// 更正单, as it synchronises.
pub const AMENDMENT: &RecordKind = &RecordKind {
    table: "amendment",
    label: "更正单",
    columns: &[
        "class_id",
        "enrollment_id",
        "target",
        "lesson_id",
        "field",
        "old_value",
        "new_value",
        "reason",
        "amended_by",
        "amended_at",
        "deleted_at",
    ],
    column_labels: &[
        ("class_id", "班次"),
        ("enrollment_id", "学员"),
        ("target", "更正对象"),
        ("lesson_id", "课次"),
        ("field", "项目"),
        ("old_value", "原值"),
        ("new_value", "新值"),
        ("reason", "理由"),
        ("amended_by", "更正人"),
        ("amended_at", "更正时间"),
    ],
    title: &["class_id", "enrollment_id"],
    forms: &[
        ("class_id", ColumnForm::Record("training_class")),
        ("enrollment_id", ColumnForm::Record("enrollment")),
        ("lesson_id", ColumnForm::Record("lesson")),
    ],
};

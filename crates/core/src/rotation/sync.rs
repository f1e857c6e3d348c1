//! What of rotation travels.

use lunxun_store::{ColumnForm, RecordKind};

use super::views::{PlanState, PlannedClassKind};

/// 轮训计划, as it synchronises.
pub const ROTATION_PLAN: &RecordKind = &RecordKind {
    table: "rotation_plan",
    label: "轮训计划",
    columns: &[
        "year",
        "name",
        "state",
        "class_days",
        "include_homecoming",
        "venue_ids",
        "head_ids",
        "deputy_ids",
        "created_by",
        "created_at",
        "confirmed_at",
        "score",
        "bound",
        "deleted_at",
    ],
    column_labels: &[
        ("year", "年度"),
        ("name", "名称"),
        ("state", "状态"),
        ("class_days", "每期天数"),
        ("include_homecoming", "安排返乡班"),
        ("venue_ids", "会场"),
        ("head_ids", "班主任"),
        ("deputy_ids", "副班主任"),
        ("created_by", "编制人"),
        ("created_at", "编制时间"),
        ("confirmed_at", "确认时间"),
        ("score", "评价"),
        ("bound", "最少期数"),
    ],
    title: &["name"],
    forms: &[
        ("state", ColumnForm::Word(PlanState::label_of)),
        ("venue_ids", ColumnForm::Opaque),
        ("head_ids", ColumnForm::Opaque),
        ("deputy_ids", ColumnForm::Opaque),
    ],
};

/// 计划班次, as it synchronises.
pub const PLANNED_CLASS: &RecordKind = &RecordKind {
    table: "planned_class",
    label: "计划班次",
    columns: &[
        "plan_id",
        "no",
        "name",
        "kind",
        "starts_on",
        "ends_on",
        "venue_id",
        "head_id",
        "deputy_id",
        "capacity",
        "is_locked",
        "is_hand_dated",
        "override_reason",
        "training_class_id",
        "deleted_at",
    ],
    column_labels: &[
        ("plan_id", "轮训计划"),
        ("no", "序号"),
        ("name", "班名"),
        ("kind", "类型"),
        ("starts_on", "开班日期"),
        ("ends_on", "结束日期"),
        ("venue_id", "会场"),
        ("head_id", "班主任"),
        ("deputy_id", "副班主任"),
        ("capacity", "可容纳人数"),
        ("is_locked", "锁定"),
        ("is_hand_dated", "手工定期"),
        ("override_reason", "例外理由"),
        ("training_class_id", "班次"),
    ],
    title: &["name"],
    forms: &[
        ("plan_id", ColumnForm::Record("rotation_plan")),
        ("kind", ColumnForm::Word(PlannedClassKind::label_of)),
        ("venue_id", ColumnForm::Record("venue")),
        ("head_id", ColumnForm::Record("faculty")),
        ("deputy_id", ColumnForm::Record("faculty")),
        ("training_class_id", ColumnForm::Record("training_class")),
    ],
};

/// 计划编班, as it synchronises.
pub const PLANNED_SEAT: &RecordKind = &RecordKind {
    table: "planned_seat",
    label: "计划编班",
    columns: &[
        "plan_id",
        "planned_class_id",
        "member_id",
        "is_locked",
        "reason_code",
        "sentence",
        "cure",
        "override_reason",
        "exempt_reason",
        "deleted_at",
    ],
    column_labels: &[
        ("plan_id", "轮训计划"),
        ("planned_class_id", "计划班次"),
        ("member_id", "党员"),
        ("is_locked", "锁定"),
        ("reason_code", "未编班原因"),
        ("sentence", "未编班说明"),
        ("cure", "建议"),
        ("override_reason", "例外理由"),
        ("exempt_reason", "免训理由"),
    ],
    title: &["member_id"],
    forms: &[
        ("plan_id", ColumnForm::Record("rotation_plan")),
        ("planned_class_id", ColumnForm::Record("planned_class")),
        ("member_id", ColumnForm::Record("member")),
    ],
};

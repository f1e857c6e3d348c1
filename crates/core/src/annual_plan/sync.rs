//! What of the annual plan travels.

use lunxun_store::{ColumnForm, RecordKind};

use super::model::{AnnualPlanState, TraineeKind};
use crate::training_class::ClassTier;

/// 年度计划, as it synchronises.
pub const ANNUAL_PLAN: RecordKind = RecordKind {
    table: "annual_plan",
    label: "年度计划",
    columns: &[
        "year",
        "version",
        "state",
        "document_no",
        "decision_on",
        "decision_no",
        "issued_on",
        "adjust_reason",
        "based_on_id",
        "persons_count",
        "hours_count",
        "sessions_count",
        "deleted_at",
    ],
    column_labels: &[
        ("year", "年度"),
        ("version", "版次"),
        ("state", "状态"),
        ("document_no", "文号"),
        ("decision_on", "党委会研究日期"),
        ("decision_no", "会议记录编号"),
        ("issued_on", "印发日期"),
        ("adjust_reason", "调整理由"),
        ("based_on_id", "上一版"),
        ("persons_count", "全镇人数指标"),
        ("hours_count", "全镇学时指标"),
        ("sessions_count", "全镇期数指标"),
    ],
    title: &["year", "version"],
    forms: &[
        ("state", ColumnForm::Word(AnnualPlanState::label_of)),
        ("based_on_id", ColumnForm::Record("annual_plan")),
    ],
};

/// 计划项目, as it synchronises.
pub const PLAN_ITEM: RecordKind = RecordKind {
    table: "plan_item",
    label: "计划项目",
    columns: &[
        "plan_id",
        "line_id",
        "name",
        "tier",
        "trainee_kind",
        "segment_id",
        "audience",
        "course_ids",
        "month",
        "days_count",
        "persons_count",
        "sessions_count",
        "venue_id",
        "budget_fen",
        "owner",
        "county_item_id",
        "note",
        "deleted_at",
    ],
    column_labels: &[
        ("plan_id", "年度计划"),
        ("line_id", "首版项目"),
        ("name", "项目名称"),
        ("tier", "层级"),
        ("trainee_kind", "培训对象"),
        ("segment_id", "人群"),
        ("audience", "对象说明"),
        ("course_ids", "课程"),
        ("month", "月份"),
        ("days_count", "天数"),
        ("persons_count", "每期人数"),
        ("sessions_count", "期数"),
        ("venue_id", "场地"),
        ("budget_fen", "经费预算"),
        ("owner", "责任人"),
        ("county_item_id", "对应县级项目"),
        ("note", "备注"),
    ],
    title: &["name"],
    forms: &[
        ("plan_id", ColumnForm::Record("annual_plan")),
        ("line_id", ColumnForm::Record("plan_item")),
        ("tier", ColumnForm::Word(ClassTier::label_of)),
        ("trainee_kind", ColumnForm::Word(TraineeKind::label_of)),
        ("segment_id", ColumnForm::Record("segment")),
        ("course_ids", ColumnForm::Opaque),
        ("venue_id", ColumnForm::Record("venue")),
        ("county_item_id", ColumnForm::Record("county_item")),
    ],
};

/// 支部指标, as it synchronises.
pub const PLAN_TARGET: RecordKind = RecordKind {
    table: "plan_target",
    label: "支部指标",
    columns: &["plan_id", "branch_id", "persons_count", "hours_count", "sessions_count", "deleted_at"],
    column_labels: &[
        ("plan_id", "年度计划"),
        ("branch_id", "党支部"),
        ("persons_count", "人数"),
        ("hours_count", "学时"),
        ("sessions_count", "期数"),
    ],
    title: &["plan_id", "branch_id"],
    forms: &[("plan_id", ColumnForm::Record("annual_plan")), ("branch_id", ColumnForm::Record("party_org"))],
};

/// 县级项目, as it synchronises.
pub const COUNTY_ITEM: RecordKind = RecordKind {
    table: "county_item",
    label: "县级项目",
    columns: &["year", "title", "tier", "quota_count", "due_on", "document_no", "note", "deleted_at"],
    column_labels: &[
        ("year", "年度"),
        ("title", "名称"),
        ("tier", "层级"),
        ("quota_count", "本镇名额"),
        ("due_on", "完成期限"),
        ("document_no", "文号"),
        ("note", "备注"),
    ],
    title: &["title"],
    forms: &[("tier", ColumnForm::Word(ClassTier::label_of))],
};

/// 计划班次对应, as it synchronises.
pub const PLAN_CLASS: RecordKind = RecordKind {
    table: "plan_class",
    label: "班次对应的计划项目",
    columns: &["training_class_id", "line_id", "deleted_at"],
    column_labels: &[("training_class_id", "班次"), ("line_id", "计划项目")],
    title: &["training_class_id", "line_id"],
    forms: &[("training_class_id", ColumnForm::Record("training_class")), ("line_id", ColumnForm::Record("plan_item"))],
};

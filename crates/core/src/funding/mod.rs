//! Training expenses (培训经费): budget lines by year, source and use, the expenses paid from them, and what a class
//! has cost.
//!
//! **Rules** — an expense stays within its budget line and the class's standard, or somebody approved it with a reason;
//! Party dues need a collective decision and a lawful use; neither drink nor gifts are ever entered; the expenses of a
//! closed class change with a reason alone.
//!
//! **Source**: `docs/sources.md#training-fees`, `#dangfei`, `#baxiang-guiding`.

mod api;
mod expense;
mod ledger;
mod model;
mod store;
#[cfg(test)]
mod tests;
mod views;

use lunxun_base::Result;
use lunxun_store::{ColumnForm, Migration, RecordKind, rusqlite::Connection};

pub use ledger::{Judgement, Ledger};
pub use model::{
    AllotmentState, Expense, ExpenseItem, FundSource, FundUse, quantity_text, read_item, read_quantity, read_source,
};
pub use views::*;

use crate::{
    feature::Feature,
    fields::yuan,
    training_class::{ClassRecord, GateCheck, GateState},
};

/// The record kind of a budget line.
pub const BUDGET_LINE: RecordKind = RecordKind {
    table: "budget_line",
    label: "经费预算",
    columns: &["year", "source", "fund_use", "approved_fen", "adjusted_fen", "document_no", "note", "deleted_at"],
    column_labels: &[
        ("year", "年度"),
        ("source", "资金来源"),
        ("fund_use", "用途"),
        ("approved_fen", "批复预算"),
        ("adjusted_fen", "调整"),
        ("document_no", "批复文号"),
        ("note", "备注"),
    ],
    title: &["year", "source", "fund_use"],
    forms: &[("source", ColumnForm::Word(FundSource::label_of)), ("fund_use", ColumnForm::Word(FundUse::label_of))],
};

/// The record kind of an expense.
pub const EXPENSE: RecordKind = RecordKind {
    table: "expense",
    label: "经费支出",
    columns: &[
        "spent_on",
        "class_id",
        "item",
        "summary",
        "quantity_milli",
        "unit_price_fen",
        "amount_fen",
        "source",
        "voucher_no",
        "payee",
        "decision_ref",
        "allotment_state",
        "approved_by",
        "approval_reason",
        "change_reason",
        "note",
        "entered_by",
        "deleted_at",
    ],
    column_labels: &[
        ("spent_on", "日期"),
        ("class_id", "班次"),
        ("item", "费用类别"),
        ("summary", "摘要"),
        ("quantity_milli", "数量"),
        ("unit_price_fen", "单价"),
        ("amount_fen", "金额"),
        ("source", "资金来源"),
        ("voucher_no", "凭证号"),
        ("payee", "收款人"),
        ("decision_ref", "决议或依据"),
        ("allotment_state", "下拨情况"),
        ("approved_by", "批准人"),
        ("approval_reason", "批准理由"),
        ("change_reason", "结班后登记或修改的理由"),
        ("note", "备注"),
        ("entered_by", "登记人"),
    ],
    title: &["spent_on", "summary", "amount_fen"],
    forms: &[
        ("class_id", ColumnForm::Record("training_class")),
        ("item", ColumnForm::Word(ExpenseItem::label_of)),
        ("source", ColumnForm::Word(FundSource::label_of)),
        ("allotment_state", ColumnForm::Word(AllotmentState::label_of)),
    ],
};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "funding",
    commands: api::COMMANDS,
    kinds: &[&BUDGET_LINE, &EXPENSE],
    migrations: &[Migration {
        name: "20261201T0130_funding",
        sql: include_str!("migrations/20261201T0130_funding.sql"),
    }],
};

/// The closing gate of expenses. A township that has entered no training budget for the year keeps its books
/// elsewhere: nothing is asked of its classes.
pub const GATE: GateCheck = GateCheck { code: "funding", label: "班次经费", can_waive: true, check: gate };

fn gate(conn: &Connection, class: &ClassRecord) -> Result<GateState> {
    let (count, cost) = store::class_count(conn, class.id)?;
    if count > 0 {
        let detail = format!("已登记 {count} 笔，共 {} 元", yuan(cost));
        return Ok(GateState { detail, missing: Vec::new(), is_moot: false });
    }
    let year = class.starts_on.year();
    if !store::has_training_budget(conn, year)? {
        let detail = format!("{year}年没有登记培训预算，不核对支出");
        return Ok(GateState { detail, missing: Vec::new(), is_moot: true });
    }
    Ok(GateState {
        detail: "请管理员到“经费”里登记这个班的支出。没有花钱的，写明理由免去".to_owned(),
        missing: vec!["班次支出".to_owned()],
        is_moot: false,
    })
}

/// Every expense that stands, with its id.
///
/// # Errors
/// Those of the database.
pub fn all_expenses(conn: &Connection) -> Result<Vec<(lunxun_base::Id, Expense)>> {
    Ok(store::expenses(conn, None, None)?.into_iter().map(|row| (row.id, row.expense)).collect())
}

/// What was approved and adjusted for holding classes in a year, 分, all sources together; `None` where nothing was.
///
/// # Errors
/// Those of the database.
pub fn training_budget(conn: &Connection, year: i32) -> Result<Option<i64>> {
    let lines = store::budget_lines(conn, Some(year))?;
    let mut lines = lines.iter().filter(|line| line.fund_use == FundUse::Training).peekable();
    if lines.peek().is_none() {
        return Ok(None);
    }
    Ok(Some(lines.map(store::BudgetRow::budget_fen).sum()))
}

use lunxun_base::{Id, LocalDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::{AllotmentState, ExpenseItem, FundSource, FundUse};
use crate::{rpc::ClassScoped, timetable::class_scoped, training_class::ClassState};

/// Asks for the budget of a year.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListBudget {
    /// The year.
    pub year: i32,
}

/// The budget of a year.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BudgetList {
    /// The year.
    pub year: i32,
    /// Years that have a line or an expense, the latest first.
    pub years: Vec<i32>,
    /// By source and use.
    pub lines: Vec<BudgetLineView>,
    /// All together.
    pub total: FundFigures,
}

/// A budget line with what was paid from it.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BudgetLineView {
    /// Its id.
    pub id: Id,
    /// Where the money comes from.
    pub source: FundSource,
    /// What for.
    pub fund_use: FundUse,
    /// The document by which it was approved or adjusted.
    pub document_no: String,
    /// Remarks.
    pub note: String,
    /// Its figures.
    pub figures: FundFigures,
}

/// Budget against payments, 分.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FundFigures {
    /// Approved.
    pub approved_fen: i64,
    /// Added or cut since.
    pub adjusted_fen: i64,
    /// Both together.
    pub budget_fen: i64,
    /// Paid.
    pub paid_fen: i64,
    /// What is left; below zero where more was paid with approval.
    pub left_fen: i64,
    /// 执行率, `91.35%`; `—` without a budget.
    pub rate: String,
}

/// Adds a budget line, or changes the one of this year, source and use.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaveBudgetLine {
    /// The year.
    pub year: i32,
    /// Where the money comes from.
    pub source: FundSource,
    /// What for.
    pub fund_use: FundUse,
    /// Approved, as typed: `60,000元`, `6万`.
    pub approved: String,
    /// Added, or cut with a minus, as typed; nothing where empty.
    #[serde(default)]
    pub adjusted: String,
    /// The document by which it was approved or adjusted.
    #[serde(default)]
    pub document_no: String,
    /// Remarks.
    #[serde(default)]
    pub note: String,
}

/// Removes a budget line that nothing was paid from.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteBudgetLine {
    /// Which.
    pub id: Id,
}

/// Asks for expenses.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ListExpenses {
    /// Of one year.
    pub year: Option<i32>,
    /// From one source.
    pub source: Option<FundSource>,
    /// For one use.
    pub fund_use: Option<FundUse>,
    /// Of one class.
    pub class_id: Option<Id>,
    /// Part of summary, payee, voucher, decision, class or remarks.
    pub query: String,
}

/// Expenses, the latest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExpenseList {
    /// Those that fit the filter.
    pub rows: Vec<ExpenseView>,
    /// Their sum, 分.
    pub total_fen: i64,
}

/// An expense.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExpenseView {
    /// Its id.
    pub id: Id,
    /// When it was paid.
    pub spent_on: LocalDate,
    /// Its class, where one.
    pub class_id: Option<Id>,
    /// The class's name.
    pub class_name: String,
    /// Whether that class is closed, so that changes need a reason.
    pub is_class_closed: bool,
    /// What it paid for.
    pub item: ExpenseItem,
    /// The use whose budget line pays.
    pub fund_use: FundUse,
    /// In a few words.
    pub summary: String,
    /// How many, `2.5`; may be empty.
    pub quantity: String,
    /// Price of one, 分.
    pub unit_price_fen: Option<i64>,
    /// The whole, 分.
    pub amount_fen: i64,
    /// Where the money came from.
    pub source: FundSource,
    /// Number of the voucher.
    pub voucher_no: String,
    /// Who received it.
    pub payee: String,
    /// Collective decision.
    pub decision_ref: String,
    /// How far an allotment is.
    pub allotment_state: Option<AllotmentState>,
    /// Who approved what exceeds a limit.
    pub approved_by: String,
    /// Why.
    pub approval_reason: String,
    /// Why it was entered or changed after its class was closed.
    pub change_reason: String,
    /// Remarks.
    pub note: String,
    /// Who entered it.
    pub entered_by: String,
}

/// Adds or changes an expense.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaveExpense {
    /// Which to change; a new one where absent.
    #[serde(default)]
    pub id: Option<Id>,
    /// When it was paid.
    pub spent_on: LocalDate,
    /// The class, where one.
    #[serde(default)]
    pub class_id: Option<Id>,
    /// What it paid for.
    pub item: ExpenseItem,
    /// In a few words.
    pub summary: String,
    /// How many, as typed.
    #[serde(default)]
    pub quantity: String,
    /// Price of one, as typed.
    #[serde(default)]
    pub unit_price: String,
    /// The whole, as typed; quantity times price where empty.
    #[serde(default)]
    pub amount: String,
    /// Where the money came from.
    pub source: FundSource,
    /// Number of the voucher.
    #[serde(default)]
    pub voucher_no: String,
    /// Who received it.
    #[serde(default)]
    pub payee: String,
    /// Collective decision: date and number.
    #[serde(default)]
    pub decision_ref: String,
    /// How far an allotment is.
    #[serde(default)]
    pub allotment_state: Option<AllotmentState>,
    /// Who approved what exceeds a limit; with a reason it is let through and recorded.
    #[serde(default)]
    pub approved_by: String,
    /// Why.
    #[serde(default)]
    pub approval_reason: String,
    /// Why it is entered or changed after its class was closed.
    #[serde(default)]
    pub change_reason: String,
    /// Remarks.
    #[serde(default)]
    pub note: String,
}

/// Removes an expense.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteExpense {
    /// Which.
    pub id: Id,
    /// Why, where its class is closed.
    #[serde(default)]
    pub reason: String,
}

/// Asks how the year's money stands.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetFundingSummary {
    /// The year.
    pub year: i32,
}

/// How a year's money stands (经费执行情况).
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FundingSummary {
    /// The year.
    pub year: i32,
    /// All sources together.
    pub total: FundFigures,
    /// Source by source, all four.
    pub sources: Vec<SourceFigures>,
    /// Use by use, all four.
    pub uses: Vec<UseFigures>,
    /// Sent to villages, 分.
    pub allotted_fen: i64,
    /// Of it reported on by the villages, 分.
    pub allotted_used_fen: i64,
    /// The year's classes by first day.
    pub classes: Vec<ClassCostView>,
}

/// A source's figures.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SourceFigures {
    /// Which.
    pub source: FundSource,
    /// Its figures.
    pub figures: FundFigures,
}

/// A use's figures.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UseFigures {
    /// Which.
    pub fund_use: FundUse,
    /// Its figures.
    pub figures: FundFigures,
}

/// What a class has cost.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClassCostView {
    /// The class.
    pub class_id: Id,
    /// Its number.
    pub no: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub state: ClassState,
    /// The first day.
    pub starts_on: LocalDate,
    /// The last day.
    pub ends_on: LocalDate,
    /// Expenses entered.
    pub entry_count: u32,
    /// Everything, 分.
    pub total_fen: i64,
    /// Of it lecture fees, 分.
    pub teaching_fen: i64,
    /// Due persons times days.
    pub planned_person_days: i64,
    /// As the roll has it.
    pub attended_person_days: i64,
    /// Which of the two counts: the roll's once the lessons are over.
    pub person_days: i64,
    /// 人均天: cost without lecture fees for one person on one day, 分; absent without anybody.
    pub per_day_fen: Option<i64>,
    /// The standard for it, 分.
    pub cap_fen: i64,
    /// Whether the cost is over the standard.
    pub is_over: bool,
}

/// Asks what a class has cost.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetClassAccount {
    /// The class.
    pub class_id: Id,
}

/// A class's account (班次经费决算).
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClassAccount {
    /// Its figures.
    pub class: ClassCostView,
    /// Sums by item, those without an expense left out.
    pub items: Vec<ItemSum>,
    /// Its expenses, the earliest first.
    pub rows: Vec<ExpenseView>,
}

/// The sum of an item.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ItemSum {
    /// Which.
    pub item: ExpenseItem,
    /// Its sum, 分.
    pub amount_fen: i64,
}

class_scoped!(GetClassAccount);

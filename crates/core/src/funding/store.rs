use lunxun_base::{Id, Result};
use lunxun_store::{
    RowExt,
    rusqlite::{Connection, named_params},
};

use super::model::{AllotmentState, Expense, ExpenseItem, FundSource, FundUse};
use crate::{
    rows::{first, rows},
    training_class::ClassState,
};

/// A budget line as stored.
pub(super) struct BudgetRow {
    pub id: Id,
    pub year: i32,
    pub source: FundSource,
    pub fund_use: FundUse,
    pub approved_fen: i64,
    pub adjusted_fen: i64,
    pub document_no: String,
    pub note: String,
}

impl BudgetRow {
    /// Approved and adjusted together.
    pub(super) fn budget_fen(&self) -> i64 {
        self.approved_fen + self.adjusted_fen
    }
}

/// Budget lines by year, source and use; of one year, where given.
pub(super) fn budget_lines(conn: &Connection, year: Option<i32>) -> Result<Vec<BudgetRow>> {
    let mut lines = rows(
        conn,
        "SELECT id, year, source, fund_use, approved_fen, adjusted_fen, document_no, note FROM budget_line
         WHERE deleted_at IS NULL AND (:year IS NULL OR year = :year) ORDER BY year, id",
        named_params! { ":year": year },
        |row| {
            let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
            let fen = |name: &str| row.col::<Option<i64>>(name).map(Option::unwrap_or_default);
            Ok(BudgetRow {
                id: row.id("id")?,
                year: row.col::<Option<i32>>("year")?.unwrap_or_default(),
                source: FundSource::from_word(&text("source")?)?,
                fund_use: FundUse::from_word(&text("fund_use")?)?,
                approved_fen: fen("approved_fen")?,
                adjusted_fen: fen("adjusted_fen")?,
                document_no: text("document_no")?,
                note: text("note")?,
            })
        },
    )?;
    lines.sort_by_key(|line| (line.year, line.source, line.fund_use));
    Ok(lines)
}

/// Whether money for classes was approved in a year.
pub(super) fn has_training_budget(conn: &Connection, year: i32) -> Result<bool> {
    let found = first(
        conn,
        "SELECT EXISTS (SELECT 1 FROM budget_line
         WHERE year = :year AND fund_use = 'training' AND deleted_at IS NULL) AS has_one",
        named_params! { ":year": year },
        |row| row.col::<bool>("has_one"),
    )?;
    Ok(found.unwrap_or_default())
}

/// An expense as stored, with what is known of its class.
pub(super) struct ExpenseRow {
    pub id: Id,
    pub expense: Expense,
    pub class_name: String,
    pub is_class_closed: bool,
    pub approved_by: String,
    pub approval_reason: String,
    pub change_reason: String,
    pub entered_by: String,
}

/// Expenses, the latest first; of one year or one class, where given.
pub(super) fn expenses(conn: &Connection, year: Option<i32>, class: Option<Id>) -> Result<Vec<ExpenseRow>> {
    rows(
        conn,
        include_str!("sql/list_expenses.sql"),
        named_params! {
            ":year": year.map(|year| year.to_string()),
            ":class": class.as_ref().map(|id| id.as_bytes().as_slice()),
        },
        |row| {
            let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
            let allotment = row.col::<Option<String>>("allotment_state")?;
            Ok(ExpenseRow {
                id: row.id("id")?,
                expense: Expense {
                    spent_on: row.date("spent_on")?,
                    class: row.opt_id("class_id")?,
                    item: ExpenseItem::from_word(&text("item")?)?,
                    summary: text("summary")?,
                    quantity_milli: row.col("quantity_milli")?,
                    unit_price_fen: row.col("unit_price_fen")?,
                    amount_fen: row.col::<Option<i64>>("amount_fen")?.unwrap_or_default(),
                    source: FundSource::from_word(&text("source")?)?,
                    voucher_no: text("voucher_no")?,
                    payee: text("payee")?,
                    decision_ref: text("decision_ref")?,
                    allotment: allotment.as_deref().map(AllotmentState::from_word).transpose()?,
                    note: text("note")?,
                },
                class_name: text("class_name")?,
                is_class_closed: text("class_state")? == ClassState::Closed.word(),
                approved_by: text("approved_by")?,
                approval_reason: text("approval_reason")?,
                change_reason: text("change_reason")?,
                entered_by: text("entered_by")?,
            })
        },
    )
}

/// What a class has cost.
#[derive(Default)]
pub(super) struct ClassCost {
    pub total_fen: i64,
    pub teaching_fen: i64,
}

pub(super) fn class_cost(conn: &Connection, class: Id) -> Result<ClassCost> {
    first(
        conn,
        "SELECT COALESCE(SUM(amount_fen), 0) AS total,
                COALESCE(SUM(CASE WHEN item = 'teaching' THEN amount_fen ELSE 0 END), 0) AS teaching
         FROM expense WHERE class_id = :class AND deleted_at IS NULL",
        named_params! { ":class": class.as_bytes() },
        |row| Ok(ClassCost { total_fen: row.col("total")?, teaching_fen: row.col("teaching")? }),
    )
    .map(Option::unwrap_or_default)
}

/// How many expenses a class has, and their sum.
pub(super) fn class_count(conn: &Connection, class: Id) -> Result<(i64, i64)> {
    first(
        conn,
        "SELECT COUNT(*) AS entries, COALESCE(SUM(amount_fen), 0) AS total
         FROM expense WHERE class_id = :class AND deleted_at IS NULL",
        named_params! { ":class": class.as_bytes() },
        |row| Ok((row.col("entries")?, row.col("total")?)),
    )
    .map(Option::unwrap_or_default)
}

/// Whether a class is there.
pub(super) fn class_exists(conn: &Connection, class: Id) -> Result<bool> {
    first(
        conn,
        "SELECT 1 AS there FROM training_class WHERE id = :class AND deleted_at IS NULL",
        named_params! { ":class": class.as_bytes() },
        |_| Ok(()),
    )
    .map(|found| found.is_some())
}

/// How many are due in a class, and on how many days somebody of them was there, summed over the persons.
pub(super) fn people(conn: &Connection, class: Id) -> Result<(i64, i64)> {
    first(conn, include_str!("sql/count_person_days.sql"), named_params! { ":class": class.as_bytes() }, |row| {
        Ok((row.col("due")?, row.col("attended")?))
    })
    .map(Option::unwrap_or_default)
}

/// The years that have a budget line or an expense, the latest first.
pub(super) fn years(conn: &Connection) -> Result<Vec<i32>> {
    rows(
        conn,
        "SELECT year FROM budget_line WHERE deleted_at IS NULL
         UNION SELECT CAST(substr(spent_on, 1, 4) AS INTEGER) FROM expense WHERE deleted_at IS NULL
         ORDER BY 1 DESC",
        named_params! {},
        |row| row.col("year"),
    )
}

/// The expense of an id with its class's state, where it stands.
pub(super) fn expense(conn: &Connection, id: Id) -> Result<Option<ExpenseRow>> {
    // A year holds a few hundred: one reader for all is worth more than a second query to keep in step.
    Ok(expenses(conn, None, None)?.into_iter().find(|row| row.id == id))
}

/// The id under which every PC keeps the same budget line.
pub(super) fn budget_id(year: i32, source: FundSource, fund_use: FundUse) -> Id {
    Id::derived("budget_line", &[year.to_string().as_bytes(), source.word().as_bytes(), fund_use.word().as_bytes()])
}

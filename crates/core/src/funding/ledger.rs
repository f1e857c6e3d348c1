//! The sums against which an expense is judged, loaded once: what stands in every budget line and what each class has
//! cost so far. An import judges many rows against the same ledger, each behind those before it.

use std::collections::HashMap;

use lunxun_base::{Id, LocalDate, Result};
use lunxun_store::rusqlite::Connection;

use super::{
    model::{self, DayStandard, Expense, ExpenseItem, FundSource, FundUse},
    store,
};
use crate::{
    params::Params,
    training_class::{self, ClassRecord, ClassState},
};

/// What became of an expense before it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// Nothing stands against it.
    Fits,
    /// It exceeds limits; somebody may approve it with a reason. In words, joined.
    NeedsApproval(String),
    /// It can never be entered: the field and why.
    Refused(&'static str, String),
}

/// The sums.
pub struct Ledger {
    today: LocalDate,
    budgets: HashMap<(i32, FundSource, FundUse), i64>,
    paid: HashMap<(i32, FundSource, FundUse), i64>,
    classes: HashMap<Id, ClassSums>,
}

/// What a class has cost without lecture fees, and its standard.
#[derive(Clone, Copy)]
struct ClassSums {
    besides_fen: i64,
    standard: DayStandard,
}

impl Ledger {
    /// The sums as they stand.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load(conn: &Connection, today: LocalDate) -> Result<Self> {
        let lines = store::budget_lines(conn, None)?;
        let budgets = lines.into_iter().map(|line| ((line.year, line.source, line.fund_use), line.budget_fen()));
        let mut ledger = Self { today, budgets: budgets.collect(), paid: HashMap::new(), classes: HashMap::new() };
        for row in store::expenses(conn, None, None)? {
            *ledger.paid.entry(row.expense.line()).or_default() += row.expense.amount_fen;
        }
        Ok(ledger)
    }

    /// Judges an expense that is not in the sums; one to be changed is taken out before.
    ///
    /// # Errors
    /// Those of the database; `NotFound` for a class that is not there.
    pub fn judge(&mut self, conn: &Connection, expense: &Expense) -> Result<Judgement> {
        if let Some((field, why)) = model::refusal(expense, self.today) {
            return Ok(Judgement::Refused(field, why));
        }
        let line = expense.line();
        let left = self.budgets.get(&line).map(|budget| budget - self.paid.get(&line).copied().unwrap_or_default());
        let mut over: Vec<String> = model::over_budget(expense, left).into_iter().collect();
        let cap = Params::on(conn, expense.spent_on).get("funding.lecture_cap")?;
        over.extend(model::over_lecture(expense, cap));
        if let Some(class) = expense.class {
            let sums = self.class(conn, class)?;
            over.extend(model::over_standard(expense, sums.besides_fen, sums.standard));
        }
        Ok(if over.is_empty() { Judgement::Fits } else { Judgement::NeedsApproval(over.join("；")) })
    }

    /// Adds an expense to the sums.
    ///
    /// # Errors
    /// Those of the database.
    pub fn put(&mut self, conn: &Connection, expense: &Expense) -> Result<()> {
        self.shift(conn, expense, expense.amount_fen)
    }

    /// Takes an expense out of the sums.
    ///
    /// # Errors
    /// Those of the database.
    pub fn take(&mut self, conn: &Connection, expense: &Expense) -> Result<()> {
        self.shift(conn, expense, -expense.amount_fen)
    }

    fn shift(&mut self, conn: &Connection, expense: &Expense, fen: i64) -> Result<()> {
        *self.paid.entry(expense.line()).or_default() += fen;
        let Some(class) = expense.class.filter(|_| expense.item != ExpenseItem::Teaching) else { return Ok(()) };
        // A class that was deleted since has no standard to keep.
        if store::class_exists(conn, class)? {
            let sums = self.class(conn, class)?;
            self.classes.insert(class, ClassSums { besides_fen: sums.besides_fen + fen, ..sums });
        }
        Ok(())
    }

    fn class(&mut self, conn: &Connection, class: Id) -> Result<ClassSums> {
        if let Some(sums) = self.classes.get(&class) {
            return Ok(*sums);
        }
        let record = training_class::find(conn, class)?;
        let cost = store::class_cost(conn, class)?;
        let sums = ClassSums { besides_fen: cost.total_fen - cost.teaching_fen, standard: standard(conn, &record)? };
        self.classes.insert(class, sums);
        Ok(sums)
    }
}

/// Persons times days of a class: as the roll says once the lessons are over, as enrolled before.
pub(super) struct PersonDays {
    /// Due persons times days.
    pub planned: i64,
    /// Persons and days on which somebody was there.
    pub attended: i64,
    /// Which of the two counts.
    pub counted: i64,
}

pub(super) fn person_days(conn: &Connection, class: &ClassRecord) -> Result<PersonDays> {
    let days = class.ends_on.days_since(class.starts_on) + 1;
    let (due, attended) = store::people(conn, class.id)?;
    let planned = due * days;
    let is_over = matches!(class.state, ClassState::Taught | ClassState::Closed);
    let counted = if is_over && attended > 0 { attended } else { planned };
    Ok(PersonDays { planned, attended, counted })
}

pub(super) fn standard(conn: &Connection, class: &ClassRecord) -> Result<DayStandard> {
    let params = Params::on(conn, class.starts_on);
    Ok(DayStandard {
        days: class.ends_on.days_since(class.starts_on) + 1,
        person_days: person_days(conn, class)?.counted,
        cap_yuan: params.get("funding.day_cap")?,
        long_percent: params.get("funding.long_class_percent")?,
    })
}

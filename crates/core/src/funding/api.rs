use std::collections::{BTreeMap, HashMap};

use lunxun_base::{Error, OrNotFound, Result, require};
use lunxun_store::rusqlite::Connection;

use super::{
    BUDGET_LINE, BudgetLineView, BudgetList, ClassAccount, ClassCostView, DeleteBudgetLine, DeleteExpense, ExpenseList,
    ExpenseView, FundFigures, FundingSummary, GetClassAccount, GetFundingSummary, ItemSum, ListBudget, ListExpenses,
    SaveBudgetLine, SaveExpense, SourceFigures, UseFigures,
    expense::{self, typed_money},
    ledger,
    model::{self, AllotmentState, ExpenseItem, FundSource, FundUse},
    store::{self, BudgetRow, ExpenseRow},
};
use crate::{
    Ctx, commands,
    fields::yuan,
    rpc::Nothing,
    training_class::{self, ClassRecord, ClassState},
};

commands! {
    read Township "funding.budget" => budget(ListBudget) -> BudgetList;
    write Township "funding.save_budget" => save_budget(SaveBudgetLine) -> BudgetList, stale ["funding", "class"];
    write Township "funding.delete_budget" => delete_budget(DeleteBudgetLine) -> BudgetList, stale ["funding", "class"];
    read Township "funding.expenses" => expenses(ListExpenses) -> ExpenseList;
    write Township "funding.save_expense" => save_expense(SaveExpense) -> ExpenseView, stale ["funding", "class"];
    write Township "funding.delete_expense" => delete_expense(DeleteExpense) -> Nothing, stale ["funding", "class"];
    read Township "funding.summary" => summary(GetFundingSummary) -> FundingSummary;
    read OwnClass "funding.class_account" => class_account(GetClassAccount) -> ClassAccount;
}

/// Sums of one side of the books.
#[derive(Default, Clone, Copy)]
struct Sums {
    approved: i64,
    adjusted: i64,
    paid: i64,
}

impl Sums {
    fn figures(self) -> FundFigures {
        let budget = self.approved + self.adjusted;
        FundFigures {
            approved_fen: self.approved,
            adjusted_fen: self.adjusted,
            budget_fen: budget,
            paid_fen: self.paid,
            left_fen: budget - self.paid,
            rate: model::rate(self.paid, budget),
        }
    }
}

/// A year's sums by source and use.
fn year_sums(lines: &[BudgetRow], paid: &[ExpenseRow]) -> BTreeMap<(FundSource, FundUse), Sums> {
    let mut sums: BTreeMap<(FundSource, FundUse), Sums> = BTreeMap::new();
    for line in lines {
        let sum = sums.entry((line.source, line.fund_use)).or_default();
        sum.approved += line.approved_fen;
        sum.adjusted += line.adjusted_fen;
    }
    for row in paid {
        sums.entry((row.expense.source, row.expense.item.fund_use())).or_default().paid += row.expense.amount_fen;
    }
    sums
}

fn added<'a>(sums: impl Iterator<Item = &'a Sums>) -> FundFigures {
    let add = |a: Sums, b: &Sums| Sums {
        approved: a.approved + b.approved,
        adjusted: a.adjusted + b.adjusted,
        paid: a.paid + b.paid,
    };
    sums.fold(Sums::default(), add).figures()
}

fn budget(ctx: &mut Ctx<'_>, request: ListBudget) -> Result<BudgetList> {
    let conn = ctx.conn();
    let lines = store::budget_lines(conn, Some(request.year))?;
    let sums = year_sums(&lines, &store::expenses(conn, Some(request.year), None)?);
    let total = added(sums.values());
    let lines = lines.into_iter().map(|line| BudgetLineView {
        figures: sums.get(&(line.source, line.fund_use)).copied().unwrap_or_default().figures(),
        id: line.id,
        source: line.source,
        fund_use: line.fund_use,
        document_no: line.document_no,
        note: line.note,
    });
    Ok(BudgetList { year: request.year, years: store::years(conn)?, lines: lines.collect(), total })
}

fn save_budget(ctx: &mut Ctx<'_>, request: SaveBudgetLine) -> Result<BudgetList> {
    require!((2000..=2100).contains(&request.year), "year", "年度应在 2000 到 2100 之间。");
    let approved = typed_money("approved", &request.approved)?;
    let approved = approved.ok_or_else(|| Error::invalid("approved", "请填写批复的预算，例如 60,000元 或 6万。"))?;
    require!(approved >= 0, "approved", "批复预算不能小于 0，调减请填在“调整”里。");
    let adjusted = typed_money("adjusted", &request.adjusted)?.unwrap_or_default();
    let budget = approved + adjusted;
    require!(budget >= 0, "adjusted", "调减以后预算小于 0，请核对。");
    let (year, source, fund_use) = (request.year, request.source, request.fund_use);
    let lines = store::budget_lines(ctx.conn(), Some(year))?;
    let held = lines.iter().find(|line| (line.source, line.fund_use) == (source, fund_use)).map(BudgetRow::budget_fen);
    let paid = paid_from(ctx.conn(), year, source, fund_use)?;
    // What was overspent with approval before stays as it is: raising the budget towards it must be possible.
    let is_cut_too_far = budget < paid && held.is_some_and(|held| budget < held);
    require!(!is_cut_too_far, "adjusted", "这一项已支出 {} 元，预算不能减到比它少。", yuan(paid));
    ctx.write(|tx| {
        tx.summarise(&format!("登记预算：{year}年{}“{}” {} 元", source.label(), fund_use.label(), yuan(budget)))?;
        tx.upsert(
            &BUDGET_LINE,
            store::budget_id(year, source, fund_use),
            &[
                ("year", i64::from(year).into()),
                ("source", source.into()),
                ("fund_use", fund_use.into()),
                ("approved_fen", approved.into()),
                ("adjusted_fen", adjusted.into()),
                ("document_no", request.document_no.trim().into()),
                ("note", request.note.trim().into()),
            ],
        )
    })?;
    budget_of(ctx, year)
}

fn budget_of(ctx: &mut Ctx<'_>, year: i32) -> Result<BudgetList> {
    budget(ctx, ListBudget { year })
}

fn paid_from(conn: &Connection, year: i32, source: FundSource, fund_use: FundUse) -> Result<i64> {
    let rows = store::expenses(conn, Some(year), None)?;
    let paid = rows.iter().filter(|row| row.expense.line() == (year, source, fund_use));
    Ok(paid.map(|row| row.expense.amount_fen).sum())
}

fn delete_budget(ctx: &mut Ctx<'_>, request: DeleteBudgetLine) -> Result<BudgetList> {
    let line = store::budget_lines(ctx.conn(), None)?.into_iter().find(|line| line.id == request.id);
    let line = line.or_not_found("预算")?;
    let paid = paid_from(ctx.conn(), line.year, line.source, line.fund_use)?;
    require!(paid == 0, "id", "这一项已支出 {} 元，不能删除。请先改正支出，或修改预算。", yuan(paid));
    ctx.write(|tx| {
        let (source, fund_use) = (line.source.label(), line.fund_use.label());
        tx.summarise(&format!("删除预算：{}年{source}“{fund_use}”", line.year))?;
        tx.delete(&BUDGET_LINE, line.id)
    })?;
    budget_of(ctx, line.year)
}

fn expenses(ctx: &mut Ctx<'_>, request: ListExpenses) -> Result<ExpenseList> {
    let query = request.query.trim();
    let rows = store::expenses(ctx.conn(), request.year, request.class_id)?;
    let rows: Vec<ExpenseView> = rows
        .into_iter()
        .filter(|row| {
            let expense = &row.expense;
            let texts = [
                &expense.summary,
                &expense.payee,
                &expense.voucher_no,
                &expense.decision_ref,
                &expense.note,
                &row.class_name,
            ];
            request.source.is_none_or(|source| expense.source == source)
                && request.fund_use.is_none_or(|fund_use| expense.item.fund_use() == fund_use)
                && (query.is_empty() || texts.iter().any(|text| text.contains(query)))
        })
        .map(view)
        .collect();
    Ok(ExpenseList { total_fen: rows.iter().map(|row| row.amount_fen).sum(), rows })
}

fn view(row: ExpenseRow) -> ExpenseView {
    let expense = row.expense;
    ExpenseView {
        id: row.id,
        spent_on: expense.spent_on,
        class_id: expense.class,
        class_name: row.class_name,
        is_class_closed: row.is_class_closed,
        item: expense.item,
        fund_use: expense.item.fund_use(),
        summary: expense.summary,
        quantity: expense.quantity_milli.map(model::quantity_text).unwrap_or_default(),
        unit_price_fen: expense.unit_price_fen,
        amount_fen: expense.amount_fen,
        source: expense.source,
        voucher_no: expense.voucher_no,
        payee: expense.payee,
        decision_ref: expense.decision_ref,
        allotment_state: expense.allotment,
        approved_by: row.approved_by,
        approval_reason: row.approval_reason,
        change_reason: row.change_reason,
        note: expense.note,
        entered_by: row.entered_by,
    }
}

fn save_expense(ctx: &mut Ctx<'_>, request: SaveExpense) -> Result<ExpenseView> {
    let by = ctx.actor.name.clone();
    let id = ctx.write(|tx| expense::save(tx, &request, &by))?;
    store::expense(ctx.conn(), id)?.map(view).or_not_found("支出")
}

fn delete_expense(ctx: &mut Ctx<'_>, request: DeleteExpense) -> Result<Nothing> {
    ctx.write(|tx| expense::delete(tx, &request))?;
    Ok(Nothing {})
}

fn summary(ctx: &mut Ctx<'_>, request: GetFundingSummary) -> Result<FundingSummary> {
    let (conn, year) = (ctx.conn(), request.year);
    let paid = store::expenses(conn, Some(year), None)?;
    let sums = year_sums(&store::budget_lines(conn, Some(year))?, &paid);
    let sources = FundSource::ALL.iter().map(|source| SourceFigures {
        source: *source,
        figures: added(sums.iter().filter(|((own, _), _)| own == source).map(|(_, sums)| sums)),
    });
    let uses = FundUse::ALL.iter().map(|fund_use| UseFigures {
        fund_use: *fund_use,
        figures: added(sums.iter().filter(|((_, own), _)| own == fund_use).map(|(_, sums)| sums)),
    });
    let allotted = |state: Option<AllotmentState>| -> i64 {
        let sent = paid.iter().filter(|row| row.expense.item == ExpenseItem::Allotment);
        let sent = sent.filter(|row| state.is_none() || row.expense.allotment == state);
        sent.map(|row| row.expense.amount_fen).sum()
    };
    Ok(FundingSummary {
        year,
        total: added(sums.values()),
        sources: sources.collect(),
        uses: uses.collect(),
        allotted_fen: allotted(None),
        allotted_used_fen: allotted(Some(AllotmentState::Used)),
        classes: class_costs(conn, year)?,
    })
}

/// The year's classes that are under way or have cost something.
fn class_costs(conn: &Connection, year: i32) -> Result<Vec<ClassCostView>> {
    let mut costs = Vec::new();
    for class in training_class::list(conn, Some(year), None, None)? {
        let is_held = matches!(class.state, ClassState::Running | ClassState::Taught | ClassState::Closed);
        let cost = class_cost(conn, &class)?;
        if is_held || cost.entry_count > 0 {
            costs.push(cost);
        }
    }
    Ok(costs)
}

fn class_cost(conn: &Connection, class: &ClassRecord) -> Result<ClassCostView> {
    let cost = store::class_cost(conn, class.id)?;
    let (entries, _) = store::class_count(conn, class.id)?;
    let days = ledger::person_days(conn, class)?;
    let standard = ledger::standard(conn, class)?;
    let besides = cost.total_fen - cost.teaching_fen;
    let allowance = standard.allowance_fen();
    let cap_fen = model::per_day(allowance, days.counted).unwrap_or(standard.cap_yuan * 100);
    Ok(ClassCostView {
        class_id: class.id,
        no: class.no.clone(),
        name: class.name.clone(),
        state: class.state,
        starts_on: class.starts_on,
        ends_on: class.ends_on,
        entry_count: u32::try_from(entries).unwrap_or(u32::MAX),
        total_fen: cost.total_fen,
        teaching_fen: cost.teaching_fen,
        planned_person_days: days.planned,
        attended_person_days: days.attended,
        person_days: days.counted,
        per_day_fen: model::per_day(besides, days.counted),
        cap_fen,
        is_over: days.counted > 0 && besides > allowance,
    })
}

fn class_account(ctx: &mut Ctx<'_>, request: GetClassAccount) -> Result<ClassAccount> {
    let conn = ctx.conn();
    let class = training_class::find(conn, request.class_id)?;
    let mut rows = store::expenses(conn, None, Some(class.id))?;
    rows.reverse();
    let mut sums: HashMap<ExpenseItem, i64> = HashMap::new();
    for row in &rows {
        *sums.entry(row.expense.item).or_default() += row.expense.amount_fen;
    }
    let items = ExpenseItem::ALL.iter().filter_map(|item| Some(ItemSum { item: *item, amount_fen: *sums.get(item)? }));
    Ok(ClassAccount {
        class: class_cost(conn, &class)?,
        items: items.collect(),
        rows: rows.into_iter().map(view).collect(),
    })
}

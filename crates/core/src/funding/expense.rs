//! Writing expenses: what was typed becomes one, is judged, and stands or is refused in words.

use lunxun_base::{Error, Id, LocalDate, OrNotFound, Result, require};
use lunxun_protocol::Value;
use lunxun_store::Tx;

use super::{
    EXPENSE,
    ledger::{Judgement, Ledger},
    model::{self, AllotmentState, Expense, ExpenseItem},
    store,
    views::{DeleteExpense, SaveExpense},
};
use crate::{
    fields::{MoneyReading, neat, read_money_text, yuan},
    training_class::{self, ClassState},
};

/// Least letters of a reason that can be understood later.
const REASON_LETTERS: usize = 4;

/// Reads what was typed of money; `None` where nothing was.
pub(super) fn typed_money(field: &'static str, text: &str) -> Result<Option<i64>> {
    match read_money_text(text) {
        MoneyReading::Fen(fen) => Ok(Some(fen)),
        MoneyReading::Blank | MoneyReading::Unknown => Ok(None),
        MoneyReading::Wrong(why) => Err(Error::invalid(field, why)),
    }
}

/// What was typed, as an expense.
fn typed(request: &SaveExpense) -> Result<Expense> {
    require!(!request.summary.trim().is_empty(), "summary", "请写明摘要，例如“第三期学员午餐”。");
    let quantity = request.quantity.trim();
    let quantity_milli = (!quantity.is_empty()).then(|| model::read_quantity(quantity));
    require!(quantity_milli != Some(None), "quantity", "数量看不懂，请填大于 0 的数，最多三位小数。");
    let quantity_milli = quantity_milli.flatten();
    let unit_price_fen = typed_money("unitPrice", &request.unit_price)?;
    require!(unit_price_fen.is_none_or(|fen| fen >= 0), "unitPrice", "单价不能小于 0。");
    let product = quantity_milli.zip(unit_price_fen).and_then(|(quantity, price)| model::product(quantity, price));
    let amount = typed_money("amount", &request.amount)?.or(product);
    let amount_fen = amount.ok_or_else(|| Error::invalid("amount", "请填写金额，或同时填写数量和单价。"))?;
    let is_allotment = request.item == ExpenseItem::Allotment;
    Ok(Expense {
        spent_on: request.spent_on,
        class: request.class_id,
        item: request.item,
        summary: neat(&request.summary),
        quantity_milli,
        unit_price_fen,
        amount_fen,
        source: request.source,
        voucher_no: neat(&request.voucher_no),
        payee: neat(&request.payee),
        decision_ref: neat(&request.decision_ref),
        allotment: is_allotment.then(|| request.allotment_state.unwrap_or(AllotmentState::Sent)),
        note: neat(&request.note),
    })
}

/// Adds or changes an expense. Answers its id.
///
/// # Errors
/// `Invalid` naming the field: `approvalReason` where somebody may approve it, `changeReason` where its class is closed.
pub(super) fn save(tx: &Tx<'_>, request: &SaveExpense, by: &str) -> Result<Id> {
    let conn = tx.conn();
    let expense = typed(request)?;
    let mut ledger = Ledger::load(conn, LocalDate::from_millis(tx.now()))?;
    let held = request.id.map(|id| store::expense(conn, id)?.or_not_found("支出")).transpose()?;
    if let Some(held) = &held {
        ledger.take(conn, &held.expense)?;
    }
    let (approved_by, reason) = (neat(&request.approved_by), neat(&request.approval_reason));
    let approval = match ledger.judge(conn, &expense)? {
        Judgement::Fits => None,
        Judgement::Refused(field, why) => return Err(Error::invalid(field, why)),
        Judgement::NeedsApproval(why) => {
            let is_approved = approved_by.chars().count() >= 2 && reason.chars().count() >= REASON_LETTERS;
            require!(
                is_approved,
                "approvalReason",
                "{why}。确经领导批准的，请填写批准人和批准理由（至少 4 个字）后再保存。"
            );
            Some((approved_by, reason))
        }
    };
    let is_closed = held.as_ref().is_some_and(|held| held.is_class_closed) || is_class_closed(tx, expense.class)?;
    let change_reason = closed_reason(is_closed, &request.change_reason)?;
    let mut fields = columns(&expense);
    let (approved_by, reason) = approval.unzip();
    fields.extend([
        ("approved_by", text(approved_by.as_deref().unwrap_or_default())),
        ("approval_reason", text(reason.as_deref().unwrap_or_default())),
        ("change_reason", text(change_reason)),
        ("entered_by", by.into()),
    ]);
    let what = if held.is_some() { "修改支出" } else { "登记支出" };
    tx.summarise(&format!("{what}：{} {} 元{}", expense.summary, yuan(expense.amount_fen), because(change_reason)))?;
    match held {
        Some(held) => tx.update(&EXPENSE, held.id, &fields).map(|_| held.id),
        None => {
            let id = tx.new_id();
            tx.insert(&EXPENSE, id, &fields).map(|()| id)
        }
    }
}

/// Puts a tombstone on an expense.
///
/// # Errors
/// `NotFound`; `Invalid` without a reason where its class is closed.
pub(super) fn delete(tx: &Tx<'_>, request: &DeleteExpense) -> Result<()> {
    let held = store::expense(tx.conn(), request.id)?.or_not_found("支出")?;
    let reason = closed_reason(held.is_class_closed, &request.reason)?;
    let (summary, amount) = (&held.expense.summary, yuan(held.expense.amount_fen));
    tx.summarise(&format!("删除支出：{summary} {amount} 元{}", because(reason)))?;
    tx.delete(&EXPENSE, held.id)
}

/// What an expense is stored as, without approval and reasons.
pub(super) fn columns(expense: &Expense) -> Vec<(&'static str, Value)> {
    vec![
        ("spent_on", expense.spent_on.into()),
        ("class_id", expense.class.into()),
        ("item", expense.item.into()),
        ("summary", expense.summary.as_str().into()),
        ("quantity_milli", expense.quantity_milli.into()),
        ("unit_price_fen", expense.unit_price_fen.into()),
        ("amount_fen", expense.amount_fen.into()),
        ("source", expense.source.into()),
        ("voucher_no", text(&expense.voucher_no)),
        ("payee", text(&expense.payee)),
        ("decision_ref", text(&expense.decision_ref)),
        ("allotment_state", expense.allotment.map(AllotmentState::word).into()),
        ("note", text(&expense.note)),
    ]
}

fn text(text: &str) -> Value {
    Some(text).filter(|text| !text.is_empty()).into()
}

fn because(reason: &str) -> String {
    if reason.is_empty() { String::new() } else { format!("（结班后，{reason}）") }
}

fn is_class_closed(tx: &Tx<'_>, class: Option<Id>) -> Result<bool> {
    let Some(class) = class else { return Ok(false) };
    let class = training_class::find(tx.conn(), class)?;
    require!(class.state != ClassState::Cancelled, "classId", "“{}”已取消，不能列支出，请改选班次。", class.name);
    Ok(class.state == ClassState::Closed)
}

/// The reason for touching the expenses of a closed class; nothing where it is open.
fn closed_reason(is_closed: bool, reason: &str) -> Result<&str> {
    let reason = reason.trim();
    if !is_closed {
        return Ok("");
    }
    require!(
        reason.chars().count() >= REASON_LETTERS,
        "changeReason",
        "这个班已结班，登记、修改或删除它的支出要写明理由（至少 4 个字）。"
    );
    Ok(reason)
}

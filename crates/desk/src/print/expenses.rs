//! Expenses on A4: the ledger (经费台账) and what a class has cost (班次经费决算).

use lunxun_base::{Error, Id, Result};
use lunxun_core::{
    fields::yuan,
    funding::{ClassAccount, ExpenseList, ExpenseView, ListExpenses},
};
use lunxun_paper::{Column, Group, TableDocument};
use serde_json::json;

use super::lists::blank;
use crate::Desk;

/// The expenses that fit a filter, the earliest first, as a ledger is kept.
pub(super) fn ledger(desk: &Desk, filter: &ListExpenses) -> Result<TableDocument> {
    let request = serde_json::to_value(filter)
        .map_err(|error| Error::internal("经费台账无法读取，请重试。").with_source(error))?;
    let mut list: ExpenseList = desk.ask("funding.expenses", request)?;
    list.rows.reverse();
    let title = filter.year.map_or_else(|| "培训经费台账".to_owned(), |year| format!("{year}年培训经费台账"));
    let mut table = blank(desk, &title)?;
    let narrowed = filter.source.map(|source| source.label()).into_iter();
    let narrowed: Vec<&str> = narrowed.chain(filter.fund_use.map(|fund_use| fund_use.label())).collect();
    table.subtitle =
        format!("{}共 {} 笔", narrowed.iter().map(|word| format!("{word}　")).collect::<String>(), list.rows.len());
    table.note = "单位：元".to_owned();
    table.columns = vec![
        Column::new("序号").width(10.0),
        Column::new("日期").width(20.0).one_line(),
        Column::new("凭证号").width(17.0),
        Column::new("费用类别").width(15.0),
        Column::new("摘要").left(),
        Column::new("数量").width(13.0).number(),
        Column::new("单价").width(19.0).money(),
        Column::new("金额").width(24.0).money(),
        Column::new("资金来源").width(19.0),
        Column::new("班次").width(34.0).left(),
        Column::new("收款人").width(25.0),
        Column::new("决议/依据").width(28.0).left(),
    ];
    let total = list.total_fen;
    let rows = (1..).zip(list.rows).map(|(no, row): (u32, ExpenseView)| {
        vec![
            no.to_string(),
            row.spent_on.to_string(),
            row.voucher_no,
            row.item.label().to_owned(),
            row.summary,
            row.quantity,
            row.unit_price_fen.map(yuan).unwrap_or_default(),
            yuan(row.amount_fen),
            row.source.label().to_owned(),
            row.class_name,
            row.payee,
            row.decision_ref,
        ]
    });
    table.groups = vec![Group { rows: rows.collect(), ..Group::default() }];
    table.total = Some(sum_row(table.columns.len(), "合计", &[(7, yuan(total))]));
    Ok(table)
}

/// A class's account: its expenses by item, and the cost for one person on one day.
pub(super) fn class_account(desk: &Desk, class: Id) -> Result<TableDocument> {
    let account: ClassAccount = desk.ask("funding.class_account", json!({ "classId": class }))?;
    let class = &account.class;
    let mut table = blank(desk, "班次经费决算表")?;
    table.landscape = false;
    table.subtitle = format!("{}（{} 至 {}）", class.name, class.starts_on, class.ends_on);
    let per_day = class.per_day_fen.map_or_else(|| "—".to_owned(), |fen| format!("{} 元", yuan(fen)));
    table.note =
        format!("{} 人天，不含讲课费人均天 {per_day}（标准 {} 元）　单位：元", class.person_days, yuan(class.cap_fen));
    table.columns = vec![
        Column::new("日期").width(20.0).one_line(),
        Column::new("摘要").left(),
        Column::new("数量").width(13.0).number(),
        Column::new("单价").width(19.0).money(),
        Column::new("金额").width(25.0).money(),
        Column::new("资金来源").width(20.0),
        Column::new("凭证号").width(18.0),
        Column::new("收款人").width(25.0),
    ];
    let width = table.columns.len();
    table.groups = account
        .items
        .iter()
        .map(|sum| Group {
            title: sum.item.label().to_owned(),
            rows: account.rows.iter().filter(|row| row.item == sum.item).map(account_row).collect(),
            subtotal: Some(sum_row(width, "小计", &[(4, yuan(sum.amount_fen))])),
        })
        .collect();
    table.total = Some(sum_row(width, "合计", &[(4, yuan(class.total_fen))]));
    Ok(table)
}

fn account_row(row: &ExpenseView) -> Vec<String> {
    vec![
        row.spent_on.to_string(),
        row.summary.clone(),
        row.quantity.clone(),
        row.unit_price_fen.map(yuan).unwrap_or_default(),
        yuan(row.amount_fen),
        row.source.label().to_owned(),
        row.voucher_no.clone(),
        row.payee.clone(),
    ]
}

/// A row of sums: its words in the second column, figures where they belong.
fn sum_row(width: usize, label: &str, figures: &[(usize, String)]) -> Vec<String> {
    (0..width)
        .map(|at| match figures.iter().find(|(place, _)| *place == at) {
            Some((_, figure)) => figure.clone(),
            None if at == 1 => label.to_owned(),
            None => String::new(),
        })
        .collect()
}

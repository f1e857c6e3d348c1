//! The annual plan on paper: 年度计划表 and 指标分解表.

use lunxun_base::{Id, Result};
use lunxun_core::annual_plan::{AnnualPlanView, PlanItemView};
use lunxun_paper::{Column, Group, TableDocument};
use serde_json::json;

use super::lists::blank;
use crate::Desk;

fn plan_of(desk: &Desk, plan: Id) -> Result<AnnualPlanView> {
    desk.ask("annual_plan.get", json!({ "planId": plan }))
}

/// 第2版　青发〔2027〕6号　2027-02-25 印发; a draft says that it is one.
fn subtitle(view: &AnnualPlanView) -> String {
    let plan = &view.plan;
    let mut parts = vec![format!("第{}版（{}）", plan.version, plan.state.label())];
    if !plan.document_no.is_empty() {
        parts.push(plan.document_no.clone());
    }
    if let Some(day) = plan.decision_on {
        parts.push(format!("{day} 党委会研究 {}", plan.decision_no));
    }
    if !plan.adjust_reason.is_empty() {
        parts.push(format!("调整理由：{}", plan.adjust_reason));
    }
    parts.join("　")
}

/// 元 with two decimals and separators, as the ledger's money columns read them; nothing where nothing was planned.
fn yuan(fen: i64) -> String {
    if fen == 0 { String::new() } else { lunxun_core::fields::yuan(fen) }
}

fn whom(item: &PlanItemView) -> String {
    let mut parts = vec![item.trainee_kind.label().to_owned()];
    parts.extend([&item.segment_name, &item.audience].into_iter().filter(|text| !text.is_empty()).cloned());
    parts.join("，")
}

/// A row of sums in the plan's table: sessions, 人次 and money of these items.
fn sum_row<'a>(label: &str, items: impl Iterator<Item = &'a PlanItemView> + Clone) -> Vec<String> {
    let sessions: u32 = items.clone().map(|item| item.sessions).sum();
    let people: u32 = items.clone().map(|item| item.size.saturating_mul(item.sessions)).sum();
    let money: i64 = items.map(|item| item.budget_fen).sum();
    let cell = |text: &str| text.to_owned();
    vec![
        cell(label),
        cell(""),
        cell(""),
        cell(""),
        cell(""),
        cell(""),
        sessions.to_string(),
        format!("{people} 人次"),
        cell(""),
        yuan(money),
        cell(""),
        cell(""),
    ]
}

/// 年度计划表: items by tier with subtotals.
pub(super) fn items(desk: &Desk, plan: Id) -> Result<TableDocument> {
    let view = plan_of(desk, plan)?;
    let mut table = blank(desk, &format!("{}年党员教育培训计划表", view.plan.year))?;
    table.subtitle = subtitle(&view);
    table.columns = vec![
        Column::new("月份").width(14.0),
        Column::new("项目名称").width(40.0).left(),
        Column::new("培训对象").width(30.0).left(),
        Column::new("培训内容").left(),
        Column::new("学时").width(12.0),
        Column::new("天数").width(12.0),
        Column::new("期数").width(12.0),
        Column::new("每期人数").width(20.0),
        Column::new("地点").width(24.0),
        Column::new("经费（元）").width(24.0).money(),
        Column::new("责任人").width(18.0),
        Column::new("备注").width(24.0).left(),
    ];
    let mut tiers: Vec<_> = view.items.iter().map(|item| item.tier).collect();
    tiers.dedup();
    for tier in tiers {
        let own = view.items.iter().filter(|item| item.tier == tier);
        let rows = own.clone().map(|item| {
            let county =
                Some(&item.county_title).filter(|title| !title.is_empty()).map(|title| format!("县级：{title}"));
            let notes: Vec<String> =
                county.into_iter().chain(Some(item.note.clone()).filter(|note| !note.is_empty())).collect();
            vec![
                format!("{}月", item.month),
                item.name.clone(),
                whom(item),
                item.course_titles.join("、"),
                lunxun_base::CreditTenths(i32::try_from(item.credit_tenths).unwrap_or(i32::MAX)).to_string(),
                item.days.to_string(),
                item.sessions.to_string(),
                item.size.to_string(),
                item.venue_name.clone(),
                yuan(item.budget_fen),
                item.owner.clone(),
                notes.join("；"),
            ]
        });
        let rows: Vec<Vec<String>> = rows.collect();
        table.groups.push(Group { title: tier.label().to_owned(), rows, subtotal: Some(sum_row("小计", own)) });
    }
    table.total = Some(sum_row("合计", view.items.iter()));
    Ok(table)
}

/// 指标分解表: the town's target by branch; the last row is what the branches add up to.
pub(super) fn targets(desk: &Desk, plan: Id) -> Result<TableDocument> {
    let view = plan_of(desk, plan)?;
    let mut table = blank(desk, &format!("{}年党员教育培训指标分解表", view.plan.year))?;
    table.landscape = false;
    table.subtitle = subtitle(&view);
    table.note = format!("全镇指标：{} 人，{} 学时，{} 期", view.town.persons, view.town.hours, view.town.sessions);
    table.columns = vec![
        Column::new("序号").width(14.0),
        Column::new("党支部").left(),
        Column::new("应训党员").width(28.0).number(),
        Column::new("培训人数").width(28.0).number(),
        Column::new("学时（人学时）").width(34.0).number(),
        Column::new("期数").width(22.0).number(),
    ];
    let rows = view.targets.iter().enumerate().map(|(place, row)| {
        vec![
            (place + 1).to_string(),
            row.branch_name.clone(),
            row.due_count.to_string(),
            row.persons.to_string(),
            row.hours.to_string(),
            row.sessions.to_string(),
        ]
    });
    table.groups = vec![Group { title: String::new(), rows: rows.collect(), subtotal: None }];
    let sums = &view.target_sums;
    table.total = Some(vec![
        String::new(),
        "合计".to_owned(),
        view.due_count.to_string(),
        sums.persons.to_string(),
        sums.hours.to_string(),
        sums.sessions.to_string(),
    ]);
    Ok(table)
}

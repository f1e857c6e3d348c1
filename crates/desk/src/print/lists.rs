use lunxun_base::{Error, OrNotFound, Result};
use lunxun_core::member::{Coverage, ListMembers, MemberPage, MemberRow};
use lunxun_core::migrant::MigrantList;
use lunxun_paper::{Column, Group, TableDocument};
use serde::Deserialize;
use serde_json::json;

use super::{ListFormat, ListKind, PrintList, annual_plan, expenses};
use crate::{Desk, FileView};

/// Prints or exports a ledger.
pub(crate) fn list(desk: &Desk, request: PrintList) -> Result<FileView> {
    let (stem, table) = match request.what {
        ListKind::Roster => ("党员花名册", roster(desk, request.filter.unwrap_or_default(), "党员花名册")?),
        ListKind::Uncovered => {
            let filter = ListMembers { coverage: Some(Coverage::NotYet), ..request.filter.unwrap_or_default() };
            ("未参训党员名单", roster(desk, filter, "未参训党员名单")?)
        }
        ListKind::RotationPlan => {
            let plan = request.plan_id.or_not_found("轮训计划")?;
            ("轮训计划表", rotation_plan(desk, plan)?)
        }
        ListKind::Migrants => ("流动党员台账", migrants(desk)?),
        ListKind::Expenses => ("经费台账", expenses::ledger(desk, &request.expenses.unwrap_or_default())?),
        ListKind::ClassAccount => {
            ("班次经费决算", expenses::class_account(desk, request.class_id.or_not_found("班次")?)?)
        }
        ListKind::AnnualPlan => ("年度计划表", annual_plan::items(desk, request.plan_id.or_not_found("年度计划")?)?),
        ListKind::AnnualTargets => {
            ("指标分解表", annual_plan::targets(desk, request.plan_id.or_not_found("年度计划")?)?)
        }
    };
    desk.note_print("paper.list", request.plan_id.or(request.class_id))?;
    match request.format {
        ListFormat::Xlsx => desk.export(stem, "xlsx", &lunxun_paper::table_workbook(&table)?, None),
        ListFormat::Pdf => {
            let printed = lunxun_paper::lay_out_table(&table)?;
            desk.export(stem, "pdf", &printed.pdf()?, u32::try_from(printed.page_count()).ok())
        }
    }
}

pub(super) fn blank(desk: &Desk, title: &str) -> Result<TableDocument> {
    Ok(TableDocument {
        title: title.to_owned(),
        subtitle: String::new(),
        unit: desk.school_name()?,
        note: String::new(),
        columns: Vec::new(),
        groups: Vec::new(),
        total: None,
        landscape: true,
        filled_by: desk.actor()?.name,
        checked_by: String::new(),
        dated: desk.print_day().chinese(),
        footer: desk.print_footer(),
    })
}

/// Everybody who fits a filter, page by page.
pub(super) fn members(desk: &Desk, filter: &ListMembers) -> Result<Vec<MemberRow>> {
    let mut members: Vec<MemberRow> = Vec::new();
    loop {
        let offset = u32::try_from(members.len()).unwrap_or(u32::MAX);
        let request = ListMembers { offset, limit: 2000, ..filter.clone() };
        let request = serde_json::to_value(request)
            .map_err(|error| Error::internal("名单无法读取，请重试。").with_source(error))?;
        let page: MemberPage = desk.ask("member.list", request)?;
        let is_last = page.rows.is_empty() || members.len() + page.rows.len() >= page.filtered as usize;
        members.extend(page.rows);
        if is_last {
            return Ok(members);
        }
    }
}

fn roster(desk: &Desk, filter: ListMembers, title: &str) -> Result<TableDocument> {
    let members = members(desk, &filter)?;
    let mut table = blank(desk, title)?;
    table.columns = vec![
        Column::new("序号").width(11.0),
        Column::new("姓名").width(20.0),
        Column::new("性别").width(11.0),
        Column::new("出生日期").width(24.0),
        Column::new("学历").width(18.0),
        Column::new("身份证号").width(42.0).one_line(),
        Column::new("入党日期").width(24.0),
        Column::new("类别").width(18.0),
        Column::new("党内职务").width(26.0),
        Column::new("联系电话").width(27.0).one_line(),
        Column::new("参训方式").left(),
    ];
    let total = members.len();
    let mut no = 0;
    for member in members {
        if table.groups.last().is_none_or(|group| group.title != member.branch_name) {
            table.groups.push(Group { title: member.branch_name.clone(), rows: Vec::new(), subtotal: None });
        }
        no += 1;
        let duties: Vec<&str> = member.duties.iter().map(|duty| duty.label()).collect();
        let row = vec![
            no.to_string(),
            member.name,
            member.sex.map(|sex| sex.label().to_owned()).unwrap_or_default(),
            member.birth.unwrap_or_default(),
            member.education.unwrap_or_default(),
            member.id_no_masked,
            member.admitted_on.unwrap_or_default(),
            member.category.label().to_owned(),
            duties.join("、"),
            member.phone_masked,
            member.attend_mode.label().to_owned(),
        ];
        if let Some(group) = table.groups.last_mut() {
            group.rows.push(row);
        }
    }
    for group in &mut table.groups {
        let mut subtotal = vec![String::new(); table.columns.len()];
        if let Some(cell) = subtotal.get_mut(1) {
            *cell = format!("小计 {} 人", group.rows.len());
        }
        group.subtotal = Some(subtotal);
    }
    table.subtitle = format!("共 {total} 人");
    Ok(table)
}

/// Who is elsewhere, the most urgent first, as on the screen. 三堂课 is for the pen.
fn migrants(desk: &Desk) -> Result<TableDocument> {
    let list: MigrantList = desk.ask("migrant.list", serde_json::Value::Null)?;
    let mut table = blank(desk, "流动党员台账")?;
    table.columns = vec![
        Column::new("姓名").width(18.0),
        Column::new("党支部").width(26.0),
        Column::new("流出时间").width(22.0),
        Column::new("原因").width(17.0),
        Column::new("去向").width(30.0).left(),
        Column::new("单位").width(28.0).left(),
        Column::new("电话").width(25.0).one_line(),
        Column::new("联系人").width(17.0),
        Column::new("流入党组织").width(24.0).left(),
        Column::new("报到").width(22.0),
        Column::new("末次联系").width(22.0),
        Column::new("预计返乡").left(),
        Column::new("三堂课").width(14.0),
    ];
    let day = |day: Option<lunxun_base::LocalDate>| day.map(|day| day.to_string()).unwrap_or_default();
    table.subtitle = format!("共 {} 人", list.rows.len());
    let rows = list.rows.into_iter().map(|row| {
        let windows: Vec<String> = row.windows.iter().map(|span| format!("{} 至 {}", span.from, span.to)).collect();
        vec![
            row.name,
            row.branch_name,
            day(row.out_on),
            row.reason.map(|reason| reason.label().to_owned()).unwrap_or_default(),
            row.destination,
            row.employer,
            row.phone_masked,
            row.contact_name,
            row.inflow_org,
            day(row.reported_on),
            day(row.last_two_way),
            windows.join("；"),
            String::new(),
        ]
    });
    table.groups = vec![Group { title: String::new(), rows: rows.collect(), subtotal: None }];
    Ok(table)
}

/// What the plan's ledger needs of a plan.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Plan {
    name: String,
    classes: Vec<PlanClass>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PlanClass {
    no: u32,
    name: String,
    starts_on: String,
    ends_on: String,
    days: u32,
    venue_name: String,
    head_name: Option<String>,
    deputy_name: Option<String>,
    member_count: u32,
    branches: Vec<PlanBranch>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PlanBranch {
    name: String,
    count: u32,
}

fn rotation_plan(desk: &Desk, plan: lunxun_base::Id) -> Result<TableDocument> {
    let plan: Plan = desk.ask("rotation.get", json!({ "planId": plan }))?;
    let mut table = blank(desk, &plan.name)?;
    table.columns = vec![
        Column::new("期次").width(13.0),
        Column::new("班次名称").width(48.0).left(),
        Column::new("起止日期").width(46.0),
        Column::new("天数").width(13.0),
        Column::new("地点").width(34.0),
        Column::new("班主任").width(20.0),
        Column::new("副班主任").width(20.0),
        Column::new("人数").width(14.0),
        Column::new("参训支部及人数").left(),
    ];
    let people: u32 = plan.classes.iter().map(|class| class.member_count).sum();
    let rows = plan
        .classes
        .into_iter()
        .map(|class| {
            let branches: Vec<String> =
                class.branches.iter().map(|branch| format!("{}{}人", branch.name, branch.count)).collect();
            vec![
                class.no.to_string(),
                class.name,
                format!("{} 至 {}", class.starts_on, class.ends_on),
                class.days.to_string(),
                class.venue_name,
                class.head_name.unwrap_or_default(),
                class.deputy_name.unwrap_or_default(),
                class.member_count.to_string(),
                branches.join("、"),
            ]
        })
        .collect();
    table.groups = vec![Group { title: String::new(), rows, subtotal: None }];
    let mut total = vec![String::new(); table.columns.len()];
    total[1] = "合计".to_owned();
    total[7] = people.to_string();
    table.total = Some(total);
    Ok(table)
}

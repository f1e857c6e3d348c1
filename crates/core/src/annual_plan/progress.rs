//! Plan against done at any day, down to names (完成情况).

use std::collections::{BTreeMap, BTreeSet};

use lunxun_base::{Id, LocalDate, OrNotFound, Result, require};

use super::{
    PLAN_CLASS,
    balance::narrow,
    store::{self, DueMember, ItemRow, PlanTrainee},
    targets,
    views::{BranchProgress, GetPlanNames, GetPlanProgress, ItemProgress, LinkPlanClass, LinkedClass, PlanProgress},
};
use crate::{
    Ctx, funding,
    indicator::{NameList, NameRow},
    training_class::{self, ClassRecord, ClassState},
};

/// The day that figures are of: today, or an earlier one; never beyond the plan's year.
fn day_of(ctx: &Ctx<'_>, year: i32, asked: Option<LocalDate>) -> LocalDate {
    let day = asked.unwrap_or_else(|| ctx.today()).min(ctx.today());
    LocalDate::from_ymd(year, 12, 31).map_or(day, |last| day.min(last))
}

pub(super) fn progress(ctx: &mut Ctx<'_>, request: GetPlanProgress) -> Result<PlanProgress> {
    let conn = ctx.conn();
    let plan = store::plan(conn, request.plan_id)?.summary;
    let day = day_of(ctx, plan.year, request.as_of);
    let links = store::links(conn)?;
    let mut classes = training_class::list(conn, Some(plan.year), None, None)?;
    classes.retain(|class| class.state != ClassState::Cancelled && class.starts_on.year() == plan.year);
    let trainees = store::trainees(conn, plan.year, day)?;
    let mut paid: BTreeMap<Id, i64> = BTreeMap::new();
    for (_, expense) in funding::all_expenses(conn)? {
        if let Some(class) = expense.class.filter(|_| expense.spent_on <= day) {
            *paid.entry(class).or_default() += expense.amount_fen;
        }
    }
    let rows = store::items(conn, plan.id)?;
    let of_item = |item: &ItemRow| -> Vec<&ClassRecord> {
        classes.iter().filter(|class| links.get(&class.id) == Some(&item.line)).collect()
    };
    let items: Vec<ItemProgress> =
        rows.iter().map(|item| item_progress(item, &of_item(item), &trainees, &paid, (plan.year, day))).collect();
    let is_planned =
        |class: &ClassRecord| links.get(&class.id).is_some_and(|line| rows.iter().any(|item| item.line == *line));
    let lines: BTreeSet<Id> = rows.iter().map(|item| item.line).collect();
    let done: Vec<&PlanTrainee> = trainees
        .iter()
        .filter(|one| one.is_completed && lines.contains(&one.line))
        .filter(|one| is_over(&classes, one, day))
        .collect();
    let persons: BTreeSet<Id> = done.iter().map(|one| one.member).collect();
    Ok(PlanProgress {
        as_of: day,
        sessions_done: items.iter().map(|item| item.sessions_done).sum(),
        person_times: narrow(done.len() as u64),
        persons: narrow(persons.len() as u64),
        branches: branch_progress(ctx, plan.id, (plan.year, day), &persons)?,
        unlinked: classes.iter().filter(|class| !is_planned(class)).map(linked).collect(),
        items,
    })
}

/// Whether the trainee's class was over by a day: what was completed later does not count yet.
fn is_over(classes: &[ClassRecord], one: &PlanTrainee, day: LocalDate) -> bool {
    classes.iter().any(|class| class.id == one.class && class.ends_on <= day)
}

fn linked(class: &ClassRecord) -> LinkedClass {
    LinkedClass {
        class_id: class.id,
        name: class.name.clone(),
        tier: class.tier,
        state: class.state,
        starts_on: class.starts_on,
        ends_on: class.ends_on,
    }
}

fn item_progress(
    item: &ItemRow,
    classes: &[&ClassRecord],
    trainees: &[PlanTrainee],
    paid: &BTreeMap<Id, i64>,
    (year, day): (i32, LocalDate),
) -> ItemProgress {
    let is_held =
        |class: &ClassRecord| class.ends_on <= day && !matches!(class.state, ClassState::Draft | ClassState::Notified);
    let held: Vec<Id> = classes.iter().filter(|class| is_held(class)).map(|class| class.id).collect();
    let own: Vec<&PlanTrainee> =
        trainees.iter().filter(|one| classes.iter().any(|class| class.id == one.class)).collect();
    let done = own.iter().filter(|one| one.is_completed && held.contains(&one.class)).count();
    let (next_year, next_month) = if item.month >= 12 { (year + 1, 1) } else { (year, item.month + 1) };
    let month_over = LocalDate::from_ymd(next_year, next_month, 1).is_some_and(|first| day >= first);
    let sessions_done = narrow(held.len() as u64);
    ItemProgress {
        item_id: item.id,
        line_id: item.line,
        name: item.name.clone(),
        tier: item.tier,
        month: item.month,
        sessions: item.sessions,
        sessions_done,
        persons: item.size.saturating_mul(item.sessions),
        persons_done: narrow(done as u64),
        persons_open: narrow((own.len() - done) as u64),
        budget_fen: item.budget_fen,
        paid_fen: classes.iter().filter_map(|class| paid.get(&class.id)).sum(),
        is_late: month_over && sessions_done < item.sessions,
        classes: classes.iter().map(|class| linked(class)).collect(),
    }
}

fn branch_progress(
    ctx: &Ctx<'_>,
    plan: Id,
    (year, day): (i32, LocalDate),
    completed: &BTreeSet<Id>,
) -> Result<Vec<BranchProgress>> {
    let conn = ctx.conn();
    let members = store::due_members(conn, ctx.today())?;
    let earned = store::branch_hours(conn, year, day)?;
    let views = targets::views(conn, plan, &members)?;
    let count = |branch: Id, is_done: bool| {
        let own = members.iter().filter(|one| one.branch == Some(branch));
        let fits = own.filter(|one| completed.contains(&one.id) == is_done && (is_done || !one.is_exempt));
        narrow(fits.count() as u64)
    };
    Ok(views
        .into_iter()
        .map(|view| BranchProgress {
            persons: view.persons,
            persons_done: count(view.branch_id, true),
            persons_open: count(view.branch_id, false),
            hours: view.hours,
            earned_tenths: earned.get(&view.branch_id).map_or(0, |tenths| u32::try_from(*tenths).unwrap_or_default()),
            branch_id: view.branch_id,
            branch_name: view.branch_name,
        })
        .collect())
}

pub(super) fn names(ctx: &mut Ctx<'_>, request: GetPlanNames) -> Result<NameList> {
    let conn = ctx.conn();
    let plan = store::plan(conn, request.plan_id)?.summary;
    let day = day_of(ctx, plan.year, request.as_of);
    let items = store::items(conn, plan.id)?;
    let item =
        request.item_id.map(|id| items.iter().find(|item| item.id == id).or_not_found("计划项目")).transpose()?;
    let classes = training_class::list(conn, Some(plan.year), None, None)?;
    let is_done = |one: &PlanTrainee| one.is_completed && is_over(&classes, one, day);
    let mut trainees = store::trainees(conn, plan.year, day)?;
    trainees.retain(|one| match item {
        Some(item) => one.line == item.line,
        None => items.iter().any(|item| item.line == one.line),
    });
    let what = if request.is_done { "已结业" } else { "未结业" };
    if let Some(item) = item {
        let whole = trainees.len();
        let rows: Vec<NameRow> = trainees.iter().filter(|one| is_done(one) == request.is_done).map(name_row).collect();
        return Ok(list(format!("{}：{what}", item.name), rows, whole));
    }
    let members = store::due_members(conn, ctx.today())?;
    let mut completed: BTreeMap<Id, Vec<&str>> = BTreeMap::new();
    for one in trainees.iter().filter(|one| is_done(one)) {
        completed.entry(one.member).or_default().push(one.class_name.as_str());
    }
    if request.branch_id.is_none() && request.is_done {
        // Everybody who completed, also those who have left the roster since: the town's figure counts them.
        let mut seen = BTreeSet::new();
        let first = trainees.iter().filter(|one| is_done(one) && seen.insert(one.member));
        let rows: Vec<NameRow> = first
            .map(|one| NameRow {
                detail: completed.get(&one.member).map(|names| names.join("、")).unwrap_or_default(),
                ..name_row(one)
            })
            .collect();
        let whole = rows.len().max(members.len());
        return Ok(list(format!("全镇：{what}"), rows, whole));
    }
    Ok(of_branch(&members, request.branch_id, &completed, request.is_done, what))
}

/// Members of a branch, or of all, who have or have not completed a class of the plan.
fn of_branch(
    members: &[DueMember],
    branch: Option<Id>,
    completed: &BTreeMap<Id, Vec<&str>>,
    is_done: bool,
    what: &str,
) -> NameList {
    let own: Vec<&DueMember> = members.iter().filter(|one| branch.is_none() || one.branch == branch).collect();
    let fits = own.iter().filter(|one| completed.contains_key(&one.id) == is_done && (is_done || !one.is_exempt));
    let detail = |names: Option<&Vec<&str>>| {
        names.map_or_else(|| "还没有在计划内的班次结业".to_owned(), |names| names.join("、"))
    };
    let rows: Vec<NameRow> = fits
        .map(|one| NameRow {
            member_id: one.id,
            name: one.name.clone(),
            branch_name: one.branch_name.clone(),
            detail: detail(completed.get(&one.id)),
        })
        .collect();
    let title = own.first().filter(|_| branch.is_some()).map_or("全镇", |one| one.branch_name.as_str());
    list(format!("{title}：{what}"), rows, own.len())
}

fn name_row(one: &PlanTrainee) -> NameRow {
    NameRow {
        member_id: one.member,
        name: one.name.clone(),
        branch_name: if one.branch.is_some() { one.branch_name.clone() } else { "没有支部".to_owned() },
        detail: one.class_name.clone(),
    }
}

fn list(title: String, rows: Vec<NameRow>, whole: usize) -> NameList {
    NameList { title, numerator: narrow(rows.len() as u64), denominator: narrow(whole as u64), rows }
}

/// Puts a class under an item. A class that is closed may still be put where it belongs: nothing of it changes.
pub(super) fn link(ctx: &mut Ctx<'_>, request: LinkPlanClass) -> Result<PlanProgress> {
    let plan = store::plan(ctx.conn(), request.plan_id)?.summary;
    let class = training_class::find(ctx.conn(), request.training_class_id)?;
    require!(class.starts_on.year() == plan.year, "trainingClassId", "“{}”不是{}年的班次。", class.name, plan.year);
    let items = store::items(ctx.conn(), plan.id)?;
    let item =
        request.item_id.map(|id| items.iter().find(|item| item.id == id).or_not_found("计划项目")).transpose()?;
    if let Some(item) = item {
        let fits = item.tier == class.tier;
        let (own, other) = (class.tier.label(), item.tier.label());
        require!(fits, "itemId", "“{}”是{own}，“{}”是{other}，层级不同，不能对应。", class.name, item.name);
    }
    let link = store::link_id(class.id);
    let is_linked = store::links(ctx.conn())?.contains_key(&class.id);
    ctx.write(|tx| match item {
        Some(item) => {
            tx.summarise(&format!("班次“{}”列入计划项目“{}”", class.name, item.name))?;
            let fields = [("training_class_id", class.id.into()), ("line_id", item.line.into())];
            tx.upsert(&PLAN_CLASS, link, &fields).map(drop)
        }
        None if is_linked => {
            tx.summarise(&format!("班次“{}”不再列入年度计划项目", class.name))?;
            tx.delete(&PLAN_CLASS, link)
        }
        None => Ok(()),
    })?;
    progress(ctx, GetPlanProgress { plan_id: request.plan_id, as_of: None })
}

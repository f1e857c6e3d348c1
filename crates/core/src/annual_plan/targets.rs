//! The town's targets and the branches' (指标分解).

use std::collections::BTreeMap;

use lunxun_base::{Id, OrNotFound, Result, require};
use lunxun_protocol::Value;
use lunxun_store::{Tx, rusqlite::Connection};

use super::{
    ANNUAL_PLAN, PLAN_TARGET,
    api::view,
    balance::narrow,
    model::share_out,
    states::require_draft,
    store::{self, DueMember},
    views::{AnnualPlanView, DecomposeTargets, PlanTargetView, SaveTargets, TargetFigures},
};
use crate::{
    Ctx,
    org::{self, Org},
};

/// Organizations that members belong to directly, in tree order.
pub(super) fn branches(conn: &Connection) -> Result<Vec<Org>> {
    let mut orgs = org::all(conn)?;
    orgs.retain(|org| org.kind == "branch" || org.kind == "joint_branch");
    Ok(orgs)
}

/// Due members by branch; the exempt are left out.
pub(super) fn due_by_branch(members: &[DueMember]) -> BTreeMap<Id, u32> {
    let mut due: BTreeMap<Id, u32> = BTreeMap::new();
    for branch in members.iter().filter(|member| !member.is_exempt).filter_map(|member| member.branch) {
        *due.entry(branch).or_default() += 1;
    }
    due
}

pub(super) fn sums<'a>(figures: impl Iterator<Item = &'a TargetFigures>) -> TargetFigures {
    figures.fold(TargetFigures { persons: 0, hours: 0, sessions: 0 }, |sum, one| TargetFigures {
        persons: sum.persons + one.persons,
        hours: sum.hours + one.hours,
        sessions: sum.sessions + one.sessions,
    })
}

/// Every branch with its target, also those that have none.
pub(super) fn views(conn: &Connection, plan: Id, members: &[DueMember]) -> Result<Vec<PlanTargetView>> {
    let (held, due) = (store::targets(conn, plan)?, due_by_branch(members));
    let mut views: Vec<PlanTargetView> = Vec::new();
    let mut add = |id: Id, name: String| {
        let figures = held.get(&id);
        views.push(PlanTargetView {
            branch_id: id,
            branch_name: name,
            due_count: due.get(&id).copied().unwrap_or_default(),
            persons: figures.map_or(0, |figures| figures.persons),
            hours: figures.map_or(0, |figures| figures.hours),
            sessions: figures.map_or(0, |figures| figures.sessions),
        });
    };
    let known = branches(conn)?;
    for branch in &known {
        add(branch.id, branch.short_name.clone());
    }
    // A branch that was closed since keeps its target in sight: the sums would not be the rows' otherwise.
    for id in held.keys().filter(|id| !known.iter().any(|branch| branch.id == **id)) {
        let name = org::find_any(conn, *id)?.map(|org| org.short_name).unwrap_or_default();
        add(*id, format!("{name}（已撤销）"));
    }
    Ok(views)
}

pub(super) fn decompose(ctx: &mut Ctx<'_>, request: DecomposeTargets) -> Result<AnnualPlanView> {
    let plan = require_draft(ctx.conn(), request.plan_id)?;
    let town = TargetFigures { persons: request.persons, hours: request.hours, sessions: request.sessions };
    require!(town.persons > 0, "persons", "请填写全镇培训人数指标。");
    check_range(&town)?;
    let due = due_by_branch(&store::due_members(ctx.conn(), ctx.today())?);
    let branches = branches(ctx.conn())?;
    let weights: Vec<u64> =
        branches.iter().map(|branch| u64::from(due.get(&branch.id).copied().unwrap_or_default())).collect();
    let nobody = weights.iter().all(|weight| *weight == 0);
    require!(!nobody, "persons", "各支部还没有应训党员，分解不下去。请先导入党员名册。");
    let share = |whole: u32| share_out(u64::from(whole), &weights).into_iter().map(narrow).collect::<Vec<u32>>();
    let (persons, hours, sessions) = (share(town.persons), share(town.hours), share(town.sessions));
    let stale = store::targets(ctx.conn(), plan.summary.id)?;
    ctx.write(|tx| {
        tx.summarise(&format!("分解{}年指标：{} 人，{} 个支部", plan.summary.year, town.persons, branches.len()))?;
        tx.update(&ANNUAL_PLAN, plan.summary.id, &fields(&town))?;
        for gone in stale.keys().filter(|id| !branches.iter().any(|branch| branch.id == **id)) {
            tx.delete(&PLAN_TARGET, store::target_id(plan.summary.id, *gone))?;
        }
        let shares = persons.iter().zip(&hours).zip(&sessions);
        for (branch, ((persons, hours), sessions)) in branches.iter().zip(shares) {
            let figures = TargetFigures { persons: *persons, hours: *hours, sessions: *sessions };
            write(tx, plan.summary.id, branch.id, &figures)?;
        }
        Ok(())
    })?;
    view(ctx, request.plan_id)
}

pub(super) fn save(ctx: &mut Ctx<'_>, request: SaveTargets) -> Result<AnnualPlanView> {
    let plan = require_draft(ctx.conn(), request.plan_id)?;
    require!(!request.rows.is_empty(), "rows", "没有要保存的指标。");
    let known = views(ctx.conn(), plan.summary.id, &[])?;
    for row in &request.rows {
        known.iter().find(|branch| branch.branch_id == row.branch_id).or_not_found("党支部")?;
        check_range(&TargetFigures { persons: row.persons, hours: row.hours, sessions: row.sessions })?;
    }
    ctx.write(|tx| {
        tx.summarise(&format!("修改{}年支部指标：{} 个支部", plan.summary.year, request.rows.len()))?;
        for row in &request.rows {
            let figures = TargetFigures { persons: row.persons, hours: row.hours, sessions: row.sessions };
            write(tx, plan.summary.id, row.branch_id, &figures)?;
        }
        Ok(())
    })?;
    view(ctx, request.plan_id)
}

fn check_range(figures: &TargetFigures) -> Result<()> {
    require!(figures.persons <= 1_000_000, "persons", "人数指标太大，请核对。");
    require!(figures.hours <= 50_000_000, "hours", "学时指标太大，请核对。");
    require!(figures.sessions <= 100_000, "sessions", "期数指标太大，请核对。");
    Ok(())
}

/// The three columns of the town's row and of a branch's.
pub(super) fn fields(figures: &TargetFigures) -> [(&'static str, Value); 3] {
    [
        ("persons_count", i64::from(figures.persons).into()),
        ("hours_count", i64::from(figures.hours).into()),
        ("sessions_count", i64::from(figures.sessions).into()),
    ]
}

pub(super) fn write(tx: &Tx<'_>, plan: Id, branch: Id, figures: &TargetFigures) -> Result<()> {
    let mut columns = vec![("plan_id", plan.into()), ("branch_id", branch.into())];
    columns.extend(fields(figures));
    tx.upsert(&PLAN_TARGET, store::target_id(plan, branch), &columns).map(drop)
}

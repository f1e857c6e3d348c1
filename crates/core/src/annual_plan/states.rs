//! Versions: begun, moved through their states, adjusted, thrown away as drafts.

use lunxun_base::{Error, OrNotFound, Result, require};
use lunxun_protocol::Value;
use lunxun_store::rusqlite::Connection;

use super::{
    ANNUAL_PLAN, PLAN_ITEM, PLAN_TARGET,
    api::{list_all, view},
    items,
    model::AnnualPlanState,
    store::{self, PlanRow},
    targets,
    views::{
        AdjustAnnualPlan, AnnualPlanList, AnnualPlanView, CreateAnnualPlan, GetAnnualPlan, SetAnnualPlanState,
        TargetFigures,
    },
};
use crate::Ctx;

/// A version that may be changed.
pub(super) fn require_draft(conn: &Connection, plan: lunxun_base::Id) -> Result<PlanRow> {
    let plan = store::plan(conn, plan)?;
    match plan.summary.state {
        AnnualPlanState::Draft => Ok(plan),
        AnnualPlanState::Committee => Err(Error::locked("这一版正在党委会研究，不能修改。要改请先“退回草稿”。")),
        AnnualPlanState::Issued => Err(Error::locked("这一版已经印发，不能修改。要改请点“调整”，写明理由另出一版。")),
        AnnualPlanState::Superseded => Err(Error::locked("这一版已被后来的版本代替，只供查看和对照。")),
    }
}

pub(super) fn create(ctx: &mut Ctx<'_>, request: CreateAnnualPlan) -> Result<AnnualPlanView> {
    let (year, this_year) = (request.year, ctx.today().year());
    require!(
        (this_year - 1..=this_year + 5).contains(&year),
        "year",
        "只能编制{}年至{}年的年度计划。",
        this_year - 1,
        this_year + 5
    );
    let has_one = store::plans(ctx.conn())?.iter().any(|plan| plan.summary.year == year);
    require!(!has_one, "year", "{year}年已经有年度计划。要改已印发的计划，请打开它点“调整”。");
    let id = store::plan_id(year, 1);
    ctx.write(|tx| {
        tx.summarise(&format!("编制{year}年年度计划"))?;
        tx.insert(&ANNUAL_PLAN, id, &begun(year, 1))
    })?;
    view(ctx, id)
}

/// A fresh draft's columns, all of them: a version that was thrown away comes back under its id without what it held.
fn begun(year: i32, version: u32) -> Vec<(&'static str, Value)> {
    let mut fields = vec![
        ("year", i64::from(year).into()),
        ("version", i64::from(version).into()),
        ("state", AnnualPlanState::Draft.into()),
    ];
    let empty = ["document_no", "decision_on", "decision_no", "issued_on", "adjust_reason", "based_on_id"];
    fields.extend(empty.map(|name| (name, Value::Null)));
    fields.extend(targets::fields(&TargetFigures { persons: 0, hours: 0, sessions: 0 }));
    fields
}

pub(super) fn delete(ctx: &mut Ctx<'_>, request: GetAnnualPlan) -> Result<AnnualPlanList> {
    let plan = require_draft(ctx.conn(), request.plan_id)?.summary;
    let items = store::items(ctx.conn(), plan.id)?;
    let targets = store::targets(ctx.conn(), plan.id)?;
    ctx.write(|tx| {
        tx.summarise(&format!("删除{}年年度计划第{}版草稿", plan.year, plan.version))?;
        for item in &items {
            tx.delete(&PLAN_ITEM, item.id)?;
        }
        for branch in targets.keys() {
            tx.delete(&PLAN_TARGET, store::target_id(plan.id, *branch))?;
        }
        tx.delete(&ANNUAL_PLAN, plan.id)
    })?;
    list_all(ctx.conn())
}

pub(super) fn set_state(ctx: &mut Ctx<'_>, request: SetAnnualPlanState) -> Result<AnnualPlanView> {
    let plan = store::plan(ctx.conn(), request.plan_id)?;
    let (from, to) = (plan.summary.state, request.state);
    if !from.may_become(to) {
        return Err(Error::conflict(format!(
            "这一版现在是“{}”，不能改成“{}”。请刷新后再看。",
            from.label(),
            to.label()
        )));
    }
    let mut fields = vec![("state", to.into())];
    let mut replaced = None;
    match to {
        AnnualPlanState::Committee => {
            require!(plan.summary.item_count > 0, "state", "计划还没有项目，请先添加项目再提交党委会研究。");
            let on = request.decision_on;
            let on = on.ok_or_else(|| Error::invalid("decisionOn", "请填写党委会研究的日期。"))?;
            let number = request.decision_no.trim();
            require!(!number.is_empty(), "decisionNo", "请填写会议记录或纪要的编号，例如“党委会纪要〔2027〕3号”。");
            fields.extend([("decision_on", on.into()), ("decision_no", number.into())]);
        }
        AnnualPlanState::Issued => {
            let decided = plan.summary.decision_on.or_not_found("党委会研究日期")?;
            let on = request.issued_on.ok_or_else(|| Error::invalid("issuedOn", "请填写印发日期。"))?;
            require!(on >= decided, "issuedOn", "印发日期早于党委会研究日期 {decided}，请核对。");
            require!(on <= ctx.today(), "issuedOn", "印发日期不能晚于今天。");
            let number = request.document_no.trim();
            require!(!number.is_empty(), "documentNo", "请填写印发的文号，例如“青发〔2027〕6号”。");
            require_agreed(ctx.conn(), &plan)?;
            fields.extend([("issued_on", on.into()), ("document_no", number.into())]);
            let earlier = |other: &PlanRow| {
                (other.summary.year, other.summary.state) == (plan.summary.year, AnnualPlanState::Issued)
                    && other.summary.version < plan.summary.version
            };
            replaced = Some(store::plans(ctx.conn())?.into_iter().filter(earlier).collect::<Vec<_>>());
        }
        _ => {}
    }
    ctx.write(|tx| {
        let (year, version) = (plan.summary.year, plan.summary.version);
        tx.summarise(&format!("{year}年年度计划第{version}版：{}", to.label()))?;
        for other in replaced.iter().flatten() {
            tx.update(&ANNUAL_PLAN, other.summary.id, &[("state", AnnualPlanState::Superseded.into())])?;
        }
        tx.update(&ANNUAL_PLAN, plan.summary.id, &fields)
    })?;
    view(ctx, request.plan_id)
}

/// Targets that do not add up are not issued.
fn require_agreed(conn: &Connection, plan: &PlanRow) -> Result<()> {
    let sums = targets::sums(store::targets(conn, plan.summary.id)?.values());
    let TargetFigures { persons, hours, sessions } = plan.town;
    require!(persons > 0, "state", "还没有全镇指标。请先到“指标分解”填写全镇人数并分解到支部。");
    for (label, town, sum) in
        [("人数", persons, sums.persons), ("学时", hours, sums.hours), ("期数", sessions, sums.sessions)]
    {
        require!(town == sum, "state", "各支部{label}合计 {sum}，与全镇指标 {town} 不一致。请到“指标分解”里改平。");
    }
    Ok(())
}

pub(super) fn adjust(ctx: &mut Ctx<'_>, request: AdjustAnnualPlan) -> Result<AnnualPlanView> {
    let plan = store::plan(ctx.conn(), request.plan_id)?;
    let (year, version) = (plan.summary.year, plan.summary.version);
    let reason = request.reason.trim();
    if plan.summary.state != AnnualPlanState::Issued {
        return Err(Error::conflict("只有印发的版本才能调整。草稿请直接修改。"));
    }
    require!(reason.chars().count() >= 4, "reason", "请写明调整的理由，至少 4 个字，例如“秋收提前，两期改到11月”。");
    let next = version + 1;
    let latest = store::plans(ctx.conn())?.into_iter().find(|other| other.summary.year == year);
    let has_later = latest.is_some_and(|latest| latest.summary.version > version);
    require!(!has_later, "planId", "{year}年已经有第{next}版，请打开它继续修改。");
    let id = store::plan_id(year, next);
    let items = store::items(ctx.conn(), plan.summary.id)?;
    let targets = store::targets(ctx.conn(), plan.summary.id)?;
    ctx.write(|tx| {
        tx.summarise(&format!("调整{year}年年度计划：第{next}版"))?;
        let mut fields = begun(year, next);
        fields.retain(|(name, _)| !name.ends_with("_count") && !["adjust_reason", "based_on_id"].contains(name));
        fields.extend([("adjust_reason", reason.into()), ("based_on_id", plan.summary.id.into())]);
        fields.extend(targets::fields(&plan.town));
        tx.insert(&ANNUAL_PLAN, id, &fields)?;
        for item in &items {
            tx.upsert(&PLAN_ITEM, store::copied_item_id(id, item.line), &items::fields(id, item))?;
        }
        for (branch, figures) in &targets {
            targets::write(tx, id, *branch, figures)?;
        }
        Ok(())
    })?;
    view(ctx, id)
}

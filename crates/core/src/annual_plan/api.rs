use std::collections::BTreeMap;

use lunxun_base::{Id, Result};
use lunxun_store::{RecordKind, rusqlite::Connection};

use super::{
    COUNTY_ITEM,
    balance::{self, balance as content_balance},
    compare::compare,
    county::{delete as delete_county, save as save_county},
    items::{delete as delete_item, save as save_item},
    progress::{link as link_class, names, progress},
    states::{adjust, create, delete, set_state},
    store::{self, ItemRow},
    targets::{self, decompose, save as save_targets},
    views::{
        AdjustAnnualPlan, AnnualPlanList, AnnualPlanView, ComparePlans, CountyItemView, CreateAnnualPlan,
        DecomposeTargets, DeleteCountyItem, DeletePlanItem, GetAnnualPlan, GetPlanBalance, GetPlanNames,
        GetPlanProgress, LinkPlanClass, PlanBalance, PlanComparison, PlanItemView, PlanProgress, PlanTotals,
        SaveCountyItem, SavePlanItem, SaveTargets, SetAnnualPlanState, TargetFigures,
    },
};
use crate::{
    Ctx, commands, course, funding, hours, indicator::NameList, present, rpc::Nothing, segment::SEGMENT, venue::VENUE,
};

commands! {
    read Township "annual_plan.list" => list(Nothing) -> AnnualPlanList;
    read Township "annual_plan.get" => get(GetAnnualPlan) -> AnnualPlanView;
    write Township "annual_plan.create" => create(CreateAnnualPlan) -> AnnualPlanView, stale ["annual_plan"];
    write Township "annual_plan.delete" => delete(GetAnnualPlan) -> AnnualPlanList, stale ["annual_plan"];
    write Township "annual_plan.save_item" => save_item(SavePlanItem) -> AnnualPlanView, stale ["annual_plan"];
    write Township "annual_plan.delete_item" => delete_item(DeletePlanItem) -> AnnualPlanView, stale ["annual_plan"];
    write Township "annual_plan.set_state" => set_state(SetAnnualPlanState) -> AnnualPlanView, stale ["annual_plan"];
    write Township "annual_plan.adjust" => adjust(AdjustAnnualPlan) -> AnnualPlanView, stale ["annual_plan"];
    write Township "annual_plan.decompose" => decompose(DecomposeTargets) -> AnnualPlanView, stale ["annual_plan"];
    write Township "annual_plan.save_targets" => save_targets(SaveTargets) -> AnnualPlanView, stale ["annual_plan"];
    write Township "annual_plan.save_county" => save_county(SaveCountyItem) -> AnnualPlanView, stale ["annual_plan"];
    write Township "annual_plan.delete_county" => delete_county(DeleteCountyItem) -> AnnualPlanView, stale ["annual_plan"];
    read Township "annual_plan.compare" => compare(ComparePlans) -> PlanComparison;
    read Township "annual_plan.balance" => content_balance(GetPlanBalance) -> PlanBalance;
    read Township "annual_plan.progress" => progress(GetPlanProgress) -> PlanProgress;
    read Township "annual_plan.names" => names(GetPlanNames) -> NameList;
    write Township "annual_plan.link_class" => link_class(LinkPlanClass) -> PlanProgress, stale ["annual_plan"];
}

fn list(ctx: &mut Ctx<'_>, _: Nothing) -> Result<AnnualPlanList> {
    list_all(ctx.conn())
}

pub(super) fn list_all(conn: &Connection) -> Result<AnnualPlanList> {
    Ok(AnnualPlanList { plans: store::plans(conn)?.into_iter().map(|plan| plan.summary).collect() })
}

fn get(ctx: &mut Ctx<'_>, request: GetAnnualPlan) -> Result<AnnualPlanView> {
    view(ctx, request.plan_id)
}

/// A version with everything that stands beside it.
pub(super) fn view(ctx: &Ctx<'_>, plan: Id) -> Result<AnnualPlanView> {
    let conn = ctx.conn();
    let plan = store::plan(conn, plan)?;
    let (id, year) = (plan.summary.id, plan.summary.year);
    let rows = store::items(conn, id)?;
    let members = store::due_members(conn, ctx.today())?;
    let targets = targets::views(conn, id, &members)?;
    let items = item_views(conn, &rows)?;
    let is_without = |member: &&store::DueMember| !member.is_exempt && member.branch.is_none();
    Ok(AnnualPlanView {
        is_editable: plan.summary.state == super::AnnualPlanState::Draft,
        totals: totals(&items),
        target_sums: targets::sums(
            targets
                .iter()
                .map(|row| TargetFigures { persons: row.persons, hours: row.hours, sessions: row.sessions })
                .collect::<Vec<_>>()
                .iter(),
        ),
        due_count: targets.iter().map(|row| row.due_count).sum(),
        without_branch: balance::narrow(members.iter().filter(is_without).count() as u64),
        exempt_count: balance::narrow(members.iter().filter(|member| member.is_exempt).count() as u64),
        hours_target_tenths: u32::try_from(hours::target(conn, "", year)?.0).unwrap_or_default(),
        county: county_views(conn, year, &rows)?,
        approved_fen: funding::training_budget(conn, year)?,
        balance: balance::of_items(conn, year, &rows, None)?,
        town: plan.town,
        plan: plan.summary,
        items,
        targets,
    })
}

fn totals(items: &[PlanItemView]) -> PlanTotals {
    let sum = |of: fn(&PlanItemView) -> u64| balance::narrow(items.iter().map(of).sum());
    PlanTotals {
        items: balance::narrow(items.len() as u64),
        sessions: sum(|item| u64::from(item.sessions)),
        person_times: sum(|item| u64::from(item.size) * u64::from(item.sessions)),
        person_tenths: sum(|item| u64::from(item.size) * u64::from(item.sessions) * u64::from(item.credit_tenths)),
        budget_fen: items.iter().map(|item| item.budget_fen).sum(),
    }
}

/// Items with the names of what they point at; a removed course, venue or segment keeps its name.
pub(super) fn item_views(conn: &Connection, rows: &[ItemRow]) -> Result<Vec<PlanItemView>> {
    let courses: BTreeMap<Id, course::CourseView> =
        course::list_all(conn)?.into_iter().map(|course| (course.id, course)).collect();
    let named = |kind: &'static RecordKind, id: Option<Id>| {
        id.map_or_else(|| Ok(String::new()), |id| present::title(conn, kind, id))
    };
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        let mut titles = Vec::with_capacity(row.courses.len());
        for id in &row.courses {
            titles.push(match courses.get(id) {
                Some(course) => course.title.clone(),
                None => format!("{}（已删除）", present::title(conn, course::COURSE, *id)?),
            });
        }
        let credit: i32 =
            row.courses.iter().filter_map(|id| courses.get(id)).map(|course| course.credit_tenths.0).sum();
        views.push(PlanItemView {
            id: row.id,
            line_id: row.line,
            name: row.name.clone(),
            tier: row.tier,
            trainee_kind: row.trainee_kind,
            segment_id: row.segment,
            segment_name: named(&SEGMENT, row.segment)?,
            audience: row.audience.clone(),
            course_ids: row.courses.clone(),
            course_titles: titles,
            credit_tenths: u32::try_from(credit).unwrap_or_default(),
            month: row.month,
            days: row.days,
            size: row.size,
            sessions: row.sessions,
            venue_id: row.venue,
            venue_name: named(&VENUE, row.venue)?,
            budget_fen: row.budget_fen,
            owner: row.owner.clone(),
            county_item_id: row.county,
            county_title: named(&COUNTY_ITEM, row.county)?,
            note: row.note.clone(),
        });
    }
    Ok(views)
}

fn county_views(conn: &Connection, year: i32, rows: &[ItemRow]) -> Result<Vec<CountyItemView>> {
    let asked = store::county_items(conn, year)?;
    Ok(asked
        .into_iter()
        .map(|item| {
            let citing = || rows.iter().filter(|row| row.county == Some(item.id));
            CountyItemView {
                planned: citing().map(|row| row.size.saturating_mul(row.sessions)).sum(),
                cited: balance::narrow(citing().count() as u64),
                id: item.id,
                year: item.year,
                title: item.title,
                tier: item.tier,
                quota: item.quota,
                due_on: item.due_on,
                document_no: item.document_no,
                note: item.note,
            }
        })
        .collect())
}

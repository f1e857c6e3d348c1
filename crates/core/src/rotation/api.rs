use std::collections::BTreeSet;

use lunxun_base::{Error, ErrorCode, Id, LocalDate, OrNotFound, Result, require};
use lunxun_store::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    PlanState, PlanStep, PlannedMembers, RotationPlanList, RotationPlanView, StepPreview,
    confirm::{self, sentences},
    defaults,
    history::History,
    planner::Violation,
    step,
    store::{self, PlanRow},
    views::{members_view, plan_view},
    workspace::Workspace,
};
use crate::{
    Ctx,
    calendar::{self, BlackoutList},
    commands, faculty, params,
    rpc::Nothing,
    venue,
};

/// Names a plan.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RotationPlanRef {
    /// The plan.
    pub plan_id: Id,
}

/// Asks for a new plan.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreateRotation {
    /// The year.
    pub year: i32,
    /// Where classes may be held.
    pub venue_ids: Vec<Id>,
    /// Who can be head teacher (班主任).
    #[serde(default)]
    pub head_ids: Vec<Id>,
    /// Who can be deputy; the head teachers where empty.
    #[serde(default)]
    pub deputy_ids: Vec<Id>,
    /// Days of an ordinary class; 0 = as the parameters say.
    #[serde(default)]
    pub class_days: u32,
    /// Whether to plan homecoming classes (返乡班).
    #[serde(default)]
    pub include_homecoming: bool,
}

/// Asks for the people of a planned class.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListPlannedMembers {
    /// The plan.
    pub plan_id: Id,
    /// The planned class.
    pub planned_class_id: Id,
}

/// Puts people into another class, or out of the plan for the year.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MovePlanned {
    /// The plan.
    pub plan_id: Id,
    /// Who.
    pub member_ids: Vec<Id>,
    /// Where to; absent = in no class this year, for which the reason says why.
    #[serde(default)]
    pub to_class_id: Option<Id>,
    /// Whether a re-plan leaves them there.
    #[serde(default)]
    pub lock: bool,
    /// Why a hard rule may be broken.
    #[serde(default)]
    pub override_reason: Option<String>,
}

/// Fixes people in their class, or lets them move again.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LockPlanned {
    /// The plan.
    pub plan_id: Id,
    /// Who.
    pub member_ids: Vec<Id>,
    /// Whether a re-plan leaves them.
    pub is_locked: bool,
}

/// Fixes a class with its people, or lets it be planned again.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LockPlannedClass {
    /// The plan.
    pub plan_id: Id,
    /// The planned class.
    pub planned_class_id: Id,
    /// Whether a re-plan leaves it.
    pub is_locked: bool,
}

/// Puts a class on another day, into another room or other hands.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MovePlannedClass {
    /// The plan.
    pub plan_id: Id,
    /// The planned class.
    pub planned_class_id: Id,
    /// Its first day; its length stays.
    pub starts_on: LocalDate,
    /// Where.
    pub venue_id: Id,
    /// Head teacher (班主任).
    #[serde(default)]
    pub head_id: Option<Id>,
    /// Deputy head teacher.
    #[serde(default)]
    pub deputy_id: Option<Id>,
    /// Why a hard rule may be broken.
    #[serde(default)]
    pub override_reason: Option<String>,
}

/// A step on a plan.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TakePlanStep {
    /// The plan.
    pub plan_id: Id,
    /// The step.
    pub step: PlanStep,
}

/// What confirming made.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConfirmResult {
    /// The new classes by first day.
    pub class_ids: Vec<Id>,
    /// People enrolled.
    pub enrolled: u32,
}

/// Asks for the shipped blackout days of a year.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FillBlackouts {
    /// The year.
    pub year: i32,
}

commands! {
    read Township "rotation.list" => list(Nothing) -> RotationPlanList;
    write Township "rotation.create" => create(CreateRotation) -> RotationPlanView, stale ["rotation", "calendar"];
    write Township "rotation.replan" => replan(RotationPlanRef) -> RotationPlanView, stale ["rotation"];
    write Township "rotation.delete" => delete(RotationPlanRef) -> RotationPlanList, stale ["rotation"];
    read Township "rotation.preview_step" => preview_step(TakePlanStep) -> StepPreview;
    write Township "rotation.apply_step" => apply_step(TakePlanStep) -> RotationPlanView, stale ["rotation"];
    write Township "rotation.undo" => undo(RotationPlanRef) -> RotationPlanView, stale ["rotation", "audit"];
    write Township "rotation.redo" => redo(RotationPlanRef) -> RotationPlanView, stale ["rotation", "audit"];
    read Township "rotation.get" => get(RotationPlanRef) -> RotationPlanView;
    read Township "rotation.class_members" => class_members(ListPlannedMembers) -> PlannedMembers;
    write Township "rotation.move" => move_members(MovePlanned) -> RotationPlanView, stale ["rotation"];
    write Township "rotation.lock" => lock(LockPlanned) -> RotationPlanView, stale ["rotation"];
    write Township "rotation.lock_class" => lock_class(LockPlannedClass) -> RotationPlanView, stale ["rotation"];
    write Township "rotation.move_class" => move_class(MovePlannedClass) -> RotationPlanView, stale ["rotation"];
    write Township "rotation.confirm" => confirm(RotationPlanRef) -> ConfirmResult,
        stale ["rotation", "class", "enrollment", "timetable", "attendance", "member", "home"];
    // Stands here because the shipped days come from the planner, which the calendar does not know.
    write Township "calendar.fill_defaults" => fill_blackouts(FillBlackouts) -> BlackoutList,
        stale ["calendar", "rotation"];
}

fn list(ctx: &mut Ctx<'_>, _: Nothing) -> Result<RotationPlanList> {
    Ok(RotationPlanList { plans: store::list(ctx.conn())? })
}

fn get(ctx: &mut Ctx<'_>, request: RotationPlanRef) -> Result<RotationPlanView> {
    let work = Workspace::open(ctx.conn(), ctx.today(), request.plan_id)?;
    shown(ctx, &work, Vec::new())
}

fn shown(ctx: &Ctx<'_>, work: &Workspace, notes: Vec<String>) -> Result<RotationPlanView> {
    Ok(plan_view(work, &History::of(ctx.conn(), work.stored.plan.id)?, notes))
}

fn class_members(ctx: &mut Ctx<'_>, request: ListPlannedMembers) -> Result<PlannedMembers> {
    let work = Workspace::open(ctx.conn(), ctx.today(), request.plan_id)?;
    members_view(&work, request.planned_class_id)
}

fn fill_blackouts(ctx: &mut Ctx<'_>, request: FillBlackouts) -> Result<BlackoutList> {
    ctx.write(|tx| {
        let added = defaults::fill(tx, request.year)?;
        tx.summarise(&format!("填入{}年默认不排班日 {added} 段", request.year))
    })?;
    Ok(BlackoutList { year: request.year, blackouts: calendar::in_year(ctx.conn(), request.year)? })
}

fn create(ctx: &mut Ctx<'_>, request: CreateRotation) -> Result<RotationPlanView> {
    let today = ctx.today();
    let year = request.year;
    require!(
        (today.year()..=today.year() + 5).contains(&year),
        "year",
        "只能编制{}年至{}年的计划。",
        today.year(),
        today.year() + 5
    );
    require!(request.class_days <= 10, "classDays", "每期最长 10 天。");
    let row = plan_row(ctx, &request)?;
    let (work, notes) = ctx.write(|tx| {
        let notes = fill_empty_calendar(tx, year)?;
        let work = Workspace::compute(tx.conn(), today, PlanRow { id: tx.new_id(), ..row })?;
        require!(!work.facts.problem.members.is_empty(), "year", "党员名册是空的，请先导入党员，再编制轮训计划。");
        work.save(tx)?;
        tx.summarise(&format!("编制轮训计划：{}，共 {} 期", work.stored.plan.name, work.stored.classes.len()))?;
        Ok((work, notes))
    })?;
    shown(ctx, &work, notes)
}

/// The plan's own row, its lists checked and free of repetition.
fn plan_row(ctx: &Ctx<'_>, request: &CreateRotation) -> Result<PlanRow> {
    let once = |ids: &[Id]| ids.iter().copied().collect::<BTreeSet<Id>>().into_iter().collect::<Vec<_>>();
    let (venues, heads, deputies) = (once(&request.venue_ids), once(&request.head_ids), once(&request.deputy_ids));
    require!(!venues.is_empty(), "venueIds", "请至少选择一个会场。");
    let rooms = venue::list_all(ctx.conn())?;
    for id in &venues {
        let room = rooms.iter().find(|room| room.id == *id).or_not_found("场地")?;
        require!(room.seats > 0, "venueIds", "“{}”没有登记座位数，请先在“场地”里补上。", room.name);
    }
    let people = faculty::list_all(ctx.conn())?;
    for id in heads.iter().chain(&deputies) {
        people.iter().find(|person| person.id == *id).or_not_found("师资")?;
    }
    let class_days = match request.class_days {
        0 => u32::try_from(params::value(ctx.conn(), "class.days", ctx.today())?).unwrap_or(2),
        days => days,
    };
    let earlier = store::list(ctx.conn())?.iter().filter(|plan| plan.year == request.year).count();
    let version = if earlier == 0 { String::new() } else { format!("（{}）", earlier + 1) };
    Ok(PlanRow {
        // Replaced by one of the transaction's clock.
        id: Id::from_bytes([0; 16]),
        year: request.year,
        name: format!("{}年党员轮训计划{version}", request.year),
        state: PlanState::Draft,
        class_days,
        include_homecoming: request.include_homecoming,
        venues,
        heads,
        deputies,
        created_by: ctx.actor.name.clone(),
        created_at: ctx.now(),
        confirmed_at: None,
        score: String::new(),
        bound: String::new(),
        extra_days: Vec::new(),
        min_size: None,
    })
}

/// A year without a single blackout day is one that nobody has looked at.
fn fill_empty_calendar(tx: &Tx<'_>, year: i32) -> Result<Vec<String>> {
    if !calendar::in_year(tx.conn(), year)?.is_empty() {
        return Ok(Vec::new());
    }
    match defaults::fill(tx, year) {
        Ok(added) => Ok(vec![format!(
            "{year}年还没有不排班日，已填入默认的{added}段（节假日、春节、三夏、三秋），请按本镇实际修改后重新排班。"
        )]),
        // The planner's own warning says that the year has no lunar dates.
        Err(error) if error.code == ErrorCode::Invalid => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Opens a plan, changes it, writes what differs, and shows it.
fn edit(
    ctx: &mut Ctx<'_>,
    plan: Id,
    change: impl FnOnce(&Tx<'_>, LocalDate, &mut Workspace) -> Result<String>,
) -> Result<RotationPlanView> {
    let today = ctx.today();
    let work = ctx.write(|tx| {
        let mut work = Workspace::open(tx.conn(), today, plan)?;
        let summary = change(tx, today, &mut work)?;
        work.save(tx)?;
        tx.summarise(&summary)?;
        Ok(work)
    })?;
    shown(ctx, &work, Vec::new())
}

fn replan(ctx: &mut Ctx<'_>, request: RotationPlanRef) -> Result<RotationPlanView> {
    edit(ctx, request.plan_id, |_, _, work| {
        work.replan();
        Ok(format!("重新排班：{}", work.stored.plan.name))
    })
}

fn preview_step(ctx: &mut Ctx<'_>, request: TakePlanStep) -> Result<StepPreview> {
    let today = ctx.today();
    let mut work = draft(Workspace::open(ctx.conn(), today, request.plan_id)?)?;
    let (before, names) = (work.plan.clone(), step::class_names(&work));
    step::take(ctx.conn(), today, &mut work, &request.step)?;
    Ok(step::preview(&before, &names, &work, &request.step))
}

fn apply_step(ctx: &mut Ctx<'_>, request: TakePlanStep) -> Result<RotationPlanView> {
    edit(ctx, request.plan_id, |tx, today, work| {
        require_draft(work)?;
        step::take(tx.conn(), today, work, &request.step)?;
        Ok(request.step.title(&work.facts.venue_names))
    })
}

fn undo(ctx: &mut Ctx<'_>, request: RotationPlanRef) -> Result<RotationPlanView> {
    back_and_forth(ctx, request.plan_id, History::undo)
}

fn redo(ctx: &mut Ctx<'_>, request: RotationPlanRef) -> Result<RotationPlanView> {
    back_and_forth(ctx, request.plan_id, History::redo)
}

fn back_and_forth(ctx: &mut Ctx<'_>, plan: Id, step: fn(&History, &Tx<'_>) -> Result<()>) -> Result<RotationPlanView> {
    require_draft(&Workspace::open(ctx.conn(), ctx.today(), plan)?)?;
    let history = History::of(ctx.conn(), plan)?;
    ctx.write(|tx| step(&history, tx))?;
    get(ctx, RotationPlanRef { plan_id: plan })
}

fn draft(work: Workspace) -> Result<Workspace> {
    require_draft(&work)?;
    Ok(work)
}

fn require_draft(work: &Workspace) -> Result<()> {
    if work.stored.plan.state == PlanState::Confirmed {
        return Err(Error::conflict("这份计划已经确认，班次已建好；要改请在班次里改。"));
    }
    Ok(())
}

fn delete(ctx: &mut Ctx<'_>, request: RotationPlanRef) -> Result<RotationPlanList> {
    ctx.write(|tx| {
        let stored = store::load(tx.conn(), request.plan_id)?;
        if stored.plan.state == PlanState::Confirmed {
            return Err(Error::conflict("这份计划已经确认，班次已建好，不能删除。不办的班次，请在班次里取消。"));
        }
        store::delete(tx, &stored)?;
        tx.summarise(&format!("删除轮训计划：{}", stored.plan.name))
    })?;
    list(ctx, Nothing {})
}

/// A reason with something in it.
fn reason(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn require_unannounced(work: &Workspace, class: Option<Id>) -> Result<()> {
    match class.and_then(|class| work.stored.class(class)).filter(|class| class.training_class.is_some()) {
        Some(class) => Err(Error::conflict(format!("“{}”已建成班次，请在该班次里调整学员、日期或会场。", class.name))),
        None => Ok(()),
    }
}

/// The rules that a change breaks besides those broken before. Refused without a reason.
fn newly_broken(before: &[Violation], work: &Workspace, reason: Option<&str>) -> Result<Vec<Violation>> {
    let mut broken = work.violations();
    broken.retain(|violation| !before.contains(violation));
    if broken.is_empty() || reason.is_some() {
        return Ok(broken);
    }
    let texts: Vec<String> = broken.iter().map(|violation| violation.sentence.clone()).collect();
    Err(Error::conflict(format!("{}确需这样安排，请填写理由。", sentences(&texts))))
}

/// Keeps the reason with the classes where a rule is broken that names no member.
fn keep_reason(work: &mut Workspace, broken: &[Violation], reason: Option<&str>) {
    let classes: Vec<Id> =
        broken.iter().filter(|violation| violation.members.is_empty()).flat_map(|v| v.classes.clone()).collect();
    for class in classes {
        if let Some(row) = work.stored.class_mut(class).filter(|row| row.training_class.is_none()) {
            row.override_reason = reason.map(str::to_owned);
        }
    }
}

fn move_members(ctx: &mut Ctx<'_>, request: MovePlanned) -> Result<RotationPlanView> {
    require!(!request.member_ids.is_empty(), "memberIds", "请先选择要调整的党员。");
    let reason = reason(request.override_reason.as_deref());
    require!(
        request.to_class_id.is_some() || reason.is_some(),
        "overrideReason",
        "移出全部班次等于今年免训，请填写原因。"
    );
    edit(ctx, request.plan_id, |tx, today, work| {
        let before = work.violations();
        if let Some(class) = request.to_class_id {
            work.stored.class(class).or_not_found("计划班次")?;
        }
        require_unannounced(work, request.to_class_id)?;
        for member in &request.member_ids {
            work.facts.faces.get(member).or_not_found("党员")?;
            require_unannounced(work, work.stored.seats.get(member).and_then(|seat| seat.class))?;
            let seat = work.stored.seats.entry(*member).or_default();
            seat.is_locked = request.to_class_id.is_some() && (request.lock || seat.is_locked);
            seat.class = request.to_class_id;
            seat.override_reason = None;
            seat.exempt_reason = if request.to_class_id.is_none() { reason.clone() } else { None };
        }
        work.refresh(tx.conn(), today)?;
        let broken = newly_broken(&before, work, reason.as_deref())?;
        if !broken.is_empty() && request.to_class_id.is_some() {
            for member in &request.member_ids {
                if let Some(seat) = work.stored.seats.get_mut(member) {
                    seat.override_reason.clone_from(&reason);
                }
            }
        }
        keep_reason(work, &broken, reason.as_deref());
        let to = request.to_class_id.and_then(|class| work.stored.class(class)).map(|class| class.name.clone());
        let count = request.member_ids.len();
        Ok(to.map_or_else(|| format!("移出班次 {count} 人"), |name| format!("调整 {count} 人到“{name}”")))
    })
}

fn lock(ctx: &mut Ctx<'_>, request: LockPlanned) -> Result<RotationPlanView> {
    edit(ctx, request.plan_id, |tx, today, work| {
        for member in &request.member_ids {
            let seat = work.stored.seats.get_mut(member).or_not_found("党员")?;
            require!(
                seat.class.is_some() || !request.is_locked,
                "memberIds",
                "还没有编班的人不能锁定，请先移入一个班次。"
            );
            seat.is_locked = request.is_locked;
        }
        work.refresh(tx.conn(), today)?;
        let verb = if request.is_locked { "锁定" } else { "解除锁定" };
        Ok(format!("{verb} {} 人", request.member_ids.len()))
    })
}

fn lock_class(ctx: &mut Ctx<'_>, request: LockPlannedClass) -> Result<RotationPlanView> {
    edit(ctx, request.plan_id, |tx, today, work| {
        let class = work.stored.class_mut(request.planned_class_id).or_not_found("计划班次")?;
        class.is_locked = request.is_locked;
        let verb = if request.is_locked { "锁定" } else { "解除锁定" };
        let summary = format!("{verb}“{}”", class.name);
        work.refresh(tx.conn(), today)?;
        Ok(summary)
    })
}

fn move_class(ctx: &mut Ctx<'_>, request: MovePlannedClass) -> Result<RotationPlanView> {
    let reason = reason(request.override_reason.as_deref());
    if let (Some(head), Some(deputy)) = (request.head_id, request.deputy_id) {
        require!(head != deputy, "deputyId", "正、副班主任不能是同一人，请另选副班主任。");
    }
    edit(ctx, request.plan_id, |tx, today, work| {
        let before = work.violations();
        require_unannounced(work, Some(request.planned_class_id))?;
        let rules = &work.facts.problem.rules;
        let room = venue::list_all(tx.conn())?.into_iter().find(|room| room.id == request.venue_id);
        let room = room.or_not_found("场地")?;
        let capacity = (room.seats * rules.capacity_share_percent / 100).min(rules.max_size);
        for person in request.head_id.iter().chain(&request.deputy_id) {
            work.facts.head_names.get(person).or_not_found("师资")?;
        }
        let class = work.stored.class_mut(request.planned_class_id).or_not_found("计划班次")?;
        let length = class.ends_on.days_since(class.starts_on);
        class.starts_on = request.starts_on;
        class.ends_on = request.starts_on.plus_days(length);
        class.venue = request.venue_id;
        class.capacity = capacity;
        (class.head, class.deputy) = (request.head_id, request.deputy_id);
        class.is_hand_dated = true;
        class.override_reason = None;
        let summary = format!("“{}”改到{}", class.name, request.starts_on.chinese());
        work.refresh(tx.conn(), today)?;
        let broken = newly_broken(&before, work, reason.as_deref())?;
        if !broken.is_empty()
            && let Some(class) = work.stored.class_mut(request.planned_class_id)
        {
            class.override_reason.clone_from(&reason);
        }
        keep_reason(work, &broken, reason.as_deref());
        Ok(summary)
    })
}

fn confirm(ctx: &mut Ctx<'_>, request: RotationPlanRef) -> Result<ConfirmResult> {
    let today = ctx.today();
    let made = ctx.write(|tx| {
        let made = confirm::confirm(tx, today, request.plan_id)?;
        tx.summarise(&format!("确认轮训计划：建班 {} 个，编入 {} 人", made.class_ids.len(), made.enrolled))?;
        Ok(made)
    })?;
    Ok(ConfirmResult { class_ids: made.class_ids, enrolled: u32::try_from(made.enrolled).unwrap_or(u32::MAX) })
}

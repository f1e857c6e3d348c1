//! What the plan looks like on the wire.

use std::collections::BTreeMap;

use lunxun_base::{Id, LocalDate, Millis, OrNotFound, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    PlanStep,
    history::History,
    planner::AttendMode,
    store::ClassRow,
    workspace::{Workspace, cure_text, reason_word},
};
use crate::{fields::Duty, words::words};

words! {
    /// Where a plan stands.
    pub enum PlanState {
        /// Being worked on.
        Draft => "draft" "草稿",
        /// Its classes have been made.
        Confirmed => "confirmed" "已确认",
    }
}

words! {
    /// What kind of class is planned.
    pub enum PlannedClassKind {
        /// For members at home.
        Regular => "regular" "轮训班",
        /// For migrants on their return (返乡班).
        Homecoming => "homecoming" "返乡班",
    }
}

/// A plan in the list.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RotationPlanSummary {
    /// Its id.
    pub id: Id,
    /// The year.
    pub year: i32,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub state: PlanState,
    /// Classes.
    pub class_count: u32,
    /// Members in a class.
    pub placed: u32,
    /// Members in none.
    pub unplaced: u32,
    /// When it was made, UTC ms.
    pub created_at: Millis,
    /// When it was confirmed, UTC ms.
    pub confirmed_at: Option<Millis>,
}

/// Every plan.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RotationPlanList {
    /// The newest year first.
    pub plans: Vec<RotationPlanSummary>,
}

/// The plan in figures.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RotationSummary {
    /// Members on the roster.
    pub members: u32,
    /// Those who belong in a class: placed, or left out for want of days, seats or people.
    pub eligible: u32,
    /// Members in a class.
    pub placed: u32,
    /// Members in none, whatever the reason.
    pub unplaced: u32,
    /// Of these, those whom the plan could not seat.
    pub shortfall: u32,
    /// Taught at home (送学上门).
    pub doorstep: u32,
    /// Migrants.
    pub migrants: u32,
    /// Classes.
    pub class_count: u32,
    /// Of these, ordinary ones.
    pub regular_count: u32,
    /// Fewest ordinary classes that could hold everybody at home.
    pub lower_bound: u32,
    /// Share of the eligible whose class is over by 30 June: `48.33%`, or `—` when nobody is eligible.
    pub share_mid_year: String,
}

/// How much of a branch is in a class.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlannedBranch {
    /// The branch; absent for members without one.
    pub branch_id: Option<Id>,
    /// Its name.
    pub name: String,
    /// Its members in this class.
    pub count: u32,
    /// All its members.
    pub size: u32,
}

/// A planned class.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlannedClassView {
    /// Its id.
    pub id: Id,
    /// Its number in the plan.
    pub no: u32,
    /// Its name.
    pub name: String,
    /// What kind.
    pub kind: PlannedClassKind,
    /// First day.
    pub starts_on: LocalDate,
    /// Last day.
    pub ends_on: LocalDate,
    /// How many days.
    pub days: u32,
    /// Where.
    pub venue_id: Id,
    /// Its name.
    pub venue_name: String,
    /// Head teacher (班主任).
    pub head_id: Option<Id>,
    /// Their name.
    pub head_name: Option<String>,
    /// Deputy head teacher.
    pub deputy_id: Option<Id>,
    /// Their name.
    pub deputy_name: Option<String>,
    /// Most people.
    pub capacity: u32,
    /// People.
    pub member_count: u32,
    /// Of these, those who hold a duty in their branch.
    pub duty_holder_count: u32,
    /// By branch, the larger groups first.
    pub branches: Vec<PlannedBranch>,
    /// Whether a re-plan leaves its people.
    pub is_locked: bool,
    /// Whether somebody chose its day or room.
    pub is_hand_dated: bool,
    /// Why a rule is broken here.
    pub override_reason: Option<String>,
    /// The class made from it.
    pub training_class_id: Option<Id>,
}

/// Somebody in no class.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnplacedView {
    /// The member.
    pub member_id: Id,
    /// Name.
    pub name: String,
    /// Branch.
    pub branch_name: String,
    /// `doorstep`, `exempt`, `deferred`, `remote`, `homecoming_full`, `no_slot`, `below_minimum`, `duty_clash`, …
    pub reason_code: String,
    /// The reason and the remedy.
    pub sentence: String,
    /// The remedy in a few words.
    pub cure: Option<String>,
    /// Whether the plan failed them, as opposed to a case that belongs outside the classes.
    pub is_shortfall: bool,
    /// The remedy as a step, where a click can take it.
    pub step: Option<PlanStep>,
}

/// A hard rule that the plan breaks.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanViolation {
    /// `H1` to `H12`.
    pub rule: String,
    /// What is wrong.
    pub sentence: String,
    /// The class, or one of them.
    pub class_id: Option<Id>,
    /// The member, or one of them.
    pub member_id: Option<Id>,
    /// Why somebody decided to let it stand.
    pub override_reason: Option<String>,
}

/// A setting that the plan was made under.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanParam {
    /// What it is.
    pub label: String,
    /// Its value with its unit.
    pub value: String,
}

/// A plan.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RotationPlanView {
    /// Its id.
    pub id: Id,
    /// The year.
    pub year: i32,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub state: PlanState,
    /// In figures.
    pub summary: RotationSummary,
    /// By number.
    pub classes: Vec<PlannedClassView>,
    /// By branch and name.
    pub unplaced: Vec<UnplacedView>,
    /// Things to think about; the plan is still lawful.
    pub warnings: Vec<String>,
    /// What it breaks today.
    pub violations: Vec<PlanViolation>,
    /// The settings.
    pub params: Vec<PlanParam>,
    /// The change that would be taken back next, in words.
    pub undo: Option<String>,
    /// The change that would be brought again.
    pub redo: Option<String>,
}

/// Somebody in a planned class.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlannedMember {
    /// The member.
    pub member_id: Id,
    /// Name.
    pub name: String,
    /// Branch.
    pub branch_name: String,
    /// Duties.
    pub duties: Vec<Duty>,
    /// Whether a re-plan leaves them here.
    pub is_locked: bool,
    /// 1 (most urgent) to 6.
    pub priority: u8,
    /// Why a rule is broken for them.
    pub override_reason: Option<String>,
}

/// The people of a planned class.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlannedMembers {
    /// By branch and name.
    pub members: Vec<PlannedMember>,
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// The plan on the table, with warnings of the command that made it first.
pub(super) fn plan_view(work: &Workspace, history: &History, notes: Vec<String>) -> RotationPlanView {
    let Workspace { stored, facts, plan, .. } = work;
    let mut warnings = notes;
    warnings.extend(facts.warnings.iter().cloned());
    for warning in &plan.warnings {
        if !warnings.contains(&warning.sentence) {
            warnings.push(warning.sentence.clone());
        }
    }
    let violations = work.violations().into_iter().map(|violation| PlanViolation {
        rule: format!("{:?}", violation.rule),
        class_id: violation.classes.first().copied(),
        member_id: violation.members.first().copied(),
        override_reason: work.override_of(&violation).map(str::to_owned),
        sentence: violation.sentence,
    });
    let mut sizes: BTreeMap<Option<Id>, u32> = BTreeMap::new();
    for face in facts.faces.values() {
        *sizes.entry(face.branch).or_default() += 1;
    }
    RotationPlanView {
        id: stored.plan.id,
        year: stored.plan.year,
        name: stored.plan.name.clone(),
        state: stored.plan.state,
        summary: summary(work),
        classes: stored.classes.iter().map(|class| class_view(work, class, &sizes)).collect(),
        unplaced: unplaced(work),
        warnings,
        violations: violations.collect(),
        params: facts.params.clone(),
        undo: history.undoable().map(str::to_owned),
        redo: history.redoable().map(str::to_owned),
    }
}

fn summary(work: &Workspace) -> RotationSummary {
    let (people, plan) = (&work.facts.problem.members, &work.plan);
    let placed = plan.classes.iter().map(|class| class.members.len()).sum::<usize>();
    let shortfall = plan.unplaced.iter().filter(|out| out.reason.is_shortfall()).count();
    let mid_year = LocalDate::from_ymd(work.stored.plan.year, 6, 30);
    let early = plan.classes.iter().filter(|class| mid_year.is_some_and(|day| class.end() <= day));
    let early: usize = early.map(|class| class.members.len()).sum();
    let is_migrant = |mode: &AttendMode| matches!(mode, AttendMode::Migrant(_));
    let regular = work.stored.classes.iter().filter(|class| class.kind == PlannedClassKind::Regular).count();
    RotationSummary {
        members: count(people.len()),
        eligible: count(placed + shortfall),
        placed: count(placed),
        unplaced: count(plan.unplaced.len()),
        shortfall: count(shortfall),
        doorstep: count(people.iter().filter(|person| person.mode == AttendMode::Doorstep).count()),
        migrants: count(people.iter().filter(|person| is_migrant(&person.mode)).count()),
        class_count: count(work.stored.classes.len()),
        regular_count: count(regular),
        lower_bound: plan.lower_bound,
        share_mid_year: percent(early, placed + shortfall),
    }
}

/// `48.33%`, rounded down, so that nothing short of everybody reads 100%.
fn percent(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "—".to_owned();
    }
    let hundredths = part * 10_000 / whole;
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

fn class_view(work: &Workspace, class: &ClassRow, sizes: &BTreeMap<Option<Id>, u32>) -> PlannedClassView {
    let facts = &work.facts;
    let planned = work.plan.classes.iter().find(|planned| planned.id == class.id);
    let members: &[Id] = planned.map_or(&[], |planned| planned.members.as_slice());
    let mut branches: BTreeMap<Option<Id>, (String, u32)> = BTreeMap::new();
    for face in members.iter().filter_map(|member| facts.faces.get(member)) {
        let entry = branches.entry(face.branch).or_insert_with(|| (face.branch_name.clone(), 0));
        entry.1 += 1;
    }
    let mut branches: Vec<PlannedBranch> = branches
        .into_iter()
        .map(|(branch_id, (name, count))| PlannedBranch {
            branch_id,
            name: if name.is_empty() { "未登记支部".to_owned() } else { name },
            count,
            size: sizes.get(&branch_id).copied().unwrap_or(count),
        })
        .collect();
    branches.sort_by(|a, b| (b.count, &a.name, a.branch_id).cmp(&(a.count, &b.name, b.branch_id)));
    let people = &facts.problem.members;
    let holds_duty =
        |id: &&Id| people.binary_search_by_key(*id, |person| person.id).is_ok_and(|at| people[at].duty.is_some());
    let name_of = |id: Option<Id>| id.and_then(|id| facts.head_names.get(&id).cloned());
    PlannedClassView {
        id: class.id,
        no: class.no,
        name: class.name.clone(),
        kind: class.kind,
        starts_on: class.starts_on,
        ends_on: class.ends_on,
        days: u32::try_from(class.ends_on.days_since(class.starts_on) + 1).unwrap_or(1),
        venue_id: class.venue,
        venue_name: facts.venue_names.get(&class.venue).cloned().unwrap_or_else(|| "（会场已删除）".to_owned()),
        head_id: class.head,
        head_name: name_of(class.head),
        deputy_id: class.deputy,
        deputy_name: name_of(class.deputy),
        capacity: class.capacity,
        member_count: count(members.len()),
        duty_holder_count: count(members.iter().filter(holds_duty).count()),
        branches,
        is_locked: class.is_locked,
        is_hand_dated: class.is_hand_dated,
        override_reason: class.override_reason.clone(),
        training_class_id: class.training_class,
    }
}

fn unplaced(work: &Workspace) -> Vec<UnplacedView> {
    let facts = &work.facts;
    let mut views: Vec<UnplacedView> = work
        .plan
        .unplaced
        .iter()
        .map(|out| {
            let face = facts.faces.get(&out.member);
            UnplacedView {
                member_id: out.member,
                name: face.map(|face| face.name.clone()).unwrap_or_default(),
                branch_name: face.map(|face| face.branch_name.clone()).unwrap_or_default(),
                reason_code: reason_word(&out.reason),
                sentence: out.sentence().to_owned(),
                cure: cure_text(&out.cure, &facts.venue_names),
                is_shortfall: out.reason.is_shortfall(),
                step: PlanStep::of(&out.cure, &out.reason),
            }
        })
        .collect();
    views.sort_by(|a, b| {
        (!a.is_shortfall, &a.branch_name, &a.name, a.member_id).cmp(&(
            !b.is_shortfall,
            &b.branch_name,
            &b.name,
            b.member_id,
        ))
    });
    views
}

/// The people of one planned class.
///
/// # Errors
/// `NotFound`.
pub(super) fn members_view(work: &Workspace, class: Id) -> Result<PlannedMembers> {
    let planned = work.plan.classes.iter().find(|planned| planned.id == class).or_not_found("计划班次")?;
    let people = &work.facts.problem.members;
    let mut members: Vec<PlannedMember> = planned
        .members
        .iter()
        .filter_map(|id| Some((id, work.facts.faces.get(id)?, work.stored.seats.get(id)?)))
        .map(|(id, face, seat)| PlannedMember {
            member_id: *id,
            name: face.name.clone(),
            branch_name: face.branch_name.clone(),
            duties: face.duties.clone(),
            is_locked: seat.is_locked,
            priority: people.iter().find(|person| person.id == *id).map_or(6, |person| person.priority),
            override_reason: seat.override_reason.clone(),
        })
        .collect();
    members.sort_by(|a, b| (&a.branch_name, &a.name, a.member_id).cmp(&(&b.branch_name, &b.name, b.member_id)));
    Ok(PlannedMembers { members })
}

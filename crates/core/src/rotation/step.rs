//! A step that changes a whole plan: planning anew, or the smallest change that lets more people in. It is shown before it
//! is taken: who would move, from where to where, and why.

use std::collections::BTreeMap;

use lunxun_base::{Id, LocalDate, OrNotFound, Result, require};
use lunxun_store::rusqlite::Connection;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    planner::{self, Cure, Moved, Plan, Reason},
    workspace::Workspace,
};
use crate::venue;

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase", tag = "kind")]
pub enum PlanStep {
    /// Plans anew what is neither announced, locked nor dated by hand.
    Replan,
    /// Also uses this venue.
    OpenVenue {
        /// Which.
        venue_id: Id,
    },
    /// Opens these days, though they lie outside the windows or in a farm season.
    AddDays {
        /// The first.
        from: LocalDate,
        /// The last.
        to: LocalDate,
    },
    /// Lets a class begin with fewer people.
    LowerMinimum {
        /// At the least.
        size: u32,
    },
}

impl PlanStep {
    /// The step behind a remedy, where a click can take it.
    pub(super) fn of(cure: &Cure, reason: &Reason) -> Option<Self> {
        match (cure, reason) {
            (Cure::OpenVenue(venue_id), _) => Some(Self::OpenVenue { venue_id: *venue_id }),
            (Cure::AddDays { from, to }, _) => Some(Self::AddDays { from: *from, to: *to }),
            (Cure::LowerMinimum, Reason::BelowMinimum { have, .. }) if *have > 0 => {
                Some(Self::LowerMinimum { size: *have })
            }
            _ => None,
        }
    }

    /// What it does, in words.
    pub(super) fn title(&self, venues: &BTreeMap<Id, String>) -> String {
        match self {
            Self::Replan => "重新排班，锁定的不动".to_owned(),
            Self::OpenVenue { venue_id } => {
                format!("启用会场“{}”", venues.get(venue_id).map_or("村会场", String::as_str))
            }
            Self::AddDays { from, to } => format!("增加{}", planner::span_text(*from, *to)),
            Self::LowerMinimum { size } => format!("每期最少改为 {size} 人"),
        }
    }
}

/// What a step would do.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StepPreview {
    /// The step in words.
    pub title: String,
    /// People in a class before.
    pub placed_before: u32,
    /// And after.
    pub placed_after: u32,
    /// Classes that would be new, by name and days.
    pub opened: Vec<String>,
    /// Classes that would be gone.
    pub closed: Vec<String>,
    /// Who would sit elsewhere, by branch and name.
    pub moved: Vec<StepMove>,
    /// Branches that would have to be told.
    pub branches: u32,
}

/// Somebody who would sit elsewhere.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StepMove {
    /// Who.
    pub member_id: Id,
    /// Name.
    pub name: String,
    /// Branch.
    pub branch_name: String,
    /// The class before; empty: in none.
    pub from: String,
    /// The class then; empty: in none.
    pub to: String,
    /// Why.
    pub why: String,
}

/// Takes the step on the table; nothing is written.
///
/// # Errors
/// `Invalid` for a step that cannot be taken; those of the database.
pub(super) fn take(conn: &Connection, today: LocalDate, work: &mut Workspace, step: &PlanStep) -> Result<()> {
    let plan = &mut work.stored.plan;
    match step {
        PlanStep::Replan => {
            work.replan();
            return Ok(());
        }
        PlanStep::OpenVenue { venue_id } => {
            let room = venue::list_all(conn)?.into_iter().find(|room| room.id == *venue_id).or_not_found("场地")?;
            require!(room.seats > 0, "venueId", "“{}”没有登记座位数，请先在“场地”里补上。", room.name);
            require!(!plan.venues.contains(venue_id), "venueId", "“{}”已经在用了，请重新排班。", room.name);
            plan.venues.push(*venue_id);
        }
        PlanStep::AddDays { from, to } => {
            require!(from <= to && to.days_since(*from) < 31, "to", "增加的日子要从早到晚，一次最多 31 天。");
            require!(from.year() == plan.year && to.year() == plan.year, "from", "只能增加{}年的日子。", plan.year);
            require!(*from > today, "from", "只能增加以后的日子。");
            plan.extra_days.push((*from, *to));
            plan.extra_days.sort_unstable();
            plan.extra_days.dedup();
        }
        PlanStep::LowerMinimum { size } => {
            require!(*size >= 1, "size", "每期至少 1 人。");
            plan.min_size = Some(*size);
        }
    }
    work.plan_on(conn, today)
}

/// What the step did to the table, set against how it stood before.
pub(super) fn preview(
    before: &Plan,
    names_before: &BTreeMap<Id, String>,
    work: &Workspace,
    step: &PlanStep,
) -> StepPreview {
    let diff = planner::compare(&work.facts.problem, before, &work.plan);
    let names_after = class_names(work);
    let placed = |plan: &Plan| {
        u32::try_from(plan.classes.iter().map(|class| class.members.len()).sum::<usize>()).unwrap_or(u32::MAX)
    };
    let named =
        |names: &BTreeMap<Id, String>, id: Option<Id>| id.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
    let let_in = diff.moved.iter().filter(|moved| moved.from.is_none()).count();
    let mut moved: Vec<StepMove> = diff
        .moved
        .iter()
        .filter_map(|moved| {
            let face = work.facts.faces.get(&moved.member)?;
            Some(StepMove {
                member_id: moved.member,
                name: face.name.clone(),
                branch_name: face.branch_name.clone(),
                from: named(names_before, moved.from),
                to: named(&names_after, moved.to),
                why: why(moved, &diff.closed, let_in, work),
            })
        })
        .collect();
    moved.sort_by(|a, b| (&a.branch_name, &a.name, a.member_id).cmp(&(&b.branch_name, &b.name, b.member_id)));
    StepPreview {
        title: step.title(&work.facts.venue_names),
        placed_before: placed(before),
        placed_after: placed(&work.plan),
        opened: diff.opened.iter().map(|id| named(&names_after, Some(*id))).collect(),
        closed: diff.closed.iter().map(|id| named(names_before, Some(*id))).collect(),
        moved,
        branches: u32::try_from(diff.branches.len()).unwrap_or(u32::MAX),
    }
}

fn why(moved: &Moved, closed: &[Id], let_in: usize, work: &Workspace) -> String {
    match (moved.from, moved.to) {
        (None, _) => "原来没有排上，现在有座位".to_owned(),
        (_, None) => {
            let out = work.plan.unplaced.iter().find(|out| out.member == moved.member);
            out.map_or_else(|| "没有合适的班次".to_owned(), |out| out.sentence().to_owned())
        }
        (Some(from), _) if closed.contains(&from) => "原来的一期不再开办".to_owned(),
        _ if let_in > 0 => format!("给没排上的 {let_in} 人腾座位，或使同村的人一起走"),
        _ => "使同村的人一起走，各期人数相近".to_owned(),
    }
}

/// Name and days of every class on the table.
pub(super) fn class_names(work: &Workspace) -> BTreeMap<Id, String> {
    let name = |class: &super::store::ClassRow| {
        format!("{}（{}）", class.name, planner::span_text(class.starts_on, class.ends_on))
    };
    work.stored.classes.iter().map(|class| (class.id, name(class))).collect()
}

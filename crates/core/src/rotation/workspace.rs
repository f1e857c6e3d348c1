//! A plan on the table: as stored, as the planner sees it, and the way between the two.

use std::collections::{BTreeMap, BTreeSet};

use lunxun_base::{Id, LocalDate, Result};
use lunxun_store::{Tx, rusqlite::Connection};

use super::{
    PlannedClassKind,
    planner::{self, AttendMode, ClassKind, Cure, Plan, PlannedClass, Reason, Score, Unplaced, Violation},
    problem::{self, Facts},
    store::{self, ClassRow, PlanRow, Seat, Stored},
};

/// A plan with the facts of the day.
pub(super) struct Workspace {
    /// As it stands in the store.
    before: Option<Stored>,
    /// As it is being changed.
    pub stored: Stored,
    /// What the planner knows.
    pub facts: Facts,
    /// Who sits where, measured by today's facts.
    pub plan: Plan,
}

impl Workspace {
    /// Reads a plan.
    ///
    /// # Errors
    /// `NotFound`.
    pub(super) fn open(conn: &Connection, today: LocalDate, plan: Id) -> Result<Self> {
        let before = store::load(conn, plan)?;
        let mut stored = before.clone();
        let gone = problem::called_off(conn, &stored)?;
        stored.classes.retain(|class| !gone.contains(&class.id));
        for seat in stored.seats.values_mut().filter(|seat| seat.class.is_some_and(|class| gone.contains(&class))) {
            *seat = Seat::default();
        }
        let facts = problem::read(conn, today, &stored)?;
        let plan = as_plan(&stored, &facts);
        Ok(Self { before: Some(before), stored, facts, plan })
    }

    /// Makes the first version of a plan.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) fn compute(conn: &Connection, today: LocalDate, row: PlanRow) -> Result<Self> {
        let mut stored = Stored { plan: row, classes: Vec::new(), seats: BTreeMap::new() };
        let facts = problem::read(conn, today, &stored)?;
        let plan = settled(planner::plan(&facts.problem, None), &stored, &facts);
        adopt(&mut stored, &plan, &facts);
        Ok(Self { before: None, stored, facts, plan })
    }

    /// Plans anew everything that is neither announced, locked nor dated by hand (只重排未锁定的).
    pub(super) fn replan(&mut self) {
        let plan = planner::replan_unlocked(&self.facts.problem, &self.plan);
        self.plan = settled(plan, &self.stored, &self.facts);
        adopt(&mut self.stored, &self.plan, &self.facts);
    }

    /// Plans on under changed settings: everybody who can stays, those left out are tried again.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) fn plan_on(&mut self, conn: &Connection, today: LocalDate) -> Result<()> {
        self.facts = problem::read(conn, today, &self.stored)?;
        let plan = planner::plan(&self.facts.problem, Some(&self.plan));
        self.plan = settled(plan, &self.stored, &self.facts);
        adopt(&mut self.stored, &self.plan, &self.facts);
        Ok(())
    }

    /// Takes a change of the stored rows over into the plan.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) fn refresh(&mut self, conn: &Connection, today: LocalDate) -> Result<()> {
        self.facts = problem::read(conn, today, &self.stored)?;
        self.plan = as_plan(&self.stored, &self.facts);
        explain_seats(&mut self.stored, &self.plan, &self.facts);
        Ok(())
    }

    /// Every hard rule that the plan breaks today.
    pub(super) fn violations(&self) -> Vec<Violation> {
        planner::check(&self.facts.problem, &self.plan)
    }

    /// Why somebody decided that a rule may be broken here.
    pub(super) fn override_of(&self, violation: &Violation) -> Option<&str> {
        let seats = violation.members.iter().filter_map(|member| self.stored.seats.get(member));
        let classes = violation.classes.iter().filter_map(|class| self.stored.class(*class));
        seats
            .filter_map(|seat| seat.override_reason.as_deref())
            .next()
            .or_else(|| classes.filter_map(|class| class.override_reason.as_deref()).next())
    }

    /// Writes what has changed.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) fn save(&self, tx: &Tx<'_>) -> Result<()> {
        store::save(tx, self.before.as_ref(), &self.stored)
    }
}

/// The stored rows as the planner's plan, measured.
fn as_plan(stored: &Stored, facts: &Facts) -> Plan {
    let modes: BTreeMap<Id, &AttendMode> =
        facts.problem.members.iter().map(|person| (person.id, &person.mode)).collect();
    let mut classes: Vec<PlannedClass> = stored.classes.iter().map(|class| problem::planned(class, stored)).collect();
    for class in &mut classes {
        // Somebody who has left the roster left the plan with it.
        class.members.retain(|member| modes.contains_key(member));
    }
    classes.sort_by_key(|class| (class.start, class.venue, class.id));
    let unplaced = stored.seats.iter().filter(|(_, seat)| seat.class.is_none()).filter_map(|(member, seat)| {
        let reason = lasting(seat.reason_code.as_deref()?)?;
        let is_migrant = matches!(modes.get(member)?, AttendMode::Migrant(_));
        let is_for_migrants = !matches!(reason, Reason::BelowMinimum { .. });
        (is_migrant == is_for_migrants).then(|| Unplaced::new(*member, reason, Cure::None, String::new()))
    });
    let mut plan = Plan { classes, unplaced: unplaced.collect(), ..Plan::default() };
    planner::remeasure(&facts.problem, &mut plan);
    plan
}

/// Gives new classes ids of their own plan, and head teachers from the list that was chosen for each post.
fn settled(mut plan: Plan, stored: &Stored, facts: &Facts) -> Plan {
    let fixed: BTreeSet<Id> = plan
        .classes
        .iter()
        .filter(|class| class.is_pinned || facts.problem.published.iter().any(|published| published.id == class.id))
        .map(|class| class.id)
        .collect();
    let mut taken: BTreeSet<Id> = fixed.clone();
    for class in plan.classes.iter_mut() {
        if stored.class(class.id).is_some_and(|row| row.starts_on == class.start && row.venue == class.venue) {
            taken.insert(class.id);
            continue;
        }
        let mut id = Id::derived("planned_class", &[stored.plan.id.as_bytes(), class.id.as_bytes()]);
        // A class that was moved by hand keeps the id of the day that it left, where a new one may open.
        while taken.contains(&id) {
            id = Id::derived("planned_class", &[id.as_bytes()]);
        }
        taken.insert(id);
        class.id = id;
    }
    assign_leads(&mut plan, stored, facts, &fixed);
    plan
}

/// The idlest free head teacher and deputy for each class. The planner knows one pool; where the two lists cannot
/// serve every class, its own choice stands.
fn assign_leads(plan: &mut Plan, stored: &Stored, facts: &Facts, fixed: &BTreeSet<Id>) {
    let heads = &stored.plan.heads;
    let deputies = if stored.plan.deputies.is_empty() { heads } else { &stored.plan.deputies };
    if heads.is_empty() {
        return;
    }
    let is_alone = heads.iter().chain(deputies).collect::<BTreeSet<_>>().len() == 1;
    let mut done: Vec<PlannedClass> = plan.classes.iter().filter(|class| fixed.contains(&class.id)).map(bare).collect();
    for class in plan.classes.iter().filter(|class| !fixed.contains(&class.id)) {
        let free = |pool: &[Id], except: Option<Id>| {
            let is_free = |id: &Id| {
                let serves = |other: &PlannedClass| [other.head, other.deputy].contains(&Some(*id));
                let clashes = |other: &PlannedClass| other.start <= class.end() && class.start <= other.end();
                let busy = facts.problem.heads.iter().find(|head| head.id == *id).map(|head| head.busy.as_slice());
                Some(*id) != except
                    && busy.is_some_and(|busy| !busy.iter().any(|b| b.from <= class.end() && class.start <= b.to))
                    && !done.iter().any(|other| serves(other) && clashes(other))
            };
            let load = |id: &Id| done.iter().filter(|other| [other.head, other.deputy].contains(&Some(*id))).count();
            pool.iter().copied().filter(is_free).min_by_key(|id| (load(id), *id))
        };
        let head = free(heads, None);
        let deputy = free(deputies, head);
        if head.is_none() || deputy.is_none() && !is_alone {
            return;
        }
        done.push(PlannedClass { head, deputy, ..bare(class) });
    }
    for class in &mut plan.classes {
        if let Some(lead) = done.iter().find(|lead| lead.id == class.id) {
            (class.head, class.deputy) = (lead.head, lead.deputy);
        }
    }
}

/// A class without its people.
fn bare(class: &PlannedClass) -> PlannedClass {
    PlannedClass { members: Vec::new(), ..class.clone() }
}

/// Takes the planner's answer over into the rows.
fn adopt(stored: &mut Stored, plan: &Plan, facts: &Facts) {
    let old = std::mem::take(&mut stored.classes);
    let number = |kind| old.iter().filter(|class| class.training_class.is_some() && class.kind == kind).count();
    let mut next_no = old.iter().filter(|class| class.training_class.is_some()).map(|class| class.no).max();
    let mut terms = [number(PlannedClassKind::Regular), number(PlannedClassKind::Homecoming)];
    for class in &plan.classes {
        let before = old.iter().find(|row| row.id == class.id);
        if let Some(announced) = before.filter(|row| row.training_class.is_some()) {
            stored.classes.push(announced.clone());
            continue;
        }
        let no = next_no.unwrap_or(0) + 1;
        next_no = Some(no);
        let (kind, term) = match class.kind {
            ClassKind::Regular => (PlannedClassKind::Regular, &mut terms[0]),
            ClassKind::Homecoming => (PlannedClassKind::Homecoming, &mut terms[1]),
        };
        *term += 1;
        stored.classes.push(ClassRow {
            id: class.id,
            no,
            name: class_name(stored.plan.year, kind, *term),
            kind,
            starts_on: class.start,
            ends_on: class.end(),
            venue: class.venue,
            head: class.head,
            deputy: class.deputy,
            capacity: class.capacity,
            is_locked: before.is_some_and(|row| row.is_locked),
            is_hand_dated: before.is_some_and(|row| row.is_hand_dated),
            override_reason: before.and_then(|row| row.override_reason.clone()),
            training_class: None,
        });
    }
    stored.classes.sort_by_key(|class| (class.no, class.id));
    let places: BTreeMap<Id, Id> =
        plan.classes.iter().flat_map(|class| class.members.iter().map(move |&member| (member, class.id))).collect();
    let mut seats = BTreeMap::new();
    for person in &facts.problem.members {
        let mut seat = stored.seats.remove(&person.id).unwrap_or_default();
        let class = places.get(&person.id).copied();
        if seat.class != class {
            seat.is_locked = false;
            seat.override_reason = None;
        }
        seat.class = class;
        seats.insert(person.id, seat);
    }
    stored.seats = seats;
    stored.plan.score = score_text(&plan.score);
    stored.plan.bound = plan.lower_bound.to_string();
    explain_seats(stored, plan, facts);
}

/// Writes beside every seat without a class why it has none.
fn explain_seats(stored: &mut Stored, plan: &Plan, facts: &Facts) {
    let reasons: BTreeMap<Id, &Unplaced> = plan.unplaced.iter().map(|out| (out.member, out)).collect();
    for (member, seat) in &mut stored.seats {
        let out = reasons.get(member).filter(|_| seat.class.is_none());
        seat.reason_code = out.map(|out| reason_text(&out.reason));
        seat.sentence = out.map(|out| out.sentence().to_owned());
        seat.cure = out.and_then(|out| cure_text(&out.cure, &facts.venue_names));
    }
}

fn class_name(year: i32, kind: PlannedClassKind, term: usize) -> String {
    match kind {
        PlannedClassKind::Regular => format!("{year}年党员轮训第{term}期"),
        PlannedClassKind::Homecoming => format!("{year}年流动党员返乡班第{term}期"),
    }
}

fn score_text(score: &Score) -> String {
    let figures = [
        score.unmet_need_tenths,
        score.mean_start_weeks,
        score.longest_wait_weeks,
        score.uneven_branches,
        score.village_splits,
        score.bus_minutes,
        score.away_over_half,
        score.size_unevenness,
        score.head_unevenness,
    ];
    let texts = score.unplaced.iter().map(u32::to_string).chain(figures.iter().map(i64::to_string));
    texts.collect::<Vec<_>>().join(" ")
}

/// The reason as a word, with what cannot be worked out again behind colons.
fn reason_text(reason: &Reason) -> String {
    match reason {
        Reason::Doorstep => "doorstep".into(),
        Reason::Exempt(_) => "exempt".into(),
        Reason::Deferred(_) => "deferred".into(),
        Reason::Remote { too_few: None } => "remote".into(),
        Reason::Remote { too_few: Some(count) } => format!("remote:{count}"),
        Reason::HomecomingFull => "homecoming_full".into(),
        Reason::NoSlot { .. } => "no_slot".into(),
        Reason::BelowMinimum { have, min } => format!("below_minimum:{have}:{min}"),
        Reason::DutyClash => "duty_clash".into(),
        Reason::CourseRepeated { .. } => "course_repeated".into(),
        Reason::OverBudget { .. } => "over_budget".into(),
    }
}

/// The reason's word alone.
pub(super) fn reason_word(reason: &Reason) -> String {
    reason_text(reason).split(':').next().unwrap_or_default().to_owned()
}

/// A reason that does not follow from where everybody sits.
fn lasting(text: &str) -> Option<Reason> {
    let mut parts = text.split(':');
    match parts.next()? {
        "remote" => Some(Reason::Remote { too_few: parts.next().and_then(|count| count.parse().ok()) }),
        "homecoming_full" => Some(Reason::HomecomingFull),
        "below_minimum" => {
            Some(Reason::BelowMinimum { have: parts.next()?.parse().ok()?, min: parts.next()?.parse().ok()? })
        }
        _ => None,
    }
}

/// The remedy in a few words.
pub(super) fn cure_text(cure: &Cure, venues: &BTreeMap<Id, String>) -> Option<String> {
    Some(match cure {
        Cure::None => return None,
        Cure::DoorstepVisit => "安排送学上门".into(),
        Cure::RemoteLesson => "安排远程课、时令课".into(),
        Cure::WaitUntil(day) => format!("{}以后安排", day.chinese()),
        Cure::OpenVenue(id) => format!("启用会场：{}", venues.get(id).map_or("村会场", String::as_str)),
        Cure::AddDays { from, to } => format!("增加{}", planner::span_text(*from, *to)),
        Cure::RaiseCapacity => "换用更大的会场，或提高每期人数".into(),
        Cure::LowerMinimum => "降低开班下限，或并入其他班次".into(),
        Cure::NameStandIn => "由支部定好临时负责人后手工安排，或增开一期".into(),
        Cure::RaiseBudget(fen) => format!("追加经费{}.{:02}元", fen / 100, fen % 100),
        Cure::OtherCourse => "改学其他课程".into(),
    })
}

//! Rotation planner (轮训排班): who goes to which class, when and where, and why somebody does not.
//!
//! Pure: no clock, no storage, no randomness. The same problem, in whatever order its rows come, gives the same plan.
//! [`plan`] makes or repairs a plan, [`apply_edit`] changes one by hand, and [`check`] tells, independently of both,
//! which hard rules H1–H12 a plan breaks.

mod assess;
mod calendar;
mod check;
mod compare;
mod construct;
mod edit;
mod explain;
mod improve;
mod model;
mod outcome;
mod problem;
mod reference;
mod replan;
mod seat;
mod slots;
mod state;

#[cfg(test)]
mod checker_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use calendar::{default_blackouts, default_homecoming, default_windows, spring_festival};
pub use check::{Rule, Violation, check};
pub use compare::{Moved, PlanDiff, compare};
pub use edit::{Edit, EditOutcome, apply_edit};
pub use outcome::{ClassKind, Cure, Plan, PlannedClass, Reason, Score, Unplaced, Warning, WarningKind, span_text};
pub use problem::{
    AttendMode, BaseCourse, Blackout, BlackoutKind, Branch, Budget, CourseTaken, Duty, Head, HomecomingWindow, Lock,
    Person, PriorityFacts, Problem, Return, Rules, Season, Span, Venue, WAITING_CAP_DAYS, priority,
};
pub use reference::reference_problem;

use model::Model;
use seat::Notes;
use state::State;

/// Plans the year. With a previous plan, everybody who can stays where they were.
#[must_use]
pub fn plan(problem: &Problem, previous: Option<&Plan>) -> Plan {
    let model = Model::new(problem);
    match previous {
        None => {
            let (state, notes) = improved(construct::fresh(&model, &[]));
            finish(&state, &notes, None)
        }
        Some(previous) => {
            let (state, notes) = replan::keep(&model, previous);
            finish(&state, &notes, Some(previous))
        }
    }
}

/// Plans anew everything that is neither published, locked nor dated by hand ("只重排未锁定的").
#[must_use]
pub fn replan_unlocked(problem: &Problem, previous: &Plan) -> Plan {
    let model = Model::new(problem);
    let kept: Vec<PlannedClass> = previous
        .classes
        .iter()
        .filter(|class| problem.published.iter().all(|published| published.id != class.id))
        .filter(|class| class.is_pinned || problem.locks.iter().any(|lock| lock.class == class.id))
        .cloned()
        .collect();
    let (state, notes) = improved(construct::fresh(&model, &kept));
    finish(&state, &notes, Some(previous))
}

/// Rounds of seating after local search; each ends early when it changes nothing.
const LAST_TRIES: usize = 4;

/// Local search, and then another try for those left out: the moves may have made room.
fn improved<'a>((mut state, notes): (State<'a>, Notes)) -> (State<'a>, Notes) {
    improve::improve(&mut state);
    let mut waiting = construct::waiting_at_home(&state);
    for _ in 0..LAST_TRIES {
        seat::insert_all(&mut state, &waiting);
        let still = construct::waiting_at_home(&state);
        if still == waiting {
            break;
        }
        waiting = still;
    }
    (state, notes)
}

/// Makes the answer from where everybody sits.
fn finish(state: &State, notes: &Notes, previous: Option<&Plan>) -> Plan {
    let mut classes: Vec<PlannedClass> = (0..state.classes.len())
        .filter(|&class| {
            let open = &state.classes[class];
            state.size[class] > 0 || open.is_published || open.is_pinned
        })
        .map(|class| {
            let open = &state.classes[class];
            let members = state.members_of(class).into_iter().map(|p| state.model.people[p].person.id).collect();
            PlannedClass {
                id: open.id,
                kind: open.kind,
                start: open.start,
                days: open.days,
                venue: open.venue_id,
                head: open.head,
                deputy: open.deputy,
                capacity: open.capacity,
                is_pinned: open.is_pinned,
                members,
            }
        })
        .collect();
    classes.sort_by_key(|class| (class.start, class.venue, class.id));
    let unplaced = explain::unplaced(state, notes);
    let warnings = assess::warnings(state, &classes);
    let score = assess::score(state, &classes, &unplaced, previous);
    Plan { classes, unplaced, warnings, score, lower_bound: assess::lower_bound(state) }
}

/// Measures a plan that was changed by hand or read back, and words anew why people are left out.
pub fn remeasure(problem: &Problem, plan: &mut Plan) {
    let model = Model::new(problem);
    let mut state = State::new(&model);
    for class in &plan.classes {
        let is_published = problem.published.iter().any(|published| published.id == class.id);
        let mut open = seat::as_open(&state, class, is_published);
        open.capacity = class.capacity;
        open.is_pinned = class.is_pinned;
        let index = state.open(open);
        for person in class.members.iter().filter_map(|&id| model.person(id)) {
            if state.place[person].is_none() {
                state.put(person, index);
            }
        }
    }
    let mut notes: Notes = vec![None; model.people.len()];
    for out in &plan.unplaced {
        if let Some(person) = model.person(out.member) {
            // Only what cannot be worked out again from where everybody sits.
            let is_lasting = matches!(
                out.reason,
                Reason::OverBudget { .. }
                    | Reason::BelowMinimum { .. }
                    | Reason::Remote { .. }
                    | Reason::HomecomingFull
            );
            notes[person] = is_lasting.then(|| out.reason.clone());
        }
    }
    plan.unplaced = explain::unplaced(&state, &notes);
    plan.warnings = assess::warnings(&state, &plan.classes);
    plan.score = assess::score(&state, &plan.classes, &plan.unplaced, None);
    plan.lower_bound = assess::lower_bound(&state);
}

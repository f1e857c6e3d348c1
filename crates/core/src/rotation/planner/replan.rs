//! Planning again: classes and people stay where they were unless something forces them out.

use super::construct;
use super::model::Model;
use super::outcome::Plan;
use super::seat::{self, Notes};
use super::slots;
use super::state::State;

/// Keeps the previous plan and repairs it.
pub(super) fn keep<'a>(model: &'a Model<'a>, previous: &Plan) -> (State<'a>, Notes) {
    let mut state = State::new(model);
    let mut notes: Notes = vec![None; model.people.len()];
    seat::open_published(&mut state);
    for class in &previous.classes {
        if model.problem.published.iter().all(|published| published.id != class.id) {
            reopen(&mut state, class, &model.problem.locks);
        }
    }
    seat::seat_locked(&mut state);
    for class in &previous.classes {
        let Some(index) = state.classes.iter().position(|open| open.id == class.id) else { continue };
        for person in class.members.iter().filter_map(|&id| model.person(id)) {
            if state.place[person].is_none() && state.fits(person, index) {
                state.put(person, index);
            }
        }
    }
    seat::shed_over_budget(&mut state, &mut notes);
    construct::place_migrants(&mut state, &mut notes);

    let pool = seat::affordable_front(&state, construct::waiting_at_home(&state), &mut notes);
    construct::settle(&mut state, &mut notes);
    let rest: Vec<usize> = pool.into_iter().filter(|&p| state.place[p].is_none()).collect();
    if rest.is_empty() {
        return (state, notes);
    }
    // New classes are a trial: one that cannot be filled must not leave its traces.
    let (mut trial, mut trial_notes) = (state.clone(), notes.clone());
    construct::open_regular(&mut trial, &rest, 1);
    construct::settle(&mut trial, &mut trial_notes);
    if construct::left_out(&trial) < construct::left_out(&state) {
        return (trial, trial_notes);
    }
    (state, notes)
}

/// Opens a class of the previous plan again, on the nearest open day when its own is closed by now.
fn reopen(state: &mut State, class: &super::PlannedClass, locks: &[super::Lock]) {
    let model = state.model;
    let mut open = seat::as_open(state, class, false);
    let is_bound = class.is_pinned || locks.iter().any(|lock| lock.class == class.id);
    let Some(venue) = open.venue else {
        if is_bound {
            state.open(open);
        }
        return;
    };
    open.days = if is_bound { open.days } else { model.days(open.kind) };
    let free = |state: &State, open: &super::state::Open| {
        !state.classes.iter().any(|other| other.venue == open.venue && other.overlaps(open.start, open.end()))
    };
    let stands = model.venues[venue].is_open
        && model.is_open_since(open.kind, open.start, venue, model.problem.today)
        && free(state, &open);
    if !stands && !is_bound {
        let Some(start) = slots::nearest(model, open.kind, venue, open.start, &state.classes) else { return };
        open.start = start;
    }
    let serves = |id| {
        let head = model.heads.iter().find(|head| Some(head.id) == id)?;
        let is_busy = head.busy.iter().any(|busy| busy.from <= open.end() && open.start <= busy.to);
        let is_taken = state
            .classes
            .iter()
            .any(|other| (other.head == id || other.deputy == id) && other.overlaps(open.start, open.end()));
        (!is_busy && !is_taken).then_some(head.id)
    };
    let (head, deputy) = (serves(open.head), serves(open.deputy));
    if head.is_none() || deputy.is_none() || head == deputy {
        match slots::heads(model, open.start, open.end(), &state.classes) {
            Some((head, deputy)) => (open.head, open.deputy) = (head, deputy),
            None if is_bound => {}
            None => return,
        }
    }
    state.open(open);
}

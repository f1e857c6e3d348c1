//! Seating one person at a time: into the best class, by making room, and out again where money or sizes demand it.

use super::ClassKind;
use super::outcome::{PlannedClass, Reason};
use super::slots;
use super::state::{Open, State};

/// Why somebody was left out, where that is known at the time.
pub(super) type Notes = Vec<Option<Reason>>;

/// Tries at making room, over the whole plan.
const EJECTION_TRIES: usize = 40_000;

/// Opens the published classes with their people, less those who must not be in any class.
pub(super) fn open_published(state: &mut State) {
    let model = state.model;
    let mut published: Vec<&PlannedClass> = model.problem.published.iter().collect();
    published.sort_by_key(|class| (class.start, class.id));
    published.dedup_by_key(|class| class.id);
    for class in published {
        let index = state.open(as_open(state, class, true));
        seat_published(state, class, index);
    }
}

fn seat_published(state: &mut State, class: &PlannedClass, index: usize) {
    for person in class.members.iter().filter_map(|&id| state.model.person(id)) {
        let info = &state.model.people[person].person;
        let is_barred = info.mode == super::AttendMode::Doorstep || info.exempt.is_some();
        if state.place[person].is_none() && !is_barred {
            state.put(person, index);
            state.locked[person] = true;
        }
    }
}

/// Opens a class as it was, without its people.
pub(super) fn open_kept(state: &mut State, class: &PlannedClass) -> usize {
    let mut open = as_open(state, class, false);
    open.is_pinned = class.is_pinned;
    state.open(open)
}

pub(super) fn as_open(state: &State, class: &PlannedClass, is_published: bool) -> Open {
    let venue = state.model.venue(class.venue);
    let capacity = match venue {
        Some(venue) if !is_published => state.model.capacity(state.model.venues[venue]),
        _ => class.capacity,
    };
    Open {
        id: class.id,
        kind: class.kind,
        start: class.start,
        days: class.days,
        venue,
        venue_id: class.venue,
        head: class.head,
        deputy: class.deputy,
        capacity,
        is_published,
        is_pinned: class.is_pinned || is_published,
        is_closed: false,
    }
}

/// Seats locked people whatever the rules say; the checker shows what that breaks.
pub(super) fn seat_locked(state: &mut State) {
    let mut locks = state.model.problem.locks.clone();
    locks.sort();
    for lock in locks {
        let class = state.classes.iter().position(|open| open.id == lock.class);
        if let (Some(person), Some(class)) = (state.model.person(lock.member), class) {
            if state.place[person] != Some(class) && !state.locked[person] {
                state.put(person, class);
            }
            state.locked[person] = true;
        }
    }
}

/// Seats the person in the best class with a seat: with their village, then the emptiest, then the earliest.
pub(super) fn insert(state: &mut State, person: usize) -> bool {
    if state.place[person].is_some() {
        return true;
    }
    let village = state.model.people[person].village;
    let best = (0..state.classes.len())
        .filter(|&class| state.fits(person, class) && is_affordable(state, class))
        .min_by_key(|&class| {
            let fullness = state.size[class] * 1000 / state.classes[class].capacity.max(1);
            (state.village_count(class, village) == 0, fullness, state.classes[class].start, class)
        });
    best.is_some_and(|class| {
        state.put(person, class);
        true
    })
}

/// Seats everybody of the pool (in its order) who can be seated, making room where one move suffices.
pub(super) fn insert_all(state: &mut State, pool: &[usize]) {
    let mut tries = EJECTION_TRIES;
    for &person in pool {
        if !insert(state, person) && tries > 0 {
            make_room(state, person, &mut tries);
        }
    }
}

/// Moves or unseats one other person so that this one gets in.
fn make_room(state: &mut State, person: usize, tries: &mut usize) {
    let model = state.model;
    let priority = model.people[person].person.priority;
    let any_seat = (0..state.classes.len()).any(|class| !state.classes[class].is_published && state.has_seat(class));
    for class in 0..state.classes.len() {
        let open = &state.classes[class];
        if open.is_published || open.is_closed || !model.may_attend(person, open.kind, open.start) {
            continue;
        }
        let is_full = !state.has_seat(class);
        let duty_blocks = !state.duty_allows(person, class);
        let mut blockers: Vec<usize> = (0..model.people.len())
            .filter(|&other| {
                let Some(at) = state.place[other] else { return false };
                let same_branch = model.people[other].is_duty()
                    && model.people[other].branch == model.people[person].branch
                    && state.classes[at].overlaps(state.classes[class].start, state.classes[class].end());
                let may_yield = any_seat || model.people[other].person.priority > priority;
                may_yield && !state.locked[other] && if duty_blocks { same_branch } else { is_full && at == class }
            })
            .collect();
        // The least important blockers first.
        blockers.sort_by_key(|&other| (std::cmp::Reverse(model.people[other].person.priority), other));
        for other in blockers {
            if *tries == 0 {
                return;
            }
            *tries -= 1;
            let Some(home) = state.place[other] else { continue };
            state.take(other);
            if state.fits(person, class) {
                state.put(person, class);
                let gives_way = model.people[other].person.priority > priority;
                if insert(state, other) || gives_way {
                    return;
                }
                state.take(person);
            }
            state.put(other, home);
        }
    }
}

/// What the plan costs now, in 分.
pub(super) fn cost_fen(state: &State) -> i64 {
    let Some(budget) = state.model.rules.budget else { return 0 };
    (0..state.classes.len())
        .filter(|&class| state.size[class] > 0)
        .map(|class| {
            let person_days = i64::from(state.size[class]) * i64::from(state.classes[class].days);
            budget.class_fen + person_days * budget.person_day_fen
        })
        .sum()
}

fn is_affordable(state: &State, class: usize) -> bool {
    state.model.rules.budget.is_none_or(|budget| {
        let opening = if state.size[class] == 0 { budget.class_fen } else { 0 };
        let more = opening + i64::from(state.classes[class].days) * budget.person_day_fen;
        cost_fen(state) + more <= budget.total_fen
    })
}

/// How many people of this kind the money still allows, if all open classes are held; `None` without a budget.
pub(super) fn money_for(state: &State, kind: ClassKind) -> Option<usize> {
    let budget = state.model.rules.budget?;
    let empty = state.size.iter().filter(|&&size| size == 0).count();
    let left = budget.total_fen - cost_fen(state) - i64::try_from(empty).unwrap_or(0) * budget.class_fen;
    let each = i64::from(state.model.days(kind)) * budget.person_day_fen;
    if each <= 0 {
        return None;
    }
    Some(usize::try_from((left / each).max(0)).unwrap_or(usize::MAX))
}

/// Unseats the least important until the money suffices.
pub(super) fn shed_over_budget(state: &mut State, notes: &mut Notes) {
    let Some(budget) = state.model.rules.budget else { return };
    let people = &state.model.people;
    let mut order: Vec<usize> = (0..people.len()).filter(|&p| state.place[p].is_some() && !state.locked[p]).collect();
    order.sort_by_key(|&p| (std::cmp::Reverse(people[p].person.priority), people[p].urgency, p));
    for person in order {
        let short_fen = cost_fen(state) - budget.total_fen;
        if short_fen <= 0 {
            return;
        }
        state.take(person);
        notes[person] = Some(Reason::OverBudget { short_fen: 0 });
    }
}

/// Fills classes that are below the least size from the largest ones, and gives up those that cannot be filled.
pub(super) fn keep_minimum(state: &mut State, notes: &mut Notes) {
    // Classes that stay although they are too small, for the checker to show.
    let mut bound: Vec<usize> = Vec::new();
    loop {
        let short = (0..state.classes.len()).find(|&class| {
            let open = &state.classes[class];
            let least = slots::min_size(state.model, open.kind);
            !open.is_published && !open.is_closed && !bound.contains(&class) && state.size[class] < least
        });
        let Some(class) = short else { return };
        let least = slots::min_size(state.model, state.classes[class].kind);
        let have = state.size[class];
        let is_bound = state.classes[class].is_pinned || state.members_of(class).iter().any(|&p| state.locked[p]);
        if (have > 0 || is_bound) && pull(state, class, least) {
            continue;
        }
        if is_bound {
            bound.push(class);
            continue;
        }
        state.classes[class].is_closed = true;
        for person in state.members_of(class) {
            state.take(person);
            if insert(state, person) {
                continue;
            }
            notes[person] = Some(Reason::BelowMinimum { have, min: least });
        }
    }
}

/// Brings people into the class until it has `least`; undoes everything when that fails.
fn pull(state: &mut State, class: usize, least: u32) -> bool {
    let mut moved: Vec<(usize, usize)> = Vec::new();
    while state.size[class] < least {
        let kind = state.classes[class].kind;
        let donor = (0..state.classes.len())
            .filter(|&from| {
                let open = &state.classes[from];
                from != class && open.kind == kind && !open.is_published && state.size[from] > least
            })
            .flat_map(|from| state.members_of(from).into_iter().map(move |person| (from, person)))
            .filter(|&(_, person)| !state.locked[person] && state.fits(person, class))
            .min_by_key(|&(from, person)| {
                let info = &state.model.people[person];
                let is_stranger = state.village_count(class, info.village) == 0;
                (std::cmp::Reverse(state.size[from]), is_stranger, state.village_count(from, info.village), person)
            });
        let Some((from, person)) = donor else {
            for (person, from) in moved.into_iter().rev() {
                state.put(person, from);
            }
            return false;
        };
        state.put(person, class);
        moved.push((person, from));
    }
    true
}

/// The front of the pool that the money allows, classes included; the rest is noted as over budget.
pub(super) fn affordable_front(state: &State, mut pool: Vec<usize>, notes: &mut Notes) -> Vec<usize> {
    let model = state.model;
    let Some(budget) = model.rules.budget else { return pool };
    let left = budget.total_fen - cost_fen(state);
    let largest = model.venues.iter().filter(|v| v.is_open).map(|v| model.capacity(v)).max().unwrap_or(0).max(1);
    let each = i64::from(model.days(ClassKind::Regular)) * budget.person_day_fen;
    let cost = |people: usize| {
        let classes = u32::try_from(people).unwrap_or(u32::MAX).div_ceil(largest);
        i64::from(classes) * budget.class_fen + i64::try_from(people).unwrap_or(i64::MAX).saturating_mul(each)
    };
    while !pool.is_empty() && cost(pool.len()) > left {
        if let Some(person) = pool.pop() {
            notes[person] = Some(Reason::OverBudget { short_fen: 0 });
        }
    }
    pool
}

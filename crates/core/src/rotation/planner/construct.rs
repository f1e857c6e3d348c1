//! The first plan: villages cut into halves with their duty holders divided, packed into the classes in turn.

use super::ClassKind;
use super::model::{Model, Standing};
use super::outcome::{PlannedClass, Reason};
use super::problem::Season;
use super::seat::{self, Notes};
use super::slots;
use super::state::{Open, State};

/// Plans from nothing, save the classes in `kept`, which stay open and keep the people locked into them.
pub(super) fn fresh<'a>(model: &'a Model<'a>, kept: &[PlannedClass]) -> (State<'a>, Notes) {
    let mut base = State::new(model);
    seat::open_published(&mut base);
    for class in kept {
        seat::open_kept(&mut base, class);
    }
    seat::seat_locked(&mut base);
    let mut notes: Notes = vec![None; model.people.len()];
    place_migrants(&mut base, &mut notes);

    let pool = seat::affordable_front(&base, waiting_at_home(&base), &mut notes);
    let mut best: Option<(State, Notes)> = None;
    let mut last_opened = None;
    for extra in 0..=EXTRA_CLASSES {
        let mut state = base.clone();
        let mut notes = notes.clone();
        let opened = open_regular(&mut state, &pool, extra);
        if last_opened.is_some_and(|last| opened <= last) {
            break;
        }
        last_opened = Some(opened);
        let chosen = affordable(&state, &pool);
        fill(&mut state, &chosen);
        settle(&mut state, &mut notes);
        let is_better = best.as_ref().is_none_or(|(old, _)| left_out(&state) < left_out(old));
        let is_complete = left_out(&state) == [0; 6];
        if is_better {
            best = Some((state, notes));
        }
        if is_complete {
            break;
        }
    }
    best.unwrap_or((base, notes))
}

/// Classes beyond the lower bound that may be opened when the rules force it.
const EXTRA_CLASSES: u32 = 4;

/// Everybody at home without a class, most important first.
pub(super) fn waiting_at_home(state: &State) -> Vec<usize> {
    let people = &state.model.people;
    let mut pool: Vec<usize> = (0..people.len()).filter(|&p| state.place[p].is_none() && people[p].is_home()).collect();
    pool.sort_by_key(|&p| (people[p].person.priority, -people[p].urgency, p));
    pool
}

/// Opens ordinary classes for the pool and returns how many.
pub(super) fn open_regular(state: &mut State, pool: &[usize], extra: u32) -> usize {
    let spare: u32 = (0..state.classes.len())
        .filter(|&class| !state.classes[class].is_published && state.classes[class].kind == ClassKind::Regular)
        .map(|class| state.classes[class].capacity.saturating_sub(state.size[class]))
        .sum();
    let people = u32::try_from(pool.len()).unwrap_or(u32::MAX).saturating_sub(spare);
    let new = slots::choose(state.model, ClassKind::Regular, people, extra, &state.classes);
    let count = new.len();
    for open in new {
        state.open(open);
    }
    count
}

/// Everybody at home without a class, counted by priority.
pub(super) fn left_out(state: &State) -> [u32; 6] {
    let mut out = [0; 6];
    for person in waiting_at_home(state) {
        out[usize::from(state.model.people[person].person.priority.clamp(1, 6)) - 1] += 1;
    }
    out
}

/// The front of the pool for which there are seats and money.
fn affordable(state: &State, pool: &[usize]) -> Vec<usize> {
    let seats: usize = open_classes(state, ClassKind::Regular)
        .map(|class| state.classes[class].capacity.saturating_sub(state.size[class]) as usize)
        .sum();
    let money = seat::money_for(state, ClassKind::Regular).unwrap_or(usize::MAX);
    pool[..pool.len().min(seats).min(money)].to_vec()
}

fn open_classes(state: &State, kind: ClassKind) -> impl Iterator<Item = usize> {
    (0..state.classes.len()).filter(move |&class| {
        let open = &state.classes[class];
        open.kind == kind && !open.is_published
    })
}

/// Seats the pool, village by village, into the ordinary classes.
fn fill(state: &mut State, pool: &[usize]) {
    let model = state.model;
    // People with days of their own would hold up their whole village; they are seated one by one.
    let is_flexible =
        |p: usize| model.people[p].standing == Standing::Home(None) && model.people[p].last_course.is_none();
    let flexible: Vec<usize> = pool.iter().copied().filter(|&p| is_flexible(p)).collect();
    let largest = open_classes(state, ClassKind::Regular).map(|c| state.classes[c].capacity).max().unwrap_or(0);
    let (units, singles) = units(model, &flexible, largest as usize);
    let mut classes: Vec<usize> = open_classes(state, ClassKind::Regular).collect();
    classes.sort_by_key(|&class| (state.classes[class].start, class));
    let rest = pack(state, &classes, units);
    for person in singles.into_iter().chain(rest).chain(pool.iter().copied().filter(|&p| !is_flexible(p))) {
        seat::insert(state, person);
    }
}

/// Cuts villages into parts that travel together: first halves, then second halves; and the duty holders who must go
/// on yet another day.
fn units(model: &Model, pool: &[usize], capacity: usize) -> (Vec<Vec<usize>>, Vec<usize>) {
    let mut villages: Vec<Vec<usize>> = vec![Vec::new(); model.villages];
    for &person in pool {
        villages[model.people[person].village].push(person);
    }
    villages.retain(|village| !village.is_empty());
    for village in &mut villages {
        village.sort_by_key(|&p| (-model.people[p].urgency, p));
    }
    // Villages that have waited longest, on the mean, go first.
    villages.sort_by_key(|village| {
        let sum: i64 = village.iter().map(|&p| model.people[p].urgency).sum();
        let mean = sum * 1000 / i64::try_from(village.len()).unwrap_or(1).max(1);
        (-mean, village.first().copied())
    });
    let mut tiers: Vec<Vec<Vec<usize>>> = Vec::new();
    let mut singles = Vec::new();
    for village in &villages {
        let (halves, rest) = divide(model, village, capacity);
        singles.extend(rest);
        for (tier, half) in halves.into_iter().enumerate() {
            if tiers.len() <= tier {
                tiers.push(Vec::new());
            }
            tiers[tier].push(half);
        }
    }
    singles.sort_by_key(|&p| (-model.people[p].urgency, p));
    (tiers.into_iter().flatten().collect(), singles)
}

fn divide(model: &Model, village: &[usize], capacity: usize) -> (Vec<Vec<usize>>, Vec<usize>) {
    let mut parts: Vec<Vec<usize>> = vec![Vec::new()];
    let mut duty: Vec<usize> = village.iter().copied().filter(|&p| model.people[p].is_duty()).collect();
    duty.sort_by_key(|&p| (model.people[p].person.duty, p));
    for person in duty {
        let info = &model.people[person];
        let bears = |part: &Vec<usize>| {
            let same: Vec<usize> =
                part.iter().copied().filter(|&other| model.people[other].branch == info.branch).collect();
            let clash = same.iter().any(|&other| {
                let other = &model.people[other];
                (other.is_secretary() && info.is_deputy()) || (other.is_deputy() && info.is_secretary())
            });
            same.len() < model.branches[info.branch].duty_cap() as usize && !clash
        };
        let fewest = (0..parts.len()).filter(|&i| bears(&parts[i])).min_by_key(|&i| (parts[i].len(), i));
        match fewest {
            Some(part) => parts[part].push(person),
            None => parts.push(vec![person]),
        }
    }
    let halves = parts.len().min(2).max(village.len().div_ceil(capacity.max(1)));
    while parts.len() < halves {
        parts.push(Vec::new());
    }
    let singles: Vec<usize> = parts.split_off(halves).into_iter().flatten().collect();
    let share = (village.len() - singles.len()).div_ceil(halves);
    let mut part = 0;
    for &person in village.iter().filter(|&&p| !model.people[p].is_duty()) {
        while part + 1 < halves && parts[part].len() >= share {
            part += 1;
        }
        parts[part].push(person);
    }
    parts.retain(|part| !part.is_empty());
    (parts, singles)
}

/// Packs whole parts into the classes in order of time, keeping sizes even; returns the people of parts that did not
/// fit as a whole.
fn pack(state: &mut State, classes: &[usize], units: Vec<Vec<usize>>) -> Vec<usize> {
    let total: usize = units.iter().map(Vec::len).sum();
    let rooms: Vec<usize> =
        classes.iter().map(|&c| state.classes[c].capacity.saturating_sub(state.size[c]) as usize).collect();
    let seats = rooms.iter().sum::<usize>().max(1);
    let (mut seated, mut room_so_far) = (0, 0);
    let mut queue: Vec<Option<Vec<usize>>> = units.into_iter().map(Some).collect();
    for (&class, room) in classes.iter().zip(rooms) {
        room_so_far += room;
        let target = total * room_so_far / seats;
        for slot in &mut queue {
            let Some(unit) = slot.as_ref() else { continue };
            let has_room = state.size[class] as usize + unit.len() <= state.classes[class].capacity as usize;
            // A part goes in when that brings the running total nearer to its share.
            if has_room && 2 * seated + unit.len() <= 2 * target && seat_all(state, unit, class) {
                seated += unit.len();
                *slot = None;
            }
        }
    }
    queue.into_iter().flatten().flatten().collect()
}

/// Seats all of them or nobody.
pub(super) fn seat_all(state: &mut State, unit: &[usize], class: usize) -> bool {
    for (done, &person) in unit.iter().enumerate() {
        if !state.fits(person, class) {
            for &undo in &unit[..done] {
                state.take(undo);
            }
            return false;
        }
        state.put(person, class);
    }
    true
}

/// Seats whoever is left, keeps within money and sizes.
pub(super) fn settle(state: &mut State, notes: &mut Notes) {
    for _ in 0..2 {
        let waiting = waiting_at_home(state);
        seat::insert_all(state, &waiting);
        seat::shed_over_budget(state, notes);
        seat::keep_minimum(state, notes);
    }
}

/// Opens homecoming classes season by season and seats migrants by village.
pub(super) fn place_migrants(state: &mut State, notes: &mut Notes) {
    let model = state.model;
    let waits = |state: &State, p: usize| state.place[p].is_none();
    for season in
        [Season::SpringFestival, Season::Qingming, Season::SummerHarvest, Season::NationalDay, Season::AutumnHarvest]
    {
        let mut home: Vec<usize> = (0..model.people.len())
            .filter(|&p| {
                waits(state, p)
                    && matches!(&model.people[p].standing, Standing::Migrant(seasons) if seasons.contains(&season))
            })
            .collect();
        home.sort_by_key(|&p| (model.people[p].person.priority, -model.people[p].urgency, p));
        for &person in &home {
            seat::insert(state, person);
        }
        home.retain(|&p| waits(state, p));
        let count = u32::try_from(home.len()).unwrap_or(u32::MAX);
        if count < model.rules.homecoming_min_size.max(1) {
            for &person in &home {
                notes[person] = Some(Reason::Remote { too_few: Some(count) });
            }
            continue;
        }
        let new: Vec<Open> = slots::choose_season(model, season, count, &state.classes);
        let classes: Vec<usize> = new.into_iter().map(|open| state.open(open)).collect();
        let largest = classes.iter().map(|&c| state.classes[c].capacity).max().unwrap_or(0);
        let seats: usize = classes.iter().map(|&c| state.classes[c].capacity as usize).sum();
        let money = seat::money_for(state, ClassKind::Homecoming).unwrap_or(usize::MAX);
        let chosen = &home[..home.len().min(seats).min(money)];
        let (units, singles) = units(model, chosen, largest as usize);
        let rest = pack(state, &classes, units);
        for person in singles.into_iter().chain(rest) {
            seat::insert(state, person);
        }
        seat::insert_all(state, &home);
        seat::shed_over_budget(state, notes);
        seat::keep_minimum(state, notes);
        for &person in &home {
            if waits(state, person) && notes[person].is_none() {
                notes[person] = Some(Reason::HomecomingFull);
            }
        }
    }
}

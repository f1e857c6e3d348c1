//! Bounded local search: a fixed number of moves, so that the same input always gives the same plan.

use super::slots;
use super::state::{Cost, State};

/// Moves tried, whatever the size.
const BASE_MOVES: usize = 40_000;
/// Moves tried per person on top.
const MOVES_PER_PERSON: usize = 25;

/// xorshift64*: the sequence depends on nothing but the constant seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(high).unwrap_or(0) % bound.max(1)
    }
}

pub(super) fn improve(state: &mut State) {
    let model = state.model;
    let movable: Vec<usize> = (0..model.people.len())
        .filter(|&p| !state.locked[p] && state.place[p].is_some_and(|class| !state.classes[class].is_published))
        .collect();
    let classes: Vec<usize> = (0..state.classes.len())
        .filter(|&class| !state.classes[class].is_published && !state.classes[class].is_closed)
        .collect();
    if movable.len() < 2 || classes.len() < 2 {
        return;
    }
    let mut villages: Vec<Vec<usize>> = vec![Vec::new(); model.villages];
    for &person in &movable {
        villages[model.people[person].village].push(person);
    }
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut cost = state.cost();
    for turn in 0..BASE_MOVES + MOVES_PER_PERSON * model.people.len() {
        let person = movable[dice.below(movable.len())];
        let Some(from) = state.place[person] else { continue };
        let village = &villages[model.people[person].village];
        let group = |state: &State, class: usize, members: &[usize]| -> Vec<usize> {
            members.iter().copied().filter(|&p| state.place[p] == Some(class)).collect()
        };
        let (out, back, to) = match turn % 5 {
            0 => (vec![person], Vec::new(), classes[dice.below(classes.len())]),
            1 | 2 => {
                // Swap with anybody, or with a neighbour of the same village (which costs no cohesion).
                let pool = if turn % 5 == 1 { &movable } else { village };
                let other = pool[dice.below(pool.len())];
                let Some(to) = state.place[other] else { continue };
                (vec![person], vec![other], to)
            }
            3 => (group(state, from, village), Vec::new(), classes[dice.below(classes.len())]),
            _ => {
                let other = movable[dice.below(movable.len())];
                let Some(to) = state.place[other] else { continue };
                (group(state, from, village), group(state, to, &villages[model.people[other].village]), to)
            }
        };
        if to != from && state.classes[to].kind == state.classes[from].kind {
            exchange(state, &out, from, &back, to, &mut cost);
        }
    }
}

/// Exchanges two groups when the rules allow it and the cost falls.
fn exchange(state: &mut State, out: &[usize], from: usize, back: &[usize], to: usize, cost: &mut Cost) {
    let least = slots::min_size(state.model, state.classes[from].kind) as usize;
    let sizes = (state.size[from] as usize + back.len(), state.size[to] as usize + out.len());
    let capacities = (state.classes[from].capacity as usize, state.classes[to].capacity as usize);
    let new = (sizes.0.saturating_sub(out.len()), sizes.1.saturating_sub(back.len()));
    if new.0 > capacities.0 || new.1 > capacities.1 || new.0 < least || new.1 < least {
        return;
    }
    for &person in out.iter().chain(back) {
        state.take(person);
    }
    let is_lawful = seat_group(state, out, to) && seat_group(state, back, from);
    let new_cost = state.cost();
    if is_lawful && new_cost < *cost {
        *cost = new_cost;
        return;
    }
    for &person in out.iter().chain(back) {
        state.take(person);
    }
    for &person in out {
        state.put(person, from);
    }
    for &person in back {
        state.put(person, to);
    }
}

fn seat_group(state: &mut State, group: &[usize], class: usize) -> bool {
    group.iter().all(|&person| {
        let suits = state.suits(person, class);
        if suits {
            state.put(person, class);
        }
        suits
    })
}

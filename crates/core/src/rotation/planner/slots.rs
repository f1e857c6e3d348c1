//! Which days and rooms to use: evenly spread over the open days, the main venue first.

use lunxun_base::{Id, LocalDate};

use super::ClassKind;
use super::model::Model;
use super::problem::Season;
use super::state::Open;

/// Opens up to `extra` more classes than `people` need, never overlapping `taken` in room or head teachers.
pub(super) fn choose(model: &Model, kind: ClassKind, people: u32, extra: u32, taken: &[Open]) -> Vec<Open> {
    let mut chosen: Vec<Open> = taken.to_vec();
    let kept = chosen.len();
    let (mut left, mut extra) = (people, extra);
    for venue in 0..model.venues.len() {
        let capacity = model.capacity(model.venues[venue]);
        let least = min_size(model, kind);
        if !model.venues[venue].is_open || capacity == 0 || capacity < least || (left == 0 && extra == 0) {
            continue;
        }
        let want = left.div_ceil(capacity) + extra;
        // Never so many classes that they fall below the least size.
        let sensible = if left == 0 { extra } else { want.min((left / least.max(1)).max(left.div_ceil(capacity))) };
        let before = chosen.len();
        spread(model, kind, venue, capacity, sensible as usize, None, &mut chosen);
        let got = u32::try_from(chosen.len() - before).unwrap_or(0);
        extra = extra.saturating_sub(got.saturating_sub(left.div_ceil(capacity)));
        left = left.saturating_sub(got * capacity);
    }
    let mut new = chosen.split_off(kept);
    new.sort_by_key(|open| (open.start, open.venue));
    new
}

/// Opens homecoming classes of one season for this many people.
pub(super) fn choose_season(model: &Model, season: Season, people: u32, taken: &[Open]) -> Vec<Open> {
    let mut chosen: Vec<Open> = taken.to_vec();
    let kept = chosen.len();
    let mut windows: Vec<_> = model.problem.homecoming.iter().filter(|window| window.season == season).collect();
    // The longest run of days first: for the Spring Festival that is 初八 to 元宵.
    windows.sort_by_key(|window| (-window.to.days_since(window.from), window.from));
    let mut left = people;
    for venue in 0..model.venues.len() {
        let capacity = model.capacity(model.venues[venue]);
        if !model.venues[venue].is_open || capacity < model.rules.homecoming_min_size.max(1) {
            continue;
        }
        for window in &windows {
            let before = chosen.len();
            let days = Some((window.from, window.to));
            let want = left.div_ceil(capacity) as usize;
            spread(model, ClassKind::Homecoming, venue, capacity, want, days, &mut chosen);
            left = left.saturating_sub(u32::try_from(chosen.len() - before).unwrap_or(0) * capacity);
        }
    }
    let mut new = chosen.split_off(kept);
    new.sort_by_key(|open| (open.start, open.venue));
    new
}

pub(super) fn min_size(model: &Model, kind: ClassKind) -> u32 {
    match kind {
        ClassKind::Regular => model.rules.min_size,
        ClassKind::Homecoming => model.rules.homecoming_min_size,
    }
}

/// Adds `want` classes in one room to `chosen`, spread over the open days.
fn spread(
    model: &Model,
    kind: ClassKind,
    venue: usize,
    capacity: u32,
    want: usize,
    within: Option<(LocalDate, LocalDate)>,
    chosen: &mut Vec<Open>,
) {
    if want == 0 {
        return;
    }
    let days = model.days(kind);
    let all = starts(model, kind, venue, within, chosen);
    let on_weekdays: Vec<LocalDate> = all
        .iter()
        .copied()
        .filter(|start| (0..days).all(|n| !model.rules.is_weekend(start.plus_days(i64::from(n)))))
        .collect();
    let prefers = model.rules.prefers_weekdays && kind == ClassKind::Regular;
    let starts =
        if prefers && most_from(&on_weekdays, days).first().is_some_and(|&n| n >= want) { on_weekdays } else { all };
    let room = most_from(&starts, days);
    let want = want.min(room.first().copied().unwrap_or(0));
    let goal = chosen.len() + want;
    let mut index = 0;
    for number in 0..want {
        let lacking = want - number;
        let mut at = (number * starts.len() / want).max(index);
        while at > index && room.get(at).copied().unwrap_or(0) < lacking {
            at -= 1;
        }
        while at < starts.len() && !try_open(model, kind, venue, capacity, starts[at], chosen) {
            at += 1;
        }
        let Some(&start) = starts.get(at) else { break };
        index = at + starts[at..].partition_point(|day| *day < start.plus_days(i64::from(days)));
    }
    // Days lost to busy head teachers are made up wherever any are left.
    for &start in &starts {
        if chosen.len() >= goal {
            break;
        }
        try_open(model, kind, venue, capacity, start, chosen);
    }
}

/// For each start, how many classes fit from it to the end.
fn most_from(starts: &[LocalDate], days: u32) -> Vec<usize> {
    let mut most = vec![0; starts.len() + 1];
    for at in (0..starts.len()).rev() {
        let next = at + starts[at..].partition_point(|day| *day < starts[at].plus_days(i64::from(days)));
        most[at] = (1 + most[next]).max(most[at + 1]);
    }
    most.pop();
    most
}

fn starts(
    model: &Model,
    kind: ClassKind,
    venue: usize,
    within: Option<(LocalDate, LocalDate)>,
    chosen: &[Open],
) -> Vec<LocalDate> {
    let (Some(first), Some(last)) =
        (LocalDate::from_ymd(model.problem.year, 1, 1), LocalDate::from_ymd(model.problem.year, 12, 31))
    else {
        return Vec::new();
    };
    let (first, last) = within.map_or((first, last), |(from, to)| (first.max(from), last.min(to)));
    let length = i64::from(model.days(kind)) - 1;
    let mut found = Vec::new();
    let mut day = first;
    while day <= last {
        let end = day.plus_days(length);
        let is_taken = chosen.iter().any(|open| open.venue == Some(venue) && open.overlaps(day, end));
        if !is_taken && end <= last && model.is_open(kind, day, venue) {
            found.push(day);
        }
        day = day.plus_days(1);
    }
    found
}

fn try_open(
    model: &Model,
    kind: ClassKind,
    venue: usize,
    capacity: u32,
    start: LocalDate,
    chosen: &mut Vec<Open>,
) -> bool {
    let days = model.days(kind);
    let end = start.plus_days(i64::from(days) - 1);
    if chosen.iter().any(|open| open.venue == Some(venue) && open.overlaps(start, end)) {
        return false;
    }
    let Some((head, deputy)) = heads(model, start, end, chosen) else { return false };
    let venue_id = model.venues[venue].id;
    chosen.push(Open {
        id: Open::derived_id(kind, start, venue_id),
        kind,
        start,
        days,
        venue: Some(venue),
        venue_id,
        head,
        deputy,
        capacity,
        is_published: false,
        is_pinned: false,
        is_closed: false,
    });
    true
}

/// The two idlest head teachers who are free, or two blanks while fewer than two are known.
pub(super) fn heads(
    model: &Model,
    start: LocalDate,
    end: LocalDate,
    chosen: &[Open],
) -> Option<(Option<Id>, Option<Id>)> {
    if model.heads.len() < 2 {
        return Some((None, None));
    }
    let serves = |open: &Open, id: Id| open.head == Some(id) || open.deputy == Some(id);
    let mut free: Vec<(usize, Id)> = model
        .heads
        .iter()
        .filter(|head| !head.busy.iter().any(|busy| busy.from <= end && start <= busy.to))
        .filter(|head| !chosen.iter().any(|open| serves(open, head.id) && open.overlaps(start, end)))
        .map(|head| (chosen.iter().filter(|open| serves(open, head.id)).count(), head.id))
        .collect();
    free.sort();
    match free.as_slice() {
        [(_, head), (_, deputy), ..] => Some((Some(*head), Some(*deputy))),
        _ => None,
    }
}

/// The open day nearest to `wanted` for a class that must leave its day.
pub(super) fn nearest(
    model: &Model,
    kind: ClassKind,
    venue: usize,
    wanted: LocalDate,
    taken: &[Open],
) -> Option<LocalDate> {
    let mut open = starts(model, kind, venue, None, taken);
    open.retain(|&day| heads(model, day, day.plus_days(i64::from(model.days(kind)) - 1), taken).is_some());
    open.into_iter().min_by_key(|day| (day.days_since(wanted).abs(), *day))
}

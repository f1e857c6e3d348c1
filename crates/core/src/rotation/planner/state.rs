//! The plan while it is being made: who sits where, with running totals so that a move costs little to judge.

use lunxun_base::{Id, LocalDate};

use super::ClassKind;
use super::model::Model;

/// A class that is open.
#[derive(Debug, Clone)]
pub(super) struct Open {
    pub(super) id: Id,
    pub(super) kind: ClassKind,
    pub(super) start: LocalDate,
    pub(super) days: u32,
    /// `None` when the room of a published class is no longer known.
    pub(super) venue: Option<usize>,
    pub(super) venue_id: Id,
    pub(super) head: Option<Id>,
    pub(super) deputy: Option<Id>,
    pub(super) capacity: u32,
    /// Announced: nobody is added or taken out.
    pub(super) is_published: bool,
    /// Keeps its day and room and is never dissolved.
    pub(super) is_pinned: bool,
    /// Given up: nobody can be seated.
    pub(super) is_closed: bool,
}

impl Open {
    pub(super) fn end(&self) -> LocalDate {
        self.start.plus_days(i64::from(self.days.max(1)) - 1)
    }

    pub(super) fn overlaps(&self, start: LocalDate, end: LocalDate) -> bool {
        self.start <= end && start <= self.end()
    }

    /// The id that follows from kind, day and room.
    pub(super) fn derived_id(kind: ClassKind, start: LocalDate, venue: Id) -> Id {
        let kind: &[u8] = match kind {
            ClassKind::Regular => b"regular",
            ClassKind::Homecoming => b"homecoming",
        };
        Id::derived("planned_class", &[kind, start.to_string().as_bytes(), venue.as_bytes()])
    }
}

/// What local search compares, most important first; smaller is better.
pub(super) type Cost = [i64; 7];

#[derive(Clone)]
pub(super) struct State<'a> {
    pub(super) model: &'a Model<'a>,
    pub(super) classes: Vec<Open>,
    pub(super) place: Vec<Option<usize>>,
    pub(super) locked: Vec<bool>,
    pub(super) size: Vec<u32>,
    overlapping: Vec<Vec<usize>>,
    village: Vec<Vec<u32>>,
    branch: Vec<Vec<u32>>,
    duty: Vec<Vec<u32>>,
    secretary: Vec<Vec<u32>>,
    deputy: Vec<Vec<u32>>,
    early: Vec<i64>,
    weighted_days: i64,
    total_urgency: i64,
    splits: i64,
    buses: i64,
    away: i64,
    squares: i64,
}

impl<'a> State<'a> {
    pub(super) fn new(model: &'a Model<'a>) -> Self {
        let count = model.people.len();
        Self {
            model,
            classes: Vec::new(),
            place: vec![None; count],
            locked: vec![false; count],
            size: Vec::new(),
            overlapping: Vec::new(),
            village: Vec::new(),
            branch: Vec::new(),
            duty: Vec::new(),
            secretary: Vec::new(),
            deputy: Vec::new(),
            early: vec![0; model.branches.len()],
            weighted_days: 0,
            total_urgency: model.people.iter().map(|p| p.urgency).sum::<i64>().max(1),
            splits: 0,
            buses: 0,
            away: 0,
            squares: 0,
        }
    }

    /// Opens a class and returns its index.
    pub(super) fn open(&mut self, class: Open) -> usize {
        let new = self.classes.len();
        let mut touching = vec![new];
        for (index, other) in self.classes.iter().enumerate() {
            if other.overlaps(class.start, class.end()) {
                touching.push(index);
            }
        }
        for &other in touching.iter().filter(|&&other| other != new) {
            self.overlapping[other].push(new);
        }
        self.overlapping.push(touching);
        self.classes.push(class);
        self.size.push(0);
        self.village.push(vec![0; self.model.villages]);
        let branches = self.model.branches.len();
        for table in [&mut self.branch, &mut self.duty, &mut self.secretary, &mut self.deputy] {
            table.push(vec![0; branches]);
        }
        new
    }

    /// Whether the person may sit there, seats aside.
    pub(super) fn suits(&self, person: usize, class: usize) -> bool {
        let open = &self.classes[class];
        !open.is_published && self.model.may_attend(person, open.kind, open.start) && self.duty_allows(person, class)
    }

    /// Whether the branch keeps enough duty holders at home if this person goes.
    pub(super) fn duty_allows(&self, person: usize, class: usize) -> bool {
        let info = &self.model.people[person];
        if !info.is_duty() {
            return true;
        }
        let branch = info.branch;
        let (mut away, mut secretaries, mut deputies) = (0, 0, 0);
        for &other in &self.overlapping[class] {
            away += self.duty[other][branch];
            secretaries += self.secretary[other][branch];
            deputies += self.deputy[other][branch];
        }
        // A class of several days may touch two that do not touch each other; counting all of them is the safe side.
        if self.overlapping[class].iter().any(|&other| !self.model_allows_neighbour(person, other, class)) {
            return false;
        }
        away < self.model.branches[branch].duty_cap()
            && !(info.is_secretary() && deputies > 0)
            && !(info.is_deputy() && secretaries > 0)
    }

    /// The neighbour's own neighbourhood must also bear one more duty holder.
    fn model_allows_neighbour(&self, person: usize, neighbour: usize, class: usize) -> bool {
        if neighbour == class {
            return true;
        }
        let branch = self.model.people[person].branch;
        if self.duty[neighbour][branch] == 0 {
            return true;
        }
        let away: u32 = self.overlapping[neighbour].iter().map(|&other| self.duty[other][branch]).sum();
        away < self.model.branches[branch].duty_cap()
    }

    pub(super) fn has_seat(&self, class: usize) -> bool {
        !self.classes[class].is_closed && self.size[class] < self.classes[class].capacity
    }

    pub(super) fn fits(&self, person: usize, class: usize) -> bool {
        self.has_seat(class) && self.suits(person, class)
    }

    /// Seats the person. The caller has checked what it wants checked.
    pub(super) fn put(&mut self, person: usize, class: usize) {
        self.take(person);
        self.place[person] = Some(class);
        self.count(person, class, true);
    }

    /// Unseats the person.
    pub(super) fn take(&mut self, person: usize) {
        if let Some(class) = self.place[person].take() {
            self.count(person, class, false);
        }
    }

    fn count(&mut self, person: usize, class: usize, is_added: bool) {
        let model = self.model;
        let info = &model.people[person];
        let branch_info = &model.branches[info.branch];
        let sign: i64 = if is_added { 1 } else { -1 };
        let step = |value: &mut u32| *value = if is_added { *value + 1 } else { value.saturating_sub(1) };

        let old_size = i64::from(self.size[class]);
        step(&mut self.size[class]);
        let new_size = i64::from(self.size[class]);
        if self.classes[class].kind == ClassKind::Regular {
            self.squares += new_size * new_size - old_size * old_size;
        }

        let cell = &mut self.village[class][info.village];
        let before = i64::from(*cell);
        step(cell);
        let after = i64::from(*cell);
        self.splits += i64::from(after > 0) - i64::from(before > 0);
        self.buses += ((after + 44) / 45 - (before + 44) / 45) * i64::from(branch_info.minutes);

        let half = i64::from(branch_info.size.div_ceil(2));
        let cell = &mut self.branch[class][info.branch];
        let before = i64::from(*cell);
        step(cell);
        self.away += (i64::from(*cell) - half).max(0) - (before - half).max(0);

        if info.is_duty() {
            step(&mut self.duty[class][info.branch]);
        }
        if info.is_secretary() {
            step(&mut self.secretary[class][info.branch]);
        }
        if info.is_deputy() {
            step(&mut self.deputy[class][info.branch]);
        }
        let start = self.classes[class].start;
        if start.month() <= 6 {
            self.early[info.branch] += sign;
        }
        self.weighted_days += sign * info.urgency * day_of_year(start);
    }

    /// Current cost: mean start in weeks, uneven branches, splits, buses, away over half, squared sizes, and last the
    /// mean start to the day, so that neighbours swap in favour of the more urgent when nothing else is at stake.
    pub(super) fn cost(&self) -> Cost {
        let uneven = self.uneven_branches();
        let weeks = self.weighted_days / (self.total_urgency * 7);
        [weeks, uneven, self.splits, self.buses, self.away, self.squares, self.weighted_days]
    }

    /// People by whom branches stray more than ten points from the township's early share.
    pub(super) fn uneven_branches(&self) -> i64 {
        let (mut early, mut total) = (0, 0);
        for (index, branch) in self.model.branches.iter().enumerate() {
            early += self.early[index];
            total += i64::from(branch.size);
        }
        let total = total.max(1);
        self.model
            .branches
            .iter()
            .enumerate()
            .map(|(index, branch)| {
                let size = i64::from(branch.size);
                let expected = early * size / total;
                ((self.early[index] - expected).abs() - (size / 10).max(1)).max(0)
            })
            .sum()
    }

    pub(super) fn village_count(&self, class: usize, village: usize) -> u32 {
        self.village[class][village]
    }

    pub(super) fn branch_count(&self, class: usize, branch: usize) -> u32 {
        self.branch[class][branch]
    }

    pub(super) fn members_of(&self, class: usize) -> Vec<usize> {
        (0..self.place.len()).filter(|&person| self.place[person] == Some(class)).collect()
    }

    pub(super) fn bus_minutes(&self) -> i64 {
        self.buses
    }

    pub(super) fn away_over_half(&self) -> i64 {
        self.away
    }
}

/// 1 for 1 January.
pub(super) fn day_of_year(day: LocalDate) -> i64 {
    LocalDate::from_ymd(day.year(), 1, 1).map_or(1, |first| day.days_since(first) + 1)
}

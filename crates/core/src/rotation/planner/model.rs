//! The problem, sorted and indexed, so that every later step is a matter of small integers.

use std::collections::{BTreeMap, BTreeSet};

use lunxun_base::{Id, LocalDate};

use super::problem::{AttendMode, Branch, Duty, Head, Person, Problem, Return, Rules, Season, Venue, WAITING_CAP_DAYS};
use super::{BlackoutKind, ClassKind};

/// What the planner may do with somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// Ordinary class that starts on this day or later (`None` = any day).
    Home(Option<LocalDate>),
    /// Homecoming class in these seasons, best first.
    Migrant(Vec<Season>),
    /// Outside the classes; the reason is explained later.
    Outside,
}

pub(super) struct PersonInfo<'a> {
    pub(super) person: &'a Person,
    pub(super) branch: usize,
    pub(super) village: usize,
    /// Grows with priority and waiting time; at least 1.
    pub(super) urgency: i64,
    pub(super) standing: Standing,
    /// When the year's course was last taken, if it counts against them.
    pub(super) last_course: Option<LocalDate>,
}

pub(super) struct BranchInfo<'a> {
    pub(super) branch: Option<&'a Branch>,
    /// Members of the branch, whatever their mode.
    pub(super) size: u32,
    pub(super) duty_holders: u32,
    pub(super) minutes: u32,
}

impl BranchInfo<'_> {
    /// Most duty holders away at once.
    pub(super) fn duty_cap(&self) -> u32 {
        (self.duty_holders / 2).max(1)
    }
}

pub(super) struct Model<'a> {
    pub(super) rules: &'a Rules,
    pub(super) problem: &'a Problem,
    pub(super) people: Vec<PersonInfo<'a>>,
    pub(super) branches: Vec<BranchInfo<'a>>,
    pub(super) villages: usize,
    pub(super) venues: Vec<&'a Venue>,
    pub(super) heads: Vec<&'a Head>,
    person_index: BTreeMap<Id, usize>,
}

impl<'a> Model<'a> {
    pub(super) fn new(problem: &'a Problem) -> Self {
        let mut branches: Vec<&Branch> = problem.branches.iter().collect();
        branches.sort();
        branches.dedup_by_key(|branch| branch.id);
        let branch_index: BTreeMap<Id, usize> = branches.iter().enumerate().map(|(i, b)| (b.id, i)).collect();
        let mut branch_infos: Vec<BranchInfo> = branches
            .iter()
            .map(|b| BranchInfo { branch: Some(b), size: 0, duty_holders: 0, minutes: b.minutes })
            .collect();
        let stray = branch_infos.len();
        branch_infos.push(BranchInfo { branch: None, size: 0, duty_holders: 0, minutes: 0 });

        let mut members: Vec<&Person> = problem.members.iter().collect();
        members.sort();
        members.dedup_by_key(|person| person.id);
        let village_of = |person: &Person, branch: usize| -> String {
            person.village.clone().or_else(|| branches.get(branch).map(|b| b.village.clone())).unwrap_or_default()
        };
        let villages: BTreeSet<String> =
            members.iter().map(|p| village_of(p, branch_index.get(&p.branch).copied().unwrap_or(stray))).collect();
        let village_index: BTreeMap<&String, usize> = villages.iter().enumerate().map(|(i, v)| (v, i)).collect();
        let courses = last_courses(problem);

        let people: Vec<PersonInfo> = members
            .into_iter()
            .map(|person| {
                let branch = branch_index.get(&person.branch).copied().unwrap_or(stray);
                let info = &mut branch_infos[branch];
                info.size += 1;
                if person.duty.is_some() && person.mode != AttendMode::Doorstep {
                    info.duty_holders += 1;
                }
                PersonInfo {
                    person,
                    branch,
                    village: village_index.get(&village_of(person, branch)).copied().unwrap_or(0),
                    urgency: urgency(person),
                    standing: standing(problem, person),
                    last_course: courses.get(&person.id).copied(),
                }
            })
            .collect();
        let person_index = people.iter().enumerate().map(|(i, p)| (p.person.id, i)).collect();

        let mut heads: Vec<&Head> = problem.heads.iter().collect();
        heads.sort();
        heads.dedup_by_key(|head| head.id);
        let mut model = Self {
            rules: &problem.rules,
            problem,
            people,
            branches: branch_infos,
            villages: villages.len().max(1),
            venues: problem.venues.iter().collect(),
            heads,
            person_index,
        };
        model.venues.sort();
        model.venues.dedup_by_key(|venue| venue.id);
        let capacity: BTreeMap<Id, u32> = model.venues.iter().map(|v| (v.id, model.capacity(v))).collect();
        model.venues.sort_by_key(|v| (!v.is_main, std::cmp::Reverse(capacity.get(&v.id).copied()), v.id));
        model
    }

    pub(super) fn person(&self, id: Id) -> Option<usize> {
        self.person_index.get(&id).copied()
    }

    pub(super) fn venue(&self, id: Id) -> Option<usize> {
        self.venues.iter().position(|venue| venue.id == id)
    }

    /// People that a class in this room may have.
    pub(super) fn capacity(&self, venue: &Venue) -> u32 {
        let mut most = (venue.seats * self.rules.capacity_share_percent / 100).min(self.rules.max_size);
        if self.rules.is_boarding {
            most = most.min(venue.beds.unwrap_or(most));
        }
        if self.rules.has_written_exam {
            most = most.min(venue.exam_seats.unwrap_or(venue.seats / 2));
        }
        most
    }

    pub(super) fn days(&self, kind: ClassKind) -> u32 {
        match kind {
            ClassKind::Regular => self.rules.class_days.max(1),
            ClassKind::Homecoming => self.rules.homecoming_days.max(1),
        }
    }

    pub(super) fn first_possible_day(&self) -> LocalDate {
        let soonest = self.problem.today.plus_days(i64::from(self.rules.lead_days));
        LocalDate::from_ymd(self.problem.year, 1, 1).map_or(soonest, |first| first.max(soonest))
    }

    /// Whether the person may be in a class of this kind on this day, all other people left aside.
    pub(super) fn may_attend(&self, person: usize, kind: ClassKind, start: LocalDate) -> bool {
        let info = &self.people[person];
        match (&info.standing, kind) {
            (Standing::Home(after), ClassKind::Regular) => {
                after.is_none_or(|day| start > day)
                    && info.last_course.is_none_or(|on| start.days_since(on) >= COURSE_REST_DAYS)
            }
            (Standing::Migrant(seasons), ClassKind::Homecoming) => self
                .problem
                .homecoming
                .iter()
                .any(|window| window.from <= start && start <= window.to && seasons.contains(&window.season)),
            _ => false,
        }
    }

    /// Whether every day is open to this kind of class in this room.
    pub(super) fn is_open(&self, kind: ClassKind, start: LocalDate, venue: usize) -> bool {
        self.is_open_since(kind, start, venue, self.first_possible_day())
    }

    /// The same, counting days from `since` on.
    pub(super) fn is_open_since(&self, kind: ClassKind, start: LocalDate, venue: usize, since: LocalDate) -> bool {
        let end = start.plus_days(i64::from(self.days(kind)) - 1);
        if start.year() != self.problem.year || end.year() != self.problem.year || start < since {
            return false;
        }
        let inside = match kind {
            ClassKind::Regular => {
                self.problem.windows.is_empty()
                    || self.problem.windows.iter().any(|window| window.contains(start) && window.contains(end))
            }
            ClassKind::Homecoming => self.problem.homecoming.iter().any(|w| w.from <= start && end <= w.to),
        };
        inside && self.venue_is_free(venue, start, end) && !self.is_blacked_out(kind, start, end)
    }

    pub(super) fn venue_is_free(&self, venue: usize, start: LocalDate, end: LocalDate) -> bool {
        !self.venues[venue].busy.iter().any(|busy| busy.from <= end && start <= busy.to)
    }

    pub(super) fn is_blacked_out(&self, kind: ClassKind, start: LocalDate, end: LocalDate) -> bool {
        let closed = self.problem.blackouts.iter().any(|row| {
            let yields = kind == ClassKind::Homecoming && row.kind.yields_to_homecoming();
            row.kind != BlackoutKind::Market && !yields && row.from <= end && start <= row.to
        });
        closed || self.has_theme_day(start, end)
    }

    pub(super) fn has_theme_day(&self, start: LocalDate, end: LocalDate) -> bool {
        let Some(theme) = self.rules.theme_day else { return false };
        let mut day = start;
        while day <= end {
            // A month without that day holds it on its last day.
            let is_last = day.plus_days(1).month() != day.month();
            if day.day() == theme || (is_last && day.day() < theme) {
                return true;
            }
            day = day.plus_days(1);
        }
        false
    }
}

/// A course is not repeated within two years.
const COURSE_REST_DAYS: i64 = 731;

fn urgency(person: &Person) -> i64 {
    let rank = i64::from(6_u8.saturating_sub(person.priority.clamp(1, 6)));
    // One step of priority weighs as much as a year of waiting.
    1 + rank * 365 + i64::from(person.waiting_days.min(WAITING_CAP_DAYS))
}

fn standing(problem: &Problem, person: &Person) -> Standing {
    if person.exempt.is_some() {
        return Standing::Outside;
    }
    match &person.mode {
        AttendMode::Normal => Standing::Home(None),
        AttendMode::Deferred { until: Some(day) } if day.year() <= problem.year => Standing::Home(Some(*day)),
        AttendMode::Doorstep | AttendMode::Deferred { .. } => Standing::Outside,
        AttendMode::Migrant(Return::Away) => Standing::Outside,
        AttendMode::Migrant(Return::Unknown) => {
            let first = problem.homecoming.iter().map(|window| window.season).min();
            first.map_or(Standing::Outside, |season| Standing::Migrant(vec![season]))
        }
        AttendMode::Migrant(Return::Expected(seasons)) => {
            let known: BTreeSet<Season> = seasons.iter().copied().collect();
            Standing::Migrant(known.into_iter().collect())
        }
    }
}

fn last_courses(problem: &Problem) -> BTreeMap<Id, LocalDate> {
    let mut last = BTreeMap::new();
    if let Some(base) = problem.rules.course.filter(|base| !base.is_compulsory) {
        for taken in problem.history.iter().filter(|taken| taken.course == base.course) {
            let entry = last.entry(taken.member).or_insert(taken.on);
            *entry = (*entry).max(taken.on);
        }
    }
    last
}

impl PersonInfo<'_> {
    pub(super) fn is_duty(&self) -> bool {
        self.person.duty.is_some()
    }

    pub(super) fn is_secretary(&self) -> bool {
        self.person.duty == Some(Duty::Secretary)
    }

    pub(super) fn is_deputy(&self) -> bool {
        self.person.duty == Some(Duty::DeputySecretary)
    }

    pub(super) fn is_home(&self) -> bool {
        matches!(self.standing, Standing::Home(_))
    }
}

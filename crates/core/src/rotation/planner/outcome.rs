//! What the planner answers: classes, people left out with their reasons, warnings, and how good the plan is.

use lunxun_base::{Id, LocalDate};

/// Kind of class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClassKind {
    /// Ordinary class for members at home.
    Regular,
    /// Homecoming class (返乡班) for migrants.
    Homecoming,
}

/// One class of the plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlannedClass {
    /// Derived from kind, first start and venue, so that the same plan has the same ids everywhere.
    pub id: Id,
    /// Kind.
    pub kind: ClassKind,
    /// First day.
    pub start: LocalDate,
    /// Number of consecutive days.
    pub days: u32,
    /// Room.
    pub venue: Id,
    /// Head teacher (班主任).
    pub head: Option<Id>,
    /// Deputy head teacher (副班主任).
    pub deputy: Option<Id>,
    /// Most people.
    pub capacity: u32,
    /// Placed or dated by hand: a re-plan keeps its day and room.
    pub is_pinned: bool,
    /// Members, sorted by id.
    pub members: Vec<Id>,
}

impl PlannedClass {
    /// Last day.
    #[must_use]
    pub fn end(&self) -> LocalDate {
        self.start.plus_days(i64::from(self.days.max(1)) - 1)
    }

    /// `3月9–10日`, as used in sentences.
    #[must_use]
    pub fn dates(&self) -> String {
        span_text(self.start, self.end())
    }
}

/// `3月9日`, `3月9–10日` or `3月31日–4月1日`.
#[must_use]
pub fn span_text(from: LocalDate, to: LocalDate) -> String {
    if from == to {
        format!("{}月{}日", from.month(), from.day())
    } else if from.month() == to.month() && from.year() == to.year() {
        format!("{}月{}–{}日", from.month(), from.day(), to.day())
    } else {
        format!("{}月{}日–{}月{}日", from.month(), from.day(), to.month(), to.day())
    }
}

/// Why somebody is in no class.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Taught at home (送学上门).
    Doorstep,
    /// Exempt, with the clerk's words.
    Exempt(String),
    /// Deferred until the day, or for the whole year.
    Deferred(Option<LocalDate>),
    /// Migrant who will not be home, or for whom no homecoming class can be held: remote lesson (远程课).
    Remote {
        /// People in the season, when they were too few for a class.
        too_few: Option<u32>,
    },
    /// Migrant who comes home, but the homecoming days or seats are used up.
    HomecomingFull,
    /// Not enough days, rooms or seats.
    NoSlot {
        /// Classes lacking.
        missing: u32,
    },
    /// Too few people for a class of their own and no seat elsewhere.
    BelowMinimum {
        /// People concerned.
        have: u32,
        /// The least size.
        min: u32,
    },
    /// Every class with a seat holds too many duty holders of the same branch.
    DutyClash,
    /// Took the course within two years.
    CourseRepeated {
        /// When last.
        on: LocalDate,
    },
    /// The money is used up.
    OverBudget {
        /// Lacking for all those left out, in 分.
        short_fen: i64,
    },
}

impl Reason {
    /// The planner failed this person, as opposed to a case that belongs outside the classes.
    #[must_use]
    pub const fn is_shortfall(&self) -> bool {
        matches!(
            self,
            Self::HomecomingFull
                | Self::NoSlot { .. }
                | Self::BelowMinimum { .. }
                | Self::DutyClash
                | Self::OverBudget { .. }
        )
    }
}

/// The smallest change that would help.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cure {
    /// Nothing to change.
    None,
    /// Visit at home.
    DoorstepVisit,
    /// Remote lesson (远程课) and seasonal lesson (时令课).
    RemoteLesson,
    /// Place after this day.
    WaitUntil(LocalDate),
    /// Use this village venue (村会场).
    OpenVenue(Id),
    /// Open these days.
    AddDays {
        /// First day.
        from: LocalDate,
        /// Last day.
        to: LocalDate,
    },
    /// Plan for more people per class, or a larger room.
    RaiseCapacity,
    /// Lower the least size, or send them to another town's or a county class.
    LowerMinimum,
    /// Let the branch name a stand-in, or hold the class on another day.
    NameStandIn,
    /// More money, by this many 分.
    RaiseBudget(i64),
    /// Another course, or mark the course compulsory.
    OtherCourse,
}

/// Somebody without a class.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unplaced {
    /// Member.
    pub member: Id,
    /// Why.
    pub reason: Reason,
    /// What would help.
    pub cure: Cure,
    /// The reason and the remedy in one Chinese sentence.
    sentence: String,
}

impl Unplaced {
    pub(in crate::rotation) fn new(member: Id, reason: Reason, cure: Cure, sentence: String) -> Self {
        Self { member, reason, cure, sentence }
    }

    /// The reason and the remedy, as shown to the clerk.
    #[must_use]
    pub fn sentence(&self) -> &str {
        &self.sentence
    }
}

/// What a warning is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WarningKind {
    /// A branch with a single duty holder needs a stand-in.
    StandIn,
    /// More than half of a branch is away at once.
    BranchAway,
    /// A class on a market day.
    MarketDay,
    /// Migrants who have not been asked.
    ReturnUnknown,
    /// Head teachers are not settled.
    NoHeads,
    /// A fixed row or class does not fit the facts any more.
    FixedClash,
    /// Something lacks to open classes at all.
    Setup,
}

/// Something to think about; the plan is still lawful.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// Kind.
    pub kind: WarningKind,
    /// Branch concerned.
    pub branch: Option<Id>,
    /// Class concerned.
    pub class: Option<Id>,
    /// Member concerned.
    pub member: Option<Id>,
    /// A stand-in who stays at home, when one is proposed.
    pub stand_in: Option<Id>,
    /// What to do, in Chinese.
    pub sentence: String,
}

/// How good a plan is: compared field by field in this order, smaller is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Score {
    /// People left out by a shortfall, by priority 1–6.
    pub unplaced: [u32; 6],
    /// Hours still lacking after the plan, in 0.1 学时.
    pub unmet_need_tenths: i64,
    /// Mean start, weighted by urgency, in whole weeks of the year. Whole weeks only: a village is not torn apart for
    /// the sake of a day.
    pub mean_start_weeks: i64,
    /// Longest waiting time until the class, in whole weeks.
    pub longest_wait_weeks: i64,
    /// People by whom branches stray more than ten points from the township's share trained by 30 June.
    pub uneven_branches: i64,
    /// Parts of villages beyond the fewest that the seats allow.
    pub village_splits: i64,
    /// Bus minutes: one bus per 45 people, village and class.
    pub bus_minutes: i64,
    /// People beyond half of their branch away in one class.
    pub away_over_half: i64,
    /// Sum over ordinary classes of the squared distance from the mean size.
    pub size_unevenness: i64,
    /// Classes of the busiest head teacher less those of the idlest.
    pub head_unevenness: i64,
    /// People whose class differs from the previous plan.
    pub changes: i64,
}

/// A finished plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Classes by start, venue, id.
    pub classes: Vec<PlannedClass>,
    /// People without a class, sorted by id.
    pub unplaced: Vec<Unplaced>,
    /// Things to think about.
    pub warnings: Vec<Warning>,
    /// Quality.
    pub score: Score,
    /// Fewest ordinary classes that could hold everybody at home.
    pub lower_bound: u32,
}

impl Plan {
    /// The class that a member is in.
    #[must_use]
    pub fn class_of(&self, member: Id) -> Option<&PlannedClass> {
        self.classes.iter().find(|class| class.members.binary_search(&member).is_ok())
    }
}

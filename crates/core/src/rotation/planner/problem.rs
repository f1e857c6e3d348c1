//! What the planner is told: the township's people, rooms, days and rules for one year.

use lunxun_base::{Id, LocalDate};

/// A branch duty (党内职务) that keeps the branch running while its holder is at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Duty {
    /// Branch secretary (书记).
    Secretary,
    /// Deputy secretary (副书记).
    DeputySecretary,
    /// Committee member (委员).
    Commissioner,
    /// Party group leader (党小组组长).
    GroupLeader,
    /// Any other duty that counts as leading the branch.
    Other,
}

/// A season when migrants come home (返乡时段).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Season {
    /// Around the Spring Festival (春节).
    SpringFestival,
    /// Around Tomb-Sweeping Day (清明).
    Qingming,
    /// The summer harvest (三夏).
    SummerHarvest,
    /// Mid-Autumn and National Day (中秋、国庆).
    NationalDay,
    /// The autumn harvest (三秋).
    AutumnHarvest,
}

/// What is known of a migrant's return.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Return {
    /// Nobody has asked yet: the first homecoming season is assumed and a warning says so.
    Unknown,
    /// Will be home in these seasons.
    Expected(Vec<Season>),
    /// Will not come home this year.
    Away,
}

/// How a member takes part in training.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttendMode {
    /// At home and called up like anybody else.
    Normal,
    /// Old, ill or infirm: taught at home (送学上门), never placed in a class.
    Doorstep,
    /// Migrant member (流动党员): homecoming classes only.
    Migrant(Return),
    /// Put off (暂缓), until the day when one is known.
    Deferred {
        /// Last day of the deferral; `None` = the whole year.
        until: Option<LocalDate>,
    },
}

/// One member as the planner sees them: no name, no number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person {
    /// Member id.
    pub id: Id,
    /// The branch that they belong to.
    pub branch: Id,
    /// Village, when it is not that of the branch.
    pub village: Option<String>,
    /// 1 (most urgent) to 6, see [`priority`].
    pub priority: u8,
    /// Their duty in the branch, if any.
    pub duty: Option<Duty>,
    /// How they take part.
    pub mode: AttendMode,
    /// Days since the last township or county class, capped at [`WAITING_CAP_DAYS`].
    pub waiting_days: u32,
    /// Hours still lacking this year, in 0.1 学时.
    pub need_tenths: i32,
    /// Exempt this year, with the reason written down.
    pub exempt: Option<String>,
}

/// Longest waiting time that is told apart.
pub const WAITING_CAP_DAYS: u32 = 1825;

/// The facts from which [`priority`] follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriorityFacts {
    /// The duty, if any.
    pub duty: Option<Duty>,
    /// Days in that duty.
    pub duty_days: u32,
    /// A probationary member, or within a year of becoming full.
    pub is_probationary_or_first_year: bool,
    /// Never trained, or missed last year.
    pub has_missed: bool,
}

/// Priority 1–6 of the planning rules: new secretary (under 183 days), secretary, committee member or group leader,
/// probationary or first year, missed, everybody else.
#[must_use]
pub fn priority(facts: PriorityFacts) -> u8 {
    match facts.duty {
        Some(Duty::Secretary) if facts.duty_days < 183 => 1,
        Some(Duty::Secretary) => 2,
        Some(_) => 3,
        None if facts.is_probationary_or_first_year => 4,
        None if facts.has_missed => 5,
        None => 6,
    }
}

/// A branch (党支部).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Branch {
    /// Id.
    pub id: Id,
    /// Short name, used in sentences.
    pub name: String,
    /// Village or village cluster that travels together.
    pub village: String,
    /// Minutes by bus to the main venue.
    pub minutes: u32,
}

/// A run of whole days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First day.
    pub from: LocalDate,
    /// Last day.
    pub to: LocalDate,
}

impl Span {
    /// Whether the day lies inside.
    #[must_use]
    pub fn contains(&self, day: LocalDate) -> bool {
        self.from <= day && day <= self.to
    }
}

/// A room that can hold a class.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Venue {
    /// Id.
    pub id: Id,
    /// Name, used in sentences.
    pub name: String,
    /// Seats.
    pub seats: u32,
    /// The township's main venue (镇会场).
    pub is_main: bool,
    /// May be used this year; a closed one is only suggested as a remedy.
    pub is_open: bool,
    /// Beds, when known; limits boarding classes.
    pub beds: Option<u32>,
    /// Seats for a written exam, when known.
    pub exam_seats: Option<u32>,
    /// Days when it is taken.
    pub busy: Vec<Span>,
}

/// Somebody who can be head teacher or deputy (班主任、副班主任).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Head {
    /// Id.
    pub id: Id,
    /// Name, used in sentences.
    pub name: String,
    /// Days when they cannot.
    pub busy: Vec<Span>,
}

/// Why a day is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlackoutKind {
    /// Statutory holiday (法定节假日).
    Holiday,
    /// New Year's Eve to the third day (除夕至初三): closed even to homecoming classes.
    NewYear,
    /// Farm season (农忙).
    Farming,
    /// Party committee, people's congress or election dates (党委、人大、换届).
    Meeting,
    /// The county's theme Party day (主题党日).
    ThemeDay,
    /// Market day (集日): a warning only.
    Market,
    /// Anything else that closes the day.
    Other,
}

impl BlackoutKind {
    /// A homecoming class may lie inside it.
    #[must_use]
    pub const fn yields_to_homecoming(self) -> bool {
        matches!(self, Self::Holiday | Self::Farming | Self::Market)
    }
}

/// Closed days. An editable parameter row of the township.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Blackout {
    /// Name shown to the clerk.
    pub name: String,
    /// First day.
    pub from: LocalDate,
    /// Last day.
    pub to: LocalDate,
    /// Kind.
    pub kind: BlackoutKind,
    /// Where the dates come from.
    pub source: String,
}

/// Days when migrants are home.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HomecomingWindow {
    /// Season.
    pub season: Season,
    /// Name shown to the clerk.
    pub name: String,
    /// First day.
    pub from: LocalDate,
    /// Last day.
    pub to: LocalDate,
}

/// Money, in 分.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// What may be spent on all classes of the plan.
    pub total_fen: i64,
    /// Per person and day.
    pub person_day_fen: i64,
    /// Per class, whatever its size.
    pub class_fen: i64,
}

/// The course that every ordinary class of the year teaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BaseCourse {
    /// Course id.
    pub course: Id,
    /// Compulsory courses may be repeated within two years.
    pub is_compulsory: bool,
}

/// A course somebody took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CourseTaken {
    /// Member.
    pub member: Id,
    /// Course.
    pub course: Id,
    /// Day.
    pub on: LocalDate,
}

/// A row that must not move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lock {
    /// Member.
    pub member: Id,
    /// The class that they stay in.
    pub class: Id,
}

/// The township's settings for the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Days of an ordinary class.
    pub class_days: u32,
    /// Days of a homecoming class (返乡班).
    pub homecoming_days: u32,
    /// Share of the seats that is planned for, in percent.
    pub capacity_share_percent: u32,
    /// Fewest people for an ordinary class.
    pub min_size: u32,
    /// Most people for any class.
    pub max_size: u32,
    /// Fewest people for a homecoming class.
    pub homecoming_min_size: u32,
    /// Boarding classes (封闭式): beds limit them.
    pub is_boarding: bool,
    /// A written exam: exam seats limit them.
    pub has_written_exam: bool,
    /// Prefer Monday to Friday while enough days remain.
    pub prefers_weekdays: bool,
    /// Saturdays and Sundays that are worked instead of a holiday (调休上班).
    pub makeup_workdays: Vec<LocalDate>,
    /// Days between today and the first class that can still be announced.
    pub lead_days: u32,
    /// Day of the month of the theme Party day (主题党日).
    pub theme_day: Option<u32>,
    /// Credit of an ordinary class, in 0.1 学时.
    pub class_credit_tenths: i32,
    /// Credit of a homecoming class, in 0.1 学时.
    pub homecoming_credit_tenths: i32,
    /// What the ordinary classes teach, when settled.
    pub course: Option<BaseCourse>,
    /// Money, when settled.
    pub budget: Option<Budget>,
}

impl Rules {
    /// Whether people rest on a day as on a Saturday or Sunday.
    #[must_use]
    pub fn is_weekend(&self, day: LocalDate) -> bool {
        day.is_weekend() && !self.makeup_workdays.contains(&day)
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            class_days: 2,
            homecoming_days: 1,
            capacity_share_percent: 85,
            min_size: 30,
            max_size: 120,
            homecoming_min_size: 15,
            is_boarding: false,
            has_written_exam: false,
            prefers_weekdays: true,
            makeup_workdays: Vec::new(),
            lead_days: 7,
            theme_day: None,
            class_credit_tenths: 160,
            homecoming_credit_tenths: 80,
            course: None,
            budget: None,
        }
    }
}

/// Everything the planner needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Plan year.
    pub year: i32,
    /// Township, used in sentences.
    pub township: String,
    /// The day of planning: no new class starts before it plus the lead time.
    pub today: LocalDate,
    /// Settings.
    pub rules: Rules,
    /// Members with party status 正常.
    pub members: Vec<Person>,
    /// Branches.
    pub branches: Vec<Branch>,
    /// Rooms.
    pub venues: Vec<Venue>,
    /// Head teachers. Fewer than two = not settled yet: classes are planned without.
    pub heads: Vec<Head>,
    /// Closed days.
    pub blackouts: Vec<Blackout>,
    /// Days open to ordinary classes; empty = the whole year.
    pub windows: Vec<Span>,
    /// Days when migrants are home.
    pub homecoming: Vec<HomecomingWindow>,
    /// Rows that must not move.
    pub locks: Vec<Lock>,
    /// Classes already announced, fixed with their people.
    pub published: Vec<super::PlannedClass>,
    /// Courses taken in earlier years.
    pub history: Vec<CourseTaken>,
}

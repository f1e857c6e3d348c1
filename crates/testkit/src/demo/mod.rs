//! 青山镇, the township of the demonstration and of the worked planning case: 1,200 members in 31 branches.

mod fill;
mod words;

use lunxun_core::fields::{AttendMode, Category, Duty};

use crate::{
    Rng,
    people::{People, Person},
};

pub use fill::{Filled, admin, fill, fill_as, row_id};
pub use words::{BRANCHES, COURSES, VENUES};

/// Region code of the township. Its last three digits are those of a town; it is assigned to none.
pub const TOWNSHIP_CODE: &str = "411122203";
const SEED: u64 = 20_270_104;

/// A township as plain data. Positions in the lists stand for the rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Township {
    /// Region code, 9 digits.
    pub code: &'static str,
    /// 青山镇
    pub name: &'static str,
    /// 中共青山镇委员会
    pub committee: &'static str,
    /// The township Party school (乡镇党校).
    pub school: &'static str,
    /// Branches, in the order of the list.
    pub branches: Vec<Branch>,
    /// Members, branch by branch.
    pub members: Vec<Member>,
    /// Venues, the main hall first.
    pub venues: Vec<Venue>,
    /// Faculty: those who can be head teacher first.
    pub faculty: Vec<Teacher>,
    /// Courses.
    pub courses: Vec<Course>,
}

/// A branch (党支部).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// As on the seal.
    pub name: String,
    /// For lists.
    pub short_name: String,
    /// The village; empty for organs, schools and enterprises.
    pub village: String,
    /// The stored word: `branch` or `joint_branch`.
    pub kind: &'static str,
    /// Names of its Party groups (党小组).
    pub groups: Vec<String>,
}

/// A member (党员).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: Person,
    /// Position in [`Township::branches`].
    pub branch: usize,
    /// Position in [`Branch::groups`].
    pub group: Option<usize>,
    /// Full or probationary.
    pub category: Category,
    /// Duties in branch and village.
    pub duties: Vec<Duty>,
    /// How they take part.
    pub attend_mode: AttendMode,
    /// Why, when taught at home.
    pub attend_reason: &'static str,
    /// Who approved that.
    pub attend_approver: &'static str,
    /// Where a migrant works.
    pub migrant_to: &'static str,
}

/// A venue (场地).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Venue {
    /// Name.
    pub name: &'static str,
    /// The stored word.
    pub kind: &'static str,
    /// The village it stands in.
    pub village: &'static str,
    /// Seats.
    pub seats: i64,
    /// Who has the key.
    pub keeper: &'static str,
}

/// A faculty member (师资).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Teacher {
    /// Who.
    pub person: Person,
    /// The stored word.
    pub kind: &'static str,
    /// Title.
    pub title: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Can be head teacher (班主任).
    pub can_head: bool,
}

/// A course (课程).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// Title.
    pub title: &'static str,
    /// The stored word.
    pub category: &'static str,
    /// Share of practice, percent.
    pub practical_percent: i64,
    /// The stored word: `common` or `individual`.
    pub scope: &'static str,
    /// The stored word: `general` or `special`.
    pub focus: &'static str,
    /// Credit, 0.1 学时.
    pub credit_tenths: i64,
    /// Position in [`Township::faculty`].
    pub instructor: usize,
}

impl Township {
    /// The reference case: 31 branches, 1,200 members of whom 96 are taught at home, 264 are migrants and 840 are at
    /// home; 92 duty holders.
    #[must_use]
    pub fn reference() -> Self {
        let branches: Vec<(Branch, usize)> = BRANCHES.iter().map(|&row| branch_of(row)).collect();
        Self::build(branches, 96, 264)
    }

    /// As many members as asked for, in branches of forty, in the same proportions: for measurements.
    #[must_use]
    pub fn large(members: usize) -> Self {
        let count = members.div_ceil(40).max(1);
        let branches = (0..count).map(|at| {
            let size = members / count + usize::from(at < members % count);
            let village = words::village(at);
            let name = format!("中共青山镇{village}支部委员会");
            let branch =
                Branch { name, short_name: format!("{village}支部"), village, kind: "branch", groups: Vec::new() };
            (branch, size)
        });
        Self::build(branches.collect(), members * 8 / 100, members * 22 / 100)
    }

    fn build(branches: Vec<(Branch, usize)>, doorstep: usize, migrants: usize) -> Self {
        let mut people = People::new(SEED);
        let mut rng = Rng::new(SEED ^ 0x5EED);
        let last = branches.len().saturating_sub(1);
        let places: Vec<(usize, usize, Vec<Duty>)> = branches
            .iter()
            .enumerate()
            .flat_map(|(at, (branch, size))| {
                let (is_village, groups) = (!branch.village.is_empty(), branch.groups.len());
                (0..*size).map(move |place| (at, place, duties_of(place, at == last, is_village, groups)))
            })
            .collect();
        let left = places.iter().filter(|(_, _, duties)| duties.is_empty()).count();
        let mut modes = Modes { left, doorstep, migrants };
        let mut members = Vec::with_capacity(places.len());
        for (at, place, duties) in places {
            let mode = modes.next(&mut rng, !duties.is_empty());
            if let Some((branch, _)) = branches.get(at) {
                members.push(member(&mut people, &mut rng, (at, place), branch, duties, mode));
            }
        }
        let faculty = words::TEACHERS
            .iter()
            .map(|&(kind, title, unit, can_head)| Teacher { person: people.full(30, 58), kind, title, unit, can_head })
            .collect();
        Self {
            code: TOWNSHIP_CODE,
            name: "青山镇",
            committee: "中共青山镇委员会",
            school: "青山镇党校",
            branches: branches.into_iter().map(|(branch, _)| branch).collect(),
            members,
            venues: VENUES.to_vec(),
            faculty,
            courses: COURSES.to_vec(),
        }
    }

    /// How many take part in this way.
    #[must_use]
    pub fn count(&self, mode: AttendMode) -> usize {
        self.members.iter().filter(|member| member.attend_mode == mode).count()
    }

    /// How many hold a duty.
    #[must_use]
    pub fn duty_holders(&self) -> usize {
        self.members.iter().filter(|member| !member.duties.is_empty()).count()
    }
}

fn branch_of((unit, size, kind): (&str, usize, &'static str)) -> (Branch, usize) {
    let is_village = unit.ends_with('村');
    let joint = if kind == "joint_branch" { "联合" } else { "" };
    // Villages of more than forty members are divided.
    let groups = if is_village && size > 40 { if size > 54 { 3 } else { 2 } } else { 0 };
    let numerals = ["第一", "第二", "第三"];
    let branch = Branch {
        name: format!("中共青山镇{unit}{joint}支部委员会"),
        short_name: if unit == "机关" || unit == "直单位" {
            format!("镇{unit}{joint}支部")
        } else {
            format!("{unit}{joint}支部")
        },
        village: if is_village { unit.to_owned() } else { String::new() },
        kind,
        groups: numerals.iter().take(groups).map(|numeral| format!("{numeral}党小组")).collect(),
    };
    (branch, size)
}

/// Secretary, deputy and one commissioner lead each branch; the last and smallest has no commissioner.
fn duties_of(place: usize, is_last: bool, is_village: bool, groups: usize) -> Vec<Duty> {
    match place {
        0 if is_village => vec![Duty::Secretary, Duty::VillageHead],
        0 => vec![Duty::Secretary],
        1 if groups > 0 => vec![Duty::DeputySecretary, Duty::GroupLeader],
        1 => vec![Duty::DeputySecretary],
        2 if !is_last && groups > 1 => vec![Duty::OrgCommissioner, Duty::GroupLeader],
        2 if !is_last => vec![Duty::OrgCommissioner],
        _ => Vec::new(),
    }
}

fn member(
    people: &mut People,
    rng: &mut Rng,
    (branch, place): (usize, usize),
    of: &Branch,
    duties: Vec<Duty>,
    mode: AttendMode,
) -> Member {
    // One in forty is on probation, never among those who lead or are away.
    let is_probationary = mode == AttendMode::Normal && duties.is_empty() && place % 40 == 12;
    let person = match mode {
        _ if is_probationary => people.probationary(),
        AttendMode::Doorstep => people.full(74, 92),
        AttendMode::Migrant => people.full(22, 52),
        _ if !duties.is_empty() => people.full(32, 60),
        _ => people.full(24, 73),
    };
    let is_old = lunxun_base::LocalDate::from_ymd(crate::people::YEAR, 1, 1)
        .is_some_and(|day| person.birth.years_until(day) >= 80);
    let is_doorstep = mode == AttendMode::Doorstep;
    Member {
        branch,
        group: (!of.groups.is_empty()).then(|| place % of.groups.len()),
        category: if is_probationary { Category::Probationary } else { Category::Full },
        attend_reason: match (is_doorstep, is_old) {
            (false, _) => "",
            (true, true) => "年老体弱",
            (true, false) => rng.pick(&["行动不便", "长期患病"]).unwrap_or("行动不便"),
        },
        attend_approver: if is_doorstep { "支部委员会" } else { "" },
        migrant_to: if mode == AttendMode::Migrant {
            rng.pick(&["浙江宁波", "江苏苏州", "广东东莞", "上海", "北京", "福建泉州"]).unwrap_or("浙江宁波")
        } else {
            ""
        },
        person,
        duties,
        attend_mode: mode,
    }
}

/// Deals out how people take part. Who does not lead a branch draws; what is left over shrinks with every draw, so that
/// the totals come out exactly.
struct Modes {
    left: usize,
    doorstep: usize,
    migrants: usize,
}

impl Modes {
    fn next(&mut self, rng: &mut Rng, leads: bool) -> AttendMode {
        if leads {
            return AttendMode::Normal;
        }
        let drawn = rng.between(1, u32::try_from(self.left.max(1)).unwrap_or(u32::MAX)) as usize;
        self.left = self.left.saturating_sub(1);
        if drawn <= self.doorstep {
            self.doorstep -= 1;
            AttendMode::Doorstep
        } else if drawn <= self.doorstep + self.migrants {
            self.migrants -= 1;
            AttendMode::Migrant
        } else {
            AttendMode::Normal
        }
    }
}

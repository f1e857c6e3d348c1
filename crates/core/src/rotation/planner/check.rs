//! The checker: reads a plan against the hard rules H1–H12 with no help from the planner's own bookkeeping, so that a
//! mistake in one is caught by the other.

use std::collections::{BTreeMap, BTreeSet};

use lunxun_base::{Id, LocalDate};

use super::problem::{AttendMode, BlackoutKind, Duty, Person, Problem, Return};
use super::{ClassKind, Plan, PlannedClass};

/// The hard rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// One base class a year, or a reason.
    H1,
    /// Eligibility.
    H2,
    /// Least and most people.
    H3,
    /// No room twice.
    H4,
    /// No closed day.
    H5,
    /// Duty holders of one branch are not all away.
    H6,
    /// Migrants in homecoming windows only.
    H7,
    /// Doorstep members never placed.
    H8,
    /// Locked and published rows stay.
    H9,
    /// Budget.
    H10,
    /// Head and deputy, never twice at once.
    H11,
    /// No course repeated within two years.
    H12,
}

/// A hard rule that a plan breaks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// Which rule.
    pub rule: Rule,
    /// Classes concerned.
    pub classes: Vec<Id>,
    /// Members concerned.
    pub members: Vec<Id>,
    /// Branches concerned.
    pub branches: Vec<Id>,
    /// What is wrong, in Chinese.
    pub sentence: String,
}

impl Violation {
    fn new(rule: Rule, sentence: impl Into<String>) -> Self {
        Self { rule, classes: Vec::new(), members: Vec::new(), branches: Vec::new(), sentence: sentence.into() }
    }

    fn classes(self, classes: &[&PlannedClass]) -> Self {
        Self { classes: classes.iter().map(|class| class.id).collect(), ..self }
    }

    fn member(self, member: Id) -> Self {
        Self { members: vec![member], ..self }
    }
}

/// Every hard rule that the plan breaks, sorted; empty for a lawful plan.
#[must_use]
pub fn check(problem: &Problem, plan: &Plan) -> Vec<Violation> {
    let people: BTreeMap<Id, &Person> = problem.members.iter().map(|person| (person.id, person)).collect();
    let mut found = Vec::new();
    once_or_reason(plan, &people, &mut found);
    for class in &plan.classes {
        let is_published = problem.published.iter().any(|published| published.id == class.id);
        size(problem, class, is_published, &mut found);
        days(problem, class, is_published, &mut found);
        room(problem, class, &mut found);
        for person in class.members.iter().filter_map(|id| people.get(id)) {
            attendance(problem, class, person, is_published, &mut found);
        }
    }
    for (index, one) in plan.classes.iter().enumerate() {
        for two in &plan.classes[index + 1..] {
            if last_day(one) >= one.start && one.start <= last_day(two) && two.start <= last_day(one) {
                at_once(one, two, &mut found);
            }
        }
    }
    duty(problem, plan, &people, &mut found);
    fixed(problem, plan, &people, &mut found);
    money(problem, plan, &mut found);
    heads(problem, plan, &mut found);
    found.sort();
    found.dedup();
    found
}

fn last_day(class: &PlannedClass) -> LocalDate {
    class.start.plus_days(i64::from(class.days) - 1)
}

fn each_day(class: &PlannedClass) -> impl Iterator<Item = LocalDate> {
    let start = class.start;
    (0..class.days).map(move |offset| start.plus_days(i64::from(offset)))
}

fn once_or_reason(plan: &Plan, people: &BTreeMap<Id, &Person>, found: &mut Vec<Violation>) {
    let mut seats: BTreeMap<Id, Vec<&PlannedClass>> = BTreeMap::new();
    for class in &plan.classes {
        for &member in &class.members {
            seats.entry(member).or_default().push(class);
        }
    }
    for (&member, classes) in &seats {
        if classes.len() > 1 {
            let sentence = format!("同一人编入了{}个班次，每人每年只编一个；请保留一个。", classes.len());
            found.push(Violation::new(Rule::H1, sentence).classes(classes).member(member));
        }
    }
    let explained: BTreeSet<Id> =
        plan.unplaced.iter().filter(|out| !out.sentence().is_empty()).map(|out| out.member).collect();
    for &member in people.keys() {
        match (seats.contains_key(&member), explained.contains(&member)) {
            (false, false) => {
                let sentence = "有一人既没有编班，也没有说明原因；请重新排班或填写原因。";
                found.push(Violation::new(Rule::H1, sentence).member(member));
            }
            (true, true) => {
                let sentence = "有一人已编班，又列在未安排名单里；请重新排班。";
                found.push(Violation::new(Rule::H1, sentence).member(member));
            }
            _ => {}
        }
    }
}

fn size(problem: &Problem, class: &PlannedClass, is_published: bool, found: &mut Vec<Violation>) {
    let rules = &problem.rules;
    let count = u32::try_from(class.members.len()).unwrap_or(u32::MAX);
    let mut most = class.capacity;
    if let (Some(venue), false) = (problem.venues.iter().find(|venue| venue.id == class.venue), is_published) {
        most = most.min(rules.max_size).min(venue.seats * rules.capacity_share_percent / 100);
        if rules.is_boarding {
            most = most.min(venue.beds.unwrap_or(u32::MAX));
        }
        if rules.has_written_exam {
            most = most.min(venue.exam_seats.unwrap_or(venue.seats / 2));
        }
    }
    if count > most {
        let sentence =
            format!("{}的班有{count}人，超过可容纳的{most}人；请移出{}人或换会场。", class.dates(), count - most);
        found.push(Violation::new(Rule::H3, sentence).classes(&[class]));
    }
    let least = match class.kind {
        ClassKind::Regular => rules.min_size,
        ClassKind::Homecoming => rules.homecoming_min_size,
    };
    if count < least && !is_published {
        let sentence = format!("{}的班只有{count}人，不足开班下限{least}人；请并班或补足。", class.dates());
        found.push(Violation::new(Rule::H3, sentence).classes(&[class]));
    }
}

fn days(problem: &Problem, class: &PlannedClass, is_published: bool, found: &mut Vec<Violation>) {
    let is_homecoming = class.kind == ClassKind::Homecoming;
    let mut wrong: BTreeSet<String> = BTreeSet::new();
    for day in each_day(class) {
        if day.year() != problem.year {
            wrong.insert(format!("不在{}年", problem.year));
        }
        for row in &problem.blackouts {
            let yields = match row.kind {
                BlackoutKind::Market => true,
                BlackoutKind::Holiday | BlackoutKind::Farming => is_homecoming,
                BlackoutKind::NewYear | BlackoutKind::Meeting | BlackoutKind::ThemeDay | BlackoutKind::Other => false,
            };
            if !yields && row.from <= day && day <= row.to {
                wrong.insert(format!("遇{}", row.name));
            }
        }
        let month_end = day.plus_days(1).day() == 1;
        if problem.rules.theme_day.is_some_and(|theme| day.day() == theme || (month_end && theme > day.day())) {
            wrong.insert("遇主题党日".to_owned());
        }
    }
    let (from, to) = (class.start, last_day(class));
    let in_window = problem.windows.iter().any(|span| span.from <= from && to <= span.to);
    if !is_homecoming && !problem.windows.is_empty() && !in_window {
        wrong.insert("不在可排班时段内".to_owned());
    }
    if !is_published && from < problem.today {
        wrong.insert("早于今天".to_owned());
    }
    if !wrong.is_empty() {
        let reasons: Vec<String> = wrong.into_iter().collect();
        let sentence = format!("{}的班{}；请改期。", class.dates(), reasons.join("、"));
        found.push(Violation::new(Rule::H5, sentence).classes(&[class]));
    }
    if is_homecoming && !problem.homecoming.iter().any(|window| window.from <= from && to <= window.to) {
        let sentence = format!("{}的返乡班不在返乡时段内；请改期或增加返乡时段。", class.dates());
        found.push(Violation::new(Rule::H7, sentence).classes(&[class]));
    }
}

fn room(problem: &Problem, class: &PlannedClass, found: &mut Vec<Violation>) {
    let Some(venue) = problem.venues.iter().find(|venue| venue.id == class.venue) else {
        let sentence = format!("{}的班所用会场已不在名册里；请另选会场。", class.dates());
        found.push(Violation::new(Rule::H4, sentence).classes(&[class]));
        return;
    };
    if each_day(class).any(|day| venue.busy.iter().any(|span| span.from <= day && day <= span.to)) {
        let sentence = format!("{}{}已另有安排；请改期或换会场。", class.dates(), venue.name);
        found.push(Violation::new(Rule::H4, sentence).classes(&[class]));
    }
}

fn attendance(
    problem: &Problem,
    class: &PlannedClass,
    person: &Person,
    is_published: bool,
    found: &mut Vec<Violation>,
) {
    let mut report = |rule, sentence: String| {
        found.push(Violation::new(rule, sentence).classes(&[class]).member(person.id));
    };
    if let Some(reason) = &person.exempt {
        report(Rule::H2, format!("有一人已免训（{reason}），仍在{}的班里；请移出。", class.dates()));
    }
    match &person.mode {
        AttendMode::Doorstep => report(Rule::H8, format!("送学上门对象编入了{}的班；请移出。", class.dates())),
        AttendMode::Deferred { until } if !is_published && until.is_none_or(|until| class.start <= until) => {
            report(Rule::H2, format!("有一人暂缓期未满，编入了{}的班；请改到以后的班次。", class.dates()));
        }
        AttendMode::Migrant(_) if class.kind == ClassKind::Regular && !is_published => {
            report(Rule::H7, format!("流动党员编入了{}的普通班；请改入返乡班或远程课。", class.dates()));
        }
        AttendMode::Migrant(Return::Away) if !is_published => {
            report(Rule::H7, format!("本年不返乡的流动党员编入了{}的返乡班；请改为远程课。", class.dates()));
        }
        AttendMode::Migrant(Return::Expected(seasons)) if !is_published => {
            let is_home = problem
                .homecoming
                .iter()
                .any(|w| w.from <= class.start && class.start <= w.to && seasons.contains(&w.season));
            if !is_home {
                report(Rule::H7, format!("有一名流动党员{}不在家；请改到其返乡时段的班次。", class.dates()));
            }
        }
        AttendMode::Normal | AttendMode::Deferred { .. } if class.kind == ClassKind::Homecoming && !is_published => {
            report(Rule::H2, format!("在家党员编入了{}的返乡班；请改入普通班。", class.dates()));
        }
        _ => {}
    }
    if let Some(base) = problem.rules.course
        && !base.is_compulsory
        && !is_published
        && class.kind == ClassKind::Regular
    {
        let is_repeat = problem.history.iter().any(|taken| {
            taken.member == person.id && taken.course == base.course && class.start.days_since(taken.on) < 731
        });
        if is_repeat {
            report(Rule::H12, format!("{}的班里有一人两年内学过同一课程；请移出或改课。", class.dates()));
        }
    }
}

fn at_once(one: &PlannedClass, two: &PlannedClass, found: &mut Vec<Violation>) {
    if one.venue == two.venue {
        let sentence = format!("{}与{}两个班同时使用同一会场；请改期或换会场。", one.dates(), two.dates());
        found.push(Violation::new(Rule::H4, sentence).classes(&[one, two]));
    }
    let leads = |class: &PlannedClass| [class.head, class.deputy].into_iter().flatten().collect::<BTreeSet<Id>>();
    if leads(one).intersection(&leads(two)).next().is_some() {
        let sentence = format!("{}与{}两个班同时用同一名班主任；请换人。", one.dates(), two.dates());
        found.push(Violation::new(Rule::H11, sentence).classes(&[one, two]));
    }
}

/// Day by day, so that it does not matter how the classes overlap.
fn duty(problem: &Problem, plan: &Plan, people: &BTreeMap<Id, &Person>, found: &mut Vec<Violation>) {
    let mut holders: BTreeMap<Id, u32> = BTreeMap::new();
    for person in people.values().filter(|p| p.duty.is_some() && p.mode != AttendMode::Doorstep) {
        *holders.entry(person.branch).or_default() += 1;
    }
    let mut away: BTreeMap<(Id, LocalDate), Vec<(&PlannedClass, &Person)>> = BTreeMap::new();
    for class in &plan.classes {
        for person in class.members.iter().filter_map(|id| people.get(id)).filter(|p| p.duty.is_some()) {
            for day in each_day(class) {
                away.entry((person.branch, day)).or_default().push((class, person));
            }
        }
    }
    let mut seen: BTreeSet<(Id, Vec<Id>)> = BTreeSet::new();
    for ((branch, _), gone) in &away {
        let most = (holders.get(branch).copied().unwrap_or(0) / 2).max(1) as usize;
        let has = |duty| gone.iter().any(|(_, person)| person.duty == Some(duty));
        let both = has(Duty::Secretary) && has(Duty::DeputySecretary);
        if gone.len() <= most && !both {
            continue;
        }
        let members: Vec<Id> = gone.iter().map(|(_, person)| person.id).collect();
        if !seen.insert((*branch, members.clone())) {
            continue;
        }
        let name = problem.branches.iter().find(|b| b.id == *branch).map_or("某支部", |b| b.name.as_str());
        let sentence = if both {
            format!("{name}的书记和副书记同时离岗参训；请把其中一人移到别的班次。")
        } else {
            format!("{name}同时有{}名班子成员离岗，最多{most}名；请分批参训。", gone.len())
        };
        let classes: BTreeSet<Id> = gone.iter().map(|(class, _)| class.id).collect();
        found.push(Violation {
            classes: classes.into_iter().collect(),
            members,
            branches: vec![*branch],
            ..Violation::new(Rule::H6, sentence)
        });
    }
}

fn fixed(problem: &Problem, plan: &Plan, people: &BTreeMap<Id, &Person>, found: &mut Vec<Violation>) {
    for lock in problem.locks.iter().filter(|lock| people.contains_key(&lock.member)) {
        let sits = plan.classes.iter().any(|class| class.id == lock.class && class.members.contains(&lock.member));
        if !sits {
            let sentence = "有一人已锁定班次，计划却把其移走；请恢复，或先解除锁定。";
            let violation = Violation::new(Rule::H9, sentence).member(lock.member);
            found.push(Violation { classes: vec![lock.class], ..violation });
        }
    }
    for published in &problem.published {
        let same = plan.classes.iter().find(|class| class.id == published.id);
        let Some(same) =
            same.filter(|c| (c.start, c.days, c.venue) == (published.start, published.days, published.venue))
        else {
            let sentence = format!("已发布的{}班被取消或改动；请按原通知恢复，或发变更通知。", published.dates());
            found.push(Violation::new(Rule::H9, sentence).classes(&[published]));
            continue;
        };
        let must_stay = published.members.iter().filter(|id| {
            people.get(id).is_some_and(|person| person.mode != AttendMode::Doorstep && person.exempt.is_none())
        });
        let moved: Vec<Id> = must_stay.filter(|id| !same.members.contains(id)).copied().collect();
        let added: Vec<Id> = same.members.iter().filter(|id| !published.members.contains(id)).copied().collect();
        if !moved.is_empty() || !added.is_empty() {
            let sentence = format!(
                "已发布的{}班名单有变：移出{}人、加入{}人；请恢复，或发变更通知。",
                published.dates(),
                moved.len(),
                added.len()
            );
            let members = moved.into_iter().chain(added).collect();
            found.push(Violation { members, ..Violation::new(Rule::H9, sentence).classes(&[published]) });
        }
    }
}

fn money(problem: &Problem, plan: &Plan, found: &mut Vec<Violation>) {
    let Some(budget) = problem.rules.budget else { return };
    let mut spent: i64 = 0;
    for class in plan.classes.iter().filter(|class| !class.members.is_empty()) {
        let people = i64::try_from(class.members.len()).unwrap_or(i64::MAX);
        spent += budget.class_fen + people * i64::from(class.days) * budget.person_day_fen;
    }
    if spent > budget.total_fen {
        let over = spent - budget.total_fen;
        let sentence = format!("计划超出经费{}.{:02}元；请追加预算或减少班次。", over / 100, over % 100);
        found.push(Violation::new(Rule::H10, sentence));
    }
}

fn heads(problem: &Problem, plan: &Plan, found: &mut Vec<Violation>) {
    let known: BTreeSet<Id> = problem.heads.iter().map(|head| head.id).collect();
    if known.len() < 2 {
        return;
    }
    for class in &plan.classes {
        let is_complete = class.head.is_some() && class.deputy.is_some() && class.head != class.deputy;
        if !is_complete && !problem.published.iter().any(|published| published.id == class.id) {
            let sentence = format!("{}的班缺班主任或副班主任；请补齐两人。", class.dates());
            found.push(Violation::new(Rule::H11, sentence).classes(&[class]));
        }
        let is_busy = problem.heads.iter().any(|head| {
            let serves = class.head == Some(head.id) || class.deputy == Some(head.id);
            serves && each_day(class).any(|day| head.busy.iter().any(|span| span.from <= day && day <= span.to))
        });
        if is_busy {
            let sentence = format!("{}的班的班主任当天另有安排；请换人。", class.dates());
            found.push(Violation::new(Rule::H11, sentence).classes(&[class]));
        }
    }
}

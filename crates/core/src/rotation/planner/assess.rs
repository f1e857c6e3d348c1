//! Warnings and the score of a finished plan.

use std::collections::BTreeMap;

use lunxun_base::Id;

use super::explain::main_capacity;
use super::outcome::{Plan, PlannedClass, Score, Unplaced, Warning, WarningKind};
use super::problem::{AttendMode, BlackoutKind, Return};
use super::state::{State, day_of_year};
use super::{ClassKind, span_text};

/// Fewest ordinary classes that could hold everybody at home.
pub(super) fn lower_bound(state: &State) -> u32 {
    let home = state.model.people.iter().filter(|person| person.is_home()).count();
    u32::try_from(home).unwrap_or(u32::MAX).div_ceil(main_capacity(state.model).max(1))
}

pub(super) fn score(state: &State, classes: &[PlannedClass], left: &[Unplaced], previous: Option<&Plan>) -> Score {
    let model = state.model;
    let people = &model.people;
    let mut score = Score::default();
    for out in left.iter().filter(|out| out.reason.is_shortfall()) {
        if let Some(person) = model.person(out.member) {
            score.unplaced[usize::from(people[person].person.priority.clamp(1, 6)) - 1] += 1;
        }
    }
    let (mut weighted, mut weights) = (0, 0);
    for (index, info) in people.iter().enumerate() {
        let class = state.place[index].map(|class| &state.classes[class]);
        let credit = class.map_or(0, |class| match class.kind {
            ClassKind::Regular => model.rules.class_credit_tenths,
            ClassKind::Homecoming => model.rules.homecoming_credit_tenths,
        });
        if info.standing != super::model::Standing::Outside {
            score.unmet_need_tenths += i64::from((info.person.need_tenths - credit).max(0));
        }
        if let Some(class) = class {
            weighted += info.urgency * day_of_year(class.start);
            weights += info.urgency;
            let waits = i64::from(info.person.waiting_days) + class.start.days_since(model.problem.today);
            score.longest_wait_weeks = score.longest_wait_weeks.max(waits / 7);
        }
    }
    score.mean_start_weeks = if weights == 0 { 0 } else { weighted / (weights * 7) };
    score.uneven_branches = state.uneven_branches();
    score.village_splits = village_splits(state);
    score.bus_minutes = state.bus_minutes();
    score.away_over_half = state.away_over_half();
    let sizes: Vec<i64> = classes
        .iter()
        .filter(|class| class.kind == ClassKind::Regular)
        .map(|class| i64::try_from(class.members.len()).unwrap_or(0))
        .collect();
    if !sizes.is_empty() {
        let mean = sizes.iter().sum::<i64>() / i64::try_from(sizes.len()).unwrap_or(1);
        score.size_unevenness = sizes.iter().map(|size| (size - mean) * (size - mean)).sum();
    }
    score.head_unevenness = head_unevenness(state, classes);
    score.changes = previous.map_or(0, |previous| changes(previous, classes));
    score
}

fn village_splits(state: &State) -> i64 {
    let model = state.model;
    let seats = main_capacity(model).max(1);
    let mut parts: BTreeMap<(ClassKind, usize), (i64, u32)> = BTreeMap::new();
    for (class, open) in state.classes.iter().enumerate() {
        for village in 0..model.villages {
            let count = state.village_count(class, village);
            if count > 0 {
                let entry = parts.entry((open.kind, village)).or_default();
                entry.0 += 1;
                entry.1 += count;
            }
        }
    }
    parts.values().map(|&(parts, people)| (parts - i64::from(people.div_ceil(seats))).max(0)).sum()
}

fn head_unevenness(state: &State, classes: &[PlannedClass]) -> i64 {
    let load = |id: Id| classes.iter().filter(|class| class.head == Some(id) || class.deputy == Some(id)).count();
    let loads: Vec<usize> = state.model.heads.iter().map(|head| load(head.id)).collect();
    let spread = loads.iter().max().copied().unwrap_or(0) - loads.iter().min().copied().unwrap_or(0);
    i64::try_from(spread).unwrap_or(i64::MAX)
}

/// People whose class differs between the two.
pub(super) fn changes(previous: &Plan, classes: &[PlannedClass]) -> i64 {
    let seats = |classes: &[PlannedClass]| -> BTreeMap<Id, Id> {
        classes.iter().flat_map(|class| class.members.iter().map(move |&member| (member, class.id))).collect()
    };
    let (old, new) = (seats(&previous.classes), seats(classes));
    let differs = old.iter().filter(|(member, class)| new.get(*member) != Some(*class)).count();
    let added = new.keys().filter(|member| !old.contains_key(*member)).count();
    i64::try_from(differs + added).unwrap_or(i64::MAX)
}

pub(super) fn warnings(state: &State, classes: &[PlannedClass]) -> Vec<Warning> {
    let mut found = setup(state, classes);
    // Numbered as the classes will be named: each kind by itself.
    let (mut regular, mut homecoming) = (0, 0);
    for class in classes {
        let (kind, term) = match class.kind {
            ClassKind::Regular => ("", &mut regular),
            ClassKind::Homecoming => ("返乡班", &mut homecoming),
        };
        *term += 1;
        let title = format!("{kind}第{term}期（{}）", class.dates());
        if let Some(index) = state.classes.iter().position(|open| open.id == class.id) {
            branches(state, index, &title, &mut found);
        }
        for row in state.model.problem.blackouts.iter().filter(|row| row.kind == BlackoutKind::Market) {
            if row.from <= class.end() && class.start <= row.to {
                let sentence =
                    format!("{title}遇{}（{}），请提醒学员错开赶集。", row.name, span_text(row.from, row.to));
                found.push(warn(WarningKind::MarketDay, sentence).at(class.id));
            }
        }
    }
    found
}

fn warn(kind: WarningKind, sentence: String) -> Warning {
    Warning { kind, branch: None, class: None, member: None, stand_in: None, sentence }
}

impl Warning {
    fn at(self, class: Id) -> Self {
        Self { class: Some(class), ..self }
    }
}

fn setup(state: &State, classes: &[PlannedClass]) -> Vec<Warning> {
    let model = state.model;
    let problem = model.problem;
    let mut found = Vec::new();
    if main_capacity(model) == 0 {
        found.push(warn(WarningKind::Setup, "还没有可用的会场；请先在场地里登记镇会场及其座位数。".to_owned()));
    }
    if model.heads.len() < 2 && !classes.is_empty() {
        let sentence = "班主任人选不足2人，班次暂未安排正副班主任；请先登记人选，再重新排班。".to_owned();
        found.push(warn(WarningKind::NoHeads, sentence));
    }
    let unknown = model.people.iter().filter(|info| info.person.mode == AttendMode::Migrant(Return::Unknown)).count();
    if unknown > 0 {
        let sentence = format!(
            "有{unknown}名流动党员尚未确认返乡，暂按最近的返乡时段编班；请联系人逐人确认，不返乡的改为远程课。"
        );
        found.push(warn(WarningKind::ReturnUnknown, sentence));
    }
    for lock in &problem.locks {
        let Some(person) = model.person(lock.member) else { continue };
        let sits = state.place[person].map(|class| state.classes[class].id);
        if sits != Some(lock.class) {
            let sentence = "有一人锁定的班次已不在计划中，锁定没有生效；请解除锁定或恢复该班次。".to_owned();
            found.push(Warning { member: Some(lock.member), ..warn(WarningKind::FixedClash, sentence).at(lock.class) });
        }
    }
    for class in &problem.published {
        let barred = class.members.iter().filter(|&&id| {
            model.person(id).is_some_and(|p| {
                let info = model.people[p].person;
                info.mode == AttendMode::Doorstep || info.exempt.is_some()
            })
        });
        for &member in barred {
            let sentence =
                format!("已发布的{}班里有一人现为送学上门或免训，已移出；请向其所在支部更正通知。", class.dates());
            found.push(Warning { member: Some(member), ..warn(WarningKind::FixedClash, sentence).at(class.id) });
        }
    }
    found
}

fn branches(state: &State, class: usize, title: &str, found: &mut Vec<Warning>) {
    let model = state.model;
    let open = &state.classes[class];
    for (index, info) in model.branches.iter().enumerate() {
        let Some(branch) = info.branch else { continue };
        let away = state.branch_count(class, index);
        if info.size > 2 && away * 2 > info.size {
            let sentence = format!(
                "{title}调出{}{away}人，超过该支部{}人的一半；请留人值守，或把一部分人移到别的班次。",
                branch.name, info.size
            );
            found.push(Warning { branch: Some(branch.id), ..warn(WarningKind::BranchAway, sentence).at(open.id) });
        }
        if info.duty_holders != 1 || away == 0 {
            continue;
        }
        let members = state.members_of(class);
        let Some(&holder) = members.iter().find(|&&p| model.people[p].branch == index && model.people[p].is_duty())
        else {
            continue;
        };
        let stand_in = (0..model.people.len()).find(|&p| {
            let other = &model.people[p];
            let is_away = state.place[p].is_some_and(|at| state.classes[at].overlaps(open.start, open.end()));
            other.branch == index && other.is_home() && !other.is_duty() && !is_away
        });
        let advice = if stand_in.is_some() {
            "已给出建议人选"
        } else {
            "支部内暂无合适人选，请上级党组织指定"
        };
        found.push(Warning {
            branch: Some(branch.id),
            member: Some(model.people[holder].person.id),
            stand_in: stand_in.map(|p| model.people[p].person.id),
            ..warn(
                WarningKind::StandIn,
                format!("{}只有1名班子成员，其参加{title}期间请指定临时负责人（{advice}）。", branch.name),
            )
            .at(open.id)
        });
    }
}

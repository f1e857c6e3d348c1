//! Words for whatever the plan could not do, and the smallest change that would help.

use lunxun_base::{Id, LocalDate};

use super::ClassKind;
use super::model::{Model, Standing};
use super::outcome::{Cure, Reason, Unplaced, span_text};
use super::problem::{AttendMode, BlackoutKind, Return};
use super::seat::Notes;
use super::state::State;

/// Everybody without a class, with reason, remedy and sentence.
pub(super) fn unplaced(state: &State, notes: &Notes) -> Vec<Unplaced> {
    let model = state.model;
    let mut reasons: Vec<(usize, Reason)> = (0..model.people.len())
        .filter(|&person| state.place[person].is_none())
        .map(|person| (person, reason(state, notes, person)))
        .collect();
    let lacking = |is: fn(&Reason) -> bool| reasons.iter().filter(|(_, reason)| is(reason)).count();
    let without_slot = u32::try_from(lacking(|r| matches!(r, Reason::NoSlot { .. }))).unwrap_or(u32::MAX);
    let without_money = i64::try_from(lacking(|r| matches!(r, Reason::OverBudget { .. }))).unwrap_or(i64::MAX);
    let seats = main_capacity(model).max(1);
    let each = model.rules.budget.map_or(0, |budget| i64::from(model.days(ClassKind::Regular)) * budget.person_day_fen);
    let remedies = Remedies::find(state);
    for (_, reason) in &mut reasons {
        match reason {
            Reason::NoSlot { missing } => *missing = without_slot.div_ceil(seats),
            Reason::OverBudget { short_fen } => *short_fen = without_money.saturating_mul(each),
            _ => {}
        }
    }
    reasons
        .into_iter()
        .map(|(person, reason)| {
            let (cure, sentence) = words(model, &remedies, person, &reason);
            Unplaced::new(model.people[person].person.id, reason, cure, sentence)
        })
        .collect()
}

/// People that a class in the main venue may have.
pub(super) fn main_capacity(model: &Model) -> u32 {
    model.venues.iter().find(|venue| venue.is_open).map_or(0, |venue| model.capacity(venue))
}

fn reason(state: &State, notes: &Notes, person: usize) -> Reason {
    let model = state.model;
    let info = &model.people[person];
    if let Some(words) = &info.person.exempt {
        return Reason::Exempt(words.clone());
    }
    match (&info.person.mode, &info.standing) {
        (AttendMode::Doorstep, _) => return Reason::Doorstep,
        (AttendMode::Deferred { until }, Standing::Outside) => return Reason::Deferred(*until),
        (AttendMode::Migrant(Return::Away), _) => return Reason::Remote { too_few: None },
        (AttendMode::Migrant(_), _) => {
            return notes[person].clone().unwrap_or(Reason::Remote { too_few: None });
        }
        _ => {}
    }
    if let Some(noted) = &notes[person] {
        return noted.clone();
    }
    let regular: Vec<usize> = (0..state.classes.len())
        .filter(|&class| {
            let open = &state.classes[class];
            open.kind == ClassKind::Regular && !open.is_published && !open.is_closed
        })
        .collect();
    let in_time = |class: usize| match info.standing {
        Standing::Home(Some(until)) => state.classes[class].start > until,
        _ => true,
    };
    if let (Some(on), false) = (info.last_course, regular.is_empty())
        && !regular.iter().any(|&class| model.may_attend(person, ClassKind::Regular, state.classes[class].start))
    {
        return Reason::CourseRepeated { on };
    }
    if let (Standing::Home(Some(until)), false) = (&info.standing, regular.is_empty())
        && !regular.iter().any(|&class| in_time(class))
    {
        return Reason::Deferred(Some(*until));
    }
    let seat = |class: usize| {
        state.has_seat(class) && model.may_attend(person, ClassKind::Regular, state.classes[class].start)
    };
    if regular.iter().any(|&class| state.fits(person, class)) {
        // A seat that nobody may take for want of money.
        return Reason::OverBudget { short_fen: 0 };
    }
    if regular.iter().any(|&class| seat(class)) { Reason::DutyClash } else { Reason::NoSlot { missing: 1 } }
}

struct Remedies {
    venue: Option<(Id, String)>,
    days: Option<(LocalDate, LocalDate)>,
}

impl Remedies {
    fn find(state: &State) -> Self {
        let model = state.model;
        let venue = model
            .venues
            .iter()
            .find(|venue| !venue.is_open && model.capacity(venue) >= model.rules.min_size.max(1))
            .map(|venue| (venue.id, venue.name.clone()));
        Self { venue, days: more_days(state) }
    }

    fn cure(&self) -> Cure {
        match (&self.venue, self.days) {
            (Some((venue, _)), _) => Cure::OpenVenue(*venue),
            (None, Some((from, to))) => Cure::AddDays { from, to },
            (None, None) => Cure::RaiseCapacity,
        }
    }

    fn sentence(&self) -> String {
        let days = self.days.map(|(from, to)| format!("增加{}", span_text(from, to)));
        let venue = self.venue.as_ref().map(|(_, name)| format!("启用村会场（{name}）"));
        match (venue, days) {
            (Some(venue), Some(days)) => format!("建议{venue}或{days}"),
            (Some(one), None) | (None, Some(one)) => format!("建议{one}"),
            (None, None) => "建议换用更大的会场、提高每期人数或登记村会场".to_owned(),
        }
    }
}

/// Days closed by nothing but the planning windows, or failing that by a farm season; the nearest to open days first.
fn more_days(state: &State) -> Option<(LocalDate, LocalDate)> {
    let model = state.model;
    let venue = model.venues.iter().position(|venue| venue.is_open)?;
    let length = i64::from(model.days(ClassKind::Regular)) - 1;
    let mut day = model.first_possible_day();
    let mut best: Option<((bool, bool, i64, LocalDate), LocalDate)> = None;
    while day.plus_days(length).year() == model.problem.year {
        let end = day.plus_days(length);
        let blocks: Vec<BlackoutKind> = model
            .problem
            .blackouts
            .iter()
            .filter(|row| row.kind != BlackoutKind::Market && row.from <= end && day <= row.to)
            .map(|row| row.kind)
            .collect();
        let is_taken = state.classes.iter().any(|open| !open.is_closed && open.overlaps(day, end));
        let usable = blocks.iter().all(|kind| *kind == BlackoutKind::Farming)
            && !model.has_theme_day(day, end)
            && model.venue_is_free(venue, day, end)
            && !is_taken
            && !model.is_open(ClassKind::Regular, day, venue);
        if usable {
            let distance = model
                .problem
                .windows
                .iter()
                .map(|window| window.from.days_since(end).max(day.days_since(window.to)).max(0))
                .min()
                .unwrap_or(0);
            let is_weekend = (0..=length).any(|n| model.rules.is_weekend(day.plus_days(n)));
            let rank = (!blocks.is_empty(), is_weekend, distance, day);
            if best.as_ref().is_none_or(|(old, _)| rank < *old) {
                best = Some((rank, end));
            }
        }
        day = day.plus_days(1);
    }
    best.map(|((_, _, _, from), to)| (from, to))
}

fn words(model: &Model, remedies: &Remedies, person: usize, reason: &Reason) -> (Cure, String) {
    let branch =
        model.branches[model.people[person].branch].branch.map_or("所在支部", |branch| branch.name.as_str());
    match reason {
        Reason::Doorstep => {
            (Cure::DoorstepVisit, format!("送学上门对象，不编入班次；请{branch}安排送学上门并留下记录。"))
        }
        Reason::Exempt(words) => (Cure::None, format!("本年免于调训：{words}。")),
        Reason::Deferred(Some(until)) if until.year() <= model.problem.year => (
            Cure::WaitUntil(*until),
            format!("暂缓至{}，此后已无班次；建议安排补训，或在此后增开一期。", until.chinese()),
        ),
        Reason::Deferred(_) => (Cure::None, "本年暂缓参训；暂缓到期后请改回正常，再重新排班。".to_owned()),
        Reason::Remote { too_few: None } => {
            (Cure::RemoteLesson, "流动党员，本年没有可参加的返乡班；请安排远程课、时令课，并由联系人告知。".to_owned())
        }
        Reason::Remote { too_few: Some(count) } => (
            Cure::RemoteLesson,
            format!(
                "同一返乡时段只有{count}人，不足返乡班下限{}人；请改为远程课、时令课，或与邻镇合办。",
                model.rules.homecoming_min_size
            ),
        ),
        Reason::HomecomingFull => {
            (Cure::RaiseCapacity, "返乡时段的班次已满；建议启用村会场加开返乡班，或改为远程课。".to_owned())
        }
        Reason::NoSlot { missing } => {
            (remedies.cure(), format!("可用半天不足：缺{missing}期；{}。", remedies.sentence()))
        }
        Reason::BelowMinimum { have, min } => (
            Cure::LowerMinimum,
            format!("只剩{have}人，不足开班下限{min}人；建议降低下限、并入县级或邻镇班次，或提高其他班次人数。"),
        ),
        Reason::DutyClash => (
            Cure::NameStandIn,
            format!(
                "{branch}班子成员须分批参训，有空位的班次都会使书记、副书记或过半班子成员同时离岗；建议增开一期，或由支部定好临时负责人后手工安排。"
            ),
        ),
        Reason::CourseRepeated { on } => (
            Cure::OtherCourse,
            format!("{}已学过本课程，两年内不重复；建议改学其他课程，或把本课程标为必修。", on.chinese()),
        ),
        Reason::OverBudget { short_fen } => (
            Cure::RaiseBudget(*short_fen),
            format!(
                "经费不足：安排完未参训人员还差{}.{:02}元；建议追加预算或降低每人每天标准。",
                short_fen / 100,
                short_fen % 100
            ),
        ),
    }
}

//! The planner's problem, read from the township's records.

use std::collections::{BTreeMap, BTreeSet};

use lunxun_base::{Id, LocalDate, Result};
use lunxun_store::rusqlite::Connection;

use super::{
    PlanParam, PlannedClassKind,
    planner::{
        self, AttendMode, Blackout, BlackoutKind, Branch, ClassKind, Duty, Head, HomecomingWindow, Lock, Person,
        PlannedClass, PriorityFacts, Problem, Return, Rules, Season, Span, Venue, WAITING_CAP_DAYS,
    },
    store::{self, ClassRow, Stored},
};
use crate::{
    calendar,
    faculty::{self, FacultyView},
    fields::{self, Category, PartialDate},
    member::{self, Snapshot},
    migrant,
    org::{self, Org},
    params::Params,
    training_class::{self, ClassRecord, ClassState},
    venue::{self, VenueKind, VenueView},
};

/// A member as the views show them.
#[derive(Debug, Clone)]
pub(super) struct Face {
    pub name: String,
    pub branch: Option<Id>,
    pub branch_name: String,
    pub duties: Vec<fields::Duty>,
}

/// The problem with the names that the planner does not know.
pub(super) struct Facts {
    pub problem: Problem,
    pub faces: BTreeMap<Id, Face>,
    pub venue_names: BTreeMap<Id, String>,
    pub head_names: BTreeMap<Id, String>,
    pub warnings: Vec<String>,
    pub params: Vec<PlanParam>,
}

/// Days between today and the first class that can still be announced.
const LEAD_DAYS: i64 = 7;

/// Nobody records when a duty began: whoever holds one counts as having held it for this long.
const DUTY_DAYS_UNKNOWN: u32 = 365;

/// No bus table is kept: every branch counts as this far away, so that fewer buses still count as better.
const BUS_MINUTES: u32 = 20;

/// Planned classes whose training class was called off or deleted: their people are free again.
pub(super) fn called_off(conn: &Connection, stored: &Stored) -> Result<BTreeSet<Id>> {
    let classes = training_class::list(conn, Some(stored.plan.year), None, None)?;
    let lives = |id: Id| classes.iter().any(|class| class.id == id && class.state != ClassState::Cancelled);
    let gone = stored.classes.iter().filter(|class| class.training_class.is_some_and(|id| !lives(id)));
    Ok(gone.map(|class| class.id).collect())
}

/// Reads everything that the planner needs for this plan as of today.
///
/// # Errors
/// Those of the database.
pub(super) fn read(conn: &Connection, today: LocalDate, stored: &Stored) -> Result<Facts> {
    let year = stored.plan.year;
    let mut warnings = Vec::new();
    let (rules, params) = rules(conn, today, stored)?;
    let mut windows = windows(year, &mut warnings);
    windows.extend(stored.plan.extra_days.iter().map(|(from, to)| Span { from: *from, to: *to }));
    let homecoming =
        if stored.plan.include_homecoming { planner::default_homecoming(year).unwrap_or_default() } else { Vec::new() };
    let orgs = org::all(conn)?;
    let others = other_classes(conn, stored)?;
    let venues = venue::list_all(conn)?;
    let faculty = faculty::list_all(conn)?;
    let mut roster = member::snapshot(conn)?;
    roster.retain(|member| matches!(member.category, Category::Full | Category::Probationary));
    let members = people(conn, today, stored, &roster, &orgs, &homecoming, &mut warnings)?;
    let problem = Problem {
        year,
        township: town_name(&orgs),
        today,
        members,
        branches: branches(&orgs),
        venues: venues.iter().filter_map(|venue| room(venue, stored, &others)).collect(),
        heads: heads(&faculty, stored, &others),
        blackouts: opened(blackouts(conn, year)?, &stored.plan.extra_days),
        windows,
        homecoming,
        locks: locks(stored),
        published: stored
            .classes
            .iter()
            .filter(|class| class.training_class.is_some())
            .map(|class| planned(class, stored))
            .collect(),
        history: Vec::new(),
        rules,
    };
    Ok(Facts {
        problem,
        faces: faces(roster, &orgs),
        venue_names: venues.into_iter().map(|venue| (venue.id, venue.name)).collect(),
        head_names: faculty.into_iter().map(|person| (person.id, person.name)).collect(),
        warnings,
        params,
    })
}

/// A stored class as the planner has it, with the people who sit in it.
pub(super) fn planned(class: &ClassRow, stored: &Stored) -> PlannedClass {
    let members = stored.seats.iter().filter(|(_, seat)| seat.class == Some(class.id)).map(|(member, _)| *member);
    PlannedClass {
        id: class.id,
        kind: match class.kind {
            PlannedClassKind::Regular => ClassKind::Regular,
            PlannedClassKind::Homecoming => ClassKind::Homecoming,
        },
        start: class.starts_on,
        days: u32::try_from(class.ends_on.days_since(class.starts_on) + 1).unwrap_or(1),
        venue: class.venue,
        head: class.head,
        deputy: class.deputy,
        capacity: class.capacity,
        is_pinned: class.is_locked || class.is_hand_dated,
        members: members.collect(),
    }
}

/// The township as people say it: 青山镇.
pub(super) fn town_name(orgs: &[Org]) -> String {
    let root = orgs.iter().find(|org| org.kind == "township");
    let name = root.map_or("", |root| root.name.as_str());
    let name = name.trim_start_matches("中国共产党").trim_start_matches("中共");
    name.trim_end_matches("委员会").trim_end_matches("党委").to_owned()
}

fn rules(conn: &Connection, today: LocalDate, stored: &Stored) -> Result<(Rules, Vec<PlanParam>)> {
    let year = stored.plan.year;
    let first = LocalDate::from_ymd(year, 1, 1).unwrap_or(today);
    let last = LocalDate::from_ymd(year, 12, 31).unwrap_or(today);
    let params = Params::on(conn, today.clamp(first, last));
    let count = |key: &str| params.get(key).map(|value| u32::try_from(value).unwrap_or(0));
    let (share, least, most) = (count("class.capacity_percent")?, count("class.min_size")?, count("class.max_size")?);
    let least = stored.plan.min_size.unwrap_or(least);
    let theme_day = count("theme_day")?;
    let half_day = i32::try_from(params.get("class.lesson_tenths_half_day")?).unwrap_or(0);
    let days = stored.plan.class_days;
    let rules = Rules {
        class_days: days,
        capacity_share_percent: share,
        min_size: least,
        max_size: most,
        homecoming_min_size: Rules::default().homecoming_min_size.min(least),
        lead_days: u32::try_from(LEAD_DAYS).unwrap_or(0),
        theme_day: Some(theme_day),
        makeup_workdays: calendar::makeup_workdays(year),
        class_credit_tenths: half_day * 2 * i32::try_from(days).unwrap_or(1),
        homecoming_credit_tenths: half_day * 2,
        ..Rules::default()
    };
    let shown = [
        ("每期天数", format!("{days}天")),
        ("返乡班天数", format!("{}天", rules.homecoming_days)),
        ("半天学时", format!("{}学时", lunxun_base::CreditTenths(half_day))),
        ("座位使用上限", format!("{share}%")),
        ("开班最少人数", format!("{least}人")),
        ("每班最多人数", format!("{most}人")),
        ("返乡班最少人数", format!("{}人", rules.homecoming_min_size)),
        ("主题党日", format!("每月{theme_day}日")),
    ];
    let shown = shown.into_iter().map(|(label, value)| PlanParam { label: label.to_owned(), value }).collect();
    Ok((rules, shown))
}

/// One span: the farm seasons within it are rows of the calendar, so that the township can shorten them.
fn windows(year: i32, warnings: &mut Vec<String>) -> Vec<Span> {
    match planner::default_windows(year) {
        Ok(windows) => match (windows.first(), windows.last()) {
            (Some(first), Some(last)) => vec![Span { from: first.from, to: last.to }],
            _ => Vec::new(),
        },
        Err(error) => {
            warnings.push(error.message);
            Vec::new()
        }
    }
}

/// Classes of the year that this plan did not make.
fn other_classes(conn: &Connection, stored: &Stored) -> Result<Vec<ClassRecord>> {
    let own: BTreeSet<Id> = stored.classes.iter().filter_map(|class| class.training_class).collect();
    let mut classes = training_class::list(conn, Some(stored.plan.year), None, None)?;
    classes.retain(|class| class.state != ClassState::Cancelled && !own.contains(&class.id));
    Ok(classes)
}

fn blackouts(conn: &Connection, year: i32) -> Result<Vec<Blackout>> {
    let rows = calendar::in_year(conn, year)?.into_iter().map(|row| Blackout {
        name: row.name,
        from: row.starts_on,
        to: row.ends_on,
        kind: match row.kind {
            calendar::BlackoutKind::Holiday => BlackoutKind::Holiday,
            calendar::BlackoutKind::Harvest => BlackoutKind::Farming,
            // 除夕至初三 is shipped under this kind: nothing is held then, not even for those who are home.
            calendar::BlackoutKind::Festival => BlackoutKind::NewYear,
            calendar::BlackoutKind::ThemeDay => BlackoutKind::ThemeDay,
            calendar::BlackoutKind::Custom => BlackoutKind::Other,
        },
        source: row.source,
    });
    Ok(rows.collect())
}

/// Farm seasons without the days that the plan opens in them; other closed days stay closed.
fn opened(rows: Vec<Blackout>, extra: &[(LocalDate, LocalDate)]) -> Vec<Blackout> {
    let mut rows = rows;
    for (from, to) in extra {
        let cut = |row: Blackout| {
            if row.kind != BlackoutKind::Farming || row.to < *from || *to < row.from {
                return vec![row];
            }
            let before = Blackout { to: from.plus_days(-1), ..row.clone() };
            let after = Blackout { from: to.plus_days(1), ..row };
            [before, after].into_iter().filter(|row| row.from <= row.to).collect()
        };
        rows = rows.into_iter().flat_map(cut).collect();
    }
    rows
}

fn branches(orgs: &[Org]) -> Vec<Branch> {
    orgs.iter()
        .filter(|org| !matches!(org.kind.as_str(), "party_group" | "party_school"))
        .map(|org| Branch {
            id: org.id,
            name: short(org).to_owned(),
            village: if org.village.is_empty() { short(org).to_owned() } else { org.village.clone() },
            minutes: BUS_MINUTES,
        })
        .collect()
}

fn short(org: &Org) -> &str {
    if org.short_name.is_empty() { &org.name } else { &org.short_name }
}

fn room(venue: &VenueView, stored: &Stored, others: &[ClassRecord]) -> Option<Venue> {
    let is_open = stored.plan.venues.contains(&venue.id);
    let is_used = stored.classes.iter().any(|class| class.venue == venue.id);
    if venue.kind == VenueKind::OnSite && !is_open && !is_used {
        return None;
    }
    let busy = others.iter().filter(|class| class.room_id == Some(venue.id)).map(span).collect();
    Some(Venue {
        id: venue.id,
        name: venue.name.clone(),
        seats: venue.seats,
        is_main: venue.kind == VenueKind::MainHall,
        is_open,
        beds: None,
        exam_seats: (venue.exam_seats > 0).then_some(venue.exam_seats),
        busy,
    })
}

fn span(class: &ClassRecord) -> Span {
    Span { from: class.starts_on, to: class.ends_on }
}

fn heads(faculty: &[FacultyView], stored: &Stored, others: &[ClassRecord]) -> Vec<Head> {
    let pool: BTreeSet<Id> = stored.plan.heads.iter().chain(&stored.plan.deputies).copied().collect();
    faculty
        .iter()
        .filter(|person| pool.contains(&person.id))
        .map(|person| {
            let leads = |class: &&ClassRecord| [class.head_id, class.deputy_id].contains(&Some(person.id));
            Head { id: person.id, name: person.name.clone(), busy: others.iter().filter(leads).map(span).collect() }
        })
        .collect()
}

/// Locked seats, and every seat of a locked class.
fn locks(stored: &Stored) -> Vec<Lock> {
    let closed: BTreeSet<Id> = stored.classes.iter().filter(|class| class.is_locked).map(|class| class.id).collect();
    let known: BTreeSet<Id> = stored.classes.iter().map(|class| class.id).collect();
    let seats = stored.seats.iter().filter_map(|(member, seat)| {
        let class = seat.class.filter(|class| known.contains(class))?;
        (seat.is_locked || closed.contains(&class)).then_some(Lock { member: *member, class })
    });
    seats.collect()
}

fn people(
    conn: &Connection,
    today: LocalDate,
    stored: &Stored,
    roster: &[Snapshot],
    orgs: &[Org],
    homecoming: &[HomecomingWindow],
    warnings: &mut Vec<String>,
) -> Result<Vec<Person>> {
    let year = stored.plan.year;
    let last_classes = store::last_classes(conn)?;
    let elsewhere = store::seats_elsewhere(conn, year, stored.plan.id)?;
    let earned = store::earned(conn, year)?;
    let params = Params::on(conn, LocalDate::from_ymd(year, 12, 31).unwrap_or(today));
    let target = |key| params.get(key).map(|tenths| i32::try_from(tenths).unwrap_or(0));
    let (target_member, target_duty) = (target("hours.member")?, target("hours.duty")?);
    let villages: BTreeMap<Id, &str> = orgs.iter().map(|org| (org.id, org.village.as_str())).collect();
    let home = next_season(today, homecoming);
    let told = migrant::windows(conn)?;
    let is_untold =
        |member: &&Snapshot| member.attend_mode == fields::AttendMode::Migrant && !told.contains_key(&member.id);
    let migrants = roster.iter().filter(is_untold).count();
    if migrants > 0 && !matches!(home, Return::Unknown) {
        warnings.push(match &home {
            Return::Expected(_) => {
                format!("流动党员{migrants}人没有登记返乡时间，先按下一个返乡时段安排，请逐人核实。")
            }
            _ => format!("今年已没有可用的返乡时段，流动党员{migrants}人按远程课安排。"),
        });
    }
    let unsorted = roster.iter().filter(|member| member.branch.is_none()).count();
    if unsorted > 0 {
        warnings.push(format!("有{unsorted}人没有登记所在支部，请在党员名册里补上。"));
    }
    let people = roster.iter().map(|member| {
        let duty = duty(&member.duties);
        let last = last_classes.get(&member.id).copied();
        let facts = PriorityFacts {
            duty,
            duty_days: DUTY_DAYS_UNKNOWN,
            is_probationary_or_first_year: is_new(member, today),
            has_missed: last.is_none_or(|last| last.year() < year - 1),
        };
        let by_hand = stored.seats.get(&member.id).and_then(|seat| seat.exempt_reason.clone());
        Person {
            id: member.id,
            branch: member.branch.unwrap_or(Id::from_bytes([0; 16])),
            village: member
                .group
                .and_then(|group| villages.get(&group))
                .filter(|village| !village.is_empty())
                .map(|village| (*village).to_owned()),
            priority: planner::priority(facts),
            duty,
            mode: match member.attend_mode {
                fields::AttendMode::Normal => AttendMode::Normal,
                fields::AttendMode::Doorstep => AttendMode::Doorstep,
                fields::AttendMode::Migrant => {
                    let spans = told.get(&member.id);
                    AttendMode::Migrant(spans.map_or_else(|| home.clone(), |spans| told_return(spans, homecoming)))
                }
                fields::AttendMode::Deferred => AttendMode::Deferred { until: member.attend_until },
            },
            waiting_days: waiting(member, last, today),
            need_tenths: (if member.duties.iter().any(|duty| duty.is_branch_committee()) {
                target_duty
            } else {
                target_member
            } - earned.get(&member.id).copied().unwrap_or(0))
            .max(0),
            exempt: by_hand.or_else(|| elsewhere.get(&member.id).map(|class| format!("今年已编入“{class}”"))),
        }
    });
    Ok(people.collect())
}

/// The seasons that somebody's own return windows reach into; away when they reach into none.
fn told_return(spans: &[(LocalDate, LocalDate)], homecoming: &[HomecomingWindow]) -> Return {
    let meets = |window: &&HomecomingWindow| spans.iter().any(|(from, to)| *from <= window.to && *to >= window.from);
    let seasons: BTreeSet<Season> = homecoming.iter().filter(meets).map(|window| window.season).collect();
    if seasons.is_empty() { Return::Away } else { Return::Expected(seasons.into_iter().collect()) }
}

/// The season that migrants are assumed to come home in. `Unknown` while the first of the year is still ahead.
fn next_season(today: LocalDate, homecoming: &[HomecomingWindow]) -> Return {
    let soonest = today.plus_days(LEAD_DAYS);
    let first = homecoming.iter().map(|window| window.season).min();
    let next: Option<Season> =
        homecoming.iter().filter(|window| window.to >= soonest).map(|window| window.season).min();
    match next {
        Some(season) if Some(season) == first => Return::Unknown,
        Some(season) => Return::Expected(vec![season]),
        None => Return::Away,
    }
}

/// The duty that counts most. Village posts outside the Party do not keep a branch running.
fn duty(duties: &[fields::Duty]) -> Option<Duty> {
    let known = duties.iter().filter_map(|duty| match duty {
        fields::Duty::Secretary => Some(Duty::Secretary),
        fields::Duty::DeputySecretary => Some(Duty::DeputySecretary),
        fields::Duty::OrgCommissioner
        | fields::Duty::PropagandaCommissioner
        | fields::Duty::DisciplineCommissioner
        | fields::Duty::Commissioner => Some(Duty::Commissioner),
        fields::Duty::GroupLeader => Some(Duty::GroupLeader),
        fields::Duty::FirstSecretary => Some(Duty::Other),
        fields::Duty::VillageHead | fields::Duty::VillageCommittee | fields::Duty::SupervisionCommittee => None,
    });
    known.min()
}

fn is_new(member: &Snapshot, today: LocalDate) -> bool {
    let full = member.full_since.as_deref().and_then(day);
    member.category == Category::Probationary || full.is_some_and(|full| today.days_since(full) < 365)
}

fn waiting(member: &Snapshot, last: Option<LocalDate>, today: LocalDate) -> u32 {
    let since = last.or_else(|| member.admitted_on.as_deref().and_then(day));
    let days = since.map_or(i64::from(WAITING_CAP_DAYS), |since| today.days_since(since));
    u32::try_from(days.max(0)).unwrap_or(WAITING_CAP_DAYS).min(WAITING_CAP_DAYS)
}

fn day(text: &str) -> Option<LocalDate> {
    text.parse::<PartialDate>().ok()?.earliest()
}

fn faces(roster: Vec<Snapshot>, orgs: &[Org]) -> BTreeMap<Id, Face> {
    let names: BTreeMap<Id, &str> = orgs.iter().map(|org| (org.id, short(org))).collect();
    let face = |member: Snapshot| Face {
        branch_name: member.branch.and_then(|branch| names.get(&branch)).map_or("", |name| *name).to_owned(),
        name: member.name,
        branch: member.branch,
        duties: member.duties,
    };
    roster.into_iter().map(|member| (member.id, face(member))).collect()
}

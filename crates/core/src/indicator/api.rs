use lunxun_base::{Id, LocalDate, Result, Role};
use lunxun_store::rusqlite::Connection;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    model::{Facts, percent},
    store,
};
use crate::{
    Ctx,
    closing::{self, ClassRow},
    commands,
    fields::AttendMode,
    lifecycle::{self, AlertKind},
    migrant, org,
    params::Params,
    training_class::ClassState,
};

/// Which names to open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NameListKey {
    /// Completed a class this year.
    Covered,
    /// Due and not covered yet.
    NotCovered,
    /// Reached their hours.
    HoursMet,
    /// Due and short of hours.
    HoursShort,
    /// Work elsewhere.
    Migrants,
    /// Taught at home.
    Doorstep,
    /// Something in the roster is missing or wrong.
    RosterProblems,
}

/// A figure with what is behind it.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Figure {
    /// Counted.
    pub numerator: u32,
    /// Due.
    pub denominator: u32,
    /// To two decimals, `—` where nothing is due.
    pub percent: String,
    /// The names behind it.
    pub list_key: NameListKey,
}

/// How urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DueSeverity {
    /// Now.
    Urgent,
    /// Soon.
    Warn,
    /// When there is time.
    Info,
}

/// Something to do.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DueItem {
    /// Its word.
    pub key: String,
    /// What.
    pub title: String,
    /// Why, or where.
    pub detail: String,
    /// How urgent.
    pub severity: DueSeverity,
    /// The page where it is done.
    pub route: String,
    /// How many.
    pub count: u32,
}

/// Classes by where they stand.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HomeClasses {
    /// Under way.
    pub running: u32,
    /// Still to come.
    pub upcoming: u32,
    /// Taught, not closed.
    pub to_close: u32,
}

/// The roster in numbers.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HomeRoster {
    /// Members with a normal standing.
    pub members: u32,
    /// Of them, working elsewhere.
    pub migrants: u32,
    /// Of them, taught at home.
    pub doorstep: u32,
    /// Of them, with something missing or wrong.
    pub problems: u32,
}

/// The home page.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HomeOverview {
    /// The year.
    pub year: i32,
    /// The day.
    pub today: LocalDate,
    /// The day that the figures are of.
    pub as_of: LocalDate,
    /// What is due, most urgent first.
    pub due: Vec<DueItem>,
    /// Coverage rate (培训覆盖率); the township's only.
    pub coverage: Option<Figure>,
    /// Hours reached (学时达标率); the township's only.
    pub hours: Option<Figure>,
    /// Classes by where they stand.
    pub classes: HomeClasses,
    /// The roster; the township's only.
    pub roster: Option<HomeRoster>,
    /// A head teacher's own classes; for the administrator those that are not closed.
    pub my_classes: Vec<ClassRow>,
}

/// Asks for the home page.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct GetOverview {
    /// The figures as they stood at the end of that day; today where absent. What is due is always today's.
    pub as_of: Option<LocalDate>,
}

/// Asks for the names behind a figure.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListNames {
    /// Which.
    pub list_key: NameListKey,
    /// As it stood at the end of that day; today where absent.
    #[serde(default)]
    pub as_of: Option<LocalDate>,
}

/// The names behind a figure.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NameList {
    /// What they have in common.
    pub title: String,
    /// The names, in roster order.
    pub rows: Vec<NameRow>,
    /// How many.
    pub numerator: u32,
    /// Of how many.
    pub denominator: u32,
}

/// One name.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NameRow {
    /// Who.
    pub member_id: Id,
    /// Name.
    pub name: String,
    /// Branch.
    pub branch_name: String,
    /// Why they are on the list.
    pub detail: String,
}

commands! {
    read SignedIn "home.overview" => overview(GetOverview) -> HomeOverview;
    read Township "home.names" => names(ListNames) -> NameList;
}

fn overview(ctx: &mut Ctx<'_>, request: GetOverview) -> Result<HomeOverview> {
    let (today, is_admin) = (ctx.today(), ctx.actor.role == Role::Admin);
    let led_by = if is_admin { None } else { Some(ctx.actor.faculty.unwrap_or(Id::from_bytes([0; 16]))) };
    let open = |class: &ClassRow| !matches!(class.state, ClassState::Closed | ClassState::Cancelled);
    // This year's, and next year's that are still to come: a plan is drawn up in the winter before.
    let mut classes = closing::class_rows(ctx.conn(), None, None, led_by, today)?;
    classes.retain(|class| open(class) || class.ends_on.year() == today.year());
    let mut due = class_due(&classes, today);
    let (mut coverage, mut hours, mut roster) = (None, None, None);
    let as_of = request.as_of.filter(|day| *day < today).unwrap_or(today);
    if is_admin {
        let then = store::facts(ctx.conn(), as_of, today)?;
        coverage = Some(figure(&then, as_of, NameListKey::Covered));
        hours = Some(figure(&then, as_of, NameListKey::HoursMet));
        let count = |key| pick(&then, as_of, key).0.len() as u32;
        roster = Some(HomeRoster {
            members: then.len() as u32,
            migrants: count(NameListKey::Migrants),
            doorstep: count(NameListKey::Doorstep),
            problems: count(NameListKey::RosterProblems),
        });
        let facts = if as_of == today { then } else { store::facts(ctx.conn(), today, today)? };
        due.extend(township_due(&facts, &classes, ctx.store().conflicts()?.len(), today));
        due.extend(roster_due(ctx.conn(), today)?);
    }
    due.sort_by_key(|item| item.severity);
    let in_state = |wanted: &[ClassState]| classes.iter().filter(|class| wanted.contains(&class.state)).count() as u32;
    let counts = HomeClasses {
        running: in_state(&[ClassState::Running]),
        upcoming: in_state(&[ClassState::Draft, ClassState::Notified]),
        to_close: in_state(&[ClassState::Taught]),
    };
    let my_classes = classes.into_iter().filter(|class| !is_admin || open(class)).collect();
    Ok(HomeOverview { year: as_of.year(), today, as_of, due, coverage, hours, classes: counts, roster, my_classes })
}

/// What a class asks of whoever leads it.
fn class_due(classes: &[ClassRow], today: LocalDate) -> Vec<DueItem> {
    classes
        .iter()
        .filter_map(|class| {
            let task = class.my_task.clone()?;
            let days = class.starts_on.days_since(today);
            let is_over = class.ends_on < today;
            let severity = match class.state {
                ClassState::Closed | ClassState::Cancelled => return None,
                _ if is_over || class.state == ClassState::Taught => DueSeverity::Urgent,
                _ if days <= 7 => DueSeverity::Warn,
                _ if days <= 30 => DueSeverity::Info,
                _ => return None,
            };
            Some(DueItem {
                key: "class".to_owned(),
                title: format!("{}：{task}", class.name),
                detail: format!("{} 至 {}", class.starts_on, class.ends_on),
                severity,
                route: format!("/classes/{}", class.id),
                count: 1,
            })
        })
        .collect()
}

/// What is due of members and branches (R13 to R15): told, never done.
fn roster_due(conn: &Connection, today: LocalDate) -> Result<Vec<DueItem>> {
    let mut due = Vec::new();
    let mut add = |key: &str, count: usize, title: String, detail: String, severity, route: &str| {
        if count > 0 {
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            due.push(DueItem { key: key.to_owned(), title, detail, severity, route: route.to_owned(), count });
        }
    };
    let alerts = lifecycle::alerts(conn, today)?;
    for kind in AlertKind::ALL {
        let of_kind: Vec<_> = alerts.iter().filter(|alert| alert.kind == *kind).collect();
        let names: Vec<&str> = of_kind.iter().take(3).map(|alert| alert.name.as_str()).collect();
        let more = if of_kind.len() > 3 { "等" } else { "" };
        let severity = match kind {
            AlertKind::ProbationOver | AlertKind::SuspendedLong => DueSeverity::Urgent,
            AlertKind::ProbationEnding | AlertKind::AttendModeOver | AlertKind::TransferUnanswered => DueSeverity::Warn,
        };
        let title = format!("{} 人{}", of_kind.len(), kind.label());
        let detail = format!("{}{more}，由组织研究后登记", names.join("、"));
        let route = if *kind == AlertKind::TransferUnanswered { "/transfers" } else { "/alerts" };
        add(kind.word(), of_kind.len(), title, detail, severity, route);
    }
    let (red, unknown) = migrant::red_count(conn, today)?;
    let detail = "只提醒，是否按失联处理由组织决定".to_owned();
    add("migrant_red", red, format!("{red} 名流动党员半年没有联系上"), detail, DueSeverity::Urgent, "/migrants");
    let detail = "写明去了哪里、谁联系、何时返乡".to_owned();
    add(
        "migrant_unknown",
        unknown,
        format!("{unknown} 名流动党员没有登记去向"),
        detail,
        DueSeverity::Info,
        "/migrants",
    );
    let warn = Params::on(conn, today).get("branch.term_warn_days")?;
    let orgs = org::all(conn)?;
    let ending: Vec<&str> = orgs
        .iter()
        .filter(|org| org.term_to.is_some_and(|end| end.days_since(today) <= warn))
        .map(|org| org.short_name.as_str())
        .collect();
    let names = ending.iter().take(3).copied().collect::<Vec<_>>().join("、");
    add("term", ending.len(), format!("{} 个支部任期将满或已满", ending.len()), names, DueSeverity::Warn, "/orgs");
    Ok(due)
}

fn township_due(facts: &[Facts], classes: &[ClassRow], conflicts: usize, today: LocalDate) -> Vec<DueItem> {
    let item = |key: &str, title: String, detail: &str, severity, route: &str, count: usize| DueItem {
        key: key.to_owned(),
        title,
        detail: detail.to_owned(),
        severity,
        route: route.to_owned(),
        count: u32::try_from(count).unwrap_or(u32::MAX),
    };
    let mut due = Vec::new();
    if facts.is_empty() {
        let title = "导入党员花名册".to_owned();
        due.push(item("roster", title, "名册还是空的，先把花名册导进来", DueSeverity::Urgent, "/import", 0));
        return due;
    }
    // From November on the next year's plan is due, before that this year's.
    let plan_year = if today.month() >= 11 { today.year() + 1 } else { today.year() };
    if !classes.iter().any(|class| class.starts_on.year() == plan_year) {
        let title = format!("编制 {plan_year} 年轮训计划");
        due.push(item("plan", title, "这一年还没有班次", DueSeverity::Warn, "/rotation", 0));
    }
    if conflicts > 0 {
        let title = format!("{conflicts} 处冲突待处理");
        due.push(item("conflict", title, "两台电脑改了同一项内容", DueSeverity::Urgent, "/sync", conflicts));
    }
    let problems = facts.iter().filter(|one| one.problem.is_some()).count();
    if problems > 0 {
        let title = format!("{problems} 名党员资料不全");
        let detail = "身份证号或入党日期缺失、不通过校验";
        due.push(item("roster_problems", title, detail, DueSeverity::Info, "/members", problems));
    }
    let unplanned = facts
        .iter()
        .filter(|one| !one.is_exempt(today) && one.covered_by.is_none() && one.planned_in.is_none())
        .count();
    let has_classes = classes.iter().any(|class| class.starts_on.year() == today.year());
    if has_classes && unplanned > 0 {
        let severity = if today.month() >= 10 { DueSeverity::Urgent } else { DueSeverity::Info };
        let title = format!("{unplanned} 名党员今年还没有排班");
        due.push(item("unplanned", title, "可在轮训计划里重排，或安排补训", severity, "/rotation", unplanned));
    }
    due
}

fn names(ctx: &mut Ctx<'_>, request: ListNames) -> Result<NameList> {
    let today = ctx.today();
    let as_of = request.as_of.filter(|day| *day < today).unwrap_or(today);
    let facts = store::facts(ctx.conn(), as_of, today)?;
    let (picked, denominator) = pick(&facts, as_of, request.list_key);
    let rows: Vec<NameRow> = picked
        .into_iter()
        .map(|one| NameRow {
            member_id: one.id,
            name: one.name.clone(),
            branch_name: one.branch_name.clone(),
            detail: detail(one, request.list_key),
        })
        .collect();
    Ok(NameList {
        title: title(request.list_key).to_owned(),
        numerator: rows.len() as u32,
        denominator: denominator as u32,
        rows,
    })
}

/// Who is on a list, and of how many.
fn pick(facts: &[Facts], today: LocalDate, key: NameListKey) -> (Vec<&Facts>, usize) {
    let due: Vec<&Facts> = facts.iter().filter(|one| !one.is_exempt(today)).collect();
    let of_due = |keep: fn(&Facts) -> bool| (due.iter().copied().filter(|one| keep(one)).collect(), due.len());
    let of_all = |keep: fn(&Facts) -> bool| (facts.iter().filter(|one| keep(one)).collect(), facts.len());
    match key {
        NameListKey::Covered => of_due(|one| one.covered_by.is_some()),
        NameListKey::NotCovered => of_due(|one| one.covered_by.is_none()),
        NameListKey::HoursMet => of_due(Facts::meets_hours),
        NameListKey::HoursShort => of_due(|one| !one.meets_hours()),
        NameListKey::Migrants => of_all(|one| one.attend_mode == AttendMode::Migrant),
        NameListKey::Doorstep => of_all(|one| one.attend_mode == AttendMode::Doorstep),
        NameListKey::RosterProblems => of_all(|one| one.problem.is_some()),
    }
}

fn figure(facts: &[Facts], today: LocalDate, key: NameListKey) -> Figure {
    let (picked, denominator) = pick(facts, today, key);
    Figure {
        numerator: picked.len() as u32,
        denominator: denominator as u32,
        percent: percent(picked.len() as u64, denominator as u64),
        list_key: key,
    }
}

const fn title(key: NameListKey) -> &'static str {
    match key {
        NameListKey::Covered => "已参训结业",
        NameListKey::NotCovered => "应训未训",
        NameListKey::HoursMet => "学时已达标",
        NameListKey::HoursShort => "学时未达标",
        NameListKey::Migrants => "流动党员",
        NameListKey::Doorstep => "送学上门",
        NameListKey::RosterProblems => "资料不全",
    }
}

fn detail(one: &Facts, key: NameListKey) -> String {
    let planned = || one.planned_in.as_ref().map_or_else(|| "未排班".to_owned(), |class| format!("已排：{class}"));
    match key {
        NameListKey::Covered => one.covered_by.clone().unwrap_or_default(),
        NameListKey::NotCovered | NameListKey::Migrants | NameListKey::Doorstep => {
            one.covered_by.as_ref().map_or_else(planned, |class| format!("已结业：{class}"))
        }
        NameListKey::HoursMet | NameListKey::HoursShort => format!("{} / {} 学时", one.earned, one.target),
        NameListKey::RosterProblems => one.problem.unwrap_or_default().to_owned(),
    }
}

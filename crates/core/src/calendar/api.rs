use lunxun_base::{Id, LocalDate, Result, require};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    BLACKOUT,
    holidays::{self, Holiday},
    lunar, store,
};
use crate::{Ctx, commands, params::Params, present, words::words};

words! {
    /// Why no class is held.
    pub enum BlackoutKind {
        /// Statutory holiday.
        Holiday => "holiday" "法定节假日",
        /// Harvest and sowing (三夏、三秋).
        Harvest => "harvest" "农忙",
        /// Festival of the lunar year.
        Festival => "festival" "民族节日",
        /// The county's theme Party day.
        ThemeDay => "theme_day" "主题党日",
        /// The township's own.
        Custom => "custom" "其他",
    }
}

pub(super) fn kind_from(word: &str) -> BlackoutKind {
    BlackoutKind::from_word(word).unwrap_or(BlackoutKind::Custom)
}

/// A stretch of days without classes.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlackoutView {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub name: String,
    /// First day.
    pub starts_on: LocalDate,
    /// Last day.
    pub ends_on: LocalDate,
    /// Why.
    pub kind: BlackoutKind,
    /// Document or rule.
    pub source: String,
}

/// A stretch to be put into a year's calendar, before it has an id.
#[derive(Debug, Clone)]
pub struct Blackout {
    /// What it is called.
    pub name: String,
    /// First day.
    pub starts_on: LocalDate,
    /// Last day.
    pub ends_on: LocalDate,
    /// Why.
    pub kind: BlackoutKind,
    /// Document or rule.
    pub source: String,
}

/// A year's blackouts.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlackoutList {
    /// The year.
    pub year: i32,
    /// In order.
    pub blackouts: Vec<BlackoutView>,
}

/// Names a year.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListBlackouts {
    /// The year.
    pub year: i32,
}

/// Adds or changes a blackout.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaveBlackout {
    /// Which to change; a new one where absent.
    #[serde(default)]
    pub id: Option<Id>,
    /// What it is called.
    pub name: String,
    /// First day.
    pub starts_on: LocalDate,
    /// Last day.
    pub ends_on: LocalDate,
    /// Why.
    pub kind: BlackoutKind,
    /// Document or rule.
    #[serde(default)]
    pub source: String,
}

/// Takes a blackout out.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteBlackout {
    /// Which.
    pub id: Id,
    /// The year to show afterwards.
    pub year: i32,
}

/// How the State Council's notice counts a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayMark {
    /// Off (休).
    Off,
    /// A weekend day worked instead (班).
    Work,
}

/// A day of the almanac.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CalendarDay {
    /// The day.
    pub day: LocalDate,
    /// `初八`; the month's name on its first day.
    pub lunar: String,
    /// `正月初八`.
    pub lunar_full: String,
    /// Solar term (节气).
    pub term: Option<String>,
    /// Off or worked, where published.
    pub mark: Option<DayMark>,
    /// The holiday of the mark.
    pub holiday: Option<String>,
    /// Whether it is the county's theme Party day (主题党日).
    pub is_theme_day: bool,
}

/// A year of the almanac.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CalendarYear {
    /// The year.
    pub year: i32,
    /// Whether the notice on the year's holidays is out; the shipped closed days are guesses where it is not.
    pub is_published: bool,
    /// Every day.
    pub days: Vec<CalendarDay>,
}

commands! {
    read SignedIn "calendar.days" => days(ListBlackouts) -> CalendarYear;
    read SignedIn "calendar.list" => list(ListBlackouts) -> BlackoutList;
    write Township "calendar.save" => save(SaveBlackout) -> BlackoutList, stale ["calendar", "rotation"];
    write Township "calendar.delete" => delete(DeleteBlackout) -> BlackoutList, stale ["calendar", "rotation"];
}

fn days(ctx: &mut Ctx<'_>, request: ListBlackouts) -> Result<CalendarYear> {
    let year = request.year;
    let notice = holidays::published(year);
    let first = LocalDate::from_ymd(year, 1, 1).unwrap_or(ctx.today());
    let theme_day = Params::on(ctx.conn(), ctx.today().max(first)).get("theme_day")?;
    let (mut day, mut days) = (first, Vec::with_capacity(366));
    while day.year() == year {
        let lunar = lunar::lunar_day(day)?;
        let mut found = notice.iter().flatten().filter_map(|holiday| Some((holiday, mark(holiday, day)?)));
        let (holiday, mark) = found.next().unzip();
        days.push(CalendarDay {
            day,
            lunar: if lunar.day == 1 { lunar.month_name() } else { lunar.day_name() },
            lunar_full: format!("{}{}", lunar.month_name(), lunar.day_name()),
            term: lunar::solar_term(day).map(str::to_owned),
            mark,
            holiday: holiday.map(|holiday| holiday.name.to_owned()),
            is_theme_day: i64::from(day.day()) == theme_day,
        });
        day = day.plus_days(1);
    }
    Ok(CalendarYear { year, is_published: notice.is_some(), days })
}

fn mark(holiday: &Holiday, day: LocalDate) -> Option<DayMark> {
    match day {
        _ if holiday.workdays.contains(&day) => Some(DayMark::Work),
        _ if holiday.from <= day && day <= holiday.to => Some(DayMark::Off),
        _ => None,
    }
}

fn list(ctx: &mut Ctx<'_>, request: ListBlackouts) -> Result<BlackoutList> {
    Ok(BlackoutList { year: request.year, blackouts: store::in_year(ctx.conn(), request.year)? })
}

fn save(ctx: &mut Ctx<'_>, request: SaveBlackout) -> Result<BlackoutList> {
    let name = request.name.trim();
    require!(!name.is_empty(), "name", "请填写名称，例如“镇人代会”。");
    require!(request.starts_on <= request.ends_on, "endsOn", "结束日期不能早于开始日期。");
    require!(request.ends_on.days_since(request.starts_on) < 120, "endsOn", "一段不排班日最长 120 天，请分段填写。");
    ctx.write(|tx| {
        tx.summarise(&format!("保存不排班日：{name}"))?;
        let fields = [
            ("name", name.into()),
            ("starts_on", request.starts_on.into()),
            ("ends_on", request.ends_on.into()),
            ("kind", request.kind.word().into()),
            ("source", request.source.trim().into()),
        ];
        match request.id {
            Some(id) => tx.update(&BLACKOUT, id, &fields).map(drop),
            None => tx.insert(&BLACKOUT, tx.new_id(), &fields),
        }
    })?;
    list(ctx, ListBlackouts { year: request.starts_on.year() })
}

fn delete(ctx: &mut Ctx<'_>, request: DeleteBlackout) -> Result<BlackoutList> {
    ctx.write(|tx| {
        tx.summarise(&format!("删除不排班日：{}", present::title(tx.conn(), &BLACKOUT, request.id)?))?;
        tx.delete(&BLACKOUT, request.id)
    })?;
    list(ctx, ListBlackouts { year: request.year })
}

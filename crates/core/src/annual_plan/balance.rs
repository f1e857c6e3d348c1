//! The content balance of a version (三多三少), also with an item as it is being typed.

use std::collections::BTreeMap;

use lunxun_base::{Id, LocalDate, Result};
use lunxun_store::rusqlite::Connection;

use super::{
    model::{self, Portion, Wanted},
    store::{self, ItemRow},
    views::{BalanceBar, BalanceTrial, CategoryShare, GetPlanBalance, PlanBalance},
};
use crate::{
    Ctx,
    course::{self, CourseCategory, CourseFocus, CourseScope, CourseView},
    params,
};

pub(super) fn balance(ctx: &mut Ctx<'_>, request: GetPlanBalance) -> Result<PlanBalance> {
    let conn = ctx.conn();
    let plan = store::plan(conn, request.plan_id)?;
    let items = store::items(conn, request.plan_id)?;
    of_items(conn, plan.summary.year, &items, request.trial.as_ref())
}

/// The balance of these items under the targets of the year's first day.
pub(super) fn of_items(
    conn: &Connection,
    year: i32,
    items: &[ItemRow],
    trial: Option<&BalanceTrial>,
) -> Result<PlanBalance> {
    let courses: BTreeMap<Id, CourseView> =
        course::list_all(conn)?.into_iter().map(|course| (course.id, course)).collect();
    let kept = items.iter().filter(|item| trial.is_none_or(|trial| trial.item_id != Some(item.id)));
    let mut parts: Vec<(&[Id], u64)> =
        kept.map(|item| (item.courses.as_slice(), people(item.size, item.sessions))).collect();
    parts.extend(trial.map(|trial| (trial.course_ids.as_slice(), people(trial.size, trial.sessions))));
    let mut portions = Vec::new();
    let mut by_category: BTreeMap<CourseCategory, u64> = BTreeMap::new();
    for (ids, people) in &parts {
        for course in ids.iter().filter_map(|id| courses.get(id)) {
            let weight = people * u64::try_from(course.credit_tenths.0).unwrap_or_default();
            *by_category.entry(course.category).or_default() += weight;
            portions.push(Portion {
                weight,
                practical: course.practical_percent.min(100),
                is_individual: course.scope == CourseScope::Individual,
                is_special: course.focus == CourseFocus::Special,
            });
        }
    }
    let without_course = parts.iter().filter(|(ids, _)| !ids.iter().any(|id| courses.contains_key(id))).count();
    let wanted = wanted(conn, year)?;
    let gauge = model::gauge(&portions, wanted);
    Ok(PlanBalance {
        person_tenths: narrow(gauge.weight),
        bars: bars(&gauge, wanted),
        index: gauge.index.map_or_else(|| "—".to_owned(), |index| format!("{}.{:03}", index / 1000, index % 1000)),
        without_course: narrow(without_course as u64),
        categories: CourseCategory::ALL
            .iter()
            .map(|category| {
                let weight = by_category.get(category).copied().unwrap_or_default();
                CategoryShare {
                    category: *category,
                    person_tenths: narrow(weight),
                    percent: crate::attendance::percent(signed(weight), signed(gauge.weight)),
                }
            })
            .collect(),
    })
}

fn people(size: u32, sessions: u32) -> u64 {
    u64::from(size) * u64::from(sessions)
}

/// To what the wire carries; a township has no such numbers.
pub(super) fn narrow(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn wanted(conn: &Connection, year: i32) -> Result<Wanted> {
    let on = LocalDate::from_ymd(year, 1, 1).unwrap_or_else(|| LocalDate::from_millis(0));
    let get = |key| params::value(conn, key, on).map(|value| u32::try_from(value).unwrap_or_default());
    Ok(Wanted([get("balance.practical")?, get("balance.individual")?, get("balance.special")?]))
}

fn bars(gauge: &model::Gauge, wanted: Wanted) -> Vec<BalanceBar> {
    const NAMES: [(&str, &str); 3] = [("practical", "实用"), ("individual", "个性"), ("special", "特殊")];
    let shares = gauge.shares.map_or([None; 3], |shares| shares.map(Some));
    NAMES
        .iter()
        .zip(shares)
        .zip(wanted.0)
        .map(|(((key, label), share), target)| BalanceBar {
            key: (*key).to_owned(),
            label: (*label).to_owned(),
            share,
            text: share.map_or_else(|| "—".to_owned(), |share| format!("{}.{:02}%", share / 100, share % 100)),
            target,
            is_met: share.is_some_and(|share| share >= target * 100),
        })
        .collect()
}

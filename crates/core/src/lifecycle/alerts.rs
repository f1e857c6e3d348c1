//! What is due of members (R15): told, never done.

use std::collections::BTreeMap;

use lunxun_base::{Id, LocalDate, Result};
use lunxun_store::rusqlite::Connection;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::store::{self, Watched};
use crate::{
    fields::PartialDate,
    member_change::{ChangeKind, Line, open_lines},
    org,
    params::Params,
    words::words,
};

words! {
    /// What is due of a member.
    pub enum AlertKind {
        /// Probation has run out without a decision.
        ProbationOver => "probation_over" "预备期已满",
        /// Probation runs out soon.
        ProbationEnding => "probation_ending" "预备期将满",
        /// Membership has been stopped for two years.
        SuspendedLong => "suspended_long" "停止党籍满两年",
        /// A way of taking part in training has run out.
        AttendModeOver => "attend_mode_over" "参训方式已到期",
        /// A package went out and no receipt has come back.
        TransferUnanswered => "transfer_unanswered" "转出待回执",
    }
}

/// Something due of a member.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlertRow {
    /// Of whom.
    pub member_id: Id,
    /// Their name.
    pub name: String,
    /// Their branch.
    pub branch_name: String,
    /// What.
    pub kind: AlertKind,
    /// The day it turns on.
    pub on: LocalDate,
    /// What to do.
    pub text: String,
}

/// What is due, the longest overdue first.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlertList {
    /// The rows.
    pub rows: Vec<AlertRow>,
}

/// The day a year after a day; 29 February ends on 28 February.
pub(super) fn years_after(day: LocalDate, years: i32) -> LocalDate {
    let year = day.year() + years;
    LocalDate::from_ymd(year, day.month(), day.day())
        .or_else(|| LocalDate::from_ymd(year, day.month(), 28))
        .unwrap_or_else(|| day.plus_days(i64::from(years) * 365))
}

/// When a probation ends: a year after the admission, or as it was made longer.
///
/// **Source**: `docs/sources.md#dangzhang-7`.
pub(super) fn probation_end(admitted_on: Option<&str>, extended: Option<LocalDate>) -> Option<LocalDate> {
    let admitted = admitted_on.and_then(|text| text.parse::<PartialDate>().ok()).and_then(PartialDate::latest);
    extended.or_else(|| admitted.map(|day| years_after(day, 1)))
}

/// Everything that is due of members today.
///
/// **Source**: `docs/sources.md#shilian`, `#dangzhang-7`.
///
/// # Errors
/// Those of the database.
pub fn alerts(conn: &Connection, today: LocalDate) -> Result<Vec<AlertRow>> {
    let latest = |lines: Vec<Line>| lines.into_iter().map(|line| (line.member, line)).collect::<BTreeMap<Id, Line>>();
    let extended = latest(open_lines(conn, ChangeKind::ProbationExtended)?);
    let stopped = latest(open_lines(conn, ChangeKind::Suspended)?);
    let warn = Params::on(conn, today).get("probation.warn_days")?;
    let orgs = org::all(conn)?;
    let mut rows = Vec::new();
    for person in store::watched(conn)? {
        let told = of_one(&person, extended.get(&person.id), stopped.get(&person.id), warn, today);
        let branch = orgs.iter().find(|org| Some(org.id) == person.branch);
        rows.extend(told.into_iter().map(|(kind, on, text)| AlertRow {
            member_id: person.id,
            name: person.name.clone(),
            branch_name: branch.map(|org| org.short_name.clone()).unwrap_or_default(),
            kind,
            on,
            text,
        }));
    }
    rows.extend(unanswered(conn, &orgs, today)?);
    rows.sort_by_key(|row| (row.on, row.kind, row.member_id));
    Ok(rows)
}

/// Transfers out whose receipt is overdue, while the person stands as transferred out.
fn unanswered(conn: &Connection, orgs: &[org::Org], today: LocalDate) -> Result<Vec<AlertRow>> {
    let days = Params::on(conn, today).get("transfer.receipt_days")?;
    let sent = store::sent_letters(conn)?.into_iter().map(|letter| (letter.issued_on.plus_days(days), letter));
    let overdue = sent.filter(|(due, _)| *due < today).map(|(due, letter)| AlertRow {
        member_id: letter.member,
        branch_name: orgs
            .iter()
            .find(|org| Some(org.id) == letter.branch)
            .map(|org| org.short_name.clone())
            .unwrap_or_default(),
        name: letter.name,
        kind: AlertKind::TransferUnanswered,
        on: due,
        text: format!(
            "介绍信 {} 于 {} 开往{}，还没有回执，有效期至 {}，请联系对方。",
            letter.letter_no, letter.issued_on, letter.place, letter.valid_until
        ),
    });
    Ok(overdue.collect())
}

fn of_one(
    person: &Watched,
    extended: Option<&Line>,
    stopped: Option<&Line>,
    warn: i64,
    today: LocalDate,
) -> Vec<(AlertKind, LocalDate, String)> {
    let mut told = Vec::new();
    if person.status == "suspended"
        && let Some(line) = stopped
        && years_after(line.on, 2) <= today
    {
        let text = format!("{} 停止党籍，已满两年，仍未取得联系的，由支部按程序处理。", line.on);
        told.push((AlertKind::SuspendedLong, years_after(line.on, 2), text));
    }
    if person.status != "normal" {
        return told;
    }
    if person.category == "probationary"
        && let Some(end) = probation_end(person.admitted_on.as_deref(), extended.and_then(|line| line.until))
    {
        let left = end.days_since(today);
        if left < 0 {
            let text = format!("预备期 {end} 已满，请支部大会讨论转正、延长或取消，再登记。");
            told.push((AlertKind::ProbationOver, end, text));
        } else if left <= warn {
            let text = format!("预备期 {end} 届满，还有 {left} 天，请准备转正。");
            told.push((AlertKind::ProbationEnding, end, text));
        }
    }
    if let Some(until) = person.attend_until
        && person.attend_mode != "normal"
        && until < today
    {
        let text = format!("参训方式（不到班参训）{until} 到期，请续批或改回正常参训。");
        told.push((AlertKind::AttendModeOver, until, text));
    }
    told
}

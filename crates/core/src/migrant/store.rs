use std::collections::{BTreeMap, BTreeSet};

use lunxun_base::{Id, LocalDate, Result};
use lunxun_store::{
    RowExt,
    rusqlite::{Connection, Row},
};

use super::model::{self, ContactLevel, ReturnWindow, Thresholds};
use crate::{
    member_change::STANDING_ON,
    org,
    params::Params,
    rows::{first, rows},
};

/// A migrant as the register has it, numbers unmasked.
pub(crate) struct Entry {
    pub member: Id,
    pub name: String,
    pub phone: String,
    pub branch: Option<Id>,
    pub branch_name: String,
    pub migrant: Option<Id>,
    pub out_on: Option<LocalDate>,
    pub reason: String,
    pub region_code: String,
    pub destination: String,
    pub employer: String,
    pub contact: Option<Id>,
    pub contact_name: String,
    pub inflow_org: String,
    pub reported_on: Option<LocalDate>,
    pub windows: Vec<ReturnWindow>,
    pub state: String,
    pub ended_on: Option<LocalDate>,
    pub remark: String,
    pub last_two_way: Option<LocalDate>,
    pub last_try: Option<LocalDate>,
    pub contacts: u32,
}

/// The register by branch and name; with those who are back or have moved where asked for.
///
/// # Errors
/// Those of the database.
pub(crate) fn entries(conn: &Connection, with_ended: bool) -> Result<Vec<Entry>> {
    rows(conn, include_str!("sql/list_migrants.sql"), &[(":ended", &with_ended)], entry_row)
}

/// Who was elsewhere at the end of an earlier day, in the branch of that day and with the contacts until then.
pub(super) fn entries_on(conn: &Connection, day: LocalDate) -> Result<Vec<Entry>> {
    let sql = format!("WITH standing AS ({STANDING_ON}) {}", include_str!("sql/list_migrants_on.sql"));
    let mut entries = rows(conn, &sql, &[(":day", &day.to_string())], entry_row)?;
    let orgs = org::all_on(conn, day)?;
    for entry in &mut entries {
        let branch = orgs.iter().find(|org| Some(org.id) == entry.branch);
        entry.branch_name = branch.map(|org| org.short_name.clone()).unwrap_or_default();
    }
    Ok(entries)
}

fn entry_row(row: &Row<'_>) -> Result<Entry> {
    let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
    Ok(Entry {
        member: row.id("member_id")?,
        name: text("name")?,
        phone: text("phone")?,
        branch: row.opt_id("branch_id")?,
        branch_name: text("branch_name")?,
        migrant: row.opt_id("migrant_id")?,
        out_on: row.opt_date("out_on")?,
        reason: text("reason")?,
        region_code: text("region_code")?,
        destination: text("destination")?,
        employer: text("employer")?,
        contact: row.opt_id("contact_id")?,
        contact_name: text("contact_name")?,
        inflow_org: text("inflow_org")?,
        reported_on: row.opt_date("reported_on")?,
        windows: model::read_windows(&text("windows")?),
        state: text("state")?,
        ended_on: row.opt_date("ended_on")?,
        remark: text("remark")?,
        last_two_way: row.opt_date("last_two_way")?,
        last_try: row.opt_date("last_try")?,
        contacts: row.col("contacts")?,
    })
}

pub(super) fn thresholds(conn: &Connection, today: LocalDate) -> Result<Thresholds> {
    let params = Params::on(conn, today);
    Ok(Thresholds {
        yellow: params.get("migrant.contact_yellow")?,
        orange: params.get("migrant.contact_orange")?,
        red: params.get("migrant.contact_red")?,
    })
}

/// Days without a two-way contact; from the day of leaving while there was none.
pub(super) fn silent_days(entry: &Entry, today: LocalDate) -> Option<i64> {
    let since = [entry.last_two_way, entry.out_on].into_iter().flatten().max()?;
    Some(today.days_since(since).max(0))
}

/// How many migrant members nobody has spoken with for half a year, and how many are not in the register.
///
/// # Errors
/// Those of the database.
pub fn red_count(conn: &Connection, today: LocalDate) -> Result<(usize, usize)> {
    let at = thresholds(conn, today)?;
    let entries = entries(conn, false)?;
    let is_red =
        |entry: &&Entry| silent_days(entry, today).is_some_and(|days| model::level(days, at) == ContactLevel::Red);
    let red = entries.iter().filter(|entry| entry.migrant.is_some()).filter(is_red).count();
    Ok((red, entries.iter().filter(|entry| entry.migrant.is_none()).count()))
}

/// When migrant members are expected home, by member; those of whom nothing is written are left out.
///
/// # Errors
/// Those of the database.
pub fn windows(conn: &Connection) -> Result<BTreeMap<Id, Vec<(LocalDate, LocalDate)>>> {
    let sql = "SELECT member_id, windows FROM migrant
               WHERE deleted_at IS NULL AND state IN ('away', 'lost') AND windows <> '' ORDER BY id";
    let found = rows(conn, sql, &[], |row| Ok((row.id("member_id")?, row.col::<String>("windows")?)))?;
    let spans =
        |text: &str| model::read_windows(text).into_iter().map(|window| (window.from, window.to)).collect::<Vec<_>>();
    let known = found.into_iter().map(|(member, text)| (member, spans(&text)));
    Ok(known.filter(|(_, spans)| !spans.is_empty()).collect())
}

/// The days on which a contact is written down, by stay.
///
/// # Errors
/// Those of the database.
pub(crate) fn contact_days(conn: &Connection) -> Result<BTreeSet<(Id, LocalDate)>> {
    let sql = "SELECT migrant_id, contacted_on FROM migrant_contact
               WHERE deleted_at IS NULL AND migrant_id IS NOT NULL AND contacted_on IS NOT NULL ORDER BY id";
    let days = rows(conn, sql, &[], |row| Ok((row.id("migrant_id")?, row.date("contacted_on")?)))?;
    Ok(days.into_iter().collect())
}

pub(super) struct ContactEntry {
    pub id: Id,
    pub on: LocalDate,
    pub means: String,
    pub is_two_way: bool,
    pub content: String,
    pub by: String,
}

pub(super) fn contacts(conn: &Connection, migrant: Id) -> Result<Vec<ContactEntry>> {
    let sql = "SELECT id, contacted_on, means, is_two_way, content, contacted_by FROM migrant_contact
               WHERE migrant_id = :migrant AND deleted_at IS NULL ORDER BY contacted_on DESC, id DESC";
    rows(conn, sql, &[(":migrant", &migrant.as_bytes().as_slice())], |row| {
        let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
        Ok(ContactEntry {
            id: row.id("id")?,
            on: row.date("contacted_on")?,
            means: text("means")?,
            is_two_way: row.col::<Option<bool>>("is_two_way")?.unwrap_or_default(),
            content: text("content")?,
            by: text("contacted_by")?,
        })
    })
}

/// Whose stay it is and when it began, and where it stands.
pub(super) fn stay(conn: &Connection, migrant: Id) -> Result<Option<(Id, Option<LocalDate>, String)>> {
    let sql = "SELECT member_id, out_on, state FROM migrant WHERE id = :id AND deleted_at IS NULL";
    first(conn, sql, &[(":id", &migrant.as_bytes().as_slice())], |row| {
        let state = row.col::<Option<String>>("state")?.unwrap_or_default();
        Ok((row.id("member_id")?, row.opt_date("out_on")?, state))
    })
}

/// A stay elsewhere, in words.
#[derive(Debug, Clone)]
pub struct PastStay {
    /// Since when.
    pub out_on: Option<LocalDate>,
    /// Until when.
    pub ended_on: Option<LocalDate>,
    /// Where it stands.
    pub state: String,
    /// Why.
    pub reason: String,
    /// Where, as written.
    pub destination: String,
    /// Where they worked.
    pub employer: String,
    /// Party organization there.
    pub inflow_org: String,
}

/// A member's stays elsewhere, the latest first.
///
/// # Errors
/// Those of the database.
pub fn stays(conn: &Connection, member: Id) -> Result<Vec<PastStay>> {
    let sql = "SELECT out_on, ended_on, state, reason, destination, employer, inflow_org FROM migrant
               WHERE member_id = :member AND deleted_at IS NULL ORDER BY out_on DESC, id";
    rows(conn, sql, &[(":member", &member.as_bytes().as_slice())], |row| {
        let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
        let label =
            |word: String, label_of: fn(&str) -> Option<&'static str>| label_of(&word).map_or(word, ToOwned::to_owned);
        Ok(PastStay {
            out_on: row.opt_date("out_on")?,
            ended_on: row.opt_date("ended_on")?,
            state: label(text("state")?, model::MigrantState::label_of),
            reason: label(text("reason")?, model::OutReason::label_of),
            destination: text("destination")?,
            employer: text("employer")?,
            inflow_org: text("inflow_org")?,
        })
    })
}

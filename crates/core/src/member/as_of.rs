//! The roster as it was at the end of an earlier day.

use lunxun_base::{Id, LocalDate, Result};
use lunxun_store::rusqlite::Connection;

use super::{ListMembers, MemberPage, store};
use crate::{fields::PartyStatus, member_change::standings_on, org};

/// A stretch of the roster as it was: branch, group, category and standing of that day; the rest as it is now.
///
/// # Errors
/// Those of the database.
pub(super) fn page(conn: &Connection, request: &ListMembers, day: LocalDate) -> Result<MemberPage> {
    let (mut rows, filtered) = store::list_on(conn, request, day)?;
    let orgs = org::all_on(conn, day)?;
    let short = |id: Option<Id>| orgs.iter().find(|org| Some(org.id) == id).map(|org| org.short_name.clone());
    for row in &mut rows {
        row.member.branch_name = short(row.member.branch_id).unwrap_or_default();
        row.member.group_name = short(row.group);
    }
    let total = standings_on(conn, day)?.iter().filter(|one| one.status == Some(PartyStatus::Normal)).count();
    Ok(MemberPage {
        rows: rows.into_iter().map(|row| row.member).collect(),
        filtered,
        total: u32::try_from(total).unwrap_or(u32::MAX),
    })
}

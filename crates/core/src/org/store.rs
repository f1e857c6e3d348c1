use lunxun_base::{Id, LocalDate, Result};
use lunxun_store::{
    RowExt, db,
    rusqlite::{Connection, OptionalExtension, Row, named_params},
};

use super::history::OrgEvent;
use crate::rows::{first, rows};

/// A Party organization as other features need it.
#[derive(Debug, Clone)]
pub struct Org {
    /// Its id.
    pub id: Id,
    /// Its superior.
    pub parent: Option<Id>,
    /// `branch`, `party_group`, …
    pub kind: String,
    /// As on the seal.
    pub name: String,
    /// For lists.
    pub short_name: String,
    /// The village it belongs to.
    pub village: String,
    /// Since when, where that is known.
    pub founded_on: Option<LocalDate>,
    /// The first day on which it is no more.
    pub closed_on: Option<LocalDate>,
    /// When the committee's term began.
    pub term_from: Option<LocalDate>,
    /// When the committee's term ends.
    pub term_to: Option<LocalDate>,
    /// Order among its siblings.
    pub sort: i32,
}

/// The root organization's id, the same on every PC of the township.
#[must_use]
pub fn root_id(township_code: &str) -> Id {
    Id::derived("township", &[township_code.as_bytes()])
}

/// The township committee, where the store has one yet.
///
/// # Errors
/// Those of the database.
pub fn root(conn: &Connection) -> Result<Option<Org>> {
    Ok(all(conn)?.into_iter().find(|org| org.kind == "township"))
}

/// The township's region code, 9 digits.
///
/// # Errors
/// Those of the database.
pub fn township_code(conn: &Connection) -> Result<Option<String>> {
    conn.query_row(
        "SELECT code FROM party_org WHERE kind = 'township' AND deleted_at IS NULL ORDER BY id LIMIT 1",
        [],
        |row| row.get("code"),
    )
    .optional()
    .map(Option::flatten)
    .map_err(db)
}

/// One organization.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &Connection, id: Id) -> Result<Option<Org>> {
    Ok(all(conn)?.into_iter().find(|org| org.id == id))
}

/// Every organization, in tree-list order.
///
/// # Errors
/// Those of the database.
pub fn all(conn: &Connection) -> Result<Vec<Org>> {
    let mut statement = conn
        .prepare_cached(
            "SELECT id, parent_id, kind, name, short_name, village, sort, founded_on, closed_on, term_from, term_to
             FROM party_org WHERE deleted_at IS NULL AND closed_on IS NULL
             ORDER BY kind <> 'township', sort, short_name, id",
        )
        .map_err(db)?;
    let mut rows = statement.query([]).map_err(db)?;
    let mut orgs = Vec::new();
    while let Some(row) = rows.next().map_err(db)? {
        orgs.push(org_row(row)?);
    }
    Ok(orgs)
}

fn org_row(row: &Row<'_>) -> Result<Org> {
    let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
    Ok(Org {
        id: row.id("id")?,
        parent: row.opt_id("parent_id")?,
        kind: text("kind")?,
        name: text("name")?,
        short_name: text("short_name")?,
        village: text("village")?,
        founded_on: row.opt_date("founded_on")?,
        closed_on: row.opt_date("closed_on")?,
        term_from: row.opt_date("term_from")?,
        term_to: row.opt_date("term_to")?,
        sort: row.col::<Option<i32>>("sort")?.unwrap_or_default(),
    })
}

/// Every organization as it was at the end of a day, in tree-list order.
///
/// # Errors
/// Those of the database.
pub fn all_on(conn: &Connection, day: LocalDate) -> Result<Vec<Org>> {
    rows(conn, include_str!("sql/list_orgs_on.sql"), &[(":day", &day.to_string())], org_row)
}

/// The names that organizations had before, each with the organization that it leads to now.
///
/// # Errors
/// Those of the database.
pub fn aliases(conn: &Connection) -> Result<Vec<(String, Id)>> {
    let sql = "SELECT name, org_id FROM org_alias WHERE deleted_at IS NULL ORDER BY id";
    rows(conn, sql, &[], |row| Ok((row.col("name")?, row.id("org_id")?)))
}

pub(super) fn last_change(conn: &Connection, org: Id) -> Result<Option<LocalDate>> {
    let sql = "SELECT max(effective_on) AS last FROM org_change WHERE org_id = :org AND deleted_at IS NULL";
    first(conn, sql, &[(":org", &org.as_bytes().as_slice())], |row| row.opt_date("last")).map(Option::flatten)
}

pub(super) fn changes(conn: &Connection, org: Id) -> Result<Vec<OrgLine>> {
    let sql = "SELECT event, effective_on, was_name, was_short_name, was_parent_id, other_id, member_count, basis, note
               FROM org_change WHERE org_id = :org AND deleted_at IS NULL
               ORDER BY effective_on, recorded_at, id";
    rows(conn, sql, &[(":org", &org.as_bytes().as_slice())], |row| {
        let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
        Ok(OrgLine {
            event: OrgEvent::from_word(&text("event")?)?,
            on: row.date("effective_on")?,
            was_name: text("was_name")?,
            was_parent: row.opt_id("was_parent_id")?,
            other: row.opt_id("other_id")?,
            members: row.col::<Option<u32>>("member_count")?.unwrap_or_default(),
            basis: text("basis")?,
            note: text("note")?,
        })
    })
}

/// Any organization, closed or not.
///
/// # Errors
/// Those of the database.
pub fn find_any(conn: &Connection, id: Id) -> Result<Option<Org>> {
    let sql = "SELECT id, parent_id, kind, name, short_name, village, sort, founded_on, closed_on, term_from, term_to
               FROM party_org WHERE id = :id";
    first(conn, sql, &[(":id", &id.as_bytes().as_slice())], org_row)
}

pub(super) struct OrgLine {
    pub event: OrgEvent,
    pub on: LocalDate,
    pub was_name: String,
    pub was_parent: Option<Id>,
    pub other: Option<Id>,
    pub members: u32,
    pub basis: String,
    pub note: String,
}

/// Who holds the duties that a branch's warnings look at: members of a normal standing, by branch.
pub(super) fn duty_holders(conn: &Connection) -> Result<Vec<(Id, String, String)>> {
    let sql = "SELECT branch_id, name, duties FROM member
               WHERE deleted_at IS NULL AND party_status = 'normal' AND branch_id IS NOT NULL AND duties <> ''
               ORDER BY id";
    rows(conn, sql, &[], |row| Ok((row.id("branch_id")?, row.col("name")?, row.col("duties")?)))
}

/// Who held a duty on an earlier day, as far as posts with terms tell: branch, name, duty.
pub(super) fn post_holders_on(conn: &Connection, day: LocalDate) -> Result<Vec<(Id, String, String)>> {
    let sql = "SELECT p.org_id, m.name, p.duty AS duties FROM post AS p JOIN member AS m ON m.id = p.member_id
               WHERE p.deleted_at IS NULL AND (p.from_on IS NULL OR p.from_on <= :day)
                   AND (p.ended_on IS NULL OR p.ended_on > :day)
               ORDER BY p.id";
    rows(conn, sql, &[(":day", &day.to_string())], |row| Ok((row.id("org_id")?, row.col("name")?, row.col("duties")?)))
}

pub(super) fn count_below(conn: &Connection, id: Id) -> Result<(u32, u32)> {
    conn.query_row(
        "SELECT (SELECT count(*) FROM member WHERE deleted_at IS NULL AND (branch_id = :id OR group_id = :id)) AS people,
                (SELECT count(*) FROM party_org WHERE deleted_at IS NULL AND parent_id = :id) AS orgs",
        named_params! { ":id": id.as_bytes() },
        |row| Ok((row.get("people")?, row.get("orgs")?)),
    )
    .map_err(db)
}

/// Whether a member ever stood in it, by the dated changes.
pub(super) fn had_members(conn: &Connection, id: Id) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM member_change
                              WHERE :id IN (branch_id, group_id, from_branch_id, from_group_id) AND deleted_at IS NULL)
               AS had";
    conn.query_row(sql, named_params! { ":id": id.as_bytes() }, |row| row.get("had")).map_err(db)
}

/// Branch, Party group, category, people.
pub(super) type HeadCount = (Option<Id>, Option<Id>, String, u32);

/// How many members of a normal standing each branch and group has by category, now.
pub(super) fn head_counts(conn: &Connection) -> Result<Vec<HeadCount>> {
    let sql = "SELECT branch_id, group_id, category, count(*) AS people FROM member
               WHERE deleted_at IS NULL AND party_status = 'normal'
               GROUP BY branch_id, group_id, category ORDER BY branch_id, group_id, category";
    rows(conn, sql, &[], |row| {
        let category = row.col::<Option<String>>("category")?.unwrap_or_default();
        Ok((row.opt_id("branch_id")?, row.opt_id("group_id")?, category, row.col("people")?))
    })
}

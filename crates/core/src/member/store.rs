use std::collections::{BTreeMap, HashMap};

use lunxun_base::{Id, LocalDate, Result};
use lunxun_store::{
    RowExt, Store, db,
    rusqlite::{Connection, Row, ToSql, named_params},
};

use super::{
    api::{Coverage, ListMembers, MemberRow, MemberSort},
    search::{self, Entry, Wanted},
};
use crate::{
    fields::{AttendMode, Category, Duty, PartyStatus, Sex, mask_id_no, mask_phone},
    member_change::STANDING_ON,
    rows::{first, rows},
};

/// A member as other features need it: the roster's facts, unmasked, never shown as they are.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Its id.
    pub id: Id,
    /// Name.
    pub name: String,
    /// 18 characters.
    pub id_no: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// `1985`, `1985-06`, `1985-06-01`.
    pub birth: Option<String>,
    /// Branch.
    pub branch: Option<Id>,
    /// Party group.
    pub group: Option<Id>,
    /// Full or probationary.
    pub category: Category,
    /// How they take part in training.
    pub attend_mode: AttendMode,
    /// Until when, for a deferral.
    pub attend_until: Option<LocalDate>,
    /// Duties.
    pub duties: Vec<Duty>,
    /// 入党日期.
    pub admitted_on: Option<String>,
    /// 转正日期.
    pub full_since: Option<String>,
    /// All the other columns as stored, by column name.
    pub columns: BTreeMap<&'static str, String>,
}

const TEXT_COLUMNS: [&str; 13] = [
    "name",
    "nation",
    "education",
    "job",
    "address",
    "household",
    "attend_reason",
    "attend_approver",
    "former_name",
    "remark",
    "id_no_note",
    "party_status",
    "originals",
];

/// Every living affiliation (党籍正常), in id order.
///
/// # Errors
/// Those of the database.
pub fn snapshot(conn: &Connection) -> Result<Vec<Snapshot>> {
    many(conn, "SELECT * FROM member WHERE deleted_at IS NULL AND party_status = 'normal' ORDER BY id", &[])
}

/// Every member that is not deleted, whatever the standing, in id order: whoever left is still known.
///
/// # Errors
/// Those of the database.
pub fn registered(conn: &Connection) -> Result<Vec<Snapshot>> {
    many(conn, "SELECT * FROM member WHERE deleted_at IS NULL ORDER BY id", &[])
}

pub(super) fn find(conn: &Connection, id: Id) -> Result<Option<Snapshot>> {
    let sql = "SELECT * FROM member WHERE deleted_at IS NULL AND id = :id";
    Ok(many(conn, sql, &[(":id", &id.as_bytes().as_slice())])?.pop())
}

pub(super) fn with_id_no(conn: &Connection, id_no: &str) -> Result<Option<(Id, String, Option<Id>)>> {
    let sql = "SELECT * FROM member WHERE deleted_at IS NULL AND id_no = :id_no ORDER BY id LIMIT 1";
    Ok(many(conn, sql, &[(":id_no", &id_no)])?.pop().map(|member| (member.id, member.name, member.branch)))
}

fn many(conn: &Connection, sql: &str, parameters: &[(&str, &dyn ToSql)]) -> Result<Vec<Snapshot>> {
    let mut statement = conn.prepare_cached(sql).map_err(db)?;
    let mut rows = statement.query(parameters).map_err(db)?;
    let mut members = Vec::new();
    while let Some(row) = rows.next().map_err(db)? {
        members.push(snapshot_row(row)?);
    }
    Ok(members)
}

fn snapshot_row(row: &Row<'_>) -> Result<Snapshot> {
    let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
    let mut columns = BTreeMap::new();
    for column in TEXT_COLUMNS {
        columns.insert(column, text(column)?);
    }
    Ok(Snapshot {
        id: row.id("id")?,
        name: text("name")?,
        id_no: row.col("id_no")?,
        phone: row.col("phone")?,
        sex: Sex::from_word(&text("sex")?),
        birth: row.col("birth")?,
        branch: row.opt_id("branch_id")?,
        group: row.opt_id("group_id")?,
        category: Category::from_word(&text("category")?).unwrap_or(Category::Full),
        attend_mode: AttendMode::from_word(&text("attend_mode")?).unwrap_or(AttendMode::Normal),
        attend_until: row.opt_date("attend_until")?,
        duties: text("duties")?.split_whitespace().filter_map(Duty::from_word).collect(),
        admitted_on: row.col("admitted_on")?,
        full_since: row.col("full_since")?,
        columns,
    })
}

/// Rows of the roster under a filter, with how many match and how many there are.
pub(super) fn list(store: &Store, request: &ListMembers, today: LocalDate) -> Result<(Vec<MemberRow>, u32, u32)> {
    let conn = store.conn();
    let covered = request.coverage.map(|coverage| Ok((coverage, coverage_of(conn, today.year())?))).transpose()?;
    let wanted = Wanted {
        query: &request.query,
        branch: request.branch_id,
        category: request.category,
        mode: request.attend_mode,
        status: Some(request.status.unwrap_or(PartyStatus::Normal)),
        sort: request.sort,
    };
    let limit = request.limit.clamp(1, 5000) as usize;
    let (ids, filtered, total) = search::with_found(store, &wanted, |found, total| {
        let fits = |entry: &&&Entry| {
            covered.as_ref().is_none_or(|(coverage, known)| {
                let (is_covered, is_planned) = known.get(&entry.id).copied().unwrap_or_default();
                let is_excused = matches!(entry.mode, AttendMode::Doorstep | AttendMode::Deferred)
                    && entry.until.is_none_or(|until| until >= today);
                *coverage == Coverage::of(is_excused, is_covered, is_planned)
            })
        };
        let mut fitting = found.iter().filter(fits);
        let ids: Vec<Id> = fitting.by_ref().skip(request.offset as usize).take(limit).map(|entry| entry.id).collect();
        let filtered = if covered.is_none() { found.len() } else { found.iter().filter(fits).count() };
        (ids, filtered, total)
    })?;
    let mut members = Vec::with_capacity(ids.len());
    for id in ids {
        members.extend(first(
            conn,
            include_str!("sql/get_member_row.sql"),
            named_params! { ":id": id.as_bytes() },
            list_row,
        )?);
    }
    Ok((members, u32::try_from(filtered).unwrap_or(u32::MAX), total))
}

fn list_row(row: &Row<'_>) -> Result<MemberRow> {
    Ok(MemberRow {
        branch_name: row.col::<Option<String>>("branch_name")?.unwrap_or_default(),
        group_name: row.col("group_name")?,
        ..masked_row(snapshot_row(row)?)
    })
}

/// A member as lists show one, without the names of branch and group.
fn masked_row(member: Snapshot) -> MemberRow {
    MemberRow {
        id: member.id,
        name: member.name,
        sex: member.sex,
        id_no_masked: mask_id_no(member.id_no.as_deref().unwrap_or_default()),
        phone_masked: mask_phone(member.phone.as_deref().unwrap_or_default()),
        branch_id: member.branch,
        branch_name: String::new(),
        group_name: None,
        category: member.category,
        attend_mode: member.attend_mode,
        duties: member.duties,
        birth: member.birth,
        education: member.columns.get("education").filter(|text| !text.is_empty()).cloned(),
        admitted_on: member.admitted_on,
        is_migrant: member.attend_mode == AttendMode::Migrant,
    }
}

/// Who completed a class of the year, and who is enrolled in one that is still to come or to close.
fn coverage_of(conn: &Connection, year: i32) -> Result<HashMap<Id, (bool, bool)>> {
    let year = named_params! { ":first": format!("{year:04}-01-01"), ":last": format!("{year:04}-12-31") };
    let known = rows(conn, include_str!("sql/list_coverage.sql"), year, |row| {
        Ok((row.id("id")?, (row.col("is_covered")?, row.col("is_planned")?)))
    })?;
    Ok(known.into_iter().collect())
}

const ENTRY: &str = "SELECT id, name, former_name, pinyin, id_no, phone, branch_id, group_id, category, attend_mode,
            attend_until, party_status, admitted_on
     FROM member
     WHERE deleted_at IS NULL";

/// What of every member is searched.
pub(super) fn entries(conn: &Connection) -> Result<Vec<Entry>> {
    rows(conn, ENTRY, &[], entry_row)
}

/// What of one member is searched; `None` once they are deleted.
pub(super) fn entry(conn: &Connection, id: Id) -> Result<Option<Entry>> {
    first(conn, &format!("{ENTRY} AND id = :id"), named_params! { ":id": id.as_bytes() }, entry_row)
}

fn entry_row(row: &Row<'_>) -> Result<Entry> {
    let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
    Ok(Entry {
        id: row.id("id")?,
        name: text("name")?,
        former_name: text("former_name")?,
        pinyin: text("pinyin")?,
        id_no: text("id_no")?,
        phone: text("phone")?,
        branch: row.opt_id("branch_id")?,
        group: row.opt_id("group_id")?,
        category: Category::from_word(&text("category")?).unwrap_or(Category::Full),
        mode: AttendMode::from_word(&text("attend_mode")?).unwrap_or(AttendMode::Normal),
        until: row.opt_date("attend_until")?,
        status: PartyStatus::from_word(&text("party_status")?).unwrap_or(PartyStatus::Normal),
        admitted: row.col("admitted_on")?,
    })
}

/// A row of an earlier roster, with the Party group of that day.
pub(super) struct RowOn {
    pub member: MemberRow,
    pub group: Option<Id>,
}

/// Rows of the roster of an earlier day, with how many match.
pub(super) fn list_on(conn: &Connection, request: &ListMembers, day: LocalDate) -> Result<(Vec<RowOn>, u32)> {
    let query: String = request.query.trim().to_lowercase();
    let like = format!("%{}%", query.replace(['%', '_', '\\'], ""));
    let digits: String = if query.len() >= 4 && query.chars().all(|c| c.is_ascii_digit() || c == 'x') {
        format!("%{}%", query.to_uppercase())
    } else {
        String::new()
    };
    let sort = match request.sort {
        MemberSort::Branch => "branch",
        MemberSort::Name => "name",
        MemberSort::Admitted => "admitted",
    };
    let sql = format!("WITH standing AS ({STANDING_ON}) {}", include_str!("sql/list_members_on.sql"));
    let mut statement = conn.prepare_cached(&sql).map_err(db)?;
    let mut rows = statement
        .query(named_params! {
            ":day": day.to_string(),
            ":sort": sort,
            ":query": query,
            ":like": like,
            ":digits": digits,
            ":branch": request.branch_id.as_ref().map(|id| id.as_bytes().as_slice()),
            ":category": request.category.map(Category::word),
            ":status": request.status.unwrap_or(PartyStatus::Normal).word(),
            ":limit": request.limit.clamp(1, 5000),
            ":offset": request.offset,
        })
        .map_err(db)?;
    let (mut found, mut filtered) = (Vec::new(), 0);
    while let Some(row) = rows.next().map_err(db)? {
        filtered = row.col("filtered")?;
        let member = snapshot_row(row)?;
        let category = row.col::<Option<String>>("then_category")?.unwrap_or_default();
        found.push(RowOn {
            group: row.opt_id("then_group_id")?,
            member: MemberRow {
                branch_id: row.opt_id("then_branch_id")?,
                category: Category::from_word(&category).unwrap_or(member.category),
                ..masked_row(member)
            },
        });
    }
    if found.is_empty() && request.offset > 0 {
        let first = ListMembers { offset: 0, limit: 1, ..request.clone() };
        filtered = list_on(conn, &first, day)?.1;
    }
    Ok((found, filtered))
}

/// Whether a class or the hours ledger holds this member.
pub(super) fn is_in_use(conn: &Connection, member: Id) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM enrollment WHERE member_id = :id AND deleted_at IS NULL)
                   OR EXISTS (SELECT 1 FROM hours_line WHERE member_id = :id AND deleted_at IS NULL)
                   OR EXISTS (SELECT 1 FROM outside_class WHERE member_id = :id AND deleted_at IS NULL)";
    conn.query_row(sql, named_params! { ":id": member.as_bytes() }, |row| row.get(0)).map_err(db)
}

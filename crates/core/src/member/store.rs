use std::collections::BTreeMap;

use lunxun_base::{Id, LocalDate, Result};
use lunxun_store::{
    RowExt, db,
    rusqlite::{Connection, Row, ToSql, named_params},
};

use super::api::{ListMembers, MemberRow, MemberSort};
use crate::fields::{AttendMode, Category, Duty, PartyStatus, Sex};
use crate::fields::{mask_id_no, mask_phone};

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

const TEXT_COLUMNS: [&str; 12] = [
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
pub(super) fn list(
    conn: &Connection,
    request: &ListMembers,
    year: i32,
    today: LocalDate,
) -> Result<(Vec<MemberRow>, u32, u32)> {
    let query: String = request.query.trim().to_lowercase();
    let like = format!("%{}%", query.replace(['%', '_', '\\'], ""));
    // Names are found anywhere; IDs and phones by any run of four digits or more, so that "1" does not list everybody.
    let digits: String = if query.len() >= 4 && query.chars().all(|c| c.is_ascii_digit() || c == 'x') {
        format!("%{}%", query.to_uppercase())
    } else {
        String::new()
    };
    let order = match request.sort {
        MemberSort::Branch => include_str!("sql/order_branch.sql"),
        MemberSort::Name => include_str!("sql/order_name.sql"),
        MemberSort::Admitted => include_str!("sql/order_admitted.sql"),
    };
    let sql = format!("{} {order}", include_str!("sql/list_members.sql"));
    let mut statement = conn.prepare_cached(&sql).map_err(db)?;
    let coverage = request.coverage.map(super::api::Coverage::word);
    let mut rows = statement
        .query(named_params! {
            ":query": query,
            ":like": like,
            ":digits": digits,
            ":branch": request.branch_id.as_ref().map(|id| id.as_bytes().as_slice()),
            ":category": request.category.map(Category::word),
            ":mode": request.attend_mode.map(AttendMode::word),
            ":status": request.status.unwrap_or(PartyStatus::Normal).word(),
            ":coverage": coverage,
            ":first": format!("{year:04}-01-01"),
            ":last": format!("{year:04}-12-31"),
            ":today": today.to_string(),
            ":limit": request.limit.clamp(1, 5000),
            ":offset": request.offset,
        })
        .map_err(db)?;
    let (mut members, mut filtered) = (Vec::new(), 0);
    while let Some(row) = rows.next().map_err(db)? {
        filtered = row.col("filtered")?;
        let member = snapshot_row(row)?;
        members.push(MemberRow {
            id: member.id,
            name: member.name,
            sex: member.sex,
            id_no_masked: mask_id_no(member.id_no.as_deref().unwrap_or_default()),
            phone_masked: mask_phone(member.phone.as_deref().unwrap_or_default()),
            branch_id: member.branch,
            branch_name: row.col::<Option<String>>("branch_name")?.unwrap_or_default(),
            group_name: row.col("group_name")?,
            category: member.category,
            attend_mode: member.attend_mode,
            duties: member.duties,
            birth: member.birth,
            education: member.columns.get("education").filter(|text| !text.is_empty()).cloned(),
            admitted_on: member.admitted_on,
            is_migrant: member.attend_mode == AttendMode::Migrant,
        });
    }
    if members.is_empty() && request.offset > 0 {
        // Past the end: the window function has no row to carry the count.
        let first = ListMembers { offset: 0, limit: 1, ..request.clone() };
        filtered = list(conn, &first, year, today)?.1;
    }
    let total = conn
        .query_row("SELECT count(*) FROM member WHERE deleted_at IS NULL AND party_status = 'normal'", [], |row| {
            row.get(0)
        })
        .map_err(db)?;
    Ok((members, filtered, total))
}

/// Whether a class or the hours ledger holds this member.
pub(super) fn is_in_use(conn: &Connection, member: Id) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM enrollment WHERE member_id = :id AND deleted_at IS NULL)
                   OR EXISTS (SELECT 1 FROM hours_line WHERE member_id = :id AND deleted_at IS NULL)";
    conn.query_row(sql, named_params! { ":id": member.as_bytes() }, |row| row.get(0)).map_err(db)
}

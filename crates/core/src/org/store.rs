use lunxun_base::{Id, Result};
use lunxun_store::{
    RowExt, db,
    rusqlite::{Connection, OptionalExtension, Row, named_params},
};

use super::{OrgView, api::kind_from};

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
            "SELECT id, parent_id, kind, name, short_name, village
             FROM party_org WHERE deleted_at IS NULL
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
    })
}

pub(super) fn views(conn: &Connection) -> Result<Vec<OrgView>> {
    let mut statement = conn.prepare_cached(include_str!("sql/list_orgs.sql")).map_err(db)?;
    let mut rows = statement.query([]).map_err(db)?;
    let mut views = Vec::new();
    while let Some(row) = rows.next().map_err(db)? {
        let org = org_row(row)?;
        views.push(OrgView {
            id: org.id,
            parent_id: org.parent,
            kind: kind_from(&org.kind),
            name: org.name,
            short_name: org.short_name,
            village: org.village,
            member_count: row.col("member_count")?,
            secretary_name: row.col("secretary_name")?,
            sort: row.col::<Option<i32>>("sort")?.unwrap_or_default(),
        });
    }
    Ok(views)
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

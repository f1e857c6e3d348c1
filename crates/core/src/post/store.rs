use lunxun_base::{Id, LocalDate, OrNotFound, Result};
use lunxun_protocol::Value;
use lunxun_store::{
    RowExt, Tx,
    rusqlite::{Connection, Row},
};

use super::POST;
use crate::{fields::Duty, member::MEMBER, rows::rows};

/// A duty held from a day to a day.
#[derive(Debug, Clone)]
pub struct Post {
    /// Its id.
    pub id: Id,
    /// Who.
    pub member: Id,
    /// Where.
    pub org: Id,
    /// Which.
    pub duty: Duty,
    /// Since when, where known.
    pub from: Option<LocalDate>,
    /// End of the term that was voted.
    pub term_to: Option<LocalDate>,
    /// The first day on which it was no longer held.
    pub ended: Option<LocalDate>,
    /// Decision or document.
    pub basis: String,
    /// Why it ended.
    pub end_reason: String,
}

fn post_row(row: &Row<'_>) -> Result<Option<Post>> {
    let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
    let Some(duty) = Duty::from_word(&text("duty")?) else { return Ok(None) };
    Ok(Some(Post {
        id: row.id("id")?,
        member: row.id("member_id")?,
        org: row.id("org_id")?,
        duty,
        from: row.opt_date("from_on")?,
        term_to: row.opt_date("term_to")?,
        ended: row.opt_date("ended_on")?,
        basis: text("basis")?,
        end_reason: text("end_reason")?,
    }))
}

/// A member's posts, the latest first.
///
/// # Errors
/// Those of the database.
pub fn held_by(conn: &Connection, member: Id) -> Result<Vec<Post>> {
    let sql = "SELECT id, member_id, org_id, duty, from_on, term_to, ended_on, basis, end_reason FROM post
               WHERE member_id = :id AND deleted_at IS NULL ORDER BY from_on DESC, id DESC";
    Ok(rows(conn, sql, &[(":id", &member.as_bytes().as_slice())], post_row)?.into_iter().flatten().collect())
}

/// A member's posts that have not ended.
///
/// # Errors
/// Those of the database.
pub fn open_of_member(conn: &Connection, member: Id) -> Result<Vec<Post>> {
    let mut posts = held_by(conn, member)?;
    posts.retain(|post| post.ended.is_none());
    Ok(posts)
}

/// An organization's posts, the latest first.
///
/// # Errors
/// Those of the database.
pub fn of_org(conn: &Connection, org: Id) -> Result<Vec<Post>> {
    let sql = "SELECT id, member_id, org_id, duty, from_on, term_to, ended_on, basis, end_reason FROM post
               WHERE org_id = :id AND deleted_at IS NULL ORDER BY from_on DESC, id DESC";
    Ok(rows(conn, sql, &[(":id", &org.as_bytes().as_slice())], post_row)?.into_iter().flatten().collect())
}

/// Posts of everybody that began or ended after a day.
///
/// # Errors
/// Those of the database.
pub fn changed_after(conn: &Connection, day: LocalDate) -> Result<Vec<Post>> {
    let sql = "SELECT id, member_id, org_id, duty, from_on, term_to, ended_on, basis, end_reason FROM post
               WHERE (from_on > :day OR ended_on > :day) AND deleted_at IS NULL ORDER BY member_id, id";
    Ok(rows(conn, sql, &[(":day", &day.to_string())], post_row)?.into_iter().flatten().collect())
}

fn duties_of(tx: &Tx<'_>, member: Id) -> Result<Vec<Duty>> {
    let row = tx.row(&MEMBER, member)?.or_not_found("党员")?;
    let words = match row.get("duties") {
        Some(Value::Text(words)) => words.as_str(),
        _ => "",
    };
    Ok(words.split_whitespace().filter_map(Duty::from_word).collect())
}

fn set_duties(tx: &Tx<'_>, member: Id, duties: &[Duty]) -> Result<()> {
    let words: Vec<&str> = Duty::ALL.iter().filter(|duty| duties.contains(duty)).map(|duty| duty.word()).collect();
    tx.update(&MEMBER, member, &[("duties", words.join(" ").into())]).map(drop)
}

/// Gives a member a duty from a day on; the duties in the roster follow.
///
/// # Errors
/// `NotFound` for the member; those of the database.
pub fn appoint(
    tx: &Tx<'_>,
    (member, org, duty): (Id, Id, Duty),
    from: LocalDate,
    term_to: Option<LocalDate>,
    basis: &str,
) -> Result<()> {
    let text = |text: &str| Value::from(Some(text.trim()).filter(|text| !text.is_empty()));
    let fields = [
        ("member_id", member.into()),
        ("org_id", org.into()),
        ("duty", duty.word().into()),
        ("from_on", from.into()),
        ("term_to", term_to.into()),
        ("basis", text(basis)),
    ];
    tx.insert(&POST, tx.new_id(), &fields)?;
    let mut duties = duties_of(tx, member)?;
    if !duties.contains(&duty) {
        duties.push(duty);
        set_duties(tx, member, &duties)?;
    }
    Ok(())
}

/// Takes a duty from a member from a day on. One that stood in the roster without a post gets an ended post, so that
/// it is not forgotten. Says whether the member held it.
///
/// # Errors
/// `NotFound` for the member; those of the database.
pub fn relieve(tx: &Tx<'_>, (member, org, duty): (Id, Id, Duty), on: LocalDate, reason: &str) -> Result<bool> {
    let open: Vec<Post> =
        open_of_member(tx.conn(), member)?.into_iter().filter(|post| post.duty == duty && post.org == org).collect();
    let mut duties = duties_of(tx, member)?;
    let held = duties.contains(&duty);
    if open.is_empty() && !held {
        return Ok(false);
    }
    for post in &open {
        tx.update(&POST, post.id, &[("ended_on", on.into()), ("end_reason", reason.into())])?;
    }
    if open.is_empty() {
        let fields = [
            ("member_id", member.into()),
            ("org_id", org.into()),
            ("duty", duty.word().into()),
            ("ended_on", on.into()),
            ("end_reason", reason.into()),
        ];
        tx.insert(&POST, tx.new_id(), &fields)?;
    }
    if held {
        duties.retain(|one| *one != duty);
        set_duties(tx, member, &duties)?;
    }
    Ok(true)
}

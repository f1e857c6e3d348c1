use lunxun_base::{Id, LocalDate, Result, require};
use lunxun_protocol::Value;
use lunxun_store::{RowExt, Tx, rusqlite::Connection};

use super::{ChangeKind, MEMBER_CHANGE, Part};
use crate::{
    fields::{Category, PartyStatus},
    rows::{first, rows},
};

/// Every member with branch, group, category and standing at the end of `:day`: columns `id`, `branch_id`, `group_id`,
/// `category`, `party_status` (`absent`: not in the roster yet).
pub const STANDING_ON: &str = include_str!("sql/standing_on.sql");

/// How a member stood on a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standing {
    /// Who.
    pub member: Id,
    /// Branch.
    pub branch: Option<Id>,
    /// Party group.
    pub group: Option<Id>,
    /// Full, probationary ….
    pub category: Category,
    /// Standing; `None` while not in the roster.
    pub status: Option<PartyStatus>,
}

/// A change to write.
#[derive(Debug, Clone)]
pub struct Change<'a> {
    /// The line's own id, where two PCs must write the same; a new one where absent.
    pub id: Option<Id>,
    /// What happened.
    pub kind: ChangeKind,
    /// From which day on.
    pub on: LocalDate,
    /// The branch and group afterwards, where they change.
    pub affiliation: Option<(Option<Id>, Option<Id>)>,
    /// The category afterwards, where it changes.
    pub category: Option<Category>,
    /// The standing afterwards, where it changes.
    pub status: Option<PartyStatus>,
    /// End of a longer probation.
    pub until: Option<LocalDate>,
    /// The organization elsewhere.
    pub counterpart: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Decision or document.
    pub basis: &'a str,
}

impl Change<'_> {
    /// A change that alters nothing yet.
    #[must_use]
    pub const fn new(kind: ChangeKind, on: LocalDate) -> Self {
        Self {
            id: None,
            kind,
            on,
            affiliation: None,
            category: None,
            status: None,
            until: None,
            counterpart: "",
            reason: "",
            basis: "",
        }
    }
}

/// A change as it was written.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its id.
    pub id: Id,
    /// Whose.
    pub member: Id,
    /// What happened.
    pub kind: ChangeKind,
    /// From which day on.
    pub on: LocalDate,
    /// The branch before and after.
    pub branch: (Option<Id>, Option<Id>),
    /// The group before and after.
    pub group: (Option<Id>, Option<Id>),
    /// The category before and after.
    pub category: (Option<Category>, Option<Category>),
    /// The standing before and after.
    pub status: (Option<PartyStatus>, Option<PartyStatus>),
    /// End of a longer probation.
    pub until: Option<LocalDate>,
    /// The organization elsewhere.
    pub counterpart: String,
    /// Why.
    pub reason: String,
    /// Decision or document.
    pub basis: String,
}

/// Everybody as they stood at the end of a day, those not in the roster then left out.
///
/// # Errors
/// Those of the database.
pub fn standings_on(conn: &Connection, day: LocalDate) -> Result<Vec<Standing>> {
    let text = day.to_string();
    let mut found = rows(conn, STANDING_ON, &[(":day", &text)], |row| {
        let word = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
        Ok(Standing {
            member: row.id("id")?,
            branch: row.opt_id("branch_id")?,
            group: row.opt_id("group_id")?,
            category: Category::from_word(&word("category")?).unwrap_or(Category::Full),
            status: PartyStatus::from_word(&word("party_status")?),
        })
    })?;
    found.retain(|standing| standing.status.is_some());
    Ok(found)
}

/// A member's changes, the oldest first.
///
/// # Errors
/// Those of the database.
pub fn of_member(conn: &Connection, member: Id) -> Result<Vec<Line>> {
    let sql = "SELECT id, member_id, kind, effective_on, branch_id, group_id, category, party_status, from_branch_id,
                   from_group_id, from_category, from_status, until_on, counterpart, reason, basis
               FROM member_change WHERE member_id = :member AND deleted_at IS NULL
               ORDER BY effective_on, recorded_at, id";
    rows(conn, sql, &[(":member", &member.as_bytes().as_slice())], line)
}

/// Everybody's lines of one kind, the oldest first.
///
/// # Errors
/// Those of the database.
pub fn open_lines(conn: &Connection, kind: ChangeKind) -> Result<Vec<Line>> {
    let sql = "SELECT id, member_id, kind, effective_on, branch_id, group_id, category, party_status, from_branch_id,
                   from_group_id, from_category, from_status, until_on, counterpart, reason, basis
               FROM member_change WHERE kind = :kind AND deleted_at IS NULL
               ORDER BY effective_on, recorded_at, id";
    rows(conn, sql, &[(":kind", &kind.word())], line)
}

fn line(row: &lunxun_store::rusqlite::Row<'_>) -> Result<Line> {
    let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
    let category = |name: &str| text(name).map(|word| Category::from_word(&word));
    let status = |name: &str| text(name).map(|word| PartyStatus::from_word(&word));
    Ok(Line {
        id: row.id("id")?,
        member: row.id("member_id")?,
        kind: ChangeKind::from_word(&text("kind")?)?,
        on: row.date("effective_on")?,
        branch: (row.opt_id("from_branch_id")?, row.opt_id("branch_id")?),
        group: (row.opt_id("from_group_id")?, row.opt_id("group_id")?),
        category: (category("from_category")?, category("category")?),
        status: (status("from_status")?, status("party_status")?),
        until: row.opt_date("until_on")?,
        counterpart: text("counterpart")?,
        reason: text("reason")?,
        basis: text("basis")?,
    })
}

/// The day of the last change of one part of a member.
///
/// # Errors
/// Those of the database.
pub fn last_on(conn: &Connection, member: Id, part: Part) -> Result<Option<LocalDate>> {
    let sql = match part {
        Part::Affiliation => {
            "SELECT max(effective_on) AS last FROM member_change
             WHERE member_id = :member AND branch_id IS NOT NULL AND deleted_at IS NULL"
        }
        Part::Category => {
            "SELECT max(effective_on) AS last FROM member_change
             WHERE member_id = :member AND category IS NOT NULL AND deleted_at IS NULL"
        }
        Part::Status => {
            "SELECT max(effective_on) AS last FROM member_change
             WHERE member_id = :member AND party_status IS NOT NULL AND deleted_at IS NULL"
        }
    };
    let last = first(conn, sql, &[(":member", &member.as_bytes().as_slice())], |row| row.opt_date("last"))?;
    Ok(last.flatten())
}

/// Writes a change of a member that stands as `before` says, and refuses a day before the last change of the same
/// part: the history of a member is written forwards. The member's own row is the caller's to update.
///
/// # Errors
/// `Invalid` at `effectiveOn`; those of the database.
pub fn record(tx: &Tx<'_>, before: &Standing, change: &Change<'_>) -> Result<()> {
    let today = LocalDate::from_millis(tx.now());
    require!(change.on <= today, "effectiveOn", "日期不能晚于今天，请到那一天再登记。");
    let parts = [
        (Part::Affiliation, change.affiliation.is_some()),
        (Part::Category, change.category.is_some()),
        (Part::Status, change.status.is_some()),
    ];
    for (part, _) in parts.into_iter().filter(|(_, changes)| *changes) {
        if let Some(last) = last_on(tx.conn(), before.member, part)? {
            require!(
                change.on >= last,
                "effectiveOn",
                "这名党员在 {last} 已有一次变动，新的变动不能早于这一天。请改日期，或先撤销那次变动。"
            );
        }
    }
    write(tx, before, change)
}

fn write(tx: &Tx<'_>, before: &Standing, change: &Change<'_>) -> Result<()> {
    let text = |text: &str| Value::from(Some(text.trim()).filter(|text| !text.is_empty()));
    let mut fields = vec![
        ("member_id", before.member.into()),
        ("kind", change.kind.word().into()),
        ("effective_on", change.on.into()),
        ("recorded_at", tx.now().into()),
        ("until_on", change.until.into()),
        ("counterpart", text(change.counterpart)),
        ("reason", text(change.reason)),
        ("basis", text(change.basis)),
    ];
    if let Some((branch, group)) = change.affiliation {
        fields.extend([
            ("branch_id", branch.into()),
            ("group_id", group.into()),
            ("from_branch_id", before.branch.into()),
            ("from_group_id", before.group.into()),
        ]);
    }
    if let Some(category) = change.category {
        fields.extend([("category", category.word().into()), ("from_category", before.category.word().into())]);
    }
    if let Some(status) = change.status {
        fields.extend([
            ("party_status", status.word().into()),
            ("from_status", before.status.map_or("absent", PartyStatus::word).into()),
        ]);
    }
    tx.insert(&MEMBER_CHANGE, change.id.unwrap_or_else(|| tx.new_id()), &fields)
}

/// Writes a line for whatever `fields` alter in a member that stands as `before` says: for edits and imports, which
/// know no day but today. Says whether there was anything to write.
///
/// # Errors
/// Those of the database.
pub fn track(tx: &Tx<'_>, before: &Standing, kind: ChangeKind, fields: &[(&'static str, Value)]) -> Result<bool> {
    let value = |column: &str| fields.iter().find(|(name, _)| *name == column).map(|(_, value)| value);
    let id = |column: &str, now: Option<Id>| match value(column) {
        Some(Value::Blob(bytes)) => Id::from_slice(bytes).map(Some),
        Some(_) => Ok(None),
        None => Ok(now),
    };
    let word = |column: &str| match value(column) {
        Some(Value::Text(word)) => Some(word.as_str()),
        _ => None,
    };
    let after = (id("branch_id", before.branch)?, id("group_id", before.group)?);
    let mut change = Change::new(kind, LocalDate::from_millis(tx.now()));
    change.affiliation = (after != (before.branch, before.group) && after.0.is_some()).then_some(after);
    change.category = word("category").and_then(Category::from_word).filter(|category| *category != before.category);
    change.status =
        word("party_status").and_then(PartyStatus::from_word).filter(|status| Some(*status) != before.status);
    if change.affiliation.is_none() && change.category.is_none() && change.status.is_none() {
        return Ok(false);
    }
    // Another PC's clock may be ahead: an import does not fail over that, its line follows the last one.
    for part in [Part::Affiliation, Part::Category, Part::Status] {
        change.on = last_on(tx.conn(), before.member, part)?.map_or(change.on, |last| last.max(change.on));
    }
    write(tx, before, &change)?;
    Ok(true)
}

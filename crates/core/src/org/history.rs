//! The tree over time: what an organization was before each change, and the names that it had.
//!
//! **Law** — an organization was on a day what the earliest later change says it was before; without a later change
//! what it is now. It existed from its founding day to the day before its closing day.

use lunxun_base::{Id, LocalDate, Result, require};
use lunxun_protocol::Value;
use lunxun_store::Tx;

use super::{ORG_ALIAS, ORG_CHANGE, Org, PARTY_ORG, store};
use crate::{fields::org_key, words::words};

words! {
    /// What happened to an organization (组织变动).
    pub enum OrgEvent {
        /// Founded.
        Founded => "founded" "成立",
        /// Given another name.
        Renamed => "renamed" "更名",
        /// Put under another superior.
        Moved => "moved" "改变隶属",
        /// Made into another kind, such as a general branch.
        Converted => "converted" "改设",
        /// Merged into another.
        Merged => "merged" "并入",
        /// Took in another.
        TookIn => "took_in" "接收合并",
        /// Gave members to a new one.
        Split => "split" "拆分",
        /// Dissolved.
        Dissolved => "dissolved" "撤销",
        /// Elected a new committee (换届).
        Reelected => "reelected" "换届",
        /// Corrected by hand.
        Corrected => "corrected" "修改资料",
    }
}

/// A change of an organization to write.
#[derive(Debug, Clone)]
pub struct OrgMove<'a> {
    /// What happened.
    pub event: OrgEvent,
    /// From which day on.
    pub on: LocalDate,
    /// The other organization in it.
    pub other: Option<Id>,
    /// How many members moved.
    pub members: usize,
    /// Decision or document.
    pub basis: &'a str,
    /// Remarks.
    pub note: &'a str,
}

/// Changes an organization from a day on, keeping what it was before. Its old names stay known.
///
/// # Errors
/// `Invalid` at `effectiveOn` for a day after today or before its last change; those of the database.
pub fn change(tx: &Tx<'_>, org: &Org, what: &OrgMove<'_>, fields: &[(&'static str, Value)]) -> Result<()> {
    require!(what.on <= LocalDate::from_millis(tx.now()), "effectiveOn", "日期不能晚于今天，请到那一天再登记。");
    if let Some(last) = store::last_change(tx.conn(), org.id)? {
        require!(
            what.on >= last,
            "effectiveOn",
            "“{}”在 {last} 已有一次变动，新的变动不能早于这一天。请改日期，或先撤销那次变动。",
            org.short_name
        );
    }
    if let Some(founded) = org.founded_on {
        require!(what.on >= founded, "effectiveOn", "“{}”{founded} 才成立，日期不能更早。", org.short_name);
    }
    let text = |text: &str| Value::from(Some(text.trim()).filter(|text| !text.is_empty()));
    let line = [
        ("org_id", org.id.into()),
        ("event", what.event.word().into()),
        ("effective_on", what.on.into()),
        ("recorded_at", tx.now().into()),
        ("was_name", org.name.as_str().into()),
        ("was_short_name", org.short_name.as_str().into()),
        ("was_kind", org.kind.as_str().into()),
        ("was_parent_id", org.parent.into()),
        ("was_village", org.village.as_str().into()),
        ("other_id", what.other.into()),
        ("member_count", i64::try_from(what.members).unwrap_or(0).into()),
        ("basis", text(what.basis)),
        ("note", text(what.note)),
    ];
    tx.insert(&ORG_CHANGE, tx.new_id(), &line)?;
    tx.update(&PARTY_ORG, org.id, fields)?;
    let renamed = |column: &str, old: &str| {
        fields.iter().any(|(name, value)| *name == column && *value != Value::from(old)) && !old.is_empty()
    };
    for (column, old) in [("name", &org.name), ("short_name", &org.short_name)] {
        if renamed(column, old) {
            keep_name(tx, org.id, old)?;
        }
    }
    Ok(())
}

/// From now on this name leads to this organization too.
///
/// # Errors
/// Those of the database.
pub fn keep_name(tx: &Tx<'_>, org: Id, name: &str) -> Result<()> {
    let id = Id::derived("org_alias", &[org.as_bytes(), name.as_bytes()]);
    tx.upsert(&ORG_ALIAS, id, &[("org_id", org.into()), ("name", name.into())]).map(drop)
}

/// The organization that a text means: by its present name, else by one that it had. `None` when nothing or more than
/// one organization fits.
///
/// # Errors
/// Those of the database.
pub fn resolve_name(conn: &lunxun_store::rusqlite::Connection, text: &str) -> Result<Option<Id>> {
    let key = org_key(text);
    if key.is_empty() {
        return Ok(None);
    }
    let orgs = store::all(conn)?;
    let plain = text.trim();
    let only = |mut found: Vec<Id>| {
        found.sort_unstable();
        found.dedup();
        if found.len() == 1 { found.pop() } else { None }
    };
    let exact: Vec<Id> =
        orgs.iter().filter(|org| org.name == plain || org.short_name == plain).map(|org| org.id).collect();
    let alike = || {
        let fits = |org: &&Org| org_key(&org.name) == key || org_key(&org.short_name) == key;
        orgs.iter().filter(fits).map(|org| org.id).collect::<Vec<_>>()
    };
    if let Some(id) = only(exact) {
        return Ok(Some(id));
    }
    let alike = alike();
    if !alike.is_empty() {
        return Ok(only(alike));
    }
    let old = store::aliases(conn)?.into_iter().filter(|(name, _)| org_key(name) == key).map(|(_, id)| id);
    Ok(only(old.filter(|id| orgs.iter().any(|org| org.id == *id)).collect()))
}

use lunxun_base::{Id, OrNotFound, Result};
use lunxun_protocol::Value;
use lunxun_store::Tx;

use super::MEMBER;
use crate::{
    fields::{Category, PartyStatus},
    member_change::{ChangeKind, Standing, track},
};

/// How a member stands in the open transaction.
///
/// # Errors
/// `NotFound`; those of the database.
pub fn standing(tx: &Tx<'_>, member: Id) -> Result<Standing> {
    let row = tx.row(&MEMBER, member)?.filter(|row| row.get("deleted_at").is_none_or(Value::is_null));
    let row = row.or_not_found("党员")?;
    let id = |column: &str| match row.get(column) {
        Some(Value::Blob(bytes)) => Id::from_slice(bytes).map(Some),
        _ => Ok(None),
    };
    let word = |column: &str| match row.get(column) {
        Some(Value::Text(word)) => word.as_str(),
        _ => "",
    };
    Ok(Standing {
        member,
        branch: id("branch_id")?,
        group: id("group_id")?,
        category: Category::from_word(word("category")).unwrap_or(Category::Full),
        status: Some(PartyStatus::from_word(word("party_status")).unwrap_or(PartyStatus::Normal)),
    })
}

/// Changes a member as [`Tx::update`] does. Where branch, category or standing change, a line dated today keeps what
/// was before, so that rosters of earlier days stay as they were. Every edit and import goes through here.
///
/// # Errors
/// `NotFound`; those of the database.
pub fn update(tx: &Tx<'_>, member: Id, fields: &[(&'static str, Value)], kind: ChangeKind) -> Result<bool> {
    let before = standing(tx, member)?;
    let changed = tx.update(&MEMBER, member, fields)?;
    if changed {
        track(tx, &before, kind, fields)?;
    }
    Ok(changed)
}

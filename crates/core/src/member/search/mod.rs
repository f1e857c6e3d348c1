//! Finding members as one types (即输即查).
//!
//! The keys live in memory beside the store, never in the file: nothing of them has to be encrypted, migrated or
//! synchronised, and they cannot disagree with the rows. They are read once, and from then on the store tells which
//! records were written, by whatever road the change came (ADR 0009).

mod index;
#[cfg(test)]
mod tests;

use lunxun_base::{Id, Result};
use lunxun_store::{ChangeMark, Changed, Store};

pub use index::{Entry, Wanted};

use super::store;
use crate::org;

#[derive(Default)]
struct Memory {
    index: index::Index,
    mark: Option<ChangeMark>,
}

/// Works on everybody who fits, in order, and on how many members of normal standing there are. The one way in which
/// lists look for members.
///
/// # Errors
/// Those of the database.
pub fn with_found<R>(store: &Store, wanted: &Wanted<'_>, work: impl FnOnce(&[&Entry], u32) -> R) -> Result<R> {
    store.with_memory(|memory: &mut Memory| {
        refresh(store, memory)?;
        let normal = memory.index.normal();
        Ok(work(&memory.index.find(wanted), normal))
    })
}

/// The ids of everybody who fits, in order.
///
/// # Errors
/// Those of the database.
pub fn find(store: &Store, wanted: &Wanted<'_>) -> Result<Vec<Id>> {
    with_found(store, wanted, |found, _| found.iter().map(|entry| entry.id).collect())
}

fn refresh(store: &Store, memory: &mut Memory) -> Result<()> {
    let (changed, mark) = store.changed_since(memory.mark)?;
    match changed {
        Changed::Rows(rows) if !rows.iter().any(|(table, _)| *table == org::PARTY_ORG.table) => {
            let mut members: Vec<Id> =
                rows.into_iter().filter(|(table, _)| *table == super::MEMBER.table).map(|(_, id)| id).collect();
            members.sort_unstable();
            members.dedup();
            for id in members {
                match store::entry(store.conn(), id)? {
                    Some(entry) => memory.index.put(entry),
                    None => memory.index.remove(id),
                }
            }
        }
        _ => memory.index = index::Index::build(&org::all(store.conn())?, store::entries(store.conn())?),
    }
    memory.mark = Some(mark);
    Ok(())
}

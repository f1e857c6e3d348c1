use std::{
    any::{Any, TypeId},
    cell::RefCell,
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use lunxun_base::{Id, Result};

use crate::{Store, db};

/// Changes remembered. Whoever has missed more reads everything again.
const REMEMBERED: usize = 20_000;

/// The records written since the store was opened, the latest of them by id.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// How many changes were forgotten.
    forgotten: u64,
    log: VecDeque<(&'static str, Id)>,
}

/// Shared between the store and the transaction that writes.
pub(crate) type SharedChanges = Arc<Mutex<Changes>>;

/// Notes records that are about to be written. A transaction that is taken back leaves its notes: reading a record
/// again that has not changed does no harm.
pub(crate) fn note(changes: &SharedChanges, table: &'static str, rows: impl IntoIterator<Item = Id>) {
    let mut changes = changes.lock().unwrap_or_else(PoisonError::into_inner);
    for id in rows {
        if changes.log.len() == REMEMBERED {
            changes.log.pop_front();
            changes.forgotten += 1;
        }
        changes.log.push_back((table, id));
    }
}

/// Up to where somebody has followed the changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeMark {
    seen: u64,
    /// SQLite's own count, which moves when another connection has written.
    version: i64,
}

/// What has changed behind a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// These records, in order, some perhaps several times.
    Rows(Vec<(&'static str, Id)>),
    /// More than is remembered, or by another hand: everything must be read again.
    Everything,
}

impl Store {
    /// What was written behind `mark` by clicks, imports, undo and synchronisation alike, and the mark from now on.
    ///
    /// # Errors
    /// Those of the database.
    pub fn changed_since(&self, mark: Option<ChangeMark>) -> Result<(Changed, ChangeMark)> {
        let version = self.conn.pragma_query_value(None, "data_version", |row| row.get(0)).map_err(db)?;
        let changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        let now = ChangeMark { seen: changes.forgotten + changes.log.len() as u64, version };
        let Some(mark) = mark.filter(|mark| mark.version == version && mark.seen >= changes.forgotten) else {
            return Ok((Changed::Everything, now));
        };
        let from = usize::try_from(mark.seen - changes.forgotten).unwrap_or(usize::MAX);
        Ok((Changed::Rows(changes.log.iter().skip(from).copied().collect()), now))
    }

    /// Works on what a feature keeps in memory about the records of this store, such as a search index. It goes with
    /// the store, is never written to the disk, and starts as `T::default()`.
    pub fn with_memory<T: Any + Default + Send, R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let mut held = self.memory.borrow_mut().remove(&TypeId::of::<T>()).unwrap_or_else(|| Box::<T>::default());
        let result = match held.downcast_mut::<T>() {
            Some(memory) => work(memory),
            None => work(&mut T::default()),
        };
        self.memory.borrow_mut().insert(TypeId::of::<T>(), held);
        result
    }
}

/// What features keep in memory, by type.
pub(crate) type Memory = RefCell<HashMap<TypeId, Box<dyn Any + Send>>>;

use std::sync::{Mutex, PoisonError};

use lunxun_base::{Error, Result};
use lunxun_store::Store;

/// Where the engine finds the store. The closure runs under the store's lock and never waits for the network.
pub trait StoreHost: Send + Sync {
    /// Runs `work` on the open store.
    ///
    /// # Errors
    /// `Locked` while no store is open, and those of `work`.
    fn with(&self, work: &mut dyn FnMut(&mut Store) -> Result<()>) -> Result<()>;
}

impl StoreHost for Mutex<Store> {
    fn with(&self, work: &mut dyn FnMut(&mut Store) -> Result<()>) -> Result<()> {
        work(&mut self.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl StoreHost for Mutex<Option<Store>> {
    fn with(&self, work: &mut dyn FnMut(&mut Store) -> Result<()>) -> Result<()> {
        match self.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            Some(store) => work(store),
            None => Err(Error::locked("数据还没有打开，请先登录。")),
        }
    }
}

/// Runs `work` on the open store and returns what it returns.
///
/// # Errors
/// As [`StoreHost::with`].
pub fn with_store<T>(host: &dyn StoreHost, work: impl FnOnce(&mut Store) -> Result<T>) -> Result<T> {
    let mut work = Some(work);
    let mut result = None;
    host.with(&mut |store| {
        if let Some(work) = work.take() {
            result = Some(work(store)?);
        }
        Ok(())
    })?;
    result.ok_or_else(|| Error::internal("数据没有读到，请重试。"))
}

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use lunxun_base::{Clock, Error, Id, Result};
use lunxun_core::{Actor, NoProgress, Progress, feature, rpc};
use lunxun_store::{DirLock, KdfStrength, OpenOptions, Store, StoreKey};
use lunxun_sync::{Pace, Syncer};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{Attempts, command};

/// Which shell drives the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shell {
    /// The desktop window.
    Tauri,
    /// The system's browser on loopback.
    Http,
    /// The command line.
    Cli,
}

/// What the desk tells without being asked.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// Cached answers of these features are stale; `*` means all.
    Changed {
        /// Feature names.
        features: Vec<String>,
    },
    /// The session was opened, locked or ended.
    Session,
}

/// Where events go.
pub trait EventSink: Send + Sync {
    /// Takes one.
    fn send(&self, event: &Event);
}

/// Nobody listens.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoEvents;

impl EventSink for NoEvents {
    fn send(&self, _event: &Event) {}
}

/// How a desk is set up.
#[derive(Clone)]
pub struct DeskOptions {
    /// Where the store, its keys, backups and printed files stand.
    pub data_dir: PathBuf,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// How dear a password guess is made.
    pub strength: KdfStrength,
    /// Which shell drives it.
    pub shell: Shell,
    /// Where events go.
    pub events: Arc<dyn EventSink>,
    /// Whether synchronisation runs by itself.
    pub background_sync: bool,
}

/// One PC's application.
pub struct Desk {
    pub(crate) options: DeskOptions,
    pub(crate) store: Arc<Mutex<Option<Store>>>,
    pub(crate) session: Mutex<Option<Session>>,
    pub(crate) attempts: Mutex<Attempts>,
    pub(crate) syncer: Mutex<Option<Syncer>>,
    /// Held while somebody signs in or the key file changes: two at once would lose one's slot, and guesses side by side
    /// would pass the wait between guesses. Taken before every other lock.
    pub(crate) doorway: Mutex<()>,
    /// Which account had which file written in this run.
    pub(crate) written: Mutex<BTreeSet<(Id, String)>>,
    _lock: DirLock,
}

/// Who is signed in, and the key that opened the store.
#[derive(Clone)]
pub(crate) struct Session {
    pub actor: Actor,
    pub key: StoreKey,
}

/// Takes a lock whatever happened to its last holder: every write is a transaction, so nothing is half done.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    /// Takes the data folder for this program.
    ///
    /// # Errors
    /// `Busy` when another program has it open.
    pub fn open(options: DeskOptions) -> Result<Arc<Self>> {
        let held = DirLock::acquire(&options.data_dir)?;
        let attempts = Attempts::load(&options.data_dir);
        let desk = Arc::new(Self {
            options,
            store: Arc::new(Mutex::new(None)),
            session: Mutex::new(None),
            attempts: Mutex::new(attempts),
            syncer: Mutex::new(None),
            doorway: Mutex::new(()),
            written: Mutex::new(BTreeSet::new()),
            _lock: held,
        });
        desk.forget_recovery_pages()?;
        desk.forget_opened_attachments();
        Ok(desk)
    }

    /// Where everything stands.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.options.data_dir
    }

    /// Runs a command and wraps the answer as the interface reads it:
    /// `{ok, stale}` or `{err: {code, message, field}}`.
    pub fn rpc(&self, name: &str, request: Value) -> Value {
        match self.call_with(name, request, &NoProgress) {
            Ok((answer, stale)) => json!({ "ok": answer, "stale": stale }),
            Err(error) => json!({ "err": error_view(&error) }),
        }
    }

    /// Runs a command.
    ///
    /// # Errors
    /// `Locked` before sign-in, `Forbidden` by role, and the command's own.
    pub fn call(&self, name: &str, request: Value) -> Result<Value> {
        self.call_with(name, request, &NoProgress).map(|(answer, _)| answer)
    }

    /// Runs a command that may take long.
    ///
    /// # Errors
    /// As [`Desk::call`].
    pub fn call_with(
        &self,
        name: &str,
        request: Value,
        progress: &dyn Progress,
    ) -> Result<(Value, &'static [&'static str])> {
        if let Some(command) = command::find(name) {
            let actor = if command.is_public { None } else { Some(self.actor()?) };
            if let Some(actor) = &actor {
                rpc::authorise(actor.role, &command.info)?;
            }
            let answer = (command.run)(self, request)?;
            self.announce(command.info.stale);
            return Ok((answer, command.info.stale));
        }
        let actor = self.actor()?;
        let answer = self.core(&actor, name, request, progress)?;
        let stale = rpc::find(name).map_or(&[] as &[_], |command| command.info.stale);
        if !stale.is_empty() {
            self.announce(stale);
            if let Some(syncer) = lock(&self.syncer).as_ref() {
                syncer.nudge();
            }
        }
        Ok((answer, stale))
    }

    fn announce(&self, stale: &[&str]) {
        if !stale.is_empty() {
            let features = stale.iter().map(|feature| (*feature).to_owned()).collect();
            self.options.events.send(&Event::Changed { features });
        }
    }

    /// Runs a core command as somebody, under the store's lock.
    pub(crate) fn core(&self, actor: &Actor, name: &str, request: Value, progress: &dyn Progress) -> Result<Value> {
        self.with_store(|store| rpc::dispatch(store, actor, progress, name, request))
    }

    /// Runs a core command as the signed-in account and reads its answer.
    pub(crate) fn ask<T: serde::de::DeserializeOwned>(&self, name: &str, request: Value) -> Result<T> {
        let actor = self.actor()?;
        let answer = self.core(&actor, name, request, &NoProgress)?;
        serde_json::from_value(answer).map_err(|error| Error::internal("结果无法读取，请重试。").with_source(error))
    }

    pub(crate) fn with_store<T>(&self, work: impl FnOnce(&mut Store) -> Result<T>) -> Result<T> {
        match lock(&self.store).as_mut() {
            Some(store) => work(store),
            None => Err(Error::locked("数据已锁定，请先登录。")),
        }
    }

    pub(crate) fn actor(&self) -> Result<Actor> {
        let session = lock(&self.session);
        session.as_ref().map(|session| session.actor.clone()).ok_or_else(|| Error::locked("数据已锁定，请先登录。"))
    }

    pub(crate) fn key(&self) -> Result<StoreKey> {
        let session = lock(&self.session);
        session.as_ref().map(|session| session.key.clone()).ok_or_else(|| Error::locked("数据已锁定，请先登录。"))
    }

    pub(crate) fn store_options(&self) -> OpenOptions {
        OpenOptions {
            kinds: feature::kinds(),
            migrations: feature::migrations(),
            clock: Arc::clone(&self.options.clock),
        }
    }

    /// Puts an opened store in place and starts the background synchronisation.
    pub(crate) fn start(&self, store: Store, session: Session) -> Result<()> {
        *lock(&self.store) = Some(store);
        *lock(&self.session) = Some(session);
        if self.options.background_sync {
            let host = Arc::clone(&self.store);
            let syncer = Syncer::start(host, Arc::clone(&self.options.clock), Pace::default())?;
            *lock(&self.syncer) = Some(syncer);
        }
        self.options.events.send(&Event::Session);
        Ok(())
    }

    /// Closes the store and forgets its key.
    pub fn close(&self) {
        // Nobody is signed in from here on, even while a long command still holds the store.
        *lock(&self.session) = None;
        // The syncer's thread may be waiting for the store, so it ends before and without our holding the store.
        let syncer = lock(&self.syncer).take();
        drop(syncer);
        *lock(&self.store) = None;
        // Tried again at the next start; closing must not fail for it.
        let _ = self.forget_recovery_pages();
        self.forget_opened_attachments();
        self.options.events.send(&Event::Session);
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.close();
    }
}

/// An error as the interface reads it.
#[must_use]
pub fn error_view(error: &Error) -> Value {
    json!({ "code": error.code, "message": error.message, "field": error.field })
}

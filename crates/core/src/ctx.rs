use lunxun_base::{Error, Id, LocalDate, Millis, Result, Role};
use lunxun_store::{Store, Tx, Who, rusqlite::Connection};

/// Who is signed in.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The account.
    pub account: Id,
    /// Its display name, as the audit and the county see it.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// The faculty record behind a head teacher (班主任), which says which classes are theirs.
    pub faculty: Option<Id>,
}

impl Actor {
    /// As the audit takes it.
    #[must_use]
    pub fn who(&self) -> Who {
        Who { id: self.account, name: self.name.clone() }
    }
}

/// Where a long command tells how far it is, and learns that it should stop.
pub trait Progress: Send + Sync {
    /// `done` of `total` steps of `what`.
    fn report(&self, done: u64, total: u64, what: &str);

    /// Whether the user pressed 取消.
    fn is_cancelled(&self) -> bool;

    /// Stops the command when the user cancelled.
    ///
    /// # Errors
    /// `Cancelled`.
    fn check(&self) -> Result<()> {
        if self.is_cancelled() { Err(Error::cancelled()) } else { Ok(()) }
    }
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn report(&self, _done: u64, _total: u64, _what: &str) {}
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// What a command runs in: the actor, the store, the clock and the progress of one call.
pub struct Ctx<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// Progress and cancellation.
    pub progress: &'a dyn Progress,
    store: &'a mut Store,
    command: &'static str,
}

impl<'a> Ctx<'a> {
    pub(crate) const fn new(
        actor: &'a Actor,
        progress: &'a dyn Progress,
        store: &'a mut Store,
        command: &'static str,
    ) -> Self {
        Self { actor, progress, store, command }
    }

    /// The running command.
    #[must_use]
    pub const fn command(&self) -> &'static str {
        self.command
    }

    /// The instant.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.store.clock().now()
    }

    /// The day in the township.
    #[must_use]
    pub fn today(&self) -> LocalDate {
        self.store.clock().today()
    }

    /// The connection, for reading.
    #[must_use]
    pub const fn conn(&self) -> &Connection {
        self.store.conn()
    }

    /// The store, for what concerns it as a whole: audit, conflicts, integrity.
    #[must_use]
    pub const fn store(&self) -> &Store {
        self.store
    }

    /// The one write path: see [`Store::write`].
    ///
    /// # Errors
    /// Those of `work`, and the database's.
    pub fn write<T>(&mut self, work: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        self.store.write(self.command, &self.actor.who(), work)
    }

    /// Refuses a head teacher whose class this is not. Another's class answers exactly like an absent one.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn require_class(&self, class: Id) -> Result<()> {
        if self.actor.role == Role::Admin {
            return Ok(());
        }
        let own = self.actor.faculty.map(|faculty| crate::training_class::is_led_by(self.conn(), class, faculty));
        match own.transpose()? {
            Some(true) => Ok(()),
            _ => Err(Error::not_found("找不到这个班次，可能已被删除，请刷新后再试。")),
        }
    }
}

use std::{
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use lunxun_base::{Clock, Error, Millis, Result};

use crate::{Engine, Step, StoreHost, SyncStatus, TroubleKind, Watcher, status};

/// How often the syncer speaks to the county.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Between exchanges when nothing happens.
    pub every: Duration,
    /// After a change, so that a burst of edits goes together.
    pub after_change: Duration,
    /// The first wait after trouble; doubles each time.
    pub first_retry: Duration,
    /// The longest wait after trouble.
    pub last_retry: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            every: Duration::from_secs(300),
            after_change: Duration::from_secs(2),
            first_retry: Duration::from_secs(5),
            last_retry: Duration::from_secs(300),
        }
    }
}

/// Synchronises in the background: after changes, every five minutes, and with growing random waits after trouble.
pub struct Syncer {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    host: Arc<dyn StoreHost>,
    clock: Arc<dyn Clock>,
    pace: Pace,
    stop: AtomicBool,
    state: Mutex<State>,
    wake: Condvar,
}

struct State {
    due: Instant,
    is_running: bool,
    step: Step,
    failures: u32,
}

impl Syncer {
    /// Starts the thread. The first exchange comes at once.
    ///
    /// # Errors
    /// `Internal` when the system gives no thread.
    pub fn start(host: Arc<dyn StoreHost>, clock: Arc<dyn Clock>, pace: Pace) -> Result<Self> {
        let state = State { due: Instant::now(), is_running: false, step: Step::default(), failures: 0 };
        let shared = Arc::new(Shared {
            host,
            clock,
            pace,
            stop: AtomicBool::new(false),
            state: Mutex::new(state),
            wake: Condvar::new(),
        });
        let worker = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("lunxun-sync".to_owned())
            .spawn(move || worker.run())
            .map_err(|error| Error::internal("后台同步启动失败，请重新打开程序。").with_source(error))?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Something was changed: exchange soon. While trouble lasts the growing waits stand.
    pub fn nudge(&self) {
        let mut state = self.shared.state();
        if state.failures == 0 {
            let soon = Instant::now() + self.shared.pace.after_change;
            state.due = state.due.min(soon);
            self.shared.wake.notify_all();
        }
    }

    /// The user pressed 立即同步.
    pub fn sync_now(&self) {
        let mut state = self.shared.state();
        state.due = Instant::now();
        state.failures = 0;
        self.shared.wake.notify_all();
    }

    /// What the window shows.
    ///
    /// # Errors
    /// `Locked` while no store is open, and those of the database.
    pub fn status(&self) -> Result<SyncStatus> {
        let (is_running, due) = {
            let state = self.shared.state();
            (state.is_running, state.due)
        };
        let wait = due.saturating_duration_since(Instant::now());
        let wait = Millis::try_from(wait.as_millis()).unwrap_or(Millis::MAX);
        let next_try = (!is_running).then(|| self.shared.clock.now().saturating_add(wait));
        Ok(SyncStatus { is_running, next_try, ..status(&*self.shared.host)? })
    }

    /// How far the running exchange is.
    #[must_use]
    pub fn step(&self) -> Step {
        self.shared.state().step
    }

    /// Stops the running exchange at its next safe point and ends the thread.
    pub fn stop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        self.shared.wake.notify_all();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has ended as well.
            let _ = thread.join();
        }
    }
}

impl Drop for Syncer {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut engine = Engine::new(Arc::clone(&self.host));
        while self.wait_until_due() {
            let result = engine.exchange(self);
            let mut state = self.state();
            state.is_running = false;
            let wait = match result {
                Ok(_) => {
                    state.failures = 0;
                    self.pace.every
                }
                // Nobody is signed in, or this PC has not joined: nothing is wrong, and nothing to do yet.
                Err(trouble) if !trouble.may_pass() && trouble.kind != TroubleKind::Cancelled => self.pace.every,
                Err(_) => {
                    state.failures = state.failures.saturating_add(1);
                    self.back_off(state.failures)
                }
            };
            // What was changed during the exchange has asked for the next one already.
            let now = Instant::now();
            state.due = if state.due > now { state.due.min(now + wait) } else { now + wait };
        }
    }

    /// Waits for the next exchange; false when the thread is to end.
    fn wait_until_due(&self) -> bool {
        let mut state = self.state();
        loop {
            if self.stop.load(Ordering::SeqCst) {
                return false;
            }
            let now = Instant::now();
            if state.due <= now {
                state.is_running = true;
                state.step = Step::default();
                // Far away, so that a nudge from now on shows.
                state.due = now + Duration::from_secs(365 * 86_400);
                return true;
            }
            let wait = state.due - now;
            state = self.wake.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Full jitter: anything up to the doubled wait, so that a county's PCs do not come back all at once.
    fn back_off(&self, failures: u32) -> Duration {
        let most = self.pace.first_retry.saturating_mul(1 << failures.min(10)).min(self.pace.last_retry);
        let mut bytes = [0; 4];
        let share = match getrandom::fill(&mut bytes) {
            Ok(()) => f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX),
            Err(_) => 1.0,
        };
        most.mul_f64(share).max(self.pace.first_retry.min(most) / 4)
    }
}

impl Watcher for Shared {
    fn step(&self, step: Step) {
        self.state().step = step;
    }

    fn is_cancelled(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }
}

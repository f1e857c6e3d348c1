use std::sync::atomic::{AtomicI64, Ordering};

use crate::LocalDate;

/// UTC milliseconds since 1970, as stored in every `*_at` column.
pub type Millis = i64;

/// The only door to the wall clock.
pub trait Clock: Send + Sync {
    /// The instant.
    fn now(&self) -> Millis;

    /// The day in the township.
    fn today(&self) -> LocalDate {
        LocalDate::from_millis(self.now())
    }
}

/// The PC's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the one place that reads the wall clock")]
    fn now(&self) -> Millis {
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX))
    }
}

/// A clock that stands still until it is told to move, for tests and demo data.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// Stands at this instant.
    #[must_use]
    pub const fn at(now: Millis) -> Self {
        Self(AtomicI64::new(now))
    }

    /// Moves by this many milliseconds.
    pub fn advance(&self, by: Millis) {
        self.0.fetch_add(by, Ordering::SeqCst);
    }

    /// Jumps to this instant.
    pub fn set(&self, now: Millis) {
        self.0.store(now, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Millis {
        self.0.load(Ordering::SeqCst)
    }
}

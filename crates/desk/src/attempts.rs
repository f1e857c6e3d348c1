use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// Wrong passwords in a row and how long to wait for the next try.
///
/// Counted on disk and waited for by the monotonic clock, so that neither a restart nor a changed PC clock helps: after
/// a restart the wait begins anew. It slows a person at the keyboard; a copied file is protected by Argon2id.
#[derive(Debug)]
pub struct Attempts {
    path: PathBuf,
    failures: u32,
    since: Instant,
}

/// Seconds to wait after so many failures; the last stands for all more.
const WAITS: [u64; 8] = [0, 0, 0, 5, 15, 60, 180, 600];

impl Attempts {
    /// What an earlier run left.
    #[must_use]
    pub fn load(dir: &Path) -> Self {
        let path = dir.join("attempts");
        let failures = fs::read_to_string(&path).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0);
        Self { path, failures, since: Instant::now() }
    }

    /// How long until the next try is allowed.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        let at = (self.failures as usize).min(WAITS.len() - 1);
        Duration::from_secs(WAITS[at]).saturating_sub(self.since.elapsed())
    }

    /// A wrong password.
    pub fn fail(&mut self) {
        self.failures = self.failures.saturating_add(1);
        self.since = Instant::now();
        self.save();
    }

    /// The right one.
    pub fn succeed(&mut self) {
        if self.failures > 0 {
            self.failures = 0;
            self.save();
        }
    }

    fn save(&self) {
        // A folder that cannot be written refuses the store itself a moment later, with its own message.
        let _ = fs::write(&self.path, self.failures.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_with_each_wrong_password_and_survives_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let mut attempts = Attempts::load(dir.path());
        let mut waits = Vec::new();
        for _ in 0..8 {
            attempts.fail();
            waits.push(attempts.remaining().as_secs_f64().ceil());
        }
        assert!(waits.windows(2).all(|pair| pair[0] <= pair[1]), "{waits:?}");
        assert_eq!(waits[1], 0.0, "a slip of the finger costs nothing");
        assert!(Attempts::load(dir.path()).remaining() > Duration::from_secs(590), "a restart does not help");
        attempts.succeed();
        assert_eq!(Attempts::load(dir.path()).remaining(), Duration::ZERO);
    }
}

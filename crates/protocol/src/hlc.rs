use lunxun_base::Millis;
use serde::{Deserialize, Serialize};

/// How far a received clock may drag our own past the wall clock: 10 minutes.
///
/// Causality decides first and the clock only ranks true concurrent edits, so a wrong clock does no harm; but it must
/// not spread from PC to PC.
const MAX_DRAG_MS: u64 = 10 * 60_000;

/// A hybrid logical clock: 48 bits of milliseconds and a 16-bit counter. Never goes back, whatever the wall clock does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hlc(pub u64);

impl Hlc {
    /// The next stamp for a local change at this wall time.
    #[must_use]
    pub fn tick(self, wall: Millis) -> Self {
        let wall = u64::try_from(wall).unwrap_or(0) << 16;
        Self(wall.max(self.0.saturating_add(1)))
    }

    /// Own clock after seeing a remote stamp at this wall time.
    #[must_use]
    pub fn observe(self, remote: Self, wall: Millis) -> Self {
        let limit = (u64::try_from(wall).unwrap_or(0).saturating_add(MAX_DRAG_MS)) << 16;
        Self(self.0.max(remote.0.min(limit)))
    }

    /// The wall time in it.
    #[must_use]
    pub fn millis(self) -> Millis {
        Millis::try_from(self.0 >> 16).unwrap_or(Millis::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_never_goes_back_when_the_wall_clock_does() {
        let late = Hlc::default().tick(5_000_000);
        assert!(late.tick(1_000) > late);
    }

    #[test]
    fn a_poisoned_clock_drags_ours_ten_minutes_at_most() {
        let seen = Hlc::default().observe(Hlc::default().tick(4_000_000_000_000), 1_000_000);
        assert_eq!(seen.millis(), 1_600_000);
    }
}

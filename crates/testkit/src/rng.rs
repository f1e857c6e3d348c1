/// A small generator of numbers that look random and are not: SplitMix64.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// The same seed gives the same numbers, on every machine and in every version.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub const fn between(&mut self, low: u32, high: u32) -> u32 {
        let span = high.saturating_sub(low) as u64 + 1;
        low + ((self.next() >> 16) % span) as u32
    }

    /// Whether something of this many in a hundred happens.
    pub const fn percent(&mut self, chance: u32) -> bool {
        self.between(1, 100) <= chance
    }

    /// One of several.
    pub fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> Option<&'a T> {
        let last = u32::try_from(choices.len()).ok()?.checked_sub(1)?;
        choices.get(self.between(0, last) as usize).copied()
    }

    /// Puts a list into another order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            let other = self.between(0, u32::try_from(at).unwrap_or(u32::MAX)) as usize;
            list.swap(at, other);
        }
    }
}

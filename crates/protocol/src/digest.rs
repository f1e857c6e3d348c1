use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

/// An order-free 128-bit digest: the exclusive-or of row digests, so that it is kept up by taking the old row's share
/// out and the new one's in.
#[derive(Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Digest(#[serde(with = "serde_bytes")] pub [u8; 16]);

impl Digest {
    pub(crate) fn of(hash: &blake3::Hash) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.as_bytes()[..16]);
        Self(bytes)
    }

    /// A log's chain tag at a place: over the tag before it and the op's bytes. Two logs that agree in it agree in
    /// everything up to there.
    #[must_use]
    pub fn chained(before: Self, op: &[u8]) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&before.0);
        hasher.update(op);
        Self::of(&hasher.finalize())
    }

    /// Puts a row's share in, or takes it out.
    pub fn toggle(&mut self, share: Self) {
        for (own, other) in self.0.iter_mut().zip(share.0) {
            *own ^= other;
        }
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// How many rows of a kind there are, and their digest: what both sides compare before 已同步 is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KindDigest {
    /// Rows without a tombstone.
    pub live_count: u64,
    /// Over all rows, tombstones too.
    pub digest: Digest,
}

/// Record kind → its digest. Kinds without rows may be absent.
pub type KindDigests = BTreeMap<String, KindDigest>;

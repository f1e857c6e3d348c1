use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use lunxun_base::{Error, Millis, Result};

/// How often something may happen: `burst` at once, then one every `every_ms`.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// How many at once.
    pub burst: u32,
    /// Milliseconds until one more is allowed.
    pub every_ms: i64,
}

/// What the county takes from strangers and from PCs.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Enrolment tries of one address.
    pub enrol: Rate,
    /// Challenges and session requests of one address.
    pub session: Rate,
    /// Exchanges of one PC.
    pub sync: Rate,
    /// Bytes of a request's body, packed.
    pub body_bytes: usize,
    /// Ops in one request.
    pub ops: usize,
    /// Exchanges that are unpacked and applied at the same time.
    pub at_once: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            enrol: Rate { burst: 5, every_ms: 12_000 },
            session: Rate { burst: 120, every_ms: 500 },
            sync: Rate { burst: 300, every_ms: 100 },
            body_bytes: 8 * 1024 * 1024,
            ops: 5_000,
            at_once: 8,
        }
    }
}

/// Entries kept before those that are full again are swept out.
const MAX_ENTRIES: usize = 50_000;

/// Which door, and whose address or id.
pub(crate) type Key = (u8, [u8; 16]);

/// A token bucket a key.
#[derive(Default)]
pub(crate) struct Buckets(Mutex<HashMap<Key, Bucket>>);

struct Bucket {
    left: u32,
    since: Millis,
}

impl Buckets {
    /// Takes one token.
    pub(crate) fn take(&self, key: Key, rate: Rate, now: Millis) -> Result<()> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MAX_ENTRIES {
            buckets.retain(|_, bucket| now.saturating_sub(bucket.since) < rate.every_ms * i64::from(rate.burst));
        }
        if buckets.len() >= MAX_ENTRIES && !buckets.contains_key(&key) {
            return Err(too_often());
        }
        let bucket = buckets.entry(key).or_insert(Bucket { left: rate.burst, since: now });
        // A clock that was set back must not shut the door until it has caught up.
        bucket.since = bucket.since.min(now);
        let earned = now.saturating_sub(bucket.since).max(0) / rate.every_ms.max(1);
        if earned > 0 {
            bucket.left = bucket.left.saturating_add(u32::try_from(earned).unwrap_or(u32::MAX)).min(rate.burst);
            bucket.since += earned * rate.every_ms;
        }
        bucket.left = bucket.left.checked_sub(1).ok_or_else(too_often)?;
        Ok(())
    }
}

fn too_often() -> Error {
    Error::busy("请求太频繁，请一分钟后再试。")
}

/// The key of an address: a whole IPv4 address, or an IPv6 network of the size that one customer gets.
pub(crate) fn address_key(address: IpAddr) -> [u8; 16] {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().octets(),
        IpAddr::V6(v6) => {
            let mut octets = v6.octets();
            octets[8..].fill(0);
            octets
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_try_in_a_minute_waits() {
        let (buckets, rate) = (Buckets::default(), Limits::default().enrol);
        for _ in 0..5 {
            buckets.take((0, [1; 16]), rate, 0).unwrap();
        }
        assert!(buckets.take((0, [1; 16]), rate, 0).is_err());
        assert!(buckets.take((0, [2; 16]), rate, 0).is_ok(), "another address is not held up");
        assert!(buckets.take((0, [1; 16]), rate, 12_000).is_ok());
    }
}

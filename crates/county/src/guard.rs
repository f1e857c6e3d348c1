use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use ed25519_dalek::{Signature, VerifyingKey};
use lunxun_base::{Error, Id, Millis, Result};
use lunxun_protocol::SessionRequest;

use crate::store::{Catalogue, Device, db};

const CHALLENGE_LIFE_MS: Millis = 2 * 60_000;
const SESSION_LIFE_MS: Millis = 8 * 3_600_000;
const SESSION_IDLE_MS: Millis = 30 * 60_000;
/// Challenges and sessions kept of one PC; the oldest give way.
const MAX_OF_ONE_DEVICE: usize = 8;

/// The one place that decides who a request comes from. Challenges and sessions live in memory: a restart costs every
/// PC one signature and nothing else.
#[derive(Default)]
pub(crate) struct Guard(Mutex<Doors>);

#[derive(Default)]
struct Doors {
    challenges: HashMap<Id, Vec<([u8; 32], Millis)>>,
    /// By the token's hash.
    sessions: HashMap<[u8; 32], Session>,
}

struct Session {
    device: Id,
    since: Millis,
    used: Millis,
}

impl Session {
    fn is_over(&self, now: Millis) -> bool {
        let out = |since: Millis, life: Millis| !(0..life).contains(&now.saturating_sub(since));
        out(self.since, SESSION_LIFE_MS) || out(self.used, SESSION_IDLE_MS)
    }
}

impl Guard {
    /// A nonce for a PC to sign. A stranger gets one too, which nothing remembers: who is enrolled stays untold.
    pub(crate) fn challenge(&self, catalogue: &Catalogue, device: Id, now: Millis) -> Result<[u8; 32]> {
        let nonce = db::random()?;
        if catalogue.device(device)?.is_some_and(|device| device.revoked_at.is_none()) {
            let mut doors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let open = doors.challenges.entry(device).or_default();
            open.retain(|(_, since)| is_fresh(*since, now));
            if open.len() >= MAX_OF_ONE_DEVICE {
                open.remove(0);
            }
            open.push((nonce, now));
        }
        Ok(nonce)
    }

    /// A session token for a signed nonce. The nonce is spent, whatever the signature says.
    pub(crate) fn session(&self, catalogue: &Catalogue, request: &SessionRequest, now: Millis) -> Result<String> {
        let unknown = || Error::auth_expired("县里没有这台电脑的有效登记（可能已被停用），请联系县里重新登记。");
        let spent = {
            let mut doors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            doors.challenges.get_mut(&request.device).and_then(|open| {
                let at = open.iter().position(|(nonce, _)| nonce.as_slice() == request.nonce)?;
                Some(open.remove(at))
            })
        };
        let device = accepted(catalogue, request.device)?.ok_or_else(unknown)?;
        let is_good = spent.is_some_and(|(_, since)| is_fresh(since, now));
        let (county, _) = catalogue.county()?;
        let transcript = SessionRequest::transcript(county, request.device, &request.nonce);
        let is_signed = VerifyingKey::from_bytes(&device.public_key)
            .and_then(|key| key.verify_strict(&transcript, &Signature::from_slice(&request.signature)?))
            .is_ok();
        if !is_good || !is_signed {
            return Err(Error::auth_expired("登录县级服务端的凭据已过期，请重试一次。"));
        }

        let token: [u8; 32] = db::random()?;
        let mut doors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        doors.sessions.retain(|_, session| !session.is_over(now));
        let mut own: Vec<_> =
            doors.sessions.iter().filter(|(_, s)| s.device == device.id).map(|(hash, s)| (s.used, *hash)).collect();
        own.sort_unstable();
        for (_, hash) in own.iter().take((own.len() + 1).saturating_sub(MAX_OF_ONE_DEVICE)) {
            doors.sessions.remove(hash);
        }
        doors.sessions.insert(hash_of(&token), Session { device: device.id, since: now, used: now });
        Ok(blake3::Hash::from(token).to_hex().to_string())
    }

    /// The PC behind an `Authorization` header. Its standing is read anew each time, so that a revoked PC is out at
    /// its next request.
    pub(crate) fn principal(&self, catalogue: &Catalogue, header: Option<&str>, now: Millis) -> Result<Device> {
        let expired = || Error::auth_expired("与县级服务端的会话已过期，程序会自动重新登录。");
        let token = header.and_then(|header| header.strip_prefix("Bearer ")).ok_or_else(expired)?;
        let token = blake3::Hash::from_hex(token).map_err(|_| expired())?;
        let device = {
            let mut doors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let hash = hash_of(token.as_bytes());
            let session = doors.sessions.get_mut(&hash).ok_or_else(expired)?;
            if session.is_over(now) {
                doors.sessions.remove(&hash);
                return Err(expired());
            }
            session.used = now;
            session.device
        };
        let found = accepted(catalogue, device)?;
        if found.is_none() {
            let mut doors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            doors.sessions.retain(|_, session| session.device != device);
            doors.challenges.remove(&device);
        }
        found.ok_or_else(expired)
    }
}

fn accepted(catalogue: &Catalogue, device: Id) -> Result<Option<Device>> {
    Ok(catalogue.device(device)?.filter(|device| device.revoked_at.is_none()))
}

fn is_fresh(since: Millis, now: Millis) -> bool {
    (0..CHALLENGE_LIFE_MS).contains(&now.saturating_sub(since))
}

fn hash_of(token: &[u8; 32]) -> [u8; 32] {
    blake3::derive_key("lunxun county session token v1", token)
}

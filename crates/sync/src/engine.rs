use std::sync::Arc;

use ed25519_dalek::Signer as _;
use lunxun_base::{Error, Id, Result};
use lunxun_protocol::{
    ChallengeAnswer, ChallengeRequest, Digest, PROTOCOL, SessionAnswer, SessionRequest, SyncAnswer, SyncRequest,
};
use lunxun_store::{Store, Who};
use reqwest::StatusCode;

use crate::{
    Difference, Enrolment, StoreHost, Trouble, TroubleKind,
    enrolment::device_key,
    link::{Failure, Link},
    status, with_store,
};

const CURSOR_TAG: &str = "cursor_tag";
/// Ops asked for at once: what one store transaction takes without the window noticing.
const PULL_LIMIT: u32 = 500;
const PUSH_LIMIT: u32 = 500;
const PUSH_BYTES: usize = 256 * 1024;
/// Rounds that move neither end before an exchange is given up.
const MAX_IDLE_ROUNDS: u32 = 3;

/// How far an exchange is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Step {
    /// Own changes that the county has confirmed in this exchange.
    pub pushed: u64,
    /// Own changes still to go.
    pub to_push: u64,
    /// Others' changes applied in this exchange.
    pub pulled: u64,
    /// Log places still to read.
    pub to_pull: u64,
}

/// Who watches an exchange and may stop it.
pub trait Watcher {
    /// A round is done.
    fn step(&self, step: Step);
    /// Whether the user pressed 取消.
    fn is_cancelled(&self) -> bool;
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Watcher for Unwatched {
    fn step(&self, _step: Step) {}
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// How both ends stand after an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The same rows here and there (已同步).
    Agreed,
    /// Everything was exchanged, and these kinds differ all the same.
    Differs(Vec<Difference>),
}

/// What an exchange did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeReport {
    /// Own changes that the county confirmed.
    pub pushed: u64,
    /// Others' changes applied here.
    pub pulled: u64,
    /// Others' changes kept aside because this version could not apply them.
    pub parked: u64,
    /// Fields newly in conflict.
    pub new_conflicts: u64,
    /// Own changes that the county did not take.
    pub refused: u64,
    /// Whether both ends have the same rows.
    pub outcome: Outcome,
}

/// Exchanges with the county. Keeps its session from one exchange to the next.
pub struct Engine {
    host: Arc<dyn StoreHost>,
    session: Option<Session>,
}

struct Session {
    link: Link,
    enrolment: Enrolment,
    token: Option<String>,
}

#[derive(Default)]
struct Tally {
    report: Counts,
    push_limit: u32,
    idle_rounds: u32,
}

#[derive(Default)]
struct Counts {
    pushed: u64,
    pulled: u64,
    parked: u64,
    new_conflicts: u64,
    refused: u64,
}

enum Round {
    More { moved: bool },
    Done(Vec<Difference>),
}

impl Engine {
    /// An engine over a store.
    #[must_use]
    pub fn new(host: Arc<dyn StoreHost>) -> Self {
        Self { host, session: None }
    }

    /// Exchanges until nothing is left on either side, compares, and keeps how it ended.
    ///
    /// # Errors
    /// The trouble that stopped it. What was exchanged until then is safe on both sides.
    pub fn exchange(&mut self, watcher: &dyn Watcher) -> Result<ExchangeReport, Trouble> {
        let result = self.run(watcher);
        let host = Arc::clone(&self.host);
        match &result {
            Ok((_, differences)) => with_store(&*host, |store| status::note_end(store, Ok(differences)))?,
            // The status says so by itself as long as there is no enrolment.
            Err(trouble) if trouble.kind == TroubleKind::NotEnrolled => {}
            Err(trouble) => {
                if matches!(trouble.kind, TroubleKind::Revoked | TroubleKind::OtherCounty) {
                    self.session = None;
                }
                // The trouble itself is the news; that it could not be kept as well is not.
                let _ = with_store(&*host, |store| status::note_end(store, Err(trouble)));
            }
        }
        let (counts, differences) = result?;
        Ok(ExchangeReport {
            pushed: counts.pushed,
            pulled: counts.pulled,
            parked: counts.parked,
            new_conflicts: counts.new_conflicts,
            refused: counts.refused,
            outcome: if differences.is_empty() { Outcome::Agreed } else { Outcome::Differs(differences) },
        })
    }

    fn run(&mut self, watcher: &dyn Watcher) -> Result<(Counts, Vec<Difference>), Trouble> {
        let host = Arc::clone(&self.host);
        self.connect()?;
        let session = self.session.as_mut().ok_or_else(|| Trouble::new(TroubleKind::NotEnrolled, ""))?;
        let mut tally = Tally { push_limit: PUSH_LIMIT, ..Tally::default() };
        let mut resume_at = None;
        loop {
            if watcher.is_cancelled() {
                return Err(Trouble::new(TroubleKind::Cancelled, ""));
            }
            let limit = tally.push_limit;
            let request = with_store(&*host, |store| request(store, resume_at, limit))?;
            let answer = match session.sync(&*host, &request, watcher) {
                Ok(answer) => answer,
                Err(Failure::Refused(StatusCode::PAYLOAD_TOO_LARGE, _)) if tally.push_limit > 1 => {
                    tally.push_limit /= 2;
                    continue;
                }
                Err(failure) => return Err(trouble_of(failure)),
            };
            check(&request, &answer)?;
            let round = with_store(&*host, |store| settle(store, &request, &answer, &mut tally.report))?;
            resume_at = Some(answer.acked);
            tally.push_limit = (tally.push_limit * 2).min(PUSH_LIMIT);
            watcher.step(Step {
                pushed: tally.report.pushed,
                to_push: request.own_seq.saturating_sub(answer.acked),
                pulled: tally.report.pulled,
                to_pull: answer.head.saturating_sub(answer.cursor),
            });
            match round {
                Round::Done(differences) => return Ok((tally.report, differences)),
                Round::More { moved: true } => tally.idle_rounds = 0,
                Round::More { moved: false } => tally.idle_rounds += 1,
            }
            if tally.idle_rounds >= MAX_IDLE_ROUNDS {
                let cause = format!("no progress: own {}, acked {}", request.own_seq, answer.acked);
                return Err(Trouble::new(TroubleKind::Rejected, cause));
            }
        }
    }

    /// A session for the county that the store now belongs to.
    fn connect(&mut self) -> Result<(), Trouble> {
        let enrolment = with_store(&*self.host, |store| Enrolment::load(store))?
            .ok_or_else(|| Trouble::new(TroubleKind::NotEnrolled, ""))?;
        if self.session.as_ref().is_none_or(|session| session.enrolment != enrolment) {
            let link = Link::new(&enrolment.url)?;
            self.session = Some(Session { link, enrolment, token: None });
        }
        Ok(())
    }
}

impl Session {
    /// One request. Repeated once where the connection broke: most often a kept one that the county had closed, and a
    /// repeated request does no harm.
    fn sync(
        &mut self,
        host: &dyn StoreHost,
        request: &SyncRequest,
        watcher: &dyn Watcher,
    ) -> Result<SyncAnswer, Failure> {
        match self.sync_once(host, request, watcher) {
            Err(Failure::Trouble(trouble)) if trouble.kind == TroubleKind::Broken => {
                self.sync_once(host, request, watcher)
            }
            other => other,
        }
    }

    /// Signs in first where needed, and once again where the session ran out.
    fn sync_once(
        &mut self,
        host: &dyn StoreHost,
        request: &SyncRequest,
        watcher: &dyn Watcher,
    ) -> Result<SyncAnswer, Failure> {
        let path = format!("/v1/townships/{}/sync", self.enrolment.township);
        let is_cancelled = || watcher.is_cancelled();
        if let Some(token) = self.token.clone() {
            match self.link.post(&path, Some(&token), request, &is_cancelled) {
                Err(Failure::Refused(StatusCode::UNAUTHORIZED, _)) => self.token = None,
                other => return other,
            }
        }
        let token = self.sign_in(host, watcher)?;
        self.token = Some(token.clone());
        self.link.post(&path, Some(&token), request, &is_cancelled)
    }

    fn sign_in(&self, host: &dyn StoreHost, watcher: &dyn Watcher) -> Result<String, Failure> {
        let is_cancelled = || watcher.is_cancelled();
        let (device, key) = with_store(host, |store| Ok((store.device(), device_key(store)?))).map_err(in_store)?;
        let challenge: ChallengeAnswer =
            self.link.post("/v1/session/challenge", None, &ChallengeRequest { device }, &is_cancelled)?;
        if challenge.county != self.enrolment.county {
            let cause = format!("county {}", challenge.county);
            return Err(Failure::Trouble(Trouble::new(TroubleKind::OtherCounty, cause)));
        }
        let transcript = SessionRequest::transcript(challenge.county, device, &challenge.nonce);
        let signature = key.sign(&transcript).to_bytes().to_vec();
        let request = SessionRequest { device, nonce: challenge.nonce, signature };
        let answer: SessionAnswer = self.link.post("/v1/session", None, &request, &is_cancelled)?;
        with_store(host, |store| {
            let error = store.clock().now().saturating_sub(answer.server_time);
            status::note_clock_error(store, error)
        })
        .map_err(in_store)?;
        Ok(answer.token)
    }
}

fn in_store(error: Error) -> Failure {
    Failure::Trouble(error.into())
}

fn trouble_of(failure: Failure) -> Trouble {
    match failure {
        Failure::Trouble(trouble) => trouble,
        Failure::Refused(status, error) => {
            let kind = match status {
                StatusCode::UNAUTHORIZED | StatusCode::NOT_FOUND => TroubleKind::Revoked,
                StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => TroubleKind::Busy,
                StatusCode::UPGRADE_REQUIRED => TroubleKind::Version,
                status if status.is_server_error() => TroubleKind::Server,
                _ => TroubleKind::Rejected,
            };
            Trouble::new(kind, format!("{status} {}", error.code))
        }
    }
}

/// What to send next. `resume_at` is what the county said last: less than the store remembers where the county was
/// restored from a backup.
fn request(store: &mut Store, resume_at: Option<u64>, limit: u32) -> Result<SyncRequest> {
    let journal = store.journal_status()?;
    let tag = store.meta(CURSOR_TAG)?.and_then(|bytes| <[u8; 16]>::try_from(bytes.as_slice()).ok());
    Ok(SyncRequest {
        protocol: PROTOCOL,
        app_version: env!("CARGO_PKG_VERSION").to_owned(),
        epoch: journal.epoch,
        cursor: journal.cursor,
        cursor_tag: tag.map(Digest),
        own_seq: journal.seq,
        ops: store.own_ops(resume_at.unwrap_or(journal.acked), limit, PUSH_BYTES)?,
        pull_limit: PULL_LIMIT,
        client_time: store.clock().now(),
    })
}

/// Refuses an answer that contradicts itself or the request.
fn check(request: &SyncRequest, answer: &SyncAnswer) -> Result<(), Trouble> {
    let places = || answer.ops.iter().map(|op| op.place);
    let is_sound = (answer.after == request.cursor || answer.after == 0)
        && answer.after <= answer.cursor
        && answer.cursor <= answer.head
        && places().all(|place| place > answer.after && place <= answer.cursor)
        && places().zip(places().skip(1)).all(|(before, next)| before < next);
    if answer.protocol != PROTOCOL {
        return Err(Trouble::new(TroubleKind::Version, format!("protocol {}", answer.protocol)));
    }
    if !is_sound {
        return Err(Trouble::new(TroubleKind::Server, "an answer that contradicts itself"));
    }
    Ok(())
}

/// Takes an answer in: the others' ops and the cursor in one transaction, then what the county confirmed. Compares when
/// nothing is left on either side.
fn settle(store: &mut Store, request: &SyncRequest, answer: &SyncAnswer, counts: &mut Counts) -> Result<Round> {
    let before = store.journal_status()?;
    let moves = !answer.ops.is_empty() || answer.cursor != before.cursor || Some(answer.epoch) != before.epoch;
    if moves {
        let who = Who { id: Id::derived("county", &[answer.epoch.as_bytes()]), name: "县级同步".to_owned() };
        let outcome = store.write("sync.apply", &who, |tx| {
            let tag = answer.cursor_tag.map(|tag| tag.0);
            tx.put_meta(CURSOR_TAG, tag.as_ref().map_or(&[], |tag| tag.as_slice()))?;
            tx.apply_log(answer.epoch, &answer.ops, answer.cursor)
        })?;
        counts.pulled += outcome.applied;
        counts.parked += outcome.parked;
        counts.new_conflicts += outcome.new_conflicts;
    }
    store.set_acked(answer.acked)?;
    status::note_refused(store, &answer.rejected)?;
    counts.refused += answer.rejected.len() as u64;
    let first = request.ops.first().map_or(answer.acked, |op| op.seq - 1);
    counts.pushed += answer.acked.min(request.own_seq).saturating_sub(first);

    let after = store.journal_status()?;
    let is_done = answer.cursor == answer.head && after.seq == answer.acked;
    if let (true, Some(digests)) = (is_done, &answer.digests) {
        return Ok(Round::Done(status::differences(store, digests)?));
    }
    // An own op that is newer than the request is progress to come, not a standstill.
    Ok(Round::More { moved: moves || answer.acked != before.acked || after.seq != request.own_seq })
}

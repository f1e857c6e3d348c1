use lunxun_base::{Error, Millis, Result};
use lunxun_protocol::{KindDigests, Rejected};
use lunxun_store::Store;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{Enrolment, StoreHost, Trouble, TroubleKind, with_store};

pub(crate) const LAST_SUCCESS: &str = "sync.last_success";
const LAST_TROUBLE: &str = "sync.last_trouble";
const DIFFERENCES: &str = "sync.differences";
const REFUSED: &str = "sync.refused";
const CLOCK_ERROR: &str = "sync.clock_error_ms";
/// Refusals kept for the list.
const MAX_REFUSED: usize = 200;

/// A kind of record of which the county has other rows than this PC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The kind.
    pub kind: String,
    /// What the clerk calls it.
    pub label: String,
    /// Live rows here.
    pub here: u64,
    /// Live rows at the county.
    pub there: u64,
}

/// An own change that the county did not take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Its place in this PC's sequence.
    pub seq: u64,
    /// Why, for a program.
    pub code: String,
    /// Why, in Chinese.
    pub message: String,
}

/// What the window always shows of the synchronisation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncStatus {
    /// The county that this PC joined; `None` before that.
    pub enrolment: Option<Enrolment>,
    /// Own changes that the county has not confirmed.
    pub pending: u64,
    /// Others' changes that this version could not apply.
    pub parked: u64,
    /// Fields waiting for a person's decision.
    pub conflicts: u64,
    /// When both ends last agreed.
    pub last_success: Option<Millis>,
    /// What went wrong since.
    pub trouble: Option<Trouble>,
    /// Kinds that differ, from the last full exchange.
    pub differences: Vec<Difference>,
    /// Own changes that the county did not take, newest last.
    pub refused: Vec<Refused>,
    /// How far this PC's clock runs ahead of the county's.
    pub clock_error_ms: i64,
    /// Whether an exchange is under way. Known to the [`crate::Syncer`] only.
    pub is_running: bool,
    /// When the next try is due. Known to the [`crate::Syncer`] only.
    pub next_try: Option<Millis>,
}

/// What the store knows of its synchronisation.
///
/// # Errors
/// Those of the database.
pub fn status(host: &dyn StoreHost) -> Result<SyncStatus> {
    with_store(host, |store| {
        let journal = store.journal_status()?;
        Ok(SyncStatus {
            enrolment: Enrolment::load(store)?,
            pending: journal.pending(),
            parked: journal.parked,
            conflicts: journal.conflicts,
            last_success: get(store, LAST_SUCCESS)?,
            trouble: get::<Option<Trouble>>(store, LAST_TROUBLE)?.flatten(),
            differences: get(store, DIFFERENCES)?.unwrap_or_default(),
            refused: get(store, REFUSED)?.unwrap_or_default(),
            clock_error_ms: get(store, CLOCK_ERROR)?.unwrap_or_default(),
            is_running: false,
            next_try: None,
        })
    })
}

pub(crate) fn note_refused(store: &mut Store, rejected: &[Rejected]) -> Result<()> {
    if rejected.is_empty() {
        return Ok(());
    }
    let mut refused: Vec<Refused> = get(store, REFUSED)?.unwrap_or_default();
    for new in rejected {
        if !refused.iter().any(|old| old.seq == new.seq && old.code == new.code) {
            refused.push(Refused { seq: new.seq, code: new.code.clone(), message: new.message.clone() });
        }
    }
    refused.drain(..refused.len().saturating_sub(MAX_REFUSED));
    put(store, REFUSED, &refused)
}

/// Keeps how an exchange ended, so that it is known after a restart as well.
pub(crate) fn note_end(store: &mut Store, end: Result<&[Difference], &Trouble>) -> Result<()> {
    let now = store.clock().now();
    match end {
        Ok(differences) => {
            put(store, DIFFERENCES, &differences)?;
            if differences.is_empty() {
                put(store, LAST_SUCCESS, &now)?;
                return put(store, LAST_TROUBLE, &None::<Trouble>);
            }
            let labels: Vec<&str> = differences.iter().map(|difference| difference.label.as_str()).collect();
            let message = format!("本机与县里的数据不一致：{}。请到“同步”页查看，数据没有丢失。", labels.join("、"));
            put(store, LAST_TROUBLE, &Some(Trouble { at: now, ..Trouble::saying(TroubleKind::Differs, message) }))
        }
        Err(trouble) => put(store, LAST_TROUBLE, &Some(Trouble { at: now, ..trouble.clone() })),
    }
}

pub(crate) fn note_clock_error(store: &mut Store, error_ms: i64) -> Result<()> {
    // Seconds of delay on the way are no news; writing them each time would cost a disk write.
    let known: i64 = get(store, CLOCK_ERROR)?.unwrap_or_default();
    if known.saturating_sub(error_ms).abs() < 60_000 { Ok(()) } else { put(store, CLOCK_ERROR, &error_ms) }
}

/// The kinds that this version knows and of which the two ends have different rows.
pub(crate) fn differences(store: &Store, county: &KindDigests) -> Result<Vec<Difference>> {
    let own = store.kind_digests()?;
    let of = |digests: &KindDigests, kind: &str| digests.get(kind).copied().unwrap_or_default();
    let known = store.kinds().iter().filter(|kind| of(&own, kind.table) != of(county, kind.table));
    Ok(known
        .map(|kind| Difference {
            kind: kind.table.to_owned(),
            label: kind.label.to_owned(),
            here: of(&own, kind.table).live_count,
            there: of(county, kind.table).live_count,
        })
        .collect())
}

fn get<T: DeserializeOwned>(store: &Store, key: &str) -> Result<Option<T>> {
    // An unreadable note is as good as none: it only informs.
    Ok(store.meta(key)?.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

fn put<T: Serialize>(store: &mut Store, key: &str, value: &T) -> Result<()> {
    let bytes =
        serde_json::to_vec(value).map_err(|error| Error::internal("同步状态无法保存，请重试。").with_source(error))?;
    store.put_meta(key, &bytes)
}

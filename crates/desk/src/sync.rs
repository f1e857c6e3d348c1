use std::sync::Arc;

use lunxun_base::{Error, Millis, Result};
use lunxun_core::rpc::Nothing;
use lunxun_sync::{Engine, StoreHost, TroubleKind, Unwatched};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Desk, desk::lock};

/// Where synchronisation stands, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// This PC has not joined a county.
    NotEnrolled,
    /// The county does not answer; work goes on.
    Offline,
    /// Waiting for the next exchange.
    Idle,
    /// An exchange is under way.
    Syncing,
    /// The last exchange failed otherwise.
    Error,
    /// Both sides talked and do not agree.
    Differs,
    /// Both sides' counts and digests agree and nothing is pending.
    Agreed,
}

/// How far an exchange is.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SyncProgress {
    /// Changes moved.
    pub done: u64,
    /// Changes to move.
    pub total: u64,
    /// What is moving.
    pub what: String,
}

/// Synchronisation as the window shows it.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SyncStatusView {
    /// In one word.
    pub state: SyncState,
    /// The county.
    pub county_name: Option<String>,
    /// Its address.
    pub county_url: Option<String>,
    /// Own changes that the county has not confirmed.
    pub pending: u64,
    /// Fields waiting for a person's decision.
    pub conflicts: u64,
    /// Others' changes that this version could not apply.
    pub parked: u64,
    /// When both sides last agreed.
    pub last_success_at: Option<Millis>,
    /// What went wrong since, in plain Chinese.
    pub last_error: Option<String>,
    /// When the next try is due.
    pub next_try_at: Option<Millis>,
    /// How far the running exchange is.
    pub progress: Option<SyncProgress>,
    /// Kinds of record on which the two sides differ.
    pub differences: Vec<String>,
    /// Own changes that the county did not take, with the reason.
    pub refused: Vec<String>,
    /// A sentence about this PC's clock when it is far off.
    pub clock_warning: Option<String>,
}

/// Joins the county with a one-time code.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EnrolPc {
    /// The county's address.
    pub county_url: String,
    /// The one-time code.
    pub code: String,
    /// What this PC is called.
    pub device_label: String,
}

pub(crate) fn status(desk: &Desk, _: Nothing) -> Result<SyncStatusView> {
    let (status, step) = match lock(&desk.syncer).as_ref() {
        Some(syncer) => (syncer.status()?, Some(syncer.step())),
        None => (lunxun_sync::status(&*desk.store)?, None),
    };
    let offline = |kind: TroubleKind| {
        use TroubleKind as T;
        matches!(kind, T::Offline | T::Refused | T::Dns | T::Timeout | T::Broken | T::Portal)
    };
    let state = match (&status.enrolment, &status.trouble) {
        (None, _) => SyncState::NotEnrolled,
        _ if status.is_running => SyncState::Syncing,
        (_, Some(trouble)) if trouble.kind == TroubleKind::Differs => SyncState::Differs,
        (_, Some(trouble)) if offline(trouble.kind) => SyncState::Offline,
        (_, Some(_)) => SyncState::Error,
        _ if status.pending == 0 && status.last_success.is_some() => SyncState::Agreed,
        _ => SyncState::Idle,
    };
    let progress = step.filter(|_| status.is_running).map(|step| SyncProgress {
        done: step.pushed + step.pulled,
        total: step.pushed + step.to_push + step.pulled + step.to_pull,
        what: if step.to_push > 0 { "正在上传" } else { "正在接收" }.to_owned(),
    });
    let minutes = status.clock_error_ms.abs() / 60_000;
    let clock_warning = (minutes >= 10).then(|| {
        let direction = if status.clock_error_ms > 0 { "快" } else { "慢" };
        let span = if minutes >= 2880 { format!("{} 天", minutes / 1440) } else { format!("{minutes} 分钟") };
        format!("这台电脑的时间比县里{direction}约 {span}，请校准电脑时间。数据不受影响。")
    });
    Ok(SyncStatusView {
        state,
        county_name: status.enrolment.as_ref().map(|enrolment| enrolment.county_name.clone()),
        county_url: status.enrolment.as_ref().map(|enrolment| enrolment.url.clone()),
        pending: status.pending,
        conflicts: status.conflicts,
        parked: status.parked,
        last_success_at: status.last_success,
        last_error: status.enrolment.as_ref().and(status.trouble).map(|trouble| trouble.message),
        next_try_at: status.enrolment.as_ref().and(status.next_try),
        progress,
        differences: status
            .differences
            .iter()
            .map(|one| format!("{}：本机 {} 条，县里 {} 条", one.label, one.here, one.there))
            .collect(),
        refused: status.refused.iter().map(|one| one.message.clone()).collect(),
        clock_warning,
    })
}

pub(crate) fn enrol(desk: &Desk, request: EnrolPc) -> Result<SyncStatusView> {
    lunxun_base::require!(
        !request.device_label.trim().is_empty(),
        "deviceLabel",
        "请给这台电脑起个名字，例如“党校办公室电脑”。"
    );
    let root = desk.with_store(|store| lunxun_core::org::township_code(store.conn()))?;
    let answer = lunxun_sync::enrol_as(
        &*desk.store,
        &request.county_url,
        &request.code,
        &request.device_label,
        root.as_deref(),
    )?;
    let actor = desk.actor()?;
    desk.with_store(|store| {
        store.write("sync.enrol", &actor.who(), |tx| {
            tx.note("sync.enrol", None, &serde_json::json!({ "county": answer.county_name }))
        })
    })?;
    sync_now(desk, Nothing {})
}

pub(crate) fn sync_now(desk: &Desk, _: Nothing) -> Result<SyncStatusView> {
    let background = lock(&desk.syncer).as_ref().map(lunxun_sync::Syncer::sync_now).is_some();
    if !background {
        let host: Arc<dyn StoreHost> = Arc::clone(&desk.store) as _;
        match Engine::new(host).exchange(&Unwatched) {
            // The status says so by itself; with the background running it is no error either.
            Err(trouble) if trouble.kind == TroubleKind::NotEnrolled => {}
            outcome => drop(outcome.map_err(Error::from)?),
        }
    }
    status(desk, Nothing {})
}

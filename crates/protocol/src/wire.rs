use lunxun_base::{Id, Millis};
use serde::{Deserialize, Serialize};

use crate::{Digest, KindDigests, Op};

/// The protocol version of this build.
pub const PROTOCOL: u16 = 1;

/// The media type of every frame.
pub const CONTENT_TYPE: &str = "application/x-lunxun-frame";

/// `POST /v1/enrol`: a PC joins with a one-time code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// The code that the county printed; hyphens and case do not matter.
    pub code: String,
    /// The PC's own id.
    pub device: Id,
    /// The PC's Ed25519 public key.
    #[serde(with = "serde_bytes")]
    pub public_key: Vec<u8>,
    /// What the PC is called, such as `党校办公室电脑`.
    pub label: String,
    /// The township that the store already belongs to, where it has one.
    pub township: Option<String>,
}

/// The county's answer to an enrolment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EnrolAnswer {
    /// The county's own id; a client refuses to talk to another.
    pub county: Id,
    /// The county's name.
    pub county_name: String,
    /// The township's code, 9 digits.
    pub township: String,
    /// The township's name.
    pub township_name: String,
}

/// `POST /v1/session/challenge`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChallengeRequest {
    /// Who wants a session.
    pub device: Id,
}

/// A nonce to sign, good for two minutes and one use.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChallengeAnswer {
    /// The county's own id, part of what is signed.
    pub county: Id,
    /// 32 random bytes.
    #[serde(with = "serde_bytes")]
    pub nonce: Vec<u8>,
}

/// `POST /v1/session`: proof of the device key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionRequest {
    /// Who.
    pub device: Id,
    /// The nonce that was given.
    #[serde(with = "serde_bytes")]
    pub nonce: Vec<u8>,
    /// Ed25519 over [`SessionRequest::transcript`].
    #[serde(with = "serde_bytes")]
    pub signature: Vec<u8>,
}

impl SessionRequest {
    /// The bytes that are signed: bound to the protocol, the county, the device and the nonce.
    #[must_use]
    pub fn transcript(county: Id, device: Id, nonce: &[u8]) -> Vec<u8> {
        [b"lunxun-session-v1".as_slice(), county.as_bytes(), device.as_bytes(), nonce].concat()
    }
}

/// A short opaque session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionAnswer {
    /// Sent as `Authorization: Bearer`.
    pub token: String,
    /// The county's clock.
    pub server_time: Millis,
}

/// `POST /v1/townships/{code}/sync`: one stateless exchange in both directions.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SyncRequest {
    /// The client's protocol version.
    pub protocol: u16,
    /// The client's program version, for the county's device list.
    pub app_version: String,
    /// The log's epoch that the cursor belongs to; `None` at the first exchange.
    pub epoch: Option<Id>,
    /// The last log place that the client has applied.
    pub cursor: u64,
    /// The chain tag that came with the cursor. Where the log's tag at that place is another, the county was restored
    /// from a backup and answers from place 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor_tag: Option<Digest>,
    /// The highest of the client's own ops that its store holds, sent or not. Own ops above it come back: the store
    /// was restored from a backup and must continue its sequence after them.
    #[serde(default)]
    pub own_seq: u64,
    /// The client's own next ops, in sequence order.
    pub ops: Vec<Op>,
    /// How many log ops the client takes at once.
    pub pull_limit: u32,
    /// The client's clock, so that its error can be shown.
    pub client_time: Millis,
}

/// A log entry: an op and its place in the township's log.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LogOp {
    /// Place in the township's log, from 1, without gaps.
    #[serde(rename = "n")]
    pub place: u64,
    /// The op as its author wrote it.
    #[serde(rename = "o")]
    pub op: Op,
}

/// An op that the county parked instead of accepting. It never blocks those behind it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rejected {
    /// The op's place in the device's sequence.
    pub seq: u64,
    /// Why, for a program.
    pub code: String,
    /// Why, in Chinese.
    pub message: String,
}

/// The county's half of an exchange.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SyncAnswer {
    /// The server's protocol version.
    pub protocol: u16,
    /// The log's epoch. A client that sees another one starts again from place 0 and deletes nothing.
    pub epoch: Id,
    /// The county's clock.
    pub server_time: Millis,
    /// The highest sequence of this device that the log holds without a gap. Everything up to it is durable.
    pub acked: u64,
    /// Ops that were parked.
    pub rejected: Vec<Rejected>,
    /// The place that this answer starts after: the request's cursor, or 0 where that no longer fits the log. A client
    /// that sees another place than it asked for skips the ops that it already holds and deletes nothing.
    #[serde(default)]
    pub after: u64,
    /// Log entries after `after`, in order, less the client's own that its store holds.
    pub ops: Vec<LogOp>,
    /// The last place that this answer covers; the next request's cursor.
    pub cursor: u64,
    /// The log's chain tag at `cursor`; `None` at place 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor_tag: Option<Digest>,
    /// The log's last place when this answer was made.
    pub head: u64,
    /// Counts and digests at `head`; present only when `cursor == head`.
    pub digests: Option<KindDigests>,
}

/// An error as the county writes it, in a frame with the HTTP status.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WireError {
    /// Why, for a program: a `base::ErrorCode` word.
    pub code: String,
    /// Why, in Chinese.
    pub message: String,
}

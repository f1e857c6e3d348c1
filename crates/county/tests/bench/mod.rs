//! A county in memory of the test, and PCs that speak to it.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench of tests")]

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use ed25519_dalek::{Signer, SigningKey};
use lunxun_base::{Clock, FixedClock, Id};
use lunxun_county::{County, Limits, Rate, router};
use lunxun_protocol::*;
use serde::{Serialize, de::DeserializeOwned};
use tower::ServiceExt;

pub const NOW: i64 = 1_790_000_000_000;
pub const QINGSHAN: &str = "411122203";
pub const LIUHE: &str = "411122204";
pub const ABSENT: &str = "999999999";

pub struct Bench {
    pub county: Arc<County>,
    pub clock: Arc<FixedClock>,
    pub app: Router,
    pub dir: tempfile::TempDir,
}

pub struct Pc {
    pub id: Id,
    pub key: SigningKey,
    pub township: String,
    pub token: String,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn error(&self) -> WireError {
        decode(&self.body).unwrap_or_else(|_| panic!("{} must carry an error frame", self.status))
    }

    pub fn message<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, StatusCode::OK, "{}", String::from_utf8_lossy(&self.body));
        decode(&self.body).unwrap()
    }
}

pub fn wide_open() -> Limits {
    let rate = Rate { burst: 100_000, every_ms: 1 };
    Limits { enrol: rate, session: rate, sync: rate, ..Limits::default() }
}

impl Bench {
    pub fn new() -> Self {
        Self::with(wide_open())
    }

    pub fn with(limits: Limits) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::at(NOW));
        let county = Arc::new(County::open(dir.path(), clock.clone(), limits).unwrap());
        county.add_township(QINGSHAN, "青山镇").unwrap();
        county.add_township(LIUHE, "柳河乡").unwrap();
        Self { app: router(county.clone()), county, clock, dir }
    }

    pub async fn send(&self, method: &str, path: &str, token: Option<&str>, body: Vec<u8>) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("content-type", CONTENT_TYPE);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let response = self.app.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn post<T: Serialize>(&self, path: &str, token: Option<&str>, message: &T) -> Answer {
        self.send("POST", path, token, encode(message).unwrap()).await
    }

    /// A PC with a session.
    pub async fn pc(&self, n: u8, township: &str) -> Pc {
        let code = self.county.new_code(township, "办公室").unwrap();
        let mut pc = Pc::new(n, township);
        let answer: EnrolAnswer = self.post("/v1/enrol", None, &pc.enrol_request(&code)).await.message();
        assert_eq!(answer.township, township);
        pc.token = self.session(&pc).await;
        pc
    }

    pub async fn challenge(&self, device: Id) -> ChallengeAnswer {
        self.post("/v1/session/challenge", None, &ChallengeRequest { device }).await.message()
    }

    pub async fn session(&self, pc: &Pc) -> String {
        let challenge = self.challenge(pc.id).await;
        let answer: SessionAnswer = self.post("/v1/session", None, &pc.sign(&challenge)).await.message();
        answer.token
    }

    pub async fn sync(&self, pc: &Pc, request: &SyncRequest) -> SyncAnswer {
        self.post(&sync_path(&pc.township), Some(&pc.token), request).await.message()
    }

    pub fn request(&self) -> SyncRequest {
        SyncRequest {
            protocol: PROTOCOL,
            app_version: "0.1.0".into(),
            epoch: None,
            cursor: 0,
            cursor_tag: None,
            own_seq: 0,
            ops: vec![],
            pull_limit: 1_000,
            client_time: self.clock.now(),
        }
    }

    pub fn pushing(&self, ops: Vec<Op>) -> SyncRequest {
        SyncRequest { own_seq: ops.last().map_or(0, |op| op.seq), ops, ..self.request() }
    }
}

impl Pc {
    pub fn new(n: u8, township: &str) -> Self {
        let key = SigningKey::from_bytes(&[n; 32]);
        Self { id: Id::from_bytes([n; 16]), key, township: township.into(), token: String::new() }
    }

    pub fn enrol_request(&self, code: &str) -> EnrolRequest {
        EnrolRequest {
            code: code.into(),
            device: self.id,
            public_key: self.key.verifying_key().to_bytes().to_vec(),
            label: "党校办公室电脑".into(),
            township: None,
        }
    }

    pub fn sign(&self, challenge: &ChallengeAnswer) -> SessionRequest {
        let transcript = SessionRequest::transcript(challenge.county, self.id, &challenge.nonce);
        let signature = self.key.sign(&transcript).to_bytes().to_vec();
        SessionRequest { device: self.id, nonce: challenge.nonce.clone(), signature }
    }

    /// The PC's `seq`th op, on a row of its own choice.
    pub fn op(&self, seq: u64, row: u8, value: &str) -> Op {
        Op {
            device: self.id,
            seq,
            hlc: Hlc::default().tick(NOW + i64::try_from(seq).unwrap()),
            actor: "人员甲".into(),
            kind: "member".into(),
            row: Id::from_bytes([row; 16]),
            changes: vec![Change { field: "phone".into(), value: value.into(), prev: vec![] }],
        }
    }

    pub fn ops(&self, seqs: std::ops::RangeInclusive<u64>) -> Vec<Op> {
        seqs.map(|seq| self.op(seq, (seq % 200) as u8, &format!("值{seq}"))).collect()
    }
}

pub fn sync_path(township: &str) -> String {
    format!("/v1/townships/{township}/sync")
}

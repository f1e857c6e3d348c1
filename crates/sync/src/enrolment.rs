use ed25519_dalek::SigningKey;
use lunxun_base::{Error, Id, Result};
use lunxun_protocol::{EnrolAnswer, EnrolRequest};
use lunxun_store::Store;
use reqwest::StatusCode;
use serde::{Deserialize, Serialize};

use crate::{
    StoreHost,
    link::{Failure, Link},
    with_store,
};

const KEY: &str = "sync.key";
const ENROLMENT: &str = "sync.enrolment";

/// What this PC knows of the county that it joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The county's address.
    pub url: String,
    /// The county's id; another is not talked to.
    pub county: Id,
    /// The county's name.
    pub county_name: String,
    /// The township's code.
    pub township: String,
    /// The township's name.
    pub township_name: String,
}

impl Enrolment {
    /// What the store keeps; `None` before joining.
    ///
    /// # Errors
    /// `Corrupt` when it cannot be read, and those of the database.
    pub fn load(store: &Store) -> Result<Option<Self>> {
        let bytes = store.meta(ENROLMENT)?;
        bytes
            .map(|bytes| {
                serde_json::from_slice(&bytes).map_err(|error| {
                    Error::corrupt("本机的接入信息已损坏，请向县里要登记码重新接入。").with_source(error)
                })
            })
            .transpose()
    }
}

/// The PC's signing key. Made before the first use and kept in the encrypted store; it never leaves it.
pub(crate) fn device_key(store: &mut Store) -> Result<SigningKey> {
    let kept = store.meta(KEY)?;
    let seed = match kept {
        Some(kept) => <[u8; 32]>::try_from(kept.as_slice())
            .map_err(|_| Error::corrupt("本机的接入密钥已损坏，请用“备份与恢复”恢复最近的备份。"))?,
        None => {
            let mut seed = [0; 32];
            getrandom::fill(&mut seed).map_err(|error| {
                Error::internal("系统随机数不可用，请重启电脑后再试。").with_source(error.to_string())
            })?;
            store.put_meta(KEY, &seed)?;
            seed
        }
    };
    Ok(SigningKey::from_bytes(&seed))
}

/// Joins the county (接入) with a one-time code. May be repeated when the answer was lost.
///
/// # Errors
/// `Invalid` for an address that is none, `Forbidden` for a code that is not accepted, `Conflict` when the code belongs
/// to another township than the store, `Network` when the county cannot be reached.
pub fn enrol(host: &dyn StoreHost, url: &str, code: &str, label: &str) -> Result<EnrolAnswer> {
    enrol_as(host, url, code, label, None)
}

/// Joins the county for a store that already belongs to a township; a code of another township is refused.
///
/// # Errors
/// As [`enrol`].
pub fn enrol_as(
    host: &dyn StoreHost,
    url: &str,
    code: &str,
    label: &str,
    township: Option<&str>,
) -> Result<EnrolAnswer> {
    let link = Link::new(url)?;
    let request = with_store(host, |store| {
        Ok(EnrolRequest {
            code: code.to_owned(),
            device: store.device(),
            public_key: device_key(store)?.verifying_key().to_bytes().to_vec(),
            label: label.trim().to_owned(),
            township: township.map(str::to_owned).or(Enrolment::load(store)?.map(|enrolment| enrolment.township)),
        })
    })?;
    let answer: EnrolAnswer = link.post("/v1/enrol", None, &request, &|| false).map_err(|failure| match failure {
        Failure::Trouble(trouble) => trouble.into(),
        Failure::Refused(status, error) => match status {
            StatusCode::FORBIDDEN => Error { field: Some("code".to_owned()), ..Error::forbidden(error.message) },
            StatusCode::CONFLICT => Error::conflict(error.message),
            StatusCode::TOO_MANY_REQUESTS => Error::busy(error.message),
            StatusCode::BAD_REQUEST => Error::invalid("code", error.message),
            _ => Error::new(lunxun_base::ErrorCode::Network, error.message),
        },
    })?;
    let enrolment = Enrolment {
        url: link.address(),
        county: answer.county,
        county_name: answer.county_name.clone(),
        township: answer.township.clone(),
        township_name: answer.township_name.clone(),
    };
    let bytes = serde_json::to_vec(&enrolment)
        .map_err(|error| Error::internal("接入信息无法保存，请重试。").with_source(error))?;
    with_store(host, |store| store.put_meta(ENROLMENT, &bytes))?;
    Ok(answer)
}

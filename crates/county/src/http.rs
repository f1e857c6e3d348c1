use std::{net::IpAddr, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use lunxun_base::{Error, ErrorCode, Result};
use lunxun_protocol::{
    CONTENT_TYPE, ChallengeAnswer, ChallengeRequest, EnrolRequest, MAX_FRAME_BYTES, PROTOCOL, SessionAnswer,
    SessionRequest, SyncRequest, WireError, decode_within, encode,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{County, Device, limit, openapi};

/// A stranger's message is this small.
const SMALL_BODY: usize = 16 * 1024;
/// The longest that a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(60);

type Shared = State<Arc<County>>;

/// The address that a request came from; the listener sets it. Headers are never asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

fn routes() -> [(&'static str, &'static str, MethodRouter<Arc<County>>); 6] {
    [
        ("get", "/v1/health", get(health)),
        ("get", "/v1/openapi.json", get(async || Json(openapi::document()))),
        ("post", "/v1/enrol", post(enrol)),
        ("post", "/v1/session/challenge", post(challenge)),
        ("post", "/v1/session", post(session)),
        ("post", "/v1/townships/{code}/sync", post(sync)),
    ]
}

/// Method and path of every route.
#[must_use]
pub fn route_list() -> Vec<(&'static str, &'static str)> {
    routes().into_iter().map(|(method, path, _)| (method, path)).collect()
}

/// The endpoint's routes over a county.
pub fn router(county: Arc<County>) -> Router {
    routes()
        .into_iter()
        .fold(Router::new(), |router, (_, path, handler)| router.route(path, handler))
        .fallback(async || Refusal::from(nothing_here()))
        .with_state(county)
}

async fn health(State(county): Shared) -> Response {
    Json(serde_json::json!({
        "status": "ok", "protocol": PROTOCOL, "version": env!("CARGO_PKG_VERSION"), "serverTime": county.clock.now(),
    }))
    .into_response()
}

async fn enrol(State(county): Shared, request: Request) -> Result<Response, Refusal> {
    let peer = take(&county, &request, b'e', county.limits.enrol)?;
    let request: EnrolRequest = small(request).await?;
    let answer = blocking(move || {
        let answer = county.catalogue.enrol(&request, county.clock.now())?;
        eprintln!("enrolled device {} from {peer}", request.device);
        Ok(answer)
    });
    frame(&answer.await?)
}

async fn challenge(State(county): Shared, request: Request) -> Result<Response, Refusal> {
    take(&county, &request, b'c', county.limits.session)?;
    let request: ChallengeRequest = small(request).await?;
    let answer = blocking(move || {
        let nonce = county.guard.challenge(&county.catalogue, request.device, county.clock.now())?.to_vec();
        Ok(ChallengeAnswer { county: county.catalogue.county()?.0, nonce })
    });
    frame(&answer.await?)
}

async fn session(State(county): Shared, request: Request) -> Result<Response, Refusal> {
    take(&county, &request, b's', county.limits.session)?;
    let request: SessionRequest = small(request).await?;
    let answer = blocking(move || {
        let now = county.clock.now();
        Ok(SessionAnswer { token: county.guard.session(&county.catalogue, &request, now)?, server_time: now })
    });
    frame(&answer.await?)
}

async fn sync(State(county): Shared, Path(code): Path<String>, request: Request) -> Result<Response, Refusal> {
    let device = principal(&county, request.headers()).await?;
    // Another township and one that does not exist must look the same.
    if device.township != code {
        return Err(nothing_here().into());
    }
    county.buckets.take((b'y', *device.id.as_bytes()), county.limits.sync, county.clock.now())?;
    let limits = county.limits.clone();
    let body = body(request, limits.body_bytes).await?;
    // Unpacking and applying take memory, so only a few run at once; the others wait with their packed bodies.
    let _slot =
        county.slots.acquire().await.map_err(|error| Error::busy("县级服务端正忙，请稍后再试。").with_source(error))?;
    let worker = Arc::clone(&county);
    let answer = blocking(move || {
        let request: SyncRequest = decode_within(&body, MAX_FRAME_BYTES)?;
        if request.protocol != PROTOCOL {
            return Err(Refusal(
                StatusCode::UPGRADE_REQUIRED,
                Error::incompatible("本机程序与县级服务端的版本不合，请升级程序后再同步。"),
            ));
        }
        if request.ops.len() > limits.ops {
            return Err(too_large());
        }
        let answer = worker.exchange(&device, &request)?;
        frame(&answer)
    });
    answer.await
}

/// Takes a token of the address, and names the address.
fn take(county: &County, request: &Request, door: u8, rate: limit::Rate) -> Result<IpAddr> {
    let peer = request.extensions().get::<Peer>().map_or(IpAddr::from([127, 0, 0, 1]), |peer| peer.0);
    county.buckets.take((door, limit::address_key(peer)), rate, county.clock.now())?;
    Ok(peer)
}

async fn principal(county: &Arc<County>, headers: &HeaderMap) -> Result<Device, Refusal> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let county = Arc::clone(county);
    blocking(move || Ok(county.guard.principal(&county.catalogue, header.as_deref(), county.clock.now())?)).await
}

/// A stranger's message.
async fn small<T: DeserializeOwned>(request: Request) -> Result<T, Refusal> {
    let body = body(request, SMALL_BODY).await?;
    Ok(decode_within(&body, SMALL_BODY as u64)?)
}

async fn body(request: Request, limit: usize) -> Result<axum::body::Bytes, Refusal> {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if length.and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let (parts, body) = request.into_parts();
    if parts.headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind != CONTENT_TYPE) {
        return Err(Refusal(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Error::incompatible("这个地址只接收轮训通的数据，请检查县级地址是否填对。"),
        ));
    }
    match tokio::time::timeout(BODY_TIME, axum::body::to_bytes(body, limit)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) if is_over_limit(&error) => Err(too_large()),
        Ok(Err(error)) => Err(Error::new(ErrorCode::Invalid, "数据没有收完，请重试。").with_source(error).into()),
        Err(_) => Err(Refusal(StatusCode::REQUEST_TIMEOUT, Error::busy("数据传得太慢，请检查网络后重试。"))),
    }
}

fn is_over_limit(error: &axum::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        if inner.to_string().contains("length limit") {
            return true;
        }
        source = inner.source();
    }
    false
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Refusal> + Send + 'static) -> Result<T, Refusal> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => {
            Err(Error::internal("县级服务端出错，请联系县里查看日志。").with_source(error.to_string()).into())
        }
    }
}

fn frame<T: Serialize>(message: &T) -> Result<Response, Refusal> {
    Ok(framed(StatusCode::OK, encode(message)?))
}

fn framed(status: StatusCode, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn nothing_here() -> Error {
    Error::not_found("没有这个乡镇，或这台电脑无权访问。请核对县级地址和登记信息。")
}

fn too_large() -> Refusal {
    Refusal(StatusCode::PAYLOAD_TOO_LARGE, Error::new(ErrorCode::Invalid, "一次发送的数据太多，程序会自动分批重试。"))
}

/// An error on its way out, with its status.
pub(crate) struct Refusal(StatusCode, Error);

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let status = match error.code {
            ErrorCode::Invalid | ErrorCode::Incompatible | ErrorCode::Cancelled => StatusCode::BAD_REQUEST,
            ErrorCode::NotFound => StatusCode::NOT_FOUND,
            ErrorCode::Conflict => StatusCode::CONFLICT,
            ErrorCode::Forbidden => StatusCode::FORBIDDEN,
            ErrorCode::Locked => StatusCode::LOCKED,
            ErrorCode::Busy => StatusCode::TOO_MANY_REQUESTS,
            ErrorCode::AuthExpired => StatusCode::UNAUTHORIZED,
            ErrorCode::Storage => StatusCode::INSUFFICIENT_STORAGE,
            ErrorCode::Network => StatusCode::BAD_GATEWAY,
            ErrorCode::Corrupt | ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self(status, error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(status, error) = self;
        if status.is_server_error() {
            let cause = error.source.as_ref().map(ToString::to_string).unwrap_or_default();
            eprintln!("{status}: {:?} {cause}", error.code);
        }
        let code = serde_json::to_value(error.code).ok().and_then(|code| code.as_str().map(str::to_owned));
        let wire = WireError { code: code.unwrap_or_default(), message: error.message };
        let mut response = framed(status, encode(&wire).unwrap_or_default());
        if status == StatusCode::TOO_MANY_REQUESTS {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        }
        response
    }
}

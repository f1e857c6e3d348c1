use std::{error::Error as StdError, io, sync::Arc, time::Duration};

use lunxun_base::{Error, Result};
use lunxun_protocol::{CONTENT_TYPE, WireError, decode, encode};
use reqwest::{Client, Response, StatusCode, Url, header};
use rustls::{ClientConfig, crypto::ring};
use rustls_platform_verifier::BuilderVerifierExt as _;
use serde::{Serialize, de::DeserializeOwned};

use crate::{Trouble, TroubleKind};

/// Without a byte for this long an exchange is given up.
const STALL: Duration = Duration::from_secs(30);
const CONNECT: Duration = Duration::from_secs(15);
/// The largest answer taken, packed.
const MAX_ANSWER: usize = 16 * 1024 * 1024;

/// A line to one county.
pub(crate) struct Link {
    base: Url,
    client: Client,
    runtime: tokio::runtime::Runtime,
}

/// The county's refusal, or trouble on the way.
pub(crate) enum Failure {
    /// The county said no, in a frame.
    Refused(StatusCode, WireError),
    /// Anything else.
    Trouble(Trouble),
}

impl Link {
    /// # Errors
    /// `Invalid` for an address that is none, or that would send data unencrypted over a network.
    pub(crate) fn new(address: &str) -> Result<Self> {
        let base = parse_address(address)?;
        let internal = |cause: String| Error::internal("网络组件启动失败，请重新打开程序。").with_source(cause);
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(rustls::ConfigBuilder::with_platform_verifier)
            .map_err(|error| internal(error.to_string()))?
            .with_no_client_auth();
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls)
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT)
            .read_timeout(STALL)
            .pool_idle_timeout(Duration::from_secs(10))
            .user_agent(concat!("lunxun/", env!("CARGO_PKG_VERSION")));
        if is_loopback(&base) {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| internal(error.to_string()))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| internal(error.to_string()))?;
        Ok(Self { base, client, runtime })
    }

    /// The address as it is kept.
    pub(crate) fn address(&self) -> String {
        self.base.as_str().trim_end_matches('/').to_owned()
    }

    /// Sends a frame and waits for one, looking every tenth of a second whether the user has stopped it.
    pub(crate) fn post<T: Serialize, R: DeserializeOwned>(
        &self,
        path: &str,
        token: Option<&str>,
        message: &T,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<R, Failure> {
        let body = encode(message).map_err(|error| Failure::Trouble(error.into()))?;
        let url = format!("{}{path}", self.address());
        let mut request = self.client.post(url).header(header::CONTENT_TYPE, CONTENT_TYPE).body(body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let exchange = async {
            let response = request.send().await.map_err(|error| Failure::Trouble(classify(&error)))?;
            read(response).await
        };
        self.runtime.block_on(async {
            tokio::select! {
                answer = exchange => answer,
                () = watch(is_cancelled) => Err(Failure::Trouble(Trouble::new(TroubleKind::Cancelled, ""))),
            }
        })
    }
}

async fn watch(is_cancelled: &dyn Fn() -> bool) {
    while !is_cancelled() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn read<R: DeserializeOwned>(mut response: Response) -> Result<R, Failure> {
    let trouble = |kind, cause: String| Failure::Trouble(Trouble::new(kind, cause));
    let status = response.status();
    if response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind != CONTENT_TYPE) {
        let kind = if status.is_server_error() && status != StatusCode::NETWORK_AUTHENTICATION_REQUIRED {
            TroubleKind::Server
        } else {
            TroubleKind::Portal
        };
        return Err(trouble(kind, format!("{status} without a frame")));
    }
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= MAX_ANSWER => body.extend_from_slice(&chunk),
            Ok(Some(_)) => return Err(trouble(TroubleKind::Portal, "an answer without end".to_owned())),
            Ok(None) => break,
            Err(error) => return Err(Failure::Trouble(classify(&error))),
        }
    }
    if status == StatusCode::OK {
        return decode(&body).map_err(|error| trouble(TroubleKind::Portal, format!("{:?}", error.code)));
    }
    match decode::<WireError>(&body) {
        Ok(error) => Err(Failure::Refused(status, error)),
        Err(_) => Err(trouble(TroubleKind::Server, format!("{status} with a damaged frame"))),
    }
}

/// What reqwest's error means to a clerk. Its text holds no more than addresses.
fn classify(error: &reqwest::Error) -> Trouble {
    let mut causes = Vec::new();
    let mut kind = None;
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(cause) = next {
        causes.push(cause.to_string());
        let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let is_tls = cause.is::<rustls::Error>() || inner.is_some_and(|inner| inner.is::<rustls::Error>());
        if is_tls {
            kind = kind.or(Some(TroubleKind::Tls));
        } else if let Some(error) = cause.downcast_ref::<io::Error>() {
            kind = kind.or(match error.kind() {
                io::ErrorKind::ConnectionRefused => Some(TroubleKind::Refused),
                io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkDown => {
                    Some(TroubleKind::Offline)
                }
                io::ErrorKind::TimedOut => Some(TroubleKind::Timeout),
                _ => None,
            });
        }
        if causes.last().is_some_and(|text| text.starts_with("dns error")) {
            kind = Some(TroubleKind::Dns);
        }
        next = cause.source();
    }
    let kind = kind.unwrap_or(if error.is_timeout() {
        TroubleKind::Timeout
    } else if error.is_connect() {
        TroubleKind::Offline
    } else {
        TroubleKind::Broken
    });
    Trouble::new(kind, causes.join(": "))
}

/// An address as a clerk types it.
fn parse_address(address: &str) -> Result<Url> {
    let bad = || Error::invalid("url", "县级地址不对，应像 https://lunxun.example.gov.cn 这样，请向县里核对。");
    let address = address.trim().trim_end_matches('/');
    let with_scheme = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
    let mut url = Url::parse(&with_scheme).map_err(|_| bad())?;
    let is_plain = address.len() == with_scheme.len() && url.scheme() == "http";
    if url.host_str().is_none_or(str::is_empty) || !matches!(url.scheme(), "http" | "https") {
        return Err(bad());
    }
    if url.username() != "" || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err(bad());
    }
    if is_plain && !is_loopback(&url) {
        return Err(Error::invalid("url", "县级地址须以 https:// 开头，否则数据会在网络上明文传送，请向县里核对。"));
    }
    if !address.contains("://") && is_loopback(&url) {
        url.set_scheme("http").map_err(|()| bad())?;
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    host == "localhost" || host.trim_matches(['[', ']']).parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_scheme_is_encrypted_unless_it_is_this_machine() {
        let parsed = |text: &str| parse_address(text).map(|url| url.to_string()).ok();
        assert_eq!(parsed(" lunxun.example.cn/ ").as_deref(), Some("https://lunxun.example.cn/"));
        assert_eq!(parsed("127.0.0.1:8765").as_deref(), Some("http://127.0.0.1:8765/"));
        assert_eq!(parsed("http://localhost:8765").as_deref(), Some("http://localhost:8765/"));
        for refused in ["", "http://10.1.2.3", "ftp://x", "https://user:pw@x", "https://x/?a=b", "县里"] {
            assert!(parsed(refused).is_none() || refused == "县里", "{refused} must not pass");
        }
    }

    #[test]
    fn nobody_listening_and_an_unknown_name_are_told_apart() {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let kind_of = |address: &str| {
            let link = Link::new(address).unwrap();
            match link.post::<_, u8>("/v1/enrol", None, &1_u8, &|| false) {
                Err(Failure::Trouble(trouble)) => trouble,
                _ => panic!("must fail"),
            }
        };
        assert_eq!(kind_of(&format!("127.0.0.1:{port}")).kind, TroubleKind::Refused);
        let unknown = kind_of("https://no-such-county.invalid");
        assert_eq!(unknown.kind, TroubleKind::Dns, "{}", unknown.cause);
    }
}

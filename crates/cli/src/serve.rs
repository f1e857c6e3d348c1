//! The second shell: the same interface and dispatcher on loopback HTTP.
//!
//! Only this PC can reach it (loopback, and a Host header that says so, against rebinding), and only with the token
//! that was made for this run and travels in the address's fragment, which browsers do not send.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use axum::{
    Json, Router,
    body::Body,
    extract::{DefaultBodyLimit, Path as UrlPath, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response, sse},
    routing::{get, post},
};
use futures_util::stream;
use lunxun_base::{Error, Result, SystemClock};
use lunxun_desk::{Desk, DeskOptions, Event, EventSink, KdfStrength, Shell};
use serde_json::{Value, json};
use tokio::sync::{broadcast, watch};

use crate::args::Serve;

/// A roster workbook of 64 MiB as base64, with room to spare.
const MAX_BODY: usize = 96 * 1024 * 1024;

#[derive(Clone)]
struct App {
    desk: Arc<Desk>,
    events: broadcast::Sender<Event>,
    /// Turns true when the program is to end: an open event stream would otherwise keep it alive.
    ending: watch::Receiver<bool>,
    token: Arc<str>,
    ui: Arc<Path>,
    hosts: Arc<[String]>,
}

struct Broadcast(broadcast::Sender<Event>);

impl EventSink for Broadcast {
    fn send(&self, event: &Event) {
        // Nobody listening is no trouble.
        let _ = self.0.send(event.clone());
    }
}

/// Serves until it is told to stop.
///
/// # Errors
/// `Busy` when the data folder is open elsewhere, `Storage` when the interface is missing or the port is taken.
pub fn run(data_dir: &Path, serve: &Serve) -> Result<()> {
    let ui = find_ui(serve)?;
    let (sender, _) = broadcast::channel(256);
    let desk = Desk::open(DeskOptions {
        data_dir: data_dir.to_owned(),
        clock: Arc::new(SystemClock),
        strength: KdfStrength::Full,
        shell: Shell::Http,
        events: Arc::new(Broadcast(sender.clone())),
        background_sync: true,
    })?;
    let token = token()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::internal("后台服务启动失败，请重试。").with_source(error))?;
    runtime.block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, serve.port));
        let taken = |error: std::io::Error| {
            Error::storage(format!("端口 {} 已被占用，请换一个端口。", serve.port)).with_source(error)
        };
        let listener = tokio::net::TcpListener::bind(address).await.map_err(taken)?;
        let port = listener.local_addr().map_err(taken)?.port();
        let url = format!("http://127.0.0.1:{port}/#token={token}");
        println!("轮训通已在本机打开，请用浏览器访问（只限这台电脑，关闭本程序即失效）：\n{url}");
        if serve.open {
            open_browser(&url);
        }
        let (end, ending) = watch::channel(false);
        let app = App {
            desk,
            events: sender,
            ending,
            token: token.into(),
            ui: ui.into(),
            hosts: [format!("127.0.0.1:{port}"), format!("localhost:{port}")].into(),
        };
        axum::serve(listener, router(app))
            .with_graceful_shutdown(async move {
                stopped().await;
                let _ = end.send(true);
            })
            .await
            .map_err(|error| Error::internal("后台服务意外停止，请重新打开。").with_source(error))
    })
}

async fn stopped() {
    #[cfg(unix)]
    {
        let term = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        if let Ok(mut term) = term {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = term.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

fn router(app: App) -> Router {
    let guarded = Router::new()
        .route("/rpc/{command}", post(rpc))
        .route("/events", get(events))
        .route("/files/{name}", get(file))
        .layer(middleware::from_fn_with_state(app.clone(), require_token));
    Router::new()
        .merge(guarded)
        .fallback(page)
        .layer(middleware::from_fn_with_state(app.clone(), require_host))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(app)
}

async fn require_host(State(app): State<App>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    if !host.is_some_and(|host| app.hosts.iter().any(|known| known == host)) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; \
             frame-ancestors 'none'; base-uri 'none'",
        ),
    );
    response
}

async fn require_token(State(app): State<App>, request: Request, next: Next) -> Response {
    let given = bearer(request.headers()).unwrap_or_default();
    // Compared in full whatever the first difference, so that time tells nothing.
    let same = given.len() == app.token.len()
        && given.bytes().zip(app.token.bytes()).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0;
    if same { next.run(request).await } else { StatusCode::UNAUTHORIZED.into_response() }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

async fn rpc(State(app): State<App>, UrlPath(command): UrlPath<String>, Json(request): Json<Value>) -> Json<Value> {
    let answer = tokio::task::spawn_blocking(move || app.desk.rpc(&command, request)).await;
    Json(answer.unwrap_or_else(|_| {
        let error = Error::internal("操作意外中断，数据没有改动。请重试；若再次出现，请联系技术支持。");
        json!({ "err": lunxun_desk::error_view(&error) })
    }))
}

async fn events(State(app): State<App>) -> impl IntoResponse {
    let receiver = (app.events.subscribe(), app.ending.clone());
    let stream = stream::unfold(receiver, |(mut receiver, mut ending)| async move {
        let received = tokio::select! {
            received = receiver.recv() => received,
            _ = ending.wait_for(|is_ending| *is_ending) => return None,
        };
        let event = match received {
            Ok(event) => event,
            // Too slow a listener missed some: everything may be stale.
            Err(broadcast::error::RecvError::Lagged(_)) => Event::Changed { features: vec!["*".to_owned()] },
            Err(broadcast::error::RecvError::Closed) => return None,
        };
        let data = serde_json::to_string(&event).unwrap_or_default();
        Some((Ok::<_, std::convert::Infallible>(sse::Event::default().data(data)), (receiver, ending)))
    });
    sse::Sse::new(stream).keep_alive(sse::KeepAlive::default())
}

async fn file(State(app): State<App>, UrlPath(name): UrlPath<String>) -> Response {
    let Ok(path) = app.desk.exported_file(&name) else { return StatusCode::NOT_FOUND.into_response() };
    send(&path).await
}

async fn page(State(app): State<App>, request: Request) -> Response {
    let wanted = Path::new(request.uri().path().trim_start_matches('/'));
    let is_plain = wanted.components().all(|part| matches!(part, Component::Normal(_)));
    let path = app.ui.join(wanted);
    if is_plain && path.is_file() {
        return send(&path).await;
    }
    // Every other address is a page of the interface, which routes by itself.
    send(&app.ui.join("index.html")).await
}

async fn send(path: &Path) -> Response {
    let Ok(bytes) = tokio::fs::read(path).await else { return StatusCode::NOT_FOUND.into_response() };
    let kind = match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        Some("woff2") => "font/woff2",
        Some("pdf") => "application/pdf",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    };
    ([(header::CONTENT_TYPE, kind)], Body::from(bytes)).into_response()
}

fn token() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::internal("系统随机数不可用，请重启电脑后再试。").with_source(error.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[allow(clippy::disallowed_methods, reason = "a shell reads its environment once, at start")]
fn find_ui(serve: &Serve) -> Result<PathBuf> {
    let beside = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join("ui")));
    let candidates = [
        serve.ui.clone(),
        std::env::var_os("LUNXUN_UI").map(PathBuf::from),
        beside,
        Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/dist")),
    ];
    let found = candidates.into_iter().flatten().find(|dir| dir.join("index.html").is_file());
    found.ok_or_else(|| Error::storage("找不到界面文件，请重新安装，或用 --ui 指出界面文件夹。"))
}

fn open_browser(url: &str) {
    let program = if cfg!(windows) { "explorer" } else { "xdg-open" };
    // The address stands on the screen as well; a missing browser is no failure.
    let _ = std::process::Command::new(program).arg(url).spawn();
}

use std::{future::Future, io, path::Path, sync::Arc, time::Duration};

use axum::Router;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use lunxun_base::{Error, Result};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    sync::Semaphore,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};
use tower::ServiceExt;

use crate::http::Peer;

/// Connections at once; more wait in the system's queue.
const MAX_CONNECTIONS: usize = 512;
/// Also how long an unused connection stays open.
const HEADER_TIME: Duration = Duration::from_secs(30);
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// What a request under way gets to finish at shutdown.
const FAREWELL: Duration = Duration::from_secs(10);

/// TLS 1.2 and 1.3 from PEM files.
///
/// # Errors
/// `Invalid` when a file is missing, is not PEM, or the key does not belong to the certificate.
pub fn tls_from_files(cert: &Path, key: &Path) -> Result<TlsAcceptor> {
    let bad = |field: &str, message: &str, error: String| Error::invalid(field, message).with_source(error);
    let bad_cert = |error| bad("tlsCert", "证书文件读不出来，请检查 --tls-cert。", format!("{error:?}"));
    let certs = CertificateDer::pem_file_iter(cert)
        .and_then(Iterator::collect::<std::result::Result<Vec<_>, _>>)
        .map_err(bad_cert)?;
    let key = PrivateKeyDer::from_pem_file(key)
        .map_err(|error| bad("tlsKey", "私钥文件读不出来，请检查 --tls-key。", format!("{error:?}")))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map(|builder| builder.with_no_client_auth())
        .and_then(|builder| builder.with_single_cert(certs, key))
        .map_err(|error| bad("tlsKey", "证书和私钥不匹配，请检查 --tls-cert 和 --tls-key。", error.to_string()))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Serves until `stop` is done, then lets requests under way finish.
///
/// # Errors
/// What the listener reports.
pub async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    app: Router,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    tokio::pin!(stop);
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { break };
        let (stream, peer) = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file handles, or the peer has gone already: neither is the listener's end.
                    eprintln!("accept: {error}");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        let (watcher, app, tls) = (graceful.watcher(), app.clone(), tls.clone());
        let peer = Peer(peer.ip());
        tokio::spawn(async move {
            let _place = place;
            let _ = stream.set_nodelay(true);
            match tls {
                None => talk(stream, app, peer, watcher).await,
                Some(tls) => {
                    if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE_TIME, tls.accept(stream)).await {
                        talk(stream, app, peer, watcher).await;
                    }
                }
            }
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(FAREWELL) => {}
    }
    Ok(())
}

async fn talk<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    app: Router,
    peer: Peer,
    watcher: hyper_util::server::graceful::Watcher,
) {
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(peer);
        app.clone().oneshot(request)
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .serve_connection(TokioIo::new(stream), service);
    // A connection that breaks is the client's affair; it will ask again.
    let _ = watcher.watch(connection).await;
}

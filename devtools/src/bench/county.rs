//! A county endpoint in this process, and a line to it that counts what it carries.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread::JoinHandle,
};

use anyhow::{Context, Result};
use lunxun_base::{Clock, SystemClock};
use lunxun_county::{County, Limits, router, serve};
use lunxun_testkit::demo::Township;

/// Serves on loopback with the product's own limits until it is dropped.
pub struct LiveCounty {
    pub county: Arc<County>,
    pub address: SocketAddr,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl LiveCounty {
    pub fn start(dir: &Path, township: &Township) -> Result<Self> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let county = Arc::new(County::open(dir, clock, Limits::default())?);
        county.add_township(township.code, township.name)?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let app = router(Arc::clone(&county));
        let thread = std::thread::spawn(move || {
            let served = runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener)?;
                let stopped = async {
                    let _ = stopped.await;
                };
                serve(listener, None, app, stopped).await
            });
            if let Err(error) = served {
                eprintln!("county: {error}");
            }
        });
        Ok(Self { county, address, stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for LiveCounty {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A line that counts bytes in both directions, headers and all.
#[derive(Clone)]
pub struct Meter {
    pub address: SocketAddr,
    up: Arc<AtomicU64>,
    down: Arc<AtomicU64>,
}

impl Meter {
    pub fn to(target: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("no loopback port")?;
        let meter = Self { address: listener.local_addr()?, up: Arc::default(), down: Arc::default() };
        let counts = meter.clone();
        // Ends with the process: it holds nothing but its port.
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(target) else { continue };
                let _ = (client.set_nodelay(true), server.set_nodelay(true));
                pump(&client, &server, Arc::clone(&counts.up));
                pump(&server, &client, Arc::clone(&counts.down));
            }
        });
        Ok(meter)
    }

    /// Bytes since the last call: to the county, from the county.
    pub fn take(&self) -> (u64, u64) {
        (self.up.swap(0, Ordering::SeqCst), self.down.swap(0, Ordering::SeqCst))
    }
}

fn pump(from: &TcpStream, to: &TcpStream, count: Arc<AtomicU64>) {
    let (Ok(mut from), Ok(mut to)) = (from.try_clone(), to.try_clone()) else { return };
    std::thread::spawn(move || {
        let mut buffer = vec![0; 65_536];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            count.fetch_add(read as u64, Ordering::SeqCst);
            if to.write_all(buffer.get(..read).unwrap_or_default()).is_err() {
                break;
            }
        }
        let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
    });
}

//! A live county on a port of its own, and PCs with real stores.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench of tests")]

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use lunxun_base::{Clock, Id, SystemClock};
use lunxun_county::{County, Limits, Rate, router, serve};
use lunxun_protocol::Value;
use lunxun_store::{KdfStrength, KeySlots, Migration, OpenOptions, RecordKind, RecoveryKey, Store, StoreKey, Who};
use lunxun_sync::{Engine, ExchangeReport, Outcome, Trouble, Unwatched, enrol};

pub const QINGSHAN: &str = "411122203";

pub static MEMBER: RecordKind = RecordKind {
    table: "member",
    label: "党员",
    columns: &["name", "phone", "address", "deleted_at"],
    column_labels: &[("phone", "电话")],
    title: &["name"],
    forms: &[],
};

pub static NOTE: RecordKind = RecordKind {
    table: "note",
    label: "记事",
    columns: &["text", "deleted_at"],
    column_labels: &[],
    title: &["text"],
    forms: &[],
};

static KINDS: &[&RecordKind] = &[&MEMBER, &NOTE];

const SCHEMA: Migration = Migration {
    name: "20261122T1000_bench",
    sql: "CREATE TABLE member (id BLOB PRIMARY KEY, name TEXT, phone TEXT, address TEXT, deleted_at INTEGER) STRICT;
          CREATE TABLE note (id BLOB PRIMARY KEY, text TEXT, deleted_at INTEGER) STRICT;",
};

pub fn options() -> OpenOptions {
    OpenOptions { kinds: KINDS, migrations: vec![SCHEMA], clock: Arc::new(SystemClock) }
}

pub fn wide_open() -> Limits {
    let rate = Rate { burst: 1_000_000, every_ms: 1 };
    Limits { enrol: rate, session: rate, sync: rate, ..Limits::default() }
}

/// A county that serves from a thread until the test ends.
pub struct LiveCounty {
    pub county: Arc<County>,
    pub address: SocketAddr,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl LiveCounty {
    pub fn start(dir: &Path) -> Self {
        Self::start_at(dir, "127.0.0.1:0".parse().unwrap())
    }

    pub fn start_at(dir: &Path, address: SocketAddr) -> Self {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let county = Arc::new(County::open(dir, clock, wide_open()).unwrap());
        county.add_township(QINGSHAN, "青山镇").unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        let serving = county.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind(address).await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let stopped = async {
                    let _ = stopped.await;
                };
                serve(listener, None, router(serving), stopped).await.unwrap();
            });
        });
        Self { county, address: told.recv().unwrap(), stop: Some(stop), thread: Some(thread) }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for LiveCounty {
    fn drop(&mut self) {
        drop(self.stop.take());
        let _ = self.thread.take().unwrap().join();
    }
}

/// A PC: its store, and an engine over it.
pub struct Pc {
    pub store: Arc<Mutex<Store>>,
    pub engine: Engine,
    pub who: Who,
}

impl Pc {
    pub fn new(name: &str) -> Self {
        Self::over(Store::in_memory(&options()).unwrap(), name)
    }

    pub fn over(store: Store, name: &str) -> Self {
        let store = Arc::new(Mutex::new(store));
        let who = Who { id: Id::derived("account", &[name.as_bytes()]), name: name.to_owned() };
        Self { engine: Engine::new(store.clone()), store, who }
    }

    /// A PC that has joined.
    pub fn joined(county: &LiveCounty, name: &str) -> Self {
        let pc = Self::new(name);
        pc.join(county, &county.url());
        pc
    }

    pub fn join(&self, county: &LiveCounty, url: &str) {
        let code = county.county.new_code(QINGSHAN, "").unwrap();
        assert_eq!(enrol(&*self.store, url, &code, "办公室").unwrap().township_name, "青山镇");
    }

    pub fn put(&self, kind: &'static RecordKind, id: Id, fields: &[(&'static str, Value)]) {
        self.store.lock().unwrap().write("test.put", &self.who, |tx| tx.upsert(kind, id, fields)).unwrap();
    }

    pub fn get(&self, kind: &'static RecordKind, id: Id, field: &str) -> Value {
        let read = |tx: &lunxun_store::Tx<'_>| Ok(tx.row(kind, id)?.and_then(|row| row.get(field).cloned()));
        self.store.lock().unwrap().write("test.get", &self.who, read).unwrap().unwrap_or(Value::Null)
    }

    pub fn exchange(&mut self) -> Result<ExchangeReport, Trouble> {
        self.engine.exchange(&Unwatched)
    }

    pub fn agree(&mut self) -> ExchangeReport {
        let report = self.exchange().unwrap();
        assert_eq!(report.outcome, Outcome::Agreed, "{report:?}");
        report
    }

    pub fn same_as(&self, other: &Self) {
        let (own, other) = (self.store.lock().unwrap(), other.store.lock().unwrap());
        assert_eq!(own.recompute_digests().unwrap(), other.recompute_digests().unwrap());
        assert!(own.check().unwrap().is_sound());
    }
}

pub fn row(n: u8) -> Id {
    Id::from_bytes([n; 16])
}

/// Opens the store of a folder, or makes it; the key stands beside it as a recovery key.
pub fn open_dir(dir: &Path) -> Store {
    let paper = dir.join("recovery.txt");
    if let Ok(text) = std::fs::read_to_string(&paper) {
        let recovery = RecoveryKey::parse(&text).unwrap();
        let key = KeySlots::load(dir, KdfStrength::Floor).unwrap().unlock_with_recovery(&recovery).unwrap();
        return Store::open(dir, &key, &options()).unwrap();
    }
    std::fs::create_dir_all(dir).unwrap();
    let key = StoreKey::generate().unwrap();
    let (_, recovery) = KeySlots::create(dir, "青山镇", &key, KdfStrength::Floor).unwrap();
    std::fs::write(&paper, recovery.groups().join("-")).unwrap();
    Store::create(dir, &key, &options()).unwrap()
}

/// A line that breaks: each connection is cut after a number of bytes that the seed decides, in either direction.
pub struct BadLine {
    pub address: SocketAddr,
    pub cuts: Arc<AtomicU64>,
}

impl BadLine {
    pub fn to(target: SocketAddr, seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let cuts = Arc::new(AtomicU64::new(0));
        let counted = cuts.clone();
        std::thread::spawn(move || {
            let mut random = Random(seed);
            for client in listener.incoming() {
                let (client, server) = (client.unwrap(), TcpStream::connect(target).unwrap());
                // A third of the connections live for some requests; the others break within the first few, in the
                // request or in the answer.
                let (up, down) = match random.below(3) {
                    0 => (random.below(8_000), random.below(8_000)),
                    1 => (random.below(2_000), u64::MAX),
                    _ => (u64::MAX, random.below(2_000)),
                };
                let pump = |from: &TcpStream, to: &TcpStream, limit: u64| {
                    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    let counted = counted.clone();
                    std::thread::spawn(move || {
                        let (mut left, mut buffer) = (limit, [0; 512]);
                        while let Ok(n @ 1..) = from.read(&mut buffer) {
                            let n = u64::try_from(n).unwrap().min(left);
                            left -= n;
                            if to.write_all(&buffer[..usize::try_from(n).unwrap()]).is_err() {
                                break;
                            }
                            if left == 0 {
                                counted.fetch_add(1, Ordering::SeqCst);
                                break;
                            }
                        }
                        let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
                    });
                };
                pump(&client, &server, up);
                pump(&server, &client, down);
            }
        });
        Self { address, cuts }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// A small generator with a seed, so that a failure can be played again.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

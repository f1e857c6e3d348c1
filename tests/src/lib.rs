//! Whole PCs without a window and a county beside them, for the tests that cross every crate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench of tests")]

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use lunxun_base::{Clock, Error, ErrorCode, FixedClock};
use lunxun_county::{County, Limits, Rate, router, serve};
use lunxun_desk::{Desk, DeskOptions, NoEvents, Shell};
use lunxun_store::KdfStrength;
use serde_json::{Value, json};

/// 2027-01-04 09:00 in the township.
pub const NEW_YEAR: i64 = 1_799_024_400_000;
/// The township's code.
pub const QINGSHAN: &str = "411122203";
/// The administrator's login and password, unless a test changes it.
pub const ADMIN: (&str, &str) = ("guanli", "Qingshan#2027");

/// A PC: a data folder that lives as long as the test, and the desk over it.
pub struct Pc {
    dir: tempfile::TempDir,
    /// The clock.
    pub clock: Arc<FixedClock>,
    desk: Option<Arc<Desk>>,
}

impl Pc {
    /// A PC on which nothing was ever started.
    #[must_use]
    pub fn fresh(clock: &Arc<FixedClock>) -> Self {
        let mut pc = Self { dir: tempfile::tempdir().unwrap(), clock: Arc::clone(clock), desk: None };
        pc.start();
        pc
    }

    /// A PC with a township on it, the administrator signed in; and the recovery key's groups.
    #[must_use]
    pub fn founded(clock: &Arc<FixedClock>) -> (Self, String) {
        let pc = Self::fresh(clock);
        let made = pc.ok("setup.create", create_request());
        let groups: Vec<&str> = made["recoveryKeyGroups"].as_array().unwrap().iter().map(text).collect();
        let key = groups.join("-");
        (pc, key)
    }

    /// Opens the folder again as another program.
    ///
    /// # Errors
    /// `Busy` while the first one runs.
    pub fn second_program(&self) -> Result<Arc<Desk>, Error> {
        Desk::open(self.options())
    }

    fn options(&self) -> DeskOptions {
        DeskOptions {
            data_dir: self.dir().to_owned(),
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            strength: KdfStrength::Floor,
            shell: Shell::Cli,
            events: Arc::new(NoEvents),
            background_sync: false,
        }
    }

    fn start(&mut self) {
        self.desk = Some(Desk::open(self.options()).unwrap());
    }

    /// Ends the program.
    pub fn stop(&mut self) {
        self.desk = None;
    }

    /// Ends the program and starts it again.
    pub fn restart(&mut self) {
        self.stop();
        self.start();
    }

    /// The data folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// The running program.
    #[must_use]
    pub fn desk(&self) -> &Desk {
        self.desk.as_deref().expect("the program runs")
    }

    /// Runs a command.
    ///
    /// # Errors
    /// The command's own.
    pub fn call(&self, command: &str, request: Value) -> Result<Value, Error> {
        self.desk().call(command, request)
    }

    /// Runs a command that must succeed.
    #[must_use]
    #[track_caller]
    pub fn ok(&self, command: &str, request: Value) -> Value {
        self.call(command, request).unwrap_or_else(|error| panic!("{command}: {error:?}"))
    }

    /// Runs a command that must be refused so.
    #[track_caller]
    pub fn refused(&self, command: &str, request: Value, code: ErrorCode) -> Error {
        match self.call(command, request) {
            Ok(_) => panic!("{command} must be refused"),
            Err(error) => {
                assert_eq!(error.code, code, "{command}: {error:?}");
                error
            }
        }
    }

    /// Signs in.
    #[track_caller]
    pub fn unlock(&self, login: &str, password: &str) {
        drop(self.ok("session.unlock", json!({ "login": login, "password": password })));
    }

    /// The bytes of a printed file, found by its view.
    #[must_use]
    pub fn file(&self, view: &Value) -> Vec<u8> {
        let path = self.desk().exported_file(text(&view["path"])).unwrap();
        std::fs::read(path).unwrap()
    }

    /// A file of the data folder.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir().join(name)
    }
}

/// What `setup.create` takes.
#[must_use]
pub fn create_request() -> Value {
    json!({
        "townshipCode": QINGSHAN, "townshipName": "青山镇", "schoolName": "青山镇党校",
        "adminName": "钱明远", "login": ADMIN.0, "password": ADMIN.1,
    })
}

/// A clock for everybody in a test.
#[must_use]
pub fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::at(NEW_YEAR))
}

/// A text, or the test fails.
#[must_use]
#[track_caller]
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

/// A list, or the test fails.
#[must_use]
#[track_caller]
pub fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("not a list: {value}"))
}

/// The one of a list whose key holds this.
#[must_use]
#[track_caller]
pub fn one<'a>(value: &'a Value, key: &str, holds: &str) -> &'a Value {
    list(value).iter().find(|one| one[key] == holds).unwrap_or_else(|| panic!("no {key} = {holds} in {value}"))
}

/// A county that serves from a thread until the test ends.
pub struct LiveCounty {
    /// The county.
    pub county: Arc<County>,
    address: SocketAddr,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
    _dir: tempfile::TempDir,
}

impl LiveCounty {
    /// Knows the township and nobody else.
    #[must_use]
    pub fn start(clock: &Arc<FixedClock>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let rate = Rate { burst: 1_000_000, every_ms: 1 };
        let limits = Limits { enrol: rate, session: rate, sync: rate, ..Limits::default() };
        let county = Arc::new(County::open(dir.path(), Arc::clone(clock) as Arc<dyn Clock>, limits).unwrap());
        county.add_township(QINGSHAN, "青山镇").unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        let serving = Arc::clone(&county);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let stopped = async {
                    let _ = stopped.await;
                };
                serve(listener, None, router(serving), stopped).await.unwrap();
            });
        });
        let address = told.recv().unwrap();
        Self { county, address, stop: Some(stop), thread: Some(thread), _dir: dir }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A one-time code for one PC.
    #[must_use]
    pub fn code(&self) -> String {
        self.county.new_code(QINGSHAN, "").unwrap()
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

use std::{
    ffi::OsStr,
    fs::File,
    io::Read as _,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};

/// Where the programs under test and the driver stand. `./dev test` builds them and says where.
#[derive(Debug, Clone)]
pub struct Programs {
    /// The desktop window.
    pub app: PathBuf,
    /// The county endpoint (县级服务端).
    pub county: PathBuf,
    /// The command line.
    pub cli: PathBuf,
    /// What makes the roster workbook; it is built into the same folder as the others.
    pub devtools: PathBuf,
    /// Where screenshots go.
    pub shots: PathBuf,
}

impl Programs {
    /// Reads `LUNXUN_APP`, `LUNXUN_COUNTY`, `LUNXUN_CLI` and `LUNXUN_SHOTS`.
    ///
    /// # Errors
    /// When a program is not named or not there.
    #[allow(clippy::disallowed_methods, reason = "a test is told by its environment what to test")]
    pub fn from_env() -> Result<Self> {
        let program = |name: &str| -> Result<PathBuf> {
            let path: PathBuf =
                std::env::var_os(name).with_context(|| format!("没有设置 {name}，请用 ./dev test 运行"))?.into();
            ensure!(path.is_file(), "{name} 指向的程序不存在：{}", path.display());
            Ok(path)
        };
        let cli = program("LUNXUN_CLI")?;
        let shots = std::env::var_os("LUNXUN_SHOTS")
            .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../e2e-shots")), PathBuf::from);
        std::fs::create_dir_all(&shots)?;
        Ok(Self {
            app: program("LUNXUN_APP")?,
            county: program("LUNXUN_COUNTY")?,
            devtools: cli.with_file_name("lunxun-devtools"),
            cli,
            shots,
        })
    }

    /// A clean roster of so many people as a township sends it in.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn roster(&self, file: &Path, rows: usize) -> Result<()> {
        let (out, rows) = (file.as_os_str(), rows.to_string());
        output(
            Command::new(&self.devtools).args([OsStr::new("workbook"), "--out".as_ref(), out]).args(["--rows", &rows]),
        )?;
        Ok(())
    }
}

/// A child process that ends with its owner.
#[derive(Debug)]
pub struct Child(std::process::Child);

impl Child {
    /// Starts a program with its output going to a file.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(command: &mut Command, log: &Path) -> Result<Self> {
        let out = File::create(log)?;
        let errors = out.try_clone()?;
        let child = command.stdin(Stdio::null()).stdout(out).stderr(errors).spawn();
        child.map(Self).with_context(|| format!("{command:?} 没有启动"))
    }

    /// Asks it to end, by its id, and insists after ten seconds.
    pub fn stop(&mut self) {
        let _ = Command::new("kill").arg(self.0.id().to_string()).stderr(Stdio::null()).status();
        let until = Instant::now() + Duration::from_secs(10);
        while matches!(self.0.try_wait(), Ok(None)) {
            if Instant::now() > until {
                let _ = self.0.kill();
            }
            sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(None)) {
            self.stop();
        }
    }
}

/// The county endpoint on a port of its own.
#[derive(Debug)]
pub struct County {
    program: PathBuf,
    data: PathBuf,
    port: u16,
    running: Option<Child>,
}

impl County {
    /// Keeps its data in a folder; nothing runs yet.
    ///
    /// # Errors
    /// When no port is free.
    pub fn new(programs: &Programs, data: PathBuf) -> Result<Self> {
        Ok(Self { program: programs.county.clone(), data, port: free_port()?, running: None })
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Serves until stopped.
    ///
    /// # Errors
    /// When it does not listen within twenty seconds.
    pub fn start(&mut self) -> Result<()> {
        let mut command = self.command();
        command.args(["serve", "--listen", &format!("127.0.0.1:{}", self.port)]);
        self.running = Some(Child::start(&mut command, &self.data.with_extension("log"))?);
        wait_for_port(self.port)
    }

    /// Stops serving; the data stays.
    pub fn stop(&mut self) {
        self.running = None;
    }

    /// A one-time code (登记码) for a PC of the township.
    ///
    /// # Errors
    /// When the county refuses.
    pub fn code(&self, township: &str, name: &str) -> Result<String> {
        output(self.command().args(["enrol", "--township", township, "--name", name]))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--data").arg(&self.data);
        command
    }
}

/// A port that nothing listens on.
///
/// # Errors
/// When there is none.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Returns once something listens.
pub(crate) fn wait_for_port(port: u16) -> Result<()> {
    let until = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        ensure!(Instant::now() < until, "端口 {port} 上没有服务");
        sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// Runs a program to its end and returns what it printed.
fn output(command: &mut Command) -> Result<String> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut printed = String::new();
    if let Some(out) = child.stdout.as_mut() {
        out.read_to_string(&mut printed)?;
    }
    let ended = child.wait_with_output()?;
    if !ended.status.success() {
        bail!("{command:?} 失败：{}", String::from_utf8_lossy(&ended.stderr));
    }
    Ok(printed.trim().to_owned())
}

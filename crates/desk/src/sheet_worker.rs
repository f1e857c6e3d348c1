//! Foreign files are read in a process of their own (导入进程): a parser can abort, hang or eat all memory, and then
//! nothing but that process is lost.
//!
//! The process is this same program under another first argument. It opens no store and knows no key: bytes come in on
//! its standard input, cells go out on its standard output.

use std::{
    ffi::OsString,
    io::{ErrorKind, Read, Write},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use lunxun_base::{Error, Result};
use lunxun_core::import::reader::{self, SheetReader, Workbook, wire};

const NO_MEMORY: &str = "memory allocation of";
const ARGUMENT: &str = "--read-sheet";
/// Longer than any roster takes on an old PC.
const TIME: Duration = Duration::from_secs(60);
const MEMORY_MIB: u64 = 1_024;
/// Bytes of an answer; the largest workbook under the reader's caps takes a fraction.
const MAX_ANSWER: u64 = 512 * 1024 * 1024;
const MAX_COMPLAINT: u64 = 4_096;

/// Becomes the reading process when this program was started as one, and never returns then. Otherwise sees to it that
/// files are read that way from now on. A shell calls it first of all.
pub fn worker_main_if_asked() {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    if let [first, memory, seconds] = arguments.as_slice()
        && first == ARGUMENT
    {
        let limit = |text: &OsString| text.to_str().and_then(|text| text.parse().ok());
        let done = limit(memory).zip(limit(seconds)).map(|(memory, seconds)| work(memory, seconds));
        if matches!(&done, Some(Err(error)) if error.kind() == ErrorKind::OutOfMemory) {
            // In the words of an allocation that fails deeper down.
            let _ = std::io::stderr().write_all(NO_MEMORY.as_bytes());
        }
        std::process::exit(i32::from(!matches!(done, Some(Ok(())))));
    }
    if let Ok(program) = std::env::current_exe() {
        reader::install(Arc::new(SheetWorker::new(program)));
    }
}

/// Reads files through a process of its own.
#[derive(Debug, Clone)]
pub struct SheetWorker {
    program: PathBuf,
    arguments: Vec<OsString>,
    time: Duration,
    memory_mib: u64,
}

impl SheetWorker {
    /// One that starts this program, which calls [`worker_main_if_asked`] first of all.
    #[must_use]
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into(), arguments: Vec::new(), time: TIME, memory_mib: MEMORY_MIB }
    }

    /// The same within these limits: wall time, processor time alike, and MiB beyond what the bare program takes.
    #[must_use]
    pub const fn within(mut self, time: Duration, memory_mib: u64) -> Self {
        (self.time, self.memory_mib) = (time, memory_mib);
        self
    }

    /// The same with arguments in front of its own.
    #[must_use]
    pub fn arguments(mut self, arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        self.arguments = arguments.into_iter().map(Into::into).collect();
        self
    }

    fn start(&self) -> Result<Child> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).arg(ARGUMENT).arg(self.memory_mib.to_string());
        command.arg(self.time.as_secs().max(1).to_string());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(windows)]
        {
            use std::os::windows::process::CommandExt as _;
            const CREATE_NO_WINDOW: u32 = 0x0800_0000;
            command.creation_flags(CREATE_NO_WINDOW);
        }
        command.spawn().map_err(|error| {
            Error::storage("读取表格的程序没有启动，请关闭轮训通、重新打开后再试；数据没有改动。").with_source(error)
        })
    }
}

/// What came of it.
struct Outcome {
    status: Option<ExitStatus>,
    answer: Vec<u8>,
    complaint: String,
}

impl SheetReader for SheetWorker {
    fn read(&self, bytes: &[u8], file_name: &str) -> Result<Workbook> {
        let outcome = attend(self.start()?, bytes, file_name, self.time);
        if outcome.status.is_some_and(|status| status.success())
            && let Some(result) = wire::decode(&outcome.answer)
        {
            return result;
        }
        Err(self.explain(&outcome))
    }
}

impl SheetWorker {
    fn explain(&self, outcome: &Outcome) -> Error {
        let invalid = |message: String| Error::invalid("file", message);
        let Some(status) = outcome.status.filter(|status| !ran_out_of_time(*status)) else {
            return invalid(format!(
                "读这个文件超过了 {} 秒，已经停止，数据没有改动。请用 WPS 打开它，只留名册所在的工作表，另存为新的 .xlsx 后再导入。",
                self.time.as_secs().max(1)
            ));
        };
        if outcome.complaint.contains(NO_MEMORY) || was_killed(status) {
            return invalid(format!(
                "读这个文件要用的内存太多（超过 {} MB），已经停止，数据没有改动。请用 WPS 打开它，删去图片和空白行列，\
                 另存为新的 .xlsx，或拆成几个文件后再导入。",
                self.memory_mib
            ));
        }
        invalid(
            "这个文件让读取程序意外停止了（文件内部可能有损坏），数据没有改动。请用 WPS 打开它，另存为新的 .xlsx 后再导入。"
                .to_owned(),
        )
    }
}

/// Feeds the process, hears it out and sees it end, within the time.
fn attend(mut child: Child, bytes: &[u8], file_name: &str, time: Duration) -> Outcome {
    let deadline = Instant::now() + time;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (sender, answers) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            let Some(mut stdin) = stdin else { return };
            let name = u16::try_from(file_name.len()).map_or("", |_| file_name);
            let length = u16::try_from(name.len()).unwrap_or_default().to_le_bytes();
            // A process that gave up does not listen to the end; its exit says why.
            let _ = stdin.write_all(&length).and_then(|()| stdin.write_all(name.as_bytes()));
            let _ = stdin.write_all(bytes);
        });
        scope.spawn(move || {
            let mut answer = Vec::new();
            if let Some(stdout) = stdout {
                let _ = stdout.take(MAX_ANSWER).read_to_end(&mut answer);
            }
            let _ = sender.send(answer);
        });
        let complaint = scope.spawn(move || {
            let mut complaint = Vec::new();
            if let Some(mut stderr) = stderr {
                let _ = stderr.by_ref().take(MAX_COMPLAINT).read_to_end(&mut complaint);
                let _ = std::io::copy(&mut stderr, &mut std::io::sink());
            }
            String::from_utf8_lossy(&complaint).into_owned()
        });
        let answer = answers.recv_timeout(deadline.saturating_duration_since(Instant::now()));
        let status = if answer.is_ok() { wait_until(&mut child, deadline) } else { None };
        if status.is_none() {
            let _ = child.kill();
            let _ = child.wait();
        }
        Outcome { status, answer: answer.unwrap_or_default(), complaint: complaint.join().unwrap_or_default() }
    })
}

/// It has said everything and only has to end.
fn wait_until(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => thread::sleep(Duration::from_millis(1)),
            _ => return None,
        }
    }
}

#[cfg(unix)]
fn signal_of(status: ExitStatus) -> Option<rustix::process::Signal> {
    use std::os::unix::process::ExitStatusExt as _;
    rustix::process::Signal::from_named_raw(status.signal()?)
}

#[cfg(unix)]
fn ran_out_of_time(status: ExitStatus) -> bool {
    signal_of(status) == Some(rustix::process::Signal::XCPU)
}

/// By the system, which does so when memory is short.
#[cfg(unix)]
fn was_killed(status: ExitStatus) -> bool {
    signal_of(status) == Some(rustix::process::Signal::KILL)
}

#[cfg(not(unix))]
const fn ran_out_of_time(_: ExitStatus) -> bool {
    false
}

#[cfg(not(unix))]
const fn was_killed(_: ExitStatus) -> bool {
    false
}

/// The reading process itself.
fn work(memory_mib: u64, seconds: u64) -> std::io::Result<()> {
    limit(memory_mib, seconds)?;
    // What a panic says may quote a cell.
    std::panic::set_hook(Box::new(|_| {}));
    let mut input = std::io::stdin().lock();
    let mut length = [0; 2];
    input.read_exact(&mut length)?;
    let mut name = vec![0; usize::from(u16::from_le_bytes(length))];
    input.read_exact(&mut name)?;
    let mut bytes = Vec::new();
    input.take(reader::MAX_FILE as u64 + 1).read_to_end(&mut bytes)?;
    let outcome = reader::read(&bytes, &String::from_utf8_lossy(&name));
    drop(bytes);
    let mut output = std::io::stdout().lock();
    output.write_all(&wire::encode(&outcome))?;
    output.flush()
}

/// Memory beyond what the bare program takes, processor time, and no image of the memory left on the disk.
#[cfg(unix)]
fn limit(memory_mib: u64, seconds: u64) -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let both = |value: u64| Rlimit { current: Some(value), maximum: Some(value) };
    let bare = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let bare = bare.lines().find_map(|line| line.strip_prefix("VmSize:")?.trim().strip_suffix(" kB")?.parse().ok());
    let bare: u64 = bare.unwrap_or(1024 * 1024);
    setrlimit(Resource::As, both(bare * 1024 + memory_mib * 1024 * 1024))?;
    // The softer limit comes first, with a signal that tells it from lack of memory.
    setrlimit(Resource::Cpu, Rlimit { current: Some(seconds), maximum: Some(seconds + 2) })?;
    setrlimit(Resource::Core, both(0))?;
    Ok(())
}

/// Elsewhere the parent's clock and the reader's own caps are what holds it.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same face as where limits can be set")]
const fn limit(_: u64, _: u64) -> std::io::Result<()> {
    Ok(())
}

use std::path::Path;

use serde_json::{Value, json};

/// The machine as far as the system tells: a line for people, and the same for a file.
pub fn describe(dir: &Path) -> (String, Value) {
    let cpu = first_line("/proc/cpuinfo", "model name").unwrap_or_else(|| "未知处理器".to_owned());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let memory = first_line("/proc/meminfo", "MemTotal")
        .and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok())
        .map_or_else(|| "未知".to_owned(), |kib| format!("{:.1} GiB", kib as f64 / 1_048_576.0));
    let load = std::fs::read_to_string("/proc/loadavg")
        .ok()
        .and_then(|text| text.split_whitespace().next().map(str::to_owned))
        .unwrap_or_else(|| "未知".to_owned());
    let files = file_system(dir).unwrap_or_else(|| "未知".to_owned());
    let build = if cfg!(debug_assertions) { "debug" } else { "release" };
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    let warning = if cfg!(debug_assertions) { "（调试构建，数字不作数）" } else { "" };
    let line = format!(
        "机器：{cpu}，{cores} 核，内存 {memory}，{system}，文件系统 {files}，开始时负载 {load}，{build}{warning}"
    );
    let value = json!({
        "cpu": cpu, "cores": cores, "memory": memory, "system": system, "fileSystem": files,
        "loadAtStart": load, "build": build,
    });
    (line, value)
}

/// The most memory that this process has held, in MiB.
pub fn peak_memory() -> Option<u64> {
    let text = first_line("/proc/self/status", "VmHWM")?;
    Some(text.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
}

/// What the folder lies on: on `tmpfs` a commit costs nothing, which no township's PC can match.
fn file_system(dir: &Path) -> Option<String> {
    let dir = dir.canonicalize().ok()?;
    let mounts = std::fs::read_to_string("/proc/mounts").ok()?;
    mounts
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace().skip(1);
            let (place, kind) = (words.next()?, words.next()?);
            dir.starts_with(place).then(|| (place.len(), kind.to_owned()))
        })
        .max()
        .map(|(_, kind)| kind)
}

fn first_line(path: &str, key: &str) -> Option<String> {
    let text = std::fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(key))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

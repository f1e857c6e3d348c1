/// Processor, cores and memory, as far as the system tells.
pub fn describe() -> String {
    let cpu = first_line("/proc/cpuinfo", "model name").unwrap_or_else(|| "未知处理器 unknown CPU".to_owned());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let memory = first_line("/proc/meminfo", "MemTotal")
        .and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok())
        .map_or_else(|| "?".to_owned(), |kib| format!("{:.1} GiB", kib as f64 / 1_048_576.0));
    let build = if cfg!(debug_assertions) { "debug（不作数 not for comparison）" } else { "release" };
    format!(
        "机器 Machine：{cpu}，{cores} 核 cores，内存 RAM {memory}，{} {}，{build}",
        std::env::consts::OS,
        std::env::consts::ARCH,
    )
}

fn first_line(path: &str, key: &str) -> Option<String> {
    let text = std::fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(key))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

use std::{fmt::Write, time::Duration};

use serde_json::{Value, json};

/// The printed table: what, how long, against which floors, and how many times each floor.
pub struct Table {
    machine: Value,
    head: String,
    jobs: Vec<Job>,
}

/// A job that was timed.
pub struct Job {
    name: String,
    taken: Duration,
    floors: Vec<(&'static str, Duration)>,
    remark: String,
}

impl Job {
    /// What was done, and how long it took.
    pub fn new(name: impl Into<String>, taken: Duration) -> Self {
        Self { name: name.into(), taken, floors: Vec::new(), remark: String::new() }
    }

    /// The least that it could have cost, measured in the same run.
    pub fn floor(mut self, name: &'static str, taken: Duration) -> Self {
        self.floors.push((name, taken));
        self
    }

    /// What else is to be known of it: a speed, a count of bytes.
    pub fn remark(mut self, text: impl Into<String>) -> Self {
        self.remark = text.into();
        self
    }
}

impl Table {
    /// `head` is what is printed above the table, `machine` the same for the file.
    pub fn new(head: String, machine: Value) -> Self {
        Self { machine, head, jobs: Vec::new() }
    }

    /// Adds a job and says at once, on standard error, that it is done: the whole takes minutes.
    pub fn add(&mut self, job: Job) {
        eprintln!("  {}：{}", job.name, human(job.taken));
        self.jobs.push(job);
    }

    /// For people.
    pub fn text(&self) -> String {
        let mut rows = vec![["工作", "用时", "对照", "对照用时", "倍数", "说明"].map(str::to_owned)];
        for job in &self.jobs {
            let (name, taken, remark) = (job.name.clone(), human(job.taken), job.remark.clone());
            let Some(((floor, time), rest)) = job.floors.split_first() else {
                rows.push([name, taken, "—".to_owned(), "—".to_owned(), "—".to_owned(), remark]);
                continue;
            };
            rows.push([name, taken, (*floor).to_owned(), human(*time), times(job.taken, *time), remark]);
            for (floor, time) in rest {
                let blank = String::new;
                rows.push([blank(), blank(), (*floor).to_owned(), human(*time), times(job.taken, *time), blank()]);
            }
        }
        let mut widths = [0; 6];
        for row in &rows {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = (*widest).max(width(cell));
            }
        }
        let mut text = format!("{}\n\n", self.head);
        for (at, row) in rows.iter().enumerate() {
            let cells: Vec<String> = row
                .iter()
                .zip(widths)
                .map(|(cell, widest)| format!("{cell}{}", " ".repeat(widest - width(cell))))
                .collect();
            let _ = writeln!(text, "| {} |", cells.join(" | "));
            if at == 0 {
                let lines: Vec<String> = widths.iter().map(|widest| "-".repeat(*widest)).collect();
                let _ = writeln!(text, "| {} |", lines.join(" | "));
            }
        }
        text
    }

    /// For a program that compares two runs.
    pub fn json(&self) -> Value {
        let jobs: Vec<Value> = self
            .jobs
            .iter()
            .map(|job| {
                let floors: Vec<Value> = job
                    .floors
                    .iter()
                    .map(|(name, taken)| {
                        json!({ "name": name, "seconds": taken.as_secs_f64(), "ratio": ratio(job.taken, *taken) })
                    })
                    .collect();
                json!({
                    "job": job.name,
                    "seconds": job.taken.as_secs_f64(),
                    "floors": floors,
                    "remark": job.remark,
                })
            })
            .collect();
        json!({ "machine": self.machine, "jobs": jobs })
    }
}

fn ratio(taken: Duration, floor: Duration) -> f64 {
    taken.as_secs_f64() / floor.as_secs_f64().max(1e-9)
}

fn times(taken: Duration, floor: Duration) -> String {
    let ratio = ratio(taken, floor);
    if ratio >= 100.0 { format!("{ratio:.0}×") } else { format!("{ratio:.2}×") }
}

fn human(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        _ if seconds >= 1.0 => format!("{seconds:.2} 秒"),
        _ if seconds >= 0.001 => format!("{:.1} 毫秒", seconds * 1e3),
        _ => format!("{:.0} 微秒", seconds * 1e6),
    }
}

/// Columns on a terminal: a Chinese character takes two.
fn width(text: &str) -> usize {
    let is_wide = |c: char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..='\u{ff60}');
    text.chars().map(|c| if is_wide(c) || c == '—' { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new("机器".to_owned(), json!({ "cores": 2 }));
        let job = Job::new("导入", Duration::from_millis(1_500)).remark("1200 行");
        table
            .add(job.floor("只读表格", Duration::from_millis(500)).floor("plain INSERT", Duration::from_micros(1_500)));
        table.add(Job::new("打印", Duration::from_millis(20)));
        table
    }

    #[test]
    fn columns_line_up_with_chinese_in_them() {
        let text = table().text();
        let lines: Vec<usize> = text.lines().filter(|line| line.starts_with('|')).map(width).collect();
        assert_eq!(lines.len(), 5, "{text}");
        assert!(lines.windows(2).all(|pair| pair[0] == pair[1]), "{text}");
    }

    #[test]
    fn every_floor_has_its_own_ratio() {
        let text = table().text();
        assert!(text.contains("3.00×") && text.contains("1000×"), "{text}");
        let ratio = table().json()["jobs"][0]["floors"][0]["ratio"].as_f64().unwrap();
        assert!((ratio - 3.0).abs() < 1e-9, "{ratio}");
    }
}

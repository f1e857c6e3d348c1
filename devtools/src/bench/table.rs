use std::{fmt::Write, time::Duration};

/// The printed table: what, how long, against which floor, and how many times the floor.
pub struct Table {
    machine: String,
    rows: Vec<[String; 4]>,
    notes: Vec<String>,
}

impl Table {
    pub fn new(machine: &str) -> Self {
        let head = ["工作 Job", "用时 Time", "对照 Floor", "倍数 Ratio"].map(str::to_owned);
        Self { machine: machine.to_owned(), rows: vec![head], notes: Vec::new() }
    }

    pub fn row(&mut self, job: &str, taken: Duration, floor: &str, floor_taken: Option<Duration>) {
        let ratio = floor_taken.map_or_else(
            || "—".to_owned(),
            |floor| format!("{:.2}×", taken.as_secs_f64() / floor.as_secs_f64().max(1e-9)),
        );
        let floor = match floor_taken {
            Some(time) => format!("{} {floor}", human(time)),
            None => floor.to_owned(),
        };
        self.rows.push([job.to_owned(), human(taken), floor, ratio]);
    }

    pub fn note(&mut self, text: &str) {
        self.notes.push(text.to_owned());
    }

    pub fn text(&self) -> String {
        let mut widths = [0; 4];
        for row in &self.rows {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = (*widest).max(width(cell));
            }
        }
        let mut text = format!("{}\n\n", self.machine);
        for (at, row) in self.rows.iter().enumerate() {
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
        for note in &self.notes {
            let _ = writeln!(text, "\n{note}");
        }
        text
    }
}

fn human(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        _ if seconds >= 1.0 => format!("{seconds:.2} s"),
        _ if seconds >= 0.001 => format!("{:.1} ms", seconds * 1e3),
        _ => format!("{:.0} µs", seconds * 1e6),
    }
}

/// Columns on a terminal: a Chinese character takes two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..='\u{ff60}') { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_with_chinese_in_them() {
        let mut table = Table::new("机器");
        table.row("导入", Duration::from_millis(1_500), "plain", Some(Duration::from_millis(500)));
        let text = table.text();
        let lines: Vec<usize> = text.lines().filter(|line| line.starts_with('|')).map(width).collect();
        assert!(lines.windows(2).all(|pair| pair[0] == pair[1]), "{text}");
        assert!(text.contains("3.00×"), "{text}");
    }
}

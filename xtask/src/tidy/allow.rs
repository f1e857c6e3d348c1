//! The allow-list: `rule path reason`, one a line. It is short, every entry says why, and an entry that no longer
//! excuses anything is itself a finding.

use super::{Finding, Tree};

const LIST: &str = "xtask/tidy-allow.txt";
const MOST_ENTRIES: usize = 12;
const SHORTEST_REASON: usize = 15;

pub fn apply(tree: &Tree, found: Vec<Finding>) -> Vec<Finding> {
    let Some(list) = tree.get(LIST) else { return found };
    let mut kept = found;
    let mut entries = 0;
    for (index, line) in list.text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        entries += 1;
        let mut parts = line.splitn(3, char::is_whitespace);
        let (rule, path) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        let reason = parts.next().unwrap_or("").trim();
        let before = kept.len();
        kept.retain(|f| !(f.rule == rule && f.path == path));
        if kept.len() == before {
            let text = format!("`{rule} {path}` excuses nothing any more: delete the entry");
            kept.push(Finding::new("allow", LIST, index + 1, &text));
        }
        if reason.chars().count() < SHORTEST_REASON {
            kept.push(Finding::new("allow", LIST, index + 1, "the entry gives no reason: `rule path reason`"));
        }
    }
    if entries > MOST_ENTRIES {
        let text = format!("{entries} entries; more than {MOST_ENTRIES} means that a rule is wrong or the code is");
        kept.push(Finding::new("allow", LIST, 0, &text));
    }
    kept
}

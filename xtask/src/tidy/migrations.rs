//! Migration files carry their minute and what they do: `20261123T0900_member.sql`. That a landed one was not edited is
//! checked by its stored hash when it runs.

use super::{Finding, Tree};

pub fn check(tree: &Tree, found: &mut Vec<Finding>) {
    for file in tree.with_extension("sql").filter(|f| f.is_under("migrations") || starts_with_digit(f.name())) {
        if !is_migration_name(file.name()) {
            let text = "a migration is named YYYYMMDDTHHMM_name.sql (UTC minute, snake_case)";
            found.push(Finding::new("migration-name", &file.path, 0, text));
        }
    }
}

fn is_migration_name(name: &str) -> bool {
    let Some((stamp, what)) = name.strip_suffix(".sql").and_then(|stem| stem.split_once('_')) else { return false };
    let Some((day, minute)) = stamp.split_once('T') else { return false };
    let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    let within = |text: &str, from: u32, to: u32| text.parse().is_ok_and(|n| (from..=to).contains(&n));
    let snake = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    digits(day, 8)
        && digits(minute, 4)
        && within(&day[4..6], 1, 12)
        && within(&day[6..], 1, 31)
        && within(&minute[..2], 0, 23)
        && within(&minute[2..], 0, 59)
        && snake(what)
}

/// A crate with few steps keeps them among its `sql/`; there the leading digits tell a migration from a query.
fn starts_with_digit(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_digit())
}

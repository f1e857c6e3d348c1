//! Words that must not stand in product code: second clocks, leftovers of debugging, switched-off tests, paths of one
//! machine.

use super::{File, Finding, Tree};

/// Crates whose job is to answer on standard output.
const PRINTERS: [&str; 3] = ["crates/cli/", "crates/county/", "devtools/"];
/// Folders that exist on one machine only.
const MACHINE_PATHS: [&str; 3] = ["/work/", "/root/", "/tmp/explore"];

pub fn check(tree: &Tree, found: &mut Vec<Finding>) {
    for file in tree.rust_files() {
        check_rust(file, found);
    }
    let written = |f: &&File| !f.path.starts_with("xtask/src/") && !f.path.ends_with("package-lock.json");
    for file in tree.iter().filter(written) {
        check_paths(file, found);
    }
}

fn check_rust(file: &File, found: &mut Vec<Finding>) {
    let source = file.rust();
    let in_base = file.path.starts_with("crates/base/");
    let may_print = file.is_rust_test()
        || file.name() == "build.rs"
        || file.is_under("examples")
        || PRINTERS.iter().any(|p| file.path.starts_with(p));
    let rules: [(&'static str, &[&str], bool, &str); 5] = [
        (
            "clock",
            &["Utc::now", "Local::now", "SystemTime::now"],
            in_base,
            "only base::Clock reads the time: take it from the context",
        ),
        ("ids", &["Uuid::new_v4", "Uuid::now_v7"], in_base, "only base makes ids: take one from the context"),
        ("print", &["println!", "print!"], may_print, "product code does not print: return it, or log it"),
        ("debug", &["dbg!"], false, "a leftover of debugging"),
        ("test-switch", &["todo!", "unimplemented!", "#[ignore"], false, "finish it, or take it out"),
    ];
    for (rule, needles, exempt, reason) in rules {
        if exempt {
            continue;
        }
        for needle in needles {
            for at in source.find(needle) {
                if rule == "print" && source.is_test(at) {
                    continue;
                }
                let text = format!("`{needle}`: {reason}");
                found.push(Finding::new(rule, &file.path, source.line(at), &text));
            }
        }
    }
}

fn check_paths(file: &File, found: &mut Vec<Finding>) {
    for (index, line) in file.text.lines().enumerate() {
        for path in MACHINE_PATHS {
            let starts = |at: usize| line[..at].chars().last().is_none_or(|c| " \t\"'`=(:<[,".contains(c));
            if line.match_indices(path).any(|(at, _)| starts(at)) {
                let text = format!("`{path}` exists on one machine only");
                found.push(Finding::new("machine-path", &file.path, index + 1, &text));
            }
        }
    }
}

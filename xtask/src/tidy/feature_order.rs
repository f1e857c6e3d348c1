//! A feature of the core uses only features that stand above it in the registry.

use super::{File, Finding, Tree};
use crate::lex::{Source, is_word};

const REGISTRY: &str = "crates/core/src/feature.rs";
const CORE: &str = "crates/core/src/";

pub fn check(tree: &Tree, found: &mut Vec<Finding>) {
    let folders = feature_folders(tree);
    let Some(registry) = tree.get(REGISTRY) else {
        if let Some(first) = folders.first() {
            let text = format!("missing: it lists the features in order, but `{first}` exists");
            found.push(Finding::new("feature-order", REGISTRY, 0, &text));
        }
        return;
    };
    let order = registered(registry);
    if order.is_empty() {
        let text = "holds no `FEATURES` list of names in dependency order";
        found.push(Finding::new("feature-order", REGISTRY, 0, text));
        return;
    }
    for folder in folders.iter().filter(|f| !order.contains(f)) {
        let text = format!("the feature folder `{folder}` is not in FEATURES");
        found.push(Finding::new("feature-order", REGISTRY, 0, &text));
    }
    for file in tree.rust_files().filter(|f| f.path.starts_with(CORE) && !f.is_rust_test()) {
        check_file(file, &order, found);
    }
}

fn check_file(file: &File, order: &[String], found: &mut Vec<Finding>) {
    let inner = &file.path[CORE.len()..];
    let Some(own) = order.iter().position(|f| inner.starts_with(&format!("{f}/")) || inner == format!("{f}.rs")) else {
        return;
    };
    let source = file.rust();
    for (name, at) in crate_paths(&source) {
        let Some(used) = order.iter().position(|f| *f == name).filter(|used| *used > own) else { continue };
        if source.is_test(at) {
            continue;
        }
        let text = format!("`{}` uses `{}`, which stands below it in FEATURES", order[own], order[used]);
        found.push(Finding::new("feature-order", &file.path, source.line(at), &text));
    }
}

/// Folders of the core that look like a feature: they talk to a caller or to the disk.
fn feature_folders(tree: &Tree) -> Vec<String> {
    let mut folders: Vec<String> = tree
        .iter()
        .filter_map(|f| f.path.strip_prefix(CORE)?.split_once('/'))
        .filter(|(_, rest)| matches!(*rest, "api.rs" | "store.rs") || rest.starts_with("migrations/"))
        .map(|(folder, _)| folder.to_owned())
        .collect();
    folders.dedup();
    folders
}

/// The names in `FEATURES`, written as `"member"` or as `member::FEATURE`.
fn registered(file: &File) -> Vec<String> {
    let source = file.rust();
    let Some(name) = source.find("FEATURES").into_iter().find(|at| declares(&source.code, *at)) else {
        return Vec::new();
    };
    let Some(equals) = source.code[name..].find('=').map(|n| name + n) else { return Vec::new() };
    let Some(end) = source.code[equals..].find(';').map(|n| equals + n) else { return Vec::new() };
    let quoted = source.texts.iter().filter(|t| (equals..end).contains(&t.start)).map(|t| t.value.clone());
    let pathed =
        source.code[equals..end].split(|c: char| !(c.is_alphanumeric() || "_:".contains(c))).filter_map(|path| {
            let mut parts = path.rsplit("::").skip(1);
            parts.next().filter(|p| !p.is_empty()).map(str::to_owned)
        });
    let quoted: Vec<String> = quoted.collect();
    if quoted.is_empty() { pathed.collect() } else { quoted }
}

fn declares(code: &str, at: usize) -> bool {
    let before = code[..at].trim_end();
    before.ends_with("const") || before.ends_with("static")
}

/// First names after `crate::`, also inside `use crate::{a, b::c}`, with their offsets.
fn crate_paths(source: &Source) -> Vec<(String, usize)> {
    let mut paths = Vec::new();
    for at in source.find("crate::") {
        let from = at + "crate::".len();
        if source.code[from..].starts_with('{') {
            group_heads(&source.code, from, &mut paths);
        } else {
            paths.push((word_at(&source.code, from), from));
        }
    }
    paths
}

fn group_heads(code: &str, open: usize, paths: &mut Vec<(String, usize)>) {
    let mut depth = 0usize;
    let mut expect = false;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' => {
                depth += 1;
                expect = depth == 1;
            }
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return;
                }
            }
            b',' => expect = depth == 1,
            b if expect && is_word(b) => {
                paths.push((word_at(code, at), at));
                expect = false;
            }
            _ => {}
        }
    }
}

fn word_at(code: &str, at: usize) -> String {
    code[at..].bytes().take_while(|b| is_word(*b)).map(char::from).collect()
}

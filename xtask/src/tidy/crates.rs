//! Which crate may depend on which (ARCHITECTURE.md, "Directions").

use super::{File, Finding, Tree};

struct Direction {
    name: &'static str,
    /// Crates of this workspace that it may use.
    uses: &'static [&'static str],
    /// Foreign crates that it must not name.
    never: &'static [&'static str],
}

const WEB: &[&str] = &["tauri", "axum", "reqwest", "tokio", "hyper", "anyhow"];
const NO_IO: &[&str] = &["tauri", "axum", "reqwest", "tokio", "hyper", "rusqlite", "anyhow"];

const DIRECTIONS: &[Direction] = &[
    Direction { name: "lunxun-base", uses: &[], never: NO_IO },
    Direction { name: "lunxun-protocol", uses: &["lunxun-base"], never: NO_IO },
    Direction { name: "lunxun-store", uses: &["lunxun-base", "lunxun-protocol"], never: WEB },
    Direction { name: "lunxun-core", uses: &["lunxun-base", "lunxun-protocol", "lunxun-store"], never: WEB },
    Direction { name: "lunxun-paper", uses: &["lunxun-base"], never: NO_IO },
    Direction {
        name: "lunxun-sync",
        uses: &["lunxun-base", "lunxun-protocol", "lunxun-store", "lunxun-core"],
        never: &["tauri", "axum", "anyhow"],
    },
    Direction { name: "lunxun-county", uses: &["lunxun-base", "lunxun-protocol"], never: &["tauri"] },
    Direction {
        name: "lunxun-desk",
        uses: &["lunxun-base", "lunxun-store", "lunxun-core", "lunxun-paper", "lunxun-sync"],
        never: &["tauri", "axum", "anyhow"],
    },
    Direction {
        name: "lunxun-cli",
        uses: &["lunxun-base", "lunxun-core", "lunxun-desk", "lunxun-sync"],
        never: &["tauri"],
    },
    Direction {
        name: "lunxun-desktop",
        uses: &["lunxun-base", "lunxun-desk"],
        never: &["axum", "reqwest", "rusqlite"],
    },
    Direction {
        name: "lunxun-testkit",
        uses: &["lunxun-base", "lunxun-store", "lunxun-core", "lunxun-desk", "lunxun-sync"],
        never: &["tauri"],
    },
];

/// Crates that only test or serve development: they may use everything, and nothing may use them.
const DEVELOPMENT: [&str; 5] = ["lunxun-fuzz", "lunxun-tests", "lunxun-e2e", "lunxun-devtools", "xtask"];

pub fn check(tree: &Tree, found: &mut Vec<Finding>) {
    for file in tree.iter().filter(|f| f.name() == "Cargo.toml") {
        match file.text.parse::<toml::Table>() {
            Ok(manifest) => check_manifest(file, &manifest, found),
            Err(error) => found.push(Finding::new("crates", &file.path, 0, &format!("cannot be read: {error}"))),
        }
    }
}

fn check_manifest(file: &File, manifest: &toml::Table, found: &mut Vec<Finding>) {
    let name = manifest.get("package").and_then(|p| p.get("name")).and_then(toml::Value::as_str);
    let Some(name) = name.filter(|n| !DEVELOPMENT.contains(n)) else { return };
    let Some(rule) = DIRECTIONS.iter().find(|d| d.name == name) else {
        let text = format!("`{name}` has no direction: add it to the table in xtask/src/tidy/crates.rs");
        found.push(Finding::new("crates", &file.path, line_of(file, name), &text));
        return;
    };
    for dependency in product_dependencies(manifest) {
        let ours = dependency.starts_with("lunxun-");
        let reason = if ours && !rule.uses.contains(&dependency.as_str()) {
            format!("{name} must not depend on {dependency}; it may use {:?}", rule.uses)
        } else if !ours && rule.never.iter().any(|n| dependency == *n || dependency.starts_with(&format!("{n}-"))) {
            format!("{name} must not depend on {dependency}")
        } else {
            continue;
        };
        found.push(Finding::new("crates", &file.path, line_of(file, &dependency), &reason));
    }
}

/// Names in `dependencies` and `build-dependencies`, also those for one platform. Tests may use more.
fn product_dependencies(manifest: &toml::Table) -> Vec<String> {
    let mut tables = vec![manifest];
    if let Some(targets) = manifest.get("target").and_then(toml::Value::as_table) {
        tables.extend(targets.values().filter_map(toml::Value::as_table));
    }
    let mut names = Vec::new();
    for table in tables {
        for key in ["dependencies", "build-dependencies"] {
            let Some(list) = table.get(key).and_then(toml::Value::as_table) else { continue };
            for (alias, value) in list {
                let real = value.get("package").and_then(toml::Value::as_str);
                names.push(real.unwrap_or(alias).to_owned());
            }
        }
    }
    names
}

fn line_of(file: &File, name: &str) -> usize {
    let starts = |line: &str| line.trim_start().starts_with(name) || line.contains(&format!("\"{name}\""));
    file.text.lines().position(starts).map_or(0, |index| index + 1)
}

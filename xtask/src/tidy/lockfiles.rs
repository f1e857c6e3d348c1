//! No committed file names a registry host: a mirror belongs to the machine, not to the project.

use super::{File, Finding, Tree};

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

pub fn check(tree: &Tree, found: &mut Vec<Finding>) {
    for file in tree.iter() {
        match file.name() {
            "Cargo.lock" => cargo_lock(file, found),
            "Cargo.toml" => cargo_toml(file, found),
            "config.toml" if file.is_under(".cargo") => cargo_config(file, found),
            "package-lock.json" | "npm-shrinkwrap.json" => npm_lock(file, found),
            "yarn.lock" | "pnpm-lock.yaml" => {
                found.push(Finding::new("registry", &file.path, 0, "npm is the package manager; keep one lock file"));
            }
            ".npmrc" | ".yarnrc" => npmrc(file, found),
            _ => {}
        }
    }
}

fn cargo_lock(file: &File, found: &mut Vec<Finding>) {
    let mut sqlite = 0;
    for (index, line) in file.text.lines().enumerate() {
        if let Some(source) = line.trim().strip_prefix("source = ")
            && source.trim_matches('"') != CRATES_IO
        {
            let text = format!("{source} is not the ordinary crates.io index");
            found.push(Finding::new("registry", &file.path, index + 1, &text));
        }
        if line == "name = \"libsqlite3-sys\"" {
            sqlite += 1;
            if sqlite > 1 {
                let text = "a second libsqlite3-sys: the workspace links one SQLite, through rusqlite";
                found.push(Finding::new("registry", &file.path, index + 1, text));
            }
        }
    }
}

fn cargo_toml(file: &File, found: &mut Vec<Finding>) {
    for (index, line) in file.text.lines().enumerate() {
        let code = line.split('#').next().unwrap_or("");
        if has_key(code, "registry") || has_key(code, "git") || has_key(code, "registry-index") {
            let text = "a dependency comes from crates.io by version, not from another registry or a git repository";
            found.push(Finding::new("registry", &file.path, index + 1, text));
        }
    }
}

fn has_key(line: &str, key: &str) -> bool {
    crate::lex::find_whole(line, key).into_iter().any(|at| {
        let dashed = line[..at].ends_with('-') || line[..at].ends_with('"');
        !dashed && line[at + key.len()..].trim_start().starts_with('=')
    })
}

fn cargo_config(file: &File, found: &mut Vec<Finding>) {
    for (index, line) in file.text.lines().enumerate() {
        let code = line.split('#').next().unwrap_or("").trim();
        let table = ["[source", "[registries", "[registry"].iter().any(|t| code.starts_with(t));
        if table || code.contains("://") || has_key(code, "replace-with") {
            let text = "registry settings belong into the machine's own cargo configuration";
            found.push(Finding::new("registry", &file.path, index + 1, text));
        }
    }
}

fn npm_lock(file: &File, found: &mut Vec<Finding>) {
    for (index, line) in file.text.lines().enumerate() {
        let resolved = line.trim().strip_prefix("\"resolved\":").map(str::trim_start);
        if resolved.is_some_and(|r| r.contains("://")) {
            let text = "names a host; write the lock file with `omit-lockfile-registry-resolved=true` (ui/.npmrc)";
            found.push(Finding::new("registry", &file.path, index + 1, text));
        }
    }
}

fn npmrc(file: &File, found: &mut Vec<Finding>) {
    for (index, line) in file.text.lines().enumerate() {
        let line = line.trim();
        let key = line.split('=').next().unwrap_or("").trim();
        if line.contains("://") || key == "registry" || key.ends_with(":registry") || key.contains("_auth") {
            let text = "the registry and its keys belong into the user's own ~/.npmrc";
            found.push(Finding::new("registry", &file.path, index + 1, text));
        }
    }
}

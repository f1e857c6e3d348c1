//! The house rules that a program can check. Each rule is one function over the tree; each finding says where and why.
//!
//! A rule that must give way once is named in `xtask/tidy-allow.txt`, with its reason.

mod allow;
mod crates;
mod feature_order;
mod lockfiles;
mod migrations;
mod size;
mod sql;
#[cfg(test)]
mod tests;
mod ui;
mod words;

use std::fmt;
use std::path::Path;

use anyhow::{Context, Result};

use crate::lex::{Lang, Source};

/// Folders that hold nothing written by hand.
const SKIPPED_DIRS: [&str; 8] =
    ["target", "node_modules", "dist", "coverage", ".git", ".cache", "e2e-shots", "__pycache__"];
const SKIPPED_PATHS: [&str; 2] = ["src-tauri/gen", "tests/fixtures"];
const TEXT_EXTENSIONS: [&str; 19] = [
    "rs", "toml", "ts", "mts", "js", "mjs", "vue", "css", "scss", "html", "json", "sql", "md", "sh", "yml", "yaml",
    "typ", "txt", "lock",
];

/// One breach of a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    path: String,
    line: usize,
    rule: &'static str,
    reason: String,
}

impl Finding {
    /// A finding at `line`, from 1; 0 means the whole file.
    pub fn new(rule: &'static str, path: &str, line: usize, reason: &str) -> Finding {
        Finding { path: path.to_owned(), line, rule, reason: reason.to_owned() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: [{}] {}", self.path, self.line.max(1), self.rule, self.reason)
    }
}

/// A text file of the tree.
pub struct File {
    /// Path from the root, with `/`.
    pub path: String,
    /// Its contents.
    pub text: String,
}

impl File {
    /// The file name alone.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// What follows the last dot of the name.
    pub fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, ext)| ext)
    }

    /// Whether some folder above the file has this name.
    pub fn is_under(&self, folder: &str) -> bool {
        self.path.split('/').rev().skip(1).any(|part| part == folder)
    }

    /// Rust test or benchmark code: it may print, and may hold what product code may not.
    pub fn is_rust_test(&self) -> bool {
        let stem = self.name().strip_suffix(".rs").unwrap_or("");
        let named = stem == "tests" || stem.ends_with("_tests") || stem.ends_with("_test");
        self.extension() == "rs" && (named || self.is_under("tests") || self.is_under("benches"))
    }

    /// The file taken apart as Rust.
    pub fn rust(&self) -> Source {
        Source::parse(&self.text, Lang::Rust)
    }
}

/// The text files of a workspace.
pub struct Tree {
    files: Vec<File>,
}

impl Tree {
    /// Reads every text file below `root` that somebody wrote.
    ///
    /// # Errors
    /// When a folder or file cannot be read: an unread file must not pass as clean.
    pub fn read(root: &Path) -> Result<Tree> {
        let mut files = Vec::new();
        read_dir(root, "", &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Tree { files })
    }

    /// How many files were read.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    fn get(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|f| f.path == path)
    }

    fn iter(&self) -> impl Iterator<Item = &File> {
        self.files.iter()
    }

    fn with_extension(&self, extension: &str) -> impl Iterator<Item = &File> {
        self.files.iter().filter(move |f| f.extension() == extension)
    }

    /// Rust files, without this crate: it must be able to name what it looks for.
    fn rust_files(&self) -> impl Iterator<Item = &File> {
        self.with_extension("rs").filter(|f| !f.path.starts_with("xtask/"))
    }
}

fn read_dir(dir: &Path, prefix: &str, files: &mut Vec<File>) -> Result<()> {
    for entry in std::fs::read_dir(dir).with_context(|| dir.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if !SKIPPED_DIRS.contains(&name.as_str()) && !SKIPPED_PATHS.contains(&path.as_str()) {
                read_dir(&entry.path(), &format!("{path}/"), files)?;
            }
        } else if kind.is_file() && is_text(&name, &path) {
            let bytes = std::fs::read(entry.path()).with_context(|| path.clone())?;
            files.push(File { path, text: String::from_utf8_lossy(&bytes).into_owned() });
        }
    }
    Ok(())
}

fn is_text(name: &str, path: &str) -> bool {
    let by_extension = name.rsplit_once('.').is_some_and(|(_, ext)| TEXT_EXTENSIONS.contains(&ext));
    by_extension || name == ".npmrc" || name == ".yarnrc" || path == "dev" || path == ".ci/run"
}

/// Applies every rule and takes away what the allow-list names.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for rule in [
        crates::check,
        feature_order::check,
        lockfiles::check,
        migrations::check,
        size::check,
        sql::check,
        ui::check,
        words::check,
    ] {
        rule(tree, &mut found);
    }
    let mut found = allow::apply(tree, found);
    found.sort();
    found.dedup();
    found
}

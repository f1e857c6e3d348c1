//! Tasks of the workspace that need no product code: `cargo xtask tidy` checks the house rules.
//!
//! `cargo xtask corpus` writes the workbooks that the import is held to.
//!
//! `gen`, `schema`, `seed` and `bench` need the product's crates; they are passed on to `lunxun-devtools`.
#![allow(clippy::print_stdout, reason = "a command line tool answers on standard output")]

#[cfg(feature = "corpus")]
mod corpus;
mod lex;
mod licences;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

const USAGE: &str = "usage: cargo xtask tidy [--root DIR] | corpus | gen | schema | seed | bench";

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(args: Vec<String>) -> Result<ExitCode> {
    match args.first().map(String::as_str) {
        Some("tidy") => run_tidy(&args),
        #[cfg(feature = "corpus")]
        Some("corpus") => corpus::write(&workspace_root()?.join("tests/fixtures/import")).map(|()| ExitCode::SUCCESS),
        #[cfg(not(feature = "corpus"))]
        Some("corpus") => with_writers(),
        Some("gen" | "schema" | "seed" | "bench") => pass_on(&args),
        _ => bail!("{USAGE}"),
    }
}

fn run_tidy(args: &[String]) -> Result<ExitCode> {
    let root = match args.iter().position(|a| a == "--root") {
        Some(at) => PathBuf::from(args.get(at + 1).context(USAGE)?),
        None => workspace_root()?,
    };
    let tree = tidy::Tree::read(&root)?;
    let mut findings = tidy::check(&tree);
    findings.extend(licences::check(&root)?);
    for finding in &findings {
        println!("{finding}");
    }
    println!("tidy: {} files, {} findings", tree.len(), findings.len());
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The same again, with what writes workbooks.
#[cfg(not(feature = "corpus"))]
fn with_writers() -> Result<ExitCode> {
    let status = Command::new("cargo")
        .args(["run", "-q", "-p", "xtask", "--features", "corpus", "--", "corpus"])
        .current_dir(workspace_root()?)
        .status()
        .context("cargo could not be started")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn pass_on(args: &[String]) -> Result<ExitCode> {
    let status = Command::new("cargo")
        .args(["run", "-q", "-p", "lunxun-devtools", "--"])
        .args(args)
        .current_dir(workspace_root()?)
        .status()
        .context("cargo could not be started")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The folder of the workspace: above this crate when cargo runs us, else the nearest one upwards with a `Cargo.lock`.
fn workspace_root() -> Result<PathBuf> {
    if let Some(crate_dir) = std::env::var_os("CARGO_MANIFEST_DIR")
        && let Some(root) = Path::new(&crate_dir).parent()
    {
        return Ok(root.to_path_buf());
    }
    let here = std::env::current_dir()?;
    here.ancestors()
        .find(|dir| dir.join("Cargo.lock").is_file())
        .map(Path::to_path_buf)
        .context("no Cargo.lock here or above: run inside the repository")
}

//! The figures of `./dev bench`: the product's main jobs on this machine, each against the least that it could cost.
//!
//! A figure alone says little on another PC; its ratio to a floor measured in the same run says how much of the time is
//! the product's own.

mod county;
mod dedupe;
mod floor;
mod import;
mod machine;
mod open;
mod paper;
mod plan;
mod search;
mod sync;
mod table;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Result;
use lunxun_base::{Role, SystemClock};
use lunxun_core::{Actor, NoProgress, org::PARTY_ORG, org::root_id, rpc};
use lunxun_store::{Store, StoreKey};
use lunxun_testkit::demo::{self, Township};
use serde_json::Value;

use table::Table;

/// Which jobs are timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Only {
    /// Importing a roster.
    Import,
    /// Planning the year.
    Plan,
    /// The first exchange with the county.
    Sync,
    /// Searching the roster.
    Search,
    /// Finding duplicates.
    Dedupe,
    /// Opening the store.
    Open,
    /// Printing.
    Paper,
}

/// What `bench` was asked for.
#[derive(clap::Args)]
pub struct Options {
    /// 大表的人数
    #[arg(long, default_value_t = 100_000)]
    rows: usize,
    /// 只计这一项；可写多次
    #[arg(long)]
    only: Vec<Only>,
    /// 把数字写进这个 JSON 文件
    #[arg(long)]
    json: Option<PathBuf>,
    /// 在哪个文件夹里建临时数据；不写就用系统的临时文件夹
    #[arg(long)]
    dir: Option<PathBuf>,
}

/// Times the jobs, prints the table and writes the file.
pub fn run(options: &Options) -> Result<()> {
    let base = options.dir.clone().unwrap_or_else(std::env::temp_dir);
    let (head, value) = machine::describe(&base);
    let mut table = Table::new(head, value);
    let small = Township::reference();
    let large = Township::large(options.rows);
    let wants = |job| options.only.is_empty() || options.only.contains(&job);
    // Every job has a folder of its own that goes with it: a large roster takes a gigabyte in all its copies.
    let folder = || tempfile::tempdir_in(&base);
    // First of all, while the fonts have not been loaded yet.
    if wants(Only::Paper) {
        paper::measure(&mut table, &small)?;
    }
    if wants(Only::Open) {
        open::measure(&mut table, folder()?.path(), &small)?;
    }
    if wants(Only::Plan) {
        plan::measure(&mut table, folder()?.path(), &small)?;
    }
    if wants(Only::Import) {
        import::measure(&mut table, folder()?.path(), &small, 5)?;
        import::measure(&mut table, folder()?.path(), &large, 1)?;
    }
    if wants(Only::Search) {
        search::measure(&mut table, folder()?.path(), &small)?;
        search::measure(&mut table, folder()?.path(), &large)?;
    }
    if wants(Only::Dedupe) {
        dedupe::measure(&mut table, options.rows);
    }
    if wants(Only::Sync) {
        sync::measure(&mut table, folder()?.path(), &large)?;
    }
    print!("\n{}", table.text());
    if let Some(peak) = machine::peak_memory() {
        println!("\n本次计时占用内存最多 {peak} MiB（含两端、县级端和样例数据）。");
    }
    if let Some(path) = &options.json {
        std::fs::write(path, serde_json::to_string_pretty(&table.json())? + "\n")?;
    }
    Ok(())
}

/// An empty store in a folder of its own.
fn fresh(dir: &Path, name: &str) -> Result<Store> {
    let data = dir.join(name);
    std::fs::create_dir_all(&data)?;
    Ok(Store::create(&data, &StoreKey::generate()?, &crate::options(Arc::new(SystemClock)))?)
}

/// The township committee, without which no branch can be made.
fn root(store: &mut Store, township: &Township) -> Result<()> {
    store.write("setup.create", &demo::admin(), |tx| {
        let fields = [
            ("kind", "township".into()),
            ("name", township.committee.into()),
            ("short_name", township.name.into()),
            ("code", township.code.into()),
        ];
        tx.insert(&PARTY_ORG, root_id(township.code), &fields)
    })?;
    Ok(())
}

/// Runs a command as the administrator.
fn call(store: &mut Store, command: &str, request: Value) -> Result<Value> {
    let who = demo::admin();
    let actor = Actor { account: who.id, name: who.name, role: Role::Admin, faculty: None };
    Ok(rpc::dispatch(store, &actor, &NoProgress, command, request)?)
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The median of several runs of a job that can fail.
fn median_of(runs: usize, mut work: impl FnMut() -> Result<()>) -> Result<Duration> {
    let mut times = Vec::with_capacity(runs);
    for _ in 0..runs {
        let (result, taken) = timed(&mut work);
        result?;
        times.push(taken);
    }
    Ok(median(times))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_over_a_store_ends_and_is_set_against_a_floor() {
        let dir = tempfile::tempdir().unwrap();
        let township = Township::large(120);
        let (head, value) = machine::describe(dir.path());
        let mut table = Table::new(head, value);
        import::measure(&mut table, dir.path(), &township, 1).unwrap();
        search::measure(&mut table, dir.path(), &township).unwrap();
        sync::measure(&mut table, dir.path(), &township).unwrap();
        let jobs = table.json()["jobs"].as_array().unwrap().clone();
        assert_eq!(jobs.len(), 3 + 9 + 4);
        for job in &jobs {
            let floors = job["floors"].as_array().unwrap();
            assert!(floors.iter().all(|floor| floor["seconds"].as_f64() > Some(0.0)), "{job}");
        }
        let bare = jobs.iter().filter(|job| job["floors"].as_array().unwrap().is_empty());
        assert_eq!(bare.count(), 1, "only the first page after signing in stands alone");
    }
}

//! The figures of `./dev bench`: the product's main jobs on this machine, each against the least that it could cost.
//!
//! A figure alone says little on another PC; its ratio to a floor measured in the same run says how much of the time is
//! the product's own.

mod import;
mod machine;
mod roster;
mod table;

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Result;
use lunxun_base::{Role, SystemClock};
use lunxun_core::{Actor, NoProgress, rotation::planner, rpc};
use lunxun_store::{KdfStrength, KeySlots, Store, StoreKey};
use lunxun_testkit::demo::{self, Township};
use serde_json::Value;

use table::Table;

/// Times everything and prints the table. `rows` is how many members the large roster has.
pub fn run(rows: usize) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let mut table = Table::new(&machine::describe());
    let small = Township::reference();
    let large = Township::large(rows);
    import::measure(&mut table, dir.path(), &small)?;
    import::measure(&mut table, dir.path(), &large)?;
    roster::measure(&mut table, dir.path(), &small, false)?;
    roster::measure(&mut table, dir.path(), &large, true)?;
    plan(&mut table)?;
    open(&mut table, dir.path(), &small)?;
    first_sync(&mut table, rows);
    print!("{}", table.text());
    Ok(())
}

/// The reference case; there is no floor to measure, so it is set against the target of half a second.
fn plan(table: &mut Table) -> Result<()> {
    let problem = planner::reference_problem()?;
    let (plan, taken) = timed(|| planner::plan(&problem, None));
    let name = format!("轮训排班 Plan: {} members, {} classes", problem.members.len(), plan.classes.len());
    table.row(&name, taken, "目标（非实测） target, not measured", Some(Duration::from_millis(500)));
    Ok(())
}

/// Signing in, against opening the same file with the key at hand.
fn open(table: &mut Table, dir: &Path, township: &Township) -> Result<()> {
    let data = dir.join("open");
    std::fs::create_dir_all(&data)?;
    let key = StoreKey::generate()?;
    let (mut slots, _) = KeySlots::create(&data, township.name, &key, KdfStrength::Full)?;
    slots.put_account(demo::admin().id, "admin", "bench", &key)?;
    let options = crate::options(Arc::new(SystemClock));
    demo::fill(&mut Store::create(&data, &key, &options)?, township)?;
    let (store, plain) = timed(|| Store::open(&data, &key, &options));
    drop(store?);
    let (store, derived) = timed(|| {
        let (_, key) = KeySlots::load(&data, KdfStrength::Full)?.unlock("admin", "bench")?;
        Store::open(&data, &key, &options)
    });
    drop(store?);
    table.row("登录并打开 Open with password", derived, "不计口令 key at hand", Some(plain));
    table.row("打开（已有密钥） Open, key at hand", plain, "—", None);
    Ok(())
}

/// Where the first exchange of a large roster with the county endpoint belongs: it is measured beside the sync crate,
/// which owns the two ends of it.
fn first_sync(table: &mut Table, rows: usize) {
    table.note(&format!("首次同步 First sync of {rows} members：见 lunxun-sync 的计时 measured in lunxun-sync"));
}

/// An empty store in a folder of its own.
fn fresh(dir: &Path, name: &str) -> Result<Store> {
    let data = dir.join(name);
    std::fs::create_dir_all(&data)?;
    Ok(Store::create(&data, &StoreKey::generate()?, &crate::options(Arc::new(SystemClock)))?)
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

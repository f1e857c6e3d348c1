//! The first exchange of a large roster with the county: one PC brings it, a second one that has nothing fetches it.

use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use anyhow::{Result, bail, ensure};
use lunxun_store::Store;
use lunxun_sync::{Engine, ExchangeReport, Outcome, Unwatched, enrol, with_store};
use lunxun_testkit::demo::{self, Township};

use super::{
    county::{LiveCounty, Meter},
    floor, fresh,
    import::per_second,
    table::{Job, Table},
    timed,
};

const INSERT: &str = "同样的党员行直接 INSERT（同一加密文件）";
const COPY: &str = "同样多的字节经本机网络写入文件";

pub fn measure(table: &mut Table, dir: &Path, township: &Township) -> Result<()> {
    let people = township.members.len();
    let mut first = fresh(dir, "sync-first")?;
    let (filled, written) = timed(|| demo::fill(&mut first, township));
    filled?;
    let insert = floor::plain_insert(&first)?;
    table.add(
        Job::new(format!("写入 {people} 人（每 5000 人一次提交）"), written)
            .floor(INSERT, insert)
            .remark("含日志、版本、摘要、审计链"),
    );

    let county_dir = dir.join("county");
    std::fs::create_dir_all(&county_dir)?;
    let live = LiveCounty::start(&county_dir, township)?;
    let meter = Meter::to(live.address)?;
    let first = Arc::new(Mutex::new(first));
    let second = Arc::new(Mutex::new(fresh(dir, "sync-second")?));
    for (store, label) in [(&first, "第一台"), (&second, "第二台")] {
        let code = live.county.new_code(township.code, label)?;
        enrol(&**store, &format!("http://{}", meter.address), &code, label)?;
    }
    let _ = meter.take();

    let (pushed, push) = exchange(&first)?;
    let (up, answers) = meter.take();
    let (pulled, pull) = exchange(&second)?;
    let (requests, down) = meter.take();
    ensure!(pushed.pushed >= people as u64, "not everything was sent: {pushed:?}");
    ensure!(pulled.pulled == pushed.pushed, "not everything came back: {pulled:?}");
    let digests = |store: &Mutex<Store>| with_store(store, |store| store.kind_digests());
    ensure!(digests(&first)? == digests(&second)?, "the two stores differ");

    let (copy_up, copy_down) = (floor::copy_bytes(dir, up + answers)?, floor::copy_bytes(dir, down + requests)?);
    table.add(
        Job::new(format!("首次同步 {people} 人：第一台上传"), push)
            .floor(COPY, copy_up)
            .floor(INSERT, insert)
            .remark(remark(pushed.pushed, push, up + answers)),
    );
    table.add(
        Job::new(format!("首次同步 {people} 人：第二台下载并写入"), pull)
            .floor(COPY, copy_down)
            .floor(INSERT, insert)
            .remark(remark(pulled.pulled, pull, down + requests)),
    );
    table.add(
        Job::new(format!("首次同步 {people} 人：两台合计"), push + pull)
            .floor(COPY, copy_up + copy_down)
            .floor("两次 INSERT（县里和第二台各一次）", insert * 2)
            .remark("结束时两端条数和摘要一致"),
    );
    Ok(())
}

/// One exchange to its end. Only what ends in agreement counts.
fn exchange(store: &Arc<Mutex<Store>>) -> Result<(ExchangeReport, Duration)> {
    let mut engine = Engine::new(store.clone());
    let (report, taken) = timed(|| engine.exchange(&Unwatched));
    match report {
        Ok(report) if report.outcome == Outcome::Agreed => Ok((report, taken)),
        Ok(report) => bail!("the two ends do not agree: {report:?}"),
        Err(trouble) => bail!("the exchange did not end: {trouble:?}"),
    }
}

fn remark(changes: u64, taken: Duration, bytes: u64) -> String {
    let speed = per_second(usize::try_from(changes).unwrap_or(usize::MAX), taken);
    format!("{changes} 条改动，每秒 {speed} 条；线路上 {:.1} MiB", bytes as f64 / 1_048_576.0)
}

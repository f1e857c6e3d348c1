//! Finding people who stand twice in the roster, and how good the finder is where the truth is known.

use lunxun_core::dedupe::{quality, suspicions};
use lunxun_testkit::duplicates::doubled;

use super::{
    table::{Job, Table},
    timed,
};

const SEED: u64 = 2_027;

pub fn measure(table: &mut Table, rows: usize) {
    let doubled = doubled(SEED, rows);
    let (found, taken) = timed(|| suspicions(&doubled.people));
    let pairs: Vec<(usize, usize)> = found.into_iter().map(|found| found.pair).collect();
    let quality = quality(&pairs, &doubled.truth);
    table.add(Job::new(format!("查重：{rows} 人"), taken).remark(format!(
        "查准率 {:.1}%，查全率 {:.1}%；{} 对真重复，找出 {} 对",
        quality.precision * 100.0,
        quality.recall * 100.0,
        doubled.truth.len(),
        pairs.len()
    )));
}

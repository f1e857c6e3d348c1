//! Searching the roster as a clerk types, against a bare scan of the same table.

use std::{path::Path, time::Duration};

use anyhow::{Result, ensure};
use lunxun_core::fields::{name_keys, pinyin::readings};
use lunxun_store::{Store, db};
use lunxun_testkit::{
    demo::{self, Township},
    people::Person,
};
use serde_json::json;

use super::{
    call, fresh, median,
    table::{Job, Table},
    timed,
};

/// Searches of one kind. Enough for a 99th percentile.
const SEARCHES: usize = 500;
/// Scans are slow and all alike.
const SCANS: usize = 10;

/// How somebody is looked for: what it is called, the column that holds it, and what is typed.
type Way = (&'static str, &'static str, fn(&Person) -> String);

const WAYS: [Way; 8] = [
    ("姓名", "name", |person| person.name.clone()),
    ("姓", "name", |person| person.name.chars().take(1).collect()),
    ("拼音首字母", "pinyin", |person| name_keys(&person.name).initials),
    ("一个字母", "pinyin", |person| name_keys(&person.name).initials.chars().take(1).collect()),
    ("全拼", "pinyin", |person| name_keys(&person.name).full),
    ("姓加拼音", "pinyin", |person| {
        person
            .name
            .chars()
            .enumerate()
            .map(|(at, c)| if at == 0 { c.to_string() } else { readings(c).swap_remove(0) })
            .collect()
    }),
    ("身份证号后六位", "id_no", |person| person.id_no.chars().skip(12).collect()),
    ("电话后四位", "phone", |person| person.phone.chars().skip(7).collect()),
];

pub fn measure(table: &mut Table, dir: &Path, township: &Township) -> Result<()> {
    let rows = township.members.len();
    let mut store = fresh(dir, &format!("search-{rows}"))?;
    demo::fill(&mut store, township)?;
    let (first, taken) = timed(|| call(&mut store, "member.list", json!({ "limit": 50 })));
    ensure!(first?["filtered"].as_u64() > Some(0), "the roster is empty");
    table.add(Job::new(format!("查找：{rows} 人，登录后第一页"), taken).remark("含建立内存索引"));
    for (name, column, typed) in WAYS {
        let (mut ours, mut bare) = (Vec::new(), Vec::new());
        for at in 0..SEARCHES {
            let Some(member) = township.members.get(at * rows / SEARCHES) else { continue };
            let query = typed(&member.person);
            let (found, taken) = timed(|| call(&mut store, "member.list", json!({ "query": query, "limit": 50 })));
            ensure!(found?["filtered"].as_u64() > Some(0), "a member that is there was not found by {column}");
            ours.push(taken);
            if at % (SEARCHES / SCANS) == 0 {
                let (scanned, taken) = timed(|| scan(&store, column, &query));
                scanned?;
                bare.push(taken);
            }
        }
        let worst = percentile(&mut ours, 99);
        table.add(
            Job::new(format!("查找：{rows} 人中按{name}"), median(ours))
                .floor("SELECT … LIKE 扫描同一张表", median(bare))
                .remark(format!("{SEARCHES} 次的中位数，99% 在 {:.1} 毫秒内；取前 50 行，带总数和排序", millis(worst))),
        );
    }
    Ok(())
}

/// The time within which so many of a hundred were done.
fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times.get((times.len() * percent / 100).min(times.len().saturating_sub(1))).copied().unwrap_or_default()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Every row of the table is looked at, and those that fit are taken out.
fn scan(store: &Store, column: &str, query: &str) -> Result<usize> {
    let sql = format!("SELECT id, name, id_no, phone FROM member NOT INDEXED WHERE {column} LIKE ?1");
    let mut statement = store.conn().prepare_cached(&sql).map_err(db)?;
    let rows = statement.query_map([format!("%{query}%")], |row| row.get::<_, Vec<u8>>(0)).map_err(db)?;
    Ok(rows.collect::<Result<Vec<_>, _>>().map_err(db)?.len())
}

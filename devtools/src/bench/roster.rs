//! Writing and searching the roster, against plain SQLite on the same file.

use std::path::Path;

use anyhow::Result;
use lunxun_core::{member::MEMBER, org::PARTY_ORG, org::root_id};
use lunxun_store::{Store, db, rusqlite::types::Value as Sql};
use lunxun_testkit::demo::{self, Township};
use serde_json::json;

use super::{call, fresh, median, table::Table, timed};

/// The township committee, without which no branch can be made.
pub fn root(store: &mut Store, township: &Township) -> Result<()> {
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

pub fn measure(table: &mut Table, dir: &Path, township: &Township, writes: bool) -> Result<()> {
    let rows = township.members.len();
    let mut store = fresh(dir, &format!("roster-{rows}"))?;
    let (filled, taken) = timed(|| demo::fill(&mut store, township));
    filled?;
    if writes {
        let floor = plain_insert(&store)?;
        table.row(
            &format!("写入 Write {rows} members: search keys, journal, versions, audit; 5,000 a transaction"),
            taken,
            "同一文件同样列 plain INSERT, same file, one transaction",
            Some(floor),
        );
    }
    search(table, &mut store, township)
}

/// The same rows with the same columns and indexes into the same encrypted file, in one transaction, and nothing else.
fn plain_insert(store: &Store) -> Result<std::time::Duration> {
    let conn = store.conn();
    let schema: Vec<String> = {
        let mut statement = conn
            .prepare(
                "SELECT sql FROM sqlite_schema WHERE tbl_name = 'member' AND sql IS NOT NULL ORDER BY type DESC, name",
            )
            .map_err(db)?;
        let rows = statement.query_map([], |row| row.get("sql")).map_err(db)?;
        rows.collect::<Result<_, _>>().map_err(db)?
    };
    for sql in schema {
        let copy = sql
            .replace("TABLE member", "TABLE plain_member")
            .replace("INDEX member", "INDEX plain_member")
            .replace("ON member", "ON plain_member");
        conn.execute_batch(&copy).map_err(db)?;
    }
    let columns = format!("id, {}", MEMBER.columns.join(", "));
    let count = MEMBER.columns.len() + 1;
    let people: Vec<Vec<Sql>> = {
        let mut statement = conn.prepare(&format!("SELECT {columns} FROM member ORDER BY id")).map_err(db)?;
        let rows = statement.query_map([], |row| (0..count).map(|at| row.get(at)).collect()).map_err(db)?;
        rows.collect::<Result<_, _>>().map_err(db)?
    };
    let marks = vec!["?"; count].join(", ");
    let sql = format!("INSERT INTO plain_member ({columns}) VALUES ({marks})");
    let (result, taken) = timed(|| {
        let tx = conn.unchecked_transaction()?;
        {
            let mut statement = tx.prepare(&sql)?;
            for person in &people {
                statement.execute(lunxun_store::rusqlite::params_from_iter(person))?;
            }
        }
        tx.commit()
    });
    result.map_err(db)?;
    Ok(taken)
}

/// Fifty searches as they are typed, against the same names by one bare scan.
fn search(table: &mut Table, store: &mut Store, township: &Township) -> Result<()> {
    let rows = township.members.len();
    let queries: Vec<String> = (0..50)
        .filter_map(|at| {
            let person = &township.members.get(at * rows / 50)?.person;
            let tail = |text: &str| text.chars().skip(text.len().saturating_sub(4)).collect::<String>();
            Some(match at % 4 {
                0 => person.name.clone(),
                1 => person.name.chars().take(2).collect(),
                2 => tail(&person.phone),
                _ => lunxun_core::fields::name_keys(&person.name).initials,
            })
        })
        .collect();
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for query in &queries {
        let request = json!({ "query": query, "limit": 50 });
        let (page, taken) = timed(|| call(store, "member.list", request));
        page?;
        ours.push(taken);
        let (count, taken) = timed(|| {
            store.conn().query_row(
                "SELECT count(*) FROM member WHERE name LIKE :like OR pinyin LIKE :like",
                &[(":like", &format!("%{query}%"))],
                |row| row.get::<_, i64>(0),
            )
        });
        count.map_err(db)?;
        bare.push(taken);
    }
    table.row(
        &format!("查找 Search in {rows} members, median of {}", queries.len()),
        median(ours),
        "只扫姓名 bare scan of names",
        Some(median(bare)),
    );
    Ok(())
}

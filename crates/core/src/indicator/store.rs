use std::collections::BTreeMap;

use lunxun_base::{CreditTenths, Id, LocalDate, Result};
use lunxun_store::{
    RowExt, db,
    rusqlite::{Connection, ToSql},
};

use super::model::Facts;
use crate::{
    fields::{AttendMode, id_no::parse_id_no},
    hours,
    member_change::STANDING_ON,
    org,
    post::{self, Post},
};

/// Where members stand today; the law of dated changes gives the same, at a cost.
const STANDING_NOW: &str = "SELECT id, branch_id, party_status FROM member WHERE deleted_at IS NULL";

/// Every member's facts for the year of a day, in roster order: today with what is planned until its end, an earlier
/// day with the branches, standings and duties of then and what was completed and credited until then.
///
/// The way of taking part (送学上门, 流动) has no dates of its own and is today's.
pub(super) fn facts(conn: &Connection, as_of: LocalDate, today: LocalDate) -> Result<Vec<Facts>> {
    let (year, is_past) = (as_of.year(), as_of < today);
    let (ordinary, duty) = (hours::target(conn, "", year)?, hours::target(conn, "branch_secretary", year)?);
    let standing = if is_past { STANDING_ON } else { STANDING_NOW };
    let sql = format!("WITH standing AS ({standing}) {}", include_str!("sql/training_facts.sql"));
    let mut statement = conn.prepare_cached(&sql).map_err(db)?;
    let first = format!("{year:04}-01-01");
    let last = if is_past { as_of.to_string() } else { format!("{year:04}-12-31") };
    let mut params: Vec<(&str, &dyn ToSql)> = vec![(":first", &first), (":last", &last)];
    let day = as_of.to_string();
    if is_past {
        params.push((":day", &day));
    }
    let names: BTreeMap<Id, String> = if is_past {
        org::all_on(conn, as_of)?.into_iter().map(|org| (org.id, org.short_name)).collect()
    } else {
        BTreeMap::new()
    };
    let posts = if is_past { post::changed_after(conn, as_of)? } else { Vec::new() };
    let mut rows = statement.query(params.as_slice()).map_err(db)?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next().map_err(db)? {
        let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
        let problem = match row.col::<Option<String>>("id_no")? {
            None => Some("没有身份证号"),
            Some(number) if parse_id_no(&number).is_err() => Some("身份证号校验不通过"),
            Some(_) if row.col::<Option<String>>("admitted_on")?.is_none() => Some("没有入党日期"),
            Some(_) => None,
        };
        let id = row.id("id")?;
        let is_duty = hours::is_duty_holder(&duties_then(&text("duties")?, &posts, id, as_of));
        let branch_then = row.opt_id("branch_id")?.and_then(|branch| names.get(&branch).cloned());
        facts.push(Facts {
            id,
            name: text("name")?,
            branch_name: branch_then.unwrap_or(text("branch_name")?),
            attend_mode: AttendMode::from_word(&text("attend_mode")?).unwrap_or(AttendMode::Normal),
            attend_until: row.opt_date("attend_until")?,
            target: if is_duty { duty } else { ordinary },
            earned: CreditTenths(row.col("earned_tenths")?),
            covered_by: row.col("covered_by")?,
            planned_in: row.col("planned_in")?,
            problem,
        });
    }
    Ok(facts)
}

/// The duties of a day: today's, less those taken up later, and those that have ended since.
fn duties_then(now: &str, posts: &[Post], member: Id, day: LocalDate) -> String {
    let own = || posts.iter().filter(|post| post.member == member);
    let is_later =
        |word: &&str| own().any(|post| post.duty.word() == *word && post.from.is_some_and(|from| from > day));
    let held = own().filter(|post| post.from.is_none_or(|from| from <= day)).map(|post| post.duty.word());
    now.split_whitespace().filter(|word| !is_later(word)).chain(held).collect::<Vec<_>>().join(" ")
}

use lunxun_base::{CreditTenths, Result};
use lunxun_store::{
    RowExt, db,
    rusqlite::{Connection, named_params},
};

use super::model::Facts;
use crate::{
    fields::{AttendMode, id_no::parse_id_no},
    hours,
};

/// Every member's facts for a year, in roster order.
pub(super) fn facts(conn: &Connection, year: i32) -> Result<Vec<Facts>> {
    let (ordinary, duty) = (hours::target(conn, "", year)?, hours::target(conn, "branch_secretary", year)?);
    let mut statement = conn.prepare_cached(include_str!("sql/training_facts.sql")).map_err(db)?;
    let (first, last) = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
    let mut rows = statement.query(named_params! { ":first": first, ":last": last }).map_err(db)?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next().map_err(db)? {
        let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
        let problem = match row.col::<Option<String>>("id_no")? {
            None => Some("没有身份证号"),
            Some(number) if parse_id_no(&number).is_err() => Some("身份证号校验不通过"),
            Some(_) if row.col::<Option<String>>("admitted_on")?.is_none() => Some("没有入党日期"),
            Some(_) => None,
        };
        let is_duty = hours::is_duty_holder(&text("duties")?);
        facts.push(Facts {
            id: row.id("id")?,
            name: text("name")?,
            branch_name: text("branch_name")?,
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

use lunxun_base::{CreditTenths, Id, LocalDate, OrNotFound, Result};
use lunxun_store::{
    RowExt,
    rusqlite::{Connection, Row, named_params},
};

use super::{HoursChannel, HoursLine};
use crate::rows::{first, rows};

/// A line as stored.
pub(super) struct Stored {
    pub member: Id,
    pub line: HoursLine,
    pub reverses: Option<Id>,
}

fn stored(row: &Row<'_>) -> Result<Stored> {
    Ok(Stored {
        member: row.id("member_id")?,
        reverses: row.opt_id("reverses_id")?,
        line: HoursLine {
            id: row.id("id")?,
            day: row.date("day")?,
            channel: HoursChannel::from_word(&row.col::<String>("channel")?)?,
            credit_tenths: CreditTenths(row.col("credit_tenths")?),
            basis_label: row.col("basis_label")?,
            basis_id: row.opt_id("basis_id")?,
            note: row.col("note")?,
            proof: row.col("proof")?,
            is_reversed: row.col("is_reversed")?,
        },
    })
}

pub(super) fn lines(conn: &Connection, member: Id, year: i32) -> Result<Vec<Stored>> {
    rows(
        conn,
        include_str!("sql/list_lines.sql"),
        named_params! { ":member": member.as_bytes(), ":year": year.to_string() },
        stored,
    )
}

pub(super) fn line(conn: &Connection, id: Id) -> Result<Stored> {
    first(conn, include_str!("sql/get_line.sql"), named_params! { ":id": id.as_bytes() }, stored)?.or_not_found("学时")
}

/// A member's duty words.
pub(super) fn duties(conn: &Connection, member: Id) -> Result<String> {
    first(
        conn,
        "SELECT COALESCE(duties, '') AS duties FROM member WHERE id = :id AND deleted_at IS NULL",
        named_params! { ":id": member.as_bytes() },
        |row| row.col("duties"),
    )?
    .or_not_found("党员")
}

/// Credit of the lessons that a member attended on a day in closed classes, uncapped.
pub(super) fn taught_that_day(conn: &Connection, member: Id, day: LocalDate) -> Result<i64> {
    first(
        conn,
        include_str!("sql/taught_that_day.sql"),
        named_params! { ":member": member.as_bytes(), ":day": day.to_string() },
        |row| row.col("credit"),
    )
    .map(Option::unwrap_or_default)
}

use std::{collections::HashSet, str::FromStr};

use lunxun_base::{Id, Result};
use lunxun_protocol::Value;
use lunxun_store::{ColumnForm, RecordKind, RowExt, rusqlite::Connection, rusqlite::named_params, value_of};

use super::{model::Person, sync};
use crate::{
    feature,
    fields::PartialDate,
    member,
    member_change::MEMBER_CHANGE,
    rows::{first, rows},
};

/// Every member of the register, as far as duplicates are told by it.
///
/// # Errors
/// Those of the database.
pub fn people(conn: &Connection) -> Result<Vec<Person>> {
    let person = |member: member::Snapshot| Person {
        id: member.id,
        name: member.name,
        former_name: member.columns.get("former_name").cloned().unwrap_or_default(),
        id_no: member.id_no.unwrap_or_default(),
        birth: member.birth.as_deref().and_then(|text| PartialDate::from_str(text).ok()),
        sex: member.sex,
        branch: member.branch,
        phones: member
            .phone
            .iter()
            .flat_map(|all| all.split(['、', ' ', ',']))
            .filter(|text| text.len() > 6)
            .map(str::to_owned)
            .collect(),
        admitted: member.admitted_on.unwrap_or_default(),
    };
    Ok(member::registered(conn)?.into_iter().map(person).collect())
}

/// Pairs that somebody called two people, the smaller id first.
pub(super) fn distinct_pairs(conn: &Connection) -> Result<HashSet<(Id, Id)>> {
    let sql = "SELECT one_id, other_id FROM distinct_pair WHERE deleted_at IS NULL ORDER BY id";
    Ok(rows(conn, sql, &[], |row| Ok((row.id("one_id")?, row.id("other_id")?)))?.into_iter().collect())
}

/// A merge as stored.
#[derive(Debug, Clone, Copy)]
pub(super) struct Merge {
    pub id: Id,
    pub kept: Id,
    pub gone: Id,
    pub is_merged: bool,
}

const MERGES: &str = "SELECT id, kept_id, gone_id, state FROM member_merge WHERE deleted_at IS NULL";

/// Every merge. Those whose record went into the other come before those of the other: a chain is settled in order.
pub(super) fn merges(conn: &Connection) -> Result<Vec<Merge>> {
    rows(conn, &format!("{MERGES} ORDER BY gone_id DESC, kept_id DESC"), &[], merge_row)
}

pub(super) fn merge(conn: &Connection, id: Id) -> Result<Option<Merge>> {
    first(conn, &format!("{MERGES} AND id = :id"), named_params! { ":id": id.as_bytes() }, merge_row)
}

fn merge_row(row: &lunxun_store::rusqlite::Row<'_>) -> Result<Merge> {
    Ok(Merge {
        id: row.id("id")?,
        kept: row.id("kept_id")?,
        gone: row.id("gone_id")?,
        is_merged: row.col::<Option<String>>("state")?.as_deref() == Some("merged"),
    })
}

/// One field that a merge changed.
pub(super) struct Move {
    pub id: Id,
    pub kind: String,
    pub record: Id,
    pub field: String,
    pub before: Value,
    pub after: Value,
}

pub(super) fn moves(conn: &Connection, merge: Id) -> Result<Vec<Move>> {
    let sql = "SELECT id, record_kind, record_id, field, before, after FROM merge_move
               WHERE merge_id = :merge AND deleted_at IS NULL ORDER BY id";
    rows(conn, sql, named_params! { ":merge": merge.as_bytes() }, |row| {
        let value = |name: &str| -> Result<Value> {
            let text: Option<String> = row.col(name)?;
            Ok(text.and_then(|text| serde_json::from_str(&text).ok()).map_or(Value::Null, |json| value_of(&json)))
        };
        Ok(Move {
            id: row.id("id")?,
            kind: row.col("record_kind")?,
            record: row.id("record_id")?,
            field: row.col("field")?,
            before: value("before")?,
            after: value("after")?,
        })
    })
}

/// Every column of every feature that names a member. Those of merges themselves stay, and so do dated changes: they
/// tell where the other record stood before each day, which is not where the kept one did.
pub(super) fn columns_naming_members() -> impl Iterator<Item = (&'static RecordKind, &'static str)> {
    let own = [sync::DISTINCT_PAIR.table, sync::MEMBER_MERGE.table, sync::MERGE_MOVE.table, MEMBER_CHANGE.table];
    feature::kinds().iter().copied().filter(move |kind| !own.contains(&kind.table)).flat_map(|kind| {
        let names_member =
            |form: &ColumnForm| matches!(form, ColumnForm::Record(table) if *table == member::MEMBER.table);
        kind.forms.iter().filter(move |(_, form)| names_member(form)).map(move |(column, _)| (kind, *column))
    })
}

/// Living records that name this member in this column. Table and column come from the record kinds, not from values.
pub(super) fn naming(conn: &Connection, kind: &RecordKind, column: &str, member: Id) -> Result<Vec<Id>> {
    let sql = format!("SELECT id FROM {} WHERE {column} = :member AND deleted_at IS NULL ORDER BY id", kind.table);
    rows(conn, &sql, named_params! { ":member": member.as_bytes() }, |row| row.id("id"))
}

/// An enrolment of somebody who is in its class twice.
pub(super) struct TwinSeat {
    pub id: Id,
    pub class: Id,
    pub class_name: String,
    pub state: String,
    pub is_closed: bool,
}

/// Living enrolments of these members that are due, in classes where there are several of them.
pub(super) fn twin_seats(conn: &Connection, one: Id, other: Id) -> Result<Vec<TwinSeat>> {
    let parameters = named_params! { ":one": one.as_bytes(), ":other": other.as_bytes() };
    rows(conn, include_str!("sql/list_twin_seats.sql"), parameters, |row| {
        Ok(TwinSeat {
            id: row.id("id")?,
            class: row.id("class_id")?,
            class_name: row.col("class_name")?,
            state: row.col("state")?,
            is_closed: row.col("is_closed")?,
        })
    })
}

/// A line of the ledger that was not taken back.
pub(super) struct CreditLine {
    pub id: Id,
    pub day: String,
    pub channel: String,
    pub credit_tenths: i64,
    pub basis: Option<Id>,
    pub basis_kind: String,
    pub label: String,
}

pub(super) fn credit_lines(conn: &Connection, member: Id) -> Result<Vec<CreditLine>> {
    rows(conn, include_str!("sql/list_credit_lines.sql"), named_params! { ":member": member.as_bytes() }, |row| {
        Ok(CreditLine {
            id: row.id("id")?,
            day: row.col("day")?,
            channel: row.col("channel")?,
            credit_tenths: row.col("credit_tenths")?,
            basis: row.opt_id("basis_id")?,
            basis_kind: row.col("basis_kind")?,
            label: row.col::<Option<String>>("basis_label")?.unwrap_or_default(),
        })
    })
}

//! Records and their values in words: what the conflict list, the audit trail and an undo's report show.
//!
//! A [`RecordKind`] says which columns name a record and what a column's values stand for; the rest follows from the
//! column's name, which carries its unit (`*_tenths`, `*_at`, `is_*`).

use lunxun_base::{Id, Result};
use lunxun_protocol::Value;
use lunxun_store::{ColumnForm, RecordKind, read_row, rusqlite::Connection};

use crate::{
    feature::kinds,
    fields::{mask_id_no, mask_phone},
};

/// Records are named through others this many times at most: a mark by its enrolment, that by its member.
const DEPTH: u8 = 4;

/// What a record is called, such as `张三` or `张三 2027-03-01 上午 党章党规`; empty where its parts are not here.
///
/// # Errors
/// Those of the database.
pub fn title(conn: &Connection, kind: &'static RecordKind, row: Id) -> Result<String> {
    titled(conn, kind, row, DEPTH)
}

/// A value as a person reads it, ID numbers and phones masked; `None` for an empty one.
///
/// # Errors
/// Those of the database.
pub fn value(conn: &Connection, kind: &'static RecordKind, column: &str, value: &Value) -> Result<Option<String>> {
    shown(conn, kind, column, value, DEPTH)
}

fn titled(conn: &Connection, kind: &'static RecordKind, row: Id, depth: u8) -> Result<String> {
    let Some(values) = read_row(conn, kind, row)? else { return Ok(String::new()) };
    let mut parts = Vec::new();
    for column in kind.title {
        let Some(value) = values.get(column) else { continue };
        parts.extend(shown(conn, kind, column, value, depth)?);
    }
    Ok(parts.join(" "))
}

fn shown(
    conn: &Connection,
    kind: &'static RecordKind,
    column: &str,
    value: &Value,
    depth: u8,
) -> Result<Option<String>> {
    Ok(match (kind.form(column), value) {
        (_, Value::Null) => None,
        (Some(ColumnForm::Opaque), _) => Some("（程序用）".to_owned()),
        (Some(ColumnForm::IdNumber), Value::Text(text)) => Some(mask_id_no(text)),
        (Some(ColumnForm::Phone), Value::Text(text)) => Some(mask_phone(text)),
        (Some(ColumnForm::Word(label_of)), Value::Text(text)) => {
            let words: Vec<&str> = text.split_whitespace().map(|word| label_of(word).unwrap_or(word)).collect();
            Some(words.join("、"))
        }
        (Some(ColumnForm::Record(table)), Value::Blob(bytes)) => {
            let other = kinds().iter().copied().find(|kind| kind.table == table);
            let title = match (other, Id::from_slice(bytes)) {
                (Some(other), Ok(id)) if depth > 0 => titled(conn, other, id, depth - 1)?,
                _ => String::new(),
            };
            Some(if title.is_empty() { "（本机没有这条记录）".to_owned() } else { title })
        }
        (_, Value::Int(int)) => Some(number(column, *int)),
        (_, Value::Text(text)) => Some(text.clone()).filter(|text| !text.is_empty()),
        (_, Value::Blob(_)) => Some("（程序用）".to_owned()),
    })
}

/// A number by the unit that its column's name carries.
fn number(column: &str, int: i64) -> String {
    let is_flag = ["is_", "can_", "include_"].iter().any(|prefix| column.starts_with(prefix));
    match int {
        0 if is_flag => "否".to_owned(),
        1 if is_flag => "是".to_owned(),
        _ if column.ends_with("_tenths") => {
            let sign = if int < 0 { "-" } else { "" };
            let (whole, rest) = (int.unsigned_abs() / 10, int.unsigned_abs() % 10);
            if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
        }
        _ if column.ends_with("_fen") => format!("{} 元", crate::fields::yuan(int)),
        _ if column.ends_with("_milli") => thousandths(int),
        _ if column.ends_with("_at") => lunxun_base::local_minute(int),
        _ => int.to_string(),
    }
}

/// `2500` → `2.5`.
fn thousandths(int: i64) -> String {
    let sign = if int < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:03}", int.unsigned_abs() / 1000, int.unsigned_abs() % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

//! A record kind as a sheet, in words.

use std::collections::HashMap;

use lunxun_base::{Id, Result};
use lunxun_protocol::Value;
use lunxun_store::{ColumnForm, RecordKind, rusqlite::Connection};

use super::store;
use crate::present;

/// What records are called, once looked up: a class is named by each of its thousand marks.
#[derive(Default)]
pub(super) struct Titles(HashMap<(&'static str, Vec<u8>), String>);

fn exported(kind: &'static RecordKind) -> impl Iterator<Item = &'static str> {
    kind.columns.iter().copied().filter(|column| *column != "deleted_at")
}

fn is_record(kind: &RecordKind, column: &str) -> bool {
    matches!(kind.form(column), Some(ColumnForm::Record(_)))
}

/// The head and every live record. A column that points at another record has a second one with that record's id.
pub(super) fn rows(
    conn: &Connection,
    kind: &'static RecordKind,
    is_full: bool,
    titles: &mut Titles,
) -> Result<Vec<Vec<String>>> {
    let mut head = vec!["编号".to_owned()];
    for column in exported(kind) {
        head.push(kind.column_label(column));
        if is_record(kind, column) {
            head.push(format!("{}编号", kind.column_label(column)));
        }
    }
    let mut rows = vec![head];
    store::each_record(conn, kind, |id, values| {
        let mut row = vec![id.to_string()];
        for (column, value) in kind.columns.iter().zip(&values).filter(|(column, _)| **column != "deleted_at") {
            row.push(cell(conn, kind, column, value, is_full, titles)?);
            if is_record(kind, column) {
                row.push(raw(value));
            }
        }
        rows.push(row);
        Ok(())
    })?;
    Ok(rows)
}

fn cell(
    conn: &Connection,
    kind: &'static RecordKind,
    column: &'static str,
    value: &Value,
    is_full: bool,
    titles: &mut Titles,
) -> Result<String> {
    Ok(match (kind.form(column), value) {
        (Some(ColumnForm::IdNumber | ColumnForm::Phone), Value::Text(text)) if is_full => text.clone(),
        // Ids tell nobody anything; other words for programs alone are keys.
        (Some(ColumnForm::Opaque), Value::Text(_)) if !is_full => String::new(),
        (Some(ColumnForm::Opaque), value) => raw(value),
        (Some(ColumnForm::Record(table)), Value::Blob(bytes)) => {
            let key = (table, bytes.clone());
            if let Some(known) = titles.0.get(&key) {
                return Ok(known.clone());
            }
            let title = present::value(conn, kind, column, value)?.unwrap_or_default();
            titles.0.insert(key, title.clone());
            title
        }
        (_, Value::Blob(_)) => raw(value),
        _ => present::value(conn, kind, column, value)?.unwrap_or_default(),
    })
}

/// A value as it is stored; an id as its text.
fn raw(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Int(int) => int.to_string(),
        Value::Text(text) => text.clone(),
        Value::Blob(bytes) => match Id::from_slice(bytes) {
            Ok(id) => id.to_string(),
            Err(_) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        },
    }
}

/// Every column of every file: what it is called, what it is called inside, and what stands in it.
pub(super) fn dictionary(files: &[(&'static RecordKind, String, usize)]) -> Vec<Vec<String>> {
    let label_of =
        |table: &str| files.iter().find(|(kind, ..)| kind.table == table).map_or("", |(kind, ..)| kind.label);
    let line = |cells: [&str; 6]| cells.map(ToOwned::to_owned).to_vec();
    let mut rows = vec![line(["文件", "记录", "内部表名", "列名", "内部字段", "内容"])];
    for (kind, name, _) in files {
        rows.push(line([name, kind.label, kind.table, "编号", "id", "本条记录的唯一编号"]));
        for column in exported(kind) {
            let label = kind.column_label(column);
            let content = match kind.form(column) {
                Some(ColumnForm::Word(_)) => "代码，已换成文字".to_owned(),
                Some(ColumnForm::Record(table)) => format!("“{}”的名称", label_of(table)),
                Some(ColumnForm::IdNumber) => "身份证号，选“完整号码”才不隐去".to_owned(),
                Some(ColumnForm::Phone) => "电话，选“完整号码”才不隐去".to_owned(),
                Some(ColumnForm::Opaque) => "程序用的编号或校验码".to_owned(),
                None if column.ends_with("_on") || column == "day" => "日期".to_owned(),
                None if column.ends_with("_at") => "时间".to_owned(),
                None if column.ends_with("_tenths") => "数值，已除以 10".to_owned(),
                None if column.ends_with("_fen") => "金额，单位分".to_owned(),
                None => "文字或数字".to_owned(),
            };
            rows.push(line([name, kind.label, kind.table, &label, column, &content]));
            if let Some(ColumnForm::Record(table)) = kind.form(column) {
                let points = format!("指向“{}”的编号", label_of(table));
                rows.push(line([name, kind.label, kind.table, &format!("{label}编号"), column, &points]));
            }
        }
    }
    rows
}

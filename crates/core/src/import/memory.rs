//! What a clerk settled once and need not settle again (导入记忆): columns of a sheet by its header, words by their field.
//!
//! It travels with the township, so that the second PC knows it too, and can be forgotten piece by piece.

use std::collections::BTreeMap;

use lunxun_base::{Id, Result};
use lunxun_store::{ColumnForm, RecordKind, Tx};

use super::kinds;
use super::table::{Mapping, SheetKind, Table};
use crate::fields::squeeze;

/// The topic of a header; every other topic is a field.
const COLUMNS: &str = "columns";

/// What travels.
pub const IMPORT_MEMORY: RecordKind = RecordKind {
    table: "import_memory",
    label: "导入记忆",
    columns: &["sheet_kind", "topic", "source", "meaning", "deleted_at"],
    column_labels: &[
        ("sheet_kind", "表格种类"),
        ("topic", "资料项"),
        ("source", "表里的写法"),
        ("meaning", "导入时按"),
    ],
    title: &["source"],
    forms: &[("sheet_kind", ColumnForm::Word(kinds::label_of))],
};

/// One thing remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Memory {
    pub id: Id,
    pub sheet_kind: String,
    pub topic: String,
    pub source: String,
    pub meaning: String,
}

impl Memory {
    pub(super) fn is_columns(&self) -> bool {
        self.topic == COLUMNS
    }
}

/// The same on every PC, so that two who settle one thing meet in one record.
fn memory_id(kind: &str, topic: &str, source: &str) -> Id {
    Id::derived("import_memory", &[kind.as_bytes(), topic.as_bytes(), source.as_bytes()])
}

fn keep(tx: &Tx<'_>, kind: &str, topic: &str, source: &str, meaning: &str) -> Result<()> {
    let fields =
        [("sheet_kind", kind.into()), ("topic", topic.into()), ("source", source.into()), ("meaning", meaning.into())];
    tx.upsert(&IMPORT_MEMORY, memory_id(kind, topic, source), &fields).map(drop)
}

/// Remembers what words mean.
///
/// # Errors
/// Those of the database.
pub(super) fn keep_words(tx: &Tx<'_>, kind: &str, words: &BTreeMap<(String, String), String>) -> Result<()> {
    // What an empty cell means is asked anew with every file, and so are namesakes and days without a year.
    let is_kept = |field: &str| kinds::find(kind).and_then(|kind| kind.field(field)).is_none_or(|f| !f.is_asked_anew);
    for ((field, word), meaning) in words.iter().filter(|((field, word), _)| word != "空白" && is_kept(field)) {
        keep(tx, kind, field, &squeeze(word), meaning)?;
    }
    Ok(())
}

/// Remembers corrected columns, or forgets them where the clerk went back to what is guessed anyway.
///
/// # Errors
/// Those of the database.
pub(super) fn keep_columns(tx: &Tx<'_>, kind: &str, tables: &[Table], mappings: &[Mapping]) -> Result<()> {
    let mut seen: Vec<String> = Vec::new();
    for (table, mapping) in tables.iter().zip(mappings) {
        let header = table.header_key();
        if seen.contains(&header) {
            continue;
        }
        if *mapping != table.mapping() {
            keep(tx, kind, COLUMNS, &header, &written(table, mapping))?;
        } else {
            let id = memory_id(kind, COLUMNS, &header);
            let held = tx.row(&IMPORT_MEMORY, id)?;
            if held.is_some_and(|row| row.get("deleted_at").is_none_or(lunxun_protocol::Value::is_null)) {
                tx.delete(&IMPORT_MEMORY, id)?;
            }
        }
        seen.push(header);
    }
    Ok(())
}

/// `0=name 2=birth`: places among the table's columns, and their fields.
fn written(table: &Table, mapping: &Mapping) -> String {
    let places = table.columns.iter().enumerate();
    let pairs = places.filter_map(|(at, column)| Some(format!("{at}={}", mapping.field(column.index)?)));
    pairs.collect::<Vec<_>>().join(" ")
}

/// The mapping that was kept for this header.
pub(super) fn mapping_of(memories: &[Memory], kind: &SheetKind, table: &Table) -> Option<Mapping> {
    let header = table.header_key();
    let held = memories.iter().find(|one| one.is_columns() && one.sheet_kind == kind.code && one.source == header)?;
    let mut mapping = Mapping::default();
    for (at, field) in held.meaning.split(' ').filter_map(|pair| pair.split_once('=')) {
        let column = at.parse().ok().and_then(|at: usize| table.columns.get(at))?;
        mapping.set(column.index, Some(kind.field(field)?.key));
    }
    Some(mapping)
}

/// What the columns of a remembered header hold, to be read by a person.
pub(super) fn shown(memory: &Memory, kind: &SheetKind) -> String {
    let titles: Vec<&str> = memory.source.split('|').collect();
    let pairs = memory.meaning.split(' ').filter_map(|pair| pair.split_once('='));
    let named = pairs.filter_map(|(at, field)| {
        let title = titles.get(at.parse::<usize>().ok()?)?;
        Some(format!("“{title}”是{}", kind.field(field)?.label))
    });
    named.collect::<Vec<_>>().join("，")
}

use lunxun_base::{Id, Millis, Result};
use lunxun_store::{AuditEntry, RecordKind, rusqlite::Connection, value_of};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{command_label, note_label, store};
use crate::{Ctx, commands, feature, present};

/// Asks for the trail of one record, or of everything.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListAudit {
    /// One record only.
    #[serde(default)]
    pub row_id: Option<Id>,
    /// First entry, counted from the newest.
    #[serde(default)]
    pub offset: u32,
    /// How many, 500 at most.
    pub limit: u32,
}

/// A stretch of the trail, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditPageView {
    /// The entries.
    pub entries: Vec<AuditEntryView>,
    /// How many there are in all.
    pub total: u32,
}

/// One entry.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntryView {
    /// Place in the chain.
    pub seq: u32,
    /// When.
    pub at: Millis,
    /// Who.
    pub actor_name: String,
    /// By which command.
    pub command: String,
    /// What a clerk calls it.
    pub command_label: String,
    /// The record kind.
    pub kind: String,
    /// What a clerk calls it.
    pub kind_label: String,
    /// The record.
    pub row_id: Option<Id>,
    /// What the record is called; empty for an entry without one.
    pub title: String,
    /// What changed; ID numbers and phones masked.
    pub changes: Vec<AuditChange>,
    /// The action it belongs to.
    pub operation_id: Id,
}

/// One field of an entry.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditChange {
    /// The column.
    pub field: String,
    /// Its Chinese name.
    pub label: String,
    /// Before.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
}

/// Asks for the actions.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListOperations {
    /// First, counted from the newest.
    #[serde(default)]
    pub offset: u32,
    /// How many, 500 at most.
    pub limit: u32,
}

/// Actions, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OperationList {
    /// The actions.
    pub operations: Vec<OperationView>,
    /// How many there are in all.
    pub total: u32,
}

/// One action.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OperationView {
    /// Its id.
    pub id: Id,
    /// The command.
    pub command: String,
    /// What a clerk calls it.
    pub label: String,
    /// Who.
    pub actor_name: String,
    /// When.
    pub at: Millis,
    /// One sentence.
    pub summary: String,
    /// The action that took it back.
    pub undone_by: Option<Id>,
    /// Records that it changed.
    pub changes: u32,
    /// Whether it can be taken back.
    pub can_undo: bool,
}

/// Takes an action back.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UndoOperation {
    /// Which.
    pub operation_id: Id,
}

/// What an undo did.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UndoView {
    /// Records put back.
    pub restored: u32,
    /// Fields left alone because somebody edited them since.
    pub kept: Vec<KeptField>,
}

/// A field that an undo left alone.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct KeptField {
    /// What kind of record.
    pub kind_label: String,
    /// What the record is called.
    pub title: String,
    /// Which field.
    pub field_label: String,
}

commands! {
    read Township "audit.list" => list(ListAudit) -> AuditPageView;
    read Township "audit.operations" => operations(ListOperations) -> OperationList;
    write Township "audit.undo" => undo(UndoOperation) -> UndoView, stale ["*"];
}

fn list(ctx: &mut Ctx<'_>, request: ListAudit) -> Result<AuditPageView> {
    let page = ctx.store().audit(request.row_id, request.offset.into(), request.limit.clamp(1, 500).into())?;
    Ok(AuditPageView {
        entries: page.entries.iter().map(|entry| view(ctx.conn(), entry)).collect::<Result<_>>()?,
        total: u32::try_from(page.total).unwrap_or(u32::MAX),
    })
}

fn view(conn: &Connection, entry: &AuditEntry) -> Result<AuditEntryView> {
    let kind = feature::kinds().iter().copied().find(|kind| kind.table == entry.kind);
    let parse = |text: &Option<String>| -> serde_json::Map<String, serde_json::Value> {
        text.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    };
    let (before, after) = (parse(&entry.before), parse(&entry.after));
    let changes = after
        .iter()
        .map(|(field, value)| {
            Ok(AuditChange {
                label: kind.map_or_else(|| note_label(field).to_owned(), |kind| kind.column_label(field)),
                before: before.get(field).map_or(Ok(None), |value| display_value(conn, kind, field, value))?,
                after: display_value(conn, kind, field, value)?,
                field: field.clone(),
            })
        })
        .collect::<Result<_>>()?;
    let title = match (kind, entry.row) {
        (Some(kind), Some(row)) => present::title(conn, kind, row)?,
        _ => String::new(),
    };
    Ok(AuditEntryView {
        seq: u32::try_from(entry.seq).unwrap_or(u32::MAX),
        at: entry.at,
        actor_name: entry.actor_name.clone(),
        command: entry.command.clone(),
        command_label: command_label(&entry.command),
        kind: entry.kind.clone(),
        kind_label: kind.map_or_else(|| command_label(&entry.kind), |kind| kind.label.to_owned()),
        row_id: entry.row,
        title,
        changes,
        operation_id: entry.operation,
    })
}

fn display_value(
    conn: &Connection,
    kind: Option<&'static RecordKind>,
    field: &str,
    value: &serde_json::Value,
) -> Result<Option<String>> {
    match kind {
        Some(kind) => present::value(conn, kind, field, &value_of(value)),
        None => Ok(value.as_str().map(str::to_owned).or_else(|| (!value.is_null()).then(|| value.to_string()))),
    }
}

fn operations(ctx: &mut Ctx<'_>, request: ListOperations) -> Result<OperationList> {
    let (operations, total) = store::operations(ctx.conn(), request.offset, request.limit)?;
    Ok(OperationList { operations, total })
}

fn undo(ctx: &mut Ctx<'_>, request: UndoOperation) -> Result<UndoView> {
    store::require_undoable(ctx.conn(), request.operation_id)?;
    for guard in feature::UNDO_GUARDS {
        guard(ctx.conn(), request.operation_id)?;
    }
    let report = ctx.write(|tx| {
        tx.summarise("撤销一步操作")?;
        tx.undo(request.operation_id)
    })?;
    let kinds = feature::kinds();
    let kept = report
        .kept
        .iter()
        .filter_map(|(table, row, field)| {
            let kind = kinds.iter().copied().find(|kind| kind.table == *table)?;
            let title = present::title(ctx.conn(), kind, *row).unwrap_or_default();
            Some(KeptField { kind_label: kind.label.to_owned(), title, field_label: kind.column_label(field) })
        })
        .collect();
    Ok(UndoView { restored: u32::try_from(report.restored).unwrap_or(u32::MAX), kept })
}

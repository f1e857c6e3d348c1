use lunxun_base::{Id, Millis, OrNotFound, Result};
use lunxun_store::{ConflictEntry, rusqlite::Connection};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Ctx, commands, feature, present, rpc::Nothing};

/// Fields waiting for a decision.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConflictList {
    /// Oldest first.
    pub rows: Vec<ConflictRow>,
}

/// One field with its values.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConflictRow {
    /// The record kind.
    pub kind: String,
    /// What a clerk calls it.
    pub kind_label: String,
    /// The record.
    pub row_id: Id,
    /// What the record is called.
    pub title: String,
    /// The column.
    pub field: String,
    /// Its Chinese name.
    pub field_label: String,
    /// When it was found here.
    pub found_at: Millis,
    /// The values, the shown one first.
    pub values: Vec<ConflictValueView>,
}

/// One of a conflict's values.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConflictValueView {
    /// The value as people read it; ID numbers and phones masked.
    pub display: String,
    /// Who wrote it.
    pub actor: String,
    /// When, by that PC's clock.
    pub at: Millis,
    /// Whether it is the one shown everywhere now.
    pub is_shown: bool,
    /// Whether it was written on this PC.
    pub is_here: bool,
}

/// A person's decision.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResolveConflict {
    /// The record kind.
    pub kind: String,
    /// The record.
    pub row_id: Id,
    /// The column.
    pub field: String,
    /// Which of the values, counted from 0 in the list's order.
    pub choice: u32,
}

commands! {
    read Township "conflict.list" => list(Nothing) -> ConflictList;
    write Township "conflict.resolve" => resolve(ResolveConflict) -> ConflictList, stale ["*"];
}

fn list(ctx: &mut Ctx<'_>, _: Nothing) -> Result<ConflictList> {
    let here = ctx.store().device();
    let rows = ctx
        .store()
        .conflicts()?
        .into_iter()
        .map(|entry| conflict_row(ctx.conn(), here, entry))
        .collect::<Result<_>>()?;
    Ok(ConflictList { rows })
}

fn conflict_row(conn: &Connection, here: Id, entry: ConflictEntry) -> Result<ConflictRow> {
    let values = entry
        .values
        .iter()
        .enumerate()
        .map(|(place, value)| {
            Ok(ConflictValueView {
                display: present::value(conn, entry.kind, &entry.field, &value.value)?
                    .unwrap_or_else(|| "（空）".to_owned()),
                actor: value.actor.clone(),
                at: value.at,
                is_shown: place == 0,
                is_here: value.device == here,
            })
        })
        .collect::<Result<_>>()?;
    Ok(ConflictRow {
        kind: entry.kind.table.to_owned(),
        kind_label: entry.kind.label.to_owned(),
        row_id: entry.row,
        title: present::title(conn, entry.kind, entry.row)?,
        field_label: entry.kind.column_label(&entry.field),
        found_at: entry.found_at,
        field: entry.field,
        values,
    })
}

fn resolve(ctx: &mut Ctx<'_>, request: ResolveConflict) -> Result<ConflictList> {
    let entry = ctx
        .store()
        .conflicts()?
        .into_iter()
        .find(|entry| entry.kind.table == request.kind && entry.row == request.row_id && entry.field == request.field)
        .or_not_found("冲突")?;
    let chosen = entry.values.get(request.choice as usize).or_not_found("可选值")?.value.clone();
    let kind = feature::kinds().iter().copied().find(|kind| kind.table == request.kind).or_not_found("记录类型")?;
    ctx.write(|tx| {
        let title = present::title(tx.conn(), kind, request.row_id)?;
        tx.summarise(&format!("处理冲突：{title}的{}", kind.column_label(&request.field)))?;
        tx.resolve(kind, request.row_id, &request.field, chosen)
    })?;
    list(ctx, Nothing {})
}

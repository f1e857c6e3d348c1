//! One field of many members at once (批量修改): shown first, written as one action that can be taken back.

use lunxun_base::{Id, OrNotFound, Result, require};
use lunxun_protocol::Value;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{MEMBER, store};
use crate::{Ctx, member_change::ChangeKind, org, present, words::words};

/// Members changed in one go at most.
const MOST: usize = 5000;
/// Rows shown of a preview at most.
const SHOWN: usize = 200;

words! {
    /// What may be changed for many at once. Names, numbers and dates are each person's own; branch and standing change
    /// with a day and a basis, by their own commands.
    pub enum BulkField {
        /// 学历
        Education => "education" "学历",
        /// 民族
        Nation => "nation" "民族",
        /// 工作岗位
        Job => "job" "工作岗位",
        /// 现居住地
        Address => "address" "现居住地",
        /// 户籍所在地
        Household => "household" "户籍所在地",
        /// 党小组 of the member's own branch
        Group => "group_id" "党小组",
        /// 备注
        Remark => "remark" "备注",
    }
}

/// Asks for one field of many members to be set.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BulkEdit {
    /// Whose.
    pub member_ids: Vec<Id>,
    /// Which field.
    pub field: BulkField,
    /// The new text, or a Party group's id; empty clears the field.
    #[serde(default)]
    pub value: String,
}

/// What it changes, or has changed.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BulkEditView {
    /// Members whose value differs from the new one.
    pub changed: u32,
    /// Members who have it already.
    pub unchanged: u32,
    /// Members whose present value would be lost, and what it is; counts with [`Self::changed`].
    pub overwritten: u32,
    /// The first 200 that change.
    pub rows: Vec<BulkEditRow>,
}

/// One member.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BulkEditRow {
    /// Who.
    pub member_id: Id,
    /// The name.
    pub name: String,
    /// What stands there now; empty where nothing does.
    pub before: String,
    /// What will.
    pub after: String,
}

/// What a bulk edit would change; writes nothing.
pub(super) fn preview_bulk(ctx: &mut Ctx<'_>, request: BulkEdit) -> Result<BulkEditView> {
    let value = checked(ctx, &request)?;
    let after = present::value(ctx.conn(), &MEMBER, request.field.word(), &value)?.unwrap_or_default();
    let mut view = BulkEditView { changed: 0, unchanged: 0, overwritten: 0, rows: Vec::new() };
    for id in &request.member_ids {
        let current = lunxun_store::read_row(ctx.conn(), &MEMBER, *id)?.or_not_found("党员")?;
        let before = current.get(request.field.word()).cloned().unwrap_or(Value::Null);
        let before = present::value(ctx.conn(), &MEMBER, request.field.word(), &before)?.unwrap_or_default();
        if before == after {
            view.unchanged += 1;
            continue;
        }
        view.changed += 1;
        view.overwritten += u32::from(!before.is_empty());
        if view.rows.len() < SHOWN {
            let name = present::title(ctx.conn(), &MEMBER, *id)?;
            view.rows.push(BulkEditRow { member_id: *id, name, before, after: after.clone() });
        }
    }
    Ok(view)
}

/// Sets the field of all of them, or of nobody.
pub(super) fn bulk_edit(ctx: &mut Ctx<'_>, request: BulkEdit) -> Result<BulkEditView> {
    let view = preview_bulk(ctx, request.clone())?;
    let value = checked(ctx, &request)?;
    ctx.write(|tx| {
        tx.summarise(&format!("批量修改{}：{} 人", request.field.label(), view.changed))?;
        for id in &request.member_ids {
            super::update(tx, *id, &[(request.field.word(), value.clone())], ChangeKind::Edited)?;
        }
        Ok(())
    })?;
    Ok(view)
}

fn checked(ctx: &Ctx<'_>, request: &BulkEdit) -> Result<Value> {
    require!(!request.member_ids.is_empty(), "memberIds", "请先勾选要修改的党员。");
    require!(request.member_ids.len() <= MOST, "memberIds", "一次最多修改 {MOST} 人，请用筛选条件分几次改。");
    let text = request.value.trim();
    if text.is_empty() {
        return Ok(Value::Null);
    }
    if request.field != BulkField::Group {
        let most = if request.field == BulkField::Remark { 200 } else { 60 };
        require!(text.chars().count() <= most, "value", "{}最多 {most} 个字。", request.field.label());
        return Ok(text.into());
    }
    let id: Id = text.parse()?;
    let group = org::find(ctx.conn(), id)?.or_not_found("党小组")?;
    for member in &request.member_ids {
        let member = store::find(ctx.conn(), *member)?.or_not_found("党员")?;
        require!(
            group.parent.is_some() && member.branch == group.parent,
            "value",
            "“{}”不在“{}”所属的党支部，请只勾选同一支部的党员。",
            member.name,
            group.short_name
        );
    }
    Ok(id.into())
}

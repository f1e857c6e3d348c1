//! Two versions side by side (对照).

use lunxun_base::{Result, require};
use lunxun_store::rusqlite::Connection;

use super::{
    api::item_views,
    store, targets,
    views::{ChangedItem, ComparePlans, FieldChange, PlanComparison, PlanItemView, PlanTargetView, TargetFigures},
};
use crate::{Ctx, fields::yuan};

pub(super) fn compare(ctx: &mut Ctx<'_>, request: ComparePlans) -> Result<PlanComparison> {
    require!(request.before_id != request.after_id, "afterId", "请选两个不同的版本来对照。");
    let conn = ctx.conn();
    let (before, after) = (store::plan(conn, request.before_id)?, store::plan(conn, request.after_id)?);
    let old = item_views(conn, &store::items(conn, request.before_id)?)?;
    let new = item_views(conn, &store::items(conn, request.after_id)?)?;
    let mut targets = figures_changed("全镇", &before.town, &after.town);
    targets.extend(targets_changed(conn, &request)?);
    let (mut changed, mut unchanged) = (Vec::new(), 0);
    for item in &new {
        let Some(earlier) = old.iter().find(|earlier| earlier.line_id == item.line_id) else { continue };
        let fields = changes(earlier, item);
        if fields.is_empty() {
            unchanged += 1;
        } else {
            changed.push(ChangedItem { line_id: item.line_id, name: item.name.clone(), fields });
        }
    }
    let alone = |these: &[PlanItemView], those: &[PlanItemView]| {
        let is_alone = |item: &&PlanItemView| !those.iter().any(|other| other.line_id == item.line_id);
        these.iter().filter(is_alone).cloned().collect::<Vec<_>>()
    };
    Ok(PlanComparison {
        added: alone(&new, &old),
        removed: alone(&old, &new),
        before: before.summary,
        after: after.summary,
        changed,
        targets,
        unchanged,
    })
}

/// The fields of an item that differ, as the clerk reads them.
pub(super) fn changes(before: &PlanItemView, after: &PlanItemView) -> Vec<FieldChange> {
    type Reader = fn(&PlanItemView) -> String;
    const FIELDS: [(&str, Reader); 15] = [
        ("名称", |item| item.name.clone()),
        ("层级", |item| item.tier.label().to_owned()),
        ("培训对象", |item| item.trainee_kind.label().to_owned()),
        ("人群", |item| item.segment_name.clone()),
        ("对象说明", |item| item.audience.clone()),
        ("课程", |item| item.course_titles.join("、")),
        ("月份", |item| format!("{}月", item.month)),
        ("天数", |item| item.days.to_string()),
        ("每期人数", |item| item.size.to_string()),
        ("期数", |item| item.sessions.to_string()),
        ("场地", |item| item.venue_name.clone()),
        ("经费（元）", |item| yuan(item.budget_fen)),
        ("责任人", |item| item.owner.clone()),
        ("对应县级项目", |item| item.county_title.clone()),
        ("备注", |item| item.note.clone()),
    ];
    FIELDS.iter().filter_map(|(label, read)| change(label, read(before), read(after))).collect()
}

fn change(label: &str, before: String, after: String) -> Option<FieldChange> {
    (before != after).then(|| FieldChange { label: label.to_owned(), before, after })
}

fn figures_changed(whose: &str, before: &TargetFigures, after: &TargetFigures) -> Vec<FieldChange> {
    [
        ("人数", before.persons, after.persons),
        ("学时", before.hours, after.hours),
        ("期数", before.sessions, after.sessions),
    ]
    .into_iter()
    .filter_map(|(label, before, after)| change(&format!("{whose} {label}"), before.to_string(), after.to_string()))
    .collect()
}

fn targets_changed(conn: &Connection, request: &ComparePlans) -> Result<Vec<FieldChange>> {
    let before = targets::views(conn, request.before_id, &[])?;
    let after = targets::views(conn, request.after_id, &[])?;
    let figures = |rows: &[PlanTargetView], like: &PlanTargetView| {
        let row = rows.iter().find(|row| row.branch_id == like.branch_id);
        row.map_or(TargetFigures { persons: 0, hours: 0, sessions: 0 }, |row| TargetFigures {
            persons: row.persons,
            hours: row.hours,
            sessions: row.sessions,
        })
    };
    let only_before = before.iter().filter(|row| !after.iter().any(|other| other.branch_id == row.branch_id));
    let rows = after.iter().chain(only_before);
    Ok(rows.flat_map(|row| figures_changed(&row.branch_name, &figures(&before, row), &figures(&after, row))).collect())
}

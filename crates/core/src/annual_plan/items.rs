//! Items of a draft: checked, written, removed.

use lunxun_base::{Error, Id, OrNotFound, Result, require};
use lunxun_protocol::Value;
use lunxun_store::rusqlite::Connection;

use super::{
    PLAN_ITEM,
    api::view,
    states::require_draft,
    store::{self, ItemRow},
    views::{AnnualPlanView, DeletePlanItem, SavePlanItem},
};
use crate::{
    Ctx, course,
    fields::{MoneyReading, read_money_text},
    present,
    segment::SEGMENT,
    venue,
};

pub(super) fn save(ctx: &mut Ctx<'_>, request: SavePlanItem) -> Result<AnnualPlanView> {
    let plan = require_draft(ctx.conn(), request.plan_id)?;
    let items = store::items(ctx.conn(), plan.summary.id)?;
    let held = request.id.map(|id| items.iter().find(|item| item.id == id).or_not_found("计划项目")).transpose()?;
    let name = request.name.trim();
    require!(!name.is_empty(), "name", "请填写项目名称，例如“党员春季集中轮训班”。");
    let twin = items.iter().any(|item| item.name == name && Some(item.id) != request.id);
    require!(!twin, "name", "这一版里已经有“{name}”，请换一个名称，或把它的期数加上去。");
    check_numbers(&request)?;
    check_references(ctx.conn(), plan.summary.year, &request)?;
    let line = held.map(|item| item.line);
    let budget_fen = budget(&request.budget)?;
    ctx.write(|tx| {
        let id = request.id.unwrap_or_else(|| tx.new_id());
        let row = ItemRow {
            id,
            line: line.unwrap_or(id),
            name: name.to_owned(),
            tier: request.tier,
            trainee_kind: request.trainee_kind,
            segment: request.segment_id,
            audience: request.audience.trim().to_owned(),
            courses: once(&request.course_ids),
            month: request.month,
            days: request.days,
            size: request.size,
            sessions: request.sessions,
            venue: request.venue_id,
            budget_fen,
            owner: request.owner.trim().to_owned(),
            county: request.county_item_id,
            note: request.note.trim().to_owned(),
        };
        tx.summarise(&format!("年度计划项目：{name}"))?;
        tx.upsert(&PLAN_ITEM, id, &fields(plan.summary.id, &row))
    })?;
    view(ctx, request.plan_id)
}

pub(super) fn delete(ctx: &mut Ctx<'_>, request: DeletePlanItem) -> Result<AnnualPlanView> {
    let plan = store::plan_of_item(ctx.conn(), request.id)?.or_not_found("计划项目")?;
    require_draft(ctx.conn(), plan)?;
    ctx.write(|tx| {
        tx.summarise(&format!("删除年度计划项目：{}", present::title(tx.conn(), &PLAN_ITEM, request.id)?))?;
        tx.delete(&PLAN_ITEM, request.id)
    })?;
    view(ctx, plan)
}

/// An item's columns in a version.
pub(super) fn fields(plan: Id, item: &ItemRow) -> Vec<(&'static str, Value)> {
    vec![
        ("plan_id", plan.into()),
        ("line_id", item.line.into()),
        ("name", item.name.as_str().into()),
        ("tier", item.tier.into()),
        ("trainee_kind", item.trainee_kind.into()),
        ("segment_id", item.segment.into()),
        ("audience", item.audience.as_str().into()),
        ("course_ids", store::ids_text(&item.courses).into()),
        ("month", i64::from(item.month).into()),
        ("days_count", i64::from(item.days).into()),
        ("persons_count", i64::from(item.size).into()),
        ("sessions_count", i64::from(item.sessions).into()),
        ("venue_id", item.venue.into()),
        ("budget_fen", item.budget_fen.into()),
        ("owner", item.owner.as_str().into()),
        ("county_item_id", item.county.into()),
        ("note", item.note.as_str().into()),
    ]
}

fn once(ids: &[Id]) -> Vec<Id> {
    let mut kept: Vec<Id> = Vec::new();
    for id in ids {
        if !kept.contains(id) {
            kept.push(*id);
        }
    }
    kept
}

fn check_numbers(request: &SavePlanItem) -> Result<()> {
    require!((1..=12).contains(&request.month), "month", "月份应在 1 到 12 之间。");
    require!((1..=60).contains(&request.days), "days", "天数应在 1 到 60 之间。");
    require!((1..=10_000).contains(&request.size), "size", "每期人数应在 1 到 10000 之间。");
    require!((1..=500).contains(&request.sessions), "sessions", "期数应在 1 到 500 之间。");
    require!(request.course_ids.len() <= 30, "courseIds", "一个项目最多选 30 门课程。");
    Ok(())
}

fn check_references(conn: &Connection, year: i32, request: &SavePlanItem) -> Result<()> {
    let courses = course::list_all(conn)?;
    let is_known = request.course_ids.iter().all(|id| courses.iter().any(|course| course.id == *id));
    require!(is_known, "courseIds", "有一门课程已经删除，请重新选择课程。");
    if let Some(id) = request.venue_id {
        let venues = venue::list_all(conn)?;
        let room = venues.iter().find(|room| room.id == id);
        let room = room.ok_or_else(|| Error::invalid("venueId", "这个场地已经删除，请重新选择。"))?;
        let fits = room.seats == 0 || request.size <= room.seats;
        require!(
            fits,
            "size",
            "“{}”只有 {} 个座位，坐不下每期 {} 人。请增加期数或换场地。",
            room.name,
            room.seats,
            request.size
        );
    }
    if let Some(id) = request.segment_id {
        let is_there = !present::title(conn, &SEGMENT, id)?.is_empty();
        require!(is_there, "segmentId", "这个人群已经删除，请重新选择。");
    }
    if let Some(id) = request.county_item_id {
        let is_there = store::county_items(conn, year)?.iter().any(|item| item.id == id);
        require!(is_there, "countyItemId", "{year}年没有这个县级项目，请重新选择。");
    }
    Ok(())
}

fn budget(typed: &str) -> Result<i64> {
    match read_money_text(typed) {
        MoneyReading::Fen(fen) if fen < 0 => Err(Error::invalid("budget", "经费预算不能小于 0。")),
        MoneyReading::Fen(fen) => Ok(fen),
        MoneyReading::Blank | MoneyReading::Unknown => Ok(0),
        MoneyReading::Wrong(why) => Err(Error::invalid("budget", why)),
    }
}

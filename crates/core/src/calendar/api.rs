use lunxun_base::{Id, LocalDate, Result, require};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{BLACKOUT, store};
use crate::{Ctx, commands, present, words::words};

words! {
    /// Why no class is held.
    pub enum BlackoutKind {
        /// Statutory holiday.
        Holiday => "holiday" "法定节假日",
        /// Harvest and sowing (三夏、三秋).
        Harvest => "harvest" "农忙",
        /// Festival of the lunar year.
        Festival => "festival" "民族节日",
        /// The county's theme Party day.
        ThemeDay => "theme_day" "主题党日",
        /// The township's own.
        Custom => "custom" "其他",
    }
}

pub(super) fn kind_from(word: &str) -> BlackoutKind {
    BlackoutKind::from_word(word).unwrap_or(BlackoutKind::Custom)
}

/// A stretch of days without classes.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlackoutView {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub name: String,
    /// First day.
    pub starts_on: LocalDate,
    /// Last day.
    pub ends_on: LocalDate,
    /// Why.
    pub kind: BlackoutKind,
    /// Document or rule.
    pub source: String,
}

/// A stretch to be put into a year's calendar, before it has an id.
#[derive(Debug, Clone)]
pub struct Blackout {
    /// What it is called.
    pub name: String,
    /// First day.
    pub starts_on: LocalDate,
    /// Last day.
    pub ends_on: LocalDate,
    /// Why.
    pub kind: BlackoutKind,
    /// Document or rule.
    pub source: String,
}

/// A year's blackouts.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlackoutList {
    /// The year.
    pub year: i32,
    /// In order.
    pub blackouts: Vec<BlackoutView>,
}

/// Names a year.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListBlackouts {
    /// The year.
    pub year: i32,
}

/// Adds or changes a blackout.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaveBlackout {
    /// Which to change; a new one where absent.
    #[serde(default)]
    pub id: Option<Id>,
    /// What it is called.
    pub name: String,
    /// First day.
    pub starts_on: LocalDate,
    /// Last day.
    pub ends_on: LocalDate,
    /// Why.
    pub kind: BlackoutKind,
    /// Document or rule.
    #[serde(default)]
    pub source: String,
}

/// Takes a blackout out.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteBlackout {
    /// Which.
    pub id: Id,
    /// The year to show afterwards.
    pub year: i32,
}

commands! {
    read SignedIn "calendar.list" => list(ListBlackouts) -> BlackoutList;
    write Township "calendar.save" => save(SaveBlackout) -> BlackoutList, stale ["calendar", "rotation"];
    write Township "calendar.delete" => delete(DeleteBlackout) -> BlackoutList, stale ["calendar", "rotation"];
}

fn list(ctx: &mut Ctx<'_>, request: ListBlackouts) -> Result<BlackoutList> {
    Ok(BlackoutList { year: request.year, blackouts: store::in_year(ctx.conn(), request.year)? })
}

fn save(ctx: &mut Ctx<'_>, request: SaveBlackout) -> Result<BlackoutList> {
    let name = request.name.trim();
    require!(!name.is_empty(), "name", "请填写名称，例如“镇人代会”。");
    require!(request.starts_on <= request.ends_on, "endsOn", "结束日期不能早于开始日期。");
    require!(request.ends_on.days_since(request.starts_on) < 120, "endsOn", "一段不排班日最长 120 天，请分段填写。");
    ctx.write(|tx| {
        tx.summarise(&format!("保存不排班日：{name}"))?;
        let fields = [
            ("name", name.into()),
            ("starts_on", request.starts_on.into()),
            ("ends_on", request.ends_on.into()),
            ("kind", request.kind.word().into()),
            ("source", request.source.trim().into()),
        ];
        match request.id {
            Some(id) => tx.update(&BLACKOUT, id, &fields).map(drop),
            None => tx.insert(&BLACKOUT, tx.new_id(), &fields),
        }
    })?;
    list(ctx, ListBlackouts { year: request.starts_on.year() })
}

fn delete(ctx: &mut Ctx<'_>, request: DeleteBlackout) -> Result<BlackoutList> {
    ctx.write(|tx| {
        tx.summarise(&format!("删除不排班日：{}", present::title(tx.conn(), &BLACKOUT, request.id)?))?;
        tx.delete(&BLACKOUT, request.id)
    })?;
    list(ctx, ListBlackouts { year: request.year })
}

use lunxun_base::{Id, LocalDate, Millis, OrNotFound, Result, require};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{PARAM, Unit, model, store};
use crate::{Ctx, commands};

/// Asks for the parameters in force on a day.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListParams {
    /// The day; today where absent.
    #[serde(default)]
    pub on: Option<LocalDate>,
}

/// The parameters in force on a day.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParamList {
    /// The day.
    pub on: LocalDate,
    /// In the order of the settings page.
    pub params: Vec<ParamView>,
}

/// One parameter.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParamView {
    /// Its word.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// The value as read, without the unit.
    pub value: String,
    /// The unit as written.
    pub unit: String,
    /// How the number reads.
    pub unit_kind: Unit,
    /// Since when; `None` for the shipped default.
    pub effective_from: Option<LocalDate>,
    /// Document and article.
    pub source: String,
    /// Whether nothing overrides the shipped default.
    pub is_default: bool,
    /// All dated rows, newest first, future ones included.
    pub history: Vec<ParamHistory>,
}

/// A dated row of a parameter.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParamHistory {
    /// The value as read.
    pub value: String,
    /// Since when.
    pub effective_from: LocalDate,
    /// Document and article.
    pub source: String,
    /// By whom.
    pub changed_by: String,
    /// When.
    pub changed_at: Millis,
}

/// Sets a parameter from a day on. What was in force before stays for earlier days.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetParam {
    /// Its word.
    pub key: String,
    /// As the clerk typed it.
    pub value: String,
    /// From this day.
    pub effective_from: LocalDate,
    /// Document and article. Required: a rule without a source cannot be defended.
    pub source: String,
}

commands! {
    read SignedIn "params.list" => list(ListParams) -> ParamList;
    write Township "params.set" => set(SetParam) -> ParamList, stale ["*"];
}

fn list(ctx: &mut Ctx<'_>, request: ListParams) -> Result<ParamList> {
    let on = request.on.unwrap_or_else(|| ctx.today());
    let params = model::KEYS.iter().map(|key| view(ctx, key, on)).collect::<Result<_>>()?;
    Ok(ParamList { on, params })
}

fn view(ctx: &Ctx<'_>, key: &model::Key, on: LocalDate) -> Result<ParamView> {
    let history = store::history(ctx.conn(), key.key)?;
    let current = history.iter().find(|dated| dated.effective_from <= on);
    Ok(ParamView {
        key: key.key.to_owned(),
        label: key.label.to_owned(),
        value: model::display(key.unit, current.map_or(key.default, |dated| dated.value)),
        unit: model::unit_label(key.unit).to_owned(),
        unit_kind: key.unit,
        effective_from: current.map(|dated| dated.effective_from),
        source: current.map_or_else(|| key.source.to_owned(), |dated| dated.source.clone()),
        is_default: current.is_none(),
        history: history
            .iter()
            .map(|dated| ParamHistory {
                value: model::display(key.unit, dated.value),
                effective_from: dated.effective_from,
                source: dated.source.clone(),
                changed_by: dated.changed_by.clone(),
                changed_at: dated.changed_at,
            })
            .collect(),
    })
}

fn set(ctx: &mut Ctx<'_>, request: SetParam) -> Result<ParamList> {
    let key = model::find(&request.key).or_not_found("参数")?;
    let value = model::parse(key.unit, &request.value);
    let (low, high) = key.range;
    let (low_text, high_text) = (model::display(key.unit, low), model::display(key.unit, high));
    require!(
        value.is_some_and(|value| (low..=high).contains(&value)),
        "value",
        "“{}”应填 {low_text} 到 {high_text} 之间的数{}。",
        key.label,
        model::unit_label(key.unit)
    );
    require!(!request.source.trim().is_empty(), "source", "请填写依据（文件名称和条款），以后核查时要用。");
    let id = Id::derived("param", &[key.key.as_bytes(), request.effective_from.to_string().as_bytes()]);
    let (by, now) = (ctx.actor.name.clone(), ctx.now());
    ctx.write(|tx| {
        tx.summarise(&format!("修改参数：{}", key.label))?;
        tx.upsert(
            &PARAM,
            id,
            &[
                ("key", key.key.into()),
                ("value", value.into()),
                ("effective_from", request.effective_from.into()),
                ("source", request.source.trim().into()),
                ("changed_by", by.into()),
                ("changed_at", now.into()),
            ],
        )
    })?;
    list(ctx, ListParams::default())
}

use lunxun_base::{Result, require};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    Ctx, commands,
    fields::{Hay, Needle},
};

/// Rows that are compared at most: a list that can be longer is searched where it is stored.
const MOST_ROWS: usize = 20_000;

/// Asks which rows fit.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatchRows {
    /// As typed.
    pub query: String,
    /// The rows, as the list has them.
    pub rows: Vec<SearchRow>,
}

/// What of a row can be looked for.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchRow {
    /// Names of people.
    pub names: Vec<String>,
    /// Other texts.
    pub texts: Vec<String>,
    /// Numbers as shown.
    pub numbers: Vec<String>,
}

/// The rows that fit, by their places from 0, in order.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatchedRows {
    /// The places.
    pub places: Vec<u32>,
}

commands! {
    read SignedIn "list.match" => matching(MatchRows) -> MatchedRows;
}

fn matching(_: &mut Ctx<'_>, request: MatchRows) -> Result<MatchedRows> {
    require!(request.rows.len() <= MOST_ROWS, "rows", "列表太长，请先用筛选条件缩小范围，再查找。");
    let mut needle = Needle::new(&request.query);
    let places = (0..)
        .zip(&request.rows)
        .filter(|(_, row)| needle.fits(Hay { names: &row.names, texts: &row.texts, numbers: &row.numbers }))
        .map(|(place, _)| place)
        .collect();
    Ok(MatchedRows { places })
}

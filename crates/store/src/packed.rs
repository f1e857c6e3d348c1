use std::collections::BTreeMap;

use lunxun_base::{Error, Result};
use lunxun_protocol::{Dot, Live, RowState, Value};
use serde::{Deserialize, Serialize};

/// A row's versions as stored: the dot that most fields carry, and only the fields that differ from it. The shown values
/// stand in the record table and are not repeated.
///
/// A column that is NULL and no exception was never written: it has no dot. One that was written with NULL is always an
/// exception. Both ends of a synchronisation must tell the two apart alike, or they would see different conflicts.
#[derive(Serialize, Deserialize)]
struct Packed {
    #[serde(rename = "d")]
    default: Dot,
    #[serde(rename = "a")]
    actor: String,
    #[serde(rename = "x", default, skip_serializing_if = "BTreeMap::is_empty")]
    exceptions: BTreeMap<String, Vec<PackedLive>>,
}

#[derive(Serialize, Deserialize)]
struct PackedLive {
    #[serde(rename = "d")]
    dot: Dot,
    #[serde(rename = "a")]
    actor: String,
    /// Absent for the shown value of a known column.
    #[serde(rename = "v", default, skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
}

/// Packs a state; `known` says which fields the record table itself holds.
pub(crate) fn pack(state: &RowState, known: impl Fn(&str) -> bool) -> Result<Vec<u8>> {
    // The op that most fields still carry: the one that made the row, nearly always.
    let mut counts: BTreeMap<Dot, (usize, &str)> = BTreeMap::new();
    for lives in state.fields.values() {
        if let [only] = lives.as_slice()
            && !only.value.is_null()
        {
            counts.entry(only.dot).or_insert((0, &only.actor)).0 += 1;
        }
    }
    let (default, actor) = counts
        .into_iter()
        .max_by_key(|(dot, (count, _))| (*count, std::cmp::Reverse(*dot)))
        .map(|(dot, (_, actor))| (dot, actor.to_owned()))
        .or_else(|| state.fields.values().flatten().map(|live| (live.dot, live.actor.clone())).next())
        .ok_or_else(|| Error::internal("记录没有任何字段，无法保存。"))?;

    let mut exceptions = BTreeMap::new();
    for (field, lives) in &state.fields {
        let plain = matches!(lives.as_slice(), [only] if only.dot == default && !only.value.is_null()) && known(field);
        if !plain {
            let packed = lives
                .iter()
                .enumerate()
                .map(|(place, live)| PackedLive {
                    dot: live.dot,
                    actor: live.actor.clone(),
                    value: (place > 0 || !known(field)).then(|| live.value.clone()),
                })
                .collect();
            exceptions.insert(field.clone(), packed);
        }
    }
    let mut bytes = Vec::with_capacity(64);
    ciborium::into_writer(&Packed { default, actor, exceptions }, &mut bytes)
        .map_err(|error| Error::internal("记录的版本信息无法保存。").with_source(error.to_string()))?;
    Ok(bytes)
}

/// Unpacks a state, taking shown values from the row.
pub(crate) fn unpack(bytes: &[u8], row: &BTreeMap<&'static str, Value>) -> Result<RowState> {
    let packed: Packed = ciborium::from_reader(bytes).map_err(|error| {
        Error::corrupt("一条记录的版本信息已损坏，请用“备份与恢复”恢复最近的备份。").with_source(error.to_string())
    })?;
    let mut fields = BTreeMap::new();
    for (field, value) in row {
        if !value.is_null() && !packed.exceptions.contains_key(*field) {
            let live = Live { dot: packed.default, value: value.clone(), actor: packed.actor.clone() };
            fields.insert((*field).to_owned(), vec![live]);
        }
    }
    for (field, lives) in packed.exceptions {
        let shown = row.get(field.as_str());
        let lives = lives
            .into_iter()
            .map(|live| Live {
                dot: live.dot,
                actor: live.actor,
                value: live.value.or_else(|| shown.cloned()).unwrap_or(Value::Null),
            })
            .collect();
        fields.insert(field, lives);
    }
    Ok(RowState { fields })
}

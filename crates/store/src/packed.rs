use std::collections::BTreeMap;

use lunxun_base::{Error, Result};
use lunxun_protocol::{Change, Dot, Live, Op, RowState, Value};
use serde::{Deserialize, Serialize};

/// A row's versions as stored: the dot that most fields carry, and only the fields that differ from it. The shown values
/// stand in the record table and are not repeated.
///
/// A column that is NULL and no exception was never written: it has no dot. One that was written with NULL is always an
/// exception, and so, without any value, is one that nobody wrote and that shows its schema's default. Both ends of a
/// synchronisation must tell these apart alike, or they would see different conflicts and digests.
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
    /// Absent for the shown value of a known column. A NULL is there and is not the same as absent.
    #[serde(rename = "v", default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
}

fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Packs a state; `known` says which fields the record table itself holds, `defaulted` which of them show a default
/// until they are written.
pub(crate) fn pack(state: &RowState, known: impl Fn(&str) -> bool, defaulted: &[&str]) -> Result<Vec<u8>> {
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

    let unwritten = defaulted.iter().filter(|field| !state.fields.contains_key(**field));
    let mut exceptions: BTreeMap<_, _> = unwritten.map(|field| ((*field).to_owned(), Vec::new())).collect();
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
    write(&Packed { default, actor, exceptions })
}

/// Packs the state of the row that this op makes where there was none, without building it. The op must change something
/// and must not name a field twice.
pub(crate) fn pack_new(op: &Op, known: impl Fn(&str) -> bool, defaulted: &[&str]) -> Result<Vec<u8>> {
    let unwritten = defaulted.iter().filter(|field| op.changes.iter().all(|change| change.field != **field));
    let mut exceptions: BTreeMap<_, _> = unwritten.map(|field| ((*field).to_owned(), Vec::new())).collect();
    for Change { field, value, .. } in &op.changes {
        let known = known(field);
        if value.is_null() || !known {
            let value = (!known).then(|| value.clone());
            exceptions.insert(field.clone(), vec![PackedLive { dot: op.dot(), actor: op.actor.clone(), value }]);
        }
    }
    write(&Packed { default: op.dot(), actor: op.actor.clone(), exceptions })
}

fn write(packed: &Packed) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(128);
    ciborium::into_writer(packed, &mut bytes)
        .map_err(|error| Error::internal("记录的版本信息无法保存。").with_source(error.to_string()))?;
    Ok(bytes)
}

fn read(bytes: &[u8]) -> Result<Packed> {
    ciborium::from_reader(bytes).map_err(|error| {
        Error::corrupt("一条记录的版本信息已损坏，请用“备份与恢复”恢复最近的备份。").with_source(error.to_string())
    })
}

/// The fields whose shown value stands in the version, because no column held it when it came.
pub(crate) fn kept_fields(bytes: &[u8]) -> Result<Vec<String>> {
    let is_kept = |lives: &[PackedLive]| lives.first().is_some_and(|live| live.value.is_some());
    Ok(read(bytes)?.exceptions.into_iter().filter(|(_, lives)| is_kept(lives)).map(|(field, _)| field).collect())
}

/// Unpacks a state, taking shown values from the row.
pub(crate) fn unpack(bytes: &[u8], row: &BTreeMap<&'static str, Value>) -> Result<RowState> {
    let packed = read(bytes)?;
    let mut fields = BTreeMap::new();
    for (field, value) in row {
        if !value.is_null() && !packed.exceptions.contains_key(*field) {
            let live = Live { dot: packed.default, value: value.clone(), actor: packed.actor.clone() };
            fields.insert((*field).to_owned(), vec![live]);
        }
    }
    for (field, lives) in packed.exceptions.into_iter().filter(|(_, lives)| !lives.is_empty()) {
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

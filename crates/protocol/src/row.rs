use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Digest, Dot, Op, Value};

/// One value that nobody has overwritten yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Live {
    /// Who wrote it, as a stamp.
    #[serde(rename = "d")]
    pub dot: Dot,
    /// The value.
    #[serde(rename = "v")]
    pub value: Value,
    /// Who wrote it, as a name.
    #[serde(rename = "a")]
    pub actor: String,
}

/// Everything known of one row: for each field the values that nobody has overwritten, newest first.
///
/// One value is the ordinary case. Several mean that people wrote without knowing of each other; the newest is shown
/// and the others are kept until a person decides.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RowState {
    /// Field → live values, newest first, never empty.
    pub fields: BTreeMap<String, Vec<Live>>,
}

/// What an op did to a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// Fields whose shown value is now another.
    pub changed: Vec<String>,
    /// Fields that now hold several different live values.
    pub conflicting: Vec<String>,
}

impl RowState {
    /// Applies an op. The order in which concurrent ops arrive does not matter; an op must come after every op that
    /// its author had seen (the log's order guarantees it) and only once (the caller's vector guarantees it).
    pub fn apply(&mut self, op: &Op) -> Applied {
        let dot = op.dot();
        let mut applied = Applied::default();
        for change in &op.changes {
            let lives = self.fields.entry(change.field.clone()).or_default();
            let before = lives.first().map(|live| live.value.clone());
            lives.retain(|live| live.dot != dot && !change.prev.contains(&live.dot));
            lives.push(Live { dot, value: change.value.clone(), actor: op.actor.clone() });
            lives.sort_by_key(|live| std::cmp::Reverse(live.dot));
            if lives.first().map(|live| &live.value) != before.as_ref() {
                applied.changed.push(change.field.clone());
            }
            if is_conflict(lives) {
                applied.conflicting.push(change.field.clone());
            }
        }
        applied
    }

    /// The shown value: the newest live one.
    #[must_use]
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.fields.get(field).and_then(|lives| lives.first()).map(|live| &live.value)
    }

    /// The dots that an ordinary edit of this field overwrites: the shown value, and any equal to it. A differing
    /// value that lost stays live, so that it is not overwritten unseen.
    #[must_use]
    pub fn overwritten_by_edit(&self, field: &str) -> Vec<Dot> {
        let Some(lives) = self.fields.get(field) else { return Vec::new() };
        let Some(shown) = lives.first() else { return Vec::new() };
        lives.iter().filter(|live| live.value == shown.value).map(|live| live.dot).collect()
    }

    /// All live dots of a field: what a person's decision on a conflict overwrites.
    #[must_use]
    pub fn all_dots(&self, field: &str) -> Vec<Dot> {
        self.fields.get(field).into_iter().flatten().map(|live| live.dot).collect()
    }

    /// Fields holding several different live values, in name order.
    #[must_use]
    pub fn conflicts(&self) -> Vec<&str> {
        self.fields.iter().filter(|(_, lives)| is_conflict(lives)).map(|(field, _)| field.as_str()).collect()
    }

    /// Whether the row's tombstone is set.
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.value("deleted_at").is_some_and(|value| !value.is_null())
    }

    /// The row's share of its kind's digest. Equal states have equal digests on every device and at the county.
    #[must_use]
    pub fn digest(&self, kind: &str, row: lunxun_base::Id) -> Digest {
        let mut hasher = blake3::Hasher::new();
        hasher.update(kind.as_bytes());
        hasher.update(row.as_bytes());
        for (field, lives) in &self.fields {
            hasher.update(&(field.len() as u64).to_le_bytes());
            hasher.update(field.as_bytes());
            hasher.update(&(lives.len() as u64).to_le_bytes());
            for live in lives {
                hasher.update(&live.dot.hlc.0.to_le_bytes());
                hasher.update(live.dot.device.as_bytes());
                hasher.update(&live.dot.seq.to_le_bytes());
                live.value.hash_into(&mut hasher);
            }
        }
        Digest::of(&hasher.finalize())
    }
}

fn is_conflict(lives: &[Live]) -> bool {
    lives.first().is_some_and(|first| lives.iter().any(|live| live.value != first.value))
}

#[cfg(test)]
mod tests;

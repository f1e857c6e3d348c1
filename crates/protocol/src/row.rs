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
        let mut hashed = Hashed::of(kind, row);
        for (field, lives) in &self.fields {
            hashed.field(field, lives.len());
            for live in lives {
                hashed.live(live.dot, &live.value);
            }
        }
        hashed.digest()
    }

    /// The digest of the row that this op makes where there was none, without building its state. The op must not name
    /// a field twice.
    #[must_use]
    pub fn digest_of_new(op: &Op) -> Digest {
        let mut changes: Vec<_> = op.changes.iter().collect();
        changes.sort_unstable_by_key(|change| change.field.as_str());
        let mut hashed = Hashed::of(&op.kind, op.row);
        for change in changes {
            hashed.field(&change.field, 1);
            hashed.live(op.dot(), &change.value);
        }
        hashed.digest()
    }
}

/// What a row's digest is taken of. Gathered first and hashed at once: a hash fed by eights costs more than the copy.
struct Hashed(Vec<u8>);

impl Hashed {
    fn of(kind: &str, row: lunxun_base::Id) -> Self {
        let mut bytes = Vec::with_capacity(1024);
        bytes.extend_from_slice(kind.as_bytes());
        bytes.extend_from_slice(row.as_bytes());
        Self(bytes)
    }

    fn field(&mut self, name: &str, lives: usize) {
        self.0.extend_from_slice(&(name.len() as u64).to_le_bytes());
        self.0.extend_from_slice(name.as_bytes());
        self.0.extend_from_slice(&(lives as u64).to_le_bytes());
    }

    fn live(&mut self, dot: Dot, value: &Value) {
        self.0.extend_from_slice(&dot.hlc.0.to_le_bytes());
        self.0.extend_from_slice(dot.device.as_bytes());
        self.0.extend_from_slice(&dot.seq.to_le_bytes());
        value.push_to(&mut self.0);
    }

    fn digest(&self) -> Digest {
        Digest::of(&blake3::hash(&self.0))
    }
}

fn is_conflict(lives: &[Live]) -> bool {
    lives.first().is_some_and(|first| lives.iter().skip(1).any(|live| live.value != first.value))
}

#[cfg(test)]
mod tests;

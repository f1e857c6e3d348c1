use lunxun_base::Id;
use serde::{Deserialize, Serialize};

use crate::{Hlc, Value};

/// The stamp of one change: which device, its how-manieth op, and when by its clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Dot {
    /// When, by the author's hybrid clock. First, so that dots order by time.
    #[serde(rename = "h")]
    pub hlc: Hlc,
    /// The author's device.
    #[serde(rename = "d")]
    pub device: Id,
    /// The op's place in the device's own sequence, from 1.
    #[serde(rename = "s")]
    pub seq: u64,
}

/// One field's new value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The column.
    #[serde(rename = "f")]
    pub field: String,
    /// What it now holds.
    #[serde(rename = "v")]
    pub value: Value,
    /// The dots that the author saw and overwrote. Empty for a new row.
    #[serde(rename = "p", default, skip_serializing_if = "Vec::is_empty")]
    pub prev: Vec<Dot>,
}

/// One change to one row of one device. The pair (device, seq) is unique for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Op {
    /// The author's device.
    #[serde(rename = "d")]
    pub device: Id,
    /// Place in the device's sequence, from 1, without gaps.
    #[serde(rename = "s")]
    pub seq: u64,
    /// When.
    #[serde(rename = "h")]
    pub hlc: Hlc,
    /// The account's display name, for the conflict list and the audit.
    #[serde(rename = "a")]
    pub actor: String,
    /// The record kind: a table name. Opaque to the county.
    #[serde(rename = "k")]
    pub kind: String,
    /// The row.
    #[serde(rename = "r")]
    pub row: Id,
    /// What changed.
    #[serde(rename = "c")]
    pub changes: Vec<Change>,
}

impl Op {
    /// The stamp that every field of this op takes.
    #[must_use]
    pub const fn dot(&self) -> Dot {
        Dot { hlc: self.hlc, device: self.device, seq: self.seq }
    }
}

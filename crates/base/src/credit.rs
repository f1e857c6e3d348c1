use std::fmt;

use serde::{Deserialize, Serialize};

/// Credit hours (学时) as whole tenths, so that sums are exact: 8 学时 = 80.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
    ts_rs::TS,
)]
#[serde(transparent)]
#[ts(as = "i32")]
pub struct CreditTenths(pub i32);

impl CreditTenths {
    /// From whole credit hours.
    #[must_use]
    pub const fn hours(hours: i32) -> Self {
        Self(hours * 10)
    }
}

impl fmt::Display for CreditTenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, tenth) = (self.0 / 10, (self.0 % 10).abs());
        if tenth == 0 { write!(f, "{whole}") } else { write!(f, "{whole}.{tenth}") }
    }
}

impl std::iter::Sum for CreditTenths {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        Self(iter.map(|credit| credit.0).sum())
    }
}

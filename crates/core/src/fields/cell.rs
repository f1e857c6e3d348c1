//! A cell as a sheet holds it, before it means anything.

use std::sync::Arc;

use lunxun_base::LocalDate;

/// How much of a date cell's day is meant: `1985年6月` typed into a Chinese Excel is stored as the first of June.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatePrecision {
    /// The format shows a day.
    Day,
    /// The format shows year and month alone.
    Month,
    /// The format shows the year alone.
    Year,
}

const UNCOMPUTED: &str = "公式未计算";

/// One cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing, or only spaces.
    #[default]
    Empty,
    /// Text as it stands, neither trimmed nor repaired. Equal texts of a sheet share theirs.
    Text(Arc<str>),
    /// A number. `decimals` is how many decimals the cell's format shows, when it fixes that: it tells `1985.10` from
    /// `1985.1`.
    Number {
        /// The stored value.
        value: f64,
        /// Decimals that the number format shows, when fixed.
        decimals: Option<u8>,
    },
    /// A day.
    Date {
        /// The stored day.
        day: LocalDate,
        /// What of it the cell's format shows.
        precision: DatePrecision,
    },
    /// A truth value.
    Bool(bool),
    /// A formula error such as `#N/A`.
    Error(String),
}

impl Cell {
    /// A plain number.
    #[must_use]
    pub fn number(value: f64) -> Self {
        Self::Number { value, decimals: None }
    }

    /// Text, or `Empty` when it holds only white space.
    #[must_use]
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        if text.trim().is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A formula that nobody computed: the file holds no result of it.
    #[must_use]
    pub fn uncomputed() -> Self {
        Self::Error(UNCOMPUTED.to_owned())
    }

    /// Whether it is such a formula.
    #[must_use]
    pub fn is_uncomputed(&self) -> bool {
        matches!(self, Self::Error(text) if text == UNCOMPUTED)
    }

    /// Nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// What the clerk sees in the cell, near enough: numbers without an exponent, days as `1985-06-01`.
    #[must_use]
    pub fn display(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.to_string(),
            Self::Error(text) => text.clone(),
            Self::Number { value, decimals: Some(places) } => format!("{value:.*}", usize::from(*places)),
            Self::Number { value, decimals: None } => format!("{value}"),
            Self::Date { day, precision: DatePrecision::Day } => day.to_string(),
            Self::Date { day, precision: DatePrecision::Month } => format!("{:04}-{:02}", day.year(), day.month()),
            Self::Date { day, precision: DatePrecision::Year } => format!("{:04}", day.year()),
            Self::Bool(true) => "是".to_owned(),
            Self::Bool(false) => "否".to_owned(),
        }
    }
}

/// The day of an Excel serial number (日期序列号): 1 = 1900-01-01, with the 29 February 1900 that never was.
///
/// `None` outside 1900–2199 or for the day that never was.
#[must_use]
pub fn serial_day(serial: f64, is_1904: bool) -> Option<LocalDate> {
    let whole = (serial + 1e-6).floor();
    if !(1.0..=109_938.0).contains(&whole) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "within 1..=109_938")]
    let days = whole as i64;
    if is_1904 {
        return Some(LocalDate::from_ymd(1904, 1, 1)?.plus_days(days));
    }
    match days {
        60 => None,
        1..=59 => Some(LocalDate::from_ymd(1899, 12, 31)?.plus_days(days)),
        _ => Some(LocalDate::from_ymd(1899, 12, 30)?.plus_days(days)),
    }
}

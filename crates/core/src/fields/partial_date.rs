//! A day of which perhaps only the month or the year is known.

use std::{fmt, str::FromStr};

use lunxun_base::{Error, LocalDate, Result};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A date as far as the papers tell: `1985`, `1985-06` or `1985-06-01`. Never an invented day.
///
/// The text form is what is stored and sent; it sorts by time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

impl PartialDate {
    /// `None` unless it exists and lies in 1850–2199. A day needs its month.
    #[must_use]
    pub fn new(year: i32, month: Option<u32>, day: Option<u32>) -> Option<Self> {
        if !(1850..2200).contains(&year) {
            return None;
        }
        let year = u16::try_from(year).ok()?;
        match (month, day) {
            (None, None) => Some(Self { year, month: None, day: None }),
            (Some(month @ 1..=12), None) => Some(Self { year, month: u8::try_from(month).ok(), day: None }),
            (Some(month), Some(day)) => LocalDate::from_ymd(year.into(), month, day).map(Self::from),
            _ => None,
        }
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.year.into()
    }

    /// The month, 1 to 12, when known.
    #[must_use]
    pub fn month(self) -> Option<u32> {
        self.month.map(Into::into)
    }

    /// The day of the month, when known.
    #[must_use]
    pub fn day(self) -> Option<u32> {
        self.day.map(Into::into)
    }

    /// The whole day, when year, month and day are known.
    #[must_use]
    pub fn full(self) -> Option<LocalDate> {
        LocalDate::from_ymd(self.year(), self.month()?, self.day()?)
    }

    /// The first day that it can mean.
    #[must_use]
    pub fn earliest(self) -> Option<LocalDate> {
        LocalDate::from_ymd(self.year(), self.month().unwrap_or(1), self.day().unwrap_or(1))
    }

    /// The last day that it can mean.
    #[must_use]
    pub fn latest(self) -> Option<LocalDate> {
        let month = self.month().unwrap_or(12);
        match self.day() {
            Some(day) => LocalDate::from_ymd(self.year(), month, day),
            None if month == 12 => LocalDate::from_ymd(self.year(), 12, 31),
            None => Some(LocalDate::from_ymd(self.year(), month + 1, 1)?.plus_days(-1)),
        }
    }

    /// Both can mean the same day: `1985-06` agrees with `1985-06-01`.
    #[must_use]
    pub fn agrees_with(self, other: Self) -> bool {
        let same = |a: Option<u8>, b: Option<u8>| a.is_none() || b.is_none() || a == b;
        self.year == other.year && same(self.month, other.month) && same(self.day, other.day)
    }

    /// How many of year, month and day are known.
    #[must_use]
    pub fn parts(self) -> u8 {
        1 + u8::from(self.month.is_some()) + u8::from(self.day.is_some())
    }

    /// `1985年6月`, as printed on paper.
    #[must_use]
    pub fn chinese(self) -> String {
        let mut text = format!("{}年", self.year);
        if let Some(month) = self.month {
            text += &format!("{month}月");
        }
        if let Some(day) = self.day {
            text += &format!("{day}日");
        }
        text
    }
}

impl From<LocalDate> for PartialDate {
    fn from(day: LocalDate) -> Self {
        Self {
            year: u16::try_from(day.year()).unwrap_or_default(),
            month: u8::try_from(day.month()).ok(),
            day: u8::try_from(day.day()).ok(),
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PartialDate {
    type Err = Error;

    /// Reads the stored form alone; what clerks write is read by [`super::read_date`].
    fn from_str(text: &str) -> Result<Self> {
        let wrong =
            || Error::invalid("date", format!("日期“{text}”不对，请按 1985、1985-06 或 1985-06-01 的样子填写。"));
        let parts: Vec<&str> = text.split('-').collect();
        let is_form = parts
            .iter()
            .zip([4, 2, 2])
            .all(|(part, len)| part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit()));
        if !is_form || parts.len() > 3 {
            return Err(wrong());
        }
        let number = |at: usize| parts.get(at).and_then(|part| part.parse::<u32>().ok());
        let year = parts.first().and_then(|part| part.parse().ok()).ok_or_else(wrong)?;
        Self::new(year, number(1), number(2)).ok_or_else(wrong)
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|error: Error| serde::de::Error::custom(error.message))
    }
}

impl ts_rs::TS for PartialDate {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;
    fn name(_: &ts_rs::Config) -> String {
        "string".to_owned()
    }
    fn inline(_: &ts_rs::Config) -> String {
        "string".to_owned()
    }
}

impl schemars::JsonSchema for PartialDate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PartialDate".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^\\d{4}(-\\d{2}(-\\d{2})?)?$" })
    }
}

use std::{fmt, str::FromStr};

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Error, Millis, Result};

/// A calendar day in the township (UTC+8). A day, never an instant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalDate(NaiveDate);

/// An instant as the township's clock shows it: `2027-03-01 14:05`.
#[must_use]
pub fn local_minute(at: Millis) -> String {
    let minutes = (at + 8 * 3_600_000).div_euclid(60_000).rem_euclid(24 * 60);
    format!("{} {:02}:{:02}", LocalDate::from_millis(at), minutes / 60, minutes % 60)
}

impl LocalDate {
    /// `None` for a day that does not exist, such as 31 June.
    #[must_use]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// The day in UTC+8 that holds this instant.
    #[must_use]
    pub fn from_millis(at: Millis) -> Self {
        let days = (at + 8 * 3_600_000).div_euclid(86_400_000);
        let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap_or_default();
        Self(epoch.checked_add_signed(chrono::Duration::days(days)).unwrap_or(epoch))
    }

    /// Days later, or earlier when negative.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.checked_add_signed(chrono::Duration::days(days)).unwrap_or(self.0))
    }

    /// Days from `other` to this day.
    #[must_use]
    pub fn days_since(self, other: Self) -> i64 {
        self.0.signed_duration_since(other.0).num_days()
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// Saturday or Sunday.
    #[must_use]
    pub fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// 1 = Monday … 7 = Sunday.
    #[must_use]
    pub fn weekday(self) -> u32 {
        self.0.weekday().number_from_monday()
    }

    /// `2027年3月9日`, as printed on paper.
    #[must_use]
    pub fn chinese(self) -> String {
        format!("{}年{}月{}日", self.year(), self.month(), self.day())
    }

    /// Whole years from this day to `on` (an age).
    #[must_use]
    pub fn years_until(self, on: Self) -> i32 {
        let years = on.year() - self.year();
        if (on.month(), on.day()) < (self.month(), self.day()) { years - 1 } else { years }
    }
}

impl fmt::Display for LocalDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%Y-%m-%d").fmt(f)
    }
}

impl fmt::Debug for LocalDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for LocalDate {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map(Self)
            .map_err(|_| Error::invalid("date", format!("日期“{text}”不对，请按 2027-03-09 的样子填写。")))
    }
}

impl Serialize for LocalDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LocalDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|error: Error| serde::de::Error::custom(error.message))
    }
}

impl ts_rs::TS for LocalDate {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;
    fn name(_: &ts_rs::Config) -> String {
        "string".to_owned()
    }
    fn inline(_: &ts_rs::Config) -> String {
        "string".to_owned()
    }
}

impl schemars::JsonSchema for LocalDate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "LocalDate".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_reads_as_the_townships_clock_shows_it() {
        assert_eq!(local_minute(1_803_862_800_000), "2027-03-01 09:00");
        assert_eq!(local_minute(-8 * 3_600_000 - 60_000), "1969-12-31 23:59");
    }

    #[test]
    fn the_day_changes_at_midnight_in_utc_plus_8() {
        let day = |at| LocalDate::from_millis(at).to_string();
        assert_eq!(day(57_599_999), "1970-01-01");
        assert_eq!(day(57_600_000), "1970-01-02", "16:00 UTC is midnight in the township");
    }

    #[test]
    fn an_age_counts_whole_years_only() {
        let born = LocalDate::from_ymd(1985, 6, 1).unwrap();
        assert_eq!(born.years_until(LocalDate::from_ymd(2027, 5, 31).unwrap()), 41);
        assert_eq!(born.years_until(LocalDate::from_ymd(2027, 6, 1).unwrap()), 42);
    }
}

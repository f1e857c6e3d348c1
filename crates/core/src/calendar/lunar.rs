//! Lunar days (农历), from ICU's Chinese calendar (GB/T 33661-2017), and solar terms (节气), from a shipped table.

use icu_calendar::{Date, Iso, cal::ChineseTraditional};
use lunxun_base::{LocalDate, Result, require};

/// Years whose lunar days and solar terms are checked against other sources.
pub const YEARS: std::ops::RangeInclusive<i32> = 1950..=2100;

/// The names of the terms, in the order of a solar year.
const TERMS: [&str; 24] = [
    "小寒", "大寒", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至", "小暑", "大暑",
    "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至",
];

const TERM_DAYS: &str = include_str!("../../../../assets/calendar/solar_terms.csv");

const MONTHS: [&str; 12] =
    ["正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "冬月", "腊月"];

const DIGITS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// A day of the lunar calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LunarDay {
    /// The year whose first month begins in this solar year.
    pub year: i32,
    /// 1 to 12; a leap month has the number of the month before.
    pub month: u8,
    /// Whether it is a leap month (闰月).
    pub is_leap: bool,
    /// 1 to 30.
    pub day: u8,
}

impl LunarDay {
    /// `闰六月`.
    #[must_use]
    pub fn month_name(self) -> String {
        let name = MONTHS.get(usize::from(self.month).wrapping_sub(1)).copied().unwrap_or_default();
        if self.is_leap { format!("闰{name}") } else { name.to_owned() }
    }

    /// `初八`, `廿三`.
    #[must_use]
    pub fn day_name(self) -> String {
        let digit = DIGITS.get(usize::from(self.day + 9) % 10).copied().unwrap_or_default();
        match self.day {
            20 => "二十".to_owned(),
            30 => "三十".to_owned(),
            1..=10 => format!("初{digit}"),
            11..=19 => format!("十{digit}"),
            _ => format!("廿{digit}"),
        }
    }
}

/// The lunar day of a day.
///
/// # Errors
/// `Invalid` outside 1950 to 2100.
pub fn lunar_day(day: LocalDate) -> Result<LunarDay> {
    require!(YEARS.contains(&day.year()), "year", "只有1950年至2100年的农历，请检查年份。");
    let part = |number: u32| u8::try_from(number).unwrap_or(1);
    let iso = Date::<Iso>::try_new_iso(day.year(), part(day.month()), part(day.day()))
        .map_err(|_| lunxun_base::Error::internal("农历换算失败，请联系技术支持。"))?;
    let date = iso.to_calendar(ChineseTraditional::new());
    let month = date.month().to_input();
    Ok(LunarDay {
        year: date.year().cyclic().map_or(day.year(), |cyclic| cyclic.related_iso),
        month: month.number(),
        is_leap: month.is_leap(),
        day: date.day_of_month().0,
    })
}

/// The day of a lunar day of an ordinary (not leap) month, `month` from 1.
///
/// # Errors
/// `Invalid` outside 1950 to 2100, and where the month has no such day.
pub fn from_lunar(year: i32, month: u8, day: u8) -> Result<LocalDate> {
    let mut at = LocalDate::from_ymd(year, 1, 20).unwrap_or(LocalDate::from_millis(0));
    require!(YEARS.contains(&year), "year", "只有1950年至2100年的农历，请检查年份。");
    // A lunar year begins on 21 January at the earliest and has 385 days at most.
    for _ in 0..=420 {
        let lunar = lunar_day(at)?;
        if lunar == (LunarDay { year, month, is_leap: false, day }) {
            return Ok(at);
        }
        at = at.plus_days(1);
    }
    Err(lunxun_base::Error::invalid("day", format!("农历{year}年{month}月没有{day}日，请检查日期。")))
}

/// The solar term that falls on a day.
#[must_use]
pub fn solar_term(day: LocalDate) -> Option<&'static str> {
    let wanted = format!("{:02}{:02}", day.month(), day.day());
    let place = term_days(day.year())?.position(|cell| cell == wanted)?;
    TERMS.get(place).copied()
}

/// The day of a solar term of a year, by its name.
#[must_use]
pub fn term_day(year: i32, name: &str) -> Option<LocalDate> {
    let place = TERMS.iter().position(|term| *term == name)?;
    let cell = term_days(year)?.nth(place)?;
    LocalDate::from_ymd(year, cell.get(..2)?.parse().ok()?, cell.get(2..)?.parse().ok()?)
}

fn term_days(year: i32) -> Option<std::str::Split<'static, char>> {
    TERM_DAYS.lines().find_map(|line| line.strip_prefix(&format!("{year},"))).map(|rest| rest.split(','))
}

#[cfg(test)]
mod tests {
    use tyme4rs::tyme::{
        Tyme as _,
        solar::{SolarDay, SolarTerm},
    };

    use super::*;

    /// Where `tyme4rs` counts a month from another day. The new moon falls within minutes of midnight, and
    /// libastro agrees with ICU each time.
    const OTHER_MONTHS: [&str; 6] =
        ["1954-02-03", "1954-02-04", "1957-03-01", "1957-03-02", "2057-09-28", "2057-09-29"];

    fn of(day: LocalDate) -> SolarDay {
        SolarDay::from_ymd(day.year() as isize, day.month() as usize, day.day() as usize)
    }

    #[test]
    fn month_starts_from_1950_to_2100_are_those_of_an_independent_crate() {
        let mut day = LocalDate::from_ymd(1950, 1, 1).unwrap();
        let (mut theirs, mut starts, mut differ) = (of(day), 0, Vec::new());
        while day.year() <= 2100 {
            let lunar = lunar_day(day).unwrap();
            let other = theirs.get_lunar_day();
            if lunar.day == 1 || other.get_day() == 1 {
                starts += 1;
                let month = if lunar.is_leap { -isize::from(lunar.month) } else { isize::from(lunar.month) };
                let same = (other.get_year(), other.get_month(), other.get_day() as u8);
                if same != (lunar.year as isize, month, lunar.day) {
                    differ.push(day.to_string());
                }
            }
            day = day.plus_days(1);
            theirs = theirs.next(1);
        }
        assert!(starts > 1860, "{starts} months were compared");
        assert_eq!(differ, OTHER_MONTHS);
    }

    #[test]
    fn solar_terms_from_1950_to_2100_are_those_of_an_independent_crate() {
        let mut differ = Vec::new();
        for year in YEARS {
            for (place, name) in TERMS.iter().enumerate() {
                let theirs = SolarTerm::from_index(year as isize, place as isize + 1).get_solar_day();
                let theirs =
                    LocalDate::from_ymd(theirs.get_year() as i32, theirs.get_month() as u32, theirs.get_day() as u32);
                if term_day(year, name) != theirs {
                    differ.push(format!("{year}{name}"));
                }
            }
        }
        // 49 seconds before midnight by libastro.
        assert_eq!(differ, ["1950谷雨"]);
    }

    #[test]
    fn the_hard_years_are_right() {
        let day = |text: &str| lunar_day(text.parse().unwrap()).unwrap();
        assert_eq!(day("2033-12-22"), LunarDay { year: 2033, month: 11, is_leap: true, day: 1 }, "闰冬月 of 2033");
        assert_eq!(from_lunar(2034, 1, 1).unwrap().to_string(), "2034-02-19");
        assert_eq!(day("2057-09-28").day, 1, "eleven seconds before midnight");
        for (year, spring) in [(2026, "2026-02-17"), (2027, "2027-02-06"), (2028, "2028-01-26"), (2029, "2029-02-13")] {
            assert_eq!(from_lunar(year, 1, 1).unwrap().to_string(), spring);
        }
    }

    #[test]
    fn days_read_as_in_the_almanac() {
        let name = |text: &str| {
            let lunar = lunar_day(text.parse().unwrap()).unwrap();
            format!("{}{}", lunar.month_name(), lunar.day_name())
        };
        assert_eq!(name("2027-02-06"), "正月初一");
        assert_eq!(name("2027-01-30"), "腊月廿三");
        assert_eq!(name("2027-02-25"), "正月二十");
        assert_eq!(name("2025-07-25"), "闰六月初一");
        assert_eq!(solar_term("2027-04-05".parse().unwrap()), Some("清明"));
        assert_eq!(solar_term("2027-04-06".parse().unwrap()), None);
    }

    #[test]
    fn a_year_out_of_range_is_refused_in_words() {
        assert!(from_lunar(2101, 1, 1).unwrap_err().message.contains("2100"));
    }
}

//! The default closed days (不排班日期) of a year: the announced holidays, or a guess by rule while the year's notice is
//! not out. The township edits what these functions propose.

use lunxun_base::{LocalDate, Result};

use super::{Blackout, BlackoutKind, HomecomingWindow, Season, Span};
use crate::calendar::{Holiday, from_lunar, lunar_day, published, term_day};

const GUESS: &str = "放假安排尚未公布，按《全国年节及纪念日放假办法》推算，公布后请修改";
const LOCAL: &str = "本产品默认的农忙时段，请按当地作物修改";
const LUNAR_SOURCE: &str = "农历（GB/T 33661-2017）";

fn day(year: i32, (month, day): (u32, u32)) -> Result<LocalDate> {
    LocalDate::from_ymd(year, month, day)
        .ok_or_else(|| lunxun_base::Error::invalid("year", format!("{year}年{month}月{day}日不存在，请检查年份。")))
}

/// First day of the lunar year (春节).
///
/// # Errors
/// `Invalid` for a year outside 1950–2100.
pub fn spring_festival(year: i32) -> Result<LocalDate> {
    from_lunar(year, 1, 1)
}

/// Default closed days of the year, as rows for the township to edit.
///
/// # Errors
/// `Invalid` for a year outside 1950–2100.
pub fn default_blackouts(year: i32) -> Result<Vec<Blackout>> {
    let spring = spring_festival(year)?;
    // The 23rd of the twelfth month, which has 29 or 30 days.
    let little_new_year = spring.plus_days(23 - 1 - twelfth_month_days(spring)?);
    let row = |name: &str, from, to, kind, source: &str| Blackout {
        name: name.to_owned(),
        from,
        to,
        kind,
        source: source.to_owned(),
    };
    let mut rows = vec![
        row("春节（腊月二十三至初七）", little_new_year, spring.plus_days(6), BlackoutKind::Holiday, LUNAR_SOURCE),
        row("除夕至初三", spring.plus_days(-1), spring.plus_days(2), BlackoutKind::NewYear, LUNAR_SOURCE),
        row("三夏", day(year, (5, 25))?, day(year, (6, 15))?, BlackoutKind::Farming, LOCAL),
        row("三秋", day(year, (9, 15))?, day(year, (10, 20))?, BlackoutKind::Farming, LOCAL),
    ];
    match published(year) {
        Some(holidays) => {
            let notice = format!("国务院办公厅关于{year}年部分节假日安排的通知");
            rows.extend(
                holidays.iter().map(|day: &Holiday| row(day.name, day.from, day.to, BlackoutKind::Holiday, &notice)),
            );
        }
        None => rows.extend(
            guessed(year)?.into_iter().map(|(name, from, to)| row(name, from, to, BlackoutKind::Holiday, GUESS)),
        ),
    }
    rows.sort();
    rows.sort_by_key(|row| (row.from, row.to));
    Ok(rows)
}

/// Statutory holidays by rule, without the days that a notice would move.
fn guessed(year: i32) -> Result<Vec<(&'static str, LocalDate, LocalDate)>> {
    let qingming = term_day(year, "清明").map_or_else(|| day(year, (4, 5)), Ok)?;
    let (dragon_boat, mid_autumn) = (from_lunar(year, 5, 5)?, from_lunar(year, 8, 15)?);
    Ok(vec![
        ("元旦", day(year, (1, 1))?, day(year, (1, 1))?),
        ("清明", qingming.plus_days(-1), qingming.plus_days(1)),
        ("劳动节", day(year, (5, 1))?, day(year, (5, 5))?),
        ("端午", dragon_boat, dragon_boat),
        ("中秋", mid_autumn, mid_autumn),
        ("国庆", day(year, (10, 1))?, day(year, (10, 7))?),
    ])
}

/// Days of the month before the Spring Festival: 30 where there is a 年三十.
fn twelfth_month_days(spring: LocalDate) -> Result<i64> {
    Ok(i64::from(lunar_day(spring.plus_days(-1))?.day))
}

/// Default days for ordinary classes: from the Monday after 元宵 to 24 May, 16 June to 14 September, 21 October to
/// 30 November.
///
/// # Errors
/// `Invalid` for a year outside 1950–2100.
pub fn default_windows(year: i32) -> Result<Vec<Span>> {
    let mut first = spring_festival(year)?.plus_days(15);
    while first.weekday() != 1 {
        first = first.plus_days(1);
    }
    let span = |from, to| Ok::<_, lunxun_base::Error>(Span { from: day(year, from)?, to: day(year, to)? });
    Ok(vec![Span { from: first, to: day(year, (5, 24))? }, span((6, 16), (9, 14))?, span((10, 21), (11, 30))?])
}

/// Default days when migrants are home (返乡时段).
///
/// # Errors
/// `Invalid` for a year outside 1950–2100.
pub fn default_homecoming(year: i32) -> Result<Vec<HomecomingWindow>> {
    let spring = spring_festival(year)?;
    let twelfth_20th = spring.plus_days(20 - 1 - twelfth_month_days(spring)?);
    let window = |season, name: &str, from, to| HomecomingWindow { season, name: name.to_owned(), from, to };
    Ok(vec![
        window(Season::SpringFestival, "初八至元宵", spring.plus_days(7), spring.plus_days(14)),
        window(Season::SpringFestival, "腊月二十至二十二", twelfth_20th, twelfth_20th.plus_days(2)),
        window(Season::Qingming, "清明前后", day(year, (4, 2))?, day(year, (4, 8))?),
        window(Season::NationalDay, "国庆", day(year, (10, 1))?, day(year, (10, 7))?),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lunar_days_of_2027_are_those_of_the_almanac() {
        let windows = default_homecoming(2027).unwrap();
        assert_eq!(windows[0].from.to_string(), "2027-02-13", "初八");
        assert_eq!(windows[0].to.to_string(), "2027-02-20", "元宵");
        assert_eq!(windows[1].from.to_string(), "2027-01-27", "腊月二十");
        let open = default_windows(2027).unwrap();
        assert_eq!(open[0].from.to_string(), "2027-02-22");
        let rows = default_blackouts(2027).unwrap();
        let spring = rows.iter().find(|row| row.name.starts_with("春节")).unwrap();
        assert_eq!((spring.from.to_string(), spring.to.to_string()), ("2027-01-30".into(), "2027-02-12".into()));
    }

    #[test]
    fn a_twelfth_month_of_thirty_days_moves_its_twentieth() {
        let windows = default_homecoming(2030).unwrap();
        assert_eq!(windows[1].from.to_string(), "2030-01-23", "腊月二十, eleven days before the festival");
    }

    #[test]
    fn a_year_beyond_the_almanac_is_refused_in_words() {
        let error = default_blackouts(2101).unwrap_err();
        assert!(error.message.contains("2100年"), "{}", error.message);
    }
}

//! The Chinese calendar behind the default closed days (不排班日期), 2026–2030.
//!
//! The township edits what these functions propose. The lunar dates are those of the common calendar (农历, whose
//! computation GB/T 33661-2017 lays down); five years are tabled because a wrong day is worse than a missing year.

use lunxun_base::{LocalDate, Result, require};

use super::{Blackout, BlackoutKind, HomecomingWindow, Season, Span};

struct LunarYear {
    year: i32,
    /// First day of the first month (春节).
    spring: (u32, u32),
    /// Days of the twelfth month that ends the day before: 29, or 30 when there is a 年三十.
    twelfth_month_days: i64,
    /// Fifth day of the fifth month (端午).
    dragon_boat: (u32, u32),
    /// Fifteenth day of the eighth month (中秋).
    mid_autumn: (u32, u32),
}

const LUNAR: [LunarYear; 5] = [
    LunarYear { year: 2026, spring: (2, 17), twelfth_month_days: 29, dragon_boat: (6, 19), mid_autumn: (9, 25) },
    LunarYear { year: 2027, spring: (2, 6), twelfth_month_days: 29, dragon_boat: (6, 9), mid_autumn: (9, 15) },
    LunarYear { year: 2028, spring: (1, 26), twelfth_month_days: 29, dragon_boat: (5, 28), mid_autumn: (10, 3) },
    LunarYear { year: 2029, spring: (2, 13), twelfth_month_days: 29, dragon_boat: (6, 16), mid_autumn: (9, 22) },
    LunarYear { year: 2030, spring: (2, 3), twelfth_month_days: 30, dragon_boat: (6, 5), mid_autumn: (9, 12) },
];

const NATIONAL: &str = "《全国年节及纪念日放假办法》；调休以国务院办公厅当年通知为准，可修改";
const LOCAL: &str = "本产品默认的农忙时段，请按当地作物修改";
const LUNAR_SOURCE: &str = "农历（GB/T 33661-2017），内置2026–2030年";

fn lunar(year: i32) -> Result<&'static LunarYear> {
    let found = LUNAR.iter().find(|entry| entry.year == year);
    require!(found.is_some(), "year", "{year}年没有农历数据或放假安排尚未公布，请升级软件，或手工填写不排班日期。");
    found.ok_or_else(|| lunxun_base::Error::internal("农历数据读取失败，请联系技术支持。"))
}

fn day(year: i32, (month, day): (u32, u32)) -> Result<LocalDate> {
    LocalDate::from_ymd(year, month, day)
        .ok_or_else(|| lunxun_base::Error::invalid("year", format!("{year}年{month}月{day}日不存在，请检查年份。")))
}

/// First day of the lunar year (春节).
///
/// # Errors
/// `Invalid` for a year outside 2026–2030.
pub fn spring_festival(year: i32) -> Result<LocalDate> {
    day(year, lunar(year)?.spring)
}

/// Default closed days of the year, as rows for the township to edit.
///
/// # Errors
/// `Invalid` for a year outside 2026–2030.
pub fn default_blackouts(year: i32) -> Result<Vec<Blackout>> {
    let table = lunar(year)?;
    let spring = day(year, table.spring)?;
    // The 23rd of the twelfth month: with 29 days it is seven days before the festival.
    let little_new_year = spring.plus_days(-(table.twelfth_month_days - 22));
    let row = |name: &str, from, to, kind, source: &str| Blackout {
        name: name.to_owned(),
        from,
        to,
        kind,
        source: source.to_owned(),
    };
    let fixed = |from, to| Ok::<_, lunxun_base::Error>((day(year, from)?, day(year, to)?));
    let mut rows = vec![
        row("春节（腊月二十三至初七）", little_new_year, spring.plus_days(6), BlackoutKind::Holiday, LUNAR_SOURCE),
        row("除夕至初三", spring.plus_days(-1), spring.plus_days(2), BlackoutKind::NewYear, LUNAR_SOURCE),
        row("端午", day(year, table.dragon_boat)?, day(year, table.dragon_boat)?, BlackoutKind::Holiday, LUNAR_SOURCE),
        row("中秋", day(year, table.mid_autumn)?, day(year, table.mid_autumn)?, BlackoutKind::Holiday, LUNAR_SOURCE),
    ];
    for (name, from, to, kind, source) in [
        ("元旦", (1, 1), (1, 1), BlackoutKind::Holiday, NATIONAL),
        ("清明", (4, 4), (4, 6), BlackoutKind::Holiday, NATIONAL),
        ("劳动节", (5, 1), (5, 5), BlackoutKind::Holiday, NATIONAL),
        ("国庆", (10, 1), (10, 7), BlackoutKind::Holiday, NATIONAL),
        ("三夏", (5, 25), (6, 15), BlackoutKind::Farming, LOCAL),
        ("三秋", (9, 15), (10, 20), BlackoutKind::Farming, LOCAL),
    ] {
        let (from, to) = fixed(from, to)?;
        rows.push(row(name, from, to, kind, source));
    }
    rows.sort();
    rows.sort_by_key(|row| (row.from, row.to));
    Ok(rows)
}

/// Default days for ordinary classes: from the Monday after 元宵 to 24 May, 16 June to 14 September, 21 October to
/// 30 November.
///
/// # Errors
/// `Invalid` for a year outside 2026–2030.
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
/// `Invalid` for a year outside 2026–2030.
pub fn default_homecoming(year: i32) -> Result<Vec<HomecomingWindow>> {
    let table = lunar(year)?;
    let spring = day(year, table.spring)?;
    let twelfth_20th = spring.plus_days(-(table.twelfth_month_days - 19));
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
    fn only_2030_has_a_thirtieth_of_the_twelfth_month() {
        let windows = default_homecoming(2030).unwrap();
        assert_eq!(windows[1].from.to_string(), "2030-01-23", "腊月二十, eleven days before the festival");
    }

    #[test]
    fn a_year_without_lunar_data_is_refused_in_words() {
        let error = default_blackouts(2031).unwrap_err();
        assert!(error.message.contains("没有农历数据"), "{}", error.message);
    }
}

//! Statutory holidays with their make-up workdays (调休上班), of the years whose notice is out.
//!
//! **Source**: 国务院办公厅关于部分节假日安排的通知 of each year; `assets/calendar/README.md`.

use lunxun_base::LocalDate;

const TABLE: &str = include_str!("../../../../assets/calendar/holidays.csv");

/// A statutory holiday as announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// What it is called.
    pub name: &'static str,
    /// First day off.
    pub from: LocalDate,
    /// Last day off.
    pub to: LocalDate,
    /// Weekend days on which people work instead.
    pub workdays: Vec<LocalDate>,
}

/// A year's holidays in order; `None` while the notice is not out (尚未公布).
#[must_use]
pub fn published(year: i32) -> Option<Vec<Holiday>> {
    let wanted = year.to_string();
    let rows: Vec<Holiday> = TABLE.lines().skip(1).filter_map(|line| row(line, &wanted)).collect();
    (!rows.is_empty()).then_some(rows)
}

/// The year's make-up workdays: Saturdays and Sundays that count as working days. None while nothing is published.
#[must_use]
pub fn makeup_workdays(year: i32) -> Vec<LocalDate> {
    published(year).unwrap_or_default().into_iter().flat_map(|holiday| holiday.workdays).collect()
}

fn row(line: &'static str, year: &str) -> Option<Holiday> {
    let mut cells = line.split(',');
    if cells.next()? != year {
        return None;
    }
    let (name, from, to) = (cells.next()?, cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
    let workdays = cells.next().unwrap_or("").split_whitespace().filter_map(|day| day.parse().ok()).collect();
    Some(Holiday { name, from, to, workdays })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_reads_and_makeup_days_are_weekends() {
        let years = [2024, 2025, 2026];
        let rows: Vec<Holiday> = years.iter().flat_map(|year| published(*year).unwrap()).collect();
        assert_eq!(rows.len(), TABLE.lines().count() - 1, "no line is skipped");
        let off = |day: LocalDate| rows.iter().any(|row| row.from <= day && day <= row.to);
        for row in &rows {
            assert!(row.from <= row.to, "{}", row.name);
            assert!(row.workdays.iter().all(|day| day.is_weekend() && !off(*day)), "{}", row.name);
        }
        let counted: usize = TABLE.matches("-").count() / 2 - rows.len() * 2;
        assert_eq!(years.iter().map(|year| makeup_workdays(*year).len()).sum::<usize>(), counted);
    }

    #[test]
    fn the_announced_days_of_2026_are_those_of_the_notice() {
        let rows = published(2026).unwrap();
        let spring = rows.iter().find(|row| row.name == "春节").unwrap();
        assert_eq!((spring.from.to_string(), spring.to.to_string()), ("2026-02-15".into(), "2026-02-23".into()));
        assert_eq!(spring.workdays, ["2026-02-14".parse().unwrap(), "2026-02-28".parse().unwrap()]);
    }

    #[test]
    fn a_year_without_a_notice_is_not_made_up() {
        assert_eq!(published(2027), None);
        assert!(makeup_workdays(2027).is_empty());
    }
}

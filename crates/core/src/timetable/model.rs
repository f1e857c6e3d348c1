use lunxun_base::{CreditTenths, LocalDate};

use crate::words::words;

words! {
    /// A half-day, in the order of the day.
    pub enum LessonHalf {
        /// 上午.
        Morning => "morning" "上午",
        /// 下午.
        Afternoon => "afternoon" "下午",
        /// 晚上.
        Evening => "evening" "晚上",
    }
}

/// One half of one day.
pub type Slot = (LocalDate, LessonHalf);

/// `3月9日上午`.
#[must_use]
pub fn slot_text((day, half): Slot) -> String {
    format!("{}月{}日{}", day.month(), day.day(), half.label())
}

/// The mornings and afternoons of a class, in order.
#[must_use]
pub fn half_days(starts_on: LocalDate, ends_on: LocalDate) -> Vec<Slot> {
    let days = 0..=ends_on.days_since(starts_on).clamp(0, 366);
    days.flat_map(|day| {
        let day = starts_on.plus_days(day);
        [(day, LessonHalf::Morning), (day, LessonHalf::Afternoon)]
    })
    .collect()
}

/// What a person earns from lessons attended: lessons in one half-day overlap, so that a half-day never counts beyond
/// its cap, nor a day beyond its own.
///
/// **Units**: 0.1 学时. **Source**: `docs/sources.md` (半天最多计4学时, 一天最多计8学时).
#[must_use]
pub fn capped_credit(attended: &[(Slot, CreditTenths)], half_day_cap: i64, day_cap: i64) -> CreditTenths {
    let mut halves = std::collections::BTreeMap::<Slot, i64>::new();
    for (slot, credit) in attended {
        *halves.entry(*slot).or_default() += i64::from(credit.0);
    }
    let mut days = std::collections::BTreeMap::<LocalDate, i64>::new();
    for ((day, _), credit) in halves {
        *days.entry(day).or_default() += credit.min(half_day_cap);
    }
    CreditTenths(i32::try_from(days.into_values().map(|credit| credit.min(day_cap)).sum::<i64>()).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> LocalDate {
        LocalDate::from_ymd(2027, 3, day).unwrap()
    }

    #[test]
    fn overlapping_lessons_of_one_half_day_credit_once() {
        let morning = (day(9), LessonHalf::Morning);
        let four = CreditTenths::hours(4);
        assert_eq!(capped_credit(&[(morning, four), (morning, four)], 40, 80), four);
        assert_eq!(
            capped_credit(&[(morning, CreditTenths::hours(2)), (morning, CreditTenths::hours(2))], 40, 80),
            four,
            "two short lessons one after the other fill the half-day"
        );
    }

    #[test]
    fn an_evening_does_not_lift_a_day_over_its_cap() {
        let attended: Vec<_> = LessonHalf::ALL.iter().map(|half| ((day(9), *half), CreditTenths::hours(4))).collect();
        assert_eq!(capped_credit(&attended, 40, 80), CreditTenths::hours(8));
    }

    #[test]
    fn a_two_day_class_has_four_half_days() {
        let slots = half_days(day(9), day(10));
        assert_eq!(
            slots.iter().map(|slot| slot_text(*slot)).collect::<Vec<_>>(),
            ["3月9日上午", "3月9日下午", "3月10日上午", "3月10日下午"]
        );
    }
}

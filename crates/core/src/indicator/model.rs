//! Who counts where, from one member's facts.

use lunxun_base::{CreditTenths, Id, LocalDate};

use crate::fields::AttendMode;

/// What the year's indicators need to know of a member.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub id: Id,
    pub name: String,
    pub branch_name: String,
    pub attend_mode: AttendMode,
    pub attend_until: Option<LocalDate>,
    pub target: CreditTenths,
    pub earned: CreditTenths,
    pub covered_by: Option<String>,
    pub planned_in: Option<String>,
    pub problem: Option<&'static str>,
}

impl Facts {
    /// Approved doorstep teaching (送学上门) leaves the denominator and is shown by itself; a deferral (暂缓) and work
    /// elsewhere do not.
    ///
    /// **Source**: `docs/sources.md#jiaoyu-23`.
    pub(super) fn is_exempt(&self, today: LocalDate) -> bool {
        self.attend_mode == AttendMode::Doorstep && self.attend_until.is_none_or(|until| until >= today)
    }

    pub(super) fn meets_hours(&self) -> bool {
        self.earned >= self.target
    }
}

/// Per cent to two decimals, half up; `—` where nothing is due.
pub(super) fn percent(numerator: u64, denominator: u64) -> String {
    if denominator == 0 {
        return "—".to_owned();
    }
    let hundredths = (numerator * 100_000 / denominator + 5) / 10;
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_examples_come_out_to_the_digit() {
        assert_eq!(percent(801 + 171, 1104), "88.04%");
        assert_eq!(percent(972 + 88, 1200), "88.33%");
        assert_eq!(percent(912, 1104), "82.61%");
        assert_eq!(percent(784, 832), "94.23%");
        assert_eq!(percent(0, 0), "—", "nothing due is neither 0 nor 100 per cent");
    }
}

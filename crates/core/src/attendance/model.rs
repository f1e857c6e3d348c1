use lunxun_base::{CreditTenths, Id, LocalDate};

use crate::{
    timetable::{LessonView, Slot},
    words::words,
};

words! {
    /// How a trainee took part in a lesson. Nobody marked yet is absent from the table (未登记).
    pub enum AttendanceState {
        /// Present.
        Present => "present" "出勤",
        /// Late, up to 15 minutes.
        Late => "late" "迟到",
        /// Left early.
        EarlyLeave => "early_leave" "早退",
        /// On official leave.
        OfficialLeave => "official_leave" "公假",
        /// On sick leave.
        SickLeave => "sick_leave" "病假",
        /// On personal leave.
        PersonalLeave => "personal_leave" "事假",
        /// Absent without leave.
        Absent => "absent" "旷课",
        /// Followed by video at a village venue.
        Video => "video" "视频到课",
        /// Made up for later.
        MakeUp => "make_up" "补课",
    }
}

impl AttendanceState {
    /// Whether it counts as attended. Whether lateness does is a dated parameter.
    ///
    /// **Source**: `docs/sources.md` (到课率).
    #[must_use]
    pub const fn is_attended(self, late_counts: bool) -> bool {
        match self {
            Self::Present | Self::Video | Self::MakeUp => true,
            Self::Late => late_counts,
            _ => false,
        }
    }

    /// Whether it is leave of any kind.
    #[must_use]
    pub const fn is_leave(self) -> bool {
        matches!(self, Self::OfficialLeave | Self::SickLeave | Self::PersonalLeave)
    }

    /// Whether the person was there at all.
    #[must_use]
    pub const fn shows_arrival(self) -> bool {
        matches!(self, Self::Present | Self::Late | Self::EarlyLeave | Self::Video)
    }
}

words! {
    /// How the roll was taken.
    pub enum RollMethod {
        /// Called in the room.
        Roll => "roll" "点名",
        /// Entered from the signed sheet.
        Paper => "paper" "纸质补录",
    }
}

words! {
    /// Why somebody is on leave (请假).
    pub enum LeaveKind {
        /// Official business.
        Official => "official" "公假",
        /// Illness.
        Sick => "sick" "病假",
        /// Private reasons.
        Personal => "personal" "事假",
    }
}

impl LeaveKind {
    /// What the roll says of it.
    #[must_use]
    pub const fn mark(self) -> AttendanceState {
        match self {
            Self::Official => AttendanceState::OfficialLeave,
            Self::Sick => AttendanceState::SickLeave,
            Self::Personal => AttendanceState::PersonalLeave,
        }
    }
}

/// From the first to the last half-day of a leave, both included; it ends with the day of return (销假).
#[must_use]
pub fn covers(from: Slot, to: Slot, returned_on: Option<LocalDate>, slot: Slot) -> bool {
    from <= slot && slot <= to && returned_on.is_none_or(|day| slot.0 <= day)
}

/// One mark, as the tally takes it.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    /// The lesson.
    pub lesson: Id,
    /// The enrolment.
    pub enrollment: Id,
    /// What was marked.
    pub state: AttendanceState,
}

/// One trainee's attendance in one class. Counts are half-days; lessons that were not held are not due.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Half-days due.
    pub due: u32,
    /// Half-days attended, lateness included where it counts.
    pub attended: u32,
    /// Half-days late.
    pub late: u32,
    /// Half-days left early.
    pub early_leave: u32,
    /// Half-days on leave.
    pub leave: u32,
    /// Half-days absent without leave.
    pub absent: u32,
    /// Half-days nobody has marked.
    pub unmarked: Vec<Slot>,
    /// Credit due, 0.1 学时.
    pub due_tenths: CreditTenths,
    /// Credit of the lessons attended, uncapped, 0.1 学时.
    pub attended_tenths: CreditTenths,
    /// The attended half-days with their credit.
    pub attended_slots: Vec<(Slot, CreditTenths)>,
}

impl Tally {
    /// Attended of due by credit, per mille, rounded down; 0 while nothing is due.
    #[must_use]
    pub fn permille(&self) -> u32 {
        if self.due_tenths.0 <= 0 {
            return 0;
        }
        let share = i64::from(self.attended_tenths.0) * 1000 / i64::from(self.due_tenths.0);
        u32::try_from(share).unwrap_or(0)
    }

    /// Whether the share is high enough to complete the class.
    #[must_use]
    pub fn meets(&self, min_permille: i64) -> bool {
        self.due_tenths.0 > 0 && i64::from(self.permille()) >= min_permille
    }
}

/// Counts one trainee's marks.
#[must_use]
pub fn tally(lessons: &[LessonView], marks: &[Mark], enrollment: Id, late_counts: bool) -> Tally {
    let mut tally = Tally::default();
    for lesson in lessons.iter().filter(|lesson| lesson.is_due()) {
        tally.due += 1;
        tally.due_tenths.0 += lesson.credit_tenths.0;
        let mark = marks.iter().find(|mark| mark.lesson == lesson.id && mark.enrollment == enrollment);
        let Some(Mark { state, .. }) = mark else {
            tally.unmarked.push(lesson.slot());
            continue;
        };
        if state.is_attended(late_counts) {
            tally.attended += 1;
            tally.attended_tenths.0 += lesson.credit_tenths.0;
            tally.attended_slots.push((lesson.slot(), lesson.credit_tenths));
        }
        match state {
            AttendanceState::Late => tally.late += 1,
            AttendanceState::EarlyLeave => tally.early_leave += 1,
            AttendanceState::Absent => tally.absent += 1,
            state if state.is_leave() => tally.leave += 1,
            _ => {}
        }
    }
    tally
}

/// `94.23%`, half-up to two decimals; `—` where there is nothing to divide by.
#[must_use]
pub fn percent(numerator: i64, denominator: i64) -> String {
    if denominator <= 0 {
        return "—".to_owned();
    }
    let hundredths = (numerator * 20_000 + denominator) / (2 * denominator);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timetable::LessonHalf;

    fn day(day: u32) -> LocalDate {
        LocalDate::from_ymd(2027, 3, day).unwrap()
    }

    #[test]
    fn leave_covers_from_its_first_to_its_last_half_day() {
        let (from, to) = ((day(9), LessonHalf::Afternoon), (day(10), LessonHalf::Morning));
        let covered = |slot| covers(from, to, None, slot);
        assert!(!covered((day(9), LessonHalf::Morning)));
        assert!(covered((day(9), LessonHalf::Afternoon)));
        assert!(covered((day(10), LessonHalf::Morning)));
        assert!(!covered((day(10), LessonHalf::Afternoon)));
        assert!(!covers(from, to, Some(day(9)), (day(10), LessonHalf::Morning)), "back on the 9th");
    }

    #[test]
    fn six_half_days_of_seven_are_enough_and_five_are_not() {
        let tally = |attended, due| Tally {
            due_tenths: CreditTenths::hours(due),
            attended_tenths: CreditTenths::hours(attended),
            ..Tally::default()
        };
        assert!(tally(24, 28).meets(857));
        assert!(!tally(20, 28).meets(857));
        assert!(!tally(0, 0).meets(0), "nobody completes a class that was not held");
    }

    #[test]
    fn percentages_round_half_up_and_nothing_due_is_a_dash() {
        assert_eq!(percent(784, 832), "94.23%");
        assert_eq!(percent(1, 3), "33.33%");
        assert_eq!(percent(0, 0), "—");
    }
}

//! What marks, appraisals and the dossier say of the roll: the tally (see [`attendance::tally`]) and leave by kind.

use std::collections::BTreeMap;

use lunxun_base::{Id, Result};
use lunxun_store::{
    RowExt, db,
    rusqlite::{Connection, named_params},
};

use crate::{
    attendance::{self, AttendanceState, Tally},
    training_class::ClassRecord,
};

/// One trainee's lessons by what the roll says of them. Lessons that were not held are not due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AttendanceCounts {
    /// Lessons held.
    pub due: i64,
    /// Attended: in time, by video or made up, and late where that counts.
    pub attended: i64,
    /// Came late (迟到).
    pub late: i64,
    /// Left early (早退).
    pub early_leave: i64,
    /// On official leave (公假).
    pub official_leave: i64,
    /// On sick leave (病假).
    pub sick_leave: i64,
    /// On personal leave (事假).
    pub personal_leave: i64,
    /// Stayed away without leave (旷课).
    pub absent: i64,
    /// Nobody has marked (未登记).
    pub unmarked: i64,
    /// Credit of the lessons held, 0.1 学时.
    pub due_tenths: i64,
    /// Credit of the lessons attended, 0.1 学时.
    pub attended_tenths: i64,
}

impl AttendanceCounts {
    /// Lessons on leave.
    #[must_use]
    pub const fn leave(&self) -> i64 {
        self.official_leave + self.sick_leave + self.personal_leave
    }

    /// Whether every lesson was attended in time and to its end (全勤).
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.due > 0 && self.attended == self.due && self.late == 0
    }

    fn of(tally: &Tally, leave: Option<&BTreeMap<AttendanceState, i64>>) -> Self {
        let of_kind = |kind| leave.and_then(|leave| leave.get(&kind)).copied().unwrap_or(0);
        Self {
            due: i64::from(tally.due),
            attended: i64::from(tally.attended),
            late: i64::from(tally.late),
            early_leave: i64::from(tally.early_leave),
            official_leave: of_kind(AttendanceState::OfficialLeave),
            sick_leave: of_kind(AttendanceState::SickLeave),
            personal_leave: of_kind(AttendanceState::PersonalLeave),
            absent: i64::from(tally.absent),
            unmarked: i64::try_from(tally.unmarked.len()).unwrap_or(i64::MAX),
            due_tenths: i64::from(tally.due_tenths.0),
            attended_tenths: i64::from(tally.attended_tenths.0),
        }
    }
}

/// Everybody due in the class.
///
/// # Errors
/// Those of the database.
pub fn attendance(conn: &Connection, class: &ClassRecord) -> Result<BTreeMap<Id, AttendanceCounts>> {
    let leave = leave_by_kind(conn, class.id)?;
    let counts = attendance::tallies(conn, class)?
        .into_iter()
        .map(|(trainee, tally)| (trainee.id, AttendanceCounts::of(&tally, leave.get(&trainee.id))))
        .collect();
    Ok(counts)
}

fn leave_by_kind(conn: &Connection, class: Id) -> Result<BTreeMap<Id, BTreeMap<AttendanceState, i64>>> {
    let mut statement = conn.prepare_cached(include_str!("sql/count_leave.sql")).map_err(db)?;
    let mut rows = statement.query(named_params! { ":class": class.as_bytes() }).map_err(db)?;
    let mut leave = BTreeMap::<Id, BTreeMap<AttendanceState, i64>>::new();
    while let Some(row) = rows.next().map_err(db)? {
        let state = AttendanceState::from_word(&row.col::<String>("state")?)?;
        leave.entry(row.id("enrollment_id")?).or_default().insert(state, row.col("lesson_count")?);
    }
    Ok(leave)
}

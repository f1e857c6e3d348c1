//! How often each trainee of a class attended, for marks, appraisals and the dossier.

use lunxun_base::{Id, LocalDate, Result};
use lunxun_store::{
    RowExt, db,
    rusqlite::{Connection, named_params},
};

use super::trainees::ByEnrollment;

/// One trainee's lessons by what the roll says of them. Lessons that were not held are not due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AttendanceCounts {
    /// Lessons held.
    pub due: i64,
    /// Came in time (出勤), by video (视频到课), or made the lesson up (补课).
    pub present: i64,
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
    /// Credit of the lessons held, 0.1 学时.
    pub due_tenths: i64,
    /// Credit of the lessons attended, 0.1 学时.
    pub attended_tenths: i64,
    /// Whether late counts as attended, by the parameter in force when the class began.
    pub late_counts: bool,
}

impl AttendanceCounts {
    /// Lessons attended.
    #[must_use]
    pub const fn attended(&self) -> i64 {
        self.present + if self.late_counts { self.late } else { 0 }
    }

    /// Lessons on leave.
    #[must_use]
    pub const fn leave(&self) -> i64 {
        self.official_leave + self.sick_leave + self.personal_leave
    }

    /// Lessons held that nobody has marked (未登记).
    #[must_use]
    pub const fn unmarked(&self) -> i64 {
        self.due - self.present - self.late - self.early_leave - self.leave() - self.absent
    }

    /// Whether every lesson was attended in time and to its end (全勤).
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.due > 0 && self.present == self.due
    }
}

/// The counts of everybody in the class who was marked at least once, and the counts of one who never was.
///
/// # Errors
/// Those of the database.
pub fn attendance(
    conn: &Connection,
    class: Id,
    on: LocalDate,
) -> Result<(ByEnrollment<AttendanceCounts>, AttendanceCounts)> {
    let late_counts = crate::params::value(conn, "attendance.late_counts_as_attended", on)? != 0;
    let blank = conn
        .prepare_cached(
            "SELECT count(*) AS due, coalesce(sum(credit_tenths), 0) AS due_tenths FROM lesson
             WHERE class_id = :class AND deleted_at IS NULL AND not_held_reason IS NULL",
        )
        .and_then(|mut statement| {
            statement.query_row(named_params! { ":class": class.as_bytes() }, |row| {
                Ok(AttendanceCounts {
                    due: row.get("due")?,
                    due_tenths: row.get("due_tenths")?,
                    late_counts,
                    ..AttendanceCounts::default()
                })
            })
        })
        .map_err(db)?;
    let mut statement = conn.prepare_cached(include_str!("sql/count_attendance.sql")).map_err(db)?;
    let mut rows = statement.query(named_params! { ":class": class.as_bytes() }).map_err(db)?;
    let mut counted = ByEnrollment::new();
    while let Some(row) = rows.next().map_err(db)? {
        let counts: &mut AttendanceCounts = counted.entry(row.id("enrollment_id")?).or_insert(blank);
        let (state, lessons, credit): (String, i64, i64) =
            (row.col("state")?, row.col("lesson_count")?, row.col("credit_tenths")?);
        let attended = match state.as_str() {
            "late" => late_counts,
            "present" | "video" | "make_up" => true,
            _ => false,
        };
        counts.attended_tenths += if attended { credit } else { 0 };
        match state.as_str() {
            "late" => counts.late += lessons,
            "early_leave" => counts.early_leave += lessons,
            "official_leave" => counts.official_leave += lessons,
            "sick_leave" => counts.sick_leave += lessons,
            "personal_leave" => counts.personal_leave += lessons,
            "absent" => counts.absent += lessons,
            _ => counts.present += lessons,
        }
    }
    Ok((counted, blank))
}

use lunxun_base::{Id, LocalDate, Millis, Result};
use lunxun_store::{
    RowExt,
    rusqlite::{Connection, named_params},
};

use super::{AttendanceState, LeaveKind, LeaveRow, Mark};
use crate::{rows::rows, timetable::LessonHalf};

/// Every mark of a class.
pub(super) fn marks(conn: &Connection, class: Id) -> Result<Vec<Mark>> {
    rows(
        conn,
        "SELECT lesson_id, enrollment_id, state FROM attendance_mark
         WHERE class_id = :class AND deleted_at IS NULL ORDER BY id",
        named_params! { ":class": class.as_bytes() },
        |row| {
            Ok(Mark {
                lesson: row.id("lesson_id")?,
                enrollment: row.id("enrollment_id")?,
                state: AttendanceState::from_word(&row.col::<String>("state")?)?,
            })
        },
    )
}

/// Marks of one lesson with their notes.
pub(super) fn lesson_marks(conn: &Connection, lesson: Id) -> Result<Vec<(Id, AttendanceState, String)>> {
    rows(
        conn,
        "SELECT enrollment_id, state, note FROM attendance_mark
         WHERE lesson_id = :lesson AND deleted_at IS NULL ORDER BY id",
        named_params! { ":lesson": lesson.as_bytes() },
        |row| {
            Ok((row.id("enrollment_id")?, AttendanceState::from_word(&row.col::<String>("state")?)?, row.col("note")?))
        },
    )
}

/// A class's leaves in the order of their days.
pub(super) fn leaves(conn: &Connection, class: Id) -> Result<Vec<LeaveRow>> {
    rows(conn, include_str!("sql/list_leaves.sql"), named_params! { ":class": class.as_bytes() }, |row| {
        Ok(LeaveRow {
            id: row.id("id")?,
            enrollment_id: row.id("enrollment_id")?,
            name: row.col("name")?,
            kind: LeaveKind::from_word(&row.col::<String>("kind")?)?,
            from_day: row.date("from_day")?,
            from_half: LessonHalf::from_word(&row.col::<String>("from_half")?)?,
            to_day: row.date("to_day")?,
            to_half: LessonHalf::from_word(&row.col::<String>("to_half")?)?,
            reason: row.col("reason")?,
            approver: row.col("approver")?,
            returned_at: row.col::<Option<Millis>>("returned_at")?,
        })
    })
}

/// Half-days with credit that a member attended in other, closed classes.
pub(super) fn credited_elsewhere(
    conn: &Connection,
    class: Id,
    member: Id,
    late_counts: bool,
) -> Result<Vec<(LocalDate, LessonHalf)>> {
    rows(
        conn,
        include_str!("sql/credited_elsewhere.sql"),
        named_params! { ":class": class.as_bytes(), ":member": member.as_bytes(), ":late": late_counts },
        |row| Ok((row.date("day")?, LessonHalf::from_word(&row.col::<String>("half")?)?)),
    )
}

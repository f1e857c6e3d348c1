use lunxun_base::{CreditTenths, Id, Result};
use lunxun_store::{
    RowExt,
    rusqlite::{Connection, Row, named_params},
};

use super::{LessonHalf, LessonView, Slot};
use crate::rows::{first, rows};

fn view(row: &Row<'_>) -> Result<LessonView> {
    Ok(LessonView {
        id: row.id("id")?,
        day: row.date("day")?,
        half: LessonHalf::from_word(&row.col::<String>("half")?)?,
        course_id: row.opt_id("course_id")?,
        course_title: row.col("course_title")?,
        instructor_id: row.opt_id("instructor_id")?,
        instructor_name: row.col("instructor_name")?,
        room_id: row.opt_id("room_id")?,
        room_name: row.col("room_name")?,
        venue_ids: Vec::new(),
        credit_tenths: CreditTenths(row.col("credit_tenths")?),
        did_not_happen_reason: row.col("not_held_reason")?,
        roll_taken: row.col("roll_taken")?,
        practical_percent: row.col("practical_percent")?,
    })
}

/// A class's lessons in the order of the days.
pub(super) fn lessons(conn: &Connection, class: Id) -> Result<Vec<LessonView>> {
    let mut lessons =
        rows(conn, include_str!("sql/list_lessons.sql"), named_params! { ":class": class.as_bytes() }, view)?;
    let venues = rows(
        conn,
        "SELECT DISTINCT venue_id FROM enrollment
         WHERE class_id = :class AND venue_id IS NOT NULL AND deleted_at IS NULL
           AND state NOT IN ('substituted', 'withdrawn')
         ORDER BY venue_id",
        named_params! { ":class": class.as_bytes() },
        |row| row.id("venue_id"),
    )?;
    for lesson in &mut lessons {
        lesson.venue_ids.clone_from(&venues);
    }
    lessons.sort_by_key(|lesson| (lesson.day, lesson.half, lesson.id));
    Ok(lessons)
}

/// Another class in which this instructor or this room is taken in that half-day: (class name, whether the instructor).
pub(super) fn clash(
    conn: &Connection,
    class: Id,
    slot: Slot,
    instructor: Option<Id>,
    room: Option<Id>,
) -> Result<Option<(String, bool)>> {
    first(
        conn,
        "SELECT other.name AS name, COALESCE(lesson.instructor_id = :instructor, 0) AS is_instructor
         FROM lesson JOIN training_class other ON other.id = lesson.class_id AND other.deleted_at IS NULL
         WHERE lesson.deleted_at IS NULL AND lesson.class_id <> :class AND other.state <> 'cancelled'
           AND lesson.day = :day AND lesson.half = :half
           AND (lesson.instructor_id = :instructor OR COALESCE(lesson.room_id, other.room_id) = :room)
         ORDER BY lesson.id LIMIT 1",
        named_params! {
            ":class": class.as_bytes(),
            ":day": slot.0.to_string(),
            ":half": slot.1.word(),
            ":instructor": instructor.as_ref().map(|id| id.as_bytes().as_slice()),
            ":room": room.as_ref().map(|id| id.as_bytes().as_slice()),
        },
        |row| Ok((row.col("name")?, row.col("is_instructor")?)),
    )
}

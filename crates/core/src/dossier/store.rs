//! The SQL of the dossier.

use lunxun_base::{Id, Result};
use lunxun_store::{
    RowExt,
    rusqlite::{Connection, named_params},
};

use crate::{
    enrollment::EnrollmentState,
    rows::{first, rows},
};

/// A member in a class.
pub(super) struct Seat {
    pub enrollment: Id,
    pub class: Id,
    pub state: EnrollmentState,
}

/// Every class that a member was ever put into, newest first.
pub(super) fn seats(conn: &Connection, member: Id) -> Result<Vec<Seat>> {
    rows(conn, include_str!("sql/list_classes.sql"), named_params! { ":member": member.as_bytes() }, |row| {
        Ok(Seat {
            enrollment: row.id("enrollment_id")?,
            class: row.id("class_id")?,
            state: EnrollmentState::from_word(&row.col::<String>("state")?)?,
        })
    })
}

/// The enrolment, if it is a live one of the class.
pub(super) fn seat(conn: &Connection, class: Id, enrollment: Id) -> Result<Option<Seat>> {
    first(
        conn,
        "SELECT state FROM enrollment WHERE id = :enrollment AND class_id = :class AND deleted_at IS NULL",
        named_params! { ":enrollment": enrollment.as_bytes(), ":class": class.as_bytes() },
        |row| Ok(Seat { enrollment, class, state: EnrollmentState::from_word(&row.col::<String>("state")?)? }),
    )
}

/// The years in which the ledger has lines for a member, oldest first.
pub(super) fn years(conn: &Connection, member: Id) -> Result<Vec<i32>> {
    rows(
        conn,
        "SELECT DISTINCT CAST(substr(day, 1, 4) AS INTEGER) AS year FROM hours_line
         WHERE member_id = :member AND deleted_at IS NULL
         ORDER BY year",
        named_params! { ":member": member.as_bytes() },
        |row| row.col("year"),
    )
}

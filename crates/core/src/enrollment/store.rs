use lunxun_base::{Id, LocalDate, Result};
use lunxun_store::{
    RowExt, Store,
    rusqlite::{Connection, named_params},
};

use super::{EnrollmentSource, EnrollmentState, Trainee};
use crate::{
    fields::PartyStatus,
    member::search::{self, Wanted},
    rows::{first, rows},
};

/// Every enrolment of a class in seat order.
pub(super) fn trainees(conn: &Connection, class: Id) -> Result<Vec<Trainee>> {
    rows(conn, include_str!("sql/list_enrollments.sql"), named_params! { ":class": class.as_bytes() }, |row| {
        Ok(Trainee {
            id: row.id("id")?,
            member_id: row.id("member_id")?,
            seat_no: row.col::<Option<u32>>("seat_no")?.unwrap_or(0),
            source: EnrollmentSource::from_word(&row.col::<String>("source")?)?,
            state: EnrollmentState::from_word(&row.col::<String>("state")?)?,
            venue_id: row.opt_id("venue_id")?,
            note: row.col("note")?,
            name: row.col("name")?,
            pinyin: row.col("pinyin")?,
            sex: row.col("sex")?,
            category: row.col("category")?,
            duties: row.col::<String>("duties")?.split_whitespace().map(str::to_owned).collect(),
            phone: row.col("phone")?,
            branch_name: row.col("branch_name")?,
        })
    })
}

/// Enrolment ids in the order of the seats, each with its present number.
pub(super) fn seat_order(conn: &Connection, class: Id) -> Result<Vec<(Id, Option<i64>)>> {
    rows(conn, include_str!("sql/seat_order.sql"), named_params! { ":class": class.as_bytes() }, |row| {
        Ok((row.id("id")?, row.col("seat_no")?))
    })
}

/// Another class in which a member is due on one of these days.
pub(super) struct Overlap {
    pub class_name: String,
    pub days: (LocalDate, LocalDate),
    pub member_name: String,
}

pub(super) fn overlap(
    conn: &Connection,
    class: Id,
    member: Id,
    days: (LocalDate, LocalDate),
) -> Result<Option<Overlap>> {
    first(
        conn,
        include_str!("sql/overlapping_class.sql"),
        named_params! {
            ":class": class.as_bytes(),
            ":member": member.as_bytes(),
            ":first": days.0.to_string(),
            ":last": days.1.to_string(),
        },
        |row| {
            Ok(Overlap {
                class_name: row.col("class_name")?,
                days: (row.date("starts_on")?, row.date("ends_on")?),
                member_name: row.col("member_name")?,
            })
        },
    )
}

/// A member's category and duties on this day, as kept with the enrolment.
pub(super) fn snapshot(conn: &Connection, member: Id) -> Result<Option<String>> {
    first(
        conn,
        "SELECT trim(COALESCE(category, '') || ' ' || COALESCE(duties, '')) AS snapshot
         FROM member
         WHERE id = :member AND deleted_at IS NULL",
        named_params! { ":member": member.as_bytes() },
        |row| row.col("snapshot"),
    )
}

/// Whether anything has been written about this enrolment.
pub(super) fn has_facts(conn: &Connection, enrollment: Id) -> Result<bool> {
    first(
        conn,
        "SELECT EXISTS (SELECT 1 FROM attendance_mark WHERE enrollment_id = :id AND deleted_at IS NULL)
             OR EXISTS (SELECT 1 FROM leave_record WHERE enrollment_id = :id AND deleted_at IS NULL)
             OR EXISTS (SELECT 1 FROM exam_mark WHERE enrollment_id = :id AND deleted_at IS NULL)
             OR EXISTS (SELECT 1 FROM appraisal WHERE enrollment_id = :id AND deleted_at IS NULL)
             OR EXISTS (SELECT 1 FROM conduct_record WHERE enrollment_id = :id AND deleted_at IS NULL) AS has_facts",
        named_params! { ":id": enrollment.as_bytes() },
        |row| row.col("has_facts"),
    )
    .map(Option::unwrap_or_default)
}

/// Seats of a room.
pub(super) fn seats(conn: &Connection, room: Id) -> Result<Option<i64>> {
    first(
        conn,
        "SELECT seats FROM venue WHERE id = :room AND deleted_at IS NULL",
        named_params! { ":room": room.as_bytes() },
        |row| row.col::<Option<i64>>("seats"),
    )
    .map(Option::flatten)
}

/// Somebody who could be added: id, name, branch, attendance mode, whether they have a class that year.
pub(super) type Candidate = (Id, String, String, String, bool);

/// Candidates shown at most.
const CANDIDATES: usize = 50;
/// Members looked at for them: behind so many, whoever types on is found sooner.
const LOOKED_AT: usize = 2_000;

/// Who fits the query and is not in the class, those without a class that year first.
pub(super) fn candidates(store: &Store, class: Id, year: i32, query: &str) -> Result<Vec<Candidate>> {
    let wanted = Wanted { query, status: Some(PartyStatus::Normal), ..Wanted::default() };
    let (mut free, mut busy) = (Vec::new(), Vec::new());
    for member in search::find(store, &wanted)?.into_iter().take(LOOKED_AT) {
        match candidate(store.conn(), class, year, member)? {
            Some(candidate) if candidate.4 => busy.push(candidate),
            Some(candidate) => free.push(candidate),
            None => {}
        }
        if free.len() == CANDIDATES {
            break;
        }
    }
    free.append(&mut busy);
    free.truncate(CANDIDATES);
    Ok(free)
}

fn candidate(conn: &Connection, class: Id, year: i32, member: Id) -> Result<Option<Candidate>> {
    first(
        conn,
        include_str!("sql/candidate.sql"),
        named_params! { ":class": class.as_bytes(), ":year": year.to_string(), ":member": member.as_bytes() },
        |row| {
            Ok((
                row.id("id")?,
                row.col("name")?,
                row.col("branch_name")?,
                row.col("attend_mode")?,
                row.col("has_class")?,
            ))
        },
    )
}

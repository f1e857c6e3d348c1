//! The SQL of training classes.

use lunxun_base::{CreditTenths, Id, LocalDate, OrNotFound, Result};
use lunxun_store::{
    RowExt, Tx, db,
    rusqlite::{Connection, Row, named_params},
};

use super::{ClassKind, ClassRecord, ClassState, ClassTier, TRAINING_CLASS};

/// Whether this faculty record leads or deputises in the class.
pub(super) fn is_led_by(conn: &Connection, class: Id, faculty: Id) -> Result<bool> {
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM training_class
         WHERE id = :class AND deleted_at IS NULL AND (head_id = :faculty OR deputy_id = :faculty)) AS is_led",
    )
    .and_then(|mut statement| {
        statement.query_row(named_params! { ":class": class.as_bytes(), ":faculty": faculty.as_bytes() }, |row| {
            row.get("is_led")
        })
    })
    .map_err(db)
}

fn record(row: &Row<'_>) -> Result<ClassRecord> {
    Ok(ClassRecord {
        id: row.id("id")?,
        no: row.col("no")?,
        name: row.col("name")?,
        tier: ClassTier::from_word(&row.col::<String>("tier")?)?,
        kind: ClassKind::from_word(&row.col::<String>("kind")?)?,
        state: ClassState::from_word(&row.col::<String>("state")?)?,
        starts_on: row.date("starts_on")?,
        ends_on: row.date("ends_on")?,
        head_id: row.opt_id("head_id")?,
        deputy_id: row.opt_id("deputy_id")?,
        room_id: row.opt_id("room_id")?,
        is_boarding: row.col("is_boarding")?,
        credit_tenths: CreditTenths(row.col("credit_tenths")?),
        note: row.col("note")?,
        closed_at: row.col("closed_at")?,
        closed_by: row.col("closed_by")?,
        digest: row.col("digest")?,
    })
}

pub(super) fn find(conn: &Connection, id: Id) -> Result<ClassRecord> {
    let mut statement = conn
        .prepare_cached(
            "SELECT id, no, name, tier, kind, state, starts_on, ends_on, head_id, deputy_id, room_id, is_boarding,
                    credit_tenths, note, closed_at, closed_by, digest
             FROM training_class WHERE id = :id AND deleted_at IS NULL",
        )
        .map_err(db)?;
    let mut rows = statement.query(named_params! { ":id": id.as_bytes() }).map_err(db)?;
    rows.next().map_err(db)?.map(record).transpose()?.or_not_found("班次")
}

pub(super) fn list(
    conn: &Connection,
    year: Option<i32>,
    state: Option<ClassState>,
    led_by: Option<Id>,
) -> Result<Vec<ClassRecord>> {
    let mut statement = conn
        .prepare_cached(
            "SELECT id, no, name, tier, kind, state, starts_on, ends_on, head_id, deputy_id, room_id, is_boarding,
                    credit_tenths, note, closed_at, closed_by, digest
             FROM training_class
             WHERE deleted_at IS NULL
               AND (:year IS NULL OR substr(starts_on, 1, 4) = :year OR substr(ends_on, 1, 4) = :year)
               AND (:state IS NULL OR state = :state)
               AND (:faculty IS NULL OR head_id = :faculty OR deputy_id = :faculty)
             ORDER BY starts_on, no, id LIMIT 2000",
        )
        .map_err(db)?;
    let mut rows = statement
        .query(named_params! {
            ":year": year.map(|year| year.to_string()),
            ":state": state.map(ClassState::word),
            ":faculty": led_by.as_ref().map(|id| id.as_bytes().as_slice()),
        })
        .map_err(db)?;
    let mut classes = Vec::new();
    while let Some(row) = rows.next().map_err(db)? {
        classes.push(record(row)?);
    }
    Ok(classes)
}

/// The numbers in use.
pub(super) fn numbers(conn: &Connection) -> Result<Vec<String>> {
    let mut statement =
        conn.prepare_cached("SELECT no FROM training_class WHERE deleted_at IS NULL ORDER BY no").map_err(db)?;
    let rows = statement.query_map([], |row| row.get("no")).map_err(db)?;
    rows.collect::<Result<_, _>>().map_err(db)
}

/// Classes that this person leads, or that use this room, on any of these days.
pub(super) fn clashes(
    conn: &Connection,
    except: Option<Id>,
    faculty: Option<Id>,
    room: Option<Id>,
    days: (LocalDate, LocalDate),
) -> Result<Vec<ClassRecord>> {
    let mut statement = conn
        .prepare_cached(
            "SELECT id, no, name, tier, kind, state, starts_on, ends_on, head_id, deputy_id, room_id, is_boarding,
                    credit_tenths, note, closed_at, closed_by, digest
             FROM training_class
             WHERE deleted_at IS NULL AND state <> 'cancelled' AND (:except IS NULL OR id <> :except)
               AND starts_on <= :last AND ends_on >= :first
               AND (head_id = :faculty OR deputy_id = :faculty OR room_id = :room)
             ORDER BY starts_on, id LIMIT 20",
        )
        .map_err(db)?;
    let mut rows = statement
        .query(named_params! {
            ":except": except.as_ref().map(|id| id.as_bytes().as_slice()),
            ":faculty": faculty.as_ref().map(|id| id.as_bytes().as_slice()),
            ":room": room.as_ref().map(|id| id.as_bytes().as_slice()),
            ":first": days.0.to_string(),
            ":last": days.1.to_string(),
        })
        .map_err(db)?;
    let mut classes = Vec::new();
    while let Some(row) = rows.next().map_err(db)? {
        classes.push(record(row)?);
    }
    Ok(classes)
}

pub(super) fn set_state(tx: &Tx<'_>, class: Id, state: ClassState) -> Result<()> {
    tx.update(TRAINING_CLASS, class, &[("state", state.into())]).map(drop)
}

//! Training classes (班次): the row itself, its states, its lock, who leads it, and the shape of its gates (关口).
//!
//! The commands on a class as a whole (`class.*`) stand in [`crate::closing`], which comes after everything that a
//! class is made of.

mod model;
mod store;
mod sync;

use lunxun_base::{Error, Id, LocalDate, Result, require};
use lunxun_store::{Migration, Tx, rusqlite::Connection};

use crate::feature::Feature;

pub use model::{
    ClassKind, ClassRecord, ClassState, ClassTier, GateCheck, GateItem, GateState, NewClass, days_text, next_no,
};
pub use sync::{AMENDMENT, GATE_WAIVER, TRAINING_CLASS};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "training_class",
    commands: &[],
    kinds: &[TRAINING_CLASS, GATE_WAIVER, AMENDMENT],
    migrations: &[Migration {
        name: "20261122T1002_training_class",
        sql: include_str!("migrations/20261122T1002_training_class.sql"),
    }],
};

/// Whether this faculty record is the class's head or deputy head teacher (正、副班主任).
///
/// # Errors
/// Those of the database.
pub fn is_led_by(conn: &Connection, class: Id, faculty: Id) -> Result<bool> {
    store::is_led_by(conn, class, faculty)
}

/// A class's own row.
///
/// # Errors
/// `NotFound` when it does not exist.
pub fn find(conn: &Connection, class: Id) -> Result<ClassRecord> {
    store::find(conn, class)
}

/// Classes by first day; of one year, in one state, led by one person, where given.
///
/// # Errors
/// Those of the database.
pub fn list(
    conn: &Connection,
    year: Option<i32>,
    state: Option<ClassState>,
    led_by: Option<Id>,
) -> Result<Vec<ClassRecord>> {
    store::list(conn, year, state, led_by)
}

/// Refuses work on a closed or cancelled class; every command that changes a class's content asks this first.
///
/// # Errors
/// `NotFound`, `Locked`.
pub fn require_open(conn: &Connection, class: Id) -> Result<ClassRecord> {
    let record = store::find(conn, class)?;
    record.state.require_open()?;
    Ok(record)
}

/// Checks a class's days and who leads it where, and adds it as a draft.
///
/// # Errors
/// `Invalid` for impossible days or one person in both posts, `Conflict` when a teacher leads another class then.
pub fn create(tx: &Tx<'_>, new: &NewClass) -> Result<Id> {
    check(tx.conn(), None, new)?;
    let id = new.id.unwrap_or_else(|| tx.new_id());
    let no = next_no(new.starts_on.year(), &store::numbers(tx.conn())?);
    let mut fields = fields(new);
    fields.push(("no", no.into()));
    fields.push(("state", ClassState::Draft.into()));
    fields.push(("rotation_plan_id", new.rotation_plan_id.into()));
    fields.push(("planned_class_id", new.planned_class_id.into()));
    tx.insert(TRAINING_CLASS, id, &fields)?;
    Ok(id)
}

/// Changes a class that is not closed.
///
/// # Errors
/// As [`create`], and `Locked`.
pub fn change(tx: &Tx<'_>, class: Id, new: &NewClass) -> Result<()> {
    require_open(tx.conn(), class)?;
    check(tx.conn(), Some(class), new)?;
    tx.update(TRAINING_CLASS, class, &fields(new)).map(drop)
}

/// Moves a class to a state, without asking its gates.
///
/// # Errors
/// `NotFound`.
pub fn set_state(tx: &Tx<'_>, class: Id, state: ClassState) -> Result<()> {
    store::set_state(tx, class, state)
}

/// Refuses a teacher who leads another class on one of these days.
///
/// # Errors
/// `Conflict`, naming the other class.
pub fn require_free_lead(
    conn: &Connection,
    except: Option<Id>,
    faculty: Id,
    starts_on: LocalDate,
    ends_on: LocalDate,
) -> Result<()> {
    match store::clashes(conn, except, Some(faculty), None, (starts_on, ends_on))?.first() {
        None => Ok(()),
        Some(other) => Err(Error::conflict(format!(
            "这位班主任在{}已带“{}”，同一时间不能带两个班，请换人或改日期。",
            days_text(other.starts_on, other.ends_on),
            other.name
        ))),
    }
}

/// Another class in this room on one of these days.
///
/// # Errors
/// Those of the database.
pub fn room_clash(conn: &Connection, class: &ClassRecord) -> Result<Option<ClassRecord>> {
    let Some(room) = class.room_id else { return Ok(None) };
    Ok(store::clashes(conn, Some(class.id), None, Some(room), (class.starts_on, class.ends_on))?.into_iter().next())
}

fn check(conn: &Connection, class: Option<Id>, new: &NewClass) -> Result<()> {
    require!(!new.name.trim().is_empty(), "name", "请填写班名，例如“2027年第三期党员轮训班”。");
    require!(new.ends_on >= new.starts_on, "endsOn", "结束日期不能早于开班日期。");
    require!(new.ends_on.days_since(new.starts_on) < 60, "endsOn", "班次最长 60 天，请检查日期。");
    if let (Some(head), Some(deputy)) = (new.head_id, new.deputy_id) {
        require!(head != deputy, "deputyId", "正、副班主任不能是同一人，请另选副班主任。");
    }
    for faculty in new.head_id.into_iter().chain(new.deputy_id) {
        require_free_lead(conn, class, faculty, new.starts_on, new.ends_on)?;
    }
    Ok(())
}

fn fields(new: &NewClass) -> Vec<(&'static str, lunxun_protocol::Value)> {
    vec![
        ("name", new.name.trim().into()),
        ("tier", new.tier.into()),
        ("kind", new.kind.into()),
        ("starts_on", new.starts_on.into()),
        ("ends_on", new.ends_on.into()),
        ("head_id", new.head_id.into()),
        ("deputy_id", new.deputy_id.into()),
        ("room_id", new.room_id.into()),
        ("is_boarding", new.is_boarding.into()),
        ("note", new.note.trim().into()),
    ]
}

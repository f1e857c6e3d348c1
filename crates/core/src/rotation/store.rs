//! The SQL of rotation plans.

use std::collections::{BTreeMap, BTreeSet};

use lunxun_base::{Id, LocalDate, Millis, OrNotFound, Result};
use lunxun_protocol::Value;
use lunxun_store::{
    RowExt, Tx,
    rusqlite::{Connection, named_params},
};

use super::{PLANNED_CLASS, PLANNED_SEAT, PlanState, PlannedClassKind, ROTATION_PLAN, RotationPlanSummary};
use crate::rows::{first, rows};

/// A plan's own row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlanRow {
    pub id: Id,
    pub year: i32,
    pub name: String,
    pub state: PlanState,
    pub class_days: u32,
    pub include_homecoming: bool,
    pub venues: Vec<Id>,
    pub heads: Vec<Id>,
    pub deputies: Vec<Id>,
    pub created_by: String,
    pub created_at: Millis,
    pub confirmed_at: Option<Millis>,
    pub score: String,
    pub bound: String,
    /// Days open beyond the windows, first and last.
    pub extra_days: Vec<(LocalDate, LocalDate)>,
    /// People that a class needs at the least, where not as the parameters say.
    pub min_size: Option<u32>,
}

/// A planned class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ClassRow {
    pub id: Id,
    pub no: u32,
    pub name: String,
    pub kind: PlannedClassKind,
    pub starts_on: LocalDate,
    pub ends_on: LocalDate,
    pub venue: Id,
    pub head: Option<Id>,
    pub deputy: Option<Id>,
    pub capacity: u32,
    pub is_locked: bool,
    pub is_hand_dated: bool,
    pub override_reason: Option<String>,
    pub training_class: Option<Id>,
}

/// Where a member sits, or why nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Seat {
    pub class: Option<Id>,
    pub is_locked: bool,
    pub reason_code: Option<String>,
    pub sentence: Option<String>,
    pub cure: Option<String>,
    pub override_reason: Option<String>,
    pub exempt_reason: Option<String>,
}

/// A plan as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stored {
    pub plan: PlanRow,
    pub classes: Vec<ClassRow>,
    pub seats: BTreeMap<Id, Seat>,
}

impl Stored {
    pub(super) fn class(&self, id: Id) -> Option<&ClassRow> {
        self.classes.iter().find(|class| class.id == id)
    }

    pub(super) fn class_mut(&mut self, id: Id) -> Option<&mut ClassRow> {
        self.classes.iter_mut().find(|class| class.id == id)
    }
}

fn ids(text: &str) -> Vec<Id> {
    text.split_whitespace().filter_map(|id| id.parse().ok()).collect()
}

fn ids_text(ids: &[Id]) -> String {
    ids.iter().map(Id::to_string).collect::<Vec<_>>().join(" ")
}

fn spans(text: &str) -> Vec<(LocalDate, LocalDate)> {
    let span = |text: &str| {
        let (from, to) = text.split_once('/')?;
        Some((from.parse().ok()?, to.parse().ok()?))
    };
    text.split_whitespace().filter_map(span).collect()
}

fn spans_text(spans: &[(LocalDate, LocalDate)]) -> String {
    spans.iter().map(|(from, to)| format!("{from}/{to}")).collect::<Vec<_>>().join(" ")
}

/// Every plan with its counts, the newest year first.
pub(super) fn list(conn: &Connection) -> Result<Vec<RotationPlanSummary>> {
    rows(conn, include_str!("sql/list_plans.sql"), &[], |row| {
        Ok(RotationPlanSummary {
            id: row.id("id")?,
            year: row.col("year")?,
            name: row.col("name")?,
            state: PlanState::from_word(&row.col::<String>("state")?)?,
            class_count: row.col("class_count")?,
            placed: row.col("placed")?,
            unplaced: row.col("unplaced")?,
            created_at: row.col("created_at")?,
            confirmed_at: row.col("confirmed_at")?,
        })
    })
}

/// One plan with its classes by number and its seats.
pub(super) fn load(conn: &Connection, plan: Id) -> Result<Stored> {
    let by_plan = named_params! { ":plan": plan.as_bytes() };
    let row = first(
        conn,
        "SELECT id, year, name, state, class_days, include_homecoming, venue_ids, head_ids, deputy_ids, created_by,
                created_at, confirmed_at, score, bound, extra_days, min_size
         FROM rotation_plan WHERE id = :plan AND deleted_at IS NULL",
        by_plan,
        |row| {
            Ok(PlanRow {
                id: row.id("id")?,
                year: row.col("year")?,
                name: row.col("name")?,
                state: PlanState::from_word(&row.col::<String>("state")?)?,
                class_days: row.col("class_days")?,
                include_homecoming: row.col("include_homecoming")?,
                venues: ids(&row.col::<String>("venue_ids")?),
                heads: ids(&row.col::<String>("head_ids")?),
                deputies: ids(&row.col::<String>("deputy_ids")?),
                created_by: row.col("created_by")?,
                created_at: row.col("created_at")?,
                confirmed_at: row.col("confirmed_at")?,
                score: row.col("score")?,
                bound: row.col("bound")?,
                extra_days: spans(&row.col::<Option<String>>("extra_days")?.unwrap_or_default()),
                min_size: row.col("min_size")?,
            })
        },
    )?
    .or_not_found("轮训计划")?;
    let classes = rows(
        conn,
        "SELECT id, no, name, kind, starts_on, ends_on, venue_id, head_id, deputy_id, capacity, is_locked,
                is_hand_dated, override_reason, training_class_id
         FROM planned_class WHERE plan_id = :plan AND deleted_at IS NULL
         ORDER BY no, starts_on, id",
        by_plan,
        |row| {
            Ok(ClassRow {
                id: row.id("id")?,
                no: row.col("no")?,
                name: row.col("name")?,
                kind: PlannedClassKind::from_word(&row.col::<String>("kind")?)?,
                starts_on: row.date("starts_on")?,
                ends_on: row.date("ends_on")?,
                venue: row.opt_id("venue_id")?.unwrap_or(Id::from_bytes([0; 16])),
                head: row.opt_id("head_id")?,
                deputy: row.opt_id("deputy_id")?,
                capacity: row.col("capacity")?,
                is_locked: row.col("is_locked")?,
                is_hand_dated: row.col("is_hand_dated")?,
                override_reason: row.col("override_reason")?,
                training_class: row.opt_id("training_class_id")?,
            })
        },
    )?;
    let seats = rows(
        conn,
        "SELECT member_id, planned_class_id, is_locked, reason_code, sentence, cure, override_reason, exempt_reason
         FROM planned_seat WHERE plan_id = :plan AND deleted_at IS NULL
         ORDER BY member_id",
        by_plan,
        |row| {
            Ok((
                row.id("member_id")?,
                Seat {
                    class: row.opt_id("planned_class_id")?,
                    is_locked: row.col("is_locked")?,
                    reason_code: row.col("reason_code")?,
                    sentence: row.col("sentence")?,
                    cure: row.col("cure")?,
                    override_reason: row.col("override_reason")?,
                    exempt_reason: row.col("exempt_reason")?,
                },
            ))
        },
    )?;
    Ok(Stored { plan: row, classes, seats: seats.into_iter().collect() })
}

/// The id of a member's seat in a plan: the same on every PC.
#[must_use]
pub fn seat_id(plan: Id, member: Id) -> Id {
    Id::derived("planned_seat", &[plan.as_bytes(), member.as_bytes()])
}

/// Writes what differs from `before`, and nothing else: a plan has a thousand rows and a change by hand touches few.
pub(super) fn save(tx: &Tx<'_>, before: Option<&Stored>, after: &Stored) -> Result<()> {
    let plan = after.plan.id;
    if before.is_none_or(|before| before.plan != after.plan) {
        tx.upsert(ROTATION_PLAN, plan, &plan_fields(&after.plan))?;
    }
    for class in &after.classes {
        if before.and_then(|before| before.class(class.id)) != Some(class) {
            tx.upsert(PLANNED_CLASS, class.id, &class_fields(plan, class))?;
        }
    }
    for (member, seat) in &after.seats {
        if before.and_then(|before| before.seats.get(member)) != Some(seat) {
            tx.upsert(PLANNED_SEAT, seat_id(plan, *member), &seat_fields(plan, *member, seat))?;
        }
    }
    if let Some(before) = before {
        let kept: BTreeSet<Id> = after.classes.iter().map(|class| class.id).collect();
        for class in before.classes.iter().filter(|class| !kept.contains(&class.id)) {
            tx.delete(PLANNED_CLASS, class.id)?;
        }
        for member in before.seats.keys().filter(|member| !after.seats.contains_key(member)) {
            tx.delete(PLANNED_SEAT, seat_id(plan, *member))?;
        }
    }
    Ok(())
}

/// Puts a plan with all its rows away.
pub(super) fn delete(tx: &Tx<'_>, stored: &Stored) -> Result<()> {
    for member in stored.seats.keys() {
        tx.delete(PLANNED_SEAT, seat_id(stored.plan.id, *member))?;
    }
    for class in &stored.classes {
        tx.delete(PLANNED_CLASS, class.id)?;
    }
    tx.delete(ROTATION_PLAN, stored.plan.id)
}

fn plan_fields(plan: &PlanRow) -> Vec<(&'static str, Value)> {
    vec![
        ("year", i64::from(plan.year).into()),
        ("name", plan.name.as_str().into()),
        ("state", plan.state.into()),
        ("class_days", i64::from(plan.class_days).into()),
        ("include_homecoming", plan.include_homecoming.into()),
        ("venue_ids", ids_text(&plan.venues).into()),
        ("head_ids", ids_text(&plan.heads).into()),
        ("deputy_ids", ids_text(&plan.deputies).into()),
        ("created_by", plan.created_by.as_str().into()),
        ("created_at", plan.created_at.into()),
        ("confirmed_at", plan.confirmed_at.into()),
        ("score", plan.score.as_str().into()),
        ("bound", plan.bound.as_str().into()),
        ("extra_days", Some(spans_text(&plan.extra_days)).filter(|text| !text.is_empty()).into()),
        ("min_size", plan.min_size.map(i64::from).into()),
    ]
}

fn class_fields(plan: Id, class: &ClassRow) -> Vec<(&'static str, Value)> {
    vec![
        ("plan_id", plan.into()),
        ("no", i64::from(class.no).into()),
        ("name", class.name.as_str().into()),
        ("kind", class.kind.into()),
        ("starts_on", class.starts_on.into()),
        ("ends_on", class.ends_on.into()),
        ("venue_id", class.venue.into()),
        ("head_id", class.head.into()),
        ("deputy_id", class.deputy.into()),
        ("capacity", i64::from(class.capacity).into()),
        ("is_locked", class.is_locked.into()),
        ("is_hand_dated", class.is_hand_dated.into()),
        ("override_reason", class.override_reason.as_deref().into()),
        ("training_class_id", class.training_class.into()),
    ]
}

fn seat_fields(plan: Id, member: Id, seat: &Seat) -> Vec<(&'static str, Value)> {
    vec![
        ("plan_id", plan.into()),
        ("planned_class_id", seat.class.into()),
        ("member_id", member.into()),
        ("is_locked", seat.is_locked.into()),
        ("reason_code", seat.reason_code.as_deref().into()),
        ("sentence", seat.sentence.as_deref().into()),
        ("cure", seat.cure.as_deref().into()),
        ("override_reason", seat.override_reason.as_deref().into()),
        ("exempt_reason", seat.exempt_reason.as_deref().into()),
    ]
}

/// The last day of each member's last completed township or county class.
pub(super) fn last_classes(conn: &Connection) -> Result<BTreeMap<Id, LocalDate>> {
    let found =
        rows(conn, include_str!("sql/last_classes.sql"), &[], |row| Ok((row.id("member_id")?, row.date("last_on")?)))?;
    Ok(found.into_iter().collect())
}

/// Who is in a class of the year that does not come from this plan, and in which.
pub(super) fn seats_elsewhere(conn: &Connection, year: i32, plan: Id) -> Result<BTreeMap<Id, String>> {
    let parameters = named_params! { ":year": year.to_string(), ":plan": plan.as_bytes() };
    let found = rows(conn, include_str!("sql/seats_elsewhere.sql"), parameters, |row| {
        Ok((row.id("member_id")?, row.col::<String>("class_name")?))
    })?;
    Ok(found.into_iter().collect())
}

/// What each member has earned in the year, in 0.1 学时.
pub(super) fn earned(conn: &Connection, year: i32) -> Result<BTreeMap<Id, i32>> {
    let found = rows(
        conn,
        "SELECT member_id, sum(credit_tenths) AS credit FROM hours_line
         WHERE deleted_at IS NULL AND substr(day, 1, 4) = :year
         GROUP BY member_id
         ORDER BY member_id",
        named_params! { ":year": year.to_string() },
        |row| Ok((row.id("member_id")?, row.col::<i32>("credit")?)),
    )?;
    Ok(found.into_iter().collect())
}

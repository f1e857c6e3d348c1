//! The trainees (学员) of a class as marks and appraisals see them.

use std::collections::BTreeMap;

use lunxun_base::{Id, OrNotFound, Result};
use lunxun_store::{
    RowExt, db,
    rusqlite::{Connection, OptionalExtension, named_params},
};

/// A trainee of a class; the substituted and the withdrawn are none.
#[derive(Debug, Clone)]
pub struct Trainee {
    /// The enrolment.
    pub enrollment: Id,
    /// The member.
    pub member: Id,
    /// Place on the sign-in sheet.
    pub seat_no: Option<i64>,
    /// The member's name.
    pub name: String,
    /// The member's branch.
    pub branch_name: String,
    /// Whether the member is probationary (预备党员).
    pub is_probationary: bool,
    /// The member's duties, as stored words.
    pub duties: Vec<String>,
    /// Whether the member has reported (报到), or the class has settled the outcome.
    pub has_arrived: bool,
    /// Whether the class was completed (结业); `None` until it is settled.
    pub is_completed: Option<bool>,
}

impl Trainee {
    /// How a message names the row: seat and name.
    #[must_use]
    pub fn label(&self) -> String {
        self.seat_no.map_or_else(|| self.name.clone(), |seat| format!("{seat}号 {}", self.name))
    }
}

/// The class's trainees by seat.
///
/// # Errors
/// Those of the database.
pub fn of_class(conn: &Connection, class: Id) -> Result<Vec<Trainee>> {
    let mut statement = conn.prepare_cached(include_str!("sql/list_trainees.sql")).map_err(db)?;
    let mut rows = statement.query(named_params! { ":class": class.as_bytes() }).map_err(db)?;
    let mut trainees = Vec::new();
    while let Some(row) = rows.next().map_err(db)? {
        let (duties, state): (String, String) = (row.col("duties")?, row.col("state")?);
        trainees.push(Trainee {
            enrollment: row.id("id")?,
            member: row.id("member_id")?,
            seat_no: row.col("seat_no")?,
            name: row.col("name")?,
            branch_name: row.col("branch_name")?,
            is_probationary: row.col::<String>("category")? == "probationary",
            duties: duties.split([',', ' ']).filter(|duty| !duty.is_empty()).map(str::to_owned).collect(),
            has_arrived: matches!(state.as_str(), "arrived" | "completed" | "not_completed"),
            is_completed: match state.as_str() {
                "completed" => Some(true),
                "not_completed" => Some(false),
                _ => None,
            },
        });
    }
    Ok(trainees)
}

/// One trainee of the class.
///
/// # Errors
/// `NotFound` when the enrolment is not a live one of this class.
pub fn one(conn: &Connection, class: Id, enrollment: Id) -> Result<Trainee> {
    of_class(conn, class)?.into_iter().find(|trainee| trainee.enrollment == enrollment).or_not_found("学员")
}

/// Refuses an enrolment that is not a live one of this class. Cheaper than [`one`].
///
/// # Errors
/// `NotFound`.
pub fn require_one(conn: &Connection, class: Id, enrollment: Id) -> Result<()> {
    conn.prepare_cached(
        "SELECT 1 FROM enrollment
         WHERE id = :enrollment AND class_id = :class AND deleted_at IS NULL
           AND state NOT IN ('substituted', 'withdrawn')",
    )
    .and_then(|mut statement| {
        let parameters = named_params! { ":enrollment": enrollment.as_bytes(), ":class": class.as_bytes() };
        statement.query_row(parameters, |_| Ok(())).optional()
    })
    .map_err(db)?
    .or_not_found("学员")
}

/// By enrolment.
pub type ByEnrollment<T> = BTreeMap<Id, T>;

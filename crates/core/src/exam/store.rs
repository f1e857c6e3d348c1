//! The SQL of marks.

use std::collections::BTreeMap;

use lunxun_base::{Id, Result};
use lunxun_protocol::Value;
use lunxun_store::{
    RowExt, Tx, db,
    rusqlite::{Connection, Row, named_params},
};

use super::{EXAM_MARK, EXAM_SCHEME, ExamMode, Marks, Scheme, Weights};
use crate::{params::Params, training_class::ClassRecord};

pub(super) fn scheme_id(class: Id) -> Id {
    Id::derived("exam_scheme", &[class.as_bytes()])
}

pub(super) fn mark_id(class: Id, enrollment: Id) -> Id {
    Id::derived("exam_mark", &[class.as_bytes(), enrollment.as_bytes()])
}

/// How the class is examined: its own scheme, or the one that the parameters in force on its first day give.
///
/// # Errors
/// Those of the database.
pub fn scheme(conn: &Connection, class: &ClassRecord) -> Result<Scheme> {
    let mut statement = conn
        .prepare_cached(
            "SELECT mode, full_mark_tenths, pass_mark_tenths, weight_attendance, weight_conduct, weight_exam,
                    weight_reflection
             FROM exam_scheme WHERE id = :id AND deleted_at IS NULL",
        )
        .map_err(db)?;
    let mut rows = statement.query(named_params! { ":id": scheme_id(class.id).as_bytes() }).map_err(db)?;
    if let Some(row) = rows.next().map_err(db)? {
        return Ok(Scheme {
            mode: ExamMode::from_word(&row.col::<String>("mode")?)?,
            full_tenths: row.col("full_mark_tenths")?,
            pass_tenths: row.col("pass_mark_tenths")?,
            weights: Weights {
                attendance: row.col("weight_attendance")?,
                conduct: row.col("weight_conduct")?,
                exam: row.col("weight_exam")?,
                reflection: row.col("weight_reflection")?,
            },
        });
    }
    let params = Params::on(conn, class.starts_on);
    Ok(Scheme {
        mode: ExamMode::ClosedBook,
        full_tenths: 1000,
        pass_tenths: params.get("score.pass")? * 10,
        weights: Weights {
            attendance: params.get("composite.attendance")?,
            conduct: params.get("composite.conduct")?,
            exam: params.get("composite.exam")?,
            reflection: params.get("composite.reflection")?,
        },
    })
}

pub(super) fn save_scheme(tx: &Tx<'_>, class: Id, scheme: &Scheme) -> Result<()> {
    let fields = [
        ("class_id", class.into()),
        ("mode", scheme.mode.into()),
        ("full_mark_tenths", scheme.full_tenths.into()),
        ("pass_mark_tenths", scheme.pass_tenths.into()),
        ("weight_attendance", scheme.weights.attendance.into()),
        ("weight_conduct", scheme.weights.conduct.into()),
        ("weight_exam", scheme.weights.exam.into()),
        ("weight_reflection", scheme.weights.reflection.into()),
    ];
    tx.upsert(&EXAM_SCHEME, scheme_id(class), &fields).map(drop)
}

fn marks_row(row: &Row<'_>) -> Result<(Id, Marks)> {
    let marks = Marks {
        exam_tenths: row.col("exam_mark_tenths")?,
        is_absent: row.col("is_absent")?,
        exempt_reason: row.col("exempt_reason")?,
        retake_tenths: row.col("retake_mark_tenths")?,
        reflection_tenths: row.col("reflection_mark_tenths")?,
    };
    Ok((row.id("enrollment_id")?, marks))
}

/// The class's marks. Who has none is left out.
///
/// # Errors
/// Those of the database.
pub fn marks(conn: &Connection, class: Id) -> Result<BTreeMap<Id, Marks>> {
    let mut statement = conn
        .prepare_cached(
            "SELECT enrollment_id, exam_mark_tenths, is_absent, exempt_reason, retake_mark_tenths,
                    reflection_mark_tenths
             FROM exam_mark WHERE class_id = :class AND deleted_at IS NULL ORDER BY id",
        )
        .map_err(db)?;
    let mut rows = statement.query(named_params! { ":class": class.as_bytes() }).map_err(db)?;
    let mut marks = BTreeMap::new();
    while let Some(row) = rows.next().map_err(db)? {
        let (enrollment, one) = marks_row(row)?;
        if !one.is_blank() {
            marks.insert(enrollment, one);
        }
    }
    Ok(marks)
}

pub(super) fn save_marks(
    tx: &Tx<'_>,
    class: Id,
    enrollment: Id,
    old: Option<&Marks>,
    new: &Marks,
    by: &str,
) -> Result<bool> {
    if old.map_or(new.is_blank(), |old| old == new) {
        return Ok(false);
    }
    let fields: [(&'static str, Value); 8] = [
        ("class_id", class.into()),
        ("enrollment_id", enrollment.into()),
        ("exam_mark_tenths", new.exam_tenths.into()),
        ("is_absent", new.is_absent.into()),
        ("exempt_reason", new.exempt_reason.clone().into()),
        ("retake_mark_tenths", new.retake_tenths.into()),
        ("reflection_mark_tenths", new.reflection_tenths.into()),
        ("entered_by", by.into()),
    ];
    tx.upsert(&EXAM_MARK, mark_id(class, enrollment), &fields)
}

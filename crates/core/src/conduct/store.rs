//! The SQL of conduct.

use lunxun_base::{Error, Id, LocalDate, OrNotFound, Result};
use lunxun_store::{
    RowExt, Tx, db,
    rusqlite::{Connection, Row, named_params},
};

use std::collections::BTreeMap;

use super::{CONDUCT_RECORD, ConductKind, model};
use crate::{enrollment, training_class};

/// A stored line.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its id.
    pub id: Id,
    /// Whose.
    pub enrollment: Id,
    /// When it happened.
    pub day: LocalDate,
    /// What kind.
    pub kind: ConductKind,
    /// Whole points.
    pub score: i64,
    /// What happened.
    pub note: String,
    /// Who wrote it down.
    pub by: String,
}

fn line(row: &Row<'_>) -> Result<Line> {
    Ok(Line {
        id: row.id("id")?,
        enrollment: row.id("enrollment_id")?,
        day: row.date("day")?,
        kind: ConductKind::from_word(&row.col::<String>("kind")?)?,
        score: row.col("score")?,
        note: row.col("note")?,
        by: row.col("by_name")?,
    })
}

/// The class's lines, oldest first.
///
/// # Errors
/// Those of the database.
pub fn lines(conn: &Connection, class: Id) -> Result<Vec<Line>> {
    let mut statement = conn
        .prepare_cached(
            "SELECT id, enrollment_id, day, kind, score, note, by_name FROM conduct_record
             WHERE class_id = :class AND deleted_at IS NULL
             ORDER BY day, id",
        )
        .map_err(db)?;
    let mut rows = statement.query(named_params! { ":class": class.as_bytes() }).map_err(db)?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next().map_err(db)? {
        lines.push(line(row)?);
    }
    Ok(lines)
}

/// The class's lines, each trainee's oldest first.
///
/// # Errors
/// Those of the database.
pub fn lines_by_trainee(conn: &Connection, class: Id) -> Result<BTreeMap<Id, Vec<Line>>> {
    let mut sorted = BTreeMap::<Id, Vec<Line>>::new();
    for line in lines(conn, class)? {
        sorted.entry(line.enrollment).or_default().push(line);
    }
    Ok(sorted)
}

pub(super) struct NewLine<'a> {
    pub class: Id,
    pub enrollment: Id,
    pub day: LocalDate,
    pub kind: ConductKind,
    pub score: i64,
    pub note: &'a str,
    pub by: &'a str,
}

pub(super) fn add(tx: &Tx<'_>, new: &NewLine<'_>) -> Result<()> {
    if let Some((field, message)) = model::refusal(new.kind, new.score, new.note) {
        return Err(Error::invalid(field, message));
    }
    tx.insert(
        &CONDUCT_RECORD,
        tx.new_id(),
        &[
            ("class_id", new.class.into()),
            ("enrollment_id", new.enrollment.into()),
            ("day", new.day.into()),
            ("kind", new.kind.into()),
            ("score", new.score.into()),
            ("note", new.note.trim().into()),
            ("by_name", new.by.into()),
        ],
    )
}

pub(super) fn remove(tx: &Tx<'_>, class: Id, id: Id) -> Result<()> {
    lines(tx.conn(), class)?.into_iter().find(|line| line.id == id).or_not_found("平时表现")?;
    tx.delete(&CONDUCT_RECORD, id)
}

/// Brings a trainee's conduct mark to another value by a balancing line, or corrects one line, inside an amendment
/// (更正单) of a closed class. `field` is `mark`, or a line's id whose points change; no new value takes the line back.
/// Answers the old value.
///
/// # Errors
/// `NotFound`, and `Invalid` for what is no mark.
pub fn amend(
    tx: &Tx<'_>,
    class: Id,
    enrollment: Id,
    field: &str,
    new_value: Option<&str>,
    by: &str,
) -> Result<Option<String>> {
    enrollment::trainee(tx.conn(), class, enrollment)?;
    let head = training_class::find(tx.conn(), class)?;
    let mine = lines_by_trainee(tx.conn(), class)?.remove(&enrollment).unwrap_or_default();
    let whole = |text: &str| {
        text.trim().parse::<i64>().map_err(|_| Error::invalid("newValue", "表现分要填整数，请检查后再试。"))
    };
    if let Ok(id) = field.parse::<Id>() {
        let line = mine.into_iter().find(|line| line.id == id).or_not_found("平时表现")?;
        match new_value.filter(|value| !value.trim().is_empty()) {
            None => tx.delete(&CONDUCT_RECORD, id)?,
            Some(value) => {
                let score = whole(value)?;
                if let Some((_, message)) = model::refusal(line.kind, score, &line.note) {
                    return Err(Error::invalid("newValue", message));
                }
                tx.update(&CONDUCT_RECORD, id, &[("score", score.into())])?;
            }
        }
        return Ok(Some(line.score.to_string()));
    }
    if !matches!(field, "mark" | "score" | "conductMark" | "conduct_mark") {
        return Err(Error::invalid("field", "平时表现只能更正表现分，请重新选择更正的内容。"));
    }
    let target = whole(new_value.unwrap_or_default())?;
    if !(0..=100).contains(&target) {
        return Err(Error::invalid("newValue", "表现分在0到100之间，请检查后再试。"));
    }
    let old = model::mark_tenths(mine.iter().map(|line| line.score)) / 10;
    // Points beyond the bounds have no effect on the mark but would on the difference.
    let raw = mine.iter().fold(model::BASE, |sum, line| sum.saturating_add(line.score));
    let mut rest = target - raw;
    while rest != 0 {
        let step = rest.clamp(-model::MAX_SCORE, model::MAX_SCORE);
        let kind = if step > 0 { ConductKind::GoodDeed } else { ConductKind::Violation };
        let note = "按更正单调整表现分";
        add(tx, &NewLine { class, enrollment, day: head.ends_on, kind, score: step, note, by })?;
        rest -= step;
    }
    Ok(Some(old.to_string()))
}

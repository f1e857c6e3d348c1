//! Everybody's result in a class: marks, parts and composite put together.

use lunxun_base::{Error, Id, Result};
use lunxun_store::{Tx, rusqlite::Connection};

use super::{
    Composite, ExamMode, Marks, Part, Scheme,
    model::{attendance_mark, composite, from_points, show},
    store,
};
use crate::{
    conduct::{self, AttendanceCounts, Line},
    enrollment::{self, Trainee},
    training_class::{self, ClassRecord, GateCheck, GateState},
};

/// One trainee's result.
#[derive(Debug, Clone)]
pub struct TraineeResult {
    /// Who.
    pub trainee: Trainee,
    /// The roll.
    pub attendance: AttendanceCounts,
    /// Conduct lines, oldest first.
    pub conduct: Vec<Line>,
    /// Conduct mark, 0.1 point of 100.
    pub conduct_tenths: i64,
    /// Attendance mark, 0.1 point of 100; `None` while no lesson was held.
    pub attendance_tenths: Option<i64>,
    /// Marks as entered.
    pub marks: Marks,
    /// What the exam gives, 0.1 point of 100.
    pub exam_tenths: Option<i64>,
    /// The composite and its formula.
    pub composite: Composite,
}

impl TraineeResult {
    /// Whether the trainee came at all: reported, or attended a lesson. Who only was invited owes no marks.
    #[must_use]
    pub const fn has_come(&self) -> bool {
        conduct::has_arrived(&self.trainee) || self.attendance.attended > 0
    }

    /// Whether the exam is passed, retake included; `None` where there is nothing to pass or it is still to come.
    #[must_use]
    pub fn is_passed(&self, scheme: &Scheme) -> Option<bool> {
        self.marks.exam_result(scheme).map(|mark| mark >= scheme.pass_tenths)
    }
}

/// A class's results by seat.
#[derive(Debug, Clone)]
pub struct Results {
    /// How it is examined.
    pub scheme: Scheme,
    /// Whether any reflection was marked; where none was, that part is not asked of anybody.
    pub has_reflection: bool,
    /// Everybody, by seat.
    pub rows: Vec<TraineeResult>,
}

/// A class's results.
///
/// # Errors
/// Those of the database.
pub fn results(conn: &Connection, class: &ClassRecord) -> Result<Results> {
    let scheme = store::scheme(conn, class)?;
    let mut marks = store::marks(conn, class.id)?;
    let mut lines = conduct::lines_by_trainee(conn, class.id)?;
    let mut rolls = conduct::attendance(conn, class)?;
    let has_reflection = marks.values().any(|marks| marks.reflection_tenths.is_some());
    let rows = enrollment::due_trainees(conn, class.id)?
        .into_iter()
        .map(|trainee| {
            let attendance = rolls.remove(&trainee.id).unwrap_or_default();
            let conduct = lines.remove(&trainee.id).unwrap_or_default();
            let marks = marks.remove(&trainee.id).unwrap_or_default();
            result(&scheme, has_reflection, trainee, attendance, conduct, marks)
        })
        .collect();
    Ok(Results { scheme, has_reflection, rows })
}

fn result(
    scheme: &Scheme,
    has_reflection: bool,
    trainee: Trainee,
    attendance: AttendanceCounts,
    conduct: Vec<Line>,
    marks: Marks,
) -> TraineeResult {
    let conduct_tenths = conduct::mark_tenths(conduct.iter().map(|line| line.score));
    let attended = attendance_mark(attendance.attended_tenths, attendance.due_tenths);
    let exam_tenths = marks.exam_result(scheme).map(|mark| scheme.of_hundred(mark));
    let exam = match exam_tenths {
        _ if scheme.mode == ExamMode::None || marks.exempt_reason.is_some() => Part::NotAsked,
        Some(mark) => Part::Mark(mark),
        None => Part::Pending,
    };
    let reflection = match marks.reflection_tenths {
        Some(mark) => Part::Mark(mark),
        None if has_reflection && marks.exempt_reason.is_none() => Part::Pending,
        None => Part::NotAsked,
    };
    TraineeResult {
        composite: composite(scheme.weights, attended, Part::Mark(conduct_tenths), exam, reflection),
        attendance_tenths: if let Part::Mark(mark) = attended { Some(mark) } else { None },
        trainee,
        attendance,
        conduct,
        conduct_tenths,
        marks,
        exam_tenths,
    }
}

/// The closing gate of marks: everybody who came has a mark, is marked absent, or is exempt; and where reflections are
/// marked, everybody's is.
pub const GATE: GateCheck = GateCheck { code: "marks", label: "考核成绩", can_waive: true, check: gate };

/// See [`GATE`].
///
/// # Errors
/// Those of the database.
pub fn gate(conn: &Connection, class: &ClassRecord) -> Result<GateState> {
    let results = results(conn, class)?;
    let needs_exam = results.scheme.mode != ExamMode::None;
    let needs_reflection = results.has_reflection && results.scheme.weights.reflection > 0;
    let due: Vec<&TraineeResult> = results.rows.iter().filter(|row| row.has_come()).collect();
    let missing: Vec<String> = due
        .iter()
        .filter(|row| {
            let lacks_exam = needs_exam && !row.marks.has_exam();
            let lacks_reflection =
                needs_reflection && row.marks.reflection_tenths.is_none() && row.marks.exempt_reason.is_none();
            lacks_exam || lacks_reflection
        })
        .map(|row| row.trainee.name.clone())
        .collect();
    let detail = if missing.is_empty() {
        format!("{}人的成绩已齐", due.len())
    } else {
        format!(
            "已录{}人，还缺{}人。没参加考试的请记缺考，不需要考的请写免考原因。",
            due.len() - missing.len(),
            missing.len()
        )
    };
    Ok(GateState { detail, missing, is_moot: due.is_empty() })
}

/// Changes one mark inside an amendment (更正单), closed or not. `field` is `examMark`, `retakeMark`,
/// `reflectionMark`, `examAbsent` or `exemptReason`; no new value clears it. Answers the old value.
///
/// # Errors
/// `NotFound` for another class's trainee; `Invalid` for marks that cannot stand.
pub fn amend(
    tx: &Tx<'_>,
    class: Id,
    enrollment: Id,
    field: &str,
    new_value: Option<&str>,
    by: &str,
) -> Result<Option<String>> {
    let trainee = enrollment::trainee(tx.conn(), class, enrollment)?;
    let scheme = store::scheme(tx.conn(), &training_class::find(tx.conn(), class)?)?;
    let old = store::marks(tx.conn(), class)?.remove(&enrollment);
    let mut new = old.clone().unwrap_or_default();
    let text = new_value.map(str::trim).filter(|text| !text.is_empty());
    let points = || -> Result<Option<i64>> {
        text.map(|text| {
            let tenths = text.parse::<f64>().ok().and_then(from_points);
            tenths.ok_or_else(|| Error::invalid("newValue", "成绩要填数字，最多一位小数，请检查后再试。"))
        })
        .transpose()
    };
    let before = match field {
        "examMark" | "exam_mark" => std::mem::replace(&mut new.exam_tenths, points()?).map(show),
        "retakeMark" | "retake_mark" => std::mem::replace(&mut new.retake_tenths, points()?).map(show),
        "reflectionMark" | "reflection_mark" => std::mem::replace(&mut new.reflection_tenths, points()?).map(show),
        "examAbsent" | "exam_absent" => {
            let is_absent = matches!(text, Some("true" | "1" | "是" | "缺考"));
            let was = std::mem::replace(&mut new.is_absent, is_absent);
            Some(if was { "缺考" } else { "未缺考" }.to_owned())
        }
        "exemptReason" | "exempt_reason" => std::mem::replace(&mut new.exempt_reason, text.map(str::to_owned)),
        _ => return Err(Error::invalid("field", "成绩没有这一项，请重新选择更正的内容。")),
    };
    // A mark given to somebody who was noted as absent replaces the note, and the other way round.
    match field {
        "examMark" | "exam_mark" if new.exam_tenths.is_some() => new.is_absent = false,
        "examAbsent" | "exam_absent" if new.is_absent => new.exam_tenths = None,
        _ => {}
    }
    if let Some((_, message)) = new.refusal(&scheme) {
        return Err(Error::invalid("newValue", format!("{}：{message}", conduct::row_label(&trainee))));
    }
    store::save_marks(tx, class, enrollment, old.as_ref(), &new, by)?;
    Ok(before)
}

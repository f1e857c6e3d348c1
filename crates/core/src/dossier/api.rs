use lunxun_base::{CreditTenths, Id, LocalDate, OrNotFound, Result};
use lunxun_store::rusqlite::Connection;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    forms::{FormRows, GetForms, forms},
    store::{self, Seat},
};
use crate::{
    Ctx,
    appraisal::{self, ArchiveTarget},
    attendance,
    closing::{self, AmendmentView},
    commands,
    conduct::{self, ConductRow},
    enrollment::EnrollmentState,
    exam::{self, Grade, TraineeResult, to_points},
    hours::{self, HoursLine, HoursSummary},
    member::{self, MemberView},
    rpc::ClassScoped,
    training_class::{self, ClassState},
};

/// Asks for a member's dossier (学员档案).
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetDossier {
    /// Who.
    pub member_id: Id,
}

/// Asks for one trainee's part in one class.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetDossierClass {
    /// The class.
    pub class_id: Id,
    /// The trainee.
    pub enrollment_id: Id,
}

/// Everything that the school knows of a member's training, on one page.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DossierView {
    /// The member, masked.
    pub member: MemberView,
    /// This year's credit.
    pub hours: HoursSummary,
    /// Every year with credit, oldest first, this year included.
    pub years: Vec<DossierYear>,
    /// Every class, newest first.
    pub classes: Vec<DossierClass>,
    /// The ledger of all years, by day.
    pub lines: Vec<HoursLine>,
}

/// A year of a member's credit.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DossierYear {
    /// The year.
    pub year: i32,
    /// What is asked by today's duties, 0.1 学时.
    pub target_tenths: CreditTenths,
    /// What is earned, 0.1 学时.
    pub earned_tenths: CreditTenths,
}

/// A member's part in one class.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DossierClass {
    /// The class.
    pub class_id: Id,
    /// The enrolment.
    pub enrollment_id: Id,
    /// The class's number.
    pub class_no: String,
    /// The class's name.
    pub class_name: String,
    /// Where the class stands.
    pub state: ClassState,
    /// Where the member stands in it.
    pub enrollment_state: EnrollmentState,
    /// The same as read.
    pub enrollment_state_label: String,
    /// First day.
    pub starts_on: LocalDate,
    /// Last day.
    pub ends_on: LocalDate,
    /// The roll.
    pub attendance: DossierAttendance,
    /// Conduct, oldest first.
    pub conduct: Vec<ConductRow>,
    /// Conduct mark, of 100.
    pub conduct_score: f64,
    /// First sitting.
    pub exam_mark: Option<f64>,
    /// Missed the exam.
    pub exam_absent: bool,
    /// Why exempt.
    pub exempt_reason: Option<String>,
    /// Retake.
    pub retake_mark: Option<f64>,
    /// Reflection.
    pub reflection_mark: Option<f64>,
    /// Composite, 0.1 point of 100.
    pub composite_tenths: Option<i32>,
    /// Its arithmetic, or what it waits for.
    pub formula: String,
    /// The grade that follows from the composite.
    pub composite_grade: Option<Grade>,
    /// The grade given in the appraisal.
    pub grade: Option<Grade>,
    /// The head teacher's opinion.
    pub appraisal_text: Option<String>,
    /// Whether that is an unedited draft.
    pub is_draft: bool,
    /// Where the form is filed.
    pub archive_target: Option<ArchiveTarget>,
    /// Whether the class was completed; `None` until it is closed.
    pub completed: Option<bool>,
    /// Amendments about this trainee, oldest first.
    pub amendments: Vec<AmendmentView>,
}

/// The roll in numbers of half-days.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DossierAttendance {
    /// Due.
    pub due: u32,
    /// Attended.
    pub attended: u32,
    /// Late.
    pub late: u32,
    /// Left early.
    pub early_leave: u32,
    /// On leave.
    pub leave: u32,
    /// Absent without leave.
    pub absent: u32,
    /// Not marked.
    pub unmarked: u32,
    /// Attended of due by credit, per mille; `None` while nothing is due.
    pub permille: Option<u32>,
    /// Credit of the half-days attended, 0.1 学时.
    pub attended_tenths: CreditTenths,
}

impl ClassScoped for GetDossierClass {
    fn class_id(&self) -> Id {
        self.class_id
    }
}

commands! {
    read Township "dossier.get" => get(GetDossier) -> DossierView;
    read OwnClass "dossier.class_member" => class_member(GetDossierClass) -> DossierClass;
    read OwnClass "dossier.forms" => forms(GetForms) -> FormRows;
}

fn get(ctx: &mut Ctx<'_>, req: GetDossier) -> Result<DossierView> {
    let (conn, this_year) = (ctx.conn(), ctx.today().year());
    let member = member::view_of(conn, req.member_id)?;
    let hours = hours::summary(conn, req.member_id, this_year)?;
    let mut years = store::years(conn, req.member_id)?;
    if !years.contains(&this_year) {
        years.push(this_year);
        years.sort_unstable();
    }
    let summaries = years
        .into_iter()
        .map(|year| if year == this_year { Ok(hours.clone()) } else { hours::summary(conn, req.member_id, year) })
        .collect::<Result<Vec<_>>>()?;
    let classes = classes_of(conn, req.member_id)?;
    let year = |summary: &HoursSummary| DossierYear {
        year: summary.year,
        target_tenths: summary.target_tenths,
        earned_tenths: summary.earned_tenths,
    };
    Ok(DossierView {
        member,
        hours,
        years: summaries.iter().map(year).collect(),
        classes,
        lines: summaries.into_iter().flat_map(|summary| summary.lines).collect(),
    })
}

/// Every class of a member, newest first.
///
/// # Errors
/// Those of the database.
pub fn classes_of(conn: &Connection, member: Id) -> Result<Vec<DossierClass>> {
    store::seats(conn, member)?.iter().map(|seat| section(conn, seat)).collect()
}

fn class_member(ctx: &mut Ctx<'_>, req: GetDossierClass) -> Result<DossierClass> {
    let seat = store::seat(ctx.conn(), req.class_id, req.enrollment_id)?.or_not_found("学员")?;
    section(ctx.conn(), &seat)
}

/// One class of a dossier. Who was substituted or withdrew keeps the roll and the conduct that there were.
fn section(conn: &Connection, seat: &Seat) -> Result<DossierClass> {
    let class = training_class::find(conn, seat.class)?;
    let tally = attendance::tally_of(conn, &class, seat.enrollment)?;
    let result: Option<TraineeResult> =
        exam::results(conn, &class)?.rows.into_iter().find(|row| row.trainee.id == seat.enrollment);
    let appraisal = appraisal::appraisals(conn, seat.class)?.remove(&seat.enrollment);
    let lines = conduct::lines_by_trainee(conn, seat.class)?.remove(&seat.enrollment).unwrap_or_default();
    let name = result.as_ref().map(|result| result.trainee.name.clone()).unwrap_or_default();
    let conduct_tenths = conduct::mark_tenths(lines.iter().map(|line| line.score));
    let marks = result.as_ref().map(|result| result.marks.clone()).unwrap_or_default();
    let composite = result.map(|result| result.composite).unwrap_or_default();
    let amendments = closing::amendments(conn, seat.class)?;
    let text = appraisal.as_ref().map(|appraisal| appraisal.body.clone()).filter(|body| !body.is_empty());
    Ok(DossierClass {
        class_id: seat.class,
        enrollment_id: seat.enrollment,
        class_no: class.no,
        class_name: class.name,
        state: class.state,
        enrollment_state: seat.state,
        enrollment_state_label: seat.state.label().to_owned(),
        starts_on: class.starts_on,
        ends_on: class.ends_on,
        attendance: DossierAttendance {
            due: tally.due,
            attended: tally.attended,
            late: tally.late,
            early_leave: tally.early_leave,
            leave: tally.leave,
            absent: tally.absent,
            unmarked: u32::try_from(tally.unmarked.len()).unwrap_or(u32::MAX),
            permille: (tally.due_tenths.0 > 0).then(|| tally.permille()),
            attended_tenths: tally.attended_tenths,
        },
        conduct: lines.into_iter().map(|line| ConductRow::of(line, &name)).collect(),
        conduct_score: to_points(conduct_tenths),
        exam_mark: marks.exam_tenths.map(to_points),
        exam_absent: marks.is_absent,
        exempt_reason: marks.exempt_reason,
        retake_mark: marks.retake_tenths.map(to_points),
        reflection_mark: marks.reflection_tenths.map(to_points),
        composite_tenths: composite.tenths.and_then(|tenths| i32::try_from(tenths).ok()),
        composite_grade: composite.grade(),
        formula: composite.formula,
        grade: appraisal.as_ref().and_then(|appraisal| appraisal.grade),
        is_draft: text.is_some() && appraisal.as_ref().is_some_and(|appraisal| appraisal.is_draft),
        appraisal_text: text,
        archive_target: appraisal.map(|appraisal| appraisal.archive_target),
        completed: match seat.state {
            EnrollmentState::Completed => Some(true),
            EnrollmentState::NotCompleted => Some(false),
            _ => None,
        },
        amendments: amendments.into_iter().filter(|one| one.enrollment_id == seat.enrollment).collect(),
    })
}

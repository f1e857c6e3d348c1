use lunxun_base::{Error, Id, LocalDate, OrNotFound, Result, require};
use lunxun_protocol::Value;
use lunxun_store::{Tx, rusqlite::Connection};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ENROLLMENT, EnrollmentSource, EnrollmentState, store};
use crate::{
    Ctx, commands,
    fields::mask_phone,
    fields::{Category, Duty, Sex},
    rpc::ClassScoped,
    timetable::class_scoped,
    training_class::{self, ClassState},
};

/// A person in a class, as the features above read it. Holds the full phone number: never send it as it is.
#[derive(Debug, Clone)]
pub struct Trainee {
    /// The enrolment.
    pub id: Id,
    /// The member.
    pub member_id: Id,
    /// The seat, 1 to n; 0 while there is none.
    pub seat_no: u32,
    /// How they came.
    pub source: EnrollmentSource,
    /// Where they stand.
    pub state: EnrollmentState,
    /// The village venue, where not in the main one.
    pub venue_id: Option<Id>,
    /// Remarks.
    pub note: String,
    /// Name.
    pub name: String,
    /// Search keys.
    pub pinyin: String,
    /// `male`, `female`, `unknown`.
    pub sex: String,
    /// `full`, `probationary`.
    pub category: String,
    /// Duty words.
    pub duties: Vec<String>,
    /// Phone in full.
    pub phone: String,
    /// Branch.
    pub branch_name: String,
}

/// A line of the class list.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EnrollmentRow {
    /// The enrolment.
    pub id: Id,
    /// The member.
    pub member_id: Id,
    /// The seat, 1 to n; 0 while there is none.
    pub seat_no: u32,
    /// Name.
    pub name: String,
    /// Sex, where known.
    pub sex: Option<Sex>,
    /// Branch.
    pub branch_name: String,
    /// Full or probationary.
    pub category: Category,
    /// Duties.
    pub duties: Vec<Duty>,
    /// Phone, masked.
    pub phone_masked: String,
    /// Where they stand.
    pub state: EnrollmentState,
    /// How they came.
    pub source: EnrollmentSource,
    /// The village venue, where not in the main one.
    pub venue_id: Option<Id>,
    /// Remarks.
    pub note: String,
}

/// A class's people.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EnrollmentList {
    /// In seat order.
    pub rows: Vec<EnrollmentRow>,
    /// What the clerk should know, such as more people than seats.
    pub warnings: Vec<String>,
}

/// Asks for a class's people.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListEnrollments {
    /// The class.
    pub class_id: Id,
}

/// Adds people to a class.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddEnrollments {
    /// The class.
    pub class_id: Id,
    /// Who.
    pub member_ids: Vec<Id>,
    /// How they come.
    pub source: EnrollmentSource,
}

/// Changes where people stand.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetEnrollmentState {
    /// The class.
    pub class_id: Id,
    /// Who.
    pub enrollment_ids: Vec<Id>,
    /// To what.
    pub state: EnrollmentState,
    /// Why.
    #[serde(default)]
    pub note: String,
}

/// Seats people in a village venue (村会场), or back in the main one.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetEnrollmentVenue {
    /// The class.
    pub class_id: Id,
    /// Who.
    pub enrollment_ids: Vec<Id>,
    /// Where; the main venue where absent.
    #[serde(default)]
    pub venue_id: Option<Id>,
}

/// Takes people off the list who were added by mistake.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RemoveEnrollments {
    /// The class.
    pub class_id: Id,
    /// Who.
    pub enrollment_ids: Vec<Id>,
}

/// Looks for people to add.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FindCandidates {
    /// The class.
    pub class_id: Id,
    /// Part of a name, initials or branch.
    #[serde(default)]
    pub query: String,
}

/// Somebody who could be added.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PickRow {
    /// The member.
    pub member_id: Id,
    /// Name.
    pub name: String,
    /// Branch.
    pub branch_name: String,
    /// What speaks for or against it.
    pub why: String,
}

/// People who could be added.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberPick {
    /// Those without a class this year first; at most 50.
    pub rows: Vec<PickRow>,
}

class_scoped!(
    ListEnrollments,
    AddEnrollments,
    SetEnrollmentState,
    SetEnrollmentVenue,
    RemoveEnrollments,
    FindCandidates
);

commands! {
    read OwnClass "enrollment.list" => list(ListEnrollments) -> EnrollmentList;
    read OwnClass "enrollment.candidates" => candidates(FindCandidates) -> MemberPick;
    write OwnClass "enrollment.add" => add(AddEnrollments) -> EnrollmentList,
        stale ["enrollment", "attendance", "class", "exam", "appraisal", "dossier", "home"];
    write OwnClass "enrollment.set_state" => set_state(SetEnrollmentState) -> EnrollmentList,
        stale ["enrollment", "attendance", "class", "exam", "appraisal", "dossier", "home"];
    write OwnClass "enrollment.set_venue" => set_venue(SetEnrollmentVenue) -> EnrollmentList,
        stale ["enrollment", "attendance", "timetable"];
    write OwnClass "enrollment.remove" => remove(RemoveEnrollments) -> EnrollmentList,
        stale ["enrollment", "attendance", "class", "exam", "appraisal", "dossier", "home"];
}

/// The id of a member's place in a class: the same on every PC.
#[must_use]
pub fn enrollment_id(class: Id, member: Id) -> Id {
    Id::derived("enrollment", &[class.as_bytes(), member.as_bytes()])
}

/// Every enrolment of a class in seat order, those who left included.
///
/// # Errors
/// Those of the database.
pub fn trainees(conn: &Connection, class: Id) -> Result<Vec<Trainee>> {
    store::trainees(conn, class)
}

/// The people due in a class in seat order.
///
/// # Errors
/// Those of the database.
pub fn due_trainees(conn: &Connection, class: Id) -> Result<Vec<Trainee>> {
    let mut trainees = store::trainees(conn, class)?;
    trainees.retain(|trainee| trainee.state.is_due());
    Ok(trainees)
}

/// One enrolment of a class.
///
/// # Errors
/// `NotFound`, also for an enrolment of another class.
pub fn trainee(conn: &Connection, class: Id, enrollment: Id) -> Result<Trainee> {
    store::trainees(conn, class)?.into_iter().find(|trainee| trainee.id == enrollment).or_not_found("学员")
}

/// Puts people into a class and gives them seats. Who is there already stays as they are. Says how many came in.
///
/// # Errors
/// `Locked`; `Conflict` when somebody is due in another class on these days, naming both; `NotFound`.
pub fn enroll(tx: &Tx<'_>, class: Id, members: &[Id], source: EnrollmentSource) -> Result<usize> {
    let record = training_class::require_open(tx.conn(), class)?;
    let there = store::trainees(tx.conn(), class)?;
    let state = match record.state {
        ClassState::Draft => EnrollmentState::Planned,
        _ if source == EnrollmentSource::WalkIn => EnrollmentState::Arrived,
        _ => EnrollmentState::Notified,
    };
    let mut added = 0;
    for member in members {
        let id = enrollment_id(class, *member);
        // Whoever was merged with somebody of the class is in it under that record's id.
        if there.iter().any(|trainee| (trainee.id == id || trainee.member_id == *member) && trainee.state.is_due()) {
            continue;
        }
        if let Some(other) = store::overlap(tx.conn(), class, *member, (record.starts_on, record.ends_on))? {
            return Err(Error::conflict(format!(
                "{}已在“{}”（{}）中，日期重叠，请先从那个班退出或改排另一期。",
                other.member_name,
                other.class_name,
                training_class::days_text(other.days.0, other.days.1)
            )));
        }
        let snapshot = store::snapshot(tx.conn(), *member)?.or_not_found("党员")?;
        let mut fields = vec![
            ("class_id", class.into()),
            ("member_id", (*member).into()),
            ("source", source.into()),
            ("state", state.into()),
            ("category_snapshot", snapshot.into()),
        ];
        if !there.iter().any(|trainee| trainee.id == id) {
            // Somebody who was taken off the list and comes back: the old seat may be another's by now.
            fields.push(("seat_no", Value::Null));
        }
        tx.upsert(ENROLLMENT, id, &fields)?;
        added += 1;
    }
    if added > 0 {
        seat(tx, class, record.state == ClassState::Draft)?;
    }
    Ok(added)
}

/// Refuses days on which somebody of the class is due in another one.
///
/// # Errors
/// `Conflict`, naming both.
pub fn require_no_overlap(conn: &Connection, class: Id, starts_on: LocalDate, ends_on: LocalDate) -> Result<()> {
    for trainee in due_trainees(conn, class)? {
        if let Some(other) = store::overlap(conn, class, trainee.member_id, (starts_on, ends_on))? {
            return Err(Error::conflict(format!(
                "{}已在“{}”（{}）中，日期重叠，请先调出再改日期。",
                other.member_name,
                other.class_name,
                training_class::days_text(other.days.0, other.days.1)
            )));
        }
    }
    Ok(())
}

/// Numbers the seats 1 to n by branch and name. Once the notice is out, papers carry the numbers: newcomers then follow
/// behind.
fn seat(tx: &Tx<'_>, class: Id, renumber: bool) -> Result<()> {
    let order = store::seat_order(tx.conn(), class)?;
    let mut next = if renumber { 1 } else { order.iter().filter_map(|(_, seat)| *seat).max().unwrap_or(0) + 1 };
    for (id, present) in order {
        if renumber || present.is_none() {
            tx.update(ENROLLMENT, id, &[("seat_no", next.into())])?;
            next += 1;
        }
    }
    Ok(())
}

/// Moves everybody in one state to another, as a class's notice does.
///
/// # Errors
/// Those of the database.
pub fn move_all(tx: &Tx<'_>, class: Id, from: EnrollmentState, to: EnrollmentState) -> Result<()> {
    for trainee in store::trainees(tx.conn(), class)?.iter().filter(|trainee| trainee.state == from) {
        tx.update(ENROLLMENT, trainee.id, &[("state", to.into())])?;
    }
    Ok(())
}

fn warnings(conn: &Connection, class: Id, due: usize) -> Result<Vec<String>> {
    let record = training_class::find(conn, class)?;
    let seats = match record.room_id {
        Some(room) => store::seats(conn, room)?,
        None => None,
    };
    Ok(match seats {
        Some(seats) if i64::try_from(due).unwrap_or(i64::MAX) > seats => {
            vec![format!("应到 {due} 人，教室只有 {seats} 个座位，请换教室、设村会场或调出部分人员。")]
        }
        _ => Vec::new(),
    })
}

fn list(ctx: &mut Ctx<'_>, request: ListEnrollments) -> Result<EnrollmentList> {
    let trainees = store::trainees(ctx.conn(), request.class_id)?;
    let due = trainees.iter().filter(|trainee| trainee.state.is_due()).count();
    let warnings = warnings(ctx.conn(), request.class_id, due)?;
    let rows = trainees
        .into_iter()
        .map(|trainee| EnrollmentRow {
            id: trainee.id,
            member_id: trainee.member_id,
            seat_no: trainee.seat_no,
            name: trainee.name,
            sex: Sex::from_word(&trainee.sex),
            branch_name: trainee.branch_name,
            category: Category::from_word(&trainee.category).unwrap_or(Category::Full),
            duties: trainee.duties.iter().filter_map(|word| Duty::from_word(word)).collect(),
            phone_masked: mask_phone(&trainee.phone),
            state: trainee.state,
            source: trainee.source,
            venue_id: trainee.venue_id,
            note: trainee.note,
        })
        .collect();
    Ok(EnrollmentList { rows, warnings })
}

fn candidates(ctx: &mut Ctx<'_>, request: FindCandidates) -> Result<MemberPick> {
    let class = training_class::find(ctx.conn(), request.class_id)?;
    let found = store::candidates(ctx.store(), class.id, class.starts_on.year(), request.query.trim())?;
    let rows = found
        .into_iter()
        .map(|(member_id, name, branch_name, mode, has_class)| PickRow {
            member_id,
            name,
            branch_name,
            why: match (has_class, mode.as_str()) {
                (true, _) => "今年已有班次".to_owned(),
                (false, "doorstep") => "今年还没有班次（送学上门）".to_owned(),
                (false, "migrant") => "今年还没有班次（流动党员）".to_owned(),
                _ => "今年还没有班次".to_owned(),
            },
        })
        .collect();
    Ok(MemberPick { rows })
}

fn add(ctx: &mut Ctx<'_>, request: AddEnrollments) -> Result<EnrollmentList> {
    require!(!request.member_ids.is_empty(), "memberIds", "请先选择要加入班次的党员。");
    ctx.write(|tx| {
        let added = enroll(tx, request.class_id, &request.member_ids, request.source)?;
        tx.summarise(&format!("加入学员 {added} 人"))
    })?;
    list(ctx, ListEnrollments { class_id: request.class_id })
}

/// Checks that all of these are in the class.
fn require_all(conn: &Connection, class: Id, enrollments: &[Id]) -> Result<Vec<Trainee>> {
    let trainees = store::trainees(conn, class)?;
    enrollments
        .iter()
        .map(|id| trainees.iter().find(|trainee| trainee.id == *id).cloned().or_not_found("学员"))
        .collect()
}

fn set_state(ctx: &mut Ctx<'_>, request: SetEnrollmentState) -> Result<EnrollmentList> {
    require!(
        !matches!(request.state, EnrollmentState::Completed | EnrollmentState::NotCompleted),
        "state",
        "结业与否由结班时的考勤和成绩决定，不能手工填写。"
    );
    let needs_reason = !request.state.is_due();
    require!(!needs_reason || !request.note.trim().is_empty(), "note", "请写明退训或顶替的原因。");
    ctx.write(|tx| {
        let record = training_class::require_open(tx.conn(), request.class_id)?;
        for trainee in require_all(tx.conn(), request.class_id, &request.enrollment_ids)? {
            let days = (record.starts_on, record.ends_on);
            if !trainee.state.is_due()
                && request.state.is_due()
                && let Some(other) = store::overlap(tx.conn(), request.class_id, trainee.member_id, days)?
            {
                return Err(Error::conflict(format!(
                    "{}已改到“{}”，日期重叠，不能恢复。",
                    other.member_name, other.class_name
                )));
            }
            let mut fields = vec![("state", request.state.into())];
            if !request.note.trim().is_empty() {
                fields.push(("note", request.note.trim().into()));
            }
            tx.update(ENROLLMENT, trainee.id, &fields)?;
        }
        tx.summarise(&format!("学员状态改为“{}”，{} 人", request.state.label(), request.enrollment_ids.len()))
    })?;
    list(ctx, ListEnrollments { class_id: request.class_id })
}

fn set_venue(ctx: &mut Ctx<'_>, request: SetEnrollmentVenue) -> Result<EnrollmentList> {
    ctx.write(|tx| {
        training_class::require_open(tx.conn(), request.class_id)?;
        for trainee in require_all(tx.conn(), request.class_id, &request.enrollment_ids)? {
            tx.update(ENROLLMENT, trainee.id, &[("venue_id", request.venue_id.into())])?;
        }
        tx.summarise(&format!("调整会场，{} 人", request.enrollment_ids.len()))
    })?;
    list(ctx, ListEnrollments { class_id: request.class_id })
}

fn remove(ctx: &mut Ctx<'_>, request: RemoveEnrollments) -> Result<EnrollmentList> {
    ctx.write(|tx| {
        let record = training_class::require_open(tx.conn(), request.class_id)?;
        for trainee in require_all(tx.conn(), request.class_id, &request.enrollment_ids)? {
            require!(
                !store::has_facts(tx.conn(), trainee.id)?,
                "enrollmentIds",
                "{}已有考勤、成绩或表现记录，不能移出，请改为“退训”并写明原因。",
                trainee.name
            );
            tx.delete(ENROLLMENT, trainee.id)?;
        }
        if record.state == ClassState::Draft {
            seat(tx, request.class_id, true)?;
        }
        tx.summarise(&format!("移出学员 {} 人", request.enrollment_ids.len()))
    })?;
    list(ctx, ListEnrollments { class_id: request.class_id })
}

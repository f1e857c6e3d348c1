//! What the registration and appraisal form (学员登记、鉴定表) prints, as text.

use lunxun_base::{CreditTenths, Id, OrNotFound, Result};
use lunxun_store::rusqlite::Connection;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    Ctx,
    appraisal::{self, TraineeAppraisal},
    exam::to_points,
    faculty, member,
    rpc::ClassScoped,
    training_class::{self, ClassRecord, ClassState},
};

/// Asks for the forms of a class.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetForms {
    /// The class.
    pub class_id: Id,
    /// Whose; everybody's where empty.
    #[serde(default)]
    pub enrollment_ids: Vec<Id>,
}

impl ClassScoped for GetForms {
    fn class_id(&self) -> Id {
        self.class_id
    }
}

/// The forms of a class.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FormRows {
    /// The class's name.
    pub class_name: String,
    /// The head teacher (班主任).
    pub head_name: String,
    /// One a trainee, in seat order.
    pub rows: Vec<FormRow>,
}

/// One form, every entry as printed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[expect(missing_docs, reason = "each entry is a field of the printed form of the same name")]
pub struct FormRow {
    pub member_id: Option<Id>,
    pub serial_no: String,
    pub seat_no: String,
    pub name: String,
    pub sex: String,
    pub nation: String,
    pub birth: String,
    pub education: String,
    pub job: String,
    pub admitted_on: String,
    pub full_since: String,
    pub duties: String,
    pub id_no_masked: String,
    pub phone_masked: String,
    pub branch_name: String,
    pub attend_mode: String,
    pub address: String,
    pub period: String,
    pub hours: String,
    pub due: String,
    pub attended: String,
    pub on_leave: String,
    pub absent: String,
    pub attendance_mark: String,
    pub conduct_mark: String,
    pub exam_mark: String,
    pub reflection_mark: String,
    pub composite: String,
    pub grade: String,
    pub outcome: String,
    pub conduct: String,
    pub self_summary: String,
    pub group_opinion: String,
    pub text: String,
    pub school_opinion: String,
    pub archive_target: String,
}

pub(super) fn forms(ctx: &mut Ctx<'_>, request: GetForms) -> Result<FormRows> {
    let conn = ctx.conn();
    let class = training_class::find(conn, request.class_id)?;
    let head = faculty::list_all(conn)?.into_iter().find(|person| Some(person.id) == class.head_id);
    let appraisals = appraisal::class_appraisals(conn, &class)?;
    let wanted = |row: &&TraineeAppraisal| {
        request.enrollment_ids.is_empty() || request.enrollment_ids.contains(&row.result.trainee.id)
    };
    let rows = appraisals.rows.iter().filter(wanted).map(|row| form(conn, &class, row)).collect::<Result<Vec<_>>>()?;
    (!rows.is_empty()).then_some(()).or_not_found("学员")?;
    Ok(FormRows { class_name: class.name, head_name: head.map(|head| head.name).unwrap_or_default(), rows })
}

fn form(conn: &Connection, class: &ClassRecord, row: &TraineeAppraisal) -> Result<FormRow> {
    let (result, appraisal) = (&row.result, &row.appraisal);
    let who = member::view_of(conn, result.trainee.member_id)?;
    let roll = &result.attendance;
    let points = |tenths: Option<i64>| tenths.map(|tenths| to_points(tenths).to_string()).unwrap_or_default();
    let credit = |tenths: i64| CreditTenths(i32::try_from(tenths).unwrap_or(i32::MAX)).to_string();
    let exam_mark = match (&result.marks.exempt_reason, result.marks.is_absent, result.marks.retake_tenths) {
        (Some(_), ..) => "免考".to_owned(),
        (None, true, None) => "缺考".to_owned(),
        (None, _, Some(retake)) => format!("{}（补考）", to_points(retake)),
        (None, false, None) => points(result.marks.exam_tenths),
    };
    let conduct: Vec<String> = result
        .conduct
        .iter()
        .map(|line| {
            let score = if line.score == 0 { String::new() } else { format!("（{:+}分）", line.score) };
            format!("{}{}{}{}", line.day, line.kind.label(), if line.note.is_empty() { "" } else { "：" }, line.note)
                + &score
        })
        .collect();
    let state = result.trainee.state.word();
    let duties: Vec<&str> = who.duties.iter().map(|duty| duty.label()).collect();
    Ok(FormRow {
        member_id: Some(who.id),
        serial_no: format!("{}-{:03}", class.no, result.trainee.seat_no),
        seat_no: result.trainee.seat_no.to_string(),
        name: who.name,
        sex: who.sex.map(|sex| sex.label().to_owned()).unwrap_or_default(),
        nation: who.nation,
        birth: who.birth.unwrap_or_default(),
        education: who.education,
        job: who.job,
        admitted_on: who.admitted_on.unwrap_or_default(),
        full_since: who.full_since.unwrap_or_default(),
        duties: duties.join("、"),
        id_no_masked: who.id_no_masked,
        phone_masked: who.phone_masked,
        branch_name: who.branch_name,
        attend_mode: who.attend_mode.label().to_owned(),
        address: who.address,
        period: format!("{}至{}", class.starts_on.chinese(), class.ends_on.chinese()),
        hours: format!("应修 {} 学时，实修 {} 学时", credit(roll.due_tenths), credit(roll.attended_tenths)),
        due: roll.due.to_string(),
        attended: roll.attended.to_string(),
        on_leave: (roll.official_leave + roll.sick_leave + roll.personal_leave).to_string(),
        absent: roll.absent.to_string(),
        attendance_mark: points(result.attendance_tenths),
        conduct_mark: points(Some(result.conduct_tenths)),
        exam_mark,
        reflection_mark: points(result.marks.reflection_tenths),
        composite: points(result.composite.tenths),
        grade: appraisal.grade.map(|grade| grade.label().to_owned()).unwrap_or_default(),
        outcome: match (class.state, state) {
            (_, "completed") => "准予结业",
            (_, "not_completed") => "未结业",
            (ClassState::Closed, _) => "未结业",
            _ => "",
        }
        .to_owned(),
        conduct: if conduct.is_empty() {
            format!("没有加减分记录，在校表现 {} 分。", points(Some(result.conduct_tenths)))
        } else {
            conduct.join("；")
        },
        self_summary: appraisal.self_summary.clone(),
        group_opinion: appraisal.group_opinion.clone(),
        text: appraisal.body.clone(),
        school_opinion: appraisal.school_opinion.clone(),
        archive_target: appraisal.archive_target.label().to_owned(),
    })
}

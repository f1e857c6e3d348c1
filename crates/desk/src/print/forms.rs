use lunxun_base::{Id, Result, require};
use lunxun_core::{
    attachment,
    dossier::{FormRow, FormRows},
};
use lunxun_paper::{AppraisalForm, Opinion, Score};
use serde_json::json;

use super::PrintAppraisals;
use crate::{Desk, FileView};

/// One form a trainee, one sheet on two sides.
pub(crate) fn appraisal_form(desk: &Desk, request: PrintAppraisals) -> Result<FileView> {
    let rows: FormRows =
        desk.ask("dossier.forms", json!({ "classId": request.class_id, "enrollmentIds": request.enrollment_ids }))?;
    require!(!rows.rows.is_empty(), "enrollmentIds", "没有可打印的学员，请先在“学员”里添加。");
    let (school, footer) = (desk.school_name()?, desk.print_footer());
    let class_name = rows.class_name.clone();
    let members: Vec<Id> = rows.rows.iter().filter_map(|row| row.member_id).collect();
    let mut photos = desk.with_store(|store| attachment::photos(store, &members))?;
    let forms: Vec<AppraisalForm> = rows
        .rows
        .into_iter()
        .map(|row| {
            let photo = row.member_id.and_then(|member| photos.remove(&member));
            AppraisalForm { photo, ..form(row, &school, &rows.class_name, &rows.head_name, &footer) }
        })
        .collect();
    let printed = lunxun_paper::lay_out_appraisals(&forms)?;
    desk.note_print("paper.appraisal_form", Some(request.class_id))?;
    let stem = format!("学员鉴定表-{class_name}");
    desk.export(&stem, "pdf", &printed.pdf()?, u32::try_from(printed.page_count()).ok())
}

fn form(row: FormRow, school: &str, class_name: &str, head: &str, footer: &str) -> AppraisalForm {
    // Signatures and dates are written by hand.
    let opinion = |text: String| Opinion { text, signer: String::new(), on: String::new() };
    let mark = |name: &str, mark: String| Score { name: name.to_owned(), mark };
    AppraisalForm {
        school: school.to_owned(),
        title: "党员轮训学员登记鉴定表".to_owned(),
        serial_no: row.serial_no,
        student_no: row.seat_no,
        group: String::new(),
        name: row.name,
        sex: row.sex,
        ethnicity: row.nation,
        birth: row.birth,
        education: row.education,
        occupation: row.job,
        joined: row.admitted_on,
        confirmed: row.full_since,
        duty: row.duties,
        id_number: row.id_no_masked,
        phone: row.phone_masked,
        branch: row.branch_name,
        attend_mode: row.attend_mode,
        address: row.address,
        photo: None, // laid in by the caller
        class_name: class_name.to_owned(),
        head_teacher: head.to_owned(),
        period: row.period,
        hours: row.hours,
        due: row.due,
        attended: row.attended,
        on_leave: row.on_leave,
        absent: row.absent,
        scores: vec![
            mark("考勤", row.attendance_mark),
            mark("在校表现", row.conduct_mark),
            mark("考试", row.exam_mark),
            mark("学习心得", row.reflection_mark),
        ],
        grade: if row.composite.is_empty() {
            row.grade
        } else {
            format!("{}（综合成绩 {} 分）", row.grade, row.composite)
        },
        outcome: row.outcome,
        conduct: row.conduct,
        self_summary: row.self_summary,
        self_signed_on: String::new(),
        group_opinion: opinion(row.group_opinion),
        head_teacher_opinion: opinion(row.text),
        school_opinion: opinion(row.school_opinion),
        sender_opinion: opinion(String::new()),
        archive_target: row.archive_target,
        footer: footer.to_owned(),
    }
}

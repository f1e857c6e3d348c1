//! Printing: a class's appraisal forms and sign-in sheets as PDF.

use anyhow::Result;
use lunxun_paper::{AppraisalForm, Opinion, Score, SignInRow, SignInSheet, lay_out_appraisals, lay_out_sign_in};
use lunxun_testkit::demo::{Member, Township};

use super::{
    table::{Job, Table},
    timed,
};

const TRAINEES: usize = 100;

pub fn measure(table: &mut Table, township: &Township) -> Result<()> {
    let trainees: Vec<&Member> = township.members.iter().take(TRAINEES).collect();
    let first: Vec<AppraisalForm> = trainees.iter().take(1).map(|member| form(township, member, 999)).collect();
    let ((_, pages), taken) = printed(|| lay_out_appraisals(&first)?.into_pdf())?;
    table.add(Job::new("第一次打印（1 人的鉴定表）", taken).remark(format!("{pages} 页；含首次载入字体和版式")));

    let forms: Vec<AppraisalForm> =
        trainees.iter().enumerate().map(|(at, member)| form(township, member, at)).collect();
    let ((size, pages), taken) = printed(|| lay_out_appraisals(&forms)?.into_pdf())?;
    table.add(Job::new(format!("学员登记、鉴定表 {TRAINEES} 人（PDF）"), taken).remark(speed(pages, size, taken)));

    let sheets: Vec<SignInSheet> = ["第一天上午", "第一天下午", "第二天上午", "第二天下午"]
        .into_iter()
        .map(|half| sheet(township, &trainees, half))
        .collect();
    let ((size, pages), taken) = printed(|| lay_out_sign_in(&sheets)?.into_pdf())?;
    table.add(Job::new(format!("签到表 {TRAINEES} 人 4 个半天（PDF）"), taken).remark(speed(pages, size, taken)));
    Ok(())
}

/// What came out of the printer: bytes and pages.
type Paper = (usize, usize);

trait IntoPdf {
    fn into_pdf(self) -> Result<Paper>;
}

impl IntoPdf for lunxun_paper::Printed {
    fn into_pdf(self) -> Result<Paper> {
        Ok((self.pdf()?.len(), self.page_count()))
    }
}

fn printed(work: impl FnOnce() -> Result<Paper>) -> Result<(Paper, std::time::Duration)> {
    let (paper, taken) = timed(work);
    Ok((paper?, taken))
}

fn speed(pages: usize, size: usize, taken: std::time::Duration) -> String {
    let rate = pages as f64 / taken.as_secs_f64().max(1e-9);
    format!("{pages} 页，每秒 {rate:.0} 页，文件 {:.1} MiB", size as f64 / 1_048_576.0)
}

/// A form as it is after a class: every field filled, no two alike.
fn form(township: &Township, member: &Member, at: usize) -> AppraisalForm {
    let person = &member.person;
    let opinion = |text: String| Opinion { text, signer: "王老师".to_owned(), on: "2027年3月9日".to_owned() };
    let scores = [("党章党规", 71), ("习近平新时代中国特色社会主义思想", 74), ("实用技术", 79), ("村务管理", 83)];
    AppraisalForm {
        school: township.school.to_owned(),
        title: "党员轮训学员登记（鉴定）表".to_owned(),
        serial_no: format!("2027-03-{at:03}"),
        student_no: format!("{at:03}"),
        name: person.name.clone(),
        sex: person.sex.word().to_owned(),
        ethnicity: person.nation.to_owned(),
        birth: person.birth.to_string(),
        education: person.education.to_owned(),
        occupation: person.job.to_owned(),
        joined: person.admitted_on.to_string(),
        id_number: person.id_no.clone(),
        phone: person.phone.clone(),
        branch: township.branches.get(member.branch).map(|branch| branch.name.clone()).unwrap_or_default(),
        attend_mode: "集中脱产".to_owned(),
        class_name: "2027年第三期农村党员集中轮训班".to_owned(),
        head_teacher: "王老师".to_owned(),
        period: "2027年3月8日至3月9日".to_owned(),
        hours: "12".to_owned(),
        due: "4 个半天".to_owned(),
        attended: "4 个半天".to_owned(),
        scores: scores.map(|(name, base)| Score { name: name.to_owned(), mark: (base + at % 17).to_string() }).into(),
        grade: "合格".to_owned(),
        outcome: "准予结业".to_owned(),
        conduct: format!("{}在校期间遵守纪律，按时到课，第 {at} 组讨论中发言积极，作业按时完成。", person.name),
        self_summary: format!(
            "通过两天的学习，我对党章党规和乡村振兴政策有了更深的理解。{}",
            "联系本村实际，今后要带头做好工作。".repeat(3)
        ),
        group_opinion: opinion(format!("{}学习认真，团结同志，建议评为合格。", person.name)),
        head_teacher_opinion: opinion(format!("该学员出勤 4 个半天，考核成绩合格。编号 {at}。")),
        school_opinion: opinion("同意结业。".to_owned()),
        archive_target: "所在党支部".to_owned(),
        footer: "轮训通 · 2027年3月9日 16:20 打印".to_owned(),
        ..AppraisalForm::default()
    }
}

fn sheet(township: &Township, trainees: &[&Member], half: &str) -> SignInSheet {
    let row = |(at, member): (usize, &&Member)| SignInRow {
        no: (at + 1).to_string(),
        name: member.person.name.clone(),
        branch: township.branches.get(member.branch).map(|branch| branch.short_name.clone()).unwrap_or_default(),
        note: String::new(),
    };
    SignInSheet {
        title: "基层党员轮训班签到表".to_owned(),
        school: township.school.to_owned(),
        class_name: "2027年第三期农村党员集中轮训班".to_owned(),
        day: "2027年3月8日 星期一".to_owned(),
        half: half.to_owned(),
        course: "乡村振兴政策解读".to_owned(),
        instructor: "周老师".to_owned(),
        room: "镇党校一楼大教室".to_owned(),
        rows: trainees.iter().enumerate().map(row).collect(),
        due_count: u32::try_from(trainees.len()).ok(),
        footer: "轮训通 · 2027年3月7日 16:20 打印".to_owned(),
        ..SignInSheet::default()
    }
}

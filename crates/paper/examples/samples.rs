//! Writes the guide's pictures: `cargo run -p lunxun-paper --example samples -- docs/guide/images`. All people are made up.

use std::path::PathBuf;

use lunxun_paper::{AppraisalForm, Opinion, Score, SignInRow, SignInSheet, lay_out_appraisals, lay_out_sign_in};

/// Pixels an inch of the guide's pictures.
const PPI: f32 = 110.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: samples <folder>")?);
    let sheet = lay_out_sign_in(&[sheet()])?;
    let form = lay_out_appraisals(&[form()])?;
    for (name, page) in [
        ("sign-in-sheet", sheet.page_image(0, PPI)?),
        ("appraisal-form", form.page_image(0, PPI)?),
        ("appraisal-form-back", form.page_image(1, PPI)?),
    ] {
        std::fs::write(folder.join(name).with_extension("png"), page)?;
    }
    Ok(())
}

fn sheet() -> SignInSheet {
    let people = [
        "李桂兰",
        "王建国",
        "张秀英",
        "刘永福",
        "陈志强",
        "杨海燕",
        "赵德才",
        "黄春梅",
        "周卫东",
        "吴玉珍",
        "徐文斌",
        "孙明华",
        "胡长林",
        "朱𠮷安",
        "林小䶮",
        "何国栋",
        "郭爱民",
        "罗文玉",
        "阿依古丽·买买提",
        "马成龙",
    ];
    let branches = ["青石村党支部", "柳树湾村党支部", "大河口村党支部", "南岗村党支部", "镇机关党支部"];
    let rows = (1..).zip(people).map(|(no, name): (usize, _)| SignInRow {
        no: no.to_string(),
        name: name.to_owned(),
        branch: branches[(no - 1) / 4].to_owned(),
        note: if no == 9 { "公假".to_owned() } else { String::new() },
    });
    SignInSheet {
        title: "基层党员轮训班签到表".to_owned(),
        school: "中共青石镇委员会党校".to_owned(),
        class_name: "2027年第三期党员集中轮训班".to_owned(),
        day: "2027年3月8日 星期一".to_owned(),
        half: "上午 8:30—11:30".to_owned(),
        course: "党的二十大精神与乡村振兴".to_owned(),
        instructor: "周明华".to_owned(),
        room: "镇党校一楼大教室".to_owned(),
        rows: rows.collect(),
        due_count: Some(20),
        head_teacher: "李志强".to_owned(),
        code: "QS27-03-1A".to_owned(),
        footer: "轮训通 · 2027年3月7日 16:20 打印".to_owned(),
        ..SignInSheet::default()
    }
}

fn form() -> AppraisalForm {
    let text = str::to_owned;
    let opinion =
        |words: &str, signer: &str, on: &str| Opinion { text: text(words), signer: text(signer), on: text(on) };
    let scores = [("党的二十大精神", "92"), ("党章党规", "88"), ("农村实用技术", "良好"), ("交流研讨", "优秀")];
    AppraisalForm {
        school: text("中共青石镇委员会党校"),
        title: text("党员轮训学员登记（鉴定）表"),
        serial_no: text("QS-2027-03-018"),
        student_no: text("20270318"),
        group: text("第二组"),
        name: text("罗文玉"),
        sex: text("女"),
        ethnicity: text("汉族"),
        birth: text("1985年6月"),
        education: text("大专"),
        occupation: text("种植大户"),
        joined: text("2012年7月1日"),
        confirmed: text("2013年7月1日"),
        duty: text("支部委员"),
        id_number: text("110101********0019"),
        phone: text("138****0000"),
        branch: text("青石村党支部"),
        attend_mode: text("集中脱产"),
        address: text("青石镇青石村三组"),
        photo: None,
        class_name: text("2027年第三期党员集中轮训班"),
        head_teacher: text("李志强"),
        period: text("2027年3月8日至3月9日（2天）"),
        hours: text("应修 16 学时，实修 12 学时"),
        due: text("4 个半天"),
        attended: text("3 个半天"),
        on_leave: text("1 个半天"),
        absent: text("0"),
        scores: scores.map(|(name, mark)| Score { name: text(name), mark: text(mark) }).to_vec(),
        grade: text("良好"),
        outcome: text("准予结业"),
        conduct: text(
            "该同志在校期间遵守学习纪律，按时参加集中学习与分组研讨，主动发言两次，课后带头打扫教室。3月8日下午因村里\
             防汛值班请假半天，已办理请假手续并补看录像。",
        ),
        self_summary: text(
            "通过两天的集中轮训，我系统学习了党的二十大精神和党章党规，进一步坚定了理想信念，增强了党员意识。\n\
             在分组讨论中，我结合本村产业实际，谈了发展林下种植、带动邻里就业的想法，也看到自己理论学习不够系统、联系\
             群众不够经常的不足。\n\
             今后我将按照党员标准严格要求自己，认真履行支部委员职责，每月走访五户以上群众，把学到的知识用到工作中去。",
        ),
        self_signed_on: text("2027年3月9日"),
        group_opinion: opinion("同意自我总结。该同志学习认真，讨论积极，团结同志，建议评定为良好。", "", ""),
        head_teacher_opinion: opinion(
            "该同志应到 4 个半天，实到 3 个半天，请假 1 个半天，无旷课；理论考试 92 分，学习笔记完整。综合学习表现、考勤\
             和考试成绩，评定等次为良好。",
            "",
            "2027年3月9日",
        ),
        school_opinion: opinion("同意班主任意见，准予结业。", "", ""),
        sender_opinion: Opinion::default(),
        archive_target: text("一份存镇党校学员档案，一份转镇组织办存入党员档案"),
        footer: text("轮训通 · 2027年3月9日 17:05 打印"),
    }
}

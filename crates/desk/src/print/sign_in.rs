use std::collections::BTreeMap;

use lunxun_base::{Id, LocalDate, Result, require};
use lunxun_paper::{SignInRow, SignInSheet};
use serde::Deserialize;
use serde_json::json;

use super::PrintSignIn;
use crate::{Desk, FileView};

/// What the sheet needs of a class.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Class {
    no: String,
    name: String,
    head_name: Option<String>,
    room_name: Option<String>,
    lessons: Vec<Lesson>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Lesson {
    id: Id,
    day: LocalDate,
    half: Half,
    course_title: String,
    instructor_name: Option<String>,
    room_name: Option<String>,
    did_not_happen_reason: Option<String>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Half {
    Morning,
    Afternoon,
    Evening,
}

impl Half {
    const fn label(self) -> &'static str {
        match self {
            Self::Morning => "上午",
            Self::Afternoon => "下午",
            Self::Evening => "晚上",
        }
    }
}

#[derive(Deserialize)]
struct Enrollments {
    rows: Vec<Trainee>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Trainee {
    seat_no: Option<u32>,
    name: String,
    branch_name: String,
    state: String,
    venue_id: Option<Id>,
}

#[derive(Deserialize)]
struct Venues {
    venues: Vec<Venue>,
}

#[derive(Deserialize)]
struct Venue {
    id: Id,
    name: String,
}

/// One sheet a lesson and venue, in seat order, so that it can be keyed back in the order of the paper. The sheets of a
/// half-day lie together, the main venue's first.
pub(crate) fn sign_in_sheet(desk: &Desk, request: PrintSignIn) -> Result<FileView> {
    let class: Class = desk.ask("class.get", json!({ "classId": request.class_id }))?;
    let trainees: Enrollments = desk.ask("enrollment.list", json!({ "classId": request.class_id }))?;
    let sites = sites(desk, &trainees.rows)?;
    require!(!sites.is_empty(), "classId", "这个班还没有学员，请先在“学员”里添加。");
    let wanted = |lesson: &&Lesson| {
        lesson.did_not_happen_reason.is_none()
            && (request.lesson_ids.is_empty() || request.lesson_ids.contains(&lesson.id))
    };
    let (school, footer) = (desk.school_name()?, desk.print_footer());
    let sheets: Vec<SignInSheet> = class
        .lessons
        .iter()
        .filter(wanted)
        .flat_map(|lesson| sites.iter().map(move |site| (lesson, site)))
        .map(|(lesson, site)| SignInSheet {
            title: "学员签到表".to_owned(),
            school: school.clone(),
            class_name: class.name.clone(),
            day: lesson.day.chinese(),
            half: lesson.half.label().to_owned(),
            course: lesson.course_title.clone(),
            instructor: lesson.instructor_name.clone().unwrap_or_default(),
            room: match &site.venue {
                Some(village) => village.clone(),
                None => lesson.room_name.clone().or_else(|| class.room_name.clone()).unwrap_or_default(),
            },
            rows: site.rows.clone(),
            blank_rows: 5,
            due_count: u32::try_from(site.rows.len()).ok(),
            attended_count: None,
            leave_count: None,
            absent_count: None,
            head_teacher: class.head_name.clone().unwrap_or_default(),
            code: match &site.venue {
                Some(village) => format!("{} {}{} {village}", class.no, lesson.day, lesson.half.label()),
                None => format!("{} {}{}", class.no, lesson.day, lesson.half.label()),
            },
            footer: footer.clone(),
        })
        .collect();
    require!(!sheets.is_empty(), "lessonIds", "没有可打印的课次，请先在“课程表”里排课。");
    let printed = lunxun_paper::lay_out_sign_in(&sheets)?;
    desk.note_print("paper.sign_in_sheet", Some(request.class_id))?;
    let stem = format!("签到表-{}", class.name);
    desk.export(&stem, "pdf", &printed.pdf()?, u32::try_from(printed.page_count()).ok())
}

/// Those who sign at one place.
struct Site {
    /// The village venue's name; `None` for the main one.
    venue: Option<String>,
    rows: Vec<SignInRow>,
}

/// The class by where it sits: the main venue, then the village venues by name.
fn sites(desk: &Desk, trainees: &[Trainee]) -> Result<Vec<Site>> {
    let venues: Venues = desk.ask("venue.list", json!({}))?;
    let mut sites: BTreeMap<Option<String>, Vec<SignInRow>> = BTreeMap::new();
    let due = trainees.iter().filter(|trainee| !matches!(trainee.state.as_str(), "withdrawn" | "substituted"));
    for (place, trainee) in due.enumerate() {
        let seat = trainee.seat_no.filter(|seat| *seat > 0);
        let venue = trainee.venue_id.map(|id| {
            let known = venues.venues.iter().find(|venue| venue.id == id);
            known.map_or_else(|| "村会场".to_owned(), |venue| venue.name.clone())
        });
        sites.entry(venue).or_default().push(SignInRow {
            no: seat.map_or_else(|| (place + 1).to_string(), |seat| seat.to_string()),
            name: trainee.name.clone(),
            branch: trainee.branch_name.clone(),
            note: String::new(),
        });
    }
    Ok(sites.into_iter().map(|(venue, rows)| Site { venue, rows }).collect())
}

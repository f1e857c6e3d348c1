use lunxun_base::{CreditTenths, Error, Id, LocalDate, OrNotFound, Result, require};
use lunxun_store::{Tx, rusqlite::Connection};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{LESSON, LessonHalf, Slot, half_days, slot_text, store};
use crate::{
    Ctx, commands, course, params,
    rpc::ClassScoped,
    training_class::{self, ClassRecord, GateCheck, GateState, TRAINING_CLASS},
};

/// A lesson (课次).
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LessonView {
    /// Its id.
    pub id: Id,
    /// The day.
    pub day: LocalDate,
    /// The half of the day.
    pub half: LessonHalf,
    /// The course, where it is one of the list.
    pub course_id: Option<Id>,
    /// Its title.
    pub course_title: String,
    /// Who teaches.
    pub instructor_id: Option<Id>,
    /// Their name.
    pub instructor_name: Option<String>,
    /// Where: the lesson's own room, or the class's.
    pub room_id: Option<Id>,
    /// Its name.
    pub room_name: Option<String>,
    /// Village venues (村会场) at which some of the class sit.
    pub venue_ids: Vec<Id>,
    /// Credit, 0.1 学时.
    pub credit_tenths: CreditTenths,
    /// Why it was not held; such a lesson is not due.
    pub did_not_happen_reason: Option<String>,
    /// Whether anybody has been marked.
    pub roll_taken: bool,
    /// How much of it is practice, percent.
    pub practical_percent: u32,
}

impl LessonView {
    /// Whether it counts as due.
    #[must_use]
    pub const fn is_due(&self) -> bool {
        self.did_not_happen_reason.is_none()
    }

    /// Its half-day.
    #[must_use]
    pub const fn slot(&self) -> Slot {
        (self.day, self.half)
    }
}

/// A class's lessons.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LessonList {
    /// In the order of the days.
    pub lessons: Vec<LessonView>,
}

/// Asks for a class's lessons.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListLessons {
    /// The class.
    pub class_id: Id,
}

/// Adds or changes a lesson.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaveLesson {
    /// The class.
    pub class_id: Id,
    /// The lesson to change; a new one where absent.
    #[serde(default)]
    pub lesson_id: Option<Id>,
    /// The day.
    pub day: LocalDate,
    /// The half of the day.
    pub half: LessonHalf,
    /// The course, where it is one of the list.
    #[serde(default)]
    pub course_id: Option<Id>,
    /// Its title; the course's where empty.
    #[serde(default)]
    pub course_title: String,
    /// Who teaches.
    #[serde(default)]
    pub instructor_id: Option<Id>,
    /// Where, if not in the class's room.
    #[serde(default)]
    pub room_id: Option<Id>,
    /// Credit, 0.1 学时.
    pub credit_tenths: CreditTenths,
}

/// Takes a lesson off the timetable.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteLesson {
    /// The class.
    pub class_id: Id,
    /// Which.
    pub lesson_id: Id,
}

/// Fills the free mornings and afternoons.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FillTimetable {
    /// The class.
    pub class_id: Id,
}

macro_rules! class_scoped {
    ($($request:ty),+ $(,)?) => { $(impl ClassScoped for $request {
        fn class_id(&self) -> Id { self.class_id }
    })+ };
}
pub(crate) use class_scoped;

class_scoped!(ListLessons, SaveLesson, DeleteLesson, FillTimetable);

commands! {
    read OwnClass "timetable.list" => list(ListLessons) -> LessonList;
    write OwnClass "timetable.save_lesson" => save(SaveLesson) -> LessonList, stale ["timetable", "class", "attendance"];
    write OwnClass "timetable.delete_lesson" => delete(DeleteLesson) -> LessonList,
        stale ["timetable", "class", "attendance"];
    write OwnClass "timetable.fill_default" => fill(FillTimetable) -> LessonList,
        stale ["timetable", "class", "attendance"];
}

/// The gate that asks for lessons.
pub const GATE: GateCheck = GateCheck { code: "timetable", label: "课程表", can_waive: false, check: gate };

fn gate(conn: &Connection, class: &ClassRecord) -> Result<GateState> {
    let lessons = store::lessons(conn, class.id)?;
    let held = lessons.iter().filter(|lesson| lesson.is_due()).count();
    Ok(if held == 0 {
        GateState {
            detail: "还没有排课，请先排好课程表。".into(), missing: vec!["课程表".into()], is_moot: false
        }
    } else {
        GateState {
            detail: format!("共 {} 个半天，上课 {held} 个", lessons.len()),
            missing: Vec::new(),
            is_moot: false,
        }
    })
}

/// A class's lessons in the order of the days.
///
/// # Errors
/// Those of the database.
pub fn lessons(conn: &Connection, class: Id) -> Result<Vec<LessonView>> {
    store::lessons(conn, class)
}

/// One lesson of a class.
///
/// # Errors
/// `NotFound`, also for a lesson of another class.
pub fn lesson(conn: &Connection, class: Id, lesson: Id) -> Result<LessonView> {
    store::lessons(conn, class)?.into_iter().find(|candidate| candidate.id == lesson).or_not_found("课次")
}

/// Fills a class's free mornings and afternoons with the courses of the list, and returns how many lessons were added.
///
/// # Errors
/// `Locked`, and those of the database.
pub fn fill_default(tx: &Tx<'_>, class: Id) -> Result<usize> {
    let record = training_class::require_open(tx.conn(), class)?;
    let credit = params::value(tx.conn(), "class.lesson_tenths_half_day", record.starts_on)?;
    let taken: Vec<Slot> = store::lessons(tx.conn(), class)?.iter().map(LessonView::slot).collect();
    let courses = course::list_all(tx.conn())?;
    let mut added = 0;
    for (place, slot) in half_days(record.starts_on, record.ends_on).into_iter().enumerate() {
        if taken.contains(&slot) {
            continue;
        }
        let course = if courses.is_empty() { None } else { courses.get(place % courses.len()) };
        let instructor = match course.and_then(|course| course.default_instructor_id) {
            Some(id) if store::clash(tx.conn(), class, slot, Some(id), None)?.is_none() => Some(id),
            _ => None,
        };
        // Two PCs that fill the same timetable offline meet in the same rows.
        let id = Id::derived("lesson", &[class.as_bytes(), slot.0.to_string().as_bytes(), slot.1.word().as_bytes()]);
        tx.upsert(
            LESSON,
            id,
            &[
                ("class_id", class.into()),
                ("day", slot.0.into()),
                ("half", slot.1.into()),
                ("course_id", course.map(|course| course.id).into()),
                ("course_title", course.map_or("专题学习", |course| course.title.as_str()).into()),
                ("instructor_id", instructor.into()),
                ("credit_tenths", credit.into()),
                ("practical_percent", course.map_or(0, |course| i64::from(course.practical_percent)).into()),
                ("not_held_reason", lunxun_protocol::Value::Null),
            ],
        )?;
        added += 1;
    }
    refresh_credit(tx, class)?;
    Ok(added)
}

fn refresh_credit(tx: &Tx<'_>, class: Id) -> Result<()> {
    let total: CreditTenths = store::lessons(tx.conn(), class)?.iter().map(|lesson| lesson.credit_tenths).sum();
    tx.update(TRAINING_CLASS, class, &[("credit_tenths", total.into())]).map(drop)
}

fn list(ctx: &mut Ctx<'_>, request: ListLessons) -> Result<LessonList> {
    training_class::find(ctx.conn(), request.class_id)?;
    Ok(LessonList { lessons: store::lessons(ctx.conn(), request.class_id)? })
}

fn fill(ctx: &mut Ctx<'_>, request: FillTimetable) -> Result<LessonList> {
    ctx.write(|tx| {
        let added = fill_default(tx, request.class_id)?;
        tx.summarise(&format!("排课：补 {added} 个半天"))
    })?;
    list(ctx, ListLessons { class_id: request.class_id })
}

fn save(ctx: &mut Ctx<'_>, request: SaveLesson) -> Result<LessonList> {
    let class = request.class_id;
    ctx.write(|tx| {
        let record = training_class::require_open(tx.conn(), class)?;
        let course = match request.course_id {
            Some(id) => Some(course::find(tx.conn(), id)?.or_not_found("课程")?),
            None => None,
        };
        let typed = request.course_title.trim();
        let title = if typed.is_empty() { course.as_ref().map_or("", |course| course.title.as_str()) } else { typed };
        check(tx.conn(), &record, &request, title)?;
        let mut fields = vec![
            ("day", request.day.into()),
            ("half", request.half.into()),
            ("course_id", request.course_id.into()),
            ("course_title", title.into()),
            ("instructor_id", request.instructor_id.into()),
            ("room_id", request.room_id.filter(|room| record.room_id != Some(*room)).into()),
            ("credit_tenths", request.credit_tenths.into()),
        ];
        if let Some(course) = &course {
            fields.push(("practical_percent", i64::from(course.practical_percent).into()));
        }
        match request.lesson_id {
            Some(id) => {
                lesson(tx.conn(), class, id)?;
                tx.update(LESSON, id, &fields)?;
            }
            None => {
                fields.push(("class_id", class.into()));
                tx.insert(LESSON, tx.new_id(), &fields)?;
            }
        }
        refresh_credit(tx, class)?;
        tx.summarise(&format!("排课：{}《{title}》", slot_text((request.day, request.half))))
    })?;
    list(ctx, ListLessons { class_id: class })
}

fn check(conn: &Connection, class: &ClassRecord, request: &SaveLesson, title: &str) -> Result<()> {
    let slot = (request.day, request.half);
    require!(!title.is_empty(), "courseTitle", "请选择课程，或填写课程名称。");
    require!(
        class.holds(request.day),
        "day",
        "{}不在班次的日期（{}）之内，请改课次日期或班次日期。",
        request.day.chinese(),
        training_class::days_text(class.starts_on, class.ends_on)
    );
    let cap = params::value(conn, "hours.half_day_cap", class.starts_on)?;
    let others: CreditTenths = store::lessons(conn, class.id)?
        .iter()
        .filter(|lesson| lesson.slot() == slot && Some(lesson.id) != request.lesson_id)
        .map(|lesson| lesson.credit_tenths)
        .sum();
    let total = others.0.saturating_add(request.credit_tenths.0);
    require!(request.credit_tenths.0 > 0, "creditTenths", "学时应大于 0。");
    require!(
        i64::from(total) <= cap,
        "creditTenths",
        "{}已排 {others} 学时，半天最多 {} 学时，请换个半天或减少学时。",
        slot_text(slot),
        CreditTenths(i32::try_from(cap).unwrap_or(i32::MAX))
    );
    let room = request.room_id.or(class.room_id);
    match store::clash(conn, class.id, slot, request.instructor_id, room)? {
        Some((name, true)) => {
            Err(Error::conflict(format!("这位授课人{}在“{name}”有课，请换人或换个半天。", slot_text(slot))))
        }
        Some((name, false)) => {
            Err(Error::conflict(format!("这间教室{}已排给“{name}”，请换教室或换个半天。", slot_text(slot))))
        }
        None => Ok(()),
    }
}

fn delete(ctx: &mut Ctx<'_>, request: DeleteLesson) -> Result<LessonList> {
    ctx.write(|tx| {
        training_class::require_open(tx.conn(), request.class_id)?;
        let lesson = lesson(tx.conn(), request.class_id, request.lesson_id)?;
        require!(!lesson.roll_taken, "lessonId", "这节课已经点过名，不能删除。没有上成的课，请登记“未上课”和原因。");
        tx.delete(LESSON, request.lesson_id)?;
        refresh_credit(tx, request.class_id)?;
        tx.summarise(&format!("删除课次：{}", slot_text(lesson.slot())))
    })?;
    list(ctx, ListLessons { class_id: request.class_id })
}

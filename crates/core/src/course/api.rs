use lunxun_base::{CreditTenths, Id, Result, require};
use lunxun_store::rusqlite::Connection;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{COURSE, CourseCategory, CourseFocus, CourseScope, store};
use crate::{Ctx, commands, present, rpc::Nothing};

/// A course.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CourseView {
    /// Its id.
    pub id: Id,
    /// Its title.
    pub title: String,
    /// Its field.
    pub category: CourseCategory,
    /// How much of it is practice, percent.
    pub practical_percent: u32,
    /// Whom it addresses.
    pub scope: CourseScope,
    /// What it is about.
    pub focus: CourseFocus,
    /// Credit, 0.1 学时.
    pub credit_tenths: CreditTenths,
    /// Who usually teaches it.
    pub default_instructor_id: Option<Id>,
    /// Remarks.
    pub note: String,
}

/// Every course.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CourseList {
    /// By field and title.
    pub courses: Vec<CourseView>,
}

/// Adds or changes a course.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaveCourse {
    /// The course to change; a new one where absent.
    #[serde(default)]
    pub id: Option<Id>,
    /// Its title.
    pub title: String,
    /// Its field.
    pub category: CourseCategory,
    /// How much of it is practice, percent.
    #[serde(default)]
    pub practical_percent: u32,
    /// Whom it addresses; as it stands, or 共性, where absent.
    #[serde(default)]
    pub scope: Option<CourseScope>,
    /// What it is about; as it stands, or 普遍, where absent.
    #[serde(default)]
    pub focus: Option<CourseFocus>,
    /// Credit, 0.1 学时.
    pub credit_tenths: CreditTenths,
    /// Who usually teaches it.
    #[serde(default)]
    pub default_instructor_id: Option<Id>,
    /// Remarks.
    #[serde(default)]
    pub note: String,
}

/// Removes a course from the list. Lessons keep its title.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteCourse {
    /// Which.
    pub id: Id,
}

commands! {
    read SignedIn "course.list" => list(Nothing) -> CourseList;
    write Township "course.save" => save(SaveCourse) -> CourseList, stale ["course", "timetable", "class"];
    write Township "course.delete" => delete(DeleteCourse) -> CourseList, stale ["course", "timetable", "class"];
}

/// Every course, by field and title.
///
/// # Errors
/// Those of the database.
pub fn list_all(conn: &Connection) -> Result<Vec<CourseView>> {
    store::all(conn)
}

/// One course.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &Connection, id: Id) -> Result<Option<CourseView>> {
    store::get(conn, id)
}

fn list(ctx: &mut Ctx<'_>, _: Nothing) -> Result<CourseList> {
    Ok(CourseList { courses: store::all(ctx.conn())? })
}

fn save(ctx: &mut Ctx<'_>, request: SaveCourse) -> Result<CourseList> {
    let title = request.title.trim();
    require!(!title.is_empty(), "title", "请填写课程名称，例如“党章党规党纪”。");
    require!(request.practical_percent <= 100, "practicalPercent", "实践占比应在 0 到 100 之间。");
    require!((0..=800).contains(&request.credit_tenths.0), "creditTenths", "课程学时应在 0 到 80 学时之间。");
    let twin = store::all(ctx.conn())?.into_iter().any(|course| course.title == title && Some(course.id) != request.id);
    require!(!twin, "title", "已经有名为“{title}”的课程，请换一个名称。");
    ctx.write(|tx| {
        let mut fields = vec![
            ("title", title.into()),
            ("category", request.category.into()),
            ("practical_percent", i64::from(request.practical_percent).into()),
            ("credit_tenths", i64::from(request.credit_tenths.0).into()),
            ("default_instructor_id", request.default_instructor_id.into()),
            ("note", request.note.trim().into()),
        ];
        fields.extend(request.scope.map(|scope| ("scope", scope.into())));
        fields.extend(request.focus.map(|focus| ("focus", focus.into())));
        tx.summarise(&format!("保存课程：{title}"))?;
        match request.id {
            Some(id) => tx.update(COURSE, id, &fields).map(drop),
            None => tx.insert(COURSE, tx.new_id(), &fields),
        }
    })?;
    list(ctx, Nothing {})
}

fn delete(ctx: &mut Ctx<'_>, request: DeleteCourse) -> Result<CourseList> {
    ctx.write(|tx| {
        tx.summarise(&format!("删除课程：{}", present::title(tx.conn(), COURSE, request.id)?))?;
        tx.delete(COURSE, request.id)
    })?;
    list(ctx, Nothing {})
}

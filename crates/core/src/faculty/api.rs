use lunxun_base::{Id, Result, require};
use lunxun_store::rusqlite::Connection;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FACULTY, store};
use crate::{Ctx, commands, present, rpc::Nothing, words::words};

words! {
    /// Where a faculty member comes from.
    pub enum FacultyKind {
        /// Full-time at the school.
        FullTime => "full_time" "专职教师",
        /// Part-time.
        PartTime => "part_time" "兼职教师",
        /// Party-education lecturer.
        PartyLecturer => "party_lecturer" "党课讲师",
        /// Local expert.
        LocalExpert => "local_expert" "乡土人才",
        /// Invited from outside.
        External => "external" "外请教师",
    }
}

pub(super) fn kind_from(word: &str) -> FacultyKind {
    FacultyKind::from_word(word).unwrap_or(FacultyKind::PartTime)
}

/// A faculty member.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FacultyView {
    /// Its id.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Where from.
    pub kind: FacultyKind,
    /// Title (职称).
    pub title: String,
    /// Work unit.
    pub unit: String,
    /// Phone, masked.
    pub phone_masked: String,
    /// Whether they can be head teacher (班主任).
    pub can_head: bool,
    /// Remarks.
    pub note: String,
}

/// The faculty pool.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FacultyList {
    /// Those who can be head teacher first.
    pub people: Vec<FacultyView>,
}

/// Adds or changes a faculty member.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaveFaculty {
    /// Whom to change; a new one where absent.
    #[serde(default)]
    pub id: Option<Id>,
    /// Name.
    pub name: String,
    /// Where from.
    pub kind: FacultyKind,
    /// Title (职称).
    #[serde(default)]
    pub title: String,
    /// Work unit.
    #[serde(default)]
    pub unit: String,
    /// Phone; absent leaves it as it is.
    #[serde(default)]
    pub phone: Option<String>,
    /// Whether they can be head teacher (班主任).
    #[serde(default)]
    pub can_head: bool,
    /// Remarks.
    #[serde(default)]
    pub note: String,
}

/// Removes a faculty member from the pool.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteFaculty {
    /// Whom.
    pub id: Id,
}

commands! {
    read SignedIn "faculty.list" => list(Nothing) -> FacultyList;
    write Township "faculty.save" => save(SaveFaculty) -> FacultyList, stale ["faculty", "rotation", "class", "timetable", "attendance", "account"];
    write Township "faculty.delete" => delete(DeleteFaculty) -> FacultyList, stale ["faculty", "rotation", "class"];
}

/// The whole pool.
///
/// # Errors
/// Those of the database.
pub fn list_all(conn: &Connection) -> Result<Vec<FacultyView>> {
    store::all(conn)
}

fn list(ctx: &mut Ctx<'_>, _: Nothing) -> Result<FacultyList> {
    Ok(FacultyList { people: store::all(ctx.conn())? })
}

fn save(ctx: &mut Ctx<'_>, request: SaveFaculty) -> Result<FacultyList> {
    let name = request.name.trim();
    require!((2..=20).contains(&name.chars().count()), "name", "请填写姓名，2 到 20 个字。");
    ctx.write(|tx| {
        let mut fields = vec![
            ("name", name.into()),
            ("kind", request.kind.word().into()),
            ("title", request.title.trim().into()),
            ("unit", request.unit.trim().into()),
            ("can_head", request.can_head.into()),
            ("note", request.note.trim().into()),
        ];
        if let Some(phone) = &request.phone {
            fields.push(("phone", phone.trim().into()));
        }
        tx.summarise(&format!("保存师资：{}", request.name.trim()))?;
        match request.id {
            Some(id) => tx.update(&FACULTY, id, &fields).map(drop),
            None => tx.insert(&FACULTY, tx.new_id(), &fields),
        }
    })?;
    list(ctx, Nothing {})
}

fn delete(ctx: &mut Ctx<'_>, request: DeleteFaculty) -> Result<FacultyList> {
    ctx.write(|tx| {
        tx.summarise(&format!("移出师资库：{}", present::title(tx.conn(), &FACULTY, request.id)?))?;
        tx.delete(&FACULTY, request.id)
    })?;
    list(ctx, Nothing {})
}

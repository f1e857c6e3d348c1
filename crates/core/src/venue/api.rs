use lunxun_base::{Id, Result, require};
use lunxun_store::rusqlite::Connection;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{VENUE, store};
use crate::{Ctx, commands, present, rpc::Nothing, words::words};

words! {
    /// What kind of place it is.
    pub enum VenueKind {
        /// The main venue.
        MainHall => "main_hall" "镇会场",
        /// A classroom.
        Classroom => "classroom" "教室",
        /// A village venue.
        VillageVenue => "village_venue" "村会场",
        /// A place for on-site teaching.
        OnSite => "on_site" "现场教学点",
    }
}

pub(super) fn kind_from(word: &str) -> VenueKind {
    VenueKind::from_word(word).unwrap_or(VenueKind::Classroom)
}

/// A venue.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VenueView {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: VenueKind,
    /// Which village it stands in.
    pub village: String,
    /// Seats.
    pub seats: u32,
    /// Seats in a written exam, one apart.
    pub exam_seats: u32,
    /// Beds for men.
    pub beds_male: u32,
    /// Beds for women.
    pub beds_female: u32,
    /// Who has the key.
    pub keeper: String,
    /// Remarks.
    pub note: String,
}

/// Every venue.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VenueList {
    /// The main hall first.
    pub venues: Vec<VenueView>,
}

/// Adds or changes a venue.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaveVenue {
    /// The venue to change; a new one where absent.
    #[serde(default)]
    pub id: Option<Id>,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: VenueKind,
    /// Which village it stands in.
    #[serde(default)]
    pub village: String,
    /// Seats.
    pub seats: u32,
    /// Seats in a written exam; half the seats where absent.
    #[serde(default)]
    pub exam_seats: Option<u32>,
    /// Beds for men.
    #[serde(default)]
    pub beds_male: u32,
    /// Beds for women.
    #[serde(default)]
    pub beds_female: u32,
    /// Who has the key.
    #[serde(default)]
    pub keeper: String,
    /// Remarks.
    #[serde(default)]
    pub note: String,
}

/// Removes a venue from the list.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteVenue {
    /// Which.
    pub id: Id,
}

commands! {
    read SignedIn "venue.list" => list(Nothing) -> VenueList;
    write Township "venue.save" => save(SaveVenue) -> VenueList, stale ["venue", "rotation", "class"];
    write Township "venue.delete" => delete(DeleteVenue) -> VenueList, stale ["venue", "rotation", "class"];
}

/// Every venue, the main hall first.
///
/// # Errors
/// Those of the database.
pub fn list_all(conn: &Connection) -> Result<Vec<VenueView>> {
    store::all(conn)
}

fn list(ctx: &mut Ctx<'_>, _: Nothing) -> Result<VenueList> {
    Ok(VenueList { venues: store::all(ctx.conn())? })
}

fn save(ctx: &mut Ctx<'_>, request: SaveVenue) -> Result<VenueList> {
    let name = request.name.trim();
    require!(!name.is_empty(), "name", "请填写场地名称，例如“镇党校报告厅”。");
    require!(request.seats > 0 && request.seats <= 5000, "seats", "座位数应在 1 到 5000 之间。");
    let exam_seats = request.exam_seats.unwrap_or(request.seats / 2);
    require!(exam_seats <= request.seats, "examSeats", "考试座位不能多于全部座位。");
    let twin = store::all(ctx.conn())?.into_iter().any(|venue| venue.name == name && Some(venue.id) != request.id);
    require!(!twin, "name", "已经有名为“{name}”的场地，请换一个名称。");
    ctx.write(|tx| {
        let fields = [
            ("name", name.into()),
            ("kind", request.kind.word().into()),
            ("village", request.village.trim().into()),
            ("seats", i64::from(request.seats).into()),
            ("exam_seats", i64::from(exam_seats).into()),
            ("beds_male", i64::from(request.beds_male).into()),
            ("beds_female", i64::from(request.beds_female).into()),
            ("keeper", request.keeper.trim().into()),
            ("note", request.note.trim().into()),
        ];
        tx.summarise(&format!("保存场地：{name}"))?;
        match request.id {
            Some(id) => tx.update(&VENUE, id, &fields).map(drop),
            None => tx.insert(&VENUE, tx.new_id(), &fields),
        }
    })?;
    list(ctx, Nothing {})
}

fn delete(ctx: &mut Ctx<'_>, request: DeleteVenue) -> Result<VenueList> {
    ctx.write(|tx| {
        tx.summarise(&format!("删除场地：{}", present::title(tx.conn(), &VENUE, request.id)?))?;
        tx.delete(&VENUE, request.id)
    })?;
    list(ctx, Nothing {})
}

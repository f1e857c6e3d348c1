use lunxun_base::{Error, Id, Result, require};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{SEGMENT, store};
use crate::{
    Ctx, commands,
    member::{self, ListMembers},
    present,
    rpc::Nothing,
};

/// A segment.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SegmentView {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Whom it holds.
    pub filter: ListMembers,
    /// How many that are today.
    pub count: u32,
}

/// Every segment.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SegmentList {
    /// By name.
    pub segments: Vec<SegmentView>,
}

/// Keeps a filter under a name, in place of what stood there.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaveSegment {
    /// The name, 1 to 20 characters.
    pub name: String,
    /// Whom it holds. The page it was asked for is not kept.
    pub filter: ListMembers,
}

/// Forgets a segment. Nobody in it is touched.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteSegment {
    /// Which.
    pub id: Id,
}

commands! {
    read Township "segment.list" => list(Nothing) -> SegmentList;
    write Township "segment.save" => save(SaveSegment) -> SegmentList, stale ["segment"];
    write Township "segment.delete" => delete(DeleteSegment) -> SegmentList, stale ["segment"];
}

fn list(ctx: &mut Ctx<'_>, _: Nothing) -> Result<SegmentList> {
    let mut segments = store::all(ctx.conn())?;
    for segment in &mut segments {
        segment.count = member::count(ctx, &segment.filter)?;
    }
    Ok(SegmentList { segments })
}

fn save(ctx: &mut Ctx<'_>, request: SaveSegment) -> Result<SegmentList> {
    let name = request.name.trim();
    require!((1..=20).contains(&name.chars().count()), "name", "请给这组条件起个名字，20 个字以内，例如“六十岁以上”。");
    let filter = ListMembers { offset: 0, limit: 0, as_of: None, ..request.filter };
    let filter = serde_json::to_string(&filter)
        .map_err(|error| Error::internal("筛选条件没有存上，请重试。").with_source(error))?;
    ctx.write(|tx| {
        tx.summarise(&format!("保存人群：{name}"))?;
        let id = Id::derived("segment", &[name.as_bytes()]);
        let fields = [("name", name.into()), ("filter", filter.as_str().into()), ("deleted_at", None::<i64>.into())];
        tx.upsert(&SEGMENT, id, &fields).map(drop)
    })?;
    list(ctx, Nothing {})
}

fn delete(ctx: &mut Ctx<'_>, request: DeleteSegment) -> Result<SegmentList> {
    ctx.write(|tx| {
        tx.summarise(&format!("删除人群：{}", present::title(tx.conn(), &SEGMENT, request.id)?))?;
        tx.delete(&SEGMENT, request.id)
    })?;
    list(ctx, Nothing {})
}

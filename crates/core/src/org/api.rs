use lunxun_base::{Error, Id, OrNotFound, Result, require};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{PARTY_ORG, store};
use crate::{Ctx, commands, rpc::Nothing, words::words};

words! {
    /// What kind of organization it is.
    pub enum OrgKind {
        /// The township's primary-level Party committee (基层党委): the root.
        Township => "township" "乡镇党委",
        /// General Party branch.
        GeneralBranch => "general_branch" "党总支",
        /// Party branch.
        Branch => "branch" "党支部",
        /// Joint branch of several units.
        JointBranch => "joint_branch" "联合党支部",
        /// Party group.
        PartyGroup => "party_group" "党小组",
        /// The township Party school.
        PartySchool => "party_school" "党校",
    }
}

impl OrgKind {
    /// Whether members belong to it directly.
    #[must_use]
    pub const fn holds_members(self) -> bool {
        matches!(self, Self::Branch | Self::JointBranch)
    }
}

pub(super) fn kind_from(word: &str) -> OrgKind {
    OrgKind::from_word(word).unwrap_or(OrgKind::Branch)
}

/// An organization with its figures.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrgView {
    /// Its id.
    pub id: Id,
    /// Its superior.
    pub parent_id: Option<Id>,
    /// What it is.
    pub kind: OrgKind,
    /// As on the seal.
    pub name: String,
    /// For lists.
    pub short_name: String,
    /// The village it belongs to.
    pub village: String,
    /// Members whose affiliation is here.
    pub member_count: u32,
    /// The branch secretary (支部书记).
    pub secretary_name: Option<String>,
    /// Order among its siblings.
    pub sort: i32,
}

/// Every organization.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrgTree {
    /// The root first; children name their parent.
    pub orgs: Vec<OrgView>,
}

/// Adds or changes an organization.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaveOrg {
    /// Which to change; a new one where absent.
    #[serde(default)]
    pub id: Option<Id>,
    /// Its superior; the root where absent.
    #[serde(default)]
    pub parent_id: Option<Id>,
    /// What it is.
    pub kind: OrgKind,
    /// As on the seal.
    pub name: String,
    /// For lists; derived from the name where empty.
    #[serde(default)]
    pub short_name: String,
    /// The village it belongs to.
    #[serde(default)]
    pub village: String,
}

/// Removes an organization that nobody belongs to any more.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteOrg {
    /// Which.
    pub id: Id,
}

commands! {
    read SignedIn "org.tree" => tree(Nothing) -> OrgTree;
    write Township "org.save" => save(SaveOrg) -> OrgTree, stale ["*"];
    write Township "org.delete" => delete(DeleteOrg) -> OrgTree, stale ["*"];
}

fn tree(ctx: &mut Ctx<'_>, _: Nothing) -> Result<OrgTree> {
    Ok(OrgTree { orgs: store::views(ctx.conn())? })
}

fn save(ctx: &mut Ctx<'_>, request: SaveOrg) -> Result<OrgTree> {
    let name = request.name.trim().to_owned();
    require!((2..=60).contains(&name.chars().count()), "name", "请填写组织名称，例如“中共青山镇柳河村支部委员会”。");
    let orgs = store::all(ctx.conn())?;
    let root = orgs.iter().find(|org| org.kind == "township");
    let is_root = request.id.is_some() && root.map(|org| org.id) == request.id;
    require!(
        is_root == (request.kind == OrgKind::Township),
        "kind",
        "一个乡镇只有一个基层党委，不能新增或改成这种类型。"
    );
    let parent = if is_root { None } else { request.parent_id.or_else(|| root.map(|org| org.id)) };
    if let Some(parent) = parent {
        let superior = orgs.iter().find(|org| org.id == parent).or_not_found("上级组织")?;
        require!(superior.kind != "party_group", "parentId", "党小组下面不能再设组织。");
        require!(
            request.kind != OrgKind::PartyGroup || kind_from(&superior.kind).holds_members(),
            "parentId",
            "党小组应设在党支部下面，请先选好所在党支部。"
        );
        let mut above = Some(parent);
        while let Some(id) = above {
            require!(Some(id) != request.id, "parentId", "不能把组织放到它自己的下级里。");
            above = orgs.iter().find(|org| org.id == id).and_then(|org| org.parent);
        }
    }
    let twin = orgs.iter().any(|org| org.name == name && org.parent == parent && Some(org.id) != request.id);
    require!(!twin, "name", "同一上级下已经有名为“{name}”的组织。");
    let short = request.short_name.trim();
    let short_name = if short.is_empty() { short_of(&name) } else { short.to_owned() };
    let sort = i64::try_from(orgs.len()).unwrap_or(0);
    ctx.write(|tx| {
        tx.summarise(&format!("保存组织：{short_name}"))?;
        let mut fields = vec![
            ("parent_id", parent.into()),
            ("kind", request.kind.word().into()),
            ("name", name.as_str().into()),
            ("short_name", short_name.as_str().into()),
            ("village", request.village.trim().into()),
        ];
        match request.id {
            Some(id) => tx.update(&PARTY_ORG, id, &fields).map(drop),
            None => {
                fields.push(("sort", sort.into()));
                tx.insert(&PARTY_ORG, tx.new_id(), &fields)
            }
        }
    })?;
    tree(ctx, Nothing {})
}

/// `中共青山镇柳河村支部委员会` → `柳河村支部`.
fn short_of(name: &str) -> String {
    let core = name.trim_start_matches("中共").trim_start_matches("中国共产党");
    let core = ["镇", "乡", "街道"]
        .iter()
        .filter_map(|mark| core.split_once(mark).map(|(_, rest)| rest))
        .find(|rest| !rest.is_empty())
        .unwrap_or(core);
    core.replace("支部委员会", "支部").replace("总支部委员会", "总支").replace("党支部", "支部")
}

fn delete(ctx: &mut Ctx<'_>, request: DeleteOrg) -> Result<OrgTree> {
    let org = store::find(ctx.conn(), request.id)?.or_not_found("组织")?;
    if org.kind == "township" {
        return Err(Error::conflict("基层党委是全部数据的根，不能删除。"));
    }
    let (people, orgs) = store::count_below(ctx.conn(), request.id)?;
    if people + orgs > 0 {
        return Err(Error::conflict(format!(
            "“{}”还有党员 {people} 人、下级组织 {orgs} 个，请先把他们转到别的组织再删除。",
            org.short_name
        )));
    }
    ctx.write(|tx| {
        tx.summarise(&format!("删除组织：{}", org.short_name))?;
        tx.delete(&PARTY_ORG, request.id)
    })?;
    tree(ctx, Nothing {})
}

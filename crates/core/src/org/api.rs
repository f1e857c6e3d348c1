use std::collections::BTreeMap;

use lunxun_base::{Error, Id, LocalDate, OrNotFound, Result, require};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Org, OrgEvent, OrgMove, PARTY_ORG, change,
    model::{BranchFacts, Limits, warnings},
    store,
};
use crate::{
    Ctx, commands,
    fields::{Duty, PartyStatus},
    member_change::standings_on,
    params::Params,
    words::words,
};

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
    /// Of the members, full ones.
    pub full_count: u32,
    /// Since when, where that is known.
    pub founded_on: Option<LocalDate>,
    /// When the committee's term began.
    pub term_from: Option<LocalDate>,
    /// When the committee's term ends.
    pub term_to: Option<LocalDate>,
    /// What does not fit the rules for a branch; only for today's tree.
    pub warnings: Vec<String>,
}

/// Asks for the tree.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct TreeOn {
    /// As it was at the end of this day; as it is now where absent.
    pub as_of: Option<LocalDate>,
}

/// Asks what became of an organization.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetOrgHistory {
    /// Which.
    pub org_id: Id,
}

/// What became of an organization, the latest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrgHistory {
    /// Its changes.
    pub lines: Vec<OrgHistoryLine>,
    /// Names that it had, or that organizations merged into it had.
    pub aliases: Vec<String>,
}

/// A change of an organization.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrgHistoryLine {
    /// What happened.
    pub event: OrgEvent,
    /// From which day on.
    pub on: LocalDate,
    /// In words.
    pub text: String,
    /// Decision or document.
    pub basis: String,
    /// Remarks.
    pub note: String,
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
    /// When it was founded; for a new one. Rosters of earlier days then do not know it.
    #[serde(default)]
    pub founded_on: Option<LocalDate>,
}

/// Removes an organization that nobody belongs to any more.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteOrg {
    /// Which.
    pub id: Id,
}

commands! {
    read SignedIn "org.tree" => tree(TreeOn) -> OrgTree;
    read Township "org.history" => history(GetOrgHistory) -> OrgHistory;
    write Township "org.save" => save(SaveOrg) -> OrgTree, stale ["*"];
    write Township "org.delete" => delete(DeleteOrg) -> OrgTree, stale ["*"];
}

fn tree(ctx: &mut Ctx<'_>, request: TreeOn) -> Result<OrgTree> {
    let (conn, today) = (ctx.conn(), ctx.today());
    let past = request.as_of.filter(|day| *day < today);
    let orgs = match past {
        Some(day) => store::all_on(conn, day)?,
        None => store::all(conn)?,
    };
    let mut counts: BTreeMap<Id, (u32, u32)> = BTreeMap::new();
    let mut count = |org: Option<Id>, category: &str, people: u32| {
        let Some(org) = org else { return };
        let entry = counts.entry(org).or_default();
        entry.0 += people;
        entry.1 += if category == "full" { people } else { 0 };
    };
    match past {
        Some(day) => {
            for one in standings_on(conn, day)?.iter().filter(|one| one.status == Some(PartyStatus::Normal)) {
                count(one.branch, one.category.word(), 1);
                count(one.group, one.category.word(), 1);
            }
        }
        None => {
            for (branch, group, category, people) in store::head_counts(conn)? {
                count(branch, &category, people);
                count(group, &category, people);
            }
        }
    }
    let mut holders: BTreeMap<Id, BranchFacts> = BTreeMap::new();
    let held = if let Some(day) = past { store::post_holders_on(conn, day)? } else { store::duty_holders(conn)? };
    for (branch, name, duties) in held {
        let duties: Vec<Duty> = duties.split_whitespace().filter_map(Duty::from_word).collect();
        let facts = holders.entry(branch).or_default();
        facts.committee += usize::from(duties.iter().any(|duty| duty.is_branch_committee()));
        if duties.contains(&Duty::Secretary) {
            facts.secretaries.push(name);
        }
    }
    let params = Params::on(conn, today);
    let limits = Limits {
        min_full: params.get("branch.min_full")?,
        max_members: params.get("branch.max_members")?,
        committee_from: params.get("branch.committee_from")?,
        term_warn_days: params.get("branch.term_warn_days")?,
    };
    let view = |org: Org| {
        let kind = kind_from(&org.kind);
        let (members, full) = counts.get(&org.id).copied().unwrap_or_default();
        let mut facts = holders.get(&org.id).cloned().unwrap_or_default();
        (facts.members, facts.full, facts.term_to) = (i64::from(members), i64::from(full), org.term_to);
        let warnings =
            if kind.holds_members() && past.is_none() { warnings(&facts, &limits, today) } else { Vec::new() };
        OrgView {
            id: org.id,
            parent_id: org.parent,
            kind,
            name: org.name,
            short_name: org.short_name,
            village: org.village,
            member_count: members,
            secretary_name: (!facts.secretaries.is_empty()).then(|| facts.secretaries.join("、")),
            sort: org.sort,
            full_count: full,
            founded_on: org.founded_on,
            term_from: org.term_from,
            term_to: org.term_to,
            warnings,
        }
    };
    Ok(OrgTree { orgs: orgs.into_iter().map(view).collect() })
}

fn history(ctx: &mut Ctx<'_>, request: GetOrgHistory) -> Result<OrgHistory> {
    let conn = ctx.conn();
    let org = store::find_any(conn, request.org_id)?.or_not_found("组织")?;
    let changes = store::changes(conn, org.id)?;
    let name_of = |id: Option<Id>| -> Result<String> {
        let found = id.map(|id| store::find_any(conn, id)).transpose()?.flatten();
        Ok(found.map_or_else(|| "别的组织".to_owned(), |org| org.short_name))
    };
    let mut lines = Vec::new();
    for (at, line) in changes.iter().enumerate() {
        // What stands after a change is what stood before the next.
        let next = changes.get(at + 1);
        let new_name = next.map_or(org.name.as_str(), |next| next.was_name.as_str());
        let new_parent = next.map_or(org.parent, |next| next.was_parent);
        let people = if line.members > 0 { format!("，党员 {} 人", line.members) } else { String::new() };
        let text = match line.event {
            OrgEvent::Renamed => format!("“{}”更名为“{new_name}”", line.was_name),
            OrgEvent::Moved => format!("由“{}”改属“{}”", name_of(line.was_parent)?, name_of(new_parent)?),
            OrgEvent::Merged => format!("并入“{}”{people}", name_of(line.other)?),
            OrgEvent::TookIn => format!("“{}”并入{people}", name_of(line.other)?),
            OrgEvent::Split => format!("拆出“{}”{people}", name_of(line.other)?),
            OrgEvent::Corrected if line.was_name != new_name => format!("名称由“{}”改为“{new_name}”", line.was_name),
            event => event.label().to_owned(),
        };
        lines.push(OrgHistoryLine {
            event: line.event,
            on: line.on,
            text,
            basis: line.basis.clone(),
            note: line.note.clone(),
        });
    }
    if let Some(on) = org.founded_on {
        let line = OrgHistoryLine {
            event: OrgEvent::Founded,
            on,
            text: "成立".to_owned(),
            basis: String::new(),
            note: String::new(),
        };
        lines.insert(0, line);
    }
    lines.reverse();
    let aliases = store::aliases(conn)?.into_iter().filter(|(_, id)| *id == org.id).map(|(name, _)| name).collect();
    Ok(OrgHistory { lines, aliases })
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
    let today = ctx.today();
    require!(request.founded_on.is_none_or(|on| on <= today), "foundedOn", "成立日期不能晚于今天。");
    ctx.write(|tx| {
        tx.summarise(&format!("保存组织：{short_name}"))?;
        let mut fields = vec![
            ("parent_id", parent.into()),
            ("kind", request.kind.word().into()),
            ("name", name.as_str().into()),
            ("short_name", short_name.as_str().into()),
            ("village", request.village.trim().into()),
        ];
        match orgs.iter().find(|org| Some(org.id) == request.id) {
            // Today's correction: what lists of earlier days show stays as it was.
            Some(org) if is_dated(org, &request, &name, &short_name, parent) => {
                let on = store::last_change(tx.conn(), org.id)?.map_or(today, |last| last.max(today));
                let what = OrgMove { event: OrgEvent::Corrected, on, other: None, members: 0, basis: "", note: "" };
                change(tx, org, &what, &fields)
            }
            Some(org) => tx.update(&PARTY_ORG, org.id, &fields).map(drop),
            None if request.id.is_some() => Err(Error::not_found("找不到这个组织，可能已被撤销，请刷新后再试。")),
            None => {
                fields.extend([("sort", sort.into()), ("founded_on", request.founded_on.into())]);
                tx.insert(&PARTY_ORG, tx.new_id(), &fields)
            }
        }
    })?;
    tree(ctx, TreeOn::default())
}

/// Whether a save alters what the tree of a day shows.
fn is_dated(org: &Org, request: &SaveOrg, name: &str, short_name: &str, parent: Option<Id>) -> bool {
    (org.name.as_str(), org.short_name.as_str(), org.kind.as_str(), org.parent)
        != (name, short_name, request.kind.word(), parent)
        || org.village != request.village.trim()
}

/// `中共青山镇柳河村支部委员会` → `柳河村支部`.
#[must_use]
pub fn short_of(name: &str) -> String {
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
    if store::had_members(ctx.conn(), request.id)? {
        return Err(Error::conflict(format!(
            "“{}”有过党员，删除会改变以前的名册。请用“撤销”：从那天起不再有它，以前各日不变。",
            org.short_name
        )));
    }
    ctx.write(|tx| {
        tx.summarise(&format!("删除组织：{}", org.short_name))?;
        tx.delete(&PARTY_ORG, request.id)
    })?;
    tree(ctx, TreeOn::default())
}

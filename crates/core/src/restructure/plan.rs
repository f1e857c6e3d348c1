//! What a change of the tree means, worked out before anything is written.

use std::collections::BTreeSet;

use lunxun_base::{Error, Id, LocalDate, OrNotFound, Result, require};
use lunxun_store::rusqlite::Connection;

use super::{ChangeOrg, ElectedPost, OrgChange};
use crate::{
    fields::{Duty, PartyStatus},
    member::{self, Snapshot},
    member_change::{Part, last_on},
    org::{self, Org, OrgKind, short_of},
};

/// The change, worked out.
pub(super) struct Plan {
    pub org: Org,
    /// The other organization, for a merger.
    pub other: Option<Org>,
    /// Its groups, those that go along.
    pub groups: Vec<Org>,
    /// Who goes to another branch.
    pub moving: Vec<Snapshot>,
    /// Who holds a seat of the committee until now, for a merger, an end or a re-election.
    pub relieved: Vec<(Id, Duty)>,
    pub summary: String,
    pub lines: Vec<String>,
    pub warnings: Vec<String>,
}

fn holds_members(org: &Org) -> bool {
    matches!(org.kind.as_str(), "branch" | "joint_branch")
}

fn is_member_here(person: &Snapshot, org: Id) -> bool {
    person.branch == Some(org)
}

/// Works a change out and refuses what cannot be.
///
/// # Errors
/// `Invalid` at the field, `NotFound`, `Conflict`.
pub(super) fn draw(conn: &Connection, request: &ChangeOrg) -> Result<Plan> {
    let orgs = org::all(conn)?;
    let org = orgs.iter().find(|org| org.id == request.org_id).cloned().or_not_found("组织")?;
    let on = request.effective_on;
    let mut plan = Plan {
        other: None,
        groups: Vec::new(),
        moving: Vec::new(),
        relieved: Vec::new(),
        summary: format!("{}：{}", request.change.event().label(), org.short_name),
        lines: Vec::new(),
        warnings: Vec::new(),
        org,
    };
    match &request.change {
        OrgChange::Rename { name, short_name, org_kind } => {
            rename(conn, &mut plan, &orgs, name, short_name, *org_kind, on)?
        }
        OrgChange::Merge { into } => merge(conn, &mut plan, &orgs, *into, on)?,
        OrgChange::Split { name, short_name, member_ids, group_ids } => {
            let name = (name.as_str(), short_name.as_str());
            split(conn, &mut plan, &orgs, name, (member_ids, group_ids), on)?;
        }
        OrgChange::Move { parent_id } => shift(&mut plan, &orgs, *parent_id, on)?,
        OrgChange::Dissolve => dissolve(conn, &mut plan, &orgs, on)?,
        OrgChange::Reelect { term_to, posts } => reelect(conn, &mut plan, *term_to, posts, on)?,
    }
    Ok(plan)
}

fn good_name(orgs: &[Org], name: &str, parent: Option<Id>, own: Option<Id>) -> Result<()> {
    let name = name.trim();
    require!((2..=60).contains(&name.chars().count()), "name", "请填写组织全称，例如“中共青山镇柳河村支部委员会”。");
    let twin = orgs.iter().any(|org| org.name == name && org.parent == parent && Some(org.id) != own);
    require!(!twin, "name", "同一上级下已经有名为“{name}”的组织。");
    Ok(())
}

fn rename(
    conn: &Connection,
    plan: &mut Plan,
    orgs: &[Org],
    name: &str,
    short_name: &str,
    kind: Option<OrgKind>,
    on: LocalDate,
) -> Result<()> {
    good_name(orgs, name, plan.org.parent, Some(plan.org.id))?;
    let name = name.trim();
    let short = if short_name.trim().is_empty() { short_of(name) } else { short_name.trim().to_owned() };
    let same_kind = kind.is_none_or(|kind| kind.word() == plan.org.kind);
    require!(
        name != plan.org.name || short != plan.org.short_name || !same_kind,
        "name",
        "名称和原来一样，没有要改的。"
    );
    if let Some(kind) = kind.filter(|_| !same_kind) {
        let is_fixed = |word: &str| matches!(word, "township" | "party_school" | "party_group");
        require!(
            !is_fixed(kind.word()) && !is_fixed(&plan.org.kind),
            "orgKind",
            "只能在党支部、联合党支部、党总支之间改设。"
        );
        let has_groups = orgs.iter().any(|org| org.parent == Some(plan.org.id));
        require!(
            kind.holds_members() == holds_members(&plan.org) || !has_groups,
            "orgKind",
            "它下面还有组织，请先改变它们的隶属再改设。"
        );
        let people = in_branch(&people_of(conn, plan.org.id)?);
        require!(
            kind.holds_members() || people == 0,
            "orgKind",
            "“{}”还有 {people} 名党员，请先建好下属支部并把他们转过去，再改设。",
            plan.org.short_name
        );
        plan.lines.push(format!("自 {on} 起改设为{}。", kind.label()));
    }
    plan.lines.push(format!("自 {on} 起，“{}”更名为“{name}”，简称“{short}”。", plan.org.name));
    plan.lines.push("原名称继续可以识别：以后导入的表格里写旧名也会对上。".to_owned());
    plan.summary = format!("更名：{}改为{short}", plan.org.short_name);
    Ok(())
}

fn people_of(conn: &Connection, org: Id) -> Result<Vec<Snapshot>> {
    Ok(member::registered(conn)?.into_iter().filter(|person| is_member_here(person, org)).collect())
}

fn in_standing(people: &[Snapshot]) -> usize {
    let normal = |person: &&Snapshot| {
        person.columns.get("party_status").is_none_or(|word| word.is_empty() || word == PartyStatus::Normal.word())
    };
    people.iter().filter(normal).count()
}

/// Whoever still belongs to a branch: the suspended may be restored in it.
fn in_branch(people: &[Snapshot]) -> usize {
    let belongs = |person: &&Snapshot| {
        let status = person.columns.get("party_status").and_then(|word| PartyStatus::from_word(word));
        matches!(status, None | Some(PartyStatus::Normal | PartyStatus::Suspended))
    };
    people.iter().filter(belongs).count()
}

fn seats(people: &[Snapshot]) -> Vec<(Id, Duty)> {
    let seats = people.iter().flat_map(|person| {
        person.duties.iter().filter(|duty| duty.is_branch_committee()).map(|duty| (person.id, *duty))
    });
    seats.collect()
}

fn merge(conn: &Connection, plan: &mut Plan, orgs: &[Org], into: Id, on: LocalDate) -> Result<()> {
    require!(into != plan.org.id, "into", "不能并入它自己，请选择另一个支部。");
    let other = orgs.iter().find(|org| org.id == into).cloned().or_not_found("接收的党支部")?;
    require!(holds_members(&plan.org), "orgId", "只有党支部可以并入另一个党支部。");
    require!(holds_members(&other), "into", "“{}”不是党支部，不能接收党员。", other.short_name);
    require!(other.founded_on.is_none_or(|day| day <= on), "effectiveOn", "“{}”那时还没有成立。", other.short_name);
    let below: Vec<Org> = orgs.iter().filter(|org| org.parent == Some(plan.org.id)).cloned().collect();
    plan.groups = below;
    plan.moving = people_of(conn, plan.org.id)?;
    plan.relieved = seats(&plan.moving);
    let count = in_standing(&plan.moving);
    plan.lines.push(format!("自 {on} 起，“{}”并入“{}”。", plan.org.short_name, other.short_name));
    plan.lines.push(format!("转移党员 {count} 人（在册），党小组 {} 个。", plan.groups.len()));
    let away = plan.moving.len() - count;
    if away > 0 {
        plan.lines.push(format!("已转出、去世等不在册的 {away} 人，档案也归到“{}”名下。", other.short_name));
    }
    if !plan.relieved.is_empty() {
        plan.lines.push(format!("原支部书记、委员等职务 {} 项随之免去。", plan.relieved.len()));
    }
    plan.lines.push("此前各日的名册和人数不变；旧支部名以后仍能对上。".to_owned());
    let joined = in_standing(&people_of(conn, other.id)?) + count;
    if joined > 50 {
        plan.warnings.push(format!("合并后共 {joined} 人，超过 50 人，请考虑改设党总支。"));
    }
    plan.summary = format!("支部合并：{}并入{}，{count} 人", plan.org.short_name, other.short_name);
    plan.other = Some(other);
    Ok(())
}

fn split(
    conn: &Connection,
    plan: &mut Plan,
    orgs: &[Org],
    (name, short_name): (&str, &str),
    (members, groups): (&[Id], &[Id]),
    on: LocalDate,
) -> Result<()> {
    require!(holds_members(&plan.org), "orgId", "只有党支部可以拆分。");
    good_name(orgs, name, plan.org.parent, None)?;
    let chosen: BTreeSet<Id> = members.iter().copied().collect();
    let groups: BTreeSet<Id> = groups.iter().copied().collect();
    plan.groups = orgs.iter().filter(|org| groups.contains(&org.id)).cloned().collect();
    let is_own = |group: &Org| group.parent == Some(plan.org.id);
    require!(
        plan.groups.len() == groups.len() && plan.groups.iter().all(is_own),
        "groupIds",
        "选的党小组不属于这个支部。"
    );
    let here = people_of(conn, plan.org.id)?;
    let all = in_standing(&here);
    let known: BTreeSet<Id> = here.iter().map(|person| person.id).collect();
    require!(chosen.is_subset(&known), "memberIds", "选的人里有人已不在这个支部，请刷新后重选。");
    plan.moving = here
        .into_iter()
        .filter(|person| chosen.contains(&person.id) || person.group.is_some_and(|group| groups.contains(&group)))
        .collect();
    require!(!plan.moving.is_empty(), "memberIds", "请选择到新支部去的党员或党小组。");
    let count = in_standing(&plan.moving);
    require!(count < all, "memberIds", "全部党员都选了：这是更名，不是拆分。");
    plan.relieved = seats(&plan.moving);
    let short = if short_name.trim().is_empty() { short_of(name.trim()) } else { short_name.trim().to_owned() };
    plan.lines.push(format!("自 {on} 起，从“{}”拆出“{short}”。", plan.org.short_name));
    plan.lines.push(format!("新支部 {count} 人，原支部余 {} 人。", all - count));
    if !plan.groups.is_empty() {
        let names: Vec<&str> = plan.groups.iter().map(|group| group.short_name.as_str()).collect();
        plan.lines.push(format!("党小组 {} 随之转过去。", names.join("、")));
    }
    if !plan.relieved.is_empty() {
        plan.lines.push(format!("他们在原支部的职务 {} 项随之免去，新支部请另行选举。", plan.relieved.len()));
    }
    for (label, people) in [("新支部", count), ("原支部", all - count)] {
        if people < 3 {
            plan.warnings.push(format!("{label}只有 {people} 人，正式党员不足 3 人不能单独成立支部，请核对。"));
        }
    }
    plan.summary = format!("支部拆分：{}拆出{short}，{count} 人", plan.org.short_name);
    Ok(())
}

fn shift(plan: &mut Plan, orgs: &[Org], parent: Id, on: LocalDate) -> Result<()> {
    let superior = orgs.iter().find(|org| org.id == parent).cloned().or_not_found("上级组织")?;
    require!(plan.org.kind != "township", "orgId", "基层党委是根，不能改变隶属。");
    require!(plan.org.parent != Some(parent), "parentId", "它现在就属于“{}”。", superior.short_name);
    if plan.org.kind == "party_group" {
        require!(holds_members(&superior), "parentId", "党小组应设在党支部下面。");
        let message = "党小组连人一起换支部，请用“拆分”或“合并”，或逐人转接。";
        require!(false, "parentId", "{message}");
    }
    require!(
        matches!(superior.kind.as_str(), "township" | "general_branch"),
        "parentId",
        "党支部应设在乡镇党委或党总支下面。"
    );
    let mut above = Some(parent);
    while let Some(id) = above {
        require!(id != plan.org.id, "parentId", "不能把组织放到它自己的下级里。");
        above = orgs.iter().find(|org| org.id == id).and_then(|org| org.parent);
    }
    plan.lines.push(format!("自 {on} 起，“{}”改属“{}”，党员和党小组不动。", plan.org.short_name, superior.short_name));
    plan.summary = format!("改变隶属：{}到{}", plan.org.short_name, superior.short_name);
    plan.other = Some(superior);
    Ok(())
}

fn dissolve(conn: &Connection, plan: &mut Plan, orgs: &[Org], on: LocalDate) -> Result<()> {
    if plan.org.kind == "township" {
        return Err(Error::conflict("基层党委是全部数据的根，不能撤销。"));
    }
    let below = orgs.iter().filter(|org| org.parent == Some(plan.org.id)).count();
    let people = member::registered(conn)?;
    let inside: Vec<Snapshot> = people
        .into_iter()
        .filter(|person| person.branch == Some(plan.org.id) || person.group == Some(plan.org.id))
        .collect();
    let count = in_branch(&inside);
    if count + below > 0 {
        return Err(Error::conflict(format!(
            "“{}”还有党员 {count} 人、下级组织 {below} 个。请用“合并”把他们一起转到别的支部，或先转走再撤销。",
            plan.org.short_name
        )));
    }
    plan.lines.push(format!("自 {on} 起撤销“{}”。此前各日的名册里仍有它。", plan.org.short_name));
    plan.summary = format!("撤销组织：{}", plan.org.short_name);
    Ok(())
}

fn reelect(
    conn: &Connection,
    plan: &mut Plan,
    term_to: Option<LocalDate>,
    posts: &[ElectedPost],
    on: LocalDate,
) -> Result<()> {
    require!(holds_members(&plan.org), "orgId", "请选择党支部。");
    require!(term_to.is_none_or(|end| end > on), "termTo", "届满日期应在选举日期之后。");
    let here = people_of(conn, plan.org.id)?;
    let secretaries = posts.iter().filter(|post| post.duty == Duty::Secretary).count();
    require!(secretaries == 1, "posts", "请选出一名书记（现在选了 {secretaries} 名）。");
    let mut seen = BTreeSet::new();
    for post in posts {
        let person = here.iter().find(|person| person.id == post.member_id);
        let name = person.map_or("有一个人", |person| person.name.as_str());
        let status = person.and_then(|person| person.columns.get("party_status")).map_or("", String::as_str);
        require!(
            person.is_some() && matches!(status, "" | "normal"),
            "posts",
            "{name}不是这个支部的在册党员，请重选。"
        );
        require!(
            person.is_some_and(|person| person.category == crate::fields::Category::Full),
            "posts",
            "{name}不是正式党员，没有被选举权，不能当选。"
        );
        require!(
            post.duty.is_branch_committee(),
            "posts",
            "“{}”不是支部委员会的职务，请在党员资料里登记。",
            post.duty.label()
        );
        require!(seen.insert((post.member_id, post.duty)), "posts", "{name}的同一职务选了两次。");
    }
    let seated: BTreeSet<Id> = posts.iter().map(|post| post.member_id).collect();
    plan.relieved = seats(&here);
    let name_of = |id: Id| here.iter().find(|person| person.id == id).map_or("", |person| person.name.as_str());
    for post in posts {
        plan.lines.push(format!("{}：{}", post.duty.label(), name_of(post.member_id)));
    }
    let leaving: BTreeSet<&str> =
        plan.relieved.iter().filter(|(id, _)| !seated.contains(id)).map(|(id, _)| name_of(*id)).collect();
    if !leaving.is_empty() {
        plan.lines.push(format!("不再任职：{}", leaving.into_iter().collect::<Vec<_>>().join("、")));
    }
    plan.lines.push(match term_to {
        Some(end) => format!("任期 {on} 至 {end}。"),
        None => format!("自 {on} 起任职，没有写届满日期。"),
    });
    if !(3..=7).contains(&seated.len()) && in_standing(&here) >= 7 {
        plan.warnings.push(format!("支部委员会 {} 人，一般为 3 至 7 人，请核对。", seated.len()));
    }
    if term_to.is_none() {
        plan.warnings.push("没有写届满日期，到期不会提醒换届。".to_owned());
    }
    plan.summary = format!("换届：{}，书记{}", plan.org.short_name, {
        let secretary = posts.iter().find(|post| post.duty == Duty::Secretary);
        secretary.map_or("", |post| name_of(post.member_id))
    });
    Ok(())
}

/// Refuses a day that lies before the last change of anybody who moves.
///
/// # Errors
/// `Invalid` at `effectiveOn`.
pub(super) fn check_days(conn: &Connection, plan: &Plan, on: LocalDate) -> Result<()> {
    let mut late = Vec::new();
    for person in &plan.moving {
        if last_on(conn, person.id, Part::Affiliation)?.is_some_and(|last| last > on) {
            late.push(person.name.as_str());
        }
    }
    let names = late.iter().take(3).copied().collect::<Vec<_>>().join("、");
    require!(
        late.is_empty(),
        "effectiveOn",
        "{names}等 {} 人在 {on} 之后已有支部变动，日期不能更早。请改日期，或先撤销那些变动。",
        late.len()
    );
    Ok(())
}

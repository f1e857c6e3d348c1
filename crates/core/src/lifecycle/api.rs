use std::collections::BTreeSet;

use lunxun_base::{Error, Id, LocalDate, OrNotFound, Result, require};
use lunxun_protocol::Value;
use lunxun_store::{Tx, rusqlite::Connection};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    AlertList,
    alerts::{alerts, probation_end, years_after},
    timeline::{self, TimelineLine},
};
use crate::{
    Ctx, commands,
    fields::{Category, PartialDate, PartyStatus},
    member::{self, GetMember, MEMBER, MemberView, standing},
    member_change::{Change, ChangeKind, Line, of_member, record},
    org, post,
    rpc::Nothing,
};

/// Writes a dated change of one or several members.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangeMember {
    /// Whom.
    pub member_ids: Vec<Id>,
    /// What happened.
    pub kind: ChangeKind,
    /// From which day on; today or earlier.
    pub effective_on: LocalDate,
    /// End of a longer probation.
    #[serde(default)]
    pub until: Option<LocalDate>,
    /// The branch that takes them, for a transfer within the township and for who comes back.
    #[serde(default)]
    pub to_branch_id: Option<Id>,
    /// The group that takes them.
    #[serde(default)]
    pub to_group_id: Option<Id>,
    /// The organization elsewhere that takes or gives them.
    #[serde(default)]
    pub counterpart: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// Decision or document.
    #[serde(default)]
    pub basis: String,
}

/// What was written.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberChanged {
    /// How many.
    pub changed: u32,
    /// The action, under which it can be taken back.
    pub operation_id: Id,
}

/// A member's life line, and what may come next.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberTimeline {
    /// The lines, the latest first.
    pub lines: Vec<TimelineLine>,
    /// What may be written next.
    pub next: Vec<NextChange>,
    /// When the probation ends, for probationary members.
    pub probation_end: Option<LocalDate>,
}

/// A change that may come next.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NextChange {
    /// Which.
    pub kind: ChangeKind,
    /// What the clerk calls it.
    pub label: String,
    /// Whether a reason must be given.
    pub needs_reason: bool,
    /// Whether a decision or document must be named.
    pub needs_basis: bool,
}

commands! {
    write Township "member.change" => change(ChangeMember) -> MemberChanged, stale ["*"];
    read Township "member.timeline" => timeline(GetMember) -> MemberTimeline;
    read Township "member.alerts" => list_alerts(Nothing) -> AlertList;
}

fn list_alerts(ctx: &mut Ctx<'_>, _: Nothing) -> Result<AlertList> {
    Ok(AlertList { rows: alerts(ctx.conn(), ctx.today())? })
}

fn timeline(ctx: &mut Ctx<'_>, request: GetMember) -> Result<MemberTimeline> {
    let conn = ctx.conn();
    let member = member::view_of(conn, request.member_id)?;
    let lines = timeline::life_line(conn, &member)?;
    let is_on_probation = member.category == Category::Probationary && member.party_status == PartyStatus::Normal;
    let probation = if is_on_probation {
        probation_end(member.admitted_on.as_deref(), extension(&of_member(conn, member.id)?))
    } else {
        None
    };
    Ok(MemberTimeline { lines, next: next_of(&member), probation_end: probation })
}

fn next_of(member: &MemberView) -> Vec<NextChange> {
    let lawful = ChangeKind::CHOSEN.iter().filter(|kind| kind.may_befall(member.category, member.party_status));
    let next = lawful.map(|kind| NextChange {
        kind: *kind,
        label: kind.label().to_owned(),
        needs_reason: kind.needs_reason(),
        needs_basis: kind.needs_basis(),
    });
    next.collect()
}

fn extension(lines: &[Line]) -> Option<LocalDate> {
    lines.iter().rev().find(|line| line.kind == ChangeKind::ProbationExtended).and_then(|line| line.until)
}

fn change(ctx: &mut Ctx<'_>, request: ChangeMember) -> Result<MemberChanged> {
    let ids: BTreeSet<Id> = request.member_ids.iter().copied().collect();
    require!(!ids.is_empty(), "memberIds", "请先选择党员。");
    require!(ChangeKind::CHOSEN.contains(&request.kind), "kind", "这种变动不能直接登记。");
    require!(request.effective_on <= ctx.today(), "effectiveOn", "日期不能晚于今天，请到那一天再登记。");
    let label = request.kind.label();
    require!(!request.kind.needs_reason() || !request.reason.trim().is_empty(), "reason", "“{label}”要写明原因。");
    require!(
        !request.kind.needs_basis() || !request.basis.trim().is_empty(),
        "basis",
        "“{label}”要写明依据，例如“支部党员大会 3 月 1 日决议”。"
    );
    let is_away = request.kind == ChangeKind::TransferOut;
    require!(!is_away || !request.counterpart.trim().is_empty(), "counterpart", "请写明转往哪个党组织。");
    let mut views = Vec::new();
    for id in ids {
        let member = member::view_of(ctx.conn(), id)?;
        check(ctx.conn(), &member, &request)?;
        views.push(member);
    }
    let operation_id = ctx.write(|tx| {
        let who = match views.as_slice() {
            [one] => one.name.clone(),
            many => format!("{} 人", many.len()),
        };
        tx.summarise(&format!("{label}：{who}"))?;
        for member in &views {
            write(tx, member, &request)?;
        }
        Ok(tx.operation_id())
    })?;
    Ok(MemberChanged { changed: u32::try_from(views.len()).unwrap_or(u32::MAX), operation_id })
}

fn day_of(text: Option<&str>) -> Option<PartialDate> {
    text.and_then(|text| text.parse::<PartialDate>().ok())
}

/// Refuses what may not follow.
///
/// **Source**: `docs/sources.md#life-cycle`.
fn check(conn: &Connection, member: &MemberView, request: &ChangeMember) -> Result<()> {
    let (kind, on, name) = (request.kind, request.effective_on, member.name.as_str());
    if !kind.may_befall(member.category, member.party_status) {
        let next: Vec<String> = next_of(member).into_iter().map(|next| next.label).collect();
        let next = if next.is_empty() { "没有可登记的变动".to_owned() } else { next.join("、") };
        return Err(Error {
            field: Some("kind".to_owned()),
            ..Error::conflict(format!(
                "{name}现为{}（{}），不能登记“{}”。可以登记：{next}。",
                member.category.label(),
                member.party_status.label(),
                kind.label()
            ))
        });
    }
    let lines = of_member(conn, member.id)?;
    let admitted = day_of(member.admitted_on.as_deref());
    if let Some(earliest) =
        admitted.and_then(PartialDate::earliest).filter(|_| member.category != Category::ActiveApplicant)
    {
        let is_member = matches!(member.category, Category::Full | Category::Probationary);
        require!(!is_member || on >= earliest, "effectiveOn", "{name}{earliest} 才入党，日期不能更早。");
    }
    match kind {
        ChangeKind::Candidate => {
            let since = lines.iter().find(|line| line.kind == ChangeKind::Applicant).map(|line| line.on);
            require!(
                since.is_none_or(|since| years_after(since, 1) <= on),
                "effectiveOn",
                "{name}确定为入党积极分子还不满一年，经过一年以上培养教育才能列为发展对象。"
            );
        }
        ChangeKind::Admitted => {
            let birth = day_of(member.birth.as_deref()).and_then(PartialDate::earliest);
            require!(
                birth.is_none_or(|birth| birth.years_until(on) >= 18),
                "effectiveOn",
                "{name}那天不满 18 周岁，不能入党。"
            );
        }
        ChangeKind::Full => {
            let extended = extension(&lines);
            let due = extended.or_else(|| admitted.and_then(PartialDate::earliest).map(|day| years_after(day, 1)));
            require!(due.is_some(), "effectiveOn", "{name}没有入党日期，请先在资料里补上，再登记转正。");
            require!(
                due.is_none_or(|due| on >= due),
                "effectiveOn",
                "{name}的预备期到 {} 才满，不能提前转正。",
                due.unwrap_or(on)
            );
        }
        ChangeKind::ProbationExtended => extend(member, request, &lines)?,
        ChangeKind::Transfer | ChangeKind::TransferIn => destination(conn, member, request)?,
        _ => {}
    }
    Ok(())
}

/// Probation may be made longer once, by half a year to a year.
///
/// **Source**: `docs/sources.md#dangzhang-7`.
fn extend(member: &MemberView, request: &ChangeMember, lines: &[Line]) -> Result<()> {
    require!(extension(lines).is_none(), "kind", "{}的预备期已延长过一次，只能延长一次。", member.name);
    let until = request.until.ok_or_else(|| Error::invalid("until", "请写明预备期延长到哪一天。"))?;
    let end = probation_end(member.admitted_on.as_deref(), None);
    let end = end.ok_or_else(|| Error::invalid("effectiveOn", format!("{}没有入党日期，请先补上。", member.name)))?;
    require!(
        (end.plus_days(181)..=years_after(end, 1)).contains(&until),
        "until",
        "预备期原到 {end}，延长不能少于半年、不超过一年，应在 {} 至 {} 之间。",
        end.plus_days(181),
        years_after(end, 1)
    );
    Ok(())
}

fn destination(conn: &Connection, member: &MemberView, request: &ChangeMember) -> Result<()> {
    let is_within = request.kind == ChangeKind::Transfer;
    let Some(to) = request.to_branch_id.or(if is_within { None } else { member.branch_id }) else {
        return Err(Error::invalid("toBranchId", "请选择接收的党支部。"));
    };
    let branch = org::find(conn, to)?;
    let branch = branch.ok_or_else(|| Error::invalid("toBranchId", "原来的支部已经没有了，请选择接收的党支部。"))?;
    let holds = matches!(branch.kind.as_str(), "branch" | "joint_branch");
    require!(holds, "toBranchId", "“{}”不是党支部，不能接收党员。", branch.short_name);
    require!(!is_within || Some(to) != member.branch_id, "toBranchId", "{}就在这个支部。", member.name);
    require!(
        branch.founded_on.is_none_or(|day| day <= request.effective_on),
        "effectiveOn",
        "“{}”那时还没有成立，日期不能更早。",
        branch.short_name
    );
    if let Some(group) = request.to_group_id {
        let group = org::find(conn, group)?.or_not_found("党小组")?;
        require!(group.parent == Some(to), "toGroupId", "这个党小组不属于“{}”。", branch.short_name);
    }
    Ok(())
}

fn write(tx: &Tx<'_>, member: &MemberView, request: &ChangeMember) -> Result<()> {
    let kind = request.kind;
    let before = standing(tx, member.id)?;
    let moves = match kind {
        ChangeKind::Transfer => Some((request.to_branch_id, request.to_group_id)),
        ChangeKind::TransferIn => {
            let to = request.to_branch_id.or(before.branch);
            Some((to, request.to_group_id)).filter(|(to, group)| (*to, *group) != (before.branch, before.group))
        }
        _ => None,
    };
    let change = Change {
        affiliation: moves,
        category: kind.category_after(),
        status: kind.status_after(),
        until: request.until,
        counterpart: &request.counterpart,
        reason: &request.reason,
        basis: &request.basis,
        ..Change::new(kind, request.effective_on)
    };
    record(tx, &before, &change)?;
    let mut fields: Vec<(&'static str, Value)> = Vec::new();
    if let Some((branch, group)) = moves {
        fields.extend([("branch_id", branch.into()), ("group_id", group.into())]);
    }
    fields.extend(change.category.map(|category| ("category", category.word().into())));
    fields.extend(change.status.map(|status| ("party_status", status.word().into())));
    match kind {
        ChangeKind::Admitted => fields.push(("admitted_on", request.effective_on.into())),
        ChangeKind::Full => fields.push(("full_since", request.effective_on.into())),
        _ => {}
    }
    if !fields.is_empty() {
        tx.update(&MEMBER, member.id, &fields)?;
    }
    // Who leaves a branch leaves its committee and its group; village posts are not the Party's to end.
    let leaves = kind == ChangeKind::Transfer || change.status.is_some_and(|status| status != PartyStatus::Normal);
    if let Some(org) = before.branch.filter(|_| leaves) {
        let held = member
            .duties
            .iter()
            .filter(|duty| duty.is_branch_committee() || **duty == crate::fields::Duty::GroupLeader);
        for duty in held {
            post::relieve(tx, (member.id, org, *duty), request.effective_on, kind.label())?;
        }
    }
    Ok(())
}

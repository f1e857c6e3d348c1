use lunxun_base::{Error, Id, LocalDate, OrNotFound, Result, require};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Post, store};
use crate::{Ctx, commands, fields::Duty, member, org};

/// Asks for the posts of a member or of an organization.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ListPosts {
    /// Whose.
    pub member_id: Option<Id>,
    /// Where.
    pub org_id: Option<Id>,
}

/// Posts, those still held first.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PostList {
    /// The posts.
    pub posts: Vec<PostView>,
}

/// A duty held from a day to a day.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PostView {
    /// Its id; absent for a duty that stands in the roster without a term.
    pub id: Option<Id>,
    /// Who.
    pub member_id: Id,
    /// Their name.
    pub member_name: String,
    /// Where.
    pub org_name: String,
    /// Which.
    pub duty: Duty,
    /// Since when, where known.
    pub from: Option<LocalDate>,
    /// End of the term that was voted.
    pub term_to: Option<LocalDate>,
    /// The first day on which it was no longer held.
    pub ended: Option<LocalDate>,
    /// Decision or document.
    pub basis: String,
    /// Why it ended.
    pub end_reason: String,
    /// Whether its term has run out without an end being written.
    pub is_overdue: bool,
}

/// Gives a member a duty.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddPost {
    /// Whom.
    pub member_id: Id,
    /// Where; the member's branch where absent.
    #[serde(default)]
    pub org_id: Option<Id>,
    /// Which.
    pub duty: Duty,
    /// From when.
    pub from: LocalDate,
    /// End of the term.
    #[serde(default)]
    pub term_to: Option<LocalDate>,
    /// Decision or document.
    #[serde(default)]
    pub basis: String,
}

/// Ends a duty.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EndPost {
    /// Whose.
    pub member_id: Id,
    /// Which.
    pub duty: Duty,
    /// The first day on which it is no longer held.
    pub on: LocalDate,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

commands! {
    read Township "post.list" => list(ListPosts) -> PostList;
    write Township "post.add" => add(AddPost) -> PostList, stale ["*"];
    write Township "post.end" => end(EndPost) -> PostList, stale ["*"];
}

fn list(ctx: &mut Ctx<'_>, request: ListPosts) -> Result<PostList> {
    let (conn, today) = (ctx.conn(), ctx.today());
    let posts = match (request.member_id, request.org_id) {
        (Some(member), _) => store::held_by(conn, member)?,
        (None, Some(org)) => store::of_org(conn, org)?,
        (None, None) => return Err(Error::invalid("memberId", "请先选定党员或党组织。")),
    };
    let mut views = Vec::new();
    for post in posts {
        views.push(view(conn, post, today)?);
    }
    if let Some(member) = request.member_id {
        let member = member::view_of(conn, member)?;
        let held: Vec<Duty> = views.iter().filter(|post| post.ended.is_none()).map(|post| post.duty).collect();
        let untold = member.duties.iter().filter(|duty| !held.contains(duty)).map(|duty| PostView {
            id: None,
            member_id: member.id,
            member_name: member.name.clone(),
            org_name: member.branch_name.clone(),
            duty: *duty,
            from: None,
            term_to: None,
            ended: None,
            basis: String::new(),
            end_reason: String::new(),
            is_overdue: false,
        });
        views.extend(untold.collect::<Vec<_>>());
    }
    views.sort_by_key(|post| (post.ended.is_some(), std::cmp::Reverse(post.ended), std::cmp::Reverse(post.from)));
    Ok(PostList { posts: views })
}

fn view(conn: &lunxun_store::rusqlite::Connection, post: Post, today: LocalDate) -> Result<PostView> {
    let org = org::find_any(conn, post.org)?;
    let member_name = crate::present::title(conn, &member::MEMBER, post.member)?;
    Ok(PostView {
        id: Some(post.id),
        member_id: post.member,
        member_name,
        org_name: org.map(|org| org.short_name).unwrap_or_default(),
        duty: post.duty,
        from: post.from,
        term_to: post.term_to,
        is_overdue: post.ended.is_none() && post.term_to.is_some_and(|end| end < today),
        ended: post.ended,
        basis: post.basis,
        end_reason: post.end_reason,
    })
}

fn add(ctx: &mut Ctx<'_>, request: AddPost) -> Result<PostList> {
    let member = member::view_of(ctx.conn(), request.member_id)?;
    require!(request.from <= ctx.today(), "from", "任职日期不能晚于今天。");
    require!(request.term_to.is_none_or(|end| end > request.from), "termTo", "届满日期应在任职日期之后。");
    let org = request.org_id.or(member.branch_id).or_not_found("任职的党组织")?;
    let open = store::open_of_member(ctx.conn(), member.id)?;
    let is_held = open.iter().any(|post| post.duty == request.duty && post.org == org);
    require!(!is_held, "duty", "{}已任{}，换届或免职后再登记。", member.name, request.duty.label());
    ctx.write(|tx| {
        tx.summarise(&format!("任职：{} {}", member.name, request.duty.label()))?;
        store::appoint(tx, (member.id, org, request.duty), request.from, request.term_to, &request.basis)
    })?;
    list(ctx, ListPosts { member_id: Some(request.member_id), org_id: None })
}

fn end(ctx: &mut Ctx<'_>, request: EndPost) -> Result<PostList> {
    let member = member::view_of(ctx.conn(), request.member_id)?;
    require!(request.on <= ctx.today(), "on", "免职日期不能晚于今天。");
    let open = store::open_of_member(ctx.conn(), member.id)?;
    let post = open.iter().find(|post| post.duty == request.duty);
    let began = post.and_then(|post| post.from);
    require!(began.is_none_or(|from| request.on >= from), "on", "免职日期早于任职日期，请核对。");
    let org = post.map(|post| post.org).or(member.branch_id).or_not_found("任职的党组织")?;
    ctx.write(|tx| {
        tx.summarise(&format!("免职：{} {}", member.name, request.duty.label()))?;
        let held = store::relieve(tx, (member.id, org, request.duty), request.on, request.reason.trim())?;
        require!(held, "duty", "{}没有担任{}，请刷新后再看。", member.name, request.duty.label());
        Ok(())
    })?;
    list(ctx, ListPosts { member_id: Some(request.member_id), org_id: None })
}

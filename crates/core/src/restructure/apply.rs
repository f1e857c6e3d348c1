//! Writing a change of the tree: one action, so that one undo takes all of it back.

use lunxun_base::{Id, Result};
use lunxun_store::Tx;

use super::{ChangeOrg, OrgChange, plan::Plan};
use crate::{
    member::{MEMBER, standing},
    member_change::{Change, ChangeKind, record},
    org::{self, OrgEvent, OrgMove, PARTY_ORG, keep_name, short_of},
    post,
};

/// Writes the change.
///
/// # Errors
/// Those of the history (days) and of the database.
pub(super) fn apply(tx: &Tx<'_>, request: &ChangeOrg, plan: &Plan) -> Result<()> {
    let on = request.effective_on;
    super::plan::check_days(tx.conn(), plan, on)?;
    let what = OrgMove {
        event: request.change.event(),
        on,
        other: plan.other.as_ref().map(|org| org.id),
        members: plan.moving.len(),
        basis: &request.basis,
        note: &request.note,
    };
    match &request.change {
        OrgChange::Rename { name, short_name, org_kind } => {
            let name = name.trim();
            let short = if short_name.trim().is_empty() { short_of(name) } else { short_name.trim().to_owned() };
            let mut fields = vec![("name", name.into()), ("short_name", short.into())];
            fields.extend(org_kind.map(|kind| ("kind", kind.word().into())));
            org::change(tx, &plan.org, &what, &fields)
        }
        OrgChange::Merge { into } => merge(tx, request, plan, &what, *into),
        OrgChange::Split { name, short_name, .. } => split(tx, request, plan, what, name.trim(), short_name.trim()),
        OrgChange::Move { parent_id } => org::change(tx, &plan.org, &what, &[("parent_id", (*parent_id).into())]),
        OrgChange::Dissolve => org::change(tx, &plan.org, &what, &[("closed_on", on.into())]),
        OrgChange::Reelect { term_to, posts } => {
            let fields = [("term_from", on.into()), ("term_to", (*term_to).into())];
            org::change(tx, &plan.org, &what, &fields)?;
            for (member, duty) in &plan.relieved {
                post::relieve(tx, (*member, plan.org.id, *duty), on, "换届")?;
            }
            for elected in posts {
                post::appoint(tx, (elected.member_id, plan.org.id, elected.duty), on, *term_to, &request.basis)?;
            }
            Ok(())
        }
    }
}

/// Takes the moving members over to a branch; their groups come along where `keeps` says so.
fn carry(
    tx: &Tx<'_>,
    request: &ChangeOrg,
    plan: &Plan,
    to: Id,
    kind: ChangeKind,
    keeps: impl Fn(Id) -> bool,
) -> Result<()> {
    for (member, duty) in &plan.relieved {
        post::relieve(tx, (*member, plan.org.id, *duty), request.effective_on, kind.label())?;
    }
    for person in &plan.moving {
        let before = standing(tx, person.id)?;
        let group = before.group.filter(|group| keeps(*group));
        let change = Change {
            affiliation: Some((Some(to), group)),
            basis: &request.basis,
            ..Change::new(kind, request.effective_on)
        };
        record(tx, &before, &change)?;
        tx.update(&MEMBER, person.id, &[("branch_id", to.into()), ("group_id", group.into())])?;
    }
    for group in &plan.groups {
        let what = OrgMove {
            event: OrgEvent::Moved,
            on: request.effective_on,
            other: Some(to),
            members: 0,
            basis: &request.basis,
            note: "",
        };
        org::change(tx, group, &what, &[("parent_id", to.into())])?;
    }
    Ok(())
}

fn merge(tx: &Tx<'_>, request: &ChangeOrg, plan: &Plan, what: &OrgMove<'_>, into: Id) -> Result<()> {
    carry(tx, request, plan, into, ChangeKind::OrgMerged, |_| true)?;
    org::change(tx, &plan.org, what, &[("closed_on", request.effective_on.into())])?;
    if let Some(other) = &plan.other {
        let took = OrgMove { event: OrgEvent::TookIn, other: Some(plan.org.id), ..what.clone() };
        org::change(tx, other, &took, &[])?;
    }
    // Old sheets go on naming the branch that is no more, by any name that it ever had.
    let mut names = vec![plan.org.name.clone(), plan.org.short_name.clone()];
    names.extend(org::aliases(tx.conn())?.into_iter().filter(|(_, id)| *id == plan.org.id).map(|(name, _)| name));
    for name in names.iter().filter(|name| !name.is_empty()) {
        keep_name(tx, into, name)?;
    }
    Ok(())
}

fn split(tx: &Tx<'_>, request: &ChangeOrg, plan: &Plan, what: OrgMove<'_>, name: &str, short_name: &str) -> Result<()> {
    let id = tx.new_id();
    let short = if short_name.is_empty() { short_of(name) } else { short_name.to_owned() };
    let fields = [
        ("parent_id", plan.org.parent.into()),
        ("kind", plan.org.kind.as_str().into()),
        ("name", name.into()),
        ("short_name", short.into()),
        ("village", plan.org.village.as_str().into()),
        ("sort", i64::from(plan.org.sort).into()),
        ("founded_on", request.effective_on.into()),
    ];
    tx.insert(&PARTY_ORG, id, &fields)?;
    let groups: Vec<Id> = plan.groups.iter().map(|group| group.id).collect();
    carry(tx, request, plan, id, ChangeKind::OrgSplit, |group| groups.contains(&group))?;
    org::change(tx, &plan.org, &OrgMove { other: Some(id), ..what }, &[])
}

//! The register as an import sees it: members in the importer's words, branches by every name they go by.

use std::collections::HashMap;

use lunxun_base::Id;

use super::roster::{ExistingMember, RosterFields};
use super::store::positions;
use crate::fields::codes::{read_education, read_nation};
use crate::fields::{AttendMode, Education, PartialDate, PartyStatus, org_key, squeeze};
use crate::member::Snapshot;
use crate::org::Org;

/// Members and organizations, loaded once.
pub(super) struct Register {
    /// Every member that is not deleted, whatever the standing.
    pub people: Vec<Snapshot>,
    /// The same in the importer's words, in the same order.
    pub existing: Vec<ExistingMember>,
    /// Every organization.
    pub orgs: Vec<Org>,
    at: HashMap<Id, usize>,
    by_id_no: HashMap<String, usize>,
    org_at: HashMap<Id, usize>,
    branches: HashMap<String, Vec<usize>>,
}

/// Where a branch's name leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// A branch of the register.
    Known(Id),
    /// None yet.
    Missing,
    /// It cannot be a member's branch.
    Refused(String),
}

pub(super) fn holds_members(org: &Org) -> bool {
    matches!(org.kind.as_str(), "branch" | "joint_branch")
}

impl Register {
    pub(super) fn new(people: Vec<Snapshot>, orgs: Vec<Org>) -> Self {
        let org_at = positions(&orgs, |org| org.id);
        let mut branches: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, org) in orgs.iter().enumerate().filter(|(_, org)| holds_members(org)) {
            for key in branch_keys(org) {
                let known = branches.entry(key).or_default();
                if !known.contains(&at) {
                    known.push(at);
                }
            }
        }
        let find = |id: Option<Id>| id.and_then(|id| org_at.get(&id)).and_then(|at| orgs.get(*at));
        let existing =
            people.iter().map(|person| existing_member(person, find(person.branch), find(person.group))).collect();
        let mut by_id_no = HashMap::new();
        for (at, person) in people.iter().enumerate() {
            if let Some(id_no) = &person.id_no {
                by_id_no.entry(id_no.clone()).or_insert(at);
            }
        }
        Self { at: positions(&people, |person| person.id), by_id_no, existing, people, org_at, branches, orgs }
    }

    pub(super) fn person(&self, id: Id) -> Option<(&Snapshot, &ExistingMember)> {
        let at = *self.at.get(&id)?;
        Some((self.people.get(at)?, self.existing.get(at)?))
    }

    /// Whether somebody of this name is held under this ID number.
    pub(super) fn has(&self, id_no: &str, name: &str) -> bool {
        self.holder(id_no).is_some_and(|holder| holder.name == name)
    }

    /// Who is held under an ID number.
    pub(super) fn holder(&self, id_no: &str) -> Option<&Snapshot> {
        self.people.get(*self.by_id_no.get(id_no)?)
    }

    pub(super) fn org(&self, id: Option<Id>) -> Option<&Org> {
        self.orgs.get(*self.org_at.get(&id?)?)
    }

    pub(super) fn root(&self) -> Option<&Org> {
        self.orgs.iter().find(|org| org.kind == "township")
    }

    pub(super) fn branch_name(&self, person: &Snapshot) -> String {
        self.org(person.branch).map(|org| org.short_name.clone()).unwrap_or_default()
    }

    /// The branch that a sheet means. Its exact name goes before a looser likeness.
    pub(super) fn branch(&self, text: &str) -> Place {
        let key = org_key(text);
        if key.is_empty() {
            return Place::Refused("所在党支部看不懂，请填写党支部的名称。".to_owned());
        }
        let plain = squeeze(text);
        let alike: Vec<&Org> =
            self.branches.get(&key).into_iter().flatten().filter_map(|at| self.orgs.get(*at)).collect();
        let exact: Vec<&&Org> =
            alike.iter().filter(|org| squeeze(&org.name) == plain || squeeze(&org.short_name) == plain).collect();
        match (alike.as_slice(), exact.as_slice()) {
            ([only], _) => Place::Known(only.id),
            (_, [only]) => Place::Known(only.id),
            ([], _) if self.root().is_some_and(|root| org_key(&root.name) == key) => {
                Place::Refused("这里写的是乡镇党委，不是党支部，请改填党员所在的党支部。".to_owned())
            }
            ([], _) => Place::Missing,
            _ => Place::Refused("有几个党支部都可能是这个名称，请在表里写党支部的全称。".to_owned()),
        }
    }

    /// A Party group of a branch by its name.
    pub(super) fn group(&self, branch: Id, text: &str) -> Option<Id> {
        let plain = squeeze(text);
        self.orgs
            .iter()
            .find(|org| org.kind == "party_group" && org.parent == Some(branch) && is_called(org, &plain))
            .map(|org| org.id)
    }
}

/// Whether an organization goes by this name.
pub(super) fn is_called(org: &Org, plain: &str) -> bool {
    squeeze(&org.name) == plain || squeeze(&org.short_name) == plain
}

fn branch_keys(org: &Org) -> Vec<String> {
    let mut keys = vec![org_key(&org.name), org_key(&org.short_name)];
    keys.retain(|key| !key.is_empty());
    keys.dedup();
    keys
}

/// A member's standing.
pub(super) fn standing(person: &Snapshot) -> PartyStatus {
    let word = person.columns.get("party_status").map(String::as_str).unwrap_or_default();
    PartyStatus::from_word(word).unwrap_or(PartyStatus::Normal)
}

fn existing_member(person: &Snapshot, branch: Option<&Org>, group: Option<&Org>) -> ExistingMember {
    let text = |column: &str| person.columns.get(column).filter(|text| !text.is_empty()).cloned();
    let date = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<PartialDate>().ok());
    let mut duties = person.duties.clone();
    duties.sort_unstable();
    let fields = RosterFields {
        name: Some(person.name.clone()),
        sex: person.sex,
        id_no: person.id_no.clone(),
        nation: text("nation").map(|text| read_nation(&text).map_or(text, |nation| nation.name.to_owned())),
        birth: date(&person.birth),
        edu: text("education").map(|text| read_education(&text).unwrap_or(Education { code: 90, text, mode: None })),
        category: Some(person.category),
        branch: branch.map(|org| org.short_name.clone()),
        party_group: group.map(|org| org.short_name.clone()),
        admitted_on: date(&person.admitted_on),
        full_since: date(&person.full_since),
        job: text("job"),
        duties,
        phone: person.phone.clone().filter(|text| !text.is_empty()),
        address: text("address"),
        household: text("household"),
        party_status: Some(standing(person)),
        attend_mode: Some(person.attend_mode),
        is_migrant: Some(person.attend_mode == AttendMode::Migrant),
        remark: text("remark"),
        ..RosterFields::default()
    };
    ExistingMember { id: person.id, fields, branch_keys: branch.map(branch_keys).unwrap_or_default() }
}

//! The register as an import sees it: members in the importer's words, branches by every name they go by.

use std::collections::HashMap;
use std::sync::Arc;

use lunxun_base::Id;

use super::roster::{ExistingMember, RosterFields};
use super::store::positions;
use crate::fields::codes::{read_education, read_nation};
use crate::fields::{AttendMode, Education, PartialDate, PartyStatus, org_key, squeeze};
use crate::member::Snapshot;
use crate::org::Org;

/// Members and organizations, loaded once.
pub(super) struct Register {
    /// Every member that is not deleted, whatever the standing, in the importer's words.
    pub existing: Vec<ExistingMember>,
    /// Branch and Party group of each, in the same order.
    places: Vec<(Option<Id>, Option<Id>)>,
    /// Every organization.
    pub orgs: Vec<Org>,
    at: HashMap<Id, usize>,
    by_id_no: HashMap<String, usize>,
    org_at: HashMap<Id, usize>,
    branches: HashMap<String, Vec<usize>>,
}

/// A member of the register.
#[derive(Clone, Copy)]
pub(super) struct Held<'a> {
    /// In the importer's words.
    pub member: &'a ExistingMember,
    /// Branch.
    pub branch: Option<Id>,
    /// Party group.
    pub group: Option<Id>,
}

impl<'a> Held<'a> {
    pub(super) fn id(&self) -> Id {
        self.member.id
    }

    pub(super) fn name(&self) -> &'a str {
        self.member.fields.name.as_deref().unwrap_or_default()
    }

    /// The standing.
    pub(super) fn status(&self) -> PartyStatus {
        self.member.fields.party_status.unwrap_or(PartyStatus::Normal)
    }
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
        let keys: HashMap<Id, Arc<Vec<String>>> = orgs.iter().map(|org| (org.id, Arc::new(branch_keys(org)))).collect();
        let places = people.iter().map(|person| (person.branch, person.group)).collect();
        let mut words = Words::default();
        let existing: Vec<ExistingMember> = people
            .into_iter()
            .map(|person| {
                let branch_keys = person.branch.and_then(|id| keys.get(&id)).cloned().unwrap_or_default();
                let (branch, group) = (find(person.branch), find(person.group));
                existing_member(person, branch, group, branch_keys, &mut words)
            })
            .collect();
        let mut by_id_no = HashMap::with_capacity(existing.len());
        for (at, member) in existing.iter().enumerate() {
            if let Some(id_no) = &member.fields.id_no {
                by_id_no.entry(id_no.clone()).or_insert(at);
            }
        }
        let at = positions(&existing, |member| member.id);
        Self { at, by_id_no, existing, places, org_at, branches, orgs }
    }

    pub(super) fn person(&self, id: Id) -> Option<Held<'_>> {
        self.held(*self.at.get(&id)?)
    }

    fn held(&self, at: usize) -> Option<Held<'_>> {
        let (branch, group) = *self.places.get(at)?;
        Some(Held { member: self.existing.get(at)?, branch, group })
    }

    /// Whether somebody of this name is held under this ID number.
    pub(super) fn has(&self, id_no: &str, name: &str) -> bool {
        self.holder(id_no).is_some_and(|holder| holder.name() == name)
    }

    /// Who is held under an ID number.
    pub(super) fn holder(&self, id_no: &str) -> Option<Held<'_>> {
        self.held(*self.by_id_no.get(id_no)?)
    }

    pub(super) fn org(&self, id: Option<Id>) -> Option<&Org> {
        self.orgs.get(*self.org_at.get(&id?)?)
    }

    pub(super) fn root(&self) -> Option<&Org> {
        self.orgs.iter().find(|org| org.kind == "township")
    }

    pub(super) fn branch_name(&self, person: Held<'_>) -> String {
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

/// Readings of coded words, each made once: a hundred thousand members share a dozen.
#[derive(Default)]
struct Words {
    nations: HashMap<String, String>,
    educations: HashMap<String, Education>,
}

impl Words {
    fn nation(&mut self, text: String) -> String {
        let read = self
            .nations
            .entry(text)
            .or_insert_with_key(|text| read_nation(text).map_or_else(|| text.clone(), |nation| nation.name.to_owned()));
        read.clone()
    }

    fn education(&mut self, text: String) -> Education {
        let read = self.educations.entry(text).or_insert_with_key(|text| {
            read_education(text).unwrap_or_else(|| Education { code: 90, text: text.clone(), mode: None })
        });
        read.clone()
    }
}

fn existing_member(
    mut person: Snapshot,
    branch: Option<&Org>,
    group: Option<&Org>,
    branch_keys: Arc<Vec<String>>,
    words: &mut Words,
) -> ExistingMember {
    let status = person.columns.get("party_status").and_then(|word| PartyStatus::from_word(word));
    let mut text = |column: &str| person.columns.remove(column).filter(|text| !text.is_empty());
    let date = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<PartialDate>().ok());
    let mut duties = person.duties;
    duties.sort_unstable();
    let fields = RosterFields {
        name: Some(person.name),
        former_name: text("former_name"),
        sex: person.sex,
        id_no: person.id_no,
        nation: text("nation").map(|text| words.nation(text)),
        birth: date(&person.birth),
        edu: text("education").map(|text| words.education(text)),
        category: Some(person.category),
        branch: branch.map(|org| org.short_name.clone()),
        party_group: group.map(|org| org.short_name.clone()),
        admitted_on: date(&person.admitted_on),
        full_since: date(&person.full_since),
        job: text("job"),
        duties,
        phone: person.phone.filter(|text| !text.is_empty()),
        address: text("address"),
        household: text("household"),
        party_status: Some(status.unwrap_or(PartyStatus::Normal)),
        attend_mode: Some(person.attend_mode),
        is_migrant: Some(person.attend_mode == AttendMode::Migrant),
        remark: text("remark"),
        ..RosterFields::default()
    };
    ExistingMember { id: person.id, fields, branch_keys }
}

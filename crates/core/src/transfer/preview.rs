//! What a package holds and whom of the roster it is about, before anything is written.

use lunxun_base::{CreditTenths, Id, LocalDate, Result};
use lunxun_protocol::Value;
use lunxun_store::{read_row, rusqlite::Connection};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    gather,
    model::{self, incoming_id},
    package::{OutsideClass, OutsideFact, Package},
    store,
};
use crate::{
    fields::{Category, PartyStatus, Sex, mask_id_no, mask_phone},
    hours::HOURS_LINE,
    member::{self, Snapshot},
    org,
};

/// What a package says, with numbers masked, and what would come of it here.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PackagePreview {
    /// The township of origin.
    pub origin: String,
    /// Where the letter sends the person.
    pub destination: String,
    /// The letter's number.
    pub letter_no: String,
    /// When it was issued.
    pub issued_on: LocalDate,
    /// Its last day.
    pub valid_until: LocalDate,
    /// Whether that day is over.
    pub is_expired: bool,
    /// Whether this township made it itself.
    pub is_own: bool,
    /// The transfer, where the package was taken already.
    pub accepted_transfer_id: Option<Id>,
    /// Name.
    pub name: String,
    /// Sex, where known.
    pub sex: Option<Sex>,
    /// Date of birth as far as known.
    pub birth: Option<String>,
    /// ID number, masked.
    pub id_no_masked: String,
    /// Phone, masked.
    pub phone_masked: String,
    /// Full, probationary …
    pub category: Category,
    /// 入党日期 as far as known.
    pub admitted_on: Option<String>,
    /// The branch that they left.
    pub branch_name: String,
    /// The day on which they left it.
    pub left_on: LocalDate,
    /// Who of the roster they are: by dossier or ID number. They must be joined.
    pub known: Option<KnownMember>,
    /// Who of the roster they may be: the same name, and nothing that speaks against it.
    pub candidates: Vec<KnownMember>,
    /// Credit of all lines, 0.1 学时.
    pub credit_tenths: CreditTenths,
    /// Lines of the ledger.
    pub lines: u32,
    /// Of these, how many stand in the ledger here already.
    pub known_lines: u32,
    /// Classes, the latest first.
    pub classes: Vec<OutsideClassView>,
    /// Changes, duties and stays.
    pub facts: u32,
    /// What the clerk should look at.
    pub warnings: Vec<String>,
}

/// Somebody of the roster whom a package is or may be about.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct KnownMember {
    /// Who.
    pub id: Id,
    /// Their name.
    pub name: String,
    /// Their branch.
    pub branch_name: String,
    /// Their standing.
    pub party_status: PartyStatus,
    /// Why it is thought so.
    pub why: String,
}

/// A class that another township held.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutsideClassView {
    /// Its id.
    pub id: Id,
    /// Who held it.
    pub origin: String,
    /// Its number there.
    pub number: String,
    /// Its name.
    pub name: String,
    /// First day.
    pub starts_on: LocalDate,
    /// Last day.
    pub ends_on: LocalDate,
    /// 结业, 退训 …, as that township says it.
    pub outcome: String,
    /// Half-days due.
    pub due: u32,
    /// Half-days attended.
    pub attended: u32,
    /// Half-days on leave.
    pub leave: u32,
    /// Half-days absent without leave.
    pub absent: u32,
    /// Credit by the roll, 0.1 学时.
    pub attended_tenths: CreditTenths,
    /// Conduct, in words.
    pub conduct: String,
    /// Examination, in words.
    pub exam: String,
    /// Reflection, in words.
    pub reflection: String,
    /// Composite with its arithmetic.
    pub composite: String,
    /// Grade of the appraisal.
    pub grade: String,
    /// The head teacher's opinion.
    pub appraisal: String,
    /// Where the form is filed.
    pub archive: String,
    /// Digest of the class at its closing; empty where it was not closed.
    pub digest: String,
}

impl From<OutsideClass> for OutsideClassView {
    fn from(class: OutsideClass) -> Self {
        Self {
            id: class.id,
            origin: class.origin.name,
            number: class.number,
            name: class.name,
            starts_on: class.starts_on,
            ends_on: class.ends_on,
            outcome: class.outcome,
            due: class.due,
            attended: class.attended,
            leave: class.leave,
            absent: class.absent,
            attended_tenths: class.attended_tenths,
            conduct: class.conduct,
            exam: class.exam,
            reflection: class.reflection,
            composite: class.composite,
            grade: class.grade,
            appraisal: class.appraisal,
            archive: class.archive,
            digest: class.digest,
        }
    }
}

/// A line of a life elsewhere.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutsideFactView {
    /// Its id.
    pub id: Id,
    /// Where.
    pub origin: String,
    /// When, as far as known.
    pub on: String,
    /// What.
    pub text: String,
    /// Why.
    pub reason: String,
    /// Decision or document.
    pub basis: String,
}

impl From<OutsideFact> for OutsideFactView {
    fn from(fact: OutsideFact) -> Self {
        Self {
            id: fact.id,
            origin: fact.origin.name,
            on: fact.on,
            text: fact.content,
            reason: fact.reason,
            basis: fact.basis,
        }
    }
}

/// Whom of the roster a package is about, and whom it may be about.
pub(super) struct Matches {
    pub known: Option<KnownMember>,
    pub candidates: Vec<KnownMember>,
}

/// Finds the person in the roster: by the dossier's id first, by the ID number then, by the name at last.
pub(super) fn matches(conn: &Connection, package: &Package) -> Result<Matches> {
    let (person, orgs) = (&package.person, org::all(conn)?);
    let shown = |member: &Snapshot, why: &str| KnownMember {
        id: member.id,
        name: member.name.clone(),
        branch_name: orgs
            .iter()
            .find(|org| Some(org.id) == member.branch)
            .map(|org| org.short_name.clone())
            .unwrap_or_default(),
        party_status: member
            .columns
            .get("party_status")
            .and_then(|word| PartyStatus::from_word(word))
            .unwrap_or(PartyStatus::Normal),
        why: why.to_owned(),
    };
    let roster = member::registered(conn)?;
    let same_dossier = roster.iter().find(|member| member.id == person.id);
    let same_number = || roster.iter().find(|member| person.id_no.is_some() && member.id_no == person.id_no);
    let known = same_dossier
        .map(|member| shown(member, "以前从本镇转出的同一份档案"))
        .or_else(|| same_number().map(|member| shown(member, "身份证号相同")));
    let may_be = |member: &&Snapshot| {
        let is_other = member.id_no.is_some() && person.id_no.is_some() && member.id_no != person.id_no;
        let born_otherwise = matches!((&member.birth, &person.birth), (Some(one), Some(other))
            if !one.starts_with(other.as_str()) && !other.starts_with(one.as_str()));
        member.name == person.name && !is_other && !born_otherwise
    };
    let candidates = if known.is_some() {
        Vec::new()
    } else {
        roster.iter().filter(may_be).take(20).map(|member| shown(member, "姓名相同，请核对")).collect()
    };
    Ok(Matches { known, candidates })
}

/// Everything that is to be seen before a package is taken.
pub(super) fn of(conn: &Connection, package: Package, today: LocalDate) -> Result<PackagePreview> {
    let here = gather::here(conn)?;
    let Matches { known, candidates } = matches(conn, &package)?;
    let accepted = store::transfer(conn, incoming_id(package.id))?;
    let is_expired = !model::is_valid(package.valid_until, today);
    let mut known_lines = 0;
    for line in &package.lines {
        let there =
            read_row(conn, HOURS_LINE, line.id)?.is_some_and(|row| row.get("deleted_at").is_none_or(Value::is_null));
        let same = known.as_ref().map(|known| store::is_entered(conn, known.id, line, &package.lines)).transpose()?;
        known_lines += u32::from(there || same.unwrap_or_default());
    }
    let mut warnings = Vec::new();
    if is_expired && accepted.is_none() {
        warnings.push(format!("介绍信 {} 已过有效期，请对方重新开具。", package.valid_until));
    }
    if !package.destination.contains(here.name.as_str()) {
        warnings.push(format!("介绍信开往“{}”，本镇是“{}”，请核对是否送错。", package.destination, here.name));
    }
    if let Some(known) = known.as_ref().filter(|_| accepted.is_none())
        && !matches!(known.party_status, PartyStatus::Normal | PartyStatus::TransferredOut)
    {
        warnings.push(format!("{}在本镇名册里是“{}”，请先核实党籍。", known.name, known.party_status.label()));
    }
    let person = package.person;
    Ok(PackagePreview {
        is_own: package.origin.code == here.code && !here.code.is_empty(),
        origin: package.origin.name,
        destination: package.destination,
        letter_no: package.letter_no,
        issued_on: package.issued_on,
        valid_until: package.valid_until,
        is_expired,
        accepted_transfer_id: accepted.map(|transfer| transfer.id),
        name: person.name,
        sex: person.sex,
        birth: person.birth,
        id_no_masked: mask_id_no(person.id_no.as_deref().unwrap_or_default()),
        phone_masked: mask_phone(person.phone.as_deref().unwrap_or_default()),
        category: person.category,
        admitted_on: person.admitted_on,
        branch_name: person.branch,
        left_on: person.left_on,
        known,
        candidates,
        credit_tenths: package.lines.iter().map(|line| line.credit).sum(),
        lines: u32::try_from(package.lines.len()).unwrap_or(u32::MAX),
        known_lines,
        classes: package.classes.into_iter().map(Into::into).collect(),
        facts: u32::try_from(package.facts.len()).unwrap_or(u32::MAX),
        warnings,
    })
}

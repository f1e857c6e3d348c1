//! What a package (介绍包) holds. A field may be added with a default; anything else needs another [`FORMAT`].

use lunxun_base::{CreditTenths, Id, LocalDate};
use serde::{Deserialize, Serialize};

use super::model::FactTopic;
use crate::{
    fields::{Category, Sex},
    hours::HoursChannel,
};

/// The version of the content.
pub(super) const FORMAT: u16 = 1;

/// Enough of any version's content to tell which it is.
#[derive(Deserialize)]
pub(super) struct Head {
    pub format: u16,
}

/// Everything that the next township needs to keep a dossier whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Package {
    pub format: u16,
    pub id: Id,
    /// Known to both sides through the package alone: by it a receipt is known.
    pub receipt_key: String,
    pub origin: Place,
    pub destination: String,
    pub letter_no: String,
    pub issued_on: LocalDate,
    pub valid_until: LocalDate,
    pub issued_by: String,
    pub person: Person,
    pub lines: Vec<LedgerLine>,
    pub classes: Vec<OutsideClass>,
    pub facts: Vec<OutsideFact>,
}

/// A township.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    /// Region code, 9 digits.
    pub code: String,
    pub name: String,
}

/// The member's own fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Person {
    /// The member's id in the township of origin, kept by whoever enters the person anew.
    pub id: Id,
    pub name: String,
    pub former_name: String,
    pub sex: Option<Sex>,
    pub id_no: Option<String>,
    pub id_no_note: String,
    pub nation: String,
    pub birth: Option<String>,
    pub education: String,
    pub category: Category,
    pub admitted_on: Option<String>,
    pub full_since: Option<String>,
    pub job: String,
    pub phone: Option<String>,
    pub address: String,
    pub household: String,
    pub remark: String,
    pub branch: String,
    pub left_on: LocalDate,
}

/// A line of the ledger of hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LedgerLine {
    pub id: Id,
    pub day: LocalDate,
    pub channel: HoursChannel,
    /// 0.1 学时; negative where it takes another line back.
    pub credit: CreditTenths,
    pub label: String,
    pub note: String,
    pub proof: String,
    /// The line that this one takes back.
    pub reverses: Option<Id>,
}

/// A class as the township that held it recorded it, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OutsideClass {
    /// The enrolment's id there.
    pub id: Id,
    pub origin: Place,
    pub number: String,
    pub name: String,
    pub starts_on: LocalDate,
    pub ends_on: LocalDate,
    pub outcome: String,
    /// Half-days.
    pub due: u32,
    pub attended: u32,
    pub leave: u32,
    pub absent: u32,
    /// 0.1 学时 by the roll.
    pub attended_tenths: CreditTenths,
    pub conduct: String,
    pub exam: String,
    pub reflection: String,
    pub composite: String,
    pub grade: String,
    pub appraisal: String,
    pub archive: String,
    pub digest: String,
}

/// A dated change, a duty, or a stay elsewhere, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OutsideFact {
    pub id: Id,
    pub origin: Place,
    /// `1985`, `1985-06` or `1985-06-01`.
    pub on: String,
    pub topic: FactTopic,
    pub content: String,
    pub reason: String,
    pub basis: String,
}

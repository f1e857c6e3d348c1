//! One row of a roster as it would enter the register, and what stands against it.

use std::collections::HashMap;

use crate::fields::squeeze;
use crate::fields::{AttendMode, Category, Duty, Education, PartialDate, PartyStatus, Sex};
use crate::import::table::FieldKey;
use crate::member::Original;

use super::kind;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// For information; nothing is to be done.
    Info,
    /// Worth knowing; the row goes in.
    Warning,
    /// The row waits for an answer; its field is empty until then.
    Question,
    /// The row is handed back.
    Error,
}

/// Something about one field of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad.
    pub severity: Severity,
    /// The field.
    pub field: FieldKey,
    /// What the clerk reads, and what to do. Holds no name and no ID number.
    pub message: String,
    /// Answers on offer, the likelier first; each can go into [`Answers`].
    pub choices: Vec<String>,
    /// The word that could not be read, where its meaning can be told once for all rows.
    pub unread: Option<String>,
}

/// Answers that the clerk gave: (sheet, row number, field) → text, read in place of the cell.
///
/// An answer settles the question: it is checked to be readable, and no more compared with the other columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    given: HashMap<(String, usize, String), String>,
    values: HashMap<(String, String), String>,
}

impl Answers {
    /// Notes an answer.
    pub fn give(&mut self, sheet: &str, row_no: usize, field: &str, text: impl Into<String>) {
        self.given.insert((sheet.to_owned(), row_no, field.to_owned()), text.into());
    }

    /// Notes what a word in a field means, wherever it stands.
    pub fn mean(&mut self, field: &str, word: &str, meaning: impl Into<String>) {
        self.values.insert((field.to_owned(), squeeze(word)), meaning.into());
    }

    /// What a word in a field means, where it was said.
    #[must_use]
    pub fn meaning(&self, field: &str, word: &str) -> Option<&str> {
        if self.values.is_empty() {
            return None;
        }
        self.values.get(&(field.to_owned(), squeeze(word))).map(String::as_str)
    }

    pub(super) fn of(&self, sheet: &str, row_no: usize, field: &str) -> Option<&str> {
        if self.given.is_empty() {
            return None;
        }
        self.given.get(&(sheet.to_owned(), row_no, field.to_owned())).map(String::as_str)
    }
}

/// What a row says about a member. `None` and empty mean that the sheet is silent, never that a value is to be cleared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RosterFields {
    /// 姓名
    pub name: Option<String>,
    /// 曾用名
    pub former_name: Option<String>,
    /// 性别
    pub sex: Option<Sex>,
    /// 公民身份号码, 18 characters
    pub id_no: Option<String>,
    /// 民族, full name
    pub nation: Option<String>,
    /// 出生日期
    pub birth: Option<PartialDate>,
    /// 学历
    pub edu: Option<Education>,
    /// 学位
    pub degree: Option<String>,
    /// 人员类别
    pub category: Option<Category>,
    /// 所在党支部, as written
    pub branch: Option<String>,
    /// 党小组
    pub party_group: Option<String>,
    /// 入党日期
    pub admitted_on: Option<PartialDate>,
    /// 转正日期
    pub full_since: Option<PartialDate>,
    /// 工作岗位
    pub job: Option<String>,
    /// 党内职务, the known ones
    pub duties: Vec<Duty>,
    /// Duties by other words, as written
    pub other_duties: Option<String>,
    /// 手机号码, several joined by `、`
    pub phone: Option<String>,
    /// 现居住地
    pub address: Option<String>,
    /// 户籍所在地
    pub household: Option<String>,
    /// 籍贯
    pub native_place: Option<String>,
    /// 党籍状态
    pub party_status: Option<PartyStatus>,
    /// 参训方式
    pub attend_mode: Option<AttendMode>,
    /// 是否流动党员
    pub is_migrant: Option<bool>,
    /// 外出流向
    pub migrant_to: Option<String>,
    /// 是否农民工
    pub is_farmer_worker: Option<bool>,
    /// 是否失联党员
    pub is_out_of_contact: Option<bool>,
    /// 备注
    pub remark: Option<String>,
}

impl RosterFields {
    /// Whether the row says anything about a field; the same as [`Self::shown`] being there.
    #[must_use]
    pub fn has(&self, field: FieldKey) -> bool {
        match field {
            kind::NAME => self.name.is_some(),
            kind::FORMER_NAME => self.former_name.is_some(),
            kind::SEX => self.sex.is_some(),
            kind::ID_NO => self.id_no.is_some(),
            kind::NATION => self.nation.is_some(),
            kind::BIRTH => self.birth.is_some(),
            kind::EDU => self.edu.is_some(),
            kind::DEGREE => self.degree.is_some(),
            kind::CATEGORY => self.category.is_some(),
            kind::BRANCH => self.branch.is_some(),
            kind::PARTY_GROUP => self.party_group.is_some(),
            kind::ADMITTED_ON => self.admitted_on.is_some(),
            kind::FULL_SINCE => self.full_since.is_some(),
            kind::JOB => self.job.is_some(),
            kind::DUTY => !self.duties.is_empty() || self.other_duties.is_some(),
            kind::PHONE => self.phone.is_some(),
            kind::ADDRESS => self.address.is_some(),
            kind::HOUSEHOLD => self.household.is_some(),
            kind::NATIVE_PLACE => self.native_place.is_some(),
            kind::STATUS => self.party_status.is_some(),
            kind::ATTEND_MODE => self.attend_mode.is_some(),
            kind::IS_MIGRANT => self.is_migrant.is_some(),
            kind::MIGRANT_TO => self.migrant_to.is_some(),
            kind::IS_FARMER_WORKER => self.is_farmer_worker.is_some(),
            kind::IS_OUT_OF_CONTACT => self.is_out_of_contact.is_some(),
            kind::REMARK => self.remark.is_some(),
            _ => false,
        }
    }

    /// Whether both say the same of a field, silence included.
    #[must_use]
    pub fn equals(&self, other: &Self, field: FieldKey) -> bool {
        match field {
            kind::NAME => self.name == other.name,
            kind::SEX => self.sex == other.sex,
            kind::ID_NO => self.id_no == other.id_no,
            kind::NATION => self.nation == other.nation,
            kind::BIRTH => self.birth == other.birth,
            kind::CATEGORY => self.category == other.category,
            kind::ADMITTED_ON => self.admitted_on == other.admitted_on,
            kind::FULL_SINCE => self.full_since == other.full_since,
            kind::JOB => self.job == other.job,
            kind::PHONE => self.phone == other.phone,
            kind::ADDRESS => self.address == other.address,
            kind::HOUSEHOLD => self.household == other.household,
            kind::STATUS => self.party_status == other.party_status,
            kind::ATTEND_MODE => self.attend_mode == other.attend_mode,
            kind::IS_MIGRANT => self.is_migrant == other.is_migrant,
            _ => self.shown(field) == other.shown(field),
        }
    }

    /// A field as shown in a comparison; `None` when silent.
    #[must_use]
    pub fn shown(&self, field: FieldKey) -> Option<String> {
        let flag = |value: Option<bool>| value.map(|yes| if yes { "是" } else { "否" }.to_owned());
        match field {
            kind::NAME => self.name.clone(),
            kind::FORMER_NAME => self.former_name.clone(),
            kind::SEX => self.sex.map(|sex| sex.label().to_owned()),
            kind::ID_NO => self.id_no.clone(),
            kind::NATION => self.nation.clone(),
            kind::BIRTH => self.birth.map(|date| date.to_string()),
            kind::EDU => self.edu.as_ref().map(|edu| edu.text.clone()),
            kind::DEGREE => self.degree.clone(),
            kind::CATEGORY => self.category.map(|category| category.label().to_owned()),
            kind::BRANCH => self.branch.clone(),
            kind::PARTY_GROUP => self.party_group.clone(),
            kind::ADMITTED_ON => self.admitted_on.map(|date| date.to_string()),
            kind::FULL_SINCE => self.full_since.map(|date| date.to_string()),
            kind::JOB => self.job.clone(),
            kind::DUTY => {
                let known = self.duties.iter().map(|duty| duty.label());
                let words: Vec<&str> = known.chain(self.other_duties.as_deref()).collect();
                (!words.is_empty()).then(|| words.join("、"))
            }
            kind::PHONE => self.phone.clone(),
            kind::ADDRESS => self.address.clone(),
            kind::HOUSEHOLD => self.household.clone(),
            kind::NATIVE_PLACE => self.native_place.clone(),
            kind::STATUS => self.party_status.map(|status| status.label().to_owned()),
            kind::ATTEND_MODE => self.attend_mode.map(|mode| mode.label().to_owned()),
            kind::IS_MIGRANT => flag(self.is_migrant),
            kind::MIGRANT_TO => self.migrant_to.clone(),
            kind::IS_FARMER_WORKER => flag(self.is_farmer_worker),
            kind::IS_OUT_OF_CONTACT => flag(self.is_out_of_contact),
            kind::REMARK => self.remark.clone(),
            _ => None,
        }
    }
}

/// One row of a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The sheet's name.
    pub sheet: String,
    /// Row number in the sheet, from 1.
    pub row_no: usize,
    /// What it says.
    pub fields: RosterFields,
    /// What stands against it.
    pub problems: Vec<Problem>,
    /// How it writes what the register keeps as a code, where that is not the same.
    pub originals: Vec<(FieldKey, Original)>,
}

impl Candidate {
    /// The worst of its problems.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.problems.iter().map(|problem| problem.severity).max()
    }

    /// It must be handed back.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        self.worst() == Some(Severity::Error)
    }
}

//! Which member a row of the ledger is about: ID number, else name and branch, else name and phone, else the only one of
//! that name. Of several the clerk chooses.

use std::collections::HashMap;

use lunxun_base::{Id, Result};
use lunxun_store::rusqlite::Connection;

use super::super::plain::PlainRow;
use super::{BRANCH, ID_NO, NAME, PHONE};
use crate::fields::id_no::{IdFault, read_id_no};
use crate::fields::name::clean_name;
use crate::fields::phone::read_phones;
use crate::fields::{PartyStatus, org_key};
use crate::import::export::unguarded;
use crate::import::preview::who;
use crate::import::register::{Held, Register};
use crate::import::store;

/// What the clerk answers when nobody on offer is meant.
const NOBODY: &str = "都不是";

/// The roster, to be found by name.
pub(super) struct Roll {
    register: Register,
    by_name: HashMap<String, Vec<Id>>,
}

impl Roll {
    pub(super) fn new(conn: &Connection) -> Result<Self> {
        let register = store::register(conn)?;
        let mut by_name: HashMap<String, Vec<Id>> = HashMap::new();
        for member in &register.existing {
            if let Some(name) = &member.fields.name {
                by_name.entry(name.clone()).or_default().push(member.id);
            }
        }
        Ok(Self { register, by_name })
    }

    /// The branch's short name.
    pub(super) fn branch_name(&self, held: Held<'_>) -> String {
        self.register.branch_name(held)
    }

    /// The members of a branch who go by this name.
    pub(super) fn in_branch(&self, branch: Option<Id>, name: &str) -> Vec<Held<'_>> {
        let mut found = self.called(name);
        found.retain(|held| held.branch == branch && held.status() == PartyStatus::Normal);
        found
    }

    /// Whoever goes by this name; those in good standing alone where there is one.
    fn called(&self, name: &str) -> Vec<Held<'_>> {
        let ids = self.by_name.get(name).into_iter().flatten();
        let mut found: Vec<Held<'_>> = ids.filter_map(|id| self.register.person(*id)).collect();
        if found.iter().any(|held| held.status() == PartyStatus::Normal) {
            found.retain(|held| held.status() == PartyStatus::Normal);
        }
        found
    }

    /// Who a row is about; what stands against it is noted in the row.
    pub(super) fn find(&self, row: &mut PlainRow<'_>, name: &str) -> Option<Held<'_>> {
        if name.is_empty() {
            row.wrong(NAME, "没有姓名，请补填。");
            return None;
        }
        let number = id_no(row);
        if let Some(holder) = number.as_deref().and_then(|number| self.register.holder(number)) {
            if holder.name() == name {
                return Some(holder);
            }
            row.wrong(ID_NO, "这个身份证号在名册里是另一个姓名，请核对是改名还是填错。");
            return None;
        }
        let mut found = self.called(name);
        if found.is_empty() {
            row.wrong(NAME, "名册里没有这名党员，请核对姓名，或先把他导入党员花名册。");
            return None;
        }
        if number.is_some() {
            // Two numbers that differ are two people.
            found.retain(|held| held.member.fields.id_no.is_none());
            if found.is_empty() {
                row.wrong(ID_NO, "名册里同名党员的身份证号与表里不同，请核对。");
                return None;
            }
        }
        self.narrow(row, name, found)
    }

    fn narrow<'a>(&'a self, row: &mut PlainRow<'_>, name: &str, found: Vec<Held<'a>>) -> Option<Held<'a>> {
        let branch = row.text(BRANCH);
        let key = branch.as_deref().map(org_key).filter(|key| !key.is_empty());
        let in_branch =
            |held: &Held<'_>| key.as_ref().is_some_and(|key| held.member.branch_keys.iter().any(|known| known == key));
        let numbers = read_phones(row.cell(PHONE)).phones;
        let by_phone = |held: &Held<'_>| {
            let theirs = held.member.fields.phone.as_deref().unwrap_or_default();
            theirs.split('、').any(|theirs| numbers.iter().any(|number| number == theirs))
        };
        let pick = |test: &dyn Fn(&Held<'_>) -> bool| -> Vec<Held<'a>> {
            found.iter().filter(|held| test(held)).copied().collect()
        };
        if let [only] = pick(&in_branch).as_slice() {
            return Some(*only);
        }
        if let [only] = pick(&|held| by_phone(held) && (key.is_none() || in_branch(held))).as_slice() {
            return Some(*only);
        }
        if let ([only], None) = (found.as_slice(), &key) {
            return Some(*only);
        }
        if let ([only], true) = (pick(&by_phone).as_slice(), pick(&in_branch).is_empty()) {
            row.warn(BRANCH, "名册里此人在另一个党支部，按姓名和电话对上，请核对支部。");
            return Some(*only);
        }
        self.ask(row, name, branch.as_deref(), &found)
    }

    /// Asks which of several, or whether the one of another branch; answers what was said.
    fn ask<'a>(
        &self,
        row: &mut PlainRow<'_>,
        name: &str,
        branch: Option<&str>,
        found: &[Held<'a>],
    ) -> Option<Held<'a>> {
        let word = branch.map_or_else(|| name.to_owned(), |branch| format!("{name}（{branch}）"));
        let label = |held: &Held<'_>| format!("{}：{}", self.branch_name(*held), who(*held));
        match row.meaning(NAME, &word) {
            Some(answer) if answer == NOBODY => {
                row.wrong(NAME, "已选“都不是”：名册里没有这名党员，请先把他导入党员花名册。");
                None
            }
            Some(answer) if found.iter().any(|held| label(held) == answer) => {
                found.iter().find(|held| label(held) == answer).copied()
            }
            _ => {
                let labels: Vec<String> = found.iter().map(label).collect();
                let choices: Vec<&str> = labels.iter().map(String::as_str).chain([NOBODY]).collect();
                let message = match found {
                    [_] => "名册里的同名党员在另一个党支部，请确认是不是同一人。",
                    _ => "名册里有几名同名党员，请选择是哪一位。",
                };
                row.ask(NAME, &word, message, &choices);
                None
            }
        }
    }
}

/// The name in a row, as the roster writes names. What the clerk answered about a namesake is no name.
pub(super) fn name_of(row: &PlainRow<'_>) -> String {
    clean_name(unguarded(&row.cell(NAME).display())).name
}

/// The ID number of a row, where it can be used.
fn id_no(row: &mut PlainRow<'_>) -> Option<String> {
    let cell = row.cell(ID_NO).clone();
    if cell.display().contains("***") {
        return None;
    }
    match read_id_no(&cell) {
        Ok(id) => id.map(|id| id.number),
        // Some people really have such a number; whether it is right shows when somebody holds it.
        Err(IdFault::Checksum { number }) => Some(number),
        Err(fault) => {
            row.warn(ID_NO, format!("{}这一行改按姓名和党支部核对。", fault.message()));
            None
        }
    }
}

use lunxun_base::{CreditTenths, Error, Id, LocalDate, Millis, Result};
use lunxun_store::rusqlite::Connection;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::words::words;

words! {
    /// Where a class stands.
    pub enum ClassState {
        /// Being prepared.
        Draft => "draft" "筹备中",
        /// The notice is out.
        Notified => "notified" "已通知",
        /// Lessons are being held.
        Running => "running" "正在上课",
        /// The last lesson is over.
        Taught => "taught" "课已上完",
        /// Closed (结班): locked but for amendments.
        Closed => "closed" "已结班",
        /// Called off.
        Cancelled => "cancelled" "已取消",
    }
}

words! {
    /// Who the class stands for (培训层级).
    pub enum ClassTier {
        /// A county demonstration class.
        County => "county" "县级示范培训",
        /// A township class.
        Township => "township" "乡镇重点培训",
        /// A branch's own.
        Branch => "branch" "支部日常培训",
    }
}

words! {
    /// What kind of class it is.
    pub enum ClassKind {
        /// A rotation class.
        Regular => "regular" "轮训班",
        /// For migrants on their return (返乡班).
        Homecoming => "homecoming" "返乡班",
        /// For those who missed theirs.
        MakeUp => "make_up" "补训班",
        /// On one subject.
        Special => "special" "专题班",
    }
}

impl ClassState {
    /// Whether a class may go from here to there. Closing has its own command.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        use ClassState::{Cancelled, Draft, Notified, Running, Taught};
        matches!(
            (self, next),
            (Draft, Notified)
                | (Notified, Draft | Running)
                | (Running, Taught)
                | (Taught, Running)
                | (Draft | Notified | Running, Cancelled)
                | (Cancelled, Draft)
        )
    }

    /// Refuses work on a class that is over.
    ///
    /// # Errors
    /// `Locked` for a closed or cancelled class.
    pub fn require_open(self) -> Result<()> {
        match self {
            Self::Closed => Err(Error::locked("班次已结班，内容不能再改。确需更正，请用更正单，原值会保留。")),
            Self::Cancelled => Err(Error::locked("班次已取消，请先恢复为“筹备中”再继续。")),
            _ => Ok(()),
        }
    }

    /// Refuses a roll before the notice is out.
    ///
    /// # Errors
    /// `Locked` for a closed or cancelled class, `Invalid` for a draft.
    pub fn require_roll(self) -> Result<()> {
        self.require_open()?;
        if self == Self::Draft {
            return Err(Error::invalid("classId", "班次还在筹备，请先发出培训通知再点名。"));
        }
        Ok(())
    }
}

/// A class's own row.
#[derive(Debug, Clone)]
pub struct ClassRecord {
    /// Its id.
    pub id: Id,
    /// Its number, `2027-03`.
    pub no: String,
    /// Its name.
    pub name: String,
    /// Who it stands for.
    pub tier: ClassTier,
    /// What kind it is.
    pub kind: ClassKind,
    /// Where it stands.
    pub state: ClassState,
    /// The first day.
    pub starts_on: LocalDate,
    /// The last day.
    pub ends_on: LocalDate,
    /// Head teacher (班主任): faculty.
    pub head_id: Option<Id>,
    /// Deputy head teacher: faculty.
    pub deputy_id: Option<Id>,
    /// Its room: venue.
    pub room_id: Option<Id>,
    /// Whether trainees stay overnight.
    pub is_boarding: bool,
    /// Planned credit, 0.1 学时.
    pub credit_tenths: CreditTenths,
    /// Remarks.
    pub note: String,
    /// When it was closed.
    pub closed_at: Option<Millis>,
    /// Who closed it.
    pub closed_by: Option<String>,
    /// BLAKE3 of its content at closing, hex.
    pub digest: Option<String>,
}

impl ClassRecord {
    /// Whether a day lies within the class.
    #[must_use]
    pub fn holds(&self, day: LocalDate) -> bool {
        self.starts_on <= day && day <= self.ends_on
    }
}

/// One thing that must be done before a class may go on (关口).
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GateItem {
    /// Its word, for `class.waive`.
    pub code: String,
    /// What it is called.
    pub label: String,
    /// Whether it is done.
    pub is_done: bool,
    /// How far it is, or what to do.
    pub detail: String,
    /// Why it was waived, where it was.
    pub waived_reason: Option<String>,
    /// Who or what is missing, at most 20.
    pub missing: Vec<String>,
    /// How many are missing in all.
    pub missing_count: u32,
    /// Whether it concerns nobody in this class: done because there was nothing to do.
    pub is_moot: bool,
}

/// What a gate check found.
#[derive(Debug, Clone, Default)]
pub struct GateState {
    /// How far it is, or what to do.
    pub detail: String,
    /// Names of who or what is missing. Empty: done.
    pub missing: Vec<String>,
    /// Whether it concerns nobody in this class, so that there was nothing to do.
    pub is_moot: bool,
}

/// A check before closing. A feature defines its own; the closing feature asks them all.
#[derive(Debug, Clone, Copy)]
pub struct GateCheck {
    /// Its word: `attendance`, `marks`, `appraisal`.
    pub code: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// Whether it may be waived with a reason.
    pub can_waive: bool,
    /// Asks the class's data.
    pub check: fn(&Connection, &ClassRecord) -> Result<GateState>,
}

impl GateState {
    /// As the interface shows it.
    #[must_use]
    pub fn into_item(self, code: &str, label: &str, waived_reason: Option<String>) -> GateItem {
        let missing_count = u32::try_from(self.missing.len()).unwrap_or(u32::MAX);
        GateItem {
            code: code.to_owned(),
            label: label.to_owned(),
            is_done: missing_count == 0,
            detail: self.detail,
            waived_reason,
            missing: self.missing.into_iter().take(20).collect(),
            missing_count,
            is_moot: self.is_moot,
        }
    }
}

/// What a new class starts with.
#[derive(Debug, Clone)]
pub struct NewClass {
    /// Its id, where a plan has fixed it.
    pub id: Option<Id>,
    /// Its name.
    pub name: String,
    /// Who it stands for.
    pub tier: ClassTier,
    /// What kind it is.
    pub kind: ClassKind,
    /// The first day.
    pub starts_on: LocalDate,
    /// The last day.
    pub ends_on: LocalDate,
    /// Head teacher.
    pub head_id: Option<Id>,
    /// Deputy head teacher.
    pub deputy_id: Option<Id>,
    /// Its room.
    pub room_id: Option<Id>,
    /// Whether trainees stay overnight.
    pub is_boarding: bool,
    /// Remarks.
    pub note: String,
    /// The plan that it comes from.
    pub rotation_plan_id: Option<Id>,
    /// The planned class that it comes from.
    pub planned_class_id: Option<Id>,
}

/// The number of the next class of a year.
#[must_use]
pub fn next_no(year: i32, taken: &[String]) -> String {
    let prefix = format!("{year}-");
    let last = taken.iter().filter_map(|no| no.strip_prefix(&prefix)?.parse::<u32>().ok()).max().unwrap_or(0);
    format!("{prefix}{:02}", last + 1)
}

/// `3月9日`, or `3月9日至10日`, as classes are spoken of.
#[must_use]
pub fn days_text(starts_on: LocalDate, ends_on: LocalDate) -> String {
    let first = format!("{}月{}日", starts_on.month(), starts_on.day());
    if starts_on == ends_on {
        first
    } else if starts_on.month() == ends_on.month() {
        format!("{first}至{}日", ends_on.day())
    } else {
        format!("{first}至{}月{}日", ends_on.month(), ends_on.day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_taught_or_running_class_moves_towards_its_end_and_a_closed_one_stays() {
        for next in ClassState::ALL {
            assert!(!ClassState::Closed.may_become(*next), "closed is for good");
            assert!(!next.may_become(ClassState::Closed), "only class.close closes");
        }
        assert!(!ClassState::Draft.may_become(ClassState::Running));
        assert!(ClassState::Taught.may_become(ClassState::Running), "a forgotten lesson can still be held");
    }

    #[test]
    fn the_words_on_the_wire_are_the_words_in_the_database() {
        for state in ClassState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.word());
            assert_eq!(ClassState::from_word(state.word()).unwrap(), *state);
        }
    }

    #[test]
    fn class_numbers_run_on_within_their_year() {
        assert_eq!(next_no(2027, &["2027-09".into(), "2026-30".into(), "样板".into()]), "2027-10");
        assert_eq!(next_no(2028, &["2027-09".into()]), "2028-01");
    }
}

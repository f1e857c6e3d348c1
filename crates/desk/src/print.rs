//! Joins the core's answers to the paper crate's documents.

mod annual_plan;
mod characters;
mod expenses;
mod forms;
mod lists;
mod sign_in;
mod transfer;

use lunxun_base::{Id, LocalDate, Result};
use lunxun_core::rpc::Nothing;
use lunxun_store::KeySlots;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use characters::{CheckClassNames, CheckRosterNames, UncoveredList};
pub(crate) use characters::{check_class_names, check_roster_names};
pub(crate) use forms::appraisal_form;
pub(crate) use lists::list;
pub(crate) use sign_in::sign_in_sheet;
pub use transfer::{SavedPackage, SavedReceipt};
pub(crate) use transfer::{save_package, save_receipt};

use crate::{Desk, SetupResult, desk::lock};

/// Prints sign-in sheets (签到表) of a class.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PrintSignIn {
    /// The class.
    pub class_id: Id,
    /// Which lessons; all where empty.
    #[serde(default)]
    pub lesson_ids: Vec<Id>,
}

/// Prints registration and appraisal forms (学员登记、鉴定表) of a class.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PrintAppraisals {
    /// The class.
    pub class_id: Id,
    /// Whose; everybody's where empty.
    #[serde(default)]
    pub enrollment_ids: Vec<Id>,
}

/// Which ledger to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// The roster (党员花名册).
    Roster,
    /// Who is not covered yet (未参训名单).
    Uncovered,
    /// A rotation plan (轮训计划表).
    RotationPlan,
    /// The register of migrant members (流动党员台账).
    Migrants,
    /// Expenses (经费台账).
    Expenses,
    /// What a class has cost (班次经费决算).
    ClassAccount,
    /// The items of an annual plan (年度计划表).
    AnnualPlan,
    /// Its targets by branch (指标分解表).
    AnnualTargets,
}

/// PDF or workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListFormat {
    /// A4 pages.
    Pdf,
    /// A workbook.
    Xlsx,
}

/// Prints or exports a ledger.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PrintList {
    /// Which.
    pub what: ListKind,
    /// As what.
    pub format: ListFormat,
    /// The plan, for a rotation plan or an annual plan.
    #[serde(default)]
    pub plan_id: Option<Id>,
    /// The roster's filter.
    #[serde(default)]
    pub filter: Option<lunxun_core::member::ListMembers>,
    /// Which expenses, for their ledger.
    #[serde(default)]
    pub expenses: Option<lunxun_core::funding::ListExpenses>,
    /// The class, for its account.
    #[serde(default)]
    pub class_id: Option<Id>,
}

/// Makes a new recovery key; the one before stops working.
pub(crate) fn recovery_key(desk: &Desk, _: Nothing) -> Result<SetupResult> {
    let _alone = lock(&desk.doorway);
    let actor = desk.actor()?;
    let mut slots = KeySlots::load(desk.data_dir(), desk.options.strength)?;
    let recovery = slots.put_recovery(&desk.key()?)?;
    desk.with_store(|store| {
        store
            .write("paper.recovery_key", &actor.who(), |tx| tx.note("paper.recovery_key", None, &serde_json::json!({})))
    })?;
    desk.recovery_result(&recovery)
}

impl Desk {
    fn print_day(&self) -> LocalDate {
        LocalDate::from_millis(self.options.clock.now())
    }

    fn print_footer(&self) -> String {
        format!("轮训通 · {} 打印", self.print_day().chinese())
    }

    /// The school's name as forms carry it.
    fn school_name(&self) -> Result<String> {
        let orgs: lunxun_core::org::OrgTree = self.ask("org.tree", serde_json::Value::Null)?;
        let school = orgs.orgs.iter().find(|org| org.kind == lunxun_core::org::OrgKind::PartySchool);
        Ok(school.map_or_else(|| "乡镇党校".to_owned(), |org| org.name.clone()))
    }

    /// Notes a print in the audit, since paper leaves the building.
    fn note_print(&self, command: &str, row: Option<Id>) -> Result<()> {
        let actor = self.actor()?;
        self.with_store(|store| store.write(command, &actor.who(), |tx| tx.note(command, row, &serde_json::json!({}))))
    }
}

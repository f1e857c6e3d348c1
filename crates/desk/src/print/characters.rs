use lunxun_base::{Id, Result};
use lunxun_core::{enrollment::EnrollmentList, member::ListMembers};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::lists::members;
use crate::Desk;

/// Asks which trainees' names would be printed with empty boxes.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckClassNames {
    /// The class.
    pub class_id: Id,
}

/// Asks which names of the roster would be printed with empty boxes.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckRosterNames {
    /// Whose.
    pub filter: ListMembers,
}

/// Names with characters that no font of the program covers.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UncoveredList {
    /// Whose names were looked at.
    pub checked: u32,
    /// In the order of the list.
    pub rows: Vec<UncoveredRow>,
}

/// One name.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UncoveredRow {
    /// Who.
    pub member_id: Id,
    /// The name.
    pub name: String,
    /// The branch.
    pub branch_name: String,
    /// The characters, each as `U+20BB7`, with the character itself where it is none of a private area.
    pub characters: Vec<String>,
}

/// Looks at a class's names before they are printed.
pub(crate) fn check_class_names(desk: &Desk, request: CheckClassNames) -> Result<UncoveredList> {
    let list: EnrollmentList = desk.ask("enrollment.list", json!({ "classId": request.class_id }))?;
    Ok(uncovered(list.rows.into_iter().map(|row| (row.member_id, row.name, row.branch_name)).collect()))
}

/// Looks at the roster's names before they are printed.
pub(crate) fn check_roster_names(desk: &Desk, request: CheckRosterNames) -> Result<UncoveredList> {
    Ok(uncovered(members(desk, &request.filter)?.into_iter().map(|row| (row.id, row.name, row.branch_name)).collect()))
}

fn uncovered(people: Vec<(Id, String, String)>) -> UncoveredList {
    let checked = u32::try_from(people.len()).unwrap_or(u32::MAX);
    let rows = people
        .into_iter()
        .filter_map(|(member_id, name, branch_name)| {
            let missing = lunxun_paper::uncovered(&format!("{name}{branch_name}"));
            (!missing.is_empty()).then(|| UncoveredRow {
                member_id,
                name,
                branch_name,
                characters: missing.into_iter().map(written).collect(),
            })
        })
        .collect();
    UncoveredList { checked, rows }
}

fn written(character: char) -> String {
    let code = u32::from(character);
    match code {
        0xE000..=0xF8FF | 0xF_0000..=0x10_FFFF => format!("U+{code:04X}（旧系统自造字）"),
        _ => format!("{character} U+{code:04X}"),
    }
}

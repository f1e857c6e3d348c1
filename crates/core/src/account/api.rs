use lunxun_base::{Id, Millis, Result, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::store;
use crate::{Ctx, commands, faculty, rpc::Nothing};

/// The accounts of this PC.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccountList {
    /// In the order they were made.
    pub accounts: Vec<AccountView>,
}

/// An account of this PC.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// Its id.
    pub id: Id,
    /// Display name.
    pub name: String,
    /// What is typed to sign in.
    pub login: String,
    /// Its role.
    pub role: Role,
    /// The faculty record of a head teacher (班主任).
    pub faculty_id: Option<Id>,
    /// That record's name.
    pub faculty_name: Option<String>,
    /// Whether it may sign in no longer.
    pub is_disabled: bool,
    /// When it was made.
    pub created_at: Millis,
}

commands! {
    read Township "account.list" => list(Nothing) -> AccountList;
}

fn list(ctx: &mut Ctx<'_>, _: Nothing) -> Result<AccountList> {
    let faculty = faculty::list_all(ctx.conn())?;
    let accounts = store::all(ctx.conn())?
        .into_iter()
        .map(|account| AccountView {
            faculty_name: faculty.iter().find(|one| Some(one.id) == account.faculty).map(|one| one.name.clone()),
            id: account.id,
            name: account.name,
            login: account.login,
            role: account.role,
            faculty_id: account.faculty,
            is_disabled: account.is_disabled,
            created_at: account.created_at,
        })
        .collect();
    Ok(AccountList { accounts })
}

//! Accounts (账号) of this PC. Passwords are not here: they wrap the store's key in the key file beside the database.

mod api;
mod store;

pub use api::{AccountList, AccountView};
pub use store::{Account, all, find, insert, set_disabled};

use lunxun_store::Migration;

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "account",
    commands: api::COMMANDS,
    kinds: &[],
    migrations: &[Migration {
        name: "20261122T1006_account",
        sql: include_str!("migrations/20261122T1006_account.sql"),
    }],
};

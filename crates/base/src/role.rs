use serde::{Deserialize, Serialize};

/// Who an account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The township Party school's administrator (党校管理员): the whole township.
    Admin,
    /// A head teacher (班主任): only the classes they lead or deputise in.
    HeadTeacher,
}

/// What a command asks of its caller. Scope (which class) is checked besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Any signed-in account.
    SignedIn,
    /// Township business: roster, plan, parameters, accounts, synchronisation.
    Township,
    /// Work on one class; the caller must lead it unless they hold [`Permission::Township`].
    OwnClass,
}

impl Role {
    /// Whether the role holds the permission at all. `OwnClass` still needs the scope check on the class.
    #[must_use]
    pub const fn holds(self, permission: Permission) -> bool {
        match (self, permission) {
            (Self::Admin, _) | (Self::HeadTeacher, Permission::SignedIn | Permission::OwnClass) => true,
            (Self::HeadTeacher, Permission::Township) => false,
        }
    }
}

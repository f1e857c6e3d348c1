use serde::{Deserialize, Serialize};

/// What every fallible function of the product returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The closed list of failures. A code exists only where the interface behaves differently for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request breaks a rule; `field` says which entry.
    Invalid,
    /// The thing asked for does not exist, or lies outside what the actor may know of.
    NotFound,
    /// Somebody else changed it meanwhile, or it clashes with another record.
    Conflict,
    /// The actor's role does not allow it.
    Forbidden,
    /// The store, a class or an account is locked.
    Locked,
    /// Another operation holds what is needed; try again.
    Busy,
    /// The disk or the database refused.
    Storage,
    /// Stored data is damaged.
    Corrupt,
    /// The county endpoint could not be reached.
    Network,
    /// The county no longer accepts this device or session.
    AuthExpired,
    /// Written by a version that this one cannot read.
    Incompatible,
    /// The user cancelled.
    Cancelled,
    /// A defect of ours.
    Internal,
}

/// The one error type.
///
/// `message` is Chinese, is shown to the clerk as it stands, and says what to do. `source` is for the log and must
/// never hold a name, an ID number or a phone number.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What kind of failure, for the interface to act on.
    pub code: ErrorCode,
    /// What the clerk reads.
    pub message: String,
    /// The request field at fault, in the wire's camelCase.
    pub field: Option<String>,
    /// The cause, for the log.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

macro_rules! constructors {
    ($($(#[$doc:meta])* $name:ident => $code:ident;)*) => {
        impl Error {
            $($(#[$doc])*
            pub fn $name(message: impl Into<String>) -> Self { Self::new(ErrorCode::$code, message) })*
        }
    };
}

constructors! {
    /// See [`ErrorCode::NotFound`].
    not_found => NotFound;
    /// See [`ErrorCode::Conflict`].
    conflict => Conflict;
    /// See [`ErrorCode::Forbidden`].
    forbidden => Forbidden;
    /// See [`ErrorCode::Locked`].
    locked => Locked;
    /// See [`ErrorCode::Busy`].
    busy => Busy;
    /// See [`ErrorCode::Storage`].
    storage => Storage;
    /// See [`ErrorCode::Corrupt`].
    corrupt => Corrupt;
    /// See [`ErrorCode::Network`].
    network => Network;
    /// See [`ErrorCode::AuthExpired`].
    auth_expired => AuthExpired;
    /// See [`ErrorCode::Incompatible`].
    incompatible => Incompatible;
    /// See [`ErrorCode::Internal`].
    internal => Internal;
}

impl Error {
    /// An error with no field and no cause.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: None, source: None }
    }

    /// A broken rule at one entry of the request.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::new(ErrorCode::Invalid, message) }
    }

    /// The user stopped the operation.
    pub fn cancelled() -> Self {
        Self::new(ErrorCode::Cancelled, "已取消，没有改动任何数据。")
    }

    /// Adds the cause, for the log only.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

/// Turns an absent row into [`ErrorCode::NotFound`].
pub trait OrNotFound<T> {
    /// `what` is the thing's Chinese name, such as `党员`.
    ///
    /// # Errors
    /// `NotFound` when there is nothing.
    fn or_not_found(self, what: &str) -> Result<T>;
}

impl<T> OrNotFound<T> for Option<T> {
    fn or_not_found(self, what: &str) -> Result<T> {
        self.ok_or_else(|| Error::not_found(format!("找不到这条{what}记录，可能已被删除，请刷新后再试。")))
    }
}

/// Refuses a request unless the condition holds: `require!(amount > 0, "amount", "金额必须大于 0")`.
#[macro_export]
macro_rules! require {
    ($cond:expr, $field:expr, $($message:tt)+) => {
        if !$cond {
            return Err($crate::Error::invalid($field, format!($($message)+)));
        }
    };
}

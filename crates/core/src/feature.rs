//! The features in dependency order, and what each brings: commands, record kinds and schema steps.
//!
//! A feature uses only features listed above it, through their `mod.rs`; `xtask tidy` checks it.

use lunxun_store::{Migration, RecordKind};

use crate::rpc::CoreCommand;

/// What a feature brings to the product.
#[derive(Clone, Copy)]
pub struct Feature {
    /// The folder's name.
    pub name: &'static str,
    /// Its commands.
    pub commands: &'static [CoreCommand],
    /// What of it synchronises.
    pub kinds: &'static [&'static RecordKind],
    /// Its schema steps.
    pub migrations: &'static [Migration],
}

/// Every feature, in dependency order.
pub const FEATURES: &[Feature] = &[
    crate::audit::FEATURE,
    crate::params::FEATURE,
    crate::calendar::FEATURE,
    crate::org::FEATURE,
    crate::member::FEATURE,
    crate::import::FEATURE,
    crate::venue::FEATURE,
    crate::faculty::FEATURE,
    crate::account::FEATURE,
    crate::course::FEATURE,
    crate::hours::FEATURE,
    crate::training_class::FEATURE,
    crate::timetable::FEATURE,
    crate::enrollment::FEATURE,
    crate::attendance::FEATURE,
    crate::conduct::FEATURE,
    crate::exam::FEATURE,
    crate::appraisal::FEATURE,
    crate::closing::FEATURE,
    crate::dossier::FEATURE,
    crate::rotation::FEATURE,
    crate::indicator::FEATURE,
    crate::sync_center::FEATURE,
];

/// Looks at an action before it is taken back and may refuse.
pub type UndoGuard = fn(&lunxun_store::rusqlite::Connection, lunxun_base::Id) -> lunxun_base::Result<()>;

/// Who may refuse that an action is taken back.
pub const UNDO_GUARDS: &[UndoGuard] = &[crate::closing::refuse_undo];

/// Every record kind that synchronises. Made once and kept for the program's life.
#[must_use]
pub fn kinds() -> &'static [&'static RecordKind] {
    static KINDS: std::sync::OnceLock<Vec<&'static RecordKind>> = std::sync::OnceLock::new();
    KINDS.get_or_init(|| FEATURES.iter().flat_map(|feature| feature.kinds.iter().copied()).collect())
}

/// Every schema step.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    FEATURES.iter().flat_map(|feature| feature.migrations.iter().copied()).collect()
}

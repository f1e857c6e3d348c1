//! The recovery key page (恢复密钥页): printed once, sealed in an envelope.

use lunxun_base::{Result, require};
use serde::Serialize;

use crate::engine::lay_out;
use crate::printed::Printed;

/// What the page says. The key stands on paper alone: callers neither keep nor log this.
#[derive(Clone, Default, Serialize)]
pub struct RecoveryKeyPage {
    /// The township's organisation, above the title.
    pub township: String,
    /// The key in the groups in which it is to be typed.
    pub key_groups: Vec<String>,
    /// The day it was made, as it is to be read.
    pub made_on: String,
    /// A short check by which an old page is told from a new one; may be empty.
    pub check: String,
    /// What the key is for, in a paragraph or two.
    pub purpose: String,
    /// The foot's left side.
    pub footer: String,
}

/// Lays out the page.
///
/// # Errors
/// `Invalid` when there is no key; `Internal` for a defect of the template.
pub fn lay_out_recovery_key(page: &RecoveryKeyPage) -> Result<Printed> {
    require!(!page.key_groups.is_empty(), "keyGroups", "还没有生成恢复密钥，请先生成再打印。");
    lay_out("/recovery.typ", page, Vec::new())
}

/// The page as PDF.
///
/// # Errors
/// See [`lay_out_recovery_key`].
pub fn recovery_key_page(page: &RecoveryKeyPage) -> Result<Vec<u8>> {
    lay_out_recovery_key(page)?.pdf()
}

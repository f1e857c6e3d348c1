//! Transfers between townships (组织关系转接): the dossier goes along as a sealed file, and the receipt comes back.
//!
//! The one side may be offline, so everything stands in two files on a stick: the package (介绍包) that the township of
//! origin makes, and the receipt (回执) that the receiving one gives back.
//!
//! **Laws** — what another township knows of a person is kept as it was told and never edited; records that travel keep
//! their ids, so that a package read twice, on two PCs, or after the person has come home again is counted once; nobody's
//! own entries are overwritten by what a package says.

mod accept;
mod api;
mod file;
mod gather;
mod model;
mod package;
mod preview;
mod receipt;
mod store;
mod sync;
#[cfg(test)]
mod tests;

pub use api::{GetTransfer, LetterView, MakePackage, PackageMade, ReceiptMade, TransferList, TransferRow};
pub use model::{Direction, TransferState};
pub use sync::{OUTSIDE_CLASS, OUTSIDE_FACT, TRANSFER};

use lunxun_store::Migration;

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "transfer",
    commands: api::COMMANDS,
    kinds: &[&TRANSFER, &OUTSIDE_CLASS, &OUTSIDE_FACT],
    migrations: &[Migration {
        name: "20261201T0710_transfer",
        sql: include_str!("migrations/20261201T0710_transfer.sql"),
    }],
};

//! Import (导入): what other people's sheets hold, read without trusting them.
//!
//! [`reader`] turns bytes into cells, [`table`] finds the table in a sheet, [`crate::fields`] reads single cells, and
//! [`roster`] makes candidates of a roster's rows and compares them with the register. All of that is pure.

//!
//! Above it stand the commands: a file that was read waits in memory (`session`), is judged against the register
//! (`analysis`), asks about what is open (`questions`), and is written as one action that can be taken back (`commit`).

mod analysis;
mod api;
mod commit;
mod export;
mod hidden;
mod kinds;
mod memory;
mod parallel;
mod plain;
mod preview;
mod questions;
pub mod reader;
mod register;
mod remark;
pub mod roster;
mod session;
mod store;
pub mod table;
mod views;

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;

pub use views::{
    FileBytes, ImportBatch, ImportBatchList, ImportPreview, ImportResult, ImportRowView, ImportVerdict, ReadImport,
};

pub(crate) use export::csv;
pub use memory::IMPORT_MEMORY;

use lunxun_store::Migration;

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "import",
    commands: api::COMMANDS,
    kinds: &[&IMPORT_MEMORY],
    migrations: &[
        Migration {
            name: "20261122T1007_import_batch",
            sql: include_str!("migrations/20261122T1007_import_batch.sql"),
        },
        Migration {
            name: "20261122T1925_import_memory",
            sql: include_str!("migrations/20261122T1925_import_memory.sql"),
        },
    ],
};

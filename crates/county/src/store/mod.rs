//! Where the county keeps what it keeps: one catalogue, and one file a township. All its SQL stands here.

mod catalogue;
pub(crate) mod db;
mod log;
mod rows;

pub(crate) use catalogue::{Catalogue, is_township_code};
pub use catalogue::{Device, Township};
pub use log::TownshipLog;

//! A made-up township: people, branches, rooms and files for tests, for the demonstration and for the measurements.
//!
//! **Invariants** — nothing here is about a real person; the same seed gives the same people for ever, because tests
//! and documents quote them; ID numbers carry an area code that was never assigned (410399).

pub mod demo;
pub mod duplicates;
pub mod people;
mod rng;
mod roster;
#[cfg(test)]
mod tests;

pub use rng::Rng;
pub use roster::{NUMBER_ID_EVERY, Style, roster_workbook};

//! The client engine: takes a store's own changes to the county, brings the others' back, and says 已同步 only when
//! both ends have the same rows.
//!
//! The store's lock is never held while the network is waited for: the window stays usable, and what is edited
//! meanwhile goes with the next round.
//!
//! **Source**: `docs/protocol.md`.

mod engine;
mod enrolment;
mod host;
mod link;
mod status;
mod syncer;
mod trouble;

pub use engine::{Engine, ExchangeReport, Outcome, Step, Unwatched, Watcher};
pub use enrolment::{Enrolment, enrol, enrol_as};
pub use host::{StoreHost, with_store};
pub use status::{Difference, Refused, SyncStatus, status};
pub use syncer::{Pace, Syncer};
pub use trouble::{Trouble, TroubleKind};

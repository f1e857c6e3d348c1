//! One PC's whole application without a window: sign-in, the core's commands, paper and synchronisation behind one
//! dispatcher. The desktop shell, `lunxun serve` and the command line all speak to a [`Desk`] and to nothing else.

mod attachments;
mod attempts;
mod backup;
pub mod command;
mod desk;
mod files;
mod password;
mod print;
mod session;
mod setup;
mod sheet_worker;
mod sync;
#[cfg(test)]
mod tests;

pub use attempts::Attempts;
pub use command::{DeskCommand, all_commands, desk_commands};
pub use desk::{Desk, DeskOptions, Event, EventSink, NoEvents, Shell, error_view};
pub use files::FileView;
pub use lunxun_store::KdfStrength;
pub use session::{ActorView, SessionState, SessionStatus};
pub use setup::{JoinResult, SetupResult};
pub use sheet_worker::{SheetWorker, worker_main_if_asked};
pub use sync::{SyncProgress, SyncState, SyncStatusView};

//! What travels between a township's PCs and the county, and the laws by which it merges.
//!
//! A change is an [`Op`]: one row, the fields that changed, and for each field the stamps (dots) that its author had
//! seen and overwrote. Applying ops removes what was overwritten and adds what is new; whatever is left over when
//! two people wrote without knowing of each other is a conflict that both ends can see. The county uses the same
//! laws without knowing what a field means. No I/O here.
//!
//! **Source**: `docs/adr/0003-sync-laws.md`.

mod digest;
mod frame;
mod hlc;
mod op;
mod row;
mod value;
mod wire;

pub use digest::{Digest, KindDigest, KindDigests};
pub use frame::{MAX_FRAME_BYTES, decode, decode_within, encode};
pub use hlc::Hlc;
pub use op::{Change, Dot, Op};
pub use row::{Applied, Live, RowState};
pub use value::Value;
pub use wire::{
    CONTENT_TYPE, ChallengeAnswer, ChallengeRequest, EnrolAnswer, EnrolRequest, LogOp, PROTOCOL, Rejected,
    SessionAnswer, SessionRequest, SyncAnswer, SyncRequest, WireError,
};

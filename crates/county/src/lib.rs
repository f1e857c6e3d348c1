//! The county endpoint (县级服务端): it enrols a township's PCs, checks who may speak for which township, and keeps
//! each township's log of changes. It knows ids, stamps and digests, never what a field means.
//!
//! **Source**: `docs/protocol.md`.

mod code;
mod county;
mod guard;
mod http;
mod limit;
mod openapi;
mod serve;
mod store;

pub use county::{County, DeviceStatus, TownshipStatus};
pub use http::{route_list, router};
pub use limit::{Limits, Rate};
pub use openapi::document as openapi;
pub use serve::{serve, tls_from_files};
pub use store::{Device, Township, TownshipLog};

//! Foundations shared by every crate of 轮训通: typed ids, local dates, the clock, credit hours and the one
//! error type. Nothing here touches a disk, a network or a screen.

mod clock;
mod credit;
mod date;
mod error;
mod id;
mod role;

pub use clock::{Clock, FixedClock, Millis, SystemClock};
pub use credit::CreditTenths;
pub use date::{LocalDate, local_minute};
pub use error::{Error, ErrorCode, OrNotFound, Result};
pub use id::Id;
pub use role::{Permission, Role};

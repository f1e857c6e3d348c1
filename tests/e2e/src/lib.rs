//! Drives the built programs from outside, as a clerk does: the desktop window through WebDriver, the county endpoint
//! and the command line as child processes. Knows nothing of the product but its addresses, labels and `data-test`.

mod programs;
mod script;
mod window;

pub use programs::{Child, County, Programs, free_port};
pub use window::{Window, key};

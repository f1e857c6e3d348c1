//! The annual plan (年度计划): versions from draft to issue and adjustment, items by tier, targets by branch, what the
//! county asks, and what has been done, down to names.
//!
//! **Rules** — states move only along [`AnnualPlanState::may_become`]; only a draft is changed; an adjustment is a copy
//! with a reason and leaves the version before as it was; the branches' targets add up to the town's before a plan is
//! issued. Versions, copied items and targets have derived ids: two offline PCs that make the same one meet in one
//! record, and where they wrote different things the conflict list says so.
//!
//! **Source**: `docs/sources.md#annual-plan`, `#content-balance`.

mod api;
mod balance;
mod compare;
mod county;
mod items;
mod model;
mod progress;
mod states;
mod store;
mod sync;
mod targets;
#[cfg(test)]
mod tests;
mod views;

use lunxun_base::{Error, Id, Result};
use lunxun_store::{Migration, rusqlite::Connection};

use crate::feature::Feature;

pub use model::{AnnualPlanState, TraineeKind};
pub use sync::{ANNUAL_PLAN, COUNTY_ITEM, PLAN_CLASS, PLAN_ITEM, PLAN_TARGET};
pub use views::*;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "annual_plan",
    commands: api::COMMANDS,
    kinds: &[&ANNUAL_PLAN, &PLAN_ITEM, &PLAN_TARGET, &COUNTY_ITEM, &PLAN_CLASS],
    migrations: &[Migration {
        name: "20261201T0421_annual_plan",
        sql: include_str!("migrations/20261201T0421_annual_plan.sql"),
    }],
};

/// Refuses to take back what was written into a version that has left the draft since.
///
/// # Errors
/// `Locked`.
pub fn refuse_undo(conn: &Connection, operation: Id) -> Result<()> {
    if store::touches_fixed_plan(conn, operation)? {
        return Err(Error::locked("这一步改的是已送审或已印发的年度计划，不能撤销。请退回草稿，或用“调整”另出一版。"));
    }
    Ok(())
}

//! Rotation (轮训): the year's plan as stored, changed by hand and confirmed. The planning itself is [`planner`].
//!
//! A plan holds a seat row for every member: in a class, or with the reason why in none. What it breaks is worked out
//! anew from the facts of the day whenever it is shown. Confirming makes training classes (班次) and enrolments (报名);
//! a planned class with a training class is announced and no re-plan touches it.

mod api;
mod confirm;
mod defaults;
mod history;
pub mod planner;
mod problem;
mod step;
mod store;
mod sync;
#[cfg(test)]
mod tests;
mod views;
mod workspace;

use lunxun_store::Migration;

use crate::feature::Feature;

pub use step::{PlanStep, StepMove, StepPreview};
pub use store::seat_id;
pub use sync::{PLANNED_CLASS, PLANNED_SEAT, ROTATION_PLAN};
pub use views::{
    PlanParam, PlanState, PlanViolation, PlannedBranch, PlannedClassKind, PlannedClassView, PlannedMember,
    PlannedMembers, RotationPlanList, RotationPlanSummary, RotationPlanView, RotationSummary, UnplacedView,
};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "rotation",
    commands: api::COMMANDS,
    kinds: &[ROTATION_PLAN, PLANNED_CLASS, PLANNED_SEAT],
    migrations: &[
        Migration { name: "20261122T1200_rotation", sql: include_str!("migrations/20261122T1200_rotation.sql") },
        Migration {
            name: "20261201T0200_rotation_relaxed",
            sql: include_str!("migrations/20261201T0200_rotation_relaxed.sql"),
        },
    ],
};

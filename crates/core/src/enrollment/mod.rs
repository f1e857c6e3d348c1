//! Enrolments (报名): who sits in a class, on which seat, in which state.

mod api;
mod model;
mod store;
mod sync;

use lunxun_store::Migration;

use crate::feature::Feature;

pub use api::{
    AddEnrollments, EnrollmentList, EnrollmentRow, FindCandidates, ListEnrollments, MemberPick, PickRow,
    RemoveEnrollments, SetEnrollmentState, SetEnrollmentVenue, Trainee, due_trainees, enroll, enrollment_id, move_all,
    require_no_overlap, trainee, trainees,
};
pub use model::{EnrollmentSource, EnrollmentState, initials};
pub use sync::ENROLLMENT;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "enrollment",
    commands: api::COMMANDS,
    kinds: &[ENROLLMENT],
    migrations: &[Migration {
        name: "20261122T1004_enrollment",
        sql: include_str!("migrations/20261122T1004_enrollment.sql"),
    }],
};

//! Pure rules of conduct (在校表现).

use crate::{
    enrollment::{EnrollmentState, Trainee},
    words::words,
};

words! {
    /// What kind of conduct a line records.
    pub enum ConductKind {
        /// Spoke up in class or discussion.
        Speech => "speech" "发言",
        /// Homework.
        Homework => "homework" "作业",
        /// Study notes.
        Notes => "notes" "笔记",
        /// Broke a rule.
        Violation => "violation" "违纪",
        /// A good deed.
        GoodDeed => "good_deed" "好事",
        /// Took a turn of duty.
        Duty => "duty" "值日",
    }
}

/// Points that a trainee starts from. **Source**: product default.
pub const BASE: i64 = 80;

/// The most that one line may add or take. **Source**: product default.
pub const MAX_SCORE: i64 = 20;

/// The conduct mark in 0.1 point of 100: the base and every line's points, between 0 and 100.
#[must_use]
pub fn mark_tenths(scores: impl IntoIterator<Item = i64>) -> i64 {
    let sum = scores.into_iter().fold(BASE, i64::saturating_add);
    sum.clamp(0, 100) * 10
}

/// Why a line cannot stand, or `None`.
#[must_use]
pub fn refusal(kind: ConductKind, score: i64, note: &str) -> Option<(&'static str, String)> {
    if !(-MAX_SCORE..=MAX_SCORE).contains(&score) {
        return Some(("score", format!("一次最多加减{MAX_SCORE}分，请改小分值。")));
    }
    match kind {
        ConductKind::Violation if score > 0 => Some(("score", "违纪只能扣分或记0分，请填负数。".into())),
        ConductKind::GoodDeed if score < 0 => Some(("score", "好事只能加分或记0分，请填正数。".into())),
        ConductKind::Violation if note.trim().is_empty() => Some(("note", "记违纪要写明事由，请填写说明。".into())),
        _ => None,
    }
}

/// How a message names a trainee's row: seat and name.
#[must_use]
pub fn row_label(trainee: &Trainee) -> String {
    match trainee.seat_no {
        0 => trainee.name.clone(),
        seat => format!("{seat}号 {}", trainee.name),
    }
}

/// Whether the trainee has reported (报到), or the class has settled the outcome.
#[must_use]
pub const fn has_arrived(trainee: &Trainee) -> bool {
    matches!(trainee.state, EnrollmentState::Arrived | EnrollmentState::Completed | EnrollmentState::NotCompleted)
}

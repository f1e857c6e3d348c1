//! Closing a class (结班): outcomes, credit, digest, lock, in one transaction.

use lunxun_base::{CreditTenths, Id, Result, require};
use lunxun_store::Tx;

use super::{gates, model, store};
use crate::{
    attendance::{self, Tally},
    enrollment::{ENROLLMENT, EnrollmentState, Trainee},
    exam,
    hours::{self, Credit},
    params::Params,
    training_class::{self, ClassRecord, ClassState, TRAINING_CLASS},
};

/// Closes a class whose gates are passed or waived.
///
/// # Errors
/// `Locked` when it is closed already, `Invalid` naming what is missing and whose.
pub(super) fn close(tx: &Tx<'_>, class: Id, by: &str) -> Result<()> {
    let record = training_class::require_open(tx.conn(), class)?;
    require!(
        matches!(record.state, ClassState::Running | ClassState::Taught),
        "gate",
        "“{}”的班次不能结班，请先发通知、点名上课。",
        record.state.label()
    );
    let waivers = store::waivers(tx.conn(), class)?;
    if let Some(error) = model::refusal(&gates::before_closing(tx.conn(), &record, &waivers)?) {
        return Err(error);
    }
    let results = exam::results(tx.conn(), &record)?;
    let failed: Vec<Id> = results
        .rows
        .iter()
        .filter(|row| row.is_passed(&results.scheme) == Some(false))
        .map(|row| row.trainee.id)
        .collect();
    let (mut completed, mut total) = (0, 0);
    for (trainee, tally) in attendance::tallies(tx.conn(), &record)? {
        let state = outcome(tx, &record, &tally, failed.contains(&trainee.id))?;
        tx.update(ENROLLMENT, trainee.id, &[("state", state.into())])?;
        completed += usize::from(state == EnrollmentState::Completed);
        total += 1;
        let (credit, label) = credit_of(tx, &record, &trainee, &tally)?;
        // A class that was closed, amended and re-opened keeps the amendments' lines: only the rest is credited.
        let credit = CreditTenths(credit.0 - store::credited(tx.conn(), class, trainee.member_id)?.0);
        if credit.0 != 0 {
            hours::credit(
                tx,
                &Credit {
                    member: trainee.member_id,
                    day: record.ends_on,
                    credit,
                    basis_kind: "class",
                    basis: class,
                    label: &label,
                },
            )?;
        }
    }
    let digest = store::digest(tx.conn(), class)?;
    tx.update(
        TRAINING_CLASS,
        class,
        &[
            ("state", ClassState::Closed.into()),
            ("closed_at", tx.now().into()),
            ("closed_by", by.into()),
            ("digest", digest.into()),
        ],
    )?;
    tx.summarise(&format!("结班“{}”：{total} 人，结业 {completed} 人", record.name))
}

/// Whether a trainee completed: enough of the lessons, and the exam not failed.
///
/// **Source**: `docs/sources.md` (attended at least 6/7, passed).
pub(super) fn outcome(tx: &Tx<'_>, class: &ClassRecord, tally: &Tally, is_failed: bool) -> Result<EnrollmentState> {
    let min = Params::on(tx.conn(), class.starts_on).get("attendance.complete_min_permille")?;
    Ok(if tally.meets(min) && !is_failed { EnrollmentState::Completed } else { EnrollmentState::NotCompleted })
}

/// What the class is worth to a trainee.
pub(super) fn credit_of(
    tx: &Tx<'_>,
    class: &ClassRecord,
    trainee: &Trainee,
    tally: &Tally,
) -> Result<(CreditTenths, String)> {
    let params = Params::on(tx.conn(), class.starts_on);
    let elsewhere = attendance::credited_elsewhere(tx.conn(), class, trainee.member_id)?;
    let (half_day, day) = (params.get("hours.half_day_cap")?, params.get("hours.day_cap")?);
    Ok(model::class_credit(class, &tally.attended_slots, &elsewhere, half_day, day))
}

//! Amendments (更正单): the one way to correct a closed class. The old value is kept beside the new one, and what
//! follows from it (completion, credit) is brought in line in the same transaction.

use lunxun_base::{CreditTenths, Error, Id, OrNotFound, Result, require};
use lunxun_store::Tx;

use super::{AmendClass, AmendTarget, close, store};
use crate::{
    appraisal,
    attendance::{self, AttendanceState, RollMark, RollMethod},
    conduct,
    enrollment::{self, ENROLLMENT, Trainee},
    exam,
    hours::{self, Credit},
    timetable,
    training_class::{self, AMENDMENT, ClassRecord, ClassState},
};

pub(super) fn amend(tx: &Tx<'_>, request: &AmendClass, by: &str) -> Result<Id> {
    let reason = request.reason.trim();
    require!(reason.chars().count() >= 2, "reason", "请写明更正的原因。");
    let class = training_class::find(tx.conn(), request.class_id)?;
    require!(class.state == ClassState::Closed, "classId", "班次还没有结班，请直接修改，不用更正单。");
    let trainee = enrollment::trainee(tx.conn(), class.id, request.enrollment_id)?;
    let typed = request.new_value.trim();
    let value = (!typed.is_empty()).then_some(typed);
    let (field, person) = (request.field.as_str(), trainee.id);
    let (old, new) = match request.target {
        AmendTarget::Attendance => amend_roll(tx, request, typed, by)?,
        AmendTarget::Mark => (exam::amend(tx, class.id, person, field, value, by)?, value.map(str::to_owned)),
        AmendTarget::Appraisal => (appraisal::amend(tx, class.id, person, field, value, by)?, value.map(str::to_owned)),
        AmendTarget::Conduct => (conduct::amend(tx, class.id, person, field, value, by)?, value.map(str::to_owned)),
    };
    require!(old != new, "newValue", "新值与原值相同，没有需要更正的内容。");
    let id = tx.new_id();
    tx.insert(
        AMENDMENT,
        id,
        &[
            ("class_id", class.id.into()),
            ("enrollment_id", trainee.id.into()),
            ("target", request.target.into()),
            ("lesson_id", request.lesson_id.into()),
            ("field", field.into()),
            ("old_value", old.into()),
            ("new_value", new.into()),
            ("reason", reason.into()),
            ("amended_by", by.into()),
            ("amended_at", tx.now().into()),
        ],
    )?;
    if matches!(request.target, AmendTarget::Attendance | AmendTarget::Mark) {
        follow_up(tx, &class, &trainee, id, reason)?;
    }
    tx.summarise(&format!("更正单：“{}”的{}", class.name, request.target.label()))?;
    Ok(id)
}

type OldAndNew = (Option<String>, Option<String>);

fn amend_roll(tx: &Tx<'_>, request: &AmendClass, typed: &str, by: &str) -> Result<OldAndNew> {
    let lesson = request.lesson_id.ok_or_else(|| Error::invalid("lessonId", "请选择要更正哪一节课的考勤。"))?;
    let lesson = timetable::lesson(tx.conn(), request.class_id, lesson)?;
    let state = AttendanceState::ALL.iter().copied().find(|state| state.word() == typed || state.label() == typed);
    let state = state.ok_or_else(|| Error::invalid("newValue", "请选择更正后的考勤，例如“出勤”或“公假”。"))?;
    let old = attendance::mark_of(tx.conn(), lesson.id, request.enrollment_id)?;
    let mark = RollMark { enrollment_id: request.enrollment_id, state: Some(state), note: request.reason.clone() };
    if old != Some(state) {
        attendance::put_mark(tx, request.class_id, lesson.id, &mark, RollMethod::Paper, by)?;
    }
    let label = |state: AttendanceState| state.label().to_owned();
    Ok((Some(old.map_or_else(|| "未登记".to_owned(), label)), Some(label(state))))
}

/// Completion and credit after an amendment. The ledger gets the difference as a line of its own.
fn follow_up(tx: &Tx<'_>, class: &ClassRecord, trainee: &Trainee, amendment: Id, reason: &str) -> Result<()> {
    let results = exam::results(tx.conn(), class)?;
    let own = results.rows.iter().find(|row| row.trainee.id == trainee.id);
    let is_failed = own.is_some_and(|row| row.is_passed(&results.scheme) == Some(false));
    let tally = attendance::tally_of(tx.conn(), class, trainee.id)?;
    if trainee.state.is_due() {
        let state = close::outcome(tx, class, &tally, is_failed)?;
        tx.update(ENROLLMENT, trainee.id, &[("state", state.into())])?;
    }
    let (credit, label) = close::credit_of(tx, class, trainee, &tally)?;
    let difference = CreditTenths(credit.0 - store::credited(tx.conn(), class.id, trainee.member_id)?.0);
    if difference.0 == 0 {
        return Ok(());
    }
    hours::credit(
        tx,
        &Credit {
            member: trainee.member_id,
            day: class.ends_on,
            credit: difference,
            basis_kind: "amendment",
            basis: amendment,
            label: &format!("更正单（{reason}）：更正后{label}"),
        },
    )
    .and_then(|()| tx.row(AMENDMENT, amendment)?.or_not_found("更正单").map(drop))
}

use lunxun_base::{Id, LocalDate, OrNotFound, Result, require};
use lunxun_store::{Tx, rusqlite::Connection};

use super::{
    ATTENDANCE_MARK, AddLeave, AttendanceCell, AttendanceLine, AttendanceState, AttendanceSummary, ChangeLeave,
    GetAttendanceSummary, GetRollSheet, LEAVE_RECORD, LeaveList, LeaveRow, LessonDidNotHappen, ListLeaves,
    MarkAllPresent, MarkAttendance, RollCounts, RollMark, RollMethod, RollRow, RollSheet, Tally, covers, percent,
    store, tally,
};
use crate::{
    Ctx, commands,
    enrollment::{self, ENROLLMENT, EnrollmentState, Trainee},
    params, present,
    timetable::{self, LESSON, LessonView, Slot, slot_text},
    training_class::{self, ClassRecord, ClassState, GateCheck, GateState},
};

commands! {
    read OwnClass "attendance.sheet" => sheet(GetRollSheet) -> RollSheet;
    read OwnClass "attendance.summary" => summary(GetAttendanceSummary) -> AttendanceSummary;
    write OwnClass "attendance.mark" => mark(MarkAttendance) -> RollSheet,
        stale ["attendance", "timetable", "enrollment", "class", "exam", "appraisal", "dossier", "home"];
    write OwnClass "attendance.all_present" => all_present(MarkAllPresent) -> RollSheet,
        stale ["attendance", "timetable", "enrollment", "class", "exam", "appraisal", "dossier", "home"];
    write OwnClass "attendance.did_not_happen" => did_not_happen(LessonDidNotHappen) -> RollSheet,
        stale ["attendance", "timetable", "class", "exam", "appraisal", "dossier", "home"];
    read OwnClass "leave.list" => list_leaves(ListLeaves) -> LeaveList;
    write OwnClass "leave.add" => add_leave(AddLeave) -> LeaveList, stale ["leave", "attendance"];
    write OwnClass "leave.cancel" => cancel_leave(ChangeLeave) -> LeaveList, stale ["leave", "attendance"];
    write OwnClass "leave.returned" => returned(ChangeLeave) -> LeaveList, stale ["leave", "attendance"];
}

/// The gate that asks for a full roll.
pub const GATE: GateCheck = GateCheck { code: "attendance", label: "考勤", can_waive: true, check: gate };

/// The id of a mark: the same on every PC.
#[must_use]
pub fn mark_id(lesson: Id, enrollment: Id) -> Id {
    Id::derived("attendance_mark", &[lesson.as_bytes(), enrollment.as_bytes()])
}

/// The attendance of everybody due in a class, in seat order.
///
/// # Errors
/// Those of the database.
pub fn tallies(conn: &Connection, class: &ClassRecord) -> Result<Vec<(Trainee, Tally)>> {
    let lessons = timetable::lessons(conn, class.id)?;
    let marks = store::marks(conn, class.id)?;
    let late = late_counts(conn, class.starts_on)?;
    let due = enrollment::due_trainees(conn, class.id)?;
    Ok(due
        .into_iter()
        .map(|trainee| {
            let tally = tally(&lessons, &marks, trainee.id, late);
            (trainee, tally)
        })
        .collect())
}

/// One trainee's attendance, also of somebody who left the class.
///
/// # Errors
/// Those of the database.
pub fn tally_of(conn: &Connection, class: &ClassRecord, enrollment: Id) -> Result<Tally> {
    let lessons = timetable::lessons(conn, class.id)?;
    Ok(tally(&lessons, &store::marks(conn, class.id)?, enrollment, late_counts(conn, class.starts_on)?))
}

/// Half-days that a member has attended in other, closed classes, which must not be credited again.
///
/// # Errors
/// Those of the database.
pub fn credited_elsewhere(conn: &Connection, class: &ClassRecord, member: Id) -> Result<Vec<Slot>> {
    store::credited_elsewhere(conn, class.id, member, late_counts(conn, class.starts_on)?)
}

/// Writes one mark, or takes it back. What stands already is not written again. Says whether anything changed.
///
/// # Errors
/// Those of the database.
pub fn put_mark(tx: &Tx<'_>, class: Id, lesson: Id, mark: &RollMark, method: RollMethod, by: &str) -> Result<bool> {
    let id = mark_id(lesson, mark.enrollment_id);
    let row = tx.row(ATTENDANCE_MARK, id)?;
    let live = row.filter(|row| row.get("deleted_at").is_none_or(lunxun_protocol::Value::is_null));
    let Some(state) = mark.state else {
        return if live.is_some() { tx.delete(ATTENDANCE_MARK, id).map(|()| true) } else { Ok(false) };
    };
    let note = mark.note.trim();
    let stands =
        live.is_some_and(|row| row.get("state") == Some(&state.into()) && row.get("note") == Some(&note.into()));
    if stands {
        return Ok(false);
    }
    tx.upsert(
        ATTENDANCE_MARK,
        id,
        &[
            ("class_id", class.into()),
            ("lesson_id", lesson.into()),
            ("enrollment_id", mark.enrollment_id.into()),
            ("state", state.into()),
            ("note", note.into()),
            ("method", method.into()),
            ("marked_by", by.into()),
            ("marked_at", tx.now().into()),
        ],
    )
}

/// What stands in the roll for one person in one lesson.
///
/// # Errors
/// Those of the database.
pub fn mark_of(conn: &Connection, lesson: Id, enrollment: Id) -> Result<Option<AttendanceState>> {
    let marks = store::lesson_marks(conn, lesson)?;
    Ok(marks.into_iter().find(|(person, ..)| *person == enrollment).map(|(_, state, _)| state))
}

fn late_counts(conn: &Connection, on: LocalDate) -> Result<bool> {
    params::value(conn, "attendance.late_counts_as_attended", on).map(|value| value != 0)
}

fn gate(conn: &Connection, class: &ClassRecord) -> Result<GateState> {
    let tallies = tallies(conn, class)?;
    let due: usize = tallies.iter().map(|(_, tally)| tally.due as usize).sum();
    let open: usize = tallies.iter().map(|(_, tally)| tally.unmarked.len()).sum();
    let missing: Vec<String> = tallies
        .iter()
        .filter_map(|(trainee, tally)| {
            let first = slot_text(*tally.unmarked.first()?);
            let more = tally.unmarked.len();
            Some(if more == 1 {
                format!("{}（{first}）", trainee.name)
            } else {
                format!("{}（{first}等{more}次）", trainee.name)
            })
        })
        .collect();
    let detail = if tallies.is_empty() {
        "班里还没有学员".to_owned()
    } else if missing.is_empty() {
        format!("{} 人考勤齐全", tallies.len())
    } else {
        format!("应登记 {due} 人次，还有 {} 人 {open} 人次未登记", missing.len())
    };
    let missing = if tallies.is_empty() { vec!["学员名单".to_owned()] } else { missing };
    Ok(GateState { detail, missing, is_moot: false })
}

fn leave_for(leaves: &[LeaveRow], enrollment: Id, slot: Slot) -> Option<&LeaveRow> {
    leaves.iter().find(|leave| {
        let returned = leave.returned_at.map(LocalDate::from_millis);
        leave.enrollment_id == enrollment
            && covers((leave.from_day, leave.from_half), (leave.to_day, leave.to_half), returned, slot)
    })
}

fn sheet(ctx: &mut Ctx<'_>, request: GetRollSheet) -> Result<RollSheet> {
    let conn = ctx.conn();
    let class = training_class::find(conn, request.class_id)?;
    let lesson = timetable::lesson(conn, class.id, request.lesson_id)?;
    let marks = store::lesson_marks(conn, lesson.id)?;
    let leaves = store::leaves(conn, class.id)?;
    let rows: Vec<RollRow> = enrollment::due_trainees(conn, class.id)?
        .into_iter()
        .map(|trainee| {
            let mark = marks.iter().find(|(enrollment, ..)| *enrollment == trainee.id);
            RollRow {
                enrollment_id: trainee.id,
                member_id: trainee.member_id,
                seat_no: trainee.seat_no,
                pinyin_initials: enrollment::initials(&trainee.name, &trainee.pinyin),
                name: trainee.name,
                branch_name: trainee.branch_name,
                state: mark.map(|(_, state, _)| *state),
                note: mark.map(|(_, _, note)| note.clone()).unwrap_or_default(),
                has_leave: leave_for(&leaves, trainee.id, lesson.slot()).is_some(),
                venue_id: trainee.venue_id,
            }
        })
        .collect();
    let counts = counts(&rows);
    Ok(RollSheet { lesson, rows, counts, is_locked: class.state.require_open().is_err() })
}

fn counts(rows: &[RollRow]) -> RollCounts {
    let mut counts = RollCounts { due: u32::try_from(rows.len()).unwrap_or(u32::MAX), ..RollCounts::default() };
    for row in rows {
        match row.state {
            None => counts.unmarked += 1,
            Some(AttendanceState::Late) => counts.late += 1,
            Some(AttendanceState::EarlyLeave) => counts.early_leave += 1,
            Some(AttendanceState::Absent) => counts.absent += 1,
            Some(state) if state.is_leave() => counts.leave += 1,
            Some(_) => counts.present += 1,
        }
    }
    counts
}

/// Marks people of the class in one lesson, checks in who was there, and opens the class with its first roll.
fn take_roll(
    tx: &Tx<'_>,
    class: &ClassRecord,
    lesson: &LessonView,
    marks: &[RollMark],
    method: RollMethod,
    by: &str,
) -> Result<usize> {
    class.state.require_roll()?;
    require!(
        lesson.is_due(),
        "lessonId",
        "{}已登记为未上课，不能点名。如果其实上了课，请先取消“未上课”。",
        slot_text(lesson.slot())
    );
    let trainees = enrollment::due_trainees(tx.conn(), class.id)?;
    let mut changed = 0;
    for mark in marks {
        let trainee = trainees.iter().find(|trainee| trainee.id == mark.enrollment_id).or_not_found("学员")?;
        changed += usize::from(put_mark(tx, class.id, lesson.id, mark, method, by)?);
        let waits = matches!(trainee.state, EnrollmentState::Planned | EnrollmentState::Notified);
        if waits && mark.state.is_some_and(AttendanceState::shows_arrival) {
            tx.update(ENROLLMENT, trainee.id, &[("state", EnrollmentState::Arrived.into())])?;
        }
    }
    if changed > 0 && class.state == ClassState::Notified {
        training_class::set_state(tx, class.id, ClassState::Running)?;
    }
    Ok(changed)
}

/// Enters a roll from paper. Says how many marks changed.
///
/// # Errors
/// `Locked` for a closed class, `NotFound` for a lesson or a person of another class, and those of the database.
pub fn record(tx: &Tx<'_>, class: Id, lesson: Id, marks: &[RollMark], by: &str) -> Result<usize> {
    let class = training_class::find(tx.conn(), class)?;
    let lesson = timetable::lesson(tx.conn(), class.id, lesson)?;
    take_roll(tx, &class, &lesson, marks, RollMethod::Paper, by)
}

fn mark(ctx: &mut Ctx<'_>, request: MarkAttendance) -> Result<RollSheet> {
    let by = ctx.actor.name.clone();
    ctx.write(|tx| {
        let class = training_class::find(tx.conn(), request.class_id)?;
        let lesson = timetable::lesson(tx.conn(), class.id, request.lesson_id)?;
        let changed = take_roll(tx, &class, &lesson, &request.marks, request.method, &by)?;
        if changed > 0 {
            tx.summarise(&format!("点名：{}，{changed} 人", slot_text(lesson.slot())))?;
        }
        Ok(())
    })?;
    sheet(ctx, GetRollSheet { class_id: request.class_id, lesson_id: request.lesson_id })
}

fn all_present(ctx: &mut Ctx<'_>, request: MarkAllPresent) -> Result<RollSheet> {
    let by = ctx.actor.name.clone();
    ctx.write(|tx| {
        let class = training_class::find(tx.conn(), request.class_id)?;
        let lesson = timetable::lesson(tx.conn(), class.id, request.lesson_id)?;
        let marked = store::lesson_marks(tx.conn(), lesson.id)?;
        let leaves = store::leaves(tx.conn(), class.id)?;
        let asked =
            |trainee: &Trainee| request.enrollment_ids.is_empty() || request.enrollment_ids.contains(&trainee.id);
        let marks: Vec<RollMark> = enrollment::due_trainees(tx.conn(), class.id)?
            .into_iter()
            .filter(asked)
            .filter(|trainee| !marked.iter().any(|(enrollment, ..)| *enrollment == trainee.id))
            .map(|trainee| RollMark {
                enrollment_id: trainee.id,
                state: Some(
                    leave_for(&leaves, trainee.id, lesson.slot())
                        .map_or(AttendanceState::Present, |leave| leave.kind.mark()),
                ),
                note: String::new(),
            })
            .collect();
        let changed = take_roll(tx, &class, &lesson, &marks, RollMethod::Roll, &by)?;
        if changed > 0 {
            tx.summarise(&format!("全到：{}，{changed} 人", slot_text(lesson.slot())))?;
        }
        Ok(())
    })?;
    sheet(ctx, GetRollSheet { class_id: request.class_id, lesson_id: request.lesson_id })
}

fn did_not_happen(ctx: &mut Ctx<'_>, request: LessonDidNotHappen) -> Result<RollSheet> {
    let reason = request.reason.trim();
    ctx.write(|tx| {
        let class = training_class::require_open(tx.conn(), request.class_id)?;
        let lesson = timetable::lesson(tx.conn(), class.id, request.lesson_id)?;
        let value = if reason.is_empty() { None } else { Some(reason) };
        tx.update(LESSON, lesson.id, &[("not_held_reason", value.into())])?;
        let verb = if reason.is_empty() { "恢复为上课" } else { "登记未上课" };
        tx.summarise(&format!("{verb}：{}", slot_text(lesson.slot())))
    })?;
    sheet(ctx, GetRollSheet { class_id: request.class_id, lesson_id: request.lesson_id })
}

fn summary(ctx: &mut Ctx<'_>, request: GetAttendanceSummary) -> Result<AttendanceSummary> {
    let conn = ctx.conn();
    let class = training_class::find(conn, request.class_id)?;
    let lessons = timetable::lessons(conn, class.id)?;
    let marks = store::marks(conn, class.id)?;
    let tallies = tallies(conn, &class)?;
    let taken = lessons.iter().filter(|lesson| lesson.is_due() && lesson.roll_taken);
    let taken: i64 = taken.map(|lesson| i64::from(lesson.credit_tenths.0)).sum();
    let (mut attended, mut due) = (0, 0);
    let rows = tallies
        .into_iter()
        .map(|(trainee, tally)| {
            attended += i64::from(tally.attended_tenths.0);
            due += taken;
            let cell = |lesson: &LessonView| AttendanceCell {
                lesson_id: lesson.id,
                state: marks
                    .iter()
                    .find(|mark| mark.lesson == lesson.id && mark.enrollment == trainee.id)
                    .map(|mark| mark.state),
            };
            AttendanceLine {
                enrollment_id: trainee.id,
                cells: lessons.iter().map(cell).collect(),
                attended_tenths: tally.attended_tenths,
                due_tenths: tally.due_tenths,
                permille: tally.permille(),
                name: trainee.name,
            }
        })
        .collect();
    Ok(AttendanceSummary { rows, lessons, attended_percent: percent(attended, due) })
}

fn list_leaves(ctx: &mut Ctx<'_>, request: ListLeaves) -> Result<LeaveList> {
    Ok(LeaveList { rows: store::leaves(ctx.conn(), request.class_id)? })
}

fn add_leave(ctx: &mut Ctx<'_>, request: AddLeave) -> Result<LeaveList> {
    let (from, to) = ((request.from_day, request.from_half), (request.to_day, request.to_half));
    require!(to >= from, "toDay", "请假结束时间不能早于开始时间。");
    ctx.write(|tx| {
        let class = training_class::require_open(tx.conn(), request.class_id)?;
        let trainee = enrollment::trainee(tx.conn(), class.id, request.enrollment_id)?;
        require!(
            class.holds(request.from_day) && class.holds(request.to_day),
            "fromDay",
            "请假日期应在班次的日期（{}）之内。",
            training_class::days_text(class.starts_on, class.ends_on)
        );
        let twice = store::leaves(tx.conn(), class.id)?.iter().any(|leave| {
            leave.enrollment_id == trainee.id
                && (leave.from_day, leave.from_half) <= to
                && from <= (leave.to_day, leave.to_half)
        });
        require!(!twice, "fromDay", "{}在这段时间已有请假，请先撤销原来的再登记。", trainee.name);
        tx.insert(
            LEAVE_RECORD,
            tx.new_id(),
            &[
                ("class_id", class.id.into()),
                ("enrollment_id", trainee.id.into()),
                ("kind", request.kind.into()),
                ("from_day", request.from_day.into()),
                ("from_half", request.from_half.into()),
                ("to_day", request.to_day.into()),
                ("to_half", request.to_half.into()),
                ("reason", request.reason.trim().into()),
                ("approver", request.approver.trim().into()),
            ],
        )?;
        tx.summarise(&format!("登记{}：{} 起", request.kind.label(), slot_text(from)))
    })?;
    list_leaves(ctx, ListLeaves { class_id: request.class_id })
}

fn require_leave(conn: &Connection, request: &ChangeLeave) -> Result<LeaveRow> {
    training_class::require_open(conn, request.class_id)?;
    store::leaves(conn, request.class_id)?.into_iter().find(|leave| leave.id == request.leave_id).or_not_found("请假")
}

fn cancel_leave(ctx: &mut Ctx<'_>, request: ChangeLeave) -> Result<LeaveList> {
    ctx.write(|tx| {
        let leave = require_leave(tx.conn(), &request)?;
        tx.delete(LEAVE_RECORD, leave.id)?;
        tx.summarise(&format!("撤销请假：{}", present::title(tx.conn(), ENROLLMENT, leave.enrollment_id)?))
    })?;
    list_leaves(ctx, ListLeaves { class_id: request.class_id })
}

fn returned(ctx: &mut Ctx<'_>, request: ChangeLeave) -> Result<LeaveList> {
    ctx.write(|tx| {
        let leave = require_leave(tx.conn(), &request)?;
        require!(leave.returned_at.is_none(), "leaveId", "已经销过假了。");
        tx.update(LEAVE_RECORD, leave.id, &[("returned_at", tx.now().into())])?;
        tx.summarise(&format!("销假：{}", present::title(tx.conn(), ENROLLMENT, leave.enrollment_id)?))
    })?;
    list_leaves(ctx, ListLeaves { class_id: request.class_id })
}

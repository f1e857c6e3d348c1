use lunxun_base::{Error, Id, LocalDate, Result, Role, require};
use lunxun_store::rusqlite::Connection;

use super::{
    AdvanceClass, AmendClass, AmendmentList, AmendmentView, ClassList, ClassRow, ClassView, CloseClass, GetClass,
    ListAmendments, ListClasses, SaveClass, WaiveGate, amend, close, gates, passes, store, task,
};
use crate::{
    Ctx,
    attendance::percent,
    commands,
    enrollment::{self, EnrollmentState},
    params, timetable,
    training_class::{self, ClassRecord, ClassState, GATE_WAIVER, NewClass, days_text},
};

commands! {
    read SignedIn "class.list" => list(ListClasses) -> ClassList;
    read OwnClass "class.get" => get(GetClass) -> ClassView;
    write Township "class.save" => save(SaveClass) -> ClassView,
        stale ["class", "timetable", "enrollment", "rotation", "home"];
    write OwnClass "class.advance" => advance(AdvanceClass) -> ClassView,
        stale ["class", "timetable", "enrollment", "attendance", "home"];
    write Township "class.waive" => waive(WaiveGate) -> ClassView, stale ["class"];
    write OwnClass "class.close" => close_class(CloseClass) -> ClassView,
        stale ["class", "enrollment", "attendance", "exam", "appraisal", "conduct", "dossier", "hours", "member", "home"];
    write OwnClass "class.amend" => amend_class(AmendClass) -> AmendmentView,
        stale ["class", "enrollment", "attendance", "exam", "appraisal", "conduct", "dossier", "hours", "member", "home"];
    read OwnClass "class.amendments" => list_amendments(ListAmendments) -> AmendmentList;
}

/// A class as lists show it.
///
/// # Errors
/// Those of the database.
pub fn class_row(conn: &Connection, class: ClassRecord, today: LocalDate) -> Result<ClassRow> {
    let late = params::value(conn, "attendance.late_counts_as_attended", class.starts_on)? != 0;
    let figures = store::figures(conn, class.id, late, today)?;
    let due = figures.taken_tenths * i64::from(figures.enrolled);
    Ok(ClassRow {
        my_task: task(&class, figures.untaken, today),
        id: class.id,
        no: class.no,
        name: class.name,
        state: class.state,
        starts_on: class.starts_on,
        ends_on: class.ends_on,
        head_name: figures.head_name,
        deputy_name: figures.deputy_name,
        room_name: figures.room_name,
        enrolled: figures.enrolled,
        attendance_percent: (due > 0).then(|| percent(figures.attended_tenths, due)),
    })
}

/// Classes by first day, as lists show them; only those that this person leads, where given.
///
/// # Errors
/// Those of the database.
pub fn class_rows(
    conn: &Connection,
    year: Option<i32>,
    state: Option<ClassState>,
    led_by: Option<Id>,
    today: LocalDate,
) -> Result<Vec<ClassRow>> {
    let classes = training_class::list(conn, year, state, led_by)?;
    classes.into_iter().map(|class| class_row(conn, class, today)).collect()
}

/// A class's amendments, oldest first.
///
/// # Errors
/// Those of the database.
pub fn amendments(conn: &Connection, class: Id) -> Result<Vec<AmendmentView>> {
    store::amendments(conn, class)
}

fn list(ctx: &mut Ctx<'_>, request: ListClasses) -> Result<ClassList> {
    let led_by = match (ctx.actor.role, ctx.actor.faculty) {
        (Role::Admin, _) => None,
        (Role::HeadTeacher, Some(faculty)) => Some(faculty),
        (Role::HeadTeacher, None) => return Ok(ClassList { classes: Vec::new() }),
    };
    Ok(ClassList { classes: class_rows(ctx.conn(), request.year, request.state, led_by, ctx.today())? })
}

fn view(ctx: &Ctx<'_>, class: Id) -> Result<ClassView> {
    let conn = ctx.conn();
    let record = training_class::find(conn, class)?;
    let waivers = store::waivers(conn, class)?;
    let gate = if record.state == ClassState::Draft {
        gates::before_notice(conn, &record)?
    } else {
        gates::before_closing(conn, &record, &waivers)?
    };
    let is_taught = matches!(record.state, ClassState::Running | ClassState::Taught);
    Ok(ClassView {
        tier: record.tier,
        kind: record.kind,
        credit_tenths: record.credit_tenths,
        head_id: record.head_id,
        deputy_id: record.deputy_id,
        room_id: record.room_id,
        is_boarding: record.is_boarding,
        note: record.note.clone(),
        lessons: timetable::lessons(conn, class)?,
        can_close: is_taught && gate.iter().all(passes),
        gate,
        closed_at: record.closed_at,
        closed_by: record.closed_by.clone(),
        digest: record.digest.clone(),
        row: class_row(conn, record, ctx.today())?,
    })
}

fn get(ctx: &mut Ctx<'_>, request: GetClass) -> Result<ClassView> {
    view(ctx, request.class_id)
}

fn save(ctx: &mut Ctx<'_>, request: SaveClass) -> Result<ClassView> {
    let new = NewClass {
        id: None,
        name: request.name,
        tier: request.tier,
        kind: request.kind,
        starts_on: request.starts_on,
        ends_on: request.ends_on,
        head_id: request.head_id,
        deputy_id: request.deputy_id,
        room_id: request.room_id,
        is_boarding: request.is_boarding,
        note: request.note,
        rotation_plan_id: None,
        planned_class_id: None,
    };
    let class = ctx.write(|tx| {
        tx.summarise(&format!("保存班次：{}", new.name.trim()))?;
        let Some(class) = request.class_id else { return training_class::create(tx, &new) };
        training_class::change(tx, class, &new)?;
        let outside = timetable::lessons(tx.conn(), class)?
            .into_iter()
            .find(|lesson| lesson.day < new.starts_on || lesson.day > new.ends_on);
        if let Some(lesson) = outside {
            return Err(Error::invalid(
                "startsOn",
                format!(
                    "课程表里{}的课不在新的日期（{}）之内，请先调整课程表。",
                    timetable::slot_text(lesson.slot()),
                    days_text(new.starts_on, new.ends_on)
                ),
            ));
        }
        enrollment::require_no_overlap(tx.conn(), class, new.starts_on, new.ends_on)?;
        Ok(class)
    })?;
    view(ctx, class)
}

fn advance(ctx: &mut Ctx<'_>, request: AdvanceClass) -> Result<ClassView> {
    let role = ctx.actor.role;
    ctx.write(|tx| {
        let class = training_class::find(tx.conn(), request.class_id)?;
        if class.state == ClassState::Closed {
            class.state.require_open()?;
        }
        require!(request.to != ClassState::Closed, "to", "结班请用“结班”，系统会先检查各项是否齐全。");
        require!(
            class.state.may_become(request.to),
            "to",
            "“{}”的班次不能直接改为“{}”，请按 筹备中→已通知→正在上课→课已上完→已结班 的顺序办理。",
            class.state.label(),
            request.to.label()
        );
        let is_township = request.to == ClassState::Cancelled || class.state == ClassState::Cancelled;
        if is_township && role != Role::Admin {
            return Err(Error::forbidden("取消和恢复班次由党校管理员办理，请联系管理员。"));
        }
        match (class.state, request.to) {
            (ClassState::Draft, ClassState::Notified) => {
                gates::require_notice(tx.conn(), &class)?;
                enrollment::move_all(tx, class.id, EnrollmentState::Planned, EnrollmentState::Notified)?;
            }
            (ClassState::Notified, ClassState::Draft) => {
                enrollment::move_all(tx, class.id, EnrollmentState::Notified, EnrollmentState::Planned)?;
            }
            (ClassState::Cancelled, ClassState::Draft) => {
                for faculty in class.head_id.into_iter().chain(class.deputy_id) {
                    let (first, last) = (class.starts_on, class.ends_on);
                    training_class::require_free_lead(tx.conn(), Some(class.id), faculty, first, last)?;
                }
                enrollment::require_no_overlap(tx.conn(), class.id, class.starts_on, class.ends_on)?;
            }
            _ => {}
        }
        training_class::set_state(tx, class.id, request.to)?;
        tx.summarise(&format!("班次“{}”改为{}", class.name, request.to.label()))
    })?;
    view(ctx, request.class_id)
}

fn waive(ctx: &mut Ctx<'_>, request: WaiveGate) -> Result<ClassView> {
    let by = ctx.actor.name.clone();
    let reason = request.reason.trim();
    ctx.write(|tx| {
        let class = training_class::require_open(tx.conn(), request.class_id)?;
        let gate = gates::GATES.iter().find(|gate| gate.code == request.gate_code);
        let gate = gate.ok_or_else(|| Error::invalid("gateCode", "没有这一项关口，请刷新后再试。"))?;
        require!(gate.can_waive, "gateCode", "“{}”不能免，请先办好。", gate.label);
        let id = Id::derived("gate_waiver", &[class.id.as_bytes(), gate.code.as_bytes()]);
        if reason.is_empty() {
            tx.delete(GATE_WAIVER, id)?;
            return tx.summarise(&format!("收回免项：{}", gate.label));
        }
        require!(reason.chars().count() >= 4, "reason", "请写明免去这一项的理由，至少 4 个字。");
        tx.upsert(
            GATE_WAIVER,
            id,
            &[
                ("class_id", class.id.into()),
                ("gate_code", gate.code.into()),
                ("reason", reason.into()),
                ("waived_by", by.as_str().into()),
                ("waived_at", tx.now().into()),
            ],
        )?;
        tx.summarise(&format!("结班免项：{}", gate.label))
    })?;
    view(ctx, request.class_id)
}

fn close_class(ctx: &mut Ctx<'_>, request: CloseClass) -> Result<ClassView> {
    let by = ctx.actor.name.clone();
    ctx.write(|tx| close::close(tx, request.class_id, &by))?;
    view(ctx, request.class_id)
}

fn amend_class(ctx: &mut Ctx<'_>, request: AmendClass) -> Result<AmendmentView> {
    let by = ctx.actor.name.clone();
    let id = ctx.write(|tx| amend::amend(tx, &request, &by))?;
    let found = store::amendments(ctx.conn(), request.class_id)?.into_iter().find(|amendment| amendment.id == id);
    lunxun_base::OrNotFound::or_not_found(found, "更正单")
}

fn list_amendments(ctx: &mut Ctx<'_>, request: ListAmendments) -> Result<AmendmentList> {
    Ok(AmendmentList { amendments: store::amendments(ctx.conn(), request.class_id)? })
}

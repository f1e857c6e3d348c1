//! Confirming a plan: training classes (班次), enrolments (报名) and timetables (课程表) from its planned classes.

use lunxun_base::{Error, Id, LocalDate, Result};
use lunxun_store::Tx;

use super::{PlanState, PlannedClassKind, planner, store::ClassRow, workspace::Workspace};
use crate::{
    enrollment::{self, EnrollmentSource},
    org::{self, Org},
    timetable,
    training_class::{self, ClassKind, ClassTier, NewClass, TRAINING_CLASS},
};

/// How many sentences a refusal lists.
const SHOWN: usize = 5;

/// What confirming made.
pub(super) struct Confirmed {
    pub class_ids: Vec<Id>,
    pub enrolled: usize,
}

/// Makes the classes that are not made yet.
///
/// # Errors
/// `Conflict` when there are none, when a hard rule is broken without a reason, or when somebody is in another class
/// on these days.
pub(super) fn confirm(tx: &Tx<'_>, today: LocalDate, plan: Id) -> Result<Confirmed> {
    let mut work = Workspace::open(tx.conn(), today, plan)?;
    let open: Vec<ClassRow> =
        work.stored.classes.iter().filter(|class| class.training_class.is_none()).cloned().collect();
    if open.is_empty() {
        return Err(Error::conflict(match work.stored.plan.state {
            PlanState::Confirmed => "这份计划已经确认，班次已建好，请到“班次”里办理。",
            PlanState::Draft => "计划里没有可建的班次，请先按未编班原因调整，再重新排班。",
        }));
    }
    let broken: Vec<String> = work
        .violations()
        .iter()
        .filter(|violation| work.override_of(violation).is_none())
        .map(|violation| violation.sentence.clone())
        .collect();
    if !broken.is_empty() {
        return Err(Error::conflict(format!("计划还有不符合规定的地方，不能确认。{}", sentences(&broken))));
    }
    let orgs = org::all(tx.conn())?;
    let mut made = Confirmed { class_ids: Vec::new(), enrolled: 0 };
    for class in open {
        let (id, enrolled) = make_class(tx, &work, &class, &orgs)?;
        made.class_ids.push(id);
        made.enrolled += enrolled;
        if let Some(row) = work.stored.class_mut(class.id) {
            row.training_class = Some(id);
        }
    }
    work.stored.plan.state = PlanState::Confirmed;
    work.stored.plan.confirmed_at = Some(tx.now());
    work.save(tx)?;
    Ok(made)
}

/// The first few sentences, and how many more there are.
pub(super) fn sentences(all: &[String]) -> String {
    let shown = all.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("");
    if all.len() > SHOWN { format!("{shown}另有{}处。", all.len() - SHOWN) } else { shown }
}

fn make_class(tx: &Tx<'_>, work: &Workspace, class: &ClassRow, orgs: &[Org]) -> Result<(Id, usize)> {
    let new = NewClass {
        // Two PCs that confirm the same plan offline meet in the same class.
        id: Some(Id::derived("training_class", &[class.id.as_bytes()])),
        name: class.name.clone(),
        tier: ClassTier::Township,
        kind: match class.kind {
            PlannedClassKind::Regular => ClassKind::Regular,
            PlannedClassKind::Homecoming => ClassKind::Homecoming,
        },
        starts_on: class.starts_on,
        ends_on: class.ends_on,
        head_id: class.head,
        deputy_id: class.deputy,
        room_id: Some(class.venue),
        is_boarding: work.facts.problem.rules.is_boarding,
        note: String::new(),
        rotation_plan_id: Some(work.stored.plan.id),
        planned_class_id: Some(class.id),
    };
    let id = training_class::create(tx, &new)?;
    let host = orgs.iter().find(|org| org.kind == "township").map_or("", |org| org.name.as_str());
    let school = orgs.iter().find(|org| org.kind == "party_school").map(|org| org.name.clone());
    let undertaker = school.unwrap_or_else(|| format!("{}党校", work.facts.problem.township));
    tx.update(TRAINING_CLASS, id, &[("host", host.into()), ("undertaker", undertaker.into())])?;
    let members = work.plan.classes.iter().find(|planned| planned.id == class.id);
    let members: &[Id] = members.map_or(&[], |planned: &planner::PlannedClass| planned.members.as_slice());
    let enrolled = enrollment::enroll(tx, id, members, EnrollmentSource::Assigned)?;
    timetable::fill_default(tx, id)?;
    Ok((id, enrolled))
}

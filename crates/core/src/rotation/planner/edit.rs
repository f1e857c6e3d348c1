//! Changes by hand: any is possible, and what it breaks is shown at once.

use lunxun_base::{Id, LocalDate, OrNotFound, Result, require};

use super::problem::{Lock, Problem};
use super::state::Open;
use super::{ClassKind, Plan, PlannedClass, Violation, check};

/// One change by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Puts somebody into a class, out of the one they were in.
    Move {
        /// Member.
        member: Id,
        /// Target class.
        class: Id,
    },
    /// Exchanges the classes of two people.
    Swap {
        /// One member.
        one: Id,
        /// The other.
        two: Id,
    },
    /// Fixes somebody in their class.
    LockMember(Id),
    /// Lets somebody move again.
    Unlock(Id),
    /// Puts a class on another day.
    MoveClass {
        /// Class; keeps its id.
        class: Id,
        /// New first day.
        start: LocalDate,
    },
    /// Takes somebody out for the year.
    Exempt {
        /// Member.
        member: Id,
        /// Why, in the clerk's words.
        reason: String,
    },
    /// Opens an empty class; a re-plan fills it.
    AddClass {
        /// Kind.
        kind: ClassKind,
        /// First day.
        start: LocalDate,
        /// Room.
        venue: Id,
        /// Head teacher.
        head: Option<Id>,
        /// Deputy.
        deputy: Option<Id>,
    },
}

/// What a change by hand led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditOutcome {
    /// Every hard rule that the plan breaks now, shown in red.
    pub violations: Vec<Violation>,
    /// Things to do on paper, in Chinese, such as sending a change notice.
    pub notices: Vec<String>,
}

/// Changes the plan, and in the problem what must outlive the next re-plan (locks, exemptions, published dates).
///
/// # Errors
/// `NotFound` for an unknown member, class or room; `Invalid` when a lock has no class, an exemption no reason, or the
/// new class exists already.
pub fn apply_edit(problem: &mut Problem, plan: &mut Plan, edit: &Edit) -> Result<EditOutcome> {
    let mut notices = Vec::new();
    match edit {
        Edit::Move { member, class } => move_member(problem, plan, *member, *class, &mut notices)?,
        Edit::Swap { one, two } => {
            let (a, b) = (seat_of(plan, *one), seat_of(plan, *two));
            require!(a.is_some() && b.is_some(), "member", "对调的两人都要先编入班次。");
            if let (Some(a), Some(b)) = (a, b) {
                move_member(problem, plan, *one, b, &mut notices)?;
                move_member(problem, plan, *two, a, &mut notices)?;
            }
        }
        Edit::LockMember(member) => {
            let seat = seat_of(plan, *member);
            require!(seat.is_some(), "member", "此人还没有编班，不能锁定；请先移入一个班次。");
            problem.locks.retain(|lock| lock.member != *member);
            problem.locks.extend(seat.map(|class| Lock { member: *member, class }));
        }
        Edit::Unlock(member) => problem.locks.retain(|lock| lock.member != *member),
        Edit::MoveClass { class, start } => {
            let moved = plan.classes.iter_mut().find(|planned| planned.id == *class).or_not_found("班次")?;
            let old = moved.dates();
            moved.start = *start;
            moved.is_pinned = true;
            if let Some(published) = problem.published.iter_mut().find(|published| published.id == *class) {
                published.start = *start;
                notices.push(format!("已发布的{old}班改到{}，请向该班学员所在支部发变更通知。", moved.dates()));
            }
        }
        Edit::Exempt { member, reason } => {
            require!(!reason.trim().is_empty(), "reason", "请填写免训原因。");
            let person = problem.members.iter_mut().find(|person| person.id == *member).or_not_found("党员")?;
            person.exempt = Some(reason.trim().to_owned());
            leave(problem, plan, *member, &mut notices);
            problem.locks.retain(|lock| lock.member != *member);
        }
        Edit::AddClass { kind, start, venue, head, deputy } => {
            let class = new_class(problem, *kind, *start, *venue, (*head, *deputy))?;
            let exists = plan.classes.iter().any(|planned| planned.id == class.id);
            require!(!exists, "start", "这一天在该会场已有班次，请换日期或会场。");
            plan.classes.push(class);
        }
    }
    plan.classes.sort_by_key(|class| (class.start, class.venue, class.id));
    super::remeasure(problem, plan);
    Ok(EditOutcome { violations: check(problem, plan), notices })
}

fn seat_of(plan: &Plan, member: Id) -> Option<Id> {
    plan.classes.iter().find(|class| class.members.contains(&member)).map(|class| class.id)
}

fn move_member(problem: &mut Problem, plan: &mut Plan, member: Id, class: Id, notices: &mut Vec<String>) -> Result<()> {
    problem.members.iter().find(|person| person.id == member).or_not_found("党员")?;
    plan.classes.iter().find(|planned| planned.id == class).or_not_found("班次")?;
    leave(problem, plan, member, notices);
    for target in plan.classes.iter_mut().filter(|planned| planned.id == class) {
        target.members.push(member);
        target.members.sort();
    }
    for published in problem.published.iter_mut().filter(|published| published.id == class) {
        published.members.push(member);
        published.members.sort();
        notices.push(format!("已发布的{}班增加1人，请通知其所在支部。", published.dates()));
    }
    // A lock follows the person: the clerk has just decided.
    for lock in problem.locks.iter_mut().filter(|lock| lock.member == member) {
        lock.class = class;
    }
    Ok(())
}

fn leave(problem: &mut Problem, plan: &mut Plan, member: Id, notices: &mut Vec<String>) {
    for class in &mut plan.classes {
        class.members.retain(|id| *id != member);
    }
    for published in problem.published.iter_mut().filter(|published| published.members.contains(&member)) {
        published.members.retain(|id| *id != member);
        notices.push(format!("已发布的{}班减少1人，请通知其所在支部。", published.dates()));
    }
}

fn new_class(
    problem: &Problem,
    kind: ClassKind,
    start: LocalDate,
    venue: Id,
    (head, deputy): (Option<Id>, Option<Id>),
) -> Result<PlannedClass> {
    let room = problem.venues.iter().find(|room| room.id == venue).or_not_found("会场")?;
    let model = super::Model::new(problem);
    Ok(PlannedClass {
        id: Open::derived_id(kind, start, venue),
        kind,
        start,
        days: model.days(kind),
        venue,
        head,
        deputy,
        capacity: model.capacity(room),
        is_pinned: true,
        members: Vec::new(),
    })
}

//! Two versions of a plan side by side, so that a change notice goes only to those whom it concerns.

use std::collections::{BTreeMap, BTreeSet};

use lunxun_base::Id;

use super::{Plan, PlannedClass, Problem};

/// Somebody whose class differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    /// Member.
    pub member: Id,
    /// Class before; `None` = was in none.
    pub from: Option<Id>,
    /// Class now; `None` = is in none.
    pub to: Option<Id>,
}

/// What is different in the later plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanDiff {
    /// Classes that are new.
    pub opened: Vec<Id>,
    /// Classes that are gone.
    pub closed: Vec<Id>,
    /// Classes with another day or room.
    pub rescheduled: Vec<Id>,
    /// Members whose class differs, by id.
    pub moved: Vec<Moved>,
    /// Branches to notify: those of moved members, and of everybody in a rescheduled class.
    pub branches: Vec<Id>,
}

/// Compares two versions of a plan.
#[must_use]
pub fn compare(problem: &Problem, before: &Plan, after: &Plan) -> PlanDiff {
    let classes = |plan: &Plan| -> BTreeMap<Id, PlannedClass> {
        plan.classes.iter().map(|class| (class.id, class.clone())).collect()
    };
    let seats = |plan: &Plan| -> BTreeMap<Id, Id> {
        plan.classes.iter().flat_map(|class| class.members.iter().map(move |&member| (member, class.id))).collect()
    };
    let (old, new) = (classes(before), classes(after));
    let (was, is) = (seats(before), seats(after));
    let rescheduled: Vec<Id> = new
        .values()
        .filter(|class| {
            old.get(&class.id).is_some_and(|o| (o.start, o.days, o.venue) != (class.start, class.days, class.venue))
        })
        .map(|class| class.id)
        .collect();
    let everybody: BTreeSet<Id> = was.keys().chain(is.keys()).copied().collect();
    let moved: Vec<Moved> = everybody
        .into_iter()
        .map(|member| Moved { member, from: was.get(&member).copied(), to: is.get(&member).copied() })
        .filter(|moved| moved.from != moved.to)
        .collect();
    let concerned: BTreeSet<Id> = moved
        .iter()
        .map(|moved| moved.member)
        .chain(is.iter().filter(|(_, class)| rescheduled.contains(class)).map(|(&member, _)| member))
        .collect();
    let branches: BTreeSet<Id> =
        problem.members.iter().filter(|person| concerned.contains(&person.id)).map(|person| person.branch).collect();
    PlanDiff {
        opened: new.keys().filter(|id| !old.contains_key(*id)).copied().collect(),
        closed: old.keys().filter(|id| !new.contains_key(*id)).copied().collect(),
        rescheduled,
        moved,
        branches: branches.into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Edit, apply_edit, plan, reference_problem};
    use super::*;

    #[test]
    fn only_the_branch_of_the_moved_member_is_notified() {
        let mut problem = reference_problem().unwrap();
        let before = plan(&problem, None);
        let mut after = before.clone();
        let person = problem.members[500].clone();
        let from = before.class_of(person.id).unwrap().id;
        let to = before.classes.iter().rev().find(|class| class.id != from).unwrap().id;
        apply_edit(&mut problem, &mut after, &Edit::Move { member: person.id, class: to }).unwrap();
        let diff = compare(&problem, &before, &after);
        assert_eq!(diff.moved, [Moved { member: person.id, from: Some(from), to: Some(to) }]);
        assert_eq!(diff.branches, [person.branch]);
        assert!(diff.opened.is_empty() && diff.closed.is_empty() && diff.rescheduled.is_empty());
    }
}

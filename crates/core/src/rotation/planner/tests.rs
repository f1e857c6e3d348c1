use std::collections::{BTreeMap, BTreeSet};

use super::*;
use lunxun_base::{Id, LocalDate};

fn date(text: &str) -> LocalDate {
    text.parse().unwrap()
}

fn reference() -> Problem {
    reference_problem().unwrap()
}

fn regular(plan: &Plan) -> Vec<&PlannedClass> {
    plan.classes.iter().filter(|class| class.kind == ClassKind::Regular).collect()
}

/// Reverses and rotates every list of rows.
pub(super) fn shuffled(problem: &Problem) -> Problem {
    let mut other = problem.clone();
    other.members.reverse();
    let third = other.members.len() / 3;
    other.members.rotate_left(third);
    other.branches.reverse();
    other.venues.reverse();
    other.heads.reverse();
    other.blackouts.reverse();
    other.windows.reverse();
    other.homecoming.reverse();
    other.locks.reverse();
    other.published.reverse();
    other.history.reverse();
    other
}

#[test]
fn the_reference_town_gets_nine_or_ten_classes_and_breaks_no_rule() {
    let problem = reference();
    let plan = plan(&problem, None);
    assert_eq!(check(&problem, &plan), []);
    assert_eq!(plan.lower_bound, 9);
    let sizes: Vec<usize> = regular(&plan).iter().map(|class| class.members.len()).collect();
    assert!((9..=10).contains(&sizes.len()), "{sizes:?}");
    assert_eq!(sizes.iter().sum::<usize>(), 840, "everybody at home is placed");
    assert!(sizes.iter().all(|size| (84..=100).contains(size)), "even sizes: {sizes:?}");
    let home: usize =
        plan.classes.iter().filter(|class| class.kind == ClassKind::Homecoming).map(|c| c.members.len()).sum();
    assert_eq!(home, 240, "every migrant who returns is placed");
    assert_eq!(plan.unplaced.len(), 96 + 24);
    assert!(plan.unplaced.iter().all(|out| !out.reason.is_shortfall() && !out.sentence().is_empty()));
}

#[test]
fn homecoming_classes_of_2027_lie_between_the_eighth_day_and_the_lantern_festival() {
    let plan = plan(&reference(), None);
    for class in plan.classes.iter().filter(|class| class.kind == ClassKind::Homecoming) {
        assert!(class.start >= date("2027-02-13") && class.end() <= date("2027-02-20"), "{}", class.start);
    }
}

#[test]
fn classes_are_spread_over_the_open_parts_of_the_year() {
    let plan = plan(&reference(), None);
    let months: BTreeSet<u32> = regular(&plan).iter().map(|class| class.start.month()).collect();
    assert!(months.len() >= 6, "{months:?}");
    assert!(regular(&plan).iter().all(|class| !class.start.is_weekend() && !class.end().is_weekend()));
}

#[test]
fn the_order_of_the_rows_does_not_matter() {
    let problem = reference();
    let other = shuffled(&problem);
    assert_eq!(plan(&problem, None), plan(&other, None));
    let before = plan(&problem, None);
    assert_eq!(plan(&problem, Some(&before)), plan(&other, Some(&before)));
}

#[test]
fn villages_stay_together_save_for_dividing_their_duty_holders() {
    let problem = reference();
    let plan = plan(&problem, None);
    let branch: BTreeMap<Id, Id> = problem.members.iter().map(|person| (person.id, person.branch)).collect();
    let mut parts: BTreeMap<Id, BTreeMap<Id, usize>> = BTreeMap::new();
    for class in regular(&plan) {
        for member in &class.members {
            *parts.entry(branch[member]).or_default().entry(class.id).or_default() += 1;
        }
    }
    let many = parts.values().filter(|classes| classes.len() > 3).count();
    assert!(many <= 1, "three duty holders, one away at a time: three classes, hardly ever more ({many})");
}

#[test]
fn urgent_people_start_earlier_on_the_mean() {
    let problem = reference();
    let plan = plan(&problem, None);
    let mean = |is: &dyn Fn(&Person) -> bool| {
        let days: Vec<i64> = problem
            .members
            .iter()
            .filter(|person| is(person) && person.mode == AttendMode::Normal)
            .filter_map(|person| plan.class_of(person.id))
            .map(|class| class.start.days_since(date("2027-01-01")))
            .collect();
        days.iter().sum::<i64>() / days.len() as i64
    };
    assert!(mean(&|person| person.priority <= 2) < mean(&|person| person.priority == 6));
    assert!(mean(&|person| person.waiting_days > 1500) < mean(&|person| person.waiting_days < 500));
}

#[test]
fn a_second_plan_of_the_same_facts_changes_nobody() {
    let problem = reference();
    let first = plan(&problem, None);
    let second = plan(&problem, Some(&first));
    assert_eq!(first.classes, second.classes);
    assert_eq!(second.score.changes, 0);
}

#[test]
fn a_member_who_falls_ill_leaves_and_nobody_else_moves() {
    let mut problem = reference();
    let first = plan(&problem, None);
    let ill = first.classes[5].members[7];
    problem.members.iter_mut().find(|person| person.id == ill).unwrap().mode = AttendMode::Doorstep;
    let second = plan(&problem, Some(&first));
    assert_eq!(second.score.changes, 1);
    assert_eq!(check(&problem, &second), []);
}

#[test]
fn a_class_whose_day_is_lost_moves_to_the_nearest_open_day_with_its_people() {
    let mut problem = reference();
    let first = plan(&problem, None);
    let lost = regular(&first)[3].clone();
    problem.blackouts.push(Blackout {
        name: "人代会".into(),
        from: lost.start,
        to: lost.end(),
        kind: BlackoutKind::Meeting,
        source: "镇人大".into(),
    });
    let second = plan(&problem, Some(&first));
    let moved = second.classes.iter().find(|class| class.id == lost.id).unwrap();
    assert_ne!(moved.start, lost.start);
    assert!(moved.start.days_since(lost.start).abs() <= 7);
    assert_eq!(moved.members, lost.members);
    assert_eq!(check(&problem, &second), []);
}

#[test]
fn published_classes_stay_as_they_are() {
    let mut problem = reference();
    let first = plan(&problem, None);
    problem.published = first.classes.iter().take(4).cloned().collect();
    problem.today = date("2027-03-01");
    for again in [plan(&problem, Some(&first)), replan_unlocked(&problem, &first), plan(&problem, None)] {
        assert_eq!(check(&problem, &again), []);
        for published in &problem.published {
            let same = again.classes.iter().find(|class| class.id == published.id).unwrap();
            assert_eq!((same.start, &same.members), (published.start, &published.members));
        }
    }
}

#[test]
fn too_few_days_leave_people_out_with_the_remedy_spelled_out() {
    let mut problem = reference();
    problem.windows = vec![Span { from: date("2027-03-01"), to: date("2027-03-12") }];
    let plan = plan(&problem, None);
    assert_eq!(check(&problem, &plan), []);
    let short: Vec<&Unplaced> =
        plan.unplaced.iter().filter(|out| matches!(out.reason, Reason::NoSlot { .. })).collect();
    assert!(!short.is_empty());
    let sentence = short[0].sentence();
    assert!(sentence.contains("可用半天不足：缺") && sentence.contains("建议启用村会场"), "{sentence}");
    assert!(matches!(short[0].cure, Cure::OpenVenue(_)));
    assert_eq!(plan.score.unplaced[0], 0, "new secretaries come first: {:?}", plan.score.unplaced);
}

#[test]
fn more_rooms_are_used_at_once_when_days_are_few() {
    let mut problem = reference();
    problem.windows = vec![Span { from: date("2027-03-01"), to: date("2027-03-14") }];
    for venue in &mut problem.venues {
        venue.is_open = true;
        venue.seats = 118;
    }
    let plan = plan(&problem, None);
    assert_eq!(check(&problem, &plan), []);
    assert_eq!(plan.unplaced.iter().filter(|out| out.reason.is_shortfall()).count(), 0, "{:?}", plan.score);
}

#[test]
fn a_budget_that_is_too_small_leaves_the_least_urgent_out() {
    let mut problem = reference();
    problem.rules.budget = Some(Budget { total_fen: 5_000_000, person_day_fen: 5_000, class_fen: 50_000 });
    let plan = plan(&problem, None);
    assert_eq!(check(&problem, &plan), []);
    let out = plan.unplaced.iter().filter(|out| matches!(out.reason, Reason::OverBudget { .. })).count();
    assert!(out > 300, "{out}");
    assert_eq!(plan.score.unplaced[0] + plan.score.unplaced[1], 0);
}

#[test]
fn a_branch_with_one_duty_holder_is_told_to_name_a_stand_in() {
    let mut problem = reference();
    let alone = problem.branches[0].id;
    for person in problem.members.iter_mut().filter(|person| person.branch == alone) {
        if person.duty != Some(Duty::Secretary) {
            person.duty = None;
        }
    }
    let plan = plan(&problem, None);
    let warning = plan.warnings.iter().find(|warning| warning.kind == WarningKind::StandIn).unwrap();
    assert_eq!(warning.branch, Some(alone));
    let stand_in = warning.stand_in.unwrap();
    assert_ne!(plan.class_of(stand_in).map(|class| class.id), warning.class, "the stand-in is at home that day");
}

#[test]
fn a_course_taken_last_year_is_not_repeated() {
    let mut problem = reference();
    let course = Id::derived("course", &[b"base"]);
    problem.rules.course = Some(BaseCourse { course, is_compulsory: false });
    let member = problem.members[300].id;
    problem.history = vec![CourseTaken { member, course, on: date("2026-11-20") }];
    let plan = plan(&problem, None);
    assert_eq!(check(&problem, &plan), []);
    let out = plan.unplaced.iter().find(|out| out.member == member).unwrap();
    assert_eq!(out.reason, Reason::CourseRepeated { on: date("2026-11-20") });
}

#[test]
fn a_deferred_member_is_placed_after_the_deferral() {
    let mut problem = reference();
    problem.members[200].mode = AttendMode::Deferred { until: Some(date("2027-06-30")) };
    problem.members[201].mode = AttendMode::Deferred { until: None };
    let plan = plan(&problem, None);
    assert_eq!(check(&problem, &plan), []);
    assert!(plan.class_of(problem.members[200].id).unwrap().start > date("2027-06-30"));
    assert!(plan.class_of(problem.members[201].id).is_none());
}

#[test]
fn without_rooms_nothing_is_planned_and_everybody_hears_why() {
    let mut problem = reference();
    problem.venues.clear();
    let plan = plan(&problem, None);
    assert!(plan.classes.is_empty());
    assert_eq!(check(&problem, &plan), []);
    assert!(plan.warnings.iter().any(|warning| warning.kind == WarningKind::Setup));
}

#[test]
fn a_hand_move_that_breaks_a_rule_is_done_and_shown() {
    let mut problem = reference();
    let mut made = plan(&problem, None);
    let branch = problem.branches[2].id;
    let of = |duty| problem.members.iter().find(|p| p.branch == branch && p.duty == Some(duty)).unwrap().id;
    let (secretary, deputy) = (of(Duty::Secretary), of(Duty::DeputySecretary));
    let class = made.class_of(secretary).unwrap().id;
    let outcome = apply_edit(&mut problem, &mut made, &Edit::Move { member: deputy, class }).unwrap();
    assert_eq!(made.class_of(deputy).unwrap().id, class);
    assert!(outcome.violations.iter().any(|v| v.rule == Rule::H6 && v.branches == [branch]), "书记+副书记 together");
    let doorstep = problem.members[850].id;
    let outcome = apply_edit(&mut problem, &mut made, &Edit::Move { member: doorstep, class }).unwrap();
    assert!(outcome.violations.iter().any(|violation| violation.rule == Rule::H8));
}

#[test]
fn a_locked_member_stays_through_every_re_plan() {
    let mut problem = reference();
    let mut made = plan(&problem, None);
    let member = problem.members[400].id;
    let late = regular(&made).last().unwrap().id;
    apply_edit(&mut problem, &mut made, &Edit::Move { member, class: late }).unwrap();
    apply_edit(&mut problem, &mut made, &Edit::LockMember(member)).unwrap();
    for again in [plan(&problem, Some(&made)), replan_unlocked(&problem, &made)] {
        assert_eq!(again.class_of(member).unwrap().id, late);
        assert_eq!(check(&problem, &again), []);
    }
}

#[test]
fn an_exemption_and_a_new_date_are_kept_by_the_next_plan() {
    let mut problem = reference();
    let mut made = plan(&problem, None);
    let class = regular(&made)[2].id;
    let member = regular(&made)[2].members[0];
    let exempt = Edit::Exempt { member, reason: "本年已参加县级调训".into() };
    assert!(apply_edit(&mut problem, &mut made, &exempt).unwrap().violations.is_empty());
    let moved = apply_edit(&mut problem, &mut made, &Edit::MoveClass { class, start: date("2027-06-01") }).unwrap();
    assert!(moved.violations.iter().any(|v| v.rule == Rule::H5 && v.sentence.contains("三夏")));
    let again = plan(&problem, Some(&made));
    assert_eq!(again.classes.iter().find(|c| c.id == class).unwrap().start, date("2027-06-01"), "dated by hand");
    let out = again.unplaced.iter().find(|out| out.member == member).unwrap();
    assert!(out.sentence().contains("县级调训"));
}

#[test]
fn a_class_added_by_hand_is_filled_by_the_next_plan() {
    let mut problem = reference();
    let mut made = plan(&problem, None);
    let (venue, head, deputy) = (problem.venues[0].id, problem.heads[0].id, problem.heads[1].id);
    let start = (0..60).map(|n| date("2027-10-21").plus_days(n)).find(|&day| {
        day.day() != 14
            && day.day() != 15
            && made.classes.iter().all(|c| c.end().plus_days(1) < day || day.plus_days(2) < c.start)
    });
    let edit = Edit::AddClass {
        kind: ClassKind::Regular,
        start: start.unwrap(),
        venue,
        head: Some(head),
        deputy: Some(deputy),
    };
    let outcome = apply_edit(&mut problem, &mut made, &edit).unwrap();
    assert!(outcome.violations.iter().all(|violation| violation.rule == Rule::H3), "only empty: {outcome:?}");
    let again = plan(&problem, Some(&made));
    assert_eq!(check(&problem, &again), []);
    assert!(again.score.changes <= 30, "{}", again.score.changes);
}

#[test]
fn three_thousand_members_are_planned_well() {
    let problem = big(3);
    let plan = plan(&problem, None);
    assert_eq!(check(&problem, &plan), []);
    assert_eq!(plan.unplaced.iter().filter(|out| out.reason.is_shortfall()).count(), 0);
}

/// The reference town several times over.
fn big(times: u32) -> Problem {
    let mut problem = reference();
    let (members, branches) = (problem.members.clone(), problem.branches.clone());
    for copy in 1..times {
        let again = |id: Id| Id::derived("copy", &[id.as_bytes(), &copy.to_le_bytes()]);
        problem.members.extend(members.iter().map(|person| Person {
            id: again(person.id),
            branch: again(person.branch),
            ..person.clone()
        }));
        problem.branches.extend(branches.iter().map(|branch| Branch {
            id: again(branch.id),
            village: format!("{}之{copy}", branch.village),
            ..branch.clone()
        }));
    }
    problem
}

#[test]
fn priority_follows_from_the_facts() {
    let facts = |duty, duty_days, first, missed| {
        priority(PriorityFacts { duty, duty_days, is_probationary_or_first_year: first, has_missed: missed })
    };
    assert_eq!(facts(Some(Duty::Secretary), 182, false, false), 1);
    assert_eq!(facts(Some(Duty::Secretary), 183, false, true), 2);
    assert_eq!(facts(Some(Duty::GroupLeader), 10, true, true), 3);
    assert_eq!(facts(None, 0, true, true), 4);
    assert_eq!(facts(None, 0, false, true), 5);
    assert_eq!(facts(None, 0, false, false), 6);
}

#[test]
fn newcomers_are_seated_without_moving_anybody() {
    let mut problem = reference();
    let first = plan(&problem, None);
    for n in 0..10_u32 {
        let pattern = problem.members[700].clone();
        problem.members.push(Person { id: Id::derived("newcomer", &[&n.to_le_bytes()]), ..pattern });
    }
    let second = plan(&problem, Some(&first));
    assert_eq!(check(&problem, &second), []);
    assert_eq!(second.score.changes, 10);
}

#[test]
fn the_duty_holders_of_every_branch_are_divided_over_two_classes_or_more() {
    let problem = reference();
    let plan = plan(&problem, None);
    for branch in &problem.branches {
        let classes: BTreeSet<Id> = problem
            .members
            .iter()
            .filter(|person| person.branch == branch.id && person.duty.is_some())
            .filter_map(|person| plan.class_of(person.id))
            .map(|class| class.id)
            .collect();
        assert!(classes.len() >= 2, "{}", branch.name);
    }
}

//! The checker on its own: each hard rule, broken on purpose, is found and named.

use lunxun_base::{Id, LocalDate};

use super::*;

fn date(text: &str) -> LocalDate {
    text.parse().unwrap()
}

/// A lawful plan of the reference town, to be spoiled.
fn lawful() -> (Problem, Plan) {
    let problem = reference_problem().unwrap();
    let plan = plan(&problem, None);
    assert_eq!(check(&problem, &plan), []);
    (problem, plan)
}

fn first_regular(plan: &mut Plan) -> &mut PlannedClass {
    plan.classes.iter_mut().find(|class| class.kind == ClassKind::Regular).unwrap()
}

/// The rules that the spoiled plan breaks; every sentence says something to do.
fn broken(problem: &Problem, plan: &Plan) -> Vec<Rule> {
    let found = check(problem, plan);
    assert!(found.iter().all(|violation| violation.sentence.contains('请') || violation.rule == Rule::H1), "{found:?}");
    let mut rules: Vec<Rule> = found.into_iter().map(|violation| violation.rule).collect();
    rules.dedup();
    rules
}

#[test]
fn h1_somebody_in_two_classes_or_in_none_without_a_reason() {
    let (problem, mut plan) = lawful();
    let member = plan.classes[4].members[0];
    plan.classes[4].members.retain(|id| *id != member);
    assert_eq!(broken(&problem, &plan), [Rule::H1], "neither placed nor explained");
    plan.classes[4].members.push(member);
    plan.classes[5].members.push(member);
    assert!(broken(&problem, &plan).contains(&Rule::H1), "placed twice");
}

#[test]
fn h2_a_deferred_or_exempt_member_in_a_class() {
    let (mut problem, plan) = lawful();
    let member = plan.classes[4].members[3];
    let spoil = |problem: &mut Problem, mode: AttendMode, exempt: Option<&str>| {
        let person = problem.members.iter_mut().find(|person| person.id == member).unwrap();
        (person.mode, person.exempt) = (mode, exempt.map(str::to_owned));
    };
    spoil(&mut problem, AttendMode::Deferred { until: Some(date("2027-11-30")) }, None);
    assert_eq!(broken(&problem, &plan), [Rule::H2]);
    spoil(&mut problem, AttendMode::Normal, Some("长期病假"));
    assert_eq!(broken(&problem, &plan), [Rule::H2]);
}

#[test]
fn h3_a_class_too_full_or_too_small() {
    let (mut problem, plan) = lawful();
    problem.rules.capacity_share_percent = 70;
    assert_eq!(broken(&problem, &plan), [Rule::H3]);
    problem.rules.capacity_share_percent = 85;
    problem.rules.min_size = 99;
    assert_eq!(broken(&problem, &plan), [Rule::H3]);
}

#[test]
fn h4_a_room_twice_or_taken() {
    let (mut problem, mut plan) = lawful();
    let start = first_regular(&mut plan).start;
    problem.venues[0].busy = vec![Span { from: start.plus_days(1), to: start.plus_days(1) }];
    assert_eq!(broken(&problem, &plan), [Rule::H4]);
    problem.venues[0].busy.clear();
    plan.classes[5].start = plan.classes[4].start.plus_days(1);
    assert!(broken(&problem, &plan).contains(&Rule::H4));
}

#[test]
fn h5_a_class_on_a_closed_day() {
    for (day, why) in
        [("2027-06-01", "三夏"), ("2027-05-15", "主题党日"), ("2027-12-06", "时段"), ("2026-12-30", "不在2027年")]
    {
        let (problem, mut plan) = lawful();
        first_regular(&mut plan).start = date(day);
        let found = check(&problem, &plan);
        assert!(found.iter().any(|v| v.rule == Rule::H5 && v.sentence.contains(why)), "{day}: {found:?}");
    }
}

#[test]
fn h6_secretary_and_deputy_away_in_two_rooms_at_once() {
    let (mut problem, mut plan) = lawful();
    problem.heads.clear();
    let branch = problem.branches[4].id;
    let of = |duty| problem.members.iter().find(|p| p.branch == branch && p.duty == Some(duty)).unwrap().id;
    let (one, two) = (of(Duty::Secretary), of(Duty::DeputySecretary));
    let start = plan.class_of(one).unwrap().start;
    let other = plan.class_of(two).unwrap().id;
    let class = plan.classes.iter_mut().find(|class| class.id == other).unwrap();
    (class.start, class.venue) = (start, problem.venues[1].id);
    let found = check(&problem, &plan);
    let duty = found.iter().find(|v| v.rule == Rule::H6 && v.branches == [branch]).unwrap();
    assert!(duty.sentence.contains("书记和副书记"), "{}", duty.sentence);
    assert_eq!(duty.classes.len(), 2);
}

#[test]
fn h7_a_migrant_in_an_ordinary_class_or_out_of_season() {
    let (mut problem, plan) = lawful();
    let home = plan.classes[4].members[0];
    problem.members.iter_mut().find(|person| person.id == home).unwrap().mode = AttendMode::Migrant(Return::Unknown);
    assert_eq!(broken(&problem, &plan), [Rule::H7]);
    let (mut problem, plan) = lawful();
    let migrant = plan.classes[0].members[0];
    problem.members.iter_mut().find(|person| person.id == migrant).unwrap().mode =
        AttendMode::Migrant(Return::Expected(vec![Season::NationalDay]));
    assert_eq!(broken(&problem, &plan), [Rule::H7]);
}

#[test]
fn h8_a_doorstep_member_in_a_class() {
    let (mut problem, plan) = lawful();
    let member = plan.classes[4]
        .members
        .iter()
        .copied()
        .find(|id| problem.members.iter().any(|person| person.id == *id && person.duty.is_none()));
    problem.members.iter_mut().find(|p| Some(p.id) == member).unwrap().mode = AttendMode::Doorstep;
    assert_eq!(broken(&problem, &plan), [Rule::H8]);
}

#[test]
fn h9_a_lock_or_a_published_list_not_kept() {
    let (mut problem, plan) = lawful();
    let member = plan.classes[4].members[0];
    problem.locks = vec![Lock { member, class: plan.classes[6].id }];
    assert_eq!(broken(&problem, &plan), [Rule::H9]);
    problem.locks.clear();
    let mut published = plan.classes[4].clone();
    published.members.pop();
    problem.published = vec![published];
    assert_eq!(broken(&problem, &plan), [Rule::H9]);
}

#[test]
fn h10_more_than_the_money() {
    let (mut problem, plan) = lawful();
    problem.rules.budget = Some(Budget { total_fen: 9_999_999, person_day_fen: 5_000, class_fen: 100_000 });
    // 840 × 2 days + 240 × 1 day at 50 元, and twelve classes at 1,000 元 = 108,000 元.
    let found = check(&problem, &plan);
    assert_eq!(found.len(), 1);
    assert!(found[0].sentence.contains("超出经费8000.01元"), "{}", found[0].sentence);
}

#[test]
fn h11_a_head_teacher_missing_busy_or_in_two_places() {
    let (problem, mut plan) = lawful();
    let head = first_regular(&mut plan).head;
    first_regular(&mut plan).deputy = head;
    assert_eq!(broken(&problem, &plan), [Rule::H11]);
    let (mut problem, mut plan) = lawful();
    let class = first_regular(&mut plan).clone();
    let teacher = problem.heads.iter_mut().find(|teacher| Some(teacher.id) == class.head).unwrap();
    teacher.busy = vec![Span { from: class.start, to: class.start }];
    assert_eq!(broken(&problem, &plan), [Rule::H11]);
}

#[test]
fn h12_a_course_repeated_within_two_years_unless_compulsory() {
    let (mut problem, plan) = lawful();
    let course = Id::derived("course", &[]);
    let member = plan.classes[4].members[0];
    problem.history = vec![CourseTaken { member, course, on: date("2025-12-01") }];
    problem.rules.course = Some(BaseCourse { course, is_compulsory: false });
    assert_eq!(broken(&problem, &plan), [Rule::H12]);
    problem.rules.course = Some(BaseCourse { course, is_compulsory: true });
    assert_eq!(broken(&problem, &plan), []);
}

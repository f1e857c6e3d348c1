//! Random towns, from loose to hopeless: no hard rule is ever broken, and nobody is left without a reason.

use std::collections::BTreeSet;

use lunxun_base::{Id, LocalDate};
use proptest::prelude::*;

use super::tests::shuffled;
use super::*;

fn id(kind: &str, number: u32) -> Id {
    Id::derived(kind, &[&number.to_le_bytes()])
}

#[derive(Debug, Clone)]
struct Town {
    people: Vec<(u8, u8, u16, u8)>,
    branches: u32,
    villages: u32,
    seats: Vec<u32>,
    heads: u32,
    days_open: i64,
    min_size: u32,
    theme: u32,
    money: Option<i64>,
    class_days: u32,
}

fn town() -> impl Strategy<Value = Town> {
    (
        proptest::collection::vec((0_u8..20, 0_u8..14, 0_u16..2000, 0_u8..31), 100..600),
        1_u32..20,
        1_u32..12,
        proptest::collection::vec(20_u32..200, 0..4),
        0_u32..6,
        3_i64..120,
        1_u32..50,
        1_u32..31,
        proptest::option::of(100_000_i64..8_000_000),
        1_u32..4,
    )
        .prop_map(|(people, branches, villages, seats, heads, days_open, min_size, theme, money, class_days)| {
            Town { people, branches, villages, seats, heads, days_open, min_size, theme, money, class_days }
        })
}

fn problem(town: &Town) -> Problem {
    let start = LocalDate::from_ymd(2027, 3, 1).unwrap();
    let member = |(n, &(mode, duty, waiting, branch)): (usize, &(u8, u8, u16, u8))| {
        let n = u32::try_from(n).unwrap();
        let duty = [Duty::Secretary, Duty::DeputySecretary, Duty::Commissioner, Duty::GroupLeader]
            .get(usize::from(duty))
            .copied();
        let seasons = vec![Season::SpringFestival, Season::NationalDay];
        Person {
            id: id("member", n),
            branch: id("branch", u32::from(branch) % town.branches),
            village: (n.is_multiple_of(11)).then(|| "散居".to_owned()),
            priority: priority(PriorityFacts {
                duty,
                duty_days: u32::from(waiting),
                is_probationary_or_first_year: mode % 5 == 1,
                has_missed: waiting > 900,
            }),
            duty,
            mode: match mode {
                0 | 1 => AttendMode::Doorstep,
                2 => AttendMode::Migrant(Return::Expected(seasons)),
                3 => AttendMode::Migrant(Return::Unknown),
                4 => AttendMode::Migrant(Return::Away),
                5 => AttendMode::Deferred { until: Some(start.plus_days(i64::from(waiting) / 10)) },
                6 => AttendMode::Deferred { until: None },
                _ => AttendMode::Normal,
            },
            waiting_days: u32::from(waiting),
            need_tenths: 160,
            exempt: (mode == 7 && waiting.is_multiple_of(5)).then(|| "已调训".to_owned()),
        }
    };
    let course = Id::derived("course", &[]);
    Problem {
        year: 2027,
        township: "随机镇".into(),
        today: LocalDate::from_ymd(2027, 1, 5).unwrap(),
        rules: Rules {
            min_size: town.min_size,
            theme_day: Some(town.theme),
            class_days: town.class_days,
            course: (town.theme.is_multiple_of(3)).then_some(BaseCourse { course, is_compulsory: false }),
            budget: town.money.map(|total_fen| Budget { total_fen, person_day_fen: 5_000, class_fen: 20_000 }),
            ..Rules::default()
        },
        members: town.people.iter().enumerate().map(member).collect(),
        branches: (0..town.branches)
            .map(|n| Branch {
                id: id("branch", n),
                name: format!("支部{n}"),
                village: format!("村{}", n % town.villages),
                minutes: n,
            })
            .collect(),
        venues: (0..)
            .zip(&town.seats)
            .map(|(n, &seats)| Venue {
                id: id("venue", n),
                name: format!("会场{n}"),
                seats,
                is_main: n == 0,
                is_open: n != 3,
                beds: None,
                exam_seats: None,
                busy: vec![Span { from: start.plus_days(i64::from(n) * 3), to: start.plus_days(i64::from(n) * 3 + 1) }],
            })
            .collect(),
        heads: (0..town.heads)
            .map(|n| Head {
                id: id("head", n),
                name: format!("班主任{n}"),
                busy: vec![Span { from: start.plus_days(i64::from(n) * 2), to: start.plus_days(i64::from(n) * 2) }],
            })
            .collect(),
        blackouts: default_blackouts(2027).unwrap(),
        windows: vec![Span { from: start, to: start.plus_days(town.days_open) }],
        homecoming: default_homecoming(2027).unwrap(),
        locks: Vec::new(),
        published: Vec::new(),
        history: (0..20)
            .map(|n| CourseTaken { member: id("member", n * 5), course, on: start.plus_days(-i64::from(n) * 60) })
            .collect(),
    }
}

fn placed_once_or_explained(problem: &Problem, plan: &Plan) {
    let placed: Vec<Id> = plan.classes.iter().flat_map(|class| class.members.clone()).collect();
    let once: BTreeSet<Id> = placed.iter().copied().collect();
    assert_eq!(once.len(), placed.len(), "nobody twice");
    let out: BTreeSet<Id> = plan.unplaced.iter().map(|out| out.member).collect();
    for person in &problem.members {
        assert_ne!(once.contains(&person.id), out.contains(&person.id), "placed or explained: {person:?}");
    }
    assert!(plan.unplaced.iter().all(|out| out.sentence().ends_with('。')));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_random_town_breaks_a_hard_rule(town in town()) {
        let problem = problem(&town);
        let made = plan(&problem, None);
        prop_assert_eq!(check(&problem, &made), vec![]);
        placed_once_or_explained(&problem, &made);
        prop_assert_eq!(&made, &plan(&shuffled(&problem), None));
    }

    #[test]
    fn a_lock_stays_and_a_re_plan_moves_few(town in town(), pick in 0_usize..10_000, gone in 0_usize..10_000) {
        let mut problem = problem(&town);
        let problem_before = problem.clone();
        let made = plan(&problem, None);
        let seats: Vec<Lock> = made
            .classes
            .iter()
            .flat_map(|class| class.members.iter().map(|&member| Lock { member, class: class.id }))
            .collect();
        prop_assume!(!seats.is_empty());
        let lock = seats[pick % seats.len()];
        problem.locks = vec![lock];
        let again = plan(&problem, Some(&made));
        prop_assert_eq!(again.class_of(lock.member).map(|class| class.id), Some(lock.class));
        // Nobody moves for nothing: only to let in somebody who had been left out.
        let lets_in = again.score.unplaced < made.score.unplaced;
        prop_assert!(again.score.changes == 0 || lets_in, "{} moved", again.score.changes);
        prop_assert_eq!(check(&problem, &again), vec![]);

        let leaver = seats[gone % seats.len()].member;
        if leaver != lock.member {
            for person in problem.members.iter_mut().filter(|person| person.id == leaver) {
                person.mode = AttendMode::Doorstep;
            }
            let after = plan(&problem, Some(&made));
            let broken = check(&problem, &after);
            // One duty holder fewer may tighten H6 for a branch, and a locked class may fall below its least size.
            prop_assert!(broken.iter().all(|violation| violation.rule == Rule::H3), "{:?}", broken);
            placed_once_or_explained(&problem, &after);
            let closed = made.classes.iter().filter(|c| after.classes.iter().all(|a| a.id != c.id)).count();
            prop_assert!(closed > 0 || after.score.changes <= 40 + i64::from(town.min_size), "{} moved", after.score.changes);
        }
        problem.members = problem_before.members;
        let free = replan_unlocked(&problem, &made);
        prop_assert!(check(&problem, &free).iter().all(|violation| violation.rule == Rule::H3));
        prop_assert_eq!(free.class_of(lock.member).map(|class| class.id), Some(lock.class));
        placed_once_or_explained(&problem, &free);
    }
}

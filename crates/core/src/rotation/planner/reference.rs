//! The worked instance of the planning rules: a town of 1,200 members in 2027.

use lunxun_base::{Id, LocalDate, Result};

use super::problem::{AttendMode, Branch, Duty, Head, Person, PriorityFacts, Problem, Return, Rules, Season, Venue};
use super::{WAITING_CAP_DAYS, default_blackouts, default_homecoming, default_windows, priority};

fn id(kind: &str, number: u32) -> Id {
    Id::derived(kind, &[&number.to_le_bytes()])
}

/// 1,200 synthetic members in 31 branches with 92 duty holders: 96 taught at home, 264 migrants (of whom 240 return for
/// the Spring Festival), 840 at home; a main hall for 100 and two village venues, one of them not in use.
///
/// # Errors
/// Never in practice: 2027 is within the calendar.
pub fn reference_problem() -> Result<Problem> {
    let branches: Vec<Branch> = (0..31)
        .map(|n| Branch {
            id: id("branch", n),
            name: format!("第{}村党支部", n + 1),
            village: format!("第{}村", n + 1),
            minutes: 10 + n % 7 * 5,
        })
        .collect();
    let mut members = Vec::new();
    for n in 0..1200_u32 {
        let branch = n % 31;
        let rank = n / 31;
        // Three duty holders in each branch, but two in the last.
        let duty = match rank {
            0 => Some(Duty::Secretary),
            1 => Some(Duty::DeputySecretary),
            2 if branch != 30 => Some(Duty::Commissioner),
            _ => None,
        };
        // The last 360 rows are the people who are not at home.
        let mode = match n {
            0..840 => AttendMode::Normal,
            840..936 => AttendMode::Doorstep,
            936..1176 => AttendMode::Migrant(Return::Expected(vec![Season::SpringFestival])),
            _ => AttendMode::Migrant(Return::Away),
        };
        // A small multiplicative hash spreads the waiting times without any chance.
        let waiting_days = (n.wrapping_mul(2_654_435_761) >> 8) & 0x7FF;
        let facts = PriorityFacts {
            duty,
            duty_days: 100 + branch * 40,
            is_probationary_or_first_year: n % 37 == 5,
            has_missed: waiting_days > 700,
        };
        members.push(Person {
            id: id("member", n),
            branch: id("branch", branch),
            village: None,
            priority: priority(facts),
            duty,
            mode,
            waiting_days: waiting_days.min(WAITING_CAP_DAYS),
            need_tenths: if duty.is_some() { 400 } else { 160 },
            exempt: None,
        });
    }
    let venue = |n: u32, name: &str, seats, is_main, is_open| Venue {
        id: id("venue", n),
        name: name.to_owned(),
        seats,
        is_main,
        is_open,
        beds: None,
        exam_seats: None,
        busy: Vec::new(),
    };
    Ok(Problem {
        year: 2027,
        township: "示范镇".to_owned(),
        today: LocalDate::from_ymd(2027, 1, 4).unwrap_or_else(|| LocalDate::from_millis(0)),
        rules: Rules { theme_day: Some(15), ..Rules::default() },
        members,
        branches,
        venues: vec![venue(0, "镇党校报告厅", 118, true, true), venue(1, "第5村文化礼堂", 80, false, false)],
        heads: (0..6).map(|n| Head { id: id("head", n), name: format!("班主任{}", n + 1), busy: Vec::new() }).collect(),
        blackouts: default_blackouts(2027)?,
        windows: default_windows(2027)?,
        homecoming: default_homecoming(2027)?,
        locks: Vec::new(),
        published: Vec::new(),
        history: Vec::new(),
    })
}

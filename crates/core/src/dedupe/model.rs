//! Which two members may be one person, and why (疑似重复): pure scoring of pairs that share a key.

use std::collections::{HashMap, HashSet};

use lunxun_base::Id;

use crate::fields::{IdLikeness, PartialDate, Sex, id_likeness, name_likeness, pinyin::readings, similar::look_key};

/// A member as far as duplicates are told by it.
#[derive(Debug, Clone)]
pub struct Person {
    /// The member.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Former name; empty where there is none.
    pub former_name: String,
    /// 18 characters; empty where there is none.
    pub id_no: String,
    /// Birth as far as known.
    pub birth: Option<PartialDate>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Branch.
    pub branch: Option<Id>,
    /// Phones, each apart.
    pub phones: Vec<String>,
    /// 入党日期 as written.
    pub admitted: String,
}

/// Two members who may be one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspicion {
    /// Positions in the list, the smaller first.
    pub pair: (usize, usize),
    /// 100 at most.
    pub score: u8,
    /// What speaks for it and against, in Chinese.
    pub reasons: Vec<String>,
}

/// From this score on a pair is shown.
pub const SHOWN_FROM: u8 = 50;
/// From this score on it is called very likely (很可能).
pub const LIKELY_FROM: u8 = 75;
/// A key that more members than this share tells nothing.
const CROWD: usize = 300;

/// Every pair of the list that is suspicious, the likeliest first. Members are compared only where they share a key: a
/// birthday, a part of the ID number, a phone, or a name's sound or look together with a year, a day or a branch.
#[must_use]
pub fn suspicions(people: &[Person]) -> Vec<Suspicion> {
    let mut blocks: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, person) in people.iter().enumerate() {
        for key in keys(person) {
            blocks.entry(key).or_default().push(at);
        }
    }
    let mut seen: HashSet<(usize, usize)> = HashSet::new();
    let mut found = Vec::new();
    for block in blocks.values().filter(|block| (2..=CROWD).contains(&block.len())) {
        for (nth, one) in block.iter().enumerate() {
            for other in block.iter().skip(nth + 1).filter(|other| *other != one) {
                let pair = (*one.min(other), *one.max(other));
                let (Some(a), Some(b)) = (people.get(pair.0), people.get(pair.1)) else { continue };
                if !is_worth_a_look(a, b) || !seen.insert(pair) {
                    continue;
                }
                let (score, reasons) = compare(a, b);
                if score >= SHOWN_FROM {
                    found.push(Suspicion { pair, score, reasons });
                }
            }
        }
    }
    found.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.pair.cmp(&b.pair)));
    found
}

/// Most who share a birthday share nothing else: surname or ID number must be near, or the phone.
fn is_worth_a_look(a: &Person, b: &Person) -> bool {
    let shares = |place: usize| {
        let (a, b) = (a.name.chars().nth(place), b.name.chars().nth(place));
        a.is_some() && a == b
    };
    shares(0)
        || shares(1)
        || shares(2)
        || !a.former_name.is_empty()
        || !b.former_name.is_empty()
        || (!a.id_no.is_empty() && !matches!(id_likeness(&a.id_no, &b.id_no), IdLikeness::Different))
        || a.phones.iter().any(|phone| b.phones.contains(phone))
        || name_likeness(&a.name, &b.name).is_close()
}

fn keys(person: &Person) -> Vec<String> {
    let mut keys = Vec::new();
    let id = &person.id_no;
    if id.len() == 18 && id.is_ascii() {
        keys.push(format!("i{}", &id[6..17]));
        keys.push(format!("m{}", &id[10..17]));
        keys.push(format!("y{}{}", &id[..10], &id[14..17]));
        keys.push(format!("b{}", &id[6..14]));
    }
    let day = person.birth.and_then(PartialDate::full).map(|day| day.to_string().replace('-', ""));
    keys.extend(day.iter().map(|day| format!("b{day}")));
    keys.extend(person.phones.iter().map(|phone| format!("p{phone}")));
    let branch = person.branch.map(|id| id.to_string()).unwrap_or_default();
    let names = [person.name.as_str(), person.former_name.as_str()];
    for name in names.iter().filter(|name| !name.is_empty()) {
        let sound: String = name.chars().filter_map(|c| readings(c).into_iter().next()).collect();
        let look: String = name.chars().map(look_key).collect();
        for word in [sound, look] {
            keys.push(format!("nb{word}{branch}"));
            keys.extend(person.birth.map(|birth| format!("ny{word}{}", birth.year())));
            keys.extend(day.iter().map(|day| format!("nd{word}{}", day.get(4..).unwrap_or_default())));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// How much speaks for one person, and what.
#[must_use]
pub fn compare(a: &Person, b: &Person) -> (u8, Vec<String>) {
    let mut weighed: Vec<(i32, String)> = Vec::new();
    let mut say = |points: i32, why: &str| weighed.push((points, why.to_owned()));

    let name = name_likeness(&a.name, &b.name);
    let is_former =
        |one: &Person, other: &Person| !one.former_name.is_empty() && name_likeness(&one.former_name, &other.name).same;
    match name.label() {
        Some(label) => say(
            match name {
                _ if name.same => 30,
                _ if name.look_alike => 26,
                _ if name.same_pinyin => 24,
                _ if name.swapped => 18,
                _ => 14,
            },
            label,
        ),
        None if is_former(a, b) || is_former(b, a) => say(26, "一人的曾用名是另一人的姓名"),
        None => say(-30, "姓名不同"),
    }
    if !a.id_no.is_empty() && !b.id_no.is_empty() {
        let like = id_likeness(&a.id_no, &b.id_no);
        match like.label() {
            Some(label) => say(
                match like {
                    IdLikeness::Same => 60,
                    IdLikeness::Transposed => 45,
                    IdLikeness::OneDigit => 42,
                    IdLikeness::TwoDigits => 36,
                    _ => 16,
                },
                label,
            ),
            None => say(-40, "身份证号不同"),
        }
    }
    if let (Some(one), Some(other)) = (a.birth, b.birth) {
        let (points, why) = compare_births(one, other);
        if points != 0 {
            say(points, why);
        }
    }
    if a.phones.iter().any(|phone| b.phones.contains(phone)) {
        say(20, "手机号码相同");
    }
    if a.branch.is_some() && a.branch == b.branch {
        say(10, "同一党支部");
    }
    if !a.admitted.is_empty() && a.admitted == b.admitted {
        say(if a.admitted.len() > 7 { 12 } else { 6 }, "入党日期相同");
    }
    if let (Some(one), Some(other)) = (a.sex, b.sex)
        && one != other
    {
        say(-25, "性别不同");
    }
    let score = weighed.iter().map(|(points, _)| points).sum::<i32>().clamp(0, 100);
    let reasons = weighed.into_iter().map(|(points, why)| format!("{why}（{points:+}）")).collect();
    (u8::try_from(score).unwrap_or(100), reasons)
}

fn compare_births(a: PartialDate, b: PartialDate) -> (i32, &'static str) {
    let (Some(one), Some(other)) = (a.full(), b.full()) else {
        return match a.agrees_with(b) {
            true if a.month().is_some() && b.month().is_some() => (14, "出生年月相同"),
            true => (8, "出生年份相同"),
            false => (-12, "出生日期不同"),
        };
    };
    let same = [one.year() == other.year(), one.month() == other.month(), one.day() == other.day()];
    match same {
        [true, true, true] => (20, "出生日期相同"),
        [true, ..] if one.month() == other.day() && one.day() == other.month() => (14, "出生月日颠倒"),
        [true, true, false] => (8, "出生年月相同，日不同"),
        [true, false, true] => (8, "出生年、日相同，月不同"),
        [false, true, true] if (one.year() - other.year()).abs() % 10 == 0 => (12, "出生年份相差整十年，月日相同"),
        [false, true, true] => (10, "出生月日相同，年份不同"),
        _ => (-18, "出生日期不同"),
    }
}

/// How good a finder is, measured where the truth is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quality {
    /// Of the pairs that were found, how many are true.
    pub precision: f64,
    /// Of the true pairs, how many were found.
    pub recall: f64,
}

/// Holds what was found against the truth: pairs of positions, the smaller first.
#[must_use]
pub fn quality(found: &[(usize, usize)], truth: &HashSet<(usize, usize)>) -> Quality {
    let right = found.iter().filter(|pair| truth.contains(*pair)).count();
    let share = |part: usize, whole: usize| {
        if whole == 0 {
            1.0
        } else {
            f64::from(u32::try_from(part).unwrap_or(0)) / f64::from(u32::try_from(whole).unwrap_or(1))
        }
    };
    Quality { precision: share(right, found.len()), recall: share(right, truth.len()) }
}

//! Who may be the same person although the spelling differs (疑似), and why: an explained score.

use std::collections::{HashMap, HashSet};

use super::candidate::RosterFields;
use super::matching::{ExistingMember, shares_phone};
use crate::fields::{PartialDate, confusable::shape_key, name_keys};

/// From here on a person is asked.
const ASKED: u8 = 60;
/// More than these are no help to anybody.
const MOST: usize = 5;

/// How alike a row and a member are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Likeness {
    /// 0 … 100.
    pub score: u8,
    /// What speaks for it and against it, in Chinese. Holds no name and no number.
    pub reasons: Vec<&'static str>,
}

impl Likeness {
    fn add(&mut self, points: u8, reason: &'static str) {
        self.score = self.score.saturating_add(points).min(100);
        self.reasons.push(reason);
    }
}

/// Scores a row against a member. Names that have nothing to do with each other score 0.
#[must_use]
pub fn likeness(row: &RosterFields, member: &ExistingMember, branch_key: &str) -> Likeness {
    let held = &member.fields;
    let mut like = Likeness::default();
    let (Some(name), Some(known)) = (row.name.as_deref(), held.name.as_deref()) else { return like };
    let same_id = row.id_no.is_some() && row.id_no == held.id_no;
    let close_id = row.id_no.as_deref().zip(held.id_no.as_deref()).is_some_and(|(a, b)| is_slip(a, b));
    if name == known {
        like.add(45, "姓名相同");
    } else if held.former_name.as_deref() == Some(name) || row.former_name.as_deref() == Some(known) {
        like.add(45, "与曾用名相同");
    } else if sounds(name).intersection(&sounds(known)).next().is_some() {
        like.add(35, "姓名读音相同");
    } else if shape_key(name) == shape_key(known) {
        like.add(35, "姓名字形相近");
    } else if !same_id {
        return like;
    }
    match (row.birth, held.birth) {
        (Some(a), Some(b)) if a.agrees_with(b) => {
            like.add(if a.parts() == 3 && b.parts() == 3 { 30 } else { 20 }, "出生日期相同");
        }
        (Some(a), Some(b)) if is_date_slip(a, b) => like.add(12, "出生日期只差一两位数字"),
        (Some(_), Some(_)) => {
            like.score = like.score.saturating_sub(30);
            like.reasons.push("但出生日期不同");
        }
        _ => {}
    }
    if same_id {
        like.add(60, "身份证号相同");
    } else if close_id {
        like.add(30, "身份证号只差一两位数字");
    }
    if !branch_key.is_empty() && member.branch_keys.iter().any(|key| key == branch_key) {
        like.add(20, "同一支部");
    }
    if shares_phone(row, held) {
        like.add(25, "电话相同");
    }
    if row.sex.zip(held.sex).is_some_and(|(a, b)| a != b) {
        like.score = like.score.saturating_sub(20);
        like.reasons.push("但性别不同");
    }
    like
}

fn sounds(name: &str) -> HashSet<String> {
    // Initials are too short to mean anything.
    name_keys(name).search.split(' ').filter(|word| word.len() > name.chars().count()).map(str::to_owned).collect()
}

/// One digit wrong, or two neighbours swapped.
pub(super) fn is_slip(a: &str, b: &str) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let wrong: Vec<usize> = a.iter().zip(b).enumerate().filter(|(_, (x, y))| x != y).map(|(at, _)| at).collect();
    match wrong.as_slice() {
        [_] => true,
        // A wrong digit changes the check digit too.
        [_, last] if *last + 1 == a.len() => true,
        [first, second] => second - first == 1 && a.get(*first) == b.get(*second) && a.get(*second) == b.get(*first),
        [first, second, last] => *last + 1 == a.len() && second - first == 1 && a.get(*first) == b.get(*second),
        _ => false,
    }
}

fn is_date_slip(a: PartialDate, b: PartialDate) -> bool {
    let swapped = || a.year() == b.year() && a.month() == b.day() && a.day() == b.month() && a.day().is_some();
    is_slip(&a.to_string(), &b.to_string()) || swapped()
}

/// Members by how their names sound and look. Made only where a row would be a new person.
pub(super) struct Echoes {
    by_place: HashMap<String, Vec<usize>>,
}

impl Echoes {
    /// Only members of these branches, or born on these days, are listened to.
    pub(super) fn new(existing: &[ExistingMember], branches: &HashSet<&str>, births: &HashSet<PartialDate>) -> Self {
        let mut by_place: HashMap<String, Vec<usize>> = HashMap::new();
        let mut known: HashMap<&str, Vec<String>> = HashMap::new();
        for (at, member) in existing.iter().enumerate() {
            let places: Vec<String> = member
                .branch_keys
                .iter()
                .filter(|key| branches.contains(key.as_str()))
                .cloned()
                .chain(member.fields.birth.filter(|birth| births.contains(birth)).map(|birth| birth.to_string()))
                .collect();
            if places.is_empty() {
                continue;
            }
            for name in [&member.fields.name, &member.fields.former_name].into_iter().flatten() {
                let spellings = known.entry(name).or_insert_with(|| spellings(name));
                for place in &places {
                    for spelling in spellings.iter() {
                        let heard = by_place.entry(format!("{place}|{spelling}")).or_default();
                        if heard.last() != Some(&at) {
                            heard.push(at);
                        }
                    }
                }
            }
        }
        Self { by_place }
    }

    /// Members that a row may be about, the likeliest first.
    pub(super) fn of(
        &self,
        row: &RosterFields,
        branch_key: &str,
        existing: &[ExistingMember],
    ) -> Vec<(usize, Likeness)> {
        let birth = row.birth.map(|birth| birth.to_string());
        let places: Vec<&str> =
            [Some(branch_key), birth.as_deref()].into_iter().flatten().filter(|place| !place.is_empty()).collect();
        let mut found: Vec<usize> = Vec::new();
        for name in [&row.name, &row.former_name].into_iter().flatten() {
            for spelling in spellings(name) {
                for place in &places {
                    found.extend(self.by_place.get(&format!("{place}|{spelling}")).into_iter().flatten());
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        let is_apart = |member: &ExistingMember| {
            let both = row.id_no.as_deref().zip(member.fields.id_no.as_deref());
            both.is_some_and(|(a, b)| !is_slip(a, b))
        };
        let mut all: Vec<(usize, Likeness)> = found
            .into_iter()
            .filter_map(|at| Some((at, existing.get(at)?)))
            .filter(|(_, member)| !is_apart(member))
            .map(|(at, member)| (at, likeness(row, member, branch_key)))
            .filter(|(_, like)| like.score >= ASKED)
            .collect();
        all.sort_by(|(a, x), (b, y)| y.score.cmp(&x.score).then(a.cmp(b)));
        all.truncate(MOST);
        all
    }
}

fn spellings(name: &str) -> Vec<String> {
    let mut all: Vec<String> = sounds(name).into_iter().collect();
    all.push(shape_key(name));
    all.push(name.to_owned());
    all.sort_unstable();
    all.dedup();
    all
}

//! A roster in which some people stand twice, entered by another hand, with the truth beside it.

use std::collections::HashSet;

use lunxun_base::{Id, LocalDate};
use lunxun_core::dedupe::Person;

use crate::{Rng, people::People};

/// The roster and which positions are one person, the smaller first.
#[derive(Debug)]
pub struct Doubled {
    /// The roster.
    pub people: Vec<Person>,
    /// The true pairs.
    pub truth: HashSet<(usize, usize)>,
}

/// A roster of `count` people in branches of forty, of whom one in fifty stands twice. The same seed gives the same.
#[must_use]
pub fn doubled(seed: u64, count: usize) -> Doubled {
    let (mut rng, mut made) = (Rng::new(seed), People::new(seed));
    let mut list = Doubled { people: Vec::new(), truth: HashSet::new() };
    for number in 0..count {
        let person = made.full(22, 90);
        let branch = Id::derived("branch", &[&(number / 40).to_le_bytes()]);
        // Not everybody's number and phone are known in a township.
        let id_no = if rng.percent(92) { person.id_no.clone() } else { String::new() };
        let phones = if rng.percent(80) { vec![person.phone.clone()] } else { Vec::new() };
        list.people.push(Person {
            id: Id::derived("person", &[&number.to_le_bytes()]),
            name: person.name,
            former_name: String::new(),
            id_no,
            birth: Some(person.birth.into()),
            sex: Some(person.sex),
            branch: Some(branch),
            phones,
            admitted: person.admitted_on.to_string(),
        });
        if rng.percent(2) {
            let second = slipped(&mut rng, &list.people[number_of(&list)], number);
            list.truth.insert((number_of(&list), list.people.len()));
            list.people.push(second);
        }
    }
    list
}

const fn number_of(list: &Doubled) -> usize {
    list.people.len() - 1
}

/// The same person as another hand enters them: one to three slips.
fn slipped(rng: &mut Rng, of: &Person, number: usize) -> Person {
    let mut copy = Person { id: Id::derived("again", &[&number.to_le_bytes()]), ..of.clone() };
    for _ in 0..rng.between(1, 3) {
        match rng.between(0, 9) {
            0 => copy.name = replaced(rng, &copy.name, HOMOPHONES),
            1 => copy.name = replaced(rng, &copy.name, LOOK_ALIKES),
            2 => {
                copy.former_name = copy.name.clone();
                copy.name = copy.name.chars().take(1).chain("新民".chars()).collect();
            }
            3 | 4 => copy.id_no = wrong_digit(rng, &copy.id_no),
            5 => copy.id_no.clear(),
            6 => copy.birth = copy.birth.and_then(|birth| swapped(birth.full()?)).or(copy.birth),
            7 => copy.branch = Some(Id::derived("branch", &[&(number / 40 + 1).to_le_bytes()])),
            8 => copy.phones.clear(),
            _ => copy.admitted = copy.admitted.chars().take(7).collect(),
        }
    }
    copy
}

/// Characters that sound alike and that look alike, among those of the made-up names.
const HOMOPHONES: &[&str] =
    &["建健", "国果", "志至", "伟炜", "军君", "杰捷", "华桦", "英瑛", "玲灵", "芳方", "明铭", "生升"];
const LOOK_ALIKES: &[&str] =
    &["建健", "林琳", "浩皓", "晶品", "俊峻", "辉晖", "清青", "萍平", "杨扬", "颖颍", "兰蓝", "傅付"];

fn replaced(rng: &mut Rng, name: &str, pairs: &[&str]) -> String {
    let mut done = false;
    let replaced = name.chars().map(|c| {
        let other = pairs.iter().find(|pair| pair.contains(c)).and_then(|pair| pair.chars().find(|other| *other != c));
        match other {
            Some(other) if !done => {
                done = true;
                other
            }
            _ => c,
        }
    });
    let replaced: String = replaced.collect();
    // A name without such a character: its last one was heard wrong.
    if done {
        replaced
    } else {
        name.chars()
            .take(name.chars().count() - 1)
            .chain(rng.pick(&["平", "民", "军"]).unwrap_or("平").chars())
            .collect()
    }
}

fn wrong_digit(rng: &mut Rng, id_no: &str) -> String {
    let mut digits: Vec<char> = id_no.chars().collect();
    if digits.len() == 18 {
        let at = rng.between(6, 15) as usize;
        if rng.percent(50) {
            digits.swap(at, at + 1);
        } else {
            digits[at] = char::from_digit(rng.between(0, 9), 10).unwrap_or('0');
        }
    }
    digits.into_iter().collect()
}

fn swapped(day: LocalDate) -> Option<lunxun_core::fields::PartialDate> {
    LocalDate::from_ymd(day.year(), day.day(), day.month()).map(Into::into)
}

#[cfg(test)]
mod tests {
    use lunxun_core::dedupe::{quality, suspicions};

    use super::*;

    #[test]
    fn the_finder_names_most_duplicates_and_few_others() {
        let doubled = doubled(2_027, 5_000);
        let found: Vec<(usize, usize)> = suspicions(&doubled.people).into_iter().map(|found| found.pair).collect();
        let quality = quality(&found, &doubled.truth);
        let (precision, recall) = (quality.precision * 100.0, quality.recall * 100.0);
        let text = format!(
            "查准率 {precision:.1}%，查全率 {recall:.1}%（{} 对真重复，找出 {} 对）",
            doubled.truth.len(),
            found.len()
        );
        eprintln!("{text}");
        assert!(quality.precision > 0.9 && quality.recall > 0.85, "{text}");
    }
}

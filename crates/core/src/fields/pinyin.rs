//! Search keys of names in pinyin (拼音检索): any reading of a name finds the person.

use pinyin::ToPinyinMulti;

/// Readings kept at most; a name of four characters with many readings would otherwise have hundreds.
const MAX_READINGS: usize = 24;

/// The pinyin of a name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameKeys {
    /// The likeliest reading, `zhangsan`.
    pub full: String,
    /// Its initials, `zs`.
    pub initials: String,
    /// Every reading and its initials, separated by spaces: for a search column.
    pub search: String,
}

/// Surnames of two characters that read unlike their parts: reading and initials.
const COMPOUND: &[(&str, &str, &str)] = &[
    ("单于", "chanyu", "cy"),
    ("尉迟", "yuchi", "yc"),
    ("长孙", "zhangsun", "zs"),
    ("万俟", "moqi", "mq"),
    ("澹台", "tantai", "tt"),
    ("令狐", "linghu", "lh"),
    ("宇文", "yuwen", "yw"),
];

/// Readings that characters have as surnames, the surname's reading first.
const SURNAMES: &[(&str, &[&str])] = &[
    ("单", &["shan"]),
    ("仇", &["qiu"]),
    ("解", &["xie"]),
    ("曾", &["zeng"]),
    ("查", &["zha"]),
    ("区", &["ou"]),
    ("盖", &["ge", "gai"]),
    ("朴", &["piao"]),
    ("翟", &["zhai", "di"]),
    ("任", &["ren"]),
    ("华", &["hua"]),
    ("缪", &["miao"]),
    ("覃", &["qin", "tan"]),
    ("乐", &["yue", "le"]),
    ("黑", &["he", "hei"]),
    ("员", &["yun"]),
    ("秘", &["bi"]),
    ("折", &["she"]),
    ("召", &["shao"]),
    ("都", &["du"]),
    ("祭", &["zhai"]),
    ("能", &["nai"]),
    ("种", &["chong"]),
    ("繁", &["po"]),
    ("车", &["che"]),
    ("葛", &["ge"]),
    ("沈", &["shen"]),
    ("柏", &["bai", "bo"]),
    ("俞", &["yu"]),
    ("石", &["shi"]),
    ("冯", &["feng"]),
    ("尉", &["wei", "yu"]),
    ("洗", &["xian"]),
    ("冼", &["xian"]),
    ("谌", &["chen", "shen"]),
    ("逄", &["pang"]),
    ("撒", &["sa"]),
    ("贾", &["jia"]),
    ("牟", &["mu", "mou"]),
    ("应", &["ying"]),
    ("宁", &["ning"]),
    ("燕", &["yan"]),
    ("过", &["guo"]),
    ("訾", &["zi"]),
    ("褚", &["chu"]),
    ("晁", &["chao"]),
    ("卜", &["bu"]),
    ("重", &["chong"]),
    ("教", &["jiao"]),
    ("句", &["gou"]),
    ("乜", &["nie"]),
    ("适", &["kuo"]),
    ("隗", &["wei", "kui"]),
    ("阚", &["kan"]),
    ("郗", &["xi", "chi"]),
    ("芮", &["rui"]),
];

/// The keys of one name.
#[must_use]
pub fn name_keys(name: &str) -> NameKeys {
    let mut slots: Vec<Vec<(String, String)>> = Vec::new();
    let mut rest = name;
    if let Some((surname, reading, initials)) = COMPOUND.iter().find(|(surname, ..)| name.starts_with(surname)) {
        slots.push(vec![((*reading).to_owned(), (*initials).to_owned())]);
        rest = name.get(surname.len()..).unwrap_or_default();
    } else if let Some((surname, readings)) = SURNAMES.iter().find(|(surname, _)| name.starts_with(surname)) {
        let mut slot: Vec<String> = readings.iter().map(|reading| (*reading).to_owned()).collect();
        surname.chars().for_each(|c| extend_unique(&mut slot, readings_of(c)));
        slots.push(slot.into_iter().map(with_initial).collect());
        rest = name.get(surname.len()..).unwrap_or_default();
    }
    let given = rest.chars().filter(|c| c.is_alphanumeric());
    slots.extend(given.map(|c| readings_of(c).into_iter().map(with_initial).collect::<Vec<_>>()));

    let mut readings: Vec<(String, String)> = vec![(String::new(), String::new())];
    for slot in &slots {
        let longer = |(full, short): &(String, String)| {
            let (full, short) = (full.clone(), short.clone());
            slot.iter().map(move |(reading, initials)| (format!("{full}{reading}"), format!("{short}{initials}")))
        };
        readings = readings.iter().flat_map(longer).take(MAX_READINGS).collect();
    }
    let (full, initials) = readings.first().cloned().unwrap_or_default();
    let mut words: Vec<String> = Vec::new();
    extend_unique(&mut words, readings.iter().map(|(full, _)| full.clone()).collect());
    extend_unique(&mut words, readings.iter().map(|(_, short)| short.clone()).collect());
    words.retain(|word| !word.is_empty());
    NameKeys { full, initials, search: words.join(" ") }
}

/// Every reading of one character, its readings as a surname among them, without tones. A character without pinyin
/// stands for itself.
#[must_use]
pub fn readings(c: char) -> Vec<String> {
    let mut all = readings_of(c);
    let mut text = [0; 4];
    let surname = c.encode_utf8(&mut text);
    if let Some((_, more)) = SURNAMES.iter().find(|(name, _)| *name == surname) {
        extend_unique(&mut all, more.iter().map(|reading| (*reading).to_owned()).collect());
    }
    all
}

fn with_initial(reading: String) -> (String, String) {
    let initial = reading.chars().take(1).collect();
    (reading, initial)
}

fn extend_unique(words: &mut Vec<String>, more: Vec<String>) {
    for word in more {
        if !words.contains(&word) {
            words.push(word);
        }
    }
}

/// Every reading of one character without tones, the commonest first; `ü` as both `v` and `u`. A character without
/// pinyin stands for itself.
fn readings_of(c: char) -> Vec<String> {
    let mut readings = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let plain = reading.plain();
        if plain.contains('ü') {
            extend_unique(&mut readings, vec![plain.replace('ü', "v"), plain.replace('ü', "u")]);
        } else if plain.is_ascii() && plain.len() > 1 || matches!(plain, "a" | "e" | "o") {
            extend_unique(&mut readings, vec![plain.to_owned()]);
        }
    }
    if readings.is_empty() { vec![c.to_lowercase().collect()] } else { readings }
}

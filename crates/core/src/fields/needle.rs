//! Whether what was typed fits one row of a list: the roster's rule, for lists that are short enough to look at whole.

use super::syllables::{Slots, Syllables, Term};

/// What was typed, ready to be compared. Every word must fit some part of the row.
#[derive(Debug, Default)]
pub struct Needle {
    words: Vec<(String, Term)>,
    syllables: Syllables,
}

/// The parts of a row that can be looked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hay<'a> {
    /// Names of people: found in any reading, by initials, full or mixed pinyin.
    pub names: &'a [String],
    /// Other texts: found by their characters, or by two letters of pinyin or more from their beginning on.
    pub texts: &'a [String],
    /// Numbers, masked or not: found by four digits or more in a row.
    pub numbers: &'a [String],
}

impl Needle {
    /// What was typed.
    #[must_use]
    pub fn new(query: &str) -> Self {
        let words = query.to_lowercase();
        let words = words.split_whitespace().map(|word| (word.to_owned(), Term::new(word))).collect();
        Self { words, syllables: Syllables::default() }
    }

    /// Whether the row fits. Nothing typed fits every row.
    pub fn fits(&mut self, hay: Hay<'_>) -> bool {
        let Self { words, syllables } = self;
        words.iter().all(|(word, term)| {
            let by_name = hay.names.iter().any(|name| {
                let slots = spelled(syllables, name);
                name.to_lowercase().contains(word.as_str()) || syllables.fits(&slots, term)
            });
            by_name
                || hay.texts.iter().any(|text| {
                    let has_letters = term.text.len() > 1 && term.text.first().is_some_and(char::is_ascii_alphabetic);
                    text.to_lowercase().contains(word.as_str())
                        || (has_letters && {
                            let slots = spelled(syllables, text);
                            syllables.begins(&slots, term)
                        })
                })
                || (word.len() >= 4 && hay.numbers.iter().any(|number| number.to_lowercase().contains(word.as_str())))
        })
    }
}

fn spelled(syllables: &mut Syllables, text: &str) -> Slots {
    let mut slots = Slots::new();
    syllables.spell(text, &mut slots);
    slots
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(query: &str) -> bool {
        let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let (names, texts, numbers) =
            (own(&["单雪梅"]), own(&["柳河村支部", "某电子厂"]), own(&["138****0013", "410322********0026"]));
        Needle::new(query).fits(Hay { names: &names, texts: &texts, numbers: &numbers })
    }

    #[test]
    fn a_row_is_found_by_any_reading_of_a_name_and_by_the_beginning_of_other_texts() {
        for query in [
            "",
            " ",
            "单",
            "雪梅",
            "dxm",
            "sxm",
            "shanxue",
            "单xm",
            "柳河",
            "lh",
            "liuhe",
            "电子",
            "0013",
            "0026",
            "dxm lh 0013",
        ] {
            assert!(fits(query), "{query}");
        }
        for query in ["张", "zxm", "hecun", "l", "001", "dxm 张", "9999"] {
            assert!(!fits(query), "{query}");
        }
    }
}

//! Names as rows of syllables, and whether what was typed fits one of them.

use std::collections::HashMap;

use super::pinyin::readings;

/// One character of a name and its readings.
#[derive(Debug)]
struct Syllable {
    character: char,
    readings: Vec<Vec<char>>,
}

/// Every character that occurs in the roster, once.
#[derive(Debug, Default)]
pub struct Syllables {
    all: Vec<Syllable>,
    by_character: HashMap<char, u32>,
}

/// A name, as numbers of [`Syllables`]. Several names of one person are divided by [`GAP`].
pub type Slots = Vec<u32>;

/// Between two names: fits nothing.
pub const GAP: u32 = u32::MAX;

/// What a name holds at the least for a query to fit: a quick test that is never wrong in refusing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mask {
    /// First letters of readings.
    pub initials: u32,
    /// All letters of readings.
    pub letters: u32,
    /// Characters, 64 classes of them.
    pub characters: u64,
}

impl Mask {
    /// Whether everything in `wanted` is in `self`.
    #[must_use]
    pub const fn covers(&self, wanted: &Self) -> bool {
        self.initials & wanted.initials == wanted.initials
            && self.letters & wanted.letters == wanted.letters
            && self.characters & wanted.characters == wanted.characters
    }
}

/// One word of a query, in lower case.
#[derive(Debug)]
pub struct Term {
    /// Its characters.
    pub text: Vec<char>,
    mask: Mask,
}

impl Term {
    /// A word, already in lower case and without spaces.
    #[must_use]
    pub fn new(word: &str) -> Self {
        let text: Vec<char> = word.chars().collect();
        let mut mask = Mask::default();
        for (at, c) in text.iter().enumerate() {
            match letter(*c) {
                Some(bit) if at == 0 => {
                    mask.initials |= bit;
                    mask.letters |= bit;
                }
                Some(bit) => mask.letters |= bit,
                None => mask.characters |= class_of(*c),
            }
        }
        Self { text, mask }
    }

    /// Whether a name with this mask must be looked at.
    #[must_use]
    pub const fn may_fit(&self, mask: &Mask) -> bool {
        mask.covers(&self.mask)
    }
}

impl Syllables {
    /// Adds the characters of a name behind `slots`.
    pub fn spell(&mut self, name: &str, slots: &mut Slots) {
        if !slots.is_empty() {
            slots.push(GAP);
        }
        for c in name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase) {
            let next = u32::try_from(self.all.len()).unwrap_or(GAP);
            let at = *self.by_character.entry(c).or_insert(next);
            if at == next {
                let readings = readings(c).iter().map(|reading| reading.chars().collect()).collect();
                self.all.push(Syllable { character: c, readings });
            }
            slots.push(at);
        }
    }

    /// The mask of a name.
    #[must_use]
    pub fn mask(&self, slots: &[u32]) -> Mask {
        let mut mask = Mask::default();
        for syllable in slots.iter().filter_map(|at| self.get(*at)) {
            mask.characters |= class_of(syllable.character);
            for reading in &syllable.readings {
                mask.initials |= reading.first().and_then(|c| letter(*c)).unwrap_or(0);
                for c in reading {
                    mask.letters |= letter(*c).unwrap_or(0);
                }
            }
        }
        mask
    }

    /// Whether the word fits from some character of the name on: each character typed as itself, by a reading or by
    /// the beginning of one. `zhangs`, `zsan`, `zs` and `张san` all fit 张三.
    #[must_use]
    pub fn fits(&self, slots: &[u32], term: &Term) -> bool {
        (0..slots.len()).any(|from| self.fits_from(slots.get(from..).unwrap_or_default(), &term.text))
    }

    /// Whether the word fits from the first character on.
    #[must_use]
    pub fn begins(&self, slots: &[u32], term: &Term) -> bool {
        self.fits_from(slots, &term.text)
    }

    fn fits_from(&self, slots: &[u32], typed: &[char]) -> bool {
        let Some(first) = typed.first() else { return true };
        let Some((at, rest)) = slots.split_first() else { return false };
        let Some(syllable) = self.get(*at) else { return false };
        if syllable.character == *first && self.fits_from(rest, typed.get(1..).unwrap_or_default()) {
            return true;
        }
        syllable.readings.iter().any(|reading| {
            let shared = reading.iter().zip(typed).take_while(|(a, b)| a == b).count();
            (1..=shared).rev().any(|taken| self.fits_from(rest, typed.get(taken..).unwrap_or_default()))
        })
    }

    fn get(&self, at: u32) -> Option<&Syllable> {
        self.all.get(at as usize)
    }
}

fn letter(c: char) -> Option<u32> {
    c.is_ascii_lowercase().then(|| 1 << (u32::from(c) - u32::from('a')))
}

fn class_of(c: char) -> u64 {
    1 << (u32::from(c).wrapping_mul(0x9e37_79b1) >> 26)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(name: &str, typed: &str) -> bool {
        let mut syllables = Syllables::default();
        let mut slots = Slots::new();
        syllables.spell(name, &mut slots);
        let term = Term::new(typed);
        let found = syllables.fits(&slots, &term);
        assert!(!found || term.may_fit(&syllables.mask(&slots)), "the quick test refused {typed} for {name}");
        found
    }

    #[test]
    fn a_name_is_found_by_initials_full_and_mixed_pinyin() {
        for typed in ["张三", "三", "zs", "zhangsan", "zhangs", "zsan", "zhs", "张san", "张s", "zhang三", "s", "san"]
        {
            assert!(fits("张三", typed), "{typed}");
        }
        for typed in ["李", "zss", "hang", "sanz", "an", "zhangsans", "三张"] {
            assert!(!fits("张三", typed), "{typed}");
        }
    }

    #[test]
    fn a_surname_is_found_in_any_of_its_readings() {
        let cases: [(&str, &[&str]); 9] = [
            ("单雪梅", &["shanxuemei", "danxuemei", "sxm", "dxm", "单xm"]),
            ("曾国强", &["zengguoqiang", "cengguoqiang", "zgq", "cgq"]),
            ("仇英", &["qiuying", "chouying", "qy", "cy"]),
            ("解放", &["xiefang", "jiefang", "xf", "jf"]),
            ("查良", &["zhaliang", "chaliang", "zl", "cl"]),
            ("朴成花", &["piaochenghua", "puchenghua", "pch"]),
            ("翟明", &["zhaiming", "diming", "zm", "dm"]),
            ("盖兰", &["gelan", "gailan", "gl"]),
            ("吕梁", &["lvliang", "luliang", "ll"]),
        ];
        for (name, ways) in cases {
            for typed in ways {
                assert!(fits(name, typed), "{typed} must find {name}");
            }
        }
    }

    #[test]
    fn every_key_that_the_roster_stores_finds_its_name() {
        for name in
            ["单于红", "尉迟恭", "万俟卨", "令狐冲", "欧阳娜", "长孙无忌", "澹台明", "任华", "买买提·艾山", "𠮷野"]
        {
            for key in crate::fields::name_keys(name).search.split(' ') {
                assert!(fits(name, key), "{key} must find {name}");
            }
        }
    }
}

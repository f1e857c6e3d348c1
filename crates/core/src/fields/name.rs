//! Names of people (姓名).

use super::half_width;

/// A name as it should be stored, and what was written beside it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CleanName {
    /// The name.
    pub name: String,
    /// `（女）` stood behind it.
    pub is_female: bool,
    /// `（预备）` stood behind it.
    pub is_probationary: bool,
    /// Any other remark in brackets behind it, such as `（大）` or `（流动）`.
    pub note: Option<String>,
    /// It holds a character that somebody could not type: `?`, `□`, `*`, or one from the private-use area.
    pub is_garbled: bool,
}

/// Takes spaces out between Han characters, unifies the middle dot, and reads the brackets behind the name.
/// Rare characters beyond the basic plane stay as they are.
#[must_use]
pub fn clean_name(text: &str) -> CleanName {
    let mut clean = CleanName { name: half_width(text), ..CleanName::default() };
    // Marks hide behind brackets and brackets behind marks: `张三（女）*`.
    loop {
        let before = clean.name.clone();
        peel(&mut clean);
        if clean.name == before {
            break;
        }
    }
    clean.is_garbled = clean.name.chars().any(is_garbage);
    clean
}

fn peel(clean: &mut CleanName) {
    let mut rest = std::mem::take(&mut clean.name);
    while let Some((before, inside)) = last_bracket(&rest) {
        match inside.split_whitespace().collect::<String>().as_str() {
            "" | "男" | "正式" | "正式党员" | "党员" => {}
            "女" => clean.is_female = true,
            "预备" | "预备党员" | "预" => clean.is_probationary = true,
            note => {
                clean.note = Some(match clean.note.take() {
                    Some(later) => format!("{note}、{later}"),
                    None => note.to_owned(),
                });
            }
        }
        rest = before;
    }
    let dotted: String = rest
        .chars()
        .map(|c| if matches!(c, '•' | '・' | '．' | '‧' | '∙' | '●' | '⋅' | '･' | '.') { '·' } else { c })
        .collect();
    clean.name = without_han_spaces(&dotted);
}

/// `王五(女)` → `王五` and `女`. The bracket must close at the end.
fn last_bracket(text: &str) -> Option<(String, String)> {
    const PAIRS: [(char, char); 4] = [('(', ')'), ('[', ']'), ('【', '】'), ('〔', '〕')];
    let text = text.trim_end();
    PAIRS.iter().find_map(|(open, close)| {
        let inner = text.strip_suffix(*close)?;
        let at = inner.rfind(*open)?;
        let before = inner.get(..at)?.trim_end();
        (!before.is_empty()).then(|| (before.to_owned(), inner.get(at + open.len_utf8()..).unwrap_or("").to_owned()))
    })
}

fn without_han_spaces(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out = String::new();
    for word in words {
        let between_latin = out.chars().last().is_some_and(|c| c.is_ascii_alphabetic())
            && word.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
        if between_latin {
            out.push(' ');
        }
        out += word;
    }
    out.trim_matches(|c: char| matches!(c, '·' | '\'' | '*' | '#') || c.is_whitespace()).to_owned()
}

fn is_garbage(c: char) -> bool {
    matches!(c, '?' | '□' | '■' | '〓' | '*' | '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10fffd}')
        || c.is_ascii_digit()
        || c.is_control()
}

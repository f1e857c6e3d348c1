//! What one cell means: pure readers of names, ID numbers, days, phones and coded words as offices write them.
//!
//! Nothing here invents: a lost digit stays lost, an ambiguous month is asked about, an unknown word is kept as text.
//! Every reader is idempotent: its own output, read again, gives itself.

pub mod area;
mod cell;
pub mod codes;
pub mod confusable;
pub mod date;
pub mod id_no;
mod mask;
pub mod money;
pub mod name;
mod needle;
pub mod org_key;
pub mod partial_date;
pub mod phone;
pub mod pinyin;
pub mod similar;
pub mod syllables;

#[cfg(test)]
mod tests;

pub use cell::{Cell, DatePrecision, serial_day};
pub use codes::{AttendMode, Category, Duty, Education, Nation, PartyStatus, Sex};
pub use date::{DateReading, read_date};
pub use id_no::{IdFault, IdNo};
pub use mask::{mask_id_no, mask_phone};
pub use money::{MoneyReading, read_money, read_money_text, yuan};
pub use needle::{Hay, Needle};
pub use org_key::org_key;
pub use partial_date::PartialDate;
pub use pinyin::{NameKeys, name_keys};
pub use similar::{IdLikeness, NameLikeness, id_likeness, name_likeness};

/// Full-width ASCII to half-width, the ideographic space to a space; everything else stays.
#[must_use]
pub fn half_width(text: &str) -> String {
    // Nearly every cell is plain already, and a county has a million of them.
    if !text.chars().any(is_wide) {
        return text.to_owned();
    }
    text.chars()
        .map(|c| match c {
            '\u{3000}' | '\u{a0}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            c => c,
        })
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}'))
        .collect()
}

/// What [`half_width`] changes or drops.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{3000}' | '\u{a0}' | '\u{ff01}'..='\u{ff5e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}' | '\u{feff}')
}

/// Half-width, without any white space: for comparing words.
#[must_use]
pub fn squeeze(text: &str) -> String {
    if !text.chars().any(|c| is_wide(c) || c.is_whitespace()) {
        return text.to_owned();
    }
    half_width(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// Half-width spaces, runs of white space as one space, trimmed: for free text.
#[must_use]
pub fn neat(text: &str) -> String {
    if !text.chars().any(char::is_whitespace) {
        return text.to_owned();
    }
    let plain: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    plain.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Words by which clerks say that something is not known (不详).
#[must_use]
pub fn is_unknown_word(text: &str) -> bool {
    // Neither a number nor a sentence is one of them.
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let text = squeeze(text);
    !text.is_empty()
        && (text.chars().all(|c| matches!(c, '-' | '—' | '–' | '－' | '/' | '\\' | '?' | '*' | '_' | '.' | '、'))
            || matches!(
                text.as_str(),
                "无" | "不详"
                    | "不清"
                    | "不清楚"
                    | "未知"
                    | "暂无"
                    | "待查"
                    | "待补"
                    | "无记录"
                    | "查无"
                    | "未填"
                    | "空"
                    | "略"
                    | "null"
                    | "NULL"
                    | "N/A"
                    | "#N/A"
                    | "None"
            ))
}

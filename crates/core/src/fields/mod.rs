//! What one cell means: pure readers of names, ID numbers, days, phones and coded words as offices write them.
//!
//! Nothing here invents: a lost digit stays lost, an ambiguous month is asked about, an unknown word is kept as text.
//! Every reader is idempotent: its own output, read again, gives itself.

mod cell;
pub mod codes;
pub mod date;
pub mod id_no;
mod mask;
pub mod name;
pub mod org_key;
pub mod partial_date;
pub mod phone;
pub mod pinyin;
pub mod similar;

#[cfg(test)]
mod tests;

pub use cell::{Cell, DatePrecision, serial_day};
pub use codes::{AttendMode, Category, Duty, Education, Nation, PartyStatus, Sex};
pub use date::{DateReading, read_date};
pub use id_no::{IdFault, IdNo};
pub use mask::{mask_id_no, mask_phone};
pub use org_key::org_key;
pub use partial_date::PartialDate;
pub use pinyin::{NameKeys, name_keys};
pub use similar::{IdLikeness, NameLikeness, id_likeness, name_likeness};

/// Full-width ASCII to half-width, the ideographic space to a space; everything else stays.
#[must_use]
pub fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{3000}' | '\u{a0}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            c => c,
        })
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}'))
        .collect()
}

/// Half-width, without any white space: for comparing words.
#[must_use]
pub fn squeeze(text: &str) -> String {
    half_width(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// Half-width spaces, runs of white space as one space, trimmed: for free text.
#[must_use]
pub fn neat(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    plain.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Words by which clerks say that something is not known (不详).
#[must_use]
pub fn is_unknown_word(text: &str) -> bool {
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

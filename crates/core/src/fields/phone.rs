//! Telephone numbers (手机号码, 联系电话).

use super::{half_width, is_unknown_word};
use crate::fields::Cell;

/// What a phone cell holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PhoneReading {
    /// Numbers in the order written: 11 digits, or area code, hyphen and number. No repetitions.
    pub phones: Vec<String>,
    /// Pieces that are no telephone number, as written.
    pub unread: Vec<String>,
    /// A piece was cut short by a spreadsheet (`1.38E+10`).
    pub is_damaged: bool,
}

impl PhoneReading {
    /// The stored form: numbers joined by `、`; `None` without any.
    #[must_use]
    pub fn joined(&self) -> Option<String> {
        (!self.phones.is_empty()).then(|| self.phones.join("、"))
    }
}

/// Reads a cell of a phone column.
#[must_use]
pub fn read_phones(cell: &Cell) -> PhoneReading {
    match cell {
        Cell::Number { value, .. } => read_text(&format!("{value:.0}")),
        Cell::Text(text) if !is_unknown_word(text) => read_text(text),
        _ => PhoneReading::default(),
    }
}

fn read_text(text: &str) -> PhoneReading {
    let mut reading = PhoneReading::default();
    let plain = half_width(text);
    let pieces: Vec<&str> =
        plain.split(['/', '、', ',', ';', '，', '；', '\n', '\r', '|', '\\', '或']).flat_map(split_spaces).collect();
    for piece in pieces {
        let piece = piece.trim().trim_matches(['\'', '"', '.']);
        if piece.is_empty() {
            continue;
        }
        match read_one(piece) {
            Ok(phone) if reading.phones.contains(&phone) => {}
            Ok(phone) => reading.phones.push(phone),
            Err(damaged) => {
                reading.is_damaged |= damaged;
                reading.unread.push(piece.to_owned());
            }
        }
    }
    reading
}

/// `13900000001 13900000002` are two numbers, `139 0000 0001` is one.
fn split_spaces(piece: &str) -> Vec<&str> {
    let words: Vec<&str> = piece.split_whitespace().collect();
    if words.len() > 1 && words.iter().all(|word| read_one(word).is_ok()) { words } else { vec![piece] }
}

/// `Err(true)` for a number that a spreadsheet cut short.
fn read_one(piece: &str) -> Result<String, bool> {
    let piece: String = piece.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some((mantissa, exponent)) = piece.split_once(['E', 'e']) {
        return undo_exponent(mantissa, exponent).ok_or(true);
    }
    let piece = piece.strip_suffix(".0").or_else(|| piece.strip_suffix(".00")).unwrap_or(&piece);
    if !piece.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '—' | '－' | '(' | ')' | '+')) {
        return Err(false);
    }
    let digits: String = piece.chars().filter(char::is_ascii_digit).collect();
    let digits = match digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86")) {
        Some(rest) if is_mobile(rest) => rest.to_owned(),
        _ => digits,
    };
    if is_mobile(&digits) {
        return Ok(digits);
    }
    land_line(&digits).ok_or(false)
}

fn is_mobile(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    bytes.len() == 11 && bytes.first() == Some(&b'1') && bytes.get(1).is_some_and(|digit| (b'3'..=b'9').contains(digit))
}

/// Area codes of 010 and 02x have three digits, the others four.
fn land_line(digits: &str) -> Option<String> {
    if digits.starts_with('0') {
        let area = if digits.starts_with("01") || digits.starts_with("02") { 3 } else { 4 };
        let number = digits.get(area..)?;
        return matches!(number.len(), 7 | 8).then(|| format!("{}-{number}", digits.get(..area).unwrap_or_default()));
    }
    (matches!(digits.len(), 7 | 8) && !digits.starts_with('1')).then(|| digits.to_owned())
}

/// Only when the mantissa still has all eleven digits.
fn undo_exponent(mantissa: &str, exponent: &str) -> Option<String> {
    let (whole, fraction) = mantissa.split_once('.')?;
    if whole.len() != 1 || fraction.len() > 10 || fraction.len() < 8 || exponent.trim_start_matches('+') != "10" {
        return None;
    }
    let digits = format!("{whole}{fraction:0<10}");
    (digits.bytes().all(|byte| byte.is_ascii_digit()) && is_mobile(&digits) && fraction.len() == 10).then_some(digits)
}

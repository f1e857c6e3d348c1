//! Number formats (单元格格式): which numbers are days, and how much of the day they show.

use super::{Cell, DatePrecision, serial_day};

/// What a cell's format says about its number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Format {
    /// It shows a day, a month or a year.
    pub precision: Option<DatePrecision>,
    /// Decimals that it always shows.
    pub decimals: Option<u8>,
}

impl Format {
    const fn date(precision: DatePrecision) -> Self {
        Self { precision: Some(precision), decimals: None }
    }

    const fn decimals(decimals: u8) -> Self {
        Self { precision: None, decimals: Some(decimals) }
    }

    /// A format by its number, without a code of its own in the workbook. 27–36 and 50–58 are left to the locale; these
    /// are their Chinese meanings (ECMA-376 part 1, 18.8.30, `zh-cn`).
    pub(super) const fn built_in(id: u32) -> Self {
        match id {
            1 | 3 | 37 | 38 => Self::decimals(0),
            2 | 4 | 39 | 40 => Self::decimals(2),
            14..=16 | 22 | 28..=31 | 51 | 53 | 54 | 58 => Self::date(DatePrecision::Day),
            17 | 27 | 36 | 50 | 52 | 57 => Self::date(DatePrecision::Month),
            _ => Self { precision: None, decimals: None },
        }
    }

    /// A format by its code.
    pub(super) fn of_code(code: &str) -> Self {
        let shown = shown_letters(code);
        let has = |letter: char| shown.contains(letter);
        let has_year = has('y') || has('e') && has('m');
        match (has_year, has('m'), has('d')) {
            (true, _, true) | (false, true, true) => Self::date(DatePrecision::Day),
            (true, true, false) => Self::date(DatePrecision::Month),
            (true, false, false) => Self::date(DatePrecision::Year),
            (false, ..) => Self { precision: None, decimals: fixed_decimals(&shown) },
        }
    }

    /// A number under this format. A time of day, or a year such as 1985 in a cell formatted as a date, stays a number.
    pub(super) fn cell(self, value: f64, is_1904: bool) -> Cell {
        match self.precision.and_then(|precision| Some((precision, serial_day(value, is_1904)?))) {
            Some((precision, day)) => Cell::Date { day, precision },
            None => Cell::Number { value, decimals: self.decimals },
        }
    }
}

/// The first section of a format code without literals and brackets, in lower case.
fn shown_letters(code: &str) -> String {
    let mut shown = String::new();
    let (mut quoted, mut bracket, mut skip) = (false, false, false);
    for c in code.chars() {
        match c {
            _ if skip => skip = false,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '\\' | '_' | '*' => skip = true,
            '[' => bracket = true,
            ']' => bracket = false,
            _ if bracket => {}
            ';' => break,
            _ => shown.extend(c.to_lowercase()),
        }
    }
    if shown == "general" { String::new() } else { shown }
}

/// `0.00` fixes two decimals, `0` none; `General`, `0.##`, `0E+00` and `0%` fix nothing that matters here.
fn fixed_decimals(shown: &str) -> Option<u8> {
    let plain = shown.trim();
    if !plain.chars().all(|c| matches!(c, '0' | '.' | '#' | ',')) || !plain.contains('0') {
        return None;
    }
    let (_, decimals) = plain.split_once('.').unwrap_or((plain, ""));
    decimals.chars().all(|c| c == '0').then(|| u8::try_from(decimals.len()).unwrap_or(u8::MAX))
}

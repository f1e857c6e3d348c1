//! Days as offices write them (日期写法).

use super::{Cell, DatePrecision, serial_day};
use super::{PartialDate, half_width, is_unknown_word, squeeze};

/// What a date cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateReading {
    /// Nothing was entered.
    Blank,
    /// Somebody wrote that it is not known (不详, —, 无).
    Unknown,
    /// One meaning.
    Date(PartialDate),
    /// Several meanings; a person must choose.
    Ambiguous {
        /// The possible meanings, the likelier first.
        candidates: Vec<PartialDate>,
        /// Why it must be asked, in Chinese.
        why: String,
    },
    /// No such day, or no date at all; in Chinese.
    Wrong(String),
}

/// Reads a cell of a date column.
#[must_use]
pub fn read_date(cell: &Cell) -> DateReading {
    match cell {
        Cell::Empty => DateReading::Blank,
        Cell::Error(_) => DateReading::Unknown,
        Cell::Bool(_) => DateReading::Wrong("这里应当是日期，请按 1985-06-01 的样子填写。".to_owned()),
        Cell::Date { day, precision } => {
            let (month, date) = match precision {
                DatePrecision::Year => (None, None),
                DatePrecision::Month => (Some(day.month()), None),
                DatePrecision::Day => (Some(day.month()), Some(day.day())),
            };
            one(PartialDate::new(day.year(), month, date), &cell.display())
        }
        Cell::Number { value, decimals } => read_number(*value, *decimals),
        Cell::Text(text) => read_text(text),
    }
}

fn one(date: Option<PartialDate>, shown: &str) -> DateReading {
    date.map_or_else(|| wrong(shown), DateReading::Date)
}

fn wrong(shown: &str) -> DateReading {
    let shown: String = shown.trim().chars().take(20).collect();
    DateReading::Wrong(format!("日期“{shown}”不存在或看不懂，请按 1985-06-01 或 1985-06 的样子填写。"))
}

fn read_number(value: f64, decimals: Option<u8>) -> DateReading {
    let shown = format!("{value}");
    if !value.is_finite() || !(1.0..1e8).contains(&value) {
        return wrong(&shown);
    }
    let (whole, fraction) = (value.trunc(), value.fract());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 1..1e8")]
    let whole = whole as u32;
    if fraction.abs() < 1e-9 || whole > 9_999 {
        return read_digits(&whole.to_string());
    }
    // 1985.06, 1985.6, 1985.1: the fraction as it was typed.
    let places = decimals.map_or_else(|| shown.split_once('.').map_or(0, |(_, rest)| rest.len()), usize::from);
    let typed = format!("{value:.places$}");
    match typed.split_once('.') {
        Some((year, "1")) => read_lost_zero(year),
        Some((year, month)) if month.len() <= 2 => read_parts(&[year.to_owned(), month.to_owned()], &typed),
        Some((year, rest)) if rest.len() == 4 && year.len() == 4 => read_digits(&format!("{year}{rest}")),
        _ => wrong(&shown),
    }
}

/// `1985.1` stored as a number: January, or October with its zero lost.
fn read_lost_zero(year: &str) -> DateReading {
    let years = years_of(year);
    let candidates: Vec<_> = years
        .iter()
        .flat_map(|year| [1, 10].map(|month| PartialDate::new(*year, Some(month), None)))
        .flatten()
        .collect();
    if candidates.is_empty() {
        return wrong(&format!("{year}.1"));
    }
    DateReading::Ambiguous {
        candidates,
        why: format!("“{year}.1”是数字格式，可能是 1 月，也可能是 10 月丢了末尾的 0，请选择。"),
    }
}

fn read_text(text: &str) -> DateReading {
    let shown = squeeze(without_time(&half_width(text)));
    if is_unknown_word(&shown) {
        return DateReading::Unknown;
    }
    let plain = shown.trim_matches(|c| matches!(c, '\'' | '"' | '’' | '‘' | '`' | ',' | '，'));
    let plain = plain.trim_end_matches(['起', '生']).trim_end_matches("出");
    if !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit()) {
        return read_digits(plain);
    }
    let plain = arabic(plain);
    let parts: Vec<String> = plain
        .split(|c| {
            matches!(c, '-' | '/' | '.' | '年' | '月' | '日' | '号' | '—' | '–' | '、' | ',' | '·' | '。' | '\\')
        })
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    if let [only] = parts.as_slice() {
        return if only.bytes().all(|byte| byte.is_ascii_digit()) { read_digits(only) } else { wrong(text) };
    }
    read_parts(&parts, &shown)
}

/// Without `00:00:00` or `T08:00:00` at the end.
fn without_time(text: &str) -> &str {
    let text = text.trim();
    let day =
        text.split_once('T').or_else(|| text.split_once(char::is_whitespace).filter(|(_, time)| time.contains(':')));
    day.map_or(text, |(day, _)| day)
}

/// Digits without separators: 19850601, 198506, 1985, a serial number, 850601.
fn read_digits(digits: &str) -> DateReading {
    let number = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<u32>().ok());
    let year = || number(0, 4).and_then(|year| i32::try_from(year).ok()).unwrap_or_default();
    match digits.len() {
        8 => one(plausible(year(), number(4, 6), number(6, 8)), digits),
        6 => match plausible(year(), number(4, 6), None) {
            Some(date) => DateReading::Date(date),
            None => {
                let parts = [0, 2, 4].map(|at| digits.get(at..at + 2).unwrap_or_default().to_owned());
                read_parts(&parts, digits)
            }
        },
        5 => {
            let day = number(0, 5).and_then(|serial| serial_day(serial.into(), false));
            one(day.and_then(|day| plausible(day.year(), Some(day.month()), Some(day.day()))), digits)
        }
        4 => one(plausible(year(), None, None), digits),
        2 => read_parts(&[digits.to_owned()], digits),
        _ => wrong(digits),
    }
}

fn read_parts(parts: &[String], shown: &str) -> DateReading {
    let numbers: Option<Vec<u32>> =
        parts.iter().map(|part| if part.len() <= 4 { part.parse().ok() } else { None }).collect();
    let (Some(numbers), Some(first)) = (numbers, parts.first()) else { return wrong(shown) };
    if numbers.len() > 3 {
        return wrong(shown);
    }
    let dates: Vec<_> = years_of(first)
        .into_iter()
        .filter_map(|year| plausible(year, numbers.get(1).copied(), numbers.get(2).copied()))
        .collect();
    match dates.as_slice() {
        [] => wrong(shown),
        [date] if first.len() == 4 => DateReading::Date(*date),
        _ => DateReading::Ambiguous {
            candidates: dates, why: format!("“{shown}”的年份只有两位，请确认是哪一年。")
        },
    }
}

/// The years that a four- or two-digit text can mean, the likelier first.
fn years_of(text: &str) -> Vec<i32> {
    match (text.len(), text.parse::<i32>()) {
        (4, Ok(year)) => vec![year],
        (2, Ok(year)) if year <= 35 => vec![2000 + year, 1900 + year],
        (2, Ok(year)) => vec![1900 + year],
        _ => Vec::new(),
    }
}

/// Members were born after 1900 and nothing is entered for 2100.
fn plausible(year: i32, month: Option<u32>, day: Option<u32>) -> Option<PartialDate> {
    if (1900..2100).contains(&year) { PartialDate::new(year, month, day) } else { None }
}

/// Chinese numerals to digits: 一九八五年六月 → 1985年6月, 廿五 → 25, 二十一 → 21.
fn arabic(text: &str) -> String {
    let mut out = String::new();
    let mut run: Vec<char> = Vec::new();
    for c in text.chars().chain(['\0']) {
        if value_of(c).is_some() || matches!(c, '十' | '廿' | '卅') {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            out += &numeral(&run);
            run.clear();
        }
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

fn value_of(c: char) -> Option<u32> {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    match c {
        '零' | '○' | '0' if c != '0' => Some(0),
        '元' | '正' => None,
        c => DIGITS.iter().position(|digit| *digit == c).and_then(|at| u32::try_from(at).ok()),
    }
}

fn numeral(run: &[char]) -> String {
    let tens_at = run.iter().position(|c| matches!(c, '十' | '廿' | '卅'));
    let Some(at) = tens_at else {
        return run.iter().filter_map(|c| value_of(*c)).map(|digit| digit.to_string()).collect();
    };
    let tens = match run.get(at) {
        Some('廿') => 2,
        Some('卅') => 3,
        _ => at.checked_sub(1).and_then(|before| run.get(before)).and_then(|c| value_of(*c)).unwrap_or(1),
    };
    let ones = run.get(at + 1).and_then(|c| value_of(*c)).unwrap_or(0);
    (tens * 10 + ones).to_string()
}

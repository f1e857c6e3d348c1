//! Citizen identity numbers (公民身份号码), GB 11643.

use lunxun_base::LocalDate;

use super::{Sex, half_width, is_unknown_word};
use crate::fields::Cell;

/// A well-formed number of 18 characters whose check digit is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdNo {
    /// 18 characters, an `X` in upper case.
    pub number: String,
    /// The day of birth within it.
    pub birth: LocalDate,
    /// The sex that the 17th digit tells.
    pub sex: Sex,
    /// It was written in the old form of 15 digits.
    pub was_15: bool,
    /// Ends in `000`: right by its check digit, but also what a spreadsheet leaves of a number.
    pub has_round_end: bool,
}

/// Why an ID number is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdFault {
    /// The cell holds a number, so a spreadsheet has rounded away the last digits.
    Number,
    /// Text that once was such a number: `4.10322E+17`, or `…000` with a wrong check digit.
    Damaged,
    /// Neither 18 nor 15 characters.
    Length(usize),
    /// Something else than digits, or an `X` elsewhere than at the end.
    Characters,
    /// The birthday within does not exist.
    Birthday,
    /// The check digit is wrong. `number` is the cleaned text, for those few who were really issued one.
    Checksum {
        /// The 18 characters.
        number: String,
    },
}

impl IdFault {
    /// What the clerk reads.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Number => "身份证号在表格里是数字格式，后几位已经丢失，不能使用。\
                请把该列设为文本格式，再从原始材料（身份证、户口簿）重新填写。"
                .to_owned(),
            Self::Damaged => "身份证号被表格软件改成了科学计数或末尾补了 000，后几位已经丢失，不能使用。\
                请从原始材料重新填写。"
                .to_owned(),
            Self::Length(length) => format!("身份证号应为 18 位，这里是 {length} 位，请核对。"),
            Self::Characters => "身份证号里有不该出现的字符（只能是数字，最后一位可以是 X），请核对。".to_owned(),
            Self::Birthday => "身份证号第 7 至 14 位不是有效的出生日期，请核对。".to_owned(),
            Self::Checksum { .. } => "身份证号校验位不对，多半有一位抄错，请对照身份证核对。\
                如证件确实如此，可注明理由后保留。"
                .to_owned(),
        }
    }
}

/// Reads a cell of an ID column; `Ok(None)` when nothing is entered.
///
/// # Errors
/// The fault, for the row's list of problems.
pub fn read_id_no(cell: &Cell) -> Result<Option<IdNo>, IdFault> {
    match cell {
        Cell::Empty | Cell::Error(_) => Ok(None),
        Cell::Number { value, .. } => old_number(*value),
        Cell::Date { .. } | Cell::Bool(_) => Err(IdFault::Characters),
        Cell::Text(text) if is_unknown_word(text) => Ok(None),
        Cell::Text(text) => parse_id_no(text).map(Some),
    }
}

/// Fifteen digits fit into a spreadsheet's number without loss; eighteen do not.
fn old_number(value: f64) -> Result<Option<IdNo>, IdFault> {
    if (1e14..1e15).contains(&value) && value.fract() == 0.0 {
        return parse_id_no(&format!("{value:.0}")).map(Some);
    }
    Err(if value >= 1e15 { IdFault::Number } else { IdFault::Length(format!("{value:.0}").len()) })
}

/// Reads text: full-width to half-width, a small `x`, spaces and quotes put right, 15 digits lengthened.
///
/// # Errors
/// The fault.
pub fn parse_id_no(text: &str) -> Result<IdNo, IdFault> {
    let number: String = half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '"' | '’' | '‘' | '`' | '-' | '“' | '”'))
        .map(|c| if matches!(c, 'x' | '×' | 'Х' | 'х') { 'X' } else { c })
        .collect();
    let is_scientific = number.contains(['e', 'E']) && number.contains(['+', '.']);
    if is_scientific {
        return Err(IdFault::Damaged);
    }
    let length = number.chars().count();
    if length != 18 && length != 15 {
        return Err(IdFault::Length(length));
    }
    let body_len = if length == 18 { 17 } else { 15 };
    if !number.chars().take(body_len).all(|c| c.is_ascii_digit()) || !number.is_ascii() {
        return Err(IdFault::Characters);
    }
    let number = if length == 15 { lengthen(&number) } else { number };
    let birth = birth_of(&number).ok_or(IdFault::Birthday)?;
    let last = number.chars().last().unwrap_or_default();
    if !last.is_ascii_digit() && last != 'X' {
        return Err(IdFault::Characters);
    }
    if check_digit(&number) != Some(last) {
        return Err(if number.ends_with("000") { IdFault::Damaged } else { IdFault::Checksum { number } });
    }
    let is_male = number.as_bytes().get(16).is_some_and(|digit| digit % 2 == 1);
    Ok(IdNo {
        birth,
        sex: if is_male { Sex::Male } else { Sex::Female },
        was_15: length == 15,
        has_round_end: length == 18 && number.ends_with("000"),
        number,
    })
}

fn birth_of(number: &str) -> Option<LocalDate> {
    let part = |from: usize, to: usize| number.get(from..to)?.parse::<u32>().ok();
    let year = i32::try_from(part(6, 10)?).ok()?;
    if !(1850..2200).contains(&year) {
        return None;
    }
    LocalDate::from_ymd(year, part(10, 12)?, part(12, 14)?)
}

/// The old numbers leave out the century, which was the 20th.
fn lengthen(number: &str) -> String {
    let (head, tail) = number.split_at(6);
    let body = format!("{head}19{tail}");
    let last = check_digit(&body).unwrap_or('0');
    body + &last.to_string()
}

/// ISO 7064 MOD 11-2 over the first 17 digits.
///
/// Source: GB 11643 (docs/sources.md#gb-11643).
fn check_digit(number: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let mut sum = 0;
    let mut digits = number.chars();
    for weight in WEIGHTS {
        sum += weight * digits.next()?.to_digit(10)?;
    }
    "10X98765432".chars().nth((sum % 11) as usize)
}

//! Sums of money as offices write them (金额写法), read exactly to the 分. Nothing is rounded without a word.

use super::{Cell, half_width, is_unknown_word, squeeze};

/// The largest sum that is believed: ten thousand million yuan, in 分.
pub const MOST_FEN: i64 = 1_000_000_000_000;

/// What a money cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MoneyReading {
    /// Nothing was entered.
    Blank,
    /// Somebody wrote that it is not known (不详, —).
    Unknown,
    /// A sum in 分; below zero where it was written so.
    Fen(i64),
    /// No sum, or one that 分 cannot hold; in Chinese.
    Wrong(String),
}

/// Reads a cell of a money column.
#[must_use]
pub fn read_money(cell: &Cell) -> MoneyReading {
    match cell {
        Cell::Empty => MoneyReading::Blank,
        Cell::Number { value, .. } => read_number(*value),
        Cell::Text(text) => read_money_text(text),
        Cell::Error(_) | Cell::Bool(_) | Cell::Date { .. } => wrong(&cell.display()),
    }
}

/// Reads what was typed: `1200`, `1,200元`, `￥1,200.50`, `0.12万元`, `1200元整`.
#[must_use]
pub fn read_money_text(text: &str) -> MoneyReading {
    if text.trim().is_empty() {
        return MoneyReading::Blank;
    }
    if is_unknown_word(text) {
        return MoneyReading::Unknown;
    }
    let plain = squeeze(text);
    let (is_negative, rest) = match plain.strip_prefix(['-', '−', '–']) {
        Some(rest) => (true, rest),
        None => (false, plain.as_str()),
    };
    let rest =
        ["人民币", "RMB", "CNY", "¥", "￥"].iter().fold(rest, |rest, sign| rest.strip_prefix(sign).unwrap_or(rest));
    let rest = rest.strip_suffix(['整', '正']).unwrap_or(rest);
    let rest = ["人民币", "元", "圆", "块"].iter().find_map(|unit| rest.strip_suffix(unit)).unwrap_or(rest);
    // 分 in one of the unit.
    let (digits, scale) = match rest.chars().last() {
        Some('亿') => (rest.trim_end_matches('亿'), 10_000_000_000),
        Some('万') => (rest.trim_end_matches('万'), 1_000_000),
        Some('千') => (rest.trim_end_matches('千'), 100_000),
        _ => (rest, 100),
    };
    match decimal(digits, scale) {
        Ok(fen) if fen <= MOST_FEN => MoneyReading::Fen(if is_negative { -fen } else { fen }),
        Ok(_) => too_much(text),
        Err(Fault::TooFine) => too_fine(text),
        Err(Fault::NotANumber) => wrong(text),
        Err(Fault::TooMuch) => too_much(text),
    }
}

enum Fault {
    NotANumber,
    TooFine,
    TooMuch,
}

/// A decimal times a scale, exactly: `2.5` at 1,000 → 2,500. `None` where it is no decimal or finer than the scale.
#[must_use]
pub fn exact(text: &str, scale: i64) -> Option<i64> {
    decimal(&squeeze(text), scale).ok()
}

/// `1,200.5` times a scale, without ever leaving whole numbers.
fn decimal(text: &str, scale: i64) -> Result<i64, Fault> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let groups: Vec<&str> = whole.split(',').collect();
    // Separators stand every three digits, or somebody mistyped a point.
    let is_grouped = groups.len() == 1 || groups.iter().skip(1).all(|group| group.len() == 3);
    let first_fits = groups.len() == 1 || groups.first().is_some_and(|group| group.len() <= 3);
    if !is_grouped || !first_fits || !groups.iter().all(|group| is_digits(group)) {
        return Err(Fault::NotANumber);
    }
    if text.contains('.') && !is_digits(fraction) {
        return Err(Fault::NotANumber);
    }
    let whole: i64 = groups.concat().parse().map_err(|_| Fault::TooMuch)?;
    let fraction = fraction.trim_end_matches('0');
    let mut fen = whole.checked_mul(scale).ok_or(Fault::TooMuch)?;
    let mut place = scale;
    for digit in fraction.chars().filter_map(|c| c.to_digit(10)) {
        if place % 10 != 0 {
            return Err(Fault::TooFine);
        }
        place /= 10;
        fen = fen.checked_add(i64::from(digit) * place).ok_or(Fault::TooMuch)?;
    }
    Ok(fen)
}

/// A stored number: binary fractions are forgiven, a third decimal is not.
fn read_number(value: f64) -> MoneyReading {
    let scaled = value * 100.0;
    let shown = format!("{value}");
    if !scaled.is_finite() {
        return wrong(&shown);
    }
    #[expect(clippy::cast_precision_loss, reason = "ten to the twelve")]
    if scaled.abs() > MOST_FEN as f64 {
        return too_much(&shown);
    }
    // Up to ten to the twelve the error of adding up doubles stays below this.
    if (scaled - scaled.round()).abs() > 1e-3 {
        return too_fine(&shown);
    }
    #[expect(clippy::cast_possible_truncation, reason = "within ±10^12")]
    let fen = scaled.round() as i64;
    MoneyReading::Fen(fen)
}

fn shown(text: &str) -> String {
    half_width(text).trim().chars().take(20).collect()
}

fn wrong(text: &str) -> MoneyReading {
    MoneyReading::Wrong(format!("金额“{}”看不懂，请按 1200、1,200.50 或 0.12万 的样子填写。", shown(text)))
}

fn too_fine(text: &str) -> MoneyReading {
    MoneyReading::Wrong(format!("金额“{}”细过了分，请填到小数点后两位。", shown(text)))
}

fn too_much(text: &str) -> MoneyReading {
    MoneyReading::Wrong(format!("金额“{}”太大，请核对单位是元还是万元。", shown(text)))
}

/// `1,200.00`: thousands separated, always two decimals.
#[must_use]
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let (whole, rest) = (fen.unsigned_abs() / 100, fen.unsigned_abs() % 100);
    let digits = whole.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{rest:02}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sums_are_read_as_offices_write_them() {
        let table = [
            ("1200", 120_000),
            ("1,200元", 120_000),
            ("1，200.5元", 120_050),
            ("￥1,200.50", 120_050),
            ("¥ 86 000", 8_600_000),
            ("0.12万", 120_000),
            ("0.12万元", 120_000),
            ("7.856万元", 7_856_000),
            ("1200元整", 120_000),
            ("人民币1200圆整", 120_000),
            ("１２００．００", 120_000),
            ("78,560.00", 7_856_000),
            ("1.20", 120),
            ("0.01", 1),
            ("1.230", 123),
            ("1.2亿", 12_000_000_000),
            ("-300", -30_000),
            ("0.0001万", 100),
        ];
        for (text, fen) in table {
            assert_eq!(read_money_text(text), MoneyReading::Fen(fen), "{text}");
        }
    }

    #[test]
    fn what_is_no_sum_is_handed_back_in_words_and_never_rounded() {
        for text in
            ["约1200", "12,00", "1,2345", "1.2.3", "元", "120元/人", "1200.", ".5", "万", "壹仟", "1e5", "1200元三角"]
        {
            assert!(matches!(read_money_text(text), MoneyReading::Wrong(_)), "{text}");
        }
        assert!(matches!(read_money_text("0.001"), MoneyReading::Wrong(why) if why.contains("分")));
        assert!(matches!(read_money_text("0.0000001万"), MoneyReading::Wrong(why) if why.contains("分")));
        assert!(matches!(read_money_text("99999999999999999999"), MoneyReading::Wrong(why) if why.contains("太大")));
        assert_eq!(read_money_text(" "), MoneyReading::Blank);
        assert_eq!(read_money_text("—"), MoneyReading::Unknown);
    }

    #[test]
    fn stored_numbers_forgive_what_binary_fractions_add_and_nothing_more() {
        assert_eq!(read_money(&Cell::number(0.1 + 0.2)), MoneyReading::Fen(30));
        assert_eq!(read_money(&Cell::number(78_560.0)), MoneyReading::Fen(7_856_000));
        assert!(matches!(read_money(&Cell::number(100.0 / 3.0)), MoneyReading::Wrong(_)));
        assert!(matches!(read_money(&Cell::number(f64::NAN)), MoneyReading::Wrong(_)));
        assert_eq!(read_money(&Cell::text("1,200元")), MoneyReading::Fen(120_000));
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back_to_the_same_fen(fen in -MOST_FEN..=MOST_FEN) {
            prop_assert_eq!(read_money_text(&yuan(fen)), MoneyReading::Fen(fen));
            prop_assert_eq!(read_money_text(&format!("{}元", yuan(fen))), MoneyReading::Fen(fen));
        }

        #[test]
        fn ten_thousands_and_units_are_the_same_sum(fen in 0..=MOST_FEN) {
            let (whole, rest) = (fen / 1_000_000, fen % 1_000_000);
            prop_assert_eq!(read_money_text(&format!("{whole}.{rest:06}万元")), MoneyReading::Fen(fen));
        }

        #[test]
        fn a_stored_number_and_its_text_are_the_same_sum(fen in 0_i64..=10_000_000_000) {
            #[expect(clippy::cast_precision_loss, reason = "ten to the ten")]
            let value = fen as f64 / 100.0;
            prop_assert_eq!(read_money(&Cell::number(value)), MoneyReading::Fen(fen));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,30}") {
            let _ = read_money_text(&text);
        }
    }
}

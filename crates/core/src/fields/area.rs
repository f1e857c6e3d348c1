//! Area codes (行政区划代码) in front of an ID number: for information only. Many a right number begins with a code that
//! no list has, so nothing is ever refused for it.
//!
//! **Source**: `docs/sources.md#gbt-2260`.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::IdNo;

/// Codes by their first four digits, those behind them, and the year in which a code went out of use.
const TABLE: &str = include_str!("area_codes.txt");
/// Residence cards for people from Hong Kong, Macau and Taiwan are numbered under codes of their own.
const RESIDENCE: [(&str, &str); 3] = [("810000", "香港居民"), ("820000", "澳门居民"), ("830000", "台湾居民")];
/// Numbers were first issued in this year.
const FIRST_ISSUED: i32 = 1984;

/// What is worth knowing about the area code of an ID number; mostly nothing.
#[must_use]
pub fn area_note(id: &IdNo) -> Option<String> {
    let code = id.number.get(..6)?;
    if let Some((_, who)) = RESIDENCE.iter().find(|(known, _)| *known == code) {
        return Some(format!("这是{who}居住证的号码（{code} 开头），不是内地身份证号，请核对是否填错了人。"));
    }
    match codes().get(code) {
        None => Some(format!("身份证号的地区码 {code} 不在行政区划代码表里，仅供核对；号码照常使用。")),
        // Whoever was born before there were numbers got theirs in that year at the earliest.
        Some(Some(retired)) if *retired <= id.birth.year().max(FIRST_ISSUED) => {
            Some(format!("身份证号的地区码 {code} 在 {retired} 年已停用，早于此人编号的时候，仅供核对；号码照常使用。"))
        }
        Some(_) => None,
    }
}

/// Every code, and the year in which it went out of use.
fn codes() -> &'static HashMap<String, Option<i32>> {
    static CODES: OnceLock<HashMap<String, Option<i32>>> = OnceLock::new();
    CODES.get_or_init(|| {
        let mut codes = HashMap::with_capacity(7_000);
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split(' ');
            let head = words.next().unwrap_or_default();
            for word in words {
                let (tail, year) = word.split_once(':').unwrap_or((word, ""));
                codes.insert(format!("{head}{tail}"), year.parse().ok());
            }
        }
        codes
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::id_no::parse_id_no;

    fn note(number: &str) -> Option<String> {
        area_note(&parse_id_no(number).unwrap())
    }

    #[test]
    fn a_code_that_no_list_has_is_told_and_not_refused() {
        assert!(note("410399198506010013").unwrap().contains("仅供核对"));
        assert_eq!(note("11010519491231002X"), None);
    }

    #[test]
    fn a_code_that_was_retired_before_the_number_was_given_is_told() {
        assert_eq!(note("440524188001010014"), None, "潮阳县 was there until 1993, and numbers came in 1984");
        assert_eq!(codes().get("110110"), Some(&Some(1986)));
        let (before, after) = (note("110110198501010013"), note("110110199001010011"));
        assert_eq!(before, None, "the code was in use when the holder was born");
        assert!(after.unwrap().contains("1986 年已停用"));
    }

    #[test]
    fn a_residence_card_is_known_as_such() {
        for (number, who) in
            [("81000019850601001X", "香港"), ("820000198506010038", "澳门"), ("830000198506010021", "台湾")]
        {
            assert!(note(number).unwrap().contains(who), "{number}");
        }
    }

    #[test]
    fn the_whole_table_is_read() {
        assert!(codes().len() > 6_000);
        assert!(codes().keys().all(|code| code.len() == 6));
    }
}

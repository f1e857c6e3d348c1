//! Separated text in the encodings that reach a township: UTF-8 with or without a mark, UTF-16 with a mark, GB18030.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use lunxun_base::Result;

use super::{Cell, FileKind, Intake, Sheet, Workbook, refuse};

pub(super) fn read(bytes: &[u8], file_name: &str) -> Result<Workbook> {
    let text = decode(bytes)?;
    let head: String = text.trim_start().chars().take(2_000).collect::<String>().to_lowercase();
    if head.starts_with('<') && ["<html", "<table", "<!doctype", "<meta", "<?xml"].iter().any(|tag| head.contains(tag))
    {
        return Err(refuse("这个文件其实是网页，只是改名成了表格。请用 WPS 打开它，另存为 .xlsx 后再导入。"));
    }
    if head.starts_with("{\\rtf") || head.starts_with("%pdf") {
        return Err(refuse("这不是表格文件。请选择 .xlsx、.xls、.et 或 .csv 文件。"));
    }
    let mut sheet = Sheet { name: stem(file_name), ..Sheet::default() };
    let mut intake = Intake::default();
    let separator = separator(&text);
    let mut row = 0;
    let mut failure = None;
    split(&text, separator, |column, value, ends_row| {
        if failure.is_none() {
            failure = intake.put(&mut sheet, row, column, convert(value)).err();
        }
        if ends_row {
            row += 1;
        }
    });
    if let Some(error) = failure {
        return Err(error);
    }
    let mut notices = Vec::new();
    intake.notice(&mut notices);
    Ok(Workbook { kind: FileKind::Text, sheets: vec![sheet], notices })
}

fn decode(bytes: &[u8]) -> Result<String> {
    let unknown = || refuse("看不懂这个文件的文字编码。请用 WPS 打开后另存为 .xlsx 再导入。");
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let known = [UTF_8, UTF_16LE, UTF_16BE].contains(&encoding);
        let (text, _, has_errors) = encoding.decode(bytes);
        return if known && !has_errors { Ok(text.into_owned()) } else { Err(unknown()) };
    }
    if bytes.iter().take(4_096).any(|byte| *byte == 0) {
        return Err(refuse("这不是表格文件。请选择 .xlsx、.xls、.et 或 .csv 文件。"));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    GB18030.decode_without_bom_handling_and_without_replacement(bytes).map(Into::into).ok_or_else(unknown)
}

fn stem(file_name: &str) -> String {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}

/// The separator that splits the first lines most often.
fn separator(text: &str) -> char {
    let sample: Vec<&str> = text.lines().take(50).collect();
    let count = |separator: char| sample.iter().map(|line| line.matches(separator).count()).sum::<usize>();
    let (tabs, commas, semicolons) = (count('\t'), count(','), count(';'));
    if tabs >= commas && tabs >= semicolons && tabs > 0 {
        '\t'
    } else if semicolons > commas {
        ';'
    } else {
        ','
    }
}

/// Calls `put(column, value, ends_row)` for every value. Quotes follow RFC 4180; a lone quote inside stays.
fn split(text: &str, separator: char, mut put: impl FnMut(usize, &str, bool)) {
    let mut value = String::new();
    let (mut column, mut quoted) = (0, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                value.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if value.is_empty() => quoted = true,
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' | '\r' if !quoted => {
                put(column, &value, true);
                value.clear();
                column = 0;
            }
            c if c == separator && !quoted => {
                put(column, &value, false);
                value.clear();
                column += 1;
            }
            c => value.push(c),
        }
    }
    if column > 0 || !value.is_empty() {
        put(column, &value, true);
    }
}

/// A text file has no types. `="410…"` is how offices keep long numbers as text in it; a bare `1985.1` is what Excel
/// writes for the number 1985.10, so it stays as doubtful as the number.
fn convert(value: &str) -> Cell {
    let value = value.trim();
    let value = value.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
    let value = value.strip_prefix('=').filter(|rest| rest.len() >= 11 && is_digits(rest)).unwrap_or(value);
    if let Some((year, "1")) = value.split_once('.')
        && year.len() == 4
        && is_digits(year)
        && let Ok(number) = value.parse()
    {
        return Cell::number(number);
    }
    Cell::text(value)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

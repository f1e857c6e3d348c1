//! Separated text in the encodings that reach a township: UTF-8 with or without a mark, UTF-16 with a mark, GB18030.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use lunxun_base::Result;

use super::{Cell, FileKind, Intake, NO_SHEET, Sheet, WORD, Workbook, html, ods, refuse, spreadsheet_xml};

pub(super) fn read(bytes: &[u8], file_name: &str) -> Result<Workbook> {
    let text = decode(bytes)?;
    let head: String = text.trim_start().chars().take(4_000).collect::<String>().to_lowercase();
    if head.starts_with('<') && head.contains("office:document") {
        return ods::read_content(text.trim_start().as_bytes(), ods::Styles::default());
    }
    if spreadsheet_xml::is_book(&head) {
        return spreadsheet_xml::read(text.trim_start());
    }
    if html::is_page(&head) {
        return html::read(&text, &stem(file_name));
    }
    if head.starts_with("<?xml") {
        return Err(refuse("这个文件是网页或 XML，不是表格。请用 WPS 打开它，另存为 .xlsx 后再导入。"));
    }
    if head.starts_with("mime-version:") {
        return Err(refuse("这个文件是单个网页（.mht），请用 WPS 打开它，另存为 .xlsx 后再导入。"));
    }
    if head.starts_with("{\\rtf") {
        return Err(refuse(WORD));
    }
    let mut sheet = Sheet { name: stem(file_name), ..Sheet::default() };
    let mut intake = Intake::default();
    // `sep=;` on the first line is how Excel is told the separator.
    let named = text.strip_prefix("sep=").and_then(|rest| rest.chars().next());
    let (separator, text) = match named {
        Some(separator) => (separator, text.split_once('\n').map_or("", |(_, rest)| rest)),
        None => (separator(&text), text.as_str()),
    };
    let mut row = 0;
    let mut failure = None;
    split(text, separator, |column, value, ends_row| {
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
    Ok(Workbook { kind: FileKind::Text, notices: intake.notices(), sheets: vec![sheet] })
}

fn decode(bytes: &[u8]) -> Result<String> {
    let unknown = || refuse("看不懂这个文件的文字编码。请用 WPS 打开后另存为 .xlsx 再导入。");
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let known = [UTF_8, UTF_16LE, UTF_16BE].contains(&encoding);
        let (text, _, has_errors) = encoding.decode(bytes);
        return if known && !has_errors { Ok(text.into_owned()) } else { Err(unknown()) };
    }
    if bytes.contains(&0) {
        return decode_unmarked_wide(bytes).ok_or_else(|| refuse(NO_SHEET));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    GB18030.decode_without_bom_handling_and_without_replacement(bytes).map(Into::into).ok_or_else(unknown)
}

/// UTF-16 without a mark: its separators and line ends have zeros on one side alone, and it decodes to plain text.
fn decode_unmarked_wide(bytes: &[u8]) -> Option<String> {
    let zeros = |side: usize| bytes.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let encoding = match (zeros(0), zeros(1)) {
        (0, _) => UTF_16LE,
        (_, 0) => UTF_16BE,
        _ => return None,
    };
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    let is_plain = |c: char| !c.is_control() || matches!(c, '\t' | '\r' | '\n');
    text.chars().all(is_plain).then(|| text.into_owned())
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
pub(super) fn convert(value: &str) -> Cell {
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

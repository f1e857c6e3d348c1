//! A BIFF5 workbook, as Excel 95 and the oldest offices left it: texts in a code page, no shared table.

use super::people::{HEADER, Person};

/// The records of a workbook with one sheet.
pub fn stream(all: &[Person], page: u16) -> Vec<u8> {
    let mut out = Vec::new();
    let bof = |kind: u8| vec![0x00, 0x05, kind, 0x00, 0x00, 0x00, 0x00, 0x00];
    record(&mut out, 0x0809, &bof(0x05));
    record(&mut out, 0x0042, &page.to_le_bytes());
    let code = gb(r#"yyyy"年"m"月""#);
    let mut format = 164_u16.to_le_bytes().to_vec();
    format.push(u8::try_from(code.len()).unwrap_or(0));
    format.extend(code);
    record(&mut out, 0x041E, &format);
    for id in [0_u16, 164, 31, 14] {
        let mut style = vec![0, 0];
        style.extend(id.to_le_bytes());
        style.resize(16, 0);
        record(&mut out, 0x00E0, &style);
    }
    let name = gb("花名册");
    let place = out.len() + 4;
    let mut sheet = vec![0, 0, 0, 0, 0, 0, u8::try_from(name.len()).unwrap_or(0)];
    sheet.extend(name);
    record(&mut out, 0x0085, &sheet);
    record(&mut out, 0x000A, &[]);
    let start = u32::try_from(out.len()).unwrap_or(0).to_le_bytes();
    out.splice(place..place + 4, start);
    record(&mut out, 0x0809, &bof(0x10));
    for (column, title) in (0..).zip(HEADER) {
        label(&mut out, 0, column, title);
    }
    for (row, person) in (1..).zip(all) {
        for (column, text) in (0..).zip(person.texts()) {
            let parts: Vec<i64> = text.split(['-', '/', '年', '月']).filter_map(|part| part.parse().ok()).collect();
            match (column, parts.as_slice()) {
                (4, [year, month]) => number(&mut out, row, column, 1, serial(*year, *month, 1)),
                (5, [year, month, day]) => number(&mut out, row, column, 2, serial(*year, *month, *day)),
                (6, [year, month, day]) => number(&mut out, row, column, 3, serial(*year, *month, *day)),
                _ => label(&mut out, row, column, &text),
            }
        }
    }
    record(&mut out, 0x000A, &[]);
    out
}

/// The days of Excel's calendar behind February 1900.
fn serial(year: i64, month: i64, day: i64) -> f64 {
    let days = super::broken::days(year, month, day) - super::broken::days(1899, 12, 30);
    f64::from(i32::try_from(days).unwrap_or(0))
}

fn gb(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

fn record(out: &mut Vec<u8>, id: u16, data: &[u8]) {
    out.extend(id.to_le_bytes());
    out.extend(u16::try_from(data.len()).unwrap_or(0).to_le_bytes());
    out.extend(data);
}

fn place(row: u16, column: u16, style: u16) -> Vec<u8> {
    [row, column, style].into_iter().flat_map(u16::to_le_bytes).collect()
}

fn label(out: &mut Vec<u8>, row: u16, column: u16, text: &str) {
    let text = gb(text);
    let mut data = place(row, column, 0);
    data.extend(u16::try_from(text.len()).unwrap_or(0).to_le_bytes());
    data.extend(text);
    record(out, 0x0204, &data);
}

fn number(out: &mut Vec<u8>, row: u16, column: u16, style: u16, value: f64) {
    let mut data = place(row, column, style);
    data.extend(value.to_le_bytes());
    record(out, 0x0203, &data);
}

/// An OLE container around it, its one stream named as Excel 95 named it.
pub fn container(stream: &[u8]) -> Vec<u8> {
    super::broken::container("Book", stream)
}

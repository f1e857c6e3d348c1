//! Workbooks made by hand: those that no writer makes, and those that must be refused.

use std::io::Write;

use anyhow::Result;
use serde_json::{Value, json};

use super::people::{HEADER, Person};

/// Name, content and what must come of it.
pub fn files(all: &[Person], plain: &[u8]) -> Result<Vec<(&'static str, Vec<u8>, Value)>> {
    let error = |text: &str| json!({ "error": text });
    let half = plain.get(..plain.len() / 2).unwrap_or_default().to_vec();
    let notice = |text: &str| json!({ "people": all, "questions": [], "notice": text });
    let entities = "<!DOCTYPE w [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><worksheet><sheetData><row><c \
                    t=\"str\"><v>&b;</v></c></row></sheetData></worksheet>";
    let huge = sheet(
        all,
        "<dimension ref=\"A1:XFD1048576\"/>",
        "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>",
        "",
    );
    let reference = "<c r=\"J2\" t=\"e\"><f>#REF!</f><v>#REF!</v></c>";
    Ok(vec![
        ("nothing.xlsx", Vec::new(), error("空的")),
        ("cut.xlsx", half, error("不完整")),
        (
            "noise.xls",
            (0..4_096_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect(),
            error("不是表格"),
        ),
        ("picture.xls", b"\x89PNG\r\n\x1a\n0000".to_vec(), error("图片")),
        ("document.xls", b"%PDF-1.4\n".to_vec(), error("PDF")),
        ("archive.xlsx", zip(&[("照片/1.jpg", b"x".to_vec())])?, error("压缩包")),
        ("letter.xlsx", zip(&[("word/document.xml", b"<x/>".to_vec())])?, error("Word")),
        ("binary.xlsb", zip(&[("xl/workbook.bin", b"x".to_vec())])?, error(".xlsb")),
        ("excel4.xls", vec![0x09, 0x04, 0x06, 0, 0, 0, 0x10, 0], error("很旧")),
        ("password.xlsx", container("EncryptedPackage", &[0; 4_096]), error("密码")),
        ("password.xls", biff_with_password(), error("密码")),
        ("bomb.xlsx", bomb()?, error("大得不正常")),
        ("entities.xlsx", package(&[("xl/worksheets/sheet1.xml", entities)])?, error("XML 实体")),
        ("no_end.xlsx", package(&[("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row>")])?, error("中途断了")),
        ("huge_range.xlsx", package(&[("xl/worksheets/sheet1.xml", &huge)])?, notice("远在表格之外")),
        (
            "failed.xlsx",
            package(&[("xl/worksheets/sheet1.xml", &sheet(all, "", "", reference))])?,
            notice("“表”J2 #REF!"),
        ),
        (
            "uncomputed.xlsx",
            package(&[("xl/worksheets/sheet1.xml", &sheet(all, "", "", "<c r=\"J2\"><f>1+1</f></c>"))])?,
            notice("没有算好的结果"),
        ),
        ("epoch_1904.xlsx", epoch_1904(all)?, json!({ "people": all, "questions": [] })),
    ])
}

/// The roster as inline texts.
fn sheet(all: &[Person], before: &str, after: &str, beside: &str) -> String {
    let row = |at: usize, texts: Vec<String>, more: &str| {
        let cells: String = texts.iter().map(|text| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>")).collect();
        format!("<row r=\"{at}\">{cells}{more}</row>")
    };
    let head = row(1, HEADER.map(str::to_owned).to_vec(), "");
    let rows: String =
        (2..).zip(all).map(|(at, person)| row(at, person.texts(), if at == 2 { beside } else { "" })).collect();
    format!("<worksheet>{before}<sheetData>{head}{rows}{after}</sheetData></worksheet>")
}

/// Days counted from 1904, as on an old Macintosh.
fn epoch_1904(all: &[Person]) -> Result<Vec<u8>> {
    let serial = |text: &str| -> i64 {
        let part = |at: usize| text.split(['-', '/']).nth(at).and_then(|part| part.parse::<i64>().ok()).unwrap_or(1);
        days(part(0), part(1), part(2)) - days(1904, 1, 1)
    };
    let text = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let mut rows = format!("<row>{}</row>", HEADER.map(text).concat());
    for person in all {
        let mut cells = String::new();
        for (column, value) in person.texts().iter().enumerate() {
            cells += &match column {
                5 | 6 => format!("<c s=\"1\"><v>{}</v></c>", serial(value)),
                _ => text(value),
            };
        }
        rows += &format!("<row>{cells}</row>");
    }
    package(&[
        (
            "xl/workbook.xml",
            "<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"表\" sheetId=\"1\"/></sheets></workbook>",
        ),
        ("xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
        ("xl/worksheets/sheet1.xml", &format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")),
    ])
}

/// Days since a fixed day, by the civil calendar.
pub fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    365 * year + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + day
}

/// A container with one stream in whole sectors: one sector of the table, one of the directory, then the stream.
pub fn container(name: &str, stream: &[u8]) -> Vec<u8> {
    const END: u32 = 0xFFFF_FFFE;
    let size = stream.len().max(4_096).next_multiple_of(512);
    let sectors = u32::try_from(size / 512).unwrap_or(0);
    let mut out = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    out.resize(24, 0);
    out.extend([0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    out.resize(44, 0);
    for word in [1_u32, 1, 0, 4_096, END, 0, END, 0, 0] {
        out.extend(word.to_le_bytes());
    }
    out.resize(512, 0xFF);
    let chain = (0..sectors).map(|at| if at + 1 == sectors { END } else { at + 3 });
    for word in [0xFFFF_FFFD, END].into_iter().chain(chain) {
        out.extend(word.to_le_bytes());
    }
    out.resize(1_024, 0xFF);
    for (name, kind, first, size) in [("Root Entry", 5_u8, END, 0), (name, 2, 2, size)] {
        let start = out.len();
        out.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        out.resize(start + 64, 0);
        out.extend(u16::try_from(name.len() * 2 + 2).unwrap_or_default().to_le_bytes());
        out.push(kind);
        out.resize(start + 116, 0);
        out.extend(first.to_le_bytes());
        out.extend(u32::try_from(size).unwrap_or(0).to_le_bytes());
        out.resize(start + 128, 0);
    }
    out.resize(1_536, 0);
    out.extend(stream);
    out.resize(1_536 + size, 0);
    out
}

/// A bare stream of records that says it is enciphered.
fn biff_with_password() -> Vec<u8> {
    let mut out = vec![0x09, 0x08, 16, 0, 0x00, 0x06, 0x05, 0x00];
    out.resize(20, 0);
    out.extend([0x2F, 0, 6, 0, 0, 0, 1, 2, 3, 4]);
    out.extend([0x0A, 0, 0, 0]);
    out
}

/// A megabyte of blanks in a thousandth of the room, under a directory that claims a thousand bytes.
fn bomb() -> Result<Vec<u8>> {
    let mut blank = b"<worksheet><sheetData>".to_vec();
    blank.resize(1 << 20, b' ');
    let mut bytes = package_of(&[("xl/worksheets/sheet1.xml", blank)])?;
    if let Some(at) = bytes.windows(4).rposition(|window| window == b"PK\x01\x02") {
        bytes.splice(at + 24..at + 28, 1_000_u32.to_le_bytes());
    }
    Ok(bytes)
}

fn package(parts: &[(&str, &str)]) -> Result<Vec<u8>> {
    let parts: Vec<(&str, Vec<u8>)> = parts.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect();
    package_of(&parts)
}

fn package_of(parts: &[(&str, Vec<u8>)]) -> Result<Vec<u8>> {
    let usual = [
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"表\" sheetId=\"1\"/></sheets></workbook>"),
    ];
    let missing = usual.iter().filter(|(name, _)| !parts.iter().any(|(given, _)| given == name));
    let mut all: Vec<(&str, Vec<u8>)> = missing.map(|(name, text)| (*name, text.as_bytes().to_vec())).collect();
    all.extend(parts.iter().cloned());
    zip(&all)
}

fn zip(parts: &[(&str, Vec<u8>)]) -> Result<Vec<u8>> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(content)?;
        let packed = packer.finish()?;
        let start = u32::try_from(out.len())?;
        let mut head = vec![20, 0, 0, 8, 8, 0, 0, 0, 0, 0];
        head.extend(crc.sum().to_le_bytes());
        head.extend(u32::try_from(packed.len())?.to_le_bytes());
        head.extend(u32::try_from(content.len())?.to_le_bytes());
        head.extend(u16::try_from(name.len())?.to_le_bytes());
        head.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend(name.as_bytes());
        out.extend(packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, count) = (u32::try_from(out.len())?, u16::try_from(parts.len())?);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(u32::try_from(directory.len())?.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    Ok(out)
}

//! The import's corpus (tests/fixtures/import): one made-up roster in every form in which offices hand one over, and
//! files that must be refused, each with what must come of it in `expected.json`.
//!
//! The people do not exist: area code 410399 is unassigned. What this program cannot write itself (BIFF, OpenDocument)
//! LibreOffice makes of its .xlsx files, where it is installed; else the committed files stay.

mod biff5;
mod broken;
mod people;
mod spreadsheet_xml;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};
use serde_json::{Value, json};

use people::{HEADER, Person, people};

type Expected = BTreeMap<String, Value>;

/// Writes the whole folder.
pub fn write(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut expected = Expected::new();
    let mut put = |name: &str, bytes: &[u8], what: Value| -> Result<()> {
        std::fs::write(folder.join(name), bytes).with_context(|| name.to_owned())?;
        expected.insert(name.to_owned(), what);
        Ok(())
    };
    let all = people(12);
    let whole = json!({ "people": all, "questions": [] });
    let plain = plain_xlsx(&all)?;
    put("plain.xlsx", &plain, whole.clone())?;
    put("an_xlsx_called.xls", &plain, whole.clone())?;
    put("merged.xlsx", &merged_xlsx(&all)?, whole.clone())?;
    put("villages.xlsx", &villages_xlsx(&all)?, json!({ "people": all, "questions": ["sheets:hidden"] }))?;
    let seen: Vec<&Person> = all.iter().filter(|person| !person.order.is_multiple_of(4)).collect();
    put(
        "hidden.xlsx",
        &hidden_xlsx(&all)?,
        json!({ "people": all, "visible": seen.len(), "questions": ["rows:hidden"] }),
    )?;
    for (name, bytes) in texts(&all) {
        put(name, &bytes, whole.clone())?;
    }
    // No writer of today makes these.
    put("excel_2003_xml.xls", &spreadsheet_xml::book(&all), whole.clone())?;
    put("biff5.xls", &biff5::container(&biff5::stream(&all, 936)), whole.clone())?;
    put("biff5_bare.xls", &biff5::stream(&all, 936), whole.clone())?;
    put("biff5_western.xls", &biff5::container(&biff5::stream(&all, 1252)), whole)?;
    for (name, bytes, what) in broken::files(&all, &plain)? {
        put(name, &bytes, what)?;
    }
    for (source, filter, made) in [
        ("plain.xlsx", "xls:MS Excel 97", "biff8.xls"),
        ("plain.xlsx", "ods", "open.ods"),
        ("plain.xlsx", "fods", "open_flat.fods"),
        ("merged.xlsx", "xls:MS Excel 97", "merged.et"),
        ("merged.xlsx", "ods", "merged.ods"),
        ("hidden.xlsx", "xls:MS Excel 97", "hidden.xls"),
        ("hidden.xlsx", "ods", "hidden.ods"),
        ("villages.xlsx", "xls:MS Excel 97", "villages.xls"),
        ("villages.xlsx", "ods", "villages.ods"),
    ] {
        convert(folder, source, filter, made)?;
        let what = expected.get(source).cloned().unwrap_or_default();
        expected.insert(made.to_owned(), what);
    }
    let cut = std::fs::read(folder.join("biff8.xls"))?;
    std::fs::write(folder.join("cut.xls"), cut.get(..cut.len() / 2).unwrap_or_default())?;
    expected.insert("cut.xls".to_owned(), json!({ "error": "不完整" }));
    let mut text = serde_json::to_string_pretty(&expected)?;
    text.push('\n');
    std::fs::write(folder.join("expected.json"), text)?;
    println!("{} files", expected.len());
    Ok(())
}

fn convert(folder: &Path, source: &str, filter: &str, made: &str) -> Result<()> {
    let scratch = std::env::temp_dir().join(format!("lunxun-corpus-{}", std::process::id()));
    let status = Command::new("soffice")
        .args(["--headless", "--convert-to", filter, "--outdir"])
        .arg(&scratch)
        .arg(folder.join(source))
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status();
    if !status.is_ok_and(|status| status.success()) {
        println!("{made}: LibreOffice did not make it; the committed file stays");
        return Ok(());
    }
    let ending = filter.split(':').next().unwrap_or(filter);
    let stem = source.split('.').next().unwrap_or(source);
    let from = scratch.join(format!("{stem}.{ending}"));
    std::fs::copy(&from, folder.join(made)).with_context(|| from.display().to_string())?;
    std::fs::remove_file(&from)?;
    Ok(())
}

fn book() -> Result<Workbook> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 3, 1)?;
    book.set_properties(&DocProperties::new().set_author("").set_creation_datetime(&made));
    Ok(book)
}

/// One person's row; days are days under Chinese formats.
fn put_person(sheet: &mut Worksheet, row: u32, person: &Person) -> Result<()> {
    sheet.write_number(row, 0, f64::from(person.order))?;
    for (column, text) in [(1, &person.name), (2, &person.sex), (3, &person.id_no), (7, &person.branch)] {
        sheet.write_string(row, column, text)?;
    }
    let month = Format::new().set_num_format(r#"yyyy"年"m"月""#);
    let day = Format::new().set_num_format(r#"[$-804]yyyy"年"m"月"d"日";@"#);
    let built_in = Format::new().set_num_format_index(if person.order.is_multiple_of(2) { 31 } else { 14 });
    sheet.write_datetime_with_format(row, 4, person.birth_cell()?, &month)?;
    sheet.write_datetime_with_format(row, 5, person.joined_cell()?, &day)?;
    sheet.write_datetime_with_format(row, 6, person.full_cell()?, &built_in)?;
    sheet.write_string(row, 8, &person.phone)?;
    Ok(())
}

fn header(sheet: &mut Worksheet, row: u32) -> Result<()> {
    for (column, title) in (0..).zip(HEADER) {
        sheet.write_string(row, column, title)?;
    }
    Ok(())
}

/// Title, reporting unit, header, people, total, signatures.
fn plain_xlsx(all: &[Person]) -> Result<Vec<u8>> {
    let mut book = book()?;
    let sheet = book.add_worksheet();
    sheet.set_name("花名册")?;
    sheet.merge_range(0, 0, 0, 8, "大坪镇党员花名册", &Format::new())?;
    sheet.write_string(1, 0, "填报单位：大坪镇党委　填报时间：2026年3月")?;
    header(sheet, 2)?;
    let mut row = 3;
    for person in all {
        put_person(sheet, row, person)?;
        row += 1;
    }
    sheet.write_string(row, 0, "合计")?;
    sheet.write_string(row, 2, format!("{}人", all.len()))?;
    sheet.write_string(row + 2, 0, "填表人：王某")?;
    Ok(book.save_to_buffer()?)
}

/// Two header rows, the branch in merged cells, the header again in the middle.
fn merged_xlsx(all: &[Person]) -> Result<Vec<u8>> {
    let mut book = book()?;
    let sheet = book.add_worksheet();
    let plain = Format::new();
    let heads = |sheet: &mut Worksheet, row: u32| -> Result<()> {
        for (column, title) in (0..).zip(HEADER).filter(|(column, _)| !(5..=6).contains(column)) {
            sheet.merge_range(row, column, row + 1, column, title, &plain)?;
        }
        sheet.merge_range(row, 5, row, 6, "党籍情况", &plain)?;
        sheet.write_string(row + 1, 5, "入党时间")?;
        sheet.write_string(row + 1, 6, "转正时间")?;
        Ok(())
    };
    heads(sheet, 0)?;
    let mut row = 2;
    for (page, part) in all.chunk_by(|one, other| one.branch == other.branch).enumerate() {
        if page == 1 {
            heads(sheet, row)?;
            row += 2;
        }
        let first = row;
        for person in part {
            put_person(sheet, row, person)?;
            row += 1;
        }
        if part.len() > 1 {
            sheet.merge_range(first, 7, row - 1, 7, &part[0].branch, &plain)?;
        }
    }
    Ok(book.save_to_buffer()?)
}

/// A sheet for each village, the last of them hidden.
fn villages_xlsx(all: &[Person]) -> Result<Vec<u8>> {
    let mut book = book()?;
    let branches: Vec<&[Person]> = all.chunk_by(|one, other| one.branch == other.branch).collect();
    for (at, part) in branches.iter().enumerate() {
        let sheet = book.add_worksheet();
        sheet.set_name(part[0].branch.trim_end_matches("党支部"))?;
        header(sheet, 0)?;
        for (row, person) in (1..).zip(*part) {
            put_person(sheet, row, person)?;
        }
        if at + 1 == branches.len() {
            sheet.set_hidden(true);
        }
    }
    Ok(book.save_to_buffer()?)
}

/// A filter that leaves out every fourth.
fn hidden_xlsx(all: &[Person]) -> Result<Vec<u8>> {
    let mut book = book()?;
    let sheet = book.add_worksheet();
    sheet.set_name("筛选")?;
    header(sheet, 0)?;
    for (row, person) in (1..).zip(all) {
        put_person(sheet, row, person)?;
        if person.order.is_multiple_of(4) {
            sheet.set_row_hidden(row)?;
        }
    }
    sheet.autofilter(0, 0, u32::try_from(all.len())?, 8)?;
    Ok(book.save_to_buffer()?)
}

fn texts(all: &[Person]) -> Vec<(&'static str, Vec<u8>)> {
    let lines = |separator: &str| {
        let rows = all.iter().map(Person::texts);
        let head = HEADER.map(str::to_owned).to_vec();
        [head].into_iter().chain(rows).map(|row| row.join(separator) + "\r\n").collect::<String>()
    };
    let (comma, tab) = (lines(","), lines("\t"));
    let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let le = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let be = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let cells = |row: Vec<String>| row.iter().map(|text| format!("<td>{text}</td>")).collect::<String>();
    let rows: String = all.iter().map(|person| format!("<tr>{}</tr>\n", cells(person.texts()))).collect();
    let head = cells(HEADER.map(str::to_owned).to_vec());
    let page = format!(
        "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><meta http-equiv=Content-Type \
         content=\"text/html; charset=gb2312\"></head><body><table border=1>\n<tr>{head}</tr>\n{rows}</table></body></html>"
    );
    vec![
        ("utf8.csv", comma.clone().into_bytes()),
        ("utf8_mark.csv", [b"\xEF\xBB\xBF", comma.as_bytes()].concat()),
        ("gb18030.csv", gb(&comma)),
        ("utf16le.csv", [b"\xFF\xFE".to_vec(), le(&tab)].concat()),
        ("utf16be.csv", [b"\xFE\xFF".to_vec(), be(&tab)].concat()),
        ("utf16_unmarked.csv", le(&comma)),
        ("tab_text_called.xls", gb(&tab)),
        ("page_called.xls", gb(&page)),
    ]
}

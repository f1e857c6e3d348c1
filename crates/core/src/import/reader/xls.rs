//! BIFF in an OLE container: `.xls` and WPS `.et`.

use std::io::Cursor;

use calamine::{Data, Reader as _, SheetType, SheetVisible, Xls, XlsError};
use lunxun_base::{Error, Result};

use super::{Cell, DatePrecision, FileKind, Intake, MAX_SHEETS, Sheet, Workbook, refuse, serial_day, xlsx::clip};

pub(super) const PASSWORD: &str = "这个文件设了打开密码。请用 WPS 打开（输入密码），取消密码后另存为 .xlsx，再导入。";

pub(super) fn read(bytes: &[u8]) -> Result<Workbook> {
    if has_stream(bytes, "EncryptedPackage") {
        return Err(refuse(PASSWORD));
    }
    if has_stream(bytes, "WordDocument") {
        return Err(refuse("这是 Word 文档，不是表格。请把其中的表格复制到 WPS 表格里，另存为 .xlsx 后再导入。"));
    }
    if claims_too_much(bytes) {
        return Err(foreign(XlsError::Unrecognized { typ: "dimensions", val: 0 }));
    }
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(foreign)?;
    let is_1904 = book.has_1904_epoch();
    let mut intake = Intake::default();
    let mut notices = Vec::new();
    let mut sheets = Vec::new();
    let listed: Vec<_> = book.sheets_metadata().iter().take(MAX_SHEETS).cloned().collect();
    for meta in listed.iter().filter(|meta| meta.typ == SheetType::WorkSheet) {
        let mut sheet =
            Sheet { name: meta.name.clone(), is_hidden: meta.visible != SheetVisible::Visible, ..Sheet::default() };
        // BIFF cannot exceed 65,536 × 256 cells, and the library has no streaming reader for it.
        let Ok(range) = book.worksheet_range(&meta.name) else { continue };
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            intake.put(&mut sheet, row + top as usize, column + left as usize, convert(value, is_1904))?;
        }
        sheet.merges = book.merge_cells_by_sheet_name(&meta.name).unwrap_or_default().iter().filter_map(clip).collect();
        sheets.push(sheet);
    }
    intake.notice(&mut notices);
    Ok(Workbook { kind: FileKind::Xls, sheets, notices })
}

/// The directory of an OLE container names its streams in UTF-16.
fn has_stream(bytes: &[u8], name: &str) -> bool {
    let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    // Directory entries are 128 bytes, aligned, with the name first.
    bytes.chunks(128).any(|entry| entry.starts_with(&wide))
}

/// The library reserves room for as many cells as a sheet's DIMENSIONS record (0x0200) claims. A damaged one claims a
/// terabyte, and a failed allocation aborts where a panic would be caught.
fn claims_too_much(bytes: &[u8]) -> bool {
    let claims = |record: &[u8]| {
        let is_record = matches!(record, [0x00, 0x02, 14 | 16, 0x00, ..]);
        let long =
            |at: usize| record.get(at..at + 4).and_then(|part| part.try_into().ok()).map_or(0, u32::from_le_bytes);
        let columns = record.get(14..16).and_then(|part| part.try_into().ok()).map_or(0, u16::from_le_bytes);
        let (first, end) = (long(4), long(8));
        is_record && (end > 65_536 || end > 0 && first > end || first > 65_536 || columns > 256)
    };
    bytes.windows(18).any(claims)
}

fn convert(value: &Data, is_1904: bool) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::text(text.as_str()),
        #[expect(clippy::cast_precision_loss, reason = "a workbook stores doubles")]
        Data::Int(value) => Cell::number(*value as f64),
        Data::Float(value) => Cell::number(*value),
        Data::Bool(value) => Cell::Bool(*value),
        Data::DateTime(value) if value.is_datetime() => match serial_day(value.as_f64(), is_1904) {
            Some(day) => Cell::Date { day, precision: DatePrecision::Day },
            None => Cell::number(value.as_f64()),
        },
        Data::DateTime(value) => Cell::number(value.as_f64()),
        Data::Error(error) => Cell::Error(error.to_string()),
    }
}

fn foreign(error: XlsError) -> Error {
    match error {
        XlsError::Password => refuse(PASSWORD),
        _ => refuse("这个 .xls 文件内部有损坏或格式特殊，读不出来。请用 WPS 打开后另存为 .xlsx 再导入。"),
    }
}

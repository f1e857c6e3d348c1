//! BIFF5 and BIFF8, in an OLE container or bare: `.xls` and WPS `.et`.

mod globals;
mod records;
mod sheet;

use lunxun_base::{Error, Result};

use super::ole::{Container, Fault};
use super::{FileKind, Intake, MAX_SHEETS, OLD, PASSWORD, SLIDES, Sheet, WORD, Workbook, refuse};

pub(super) fn read(bytes: &[u8]) -> Result<Workbook> {
    let container = Container::open(bytes).map_err(fault)?;
    if container.has("EncryptedPackage") {
        return Err(refuse(PASSWORD));
    }
    for name in ["Workbook", "Book"] {
        match container.stream(name) {
            Ok(stream) => return read_stream(&stream),
            Err(Fault::Absent) => {}
            Err(reason) => return Err(fault(reason)),
        }
    }
    Err(refuse(match () {
        () if container.has("WordDocument") => WORD,
        () if container.has("PowerPoint Document") => SLIDES,
        () => super::NO_SHEET,
    }))
}

/// Reads the records of a workbook.
pub(super) fn read_stream(stream: &[u8]) -> Result<Workbook> {
    let globals = globals::read(stream)?;
    let mut intake = Intake::default();
    let mut sheets = Vec::new();
    for entry in globals.sheets.iter().take(MAX_SHEETS) {
        let mut sheet = Sheet { name: entry.name.clone(), is_hidden: entry.is_hidden, ..Sheet::default() };
        sheet::read(stream, entry.at, &globals, &mut sheet, &mut intake)?;
        sheets.push(sheet);
    }
    Ok(Workbook { kind: FileKind::Xls, sheets, notices: intake.notices() })
}

fn fault(reason: Fault) -> Error {
    match reason {
        Fault::Truncated => {
            refuse("这个 .xls 文件不完整（可能没有复制或下载完），请重新取得；能用 WPS 打开的，另存为 .xlsx 后再导入。")
        }
        Fault::Damaged | Fault::Absent => damaged(),
    }
}

fn damaged() -> Error {
    refuse("这个 .xls 文件内部有损坏或格式特殊，读不出来。请用 WPS 打开后另存为 .xlsx 再导入。")
}

fn too_old() -> Error {
    refuse(OLD)
}

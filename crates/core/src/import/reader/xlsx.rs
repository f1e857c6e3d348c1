//! `.xlsx`: the parts of the package, each read once as a stream.

mod book;
mod sheet;

use lunxun_base::Result;

use super::package::Package;
use super::{FileKind, Intake, MAX_SHEETS, Sheet, Workbook, refuse};

pub(super) fn read(package: &Package<'_>) -> Result<Workbook> {
    let damaged = || refuse("这个 .xlsx 文件内部有损坏，读不出来。请用 WPS 打开后另存为 .xlsx 再导入。");
    let main = book::main_part(package)?.ok_or_else(damaged)?;
    let listed = book::listed(package, &main)?.ok_or_else(damaged)?;
    let context = sheet::Context {
        strings: book::strings(package, &listed.strings)?,
        formats: book::formats(package, &listed.styles)?,
        is_1904: listed.is_1904,
    };
    let mut intake = Intake::default();
    let mut sheets = Vec::new();
    for entry in listed.sheets.into_iter().take(MAX_SHEETS) {
        let mut sheet = Sheet { name: entry.name, is_hidden: entry.is_hidden, ..Sheet::default() };
        // A sheet whose part is absent was taken out by a tool that left its name behind.
        let Some(part) = package.part(&entry.part)? else { continue };
        sheet::read(part, &mut sheet, &context, &mut intake)?;
        sheets.push(sheet);
    }
    Ok(Workbook { kind: FileKind::Xlsx, sheets, notices: intake.notices() })
}

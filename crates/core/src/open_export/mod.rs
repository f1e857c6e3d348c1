//! The whole store as open files (整库导出): every record kind as a sheet that any program reads, with a dictionary of its
//! columns, so that no township is held by this program.
//!
//! No command of the core: whoever may take everything with them gives the password anew, which the desk alone can check.

mod sheet;
mod store;
#[cfg(test)]
mod tests;

use std::io::{Cursor, Write};

use lunxun_base::{Error, Result};
use lunxun_store::{RecordKind, rusqlite::Connection};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use crate::{
    feature::{Feature, kinds},
    import::csv,
};

/// What this feature brings.
pub const FEATURE: Feature = Feature { name: "open_export", commands: &[], kinds: &[], migrations: &[] };

/// What to write.
#[derive(Debug, Clone)]
pub struct OpenExport {
    /// The township, for the note that goes along.
    pub township: String,
    /// Day and minute, as they are to be read.
    pub made_at: String,
    /// Who.
    pub made_by: String,
    /// Whether ID numbers and phones stand in full.
    pub is_full: bool,
}

/// The archive and what is in it.
#[derive(Debug)]
pub struct Exported {
    /// A zip archive.
    pub bytes: Vec<u8>,
    /// Each record kind with its file and how many live records it holds.
    pub files: Vec<(&'static RecordKind, String, usize)>,
}

/// Writes every record kind, live records only, in the order of their ids: the same store gives the same files.
///
/// # Errors
/// Those of the database; `Internal` when the archive cannot be written.
pub fn write(conn: &Connection, what: &OpenExport) -> Result<Exported> {
    let failed = |error: String| Error::internal("导出文件没有写成，请重试；仍不行请联系技术支持。").with_source(error);
    // No clock in the archive: its entries are compared from one export to the next.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, bytes: &[u8]| {
        zip.start_file(name, options).map_err(|error| failed(error.to_string()))?;
        zip.write_all(bytes).map_err(|error| failed(error.to_string()))
    };
    let mut files = Vec::new();
    let mut titles = sheet::Titles::default();
    for (place, kind) in kinds().iter().copied().enumerate() {
        let name = format!("{:02}-{}.csv", place + 1, kind.label);
        let rows = sheet::rows(conn, kind, what.is_full, &mut titles)?;
        let count = rows.len().saturating_sub(1);
        add(&name, &csv(&rows))?;
        files.push((kind, name, count));
    }
    add("数据字典.csv", &csv(&sheet::dictionary(&files)))?;
    add("说明.txt", readme(what, &files).as_bytes())?;
    let bytes = zip.finish().map_err(|error| failed(error.to_string()))?.into_inner();
    Ok(Exported { bytes, files })
}

fn readme(what: &OpenExport, files: &[(&'static RecordKind, String, usize)]) -> String {
    let numbers = if what.is_full {
        "身份证号、手机号为完整号码，请按涉密敏感资料保管，用完即删。"
    } else {
        "身份证号、手机号只留首尾几位；备注等文字里手写的号码不会隐去，转交前请看一遍。"
    };
    let mut text = format!(
        "\u{feff}{}整库数据\r\n\r\n导出时间：{}\r\n导出人：{}\r\n\r\n{numbers}\r\n\r\n\
         一、每个 .csv 是一类记录，UTF-8 编码，用 WPS 表格、Excel 或任何程序都能打开。\r\n\
         二、第一列“编号”是记录的唯一编号；带“编号”二字的列指向另一类记录，见“数据字典.csv”。\r\n\
         三、已删除的记录、审计记录、账号密码不在里面。完整备份请用“备份”。\r\n\
         四、学时、成绩等数字已换算成平常的单位；日期为 年-月-日，时间为北京时间。\r\n\
         五、以 =、+、-、@ 开头的文字前加了一个单引号，防止表格软件当成公式。\r\n\r\n\
         各类记录的条数：\r\n",
        what.township, what.made_at, what.made_by
    );
    for (_, name, count) in files {
        text += &format!("{name}\t{count}\r\n");
    }
    text
}

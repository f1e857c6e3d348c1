//! A look at a zip's directory before anything is unpacked: sizes, entries, and what kind of office file it is.

use lunxun_base::Result;

use super::refuse;

const MAX_ENTRIES: usize = 2_000;
const MAX_ENTRY: u64 = 512 * 1024 * 1024;
const MAX_TOTAL: u64 = 1024 * 1024 * 1024;
const MAX_STRINGS: u64 = 192 * 1024 * 1024;

/// Refuses zips that are no workbook, are damaged, or would unpack to far more than a roster holds.
pub(super) fn check(bytes: &[u8]) -> Result<()> {
    let damaged = || refuse("这个 .xlsx 文件不完整（可能没有复制或下载完），请重新取得后再导入。");
    let end = find_end(bytes).ok_or_else(damaged)?;
    let entries = usize::from(u16_at(bytes, end + 10).ok_or_else(damaged)?);
    let mut at = u32_at(bytes, end + 16).ok_or_else(damaged)? as usize;
    if entries > MAX_ENTRIES {
        return Err(refuse("这个文件内部的部件太多，不像表格，请用 WPS 另存为 .xlsx 后再导入。"));
    }
    let (mut total, mut has_workbook, mut other) = (0_u64, false, None);
    for _ in 0..entries {
        if bytes.get(at..at + 4) != Some(b"PK\x01\x02") {
            return Err(damaged());
        }
        let size = u64::from(u32_at(bytes, at + 24).ok_or_else(damaged)?);
        let name_len = usize::from(u16_at(bytes, at + 28).ok_or_else(damaged)?);
        let extra = usize::from(u16_at(bytes, at + 30).ok_or_else(damaged)?);
        let comment = usize::from(u16_at(bytes, at + 32).ok_or_else(damaged)?);
        let name = bytes.get(at + 46..at + 46 + name_len).ok_or_else(damaged)?.to_ascii_lowercase();
        total += size;
        let limit = if name.ends_with(b"sharedstrings.xml") { MAX_STRINGS } else { MAX_ENTRY };
        if size > limit || total > MAX_TOTAL {
            return Err(refuse("这个文件解开后太大，请删去图片和多余的工作表，或拆成几个文件后再导入。"));
        }
        match name.as_slice() {
            b"xl/workbook.xml" | b"xl\\workbook.xml" => has_workbook = true,
            b"xl/workbook.bin" => other = Some("这是二进制工作簿（.xlsb），请用 WPS 另存为 .xlsx 后再导入。"),
            b"word/document.xml" => {
                other = Some("这是 Word 文档，不是表格。请把其中的表格复制到 WPS 表格里，另存为 .xlsx 后再导入。");
            }
            b"ppt/presentation.xml" => other = Some("这是演示文稿，不是表格，请选择 .xlsx 表格文件。"),
            b"content.xml" => other = Some("这是 .ods 表格，请用 WPS 另存为 .xlsx 后再导入。"),
            _ => {}
        }
        at += 46 + name_len + extra + comment;
    }
    match (has_workbook, other) {
        (true, _) => Ok(()),
        (false, Some(message)) => Err(refuse(message)),
        // Strict or unusual producers name the workbook part differently; the parser has the last word.
        (false, None) if contains(bytes, b"[Content_Types].xml") => Ok(()),
        (false, None) => Err(refuse("这是压缩包，不是表格。请先解压，再选择里面的 .xlsx 文件。")),
    }
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

/// The end-of-directory record stands in the last 64 KiB.
fn find_end(bytes: &[u8]) -> Option<usize> {
    let from = bytes.len().saturating_sub(22 + 65_535);
    let tail = bytes.get(from..)?;
    tail.windows(4).rposition(|window| window == b"PK\x05\x06").map(|at| from + at)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

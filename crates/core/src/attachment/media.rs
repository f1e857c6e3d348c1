//! What a file is, told from its bytes. Names and endings are what somebody typed.

use encoding_rs::GB18030;
use lunxun_base::{Error, Result};
use memchr::memmem;

use super::model::{Media, ending};

/// Endings of what a double click would run. Refused by name besides: such a file may be plain text.
const RUNS: [&str; 24] = [
    "exe", "com", "scr", "pif", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "wsh", "hta", "msi", "msp",
    "dll", "cpl", "lnk", "reg", "jar", "sh", "apk", "chm",
];

/// A picture, or what the content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Picture(image::ImageFormat),
    File(Media),
}

/// Tells what a content is.
///
/// # Errors
/// `Invalid`, saying what may be added, for programs, documents with macros and everything unknown.
pub(super) fn recognise(file_name: &str, bytes: &[u8]) -> Result<Content> {
    if is_program(file_name, bytes) {
        return Err(refused("这是程序文件，为了安全不能作为附件。请添加图片、PDF、Word、Excel 或文本文件。"));
    }
    if let Some(format) = picture(bytes) {
        return Ok(Content::Picture(format));
    }
    let head = bytes.get(..1024).unwrap_or(bytes);
    if memmem::find(head, b"%PDF-").is_some() {
        return Ok(Content::File(Media::Pdf));
    }
    let media = if bytes.starts_with(b"PK\x03\x04") {
        package(bytes)?
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        compound(bytes)?
    } else {
        is_text(bytes).then_some(Media::Text)
    };
    let unknown = "不支持这种文件。可以添加：图片（jpg、png、webp、bmp）、PDF、Word（doc、docx、wps）、Excel（xls、xlsx、et）\
                   和文本。压缩包请先解开，再添加里面的文件。";
    media.map(Content::File).ok_or_else(|| refused(unknown))
}

fn refused(message: &str) -> Error {
    Error::invalid("contentBase64", message)
}

fn is_program(file_name: &str, bytes: &[u8]) -> bool {
    const MACH_O: [[u8; 4]; 4] =
        [[0xfe, 0xed, 0xfa, 0xce], [0xfe, 0xed, 0xfa, 0xcf], [0xcf, 0xfa, 0xed, 0xfe], [0xca, 0xfe, 0xba, 0xbe]];
    let runs = ending(file_name).is_some_and(|ending| RUNS.contains(&ending.as_str()));
    let is_binary = bytes.starts_with(b"MZ") || bytes.starts_with(b"\x7fELF") || bytes.starts_with(b"#!");
    runs || is_binary || MACH_O.iter().any(|head| bytes.starts_with(head))
}

fn picture(bytes: &[u8]) -> Option<image::ImageFormat> {
    use image::ImageFormat as F;
    let format = image::guess_format(bytes).ok()?;
    // `BM` alone is short enough for a text to begin with; a bitmap repeats four zero bytes behind its length.
    let is_bitmap = || bytes.get(6..10) == Some(&[0; 4]);
    (matches!(format, F::Jpeg | F::Png | F::WebP) || format == F::Bmp && is_bitmap()).then_some(format)
}

/// Office packages name their parts in plain text in the directory of the archive.
fn package(bytes: &[u8]) -> Result<Option<Media>> {
    let has = |name: &str| memmem::find(bytes, name.as_bytes()).is_some();
    if !has("[Content_Types].xml") {
        return Ok(None);
    }
    if has("vbaProject.bin") {
        return Err(with_macros());
    }
    Ok(match (has("word/document"), has("xl/workbook")) {
        (true, false) => Some(Media::Docx),
        (false, true) => Some(Media::Xlsx),
        _ => None,
    })
}

/// Old Office and WPS files are compound files, as installers are: the names of their streams tell them apart.
fn compound(bytes: &[u8]) -> Result<Option<Media>> {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        memmem::find(bytes, &wide).is_some()
    };
    if has("_VBA_PROJECT") || has("VBA") {
        return Err(with_macros());
    }
    Ok(match (has("WordDocument"), has("Workbook") || has("Book")) {
        (true, false) => Some(Media::Doc),
        (false, true) => Some(Media::Xls),
        _ => None,
    })
}

fn with_macros() -> Error {
    refused(
        "这份文档带有宏，为了安全不能作为附件。请在 WPS 或 Office 里另存为不带宏的 docx、xlsx，或导出成 PDF 再添加。",
    )
}

fn is_text(bytes: &[u8]) -> bool {
    let decoded = match std::str::from_utf8(bytes) {
        Ok(text) => Some(std::borrow::Cow::Borrowed(text)),
        Err(_) => GB18030.decode_without_bom_handling_and_without_replacement(bytes),
    };
    decoded.is_some_and(|text| !text.chars().any(|c| c.is_control() && !"\r\n\t".contains(c)))
}

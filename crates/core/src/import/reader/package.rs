//! A zip as workbooks are packed: its directory read under caps, its parts unpacked as a stream under caps.
//!
//! What the directory claims is only a first look: a bomb lies about its sizes, so what comes out is counted too.

use std::cell::Cell as Counter;
use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::rc::Rc;

use flate2::{Crc, read::DeflateDecoder};
use lunxun_base::{Error, Result};

use super::{PASSWORD, refuse};

const MAX_ENTRIES: usize = 4_000;
const MAX_PART: u64 = 400 * 1024 * 1024;
const MAX_STRINGS: u64 = 192 * 1024 * 1024;
/// A sheet packs to a tenth, one of empty cells to a fiftieth; a bomb to a thousandth.
const MAX_RATIO: u64 = 150;
const SMALL: u64 = 32 * 1024 * 1024;
/// All that is unpacked of one file.
const MAX_TOTAL: u64 = 768 * 1024 * 1024;

const TRUNCATED: &str = "这个文件不完整（可能没有复制或下载完），请重新取得后再导入。";
const TOO_LARGE: &str = "这个文件解开后大得不正常（压缩炸弹，或夹带了大量图片和空白），没有读取。请用 WPS 打开，只留名册，另存为新的 .xlsx 后再导入。";

/// The parts of a package by name, in lower case with forward strokes.
pub(super) struct Package<'a> {
    bytes: &'a [u8],
    parts: HashMap<String, Part>,
    left: Rc<Counter<u64>>,
}

#[derive(Clone, Copy)]
struct Part {
    method: u16,
    is_locked: bool,
    crc: u32,
    packed: u64,
    size: u64,
    header: u64,
}

impl<'a> Package<'a> {
    /// Reads the directory.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self> {
        let damaged = || refuse(TRUNCATED);
        let end = find_end(bytes).ok_or_else(damaged)?;
        let (count, mut at) = directory(bytes, end).ok_or_else(damaged)?;
        if count > MAX_ENTRIES {
            return Err(refuse("这个文件内部的部件太多，不像表格，请用 WPS 另存为 .xlsx 后再导入。"));
        }
        let mut parts = HashMap::with_capacity(count);
        for _ in 0..count {
            let (name, part, next) = entry(bytes, at).ok_or_else(damaged)?;
            at = next;
            parts.entry(name).or_insert(part);
        }
        Ok(Self { bytes, parts, left: Rc::new(Counter::new(MAX_TOTAL)) })
    }

    /// Whether it has a part.
    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&plain_name(name))
    }

    /// A part as a stream; `None` when there is none.
    pub(super) fn part(&self, name: &str) -> Result<Option<impl BufRead + 'a>> {
        let name = plain_name(name);
        let Some(part) = self.parts.get(&name).copied() else { return Ok(None) };
        if part.is_locked {
            return Err(refuse(PASSWORD));
        }
        let limit = if name.ends_with("sharedstrings.xml") { MAX_STRINGS } else { MAX_PART };
        let is_bomb = part.size > SMALL && part.size / part.packed.max(1) > MAX_RATIO;
        if is_bomb || part.size > limit || part.size > self.left.get() {
            return Err(refuse(TOO_LARGE));
        }
        let packed = self.packed(part).ok_or_else(|| refuse(TRUNCATED))?;
        let inner: Box<dyn Read + 'a> = match part.method {
            0 => Box::new(packed),
            8 => Box::new(DeflateDecoder::new(packed)),
            _ => return Err(refuse("这个文件用了少见的压缩方式，读不出来。请用 WPS 打开后另存为 .xlsx 再导入。")),
        };
        // No part is larger than the directory says, unless the directory lies.
        let limited =
            Limited { inner, limit: part.size, left: Rc::clone(&self.left), crc: Crc::new(), expected: part.crc };
        Ok(Some(BufReader::with_capacity(64 * 1024, limited)))
    }

    fn packed(&self, part: Part) -> Option<&'a [u8]> {
        let header = usize::try_from(part.header).ok()?;
        if self.bytes.get(header..header.checked_add(4)?)? != b"PK\x03\x04" {
            return None;
        }
        let name = usize::from(u16_at(self.bytes, header + 26)?);
        let extra = usize::from(u16_at(self.bytes, header + 28)?);
        let start = header + 30 + name + extra;
        self.bytes.get(start..start.checked_add(usize::try_from(part.packed).ok()?)?)
    }
}

/// What went wrong while a part was read.
pub(super) fn foreign(error: &io::Error) -> Error {
    match error.kind() {
        ErrorKind::FileTooLarge => refuse(TOO_LARGE),
        // What a foreign parser says may quote cells, so it does not travel into the log.
        _ => refuse("这个文件内部有损坏，读不出来。请用 WPS 打开后另存为 .xlsx 再导入；打不开的请重新取得文件。"),
    }
}

struct Limited<'a> {
    inner: Box<dyn Read + 'a>,
    limit: u64,
    left: Rc<Counter<u64>>,
    crc: Crc,
    expected: u32,
}

impl Read for Limited<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        if count == 0 && !buffer.is_empty() {
            let is_whole = self.expected == 0 || self.crc.sum() == self.expected;
            return if is_whole { Ok(0) } else { Err(ErrorKind::InvalidData.into()) };
        }
        let all = self.left.get().min(self.limit);
        if count as u64 > all {
            return Err(ErrorKind::FileTooLarge.into());
        }
        self.limit -= count as u64;
        self.left.set(self.left.get() - count as u64);
        self.crc.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

fn plain_name(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

/// The end-of-directory record stands in the last 64 KiB.
fn find_end(bytes: &[u8]) -> Option<usize> {
    let from = bytes.len().saturating_sub(22 + 65_535);
    let tail = bytes.get(from..)?;
    tail.windows(4).rposition(|window| window == b"PK\x05\x06").map(|at| from + at)
}

/// How many entries, and where the first stands.
fn directory(bytes: &[u8], end: usize) -> Option<(usize, usize)> {
    let (count, start) = (u16_at(bytes, end + 10)?, u32_at(bytes, end + 16)?);
    if count != u16::MAX && start != u32::MAX {
        return Some((usize::from(count), start as usize));
    }
    // Zip64: a locator of 20 bytes in front of the end points to the wide record.
    let locator = end.checked_sub(20)?;
    if bytes.get(locator..locator + 4)? != b"PK\x06\x07" {
        return Some((usize::from(count), start as usize));
    }
    let wide = usize::try_from(u64_at(bytes, locator + 8)?).ok()?;
    let count = u64_at(bytes, wide.checked_add(32)?)?;
    let start = u64_at(bytes, wide.checked_add(48)?)?;
    Some((usize::try_from(count).ok()?, usize::try_from(start).ok()?))
}

fn entry(bytes: &[u8], at: usize) -> Option<(String, Part, usize)> {
    if bytes.get(at..at.checked_add(4)?)? != b"PK\x01\x02" {
        return None;
    }
    let name_len = usize::from(u16_at(bytes, at + 28)?);
    let extra_len = usize::from(u16_at(bytes, at + 30)?);
    let comment = usize::from(u16_at(bytes, at + 32)?);
    let name = bytes.get(at + 46..at + 46 + name_len)?;
    let mut part = Part {
        method: u16_at(bytes, at + 10)?,
        is_locked: u16_at(bytes, at + 8)? & 1 == 1,
        crc: u32_at(bytes, at + 16)?,
        packed: u64::from(u32_at(bytes, at + 20)?),
        size: u64::from(u32_at(bytes, at + 24)?),
        header: u64::from(u32_at(bytes, at + 42)?),
    };
    let extra = bytes.get(at + 46 + name_len..at + 46 + name_len + extra_len)?;
    widen(&mut part, extra);
    Some((plain_name(&String::from_utf8_lossy(name)), part, at + 46 + name_len + extra_len + comment))
}

/// Sizes beyond four gigabytes, and those of writers that always keep them wide.
fn widen(part: &mut Part, mut extra: &[u8]) {
    while let (Some(id), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let Some(data) = extra.get(4..4 + usize::from(length)) else { return };
        if id == 1 {
            let mut at = 0;
            for value in [&mut part.size, &mut part.packed, &mut part.header] {
                if *value == u64::from(u32::MAX)
                    && let Some(wide) = u64_at(data, at)
                {
                    *value = wide;
                    at += 8;
                }
            }
        }
        extra = extra.get(4 + usize::from(length)..).unwrap_or_default();
    }
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

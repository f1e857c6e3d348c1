//! An OLE container (复合文档): a small file system of streams, as `.xls`, WPS `.et` and locked `.xlsx` use it.

use super::package::{u16_at, u32_at};

const END: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;

/// The streams of a container.
pub(super) struct Container<'a> {
    bytes: &'a [u8],
    sector: usize,
    mini_sector: usize,
    cutoff: u64,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    size: u64,
    is_root: bool,
}

/// Why a stream could not be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It has no such stream.
    Absent,
    /// The file ends before the stream does.
    Truncated,
    /// It contradicts itself.
    Damaged,
}

impl<'a> Container<'a> {
    /// Reads the tables and the directory.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        let word = |at: usize| u32_at(bytes, at).ok_or(Fault::Truncated);
        let shift = u16_at(bytes, 30).ok_or(Fault::Truncated)?;
        let mini_shift = u16_at(bytes, 32).ok_or(Fault::Truncated)?;
        if !matches!(shift, 9 | 12) || !(4..=shift).contains(&mini_shift) {
            return Err(Fault::Damaged);
        }
        let mut container = Self {
            bytes,
            sector: 1 << shift,
            mini_sector: 1 << mini_shift,
            cutoff: u64::from(word(56)?),
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini: Vec::new(),
            entries: Vec::new(),
        };
        container.read_fat(word(68)?)?;
        let directory = container.chain(word(48)?, u64::MAX)?;
        container.entries = directory.chunks_exact(128).filter_map(entry).collect();
        container.mini_fat = words(&container.chain(word(60)?, u64::MAX).unwrap_or_default()).collect();
        if let Some((start, size)) =
            container.entries.iter().find(|entry| entry.is_root).map(|root| (root.start, root.size))
        {
            // A small stream may still be whole where the last one is cut off.
            container.mini = container.chain(start, size).unwrap_or_default();
        }
        Ok(container)
    }

    /// The FAT's own sectors: 109 of them are listed in the header, the rest in a chain.
    fn read_fat(&mut self, first: u32) -> Result<(), Fault> {
        let mut listed: Vec<u32> = words(self.bytes.get(76..512).ok_or(Fault::Truncated)?).collect();
        let most = self.bytes.len() / self.sector + 1;
        let (mut next, mut seen) = (first, 0);
        while next < END && seen < most {
            let Ok(sector) = self.at(next) else { break };
            let mut ids: Vec<u32> = words(sector).collect();
            next = ids.pop().unwrap_or(END);
            listed.extend(ids);
            seen += 1;
        }
        for id in listed.into_iter().filter(|id| *id < END).take(most) {
            match self.at(id) {
                Ok(sector) => self.fat.extend(words(sector)),
                Err(_) => self.fat.extend(std::iter::repeat_n(FREE, self.sector / 4)),
            }
        }
        if self.fat.is_empty() { Err(Fault::Damaged) } else { Ok(()) }
    }

    /// A sector; the last one of a file may be short.
    fn at(&self, id: u32) -> Result<&'a [u8], Fault> {
        let start = (id as usize).checked_add(1).and_then(|id| id.checked_mul(self.sector)).ok_or(Fault::Damaged)?;
        let end = (start + self.sector).min(self.bytes.len());
        self.bytes.get(start..end).filter(|sector| !sector.is_empty()).ok_or(Fault::Truncated)
    }

    fn chain(&self, start: u32, size: u64) -> Result<Vec<u8>, Fault> {
        let mut out = Vec::new();
        let (mut id, mut steps) = (start, 0);
        while id < END && (out.len() as u64) < size {
            steps += 1;
            if steps > self.fat.len() {
                return Err(Fault::Damaged);
            }
            out.extend_from_slice(self.at(id)?);
            id = *self.fat.get(id as usize).ok_or(Fault::Truncated)?;
        }
        finish(out, size)
    }

    fn mini_chain(&self, start: u32, size: u64) -> Result<Vec<u8>, Fault> {
        let mut out = Vec::new();
        let (mut id, mut steps) = (start, 0);
        while id < END && (out.len() as u64) < size {
            steps += 1;
            let at = (id as usize).checked_mul(self.mini_sector).ok_or(Fault::Damaged)?;
            if steps > self.mini_fat.len() {
                return Err(Fault::Damaged);
            }
            let end = (at + self.mini_sector).min(self.mini.len());
            out.extend_from_slice(self.mini.get(at..end).ok_or(Fault::Truncated)?);
            id = *self.mini_fat.get(id as usize).ok_or(Fault::Truncated)?;
        }
        finish(out, size)
    }

    /// Whether it has a stream or a folder of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The content of a stream.
    pub(super) fn stream(&self, name: &str) -> Result<Vec<u8>, Fault> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name)).ok_or(Fault::Absent)?;
        if entry.size < self.cutoff {
            self.mini_chain(entry.start, entry.size)
        } else {
            self.chain(entry.start, entry.size)
        }
    }
}

fn finish(mut out: Vec<u8>, size: u64) -> Result<Vec<u8>, Fault> {
    if size == u64::MAX {
        return Ok(out);
    }
    if (out.len() as u64) < size {
        return Err(Fault::Truncated);
    }
    out.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    Ok(out)
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).filter_map(|chunk| u32_at(chunk, 0))
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let kind = *bytes.get(66)?;
    if !matches!(kind, 1 | 2 | 5) {
        return None;
    }
    let length = usize::from(u16_at(bytes, 64)?).min(64);
    let name: Vec<u16> = bytes.get(..length)?.chunks_exact(2).filter_map(|pair| u16_at(pair, 0)).collect();
    Some(Entry {
        name: String::from_utf16_lossy(&name).trim_end_matches('\0').to_owned(),
        start: u32_at(bytes, 116)?,
        size: u64::from(u32_at(bytes, 120)?),
        is_root: kind == 5,
    })
}

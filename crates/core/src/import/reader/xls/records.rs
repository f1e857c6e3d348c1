//! The stream as records, and texts that go on over several of them.

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, SHIFT_JIS, WINDOWS_1252};

use crate::import::reader::package::u16_at;

pub(super) const CONTINUE: u16 = 0x003C;

/// One record: its kind and its bytes.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    pub id: u16,
    pub data: &'a [u8],
}

/// Walks over the records from a place in the stream.
pub(super) struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    pub(super) const fn new(stream: &'a [u8], at: usize) -> Self {
        Self { stream, at }
    }

    pub(super) fn peek(&self) -> Option<Record<'a>> {
        let (id, length) = (u16_at(self.stream, self.at)?, u16_at(self.stream, self.at + 2)?);
        let start = self.at + 4;
        Some(Record { id, data: self.stream.get(start..start + usize::from(length))? })
    }

    /// The bytes of the records that go on with the one before.
    pub(super) fn continued(&mut self) -> Vec<&'a [u8]> {
        let mut pieces = Vec::new();
        while let Some(record) = self.peek().filter(|record| record.id == CONTINUE) {
            pieces.push(record.data);
            self.next();
        }
        pieces
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let record = self.peek()?;
        self.at += 4 + record.data.len();
        Some(record)
    }
}

/// How the texts of a workbook are written.
#[derive(Clone, Copy)]
pub(super) struct Script {
    pub is_biff8: bool,
    pub page: u16,
}

impl Script {
    /// Text of BIFF5 in the workbook's code page. Writers of old claimed a western page for Chinese text.
    fn decode(self, bytes: &[u8]) -> String {
        let named: Option<&'static Encoding> = match self.page {
            936 | 10_008 | 54_936 => Some(GB18030),
            950 | 10_002 => Some(BIG5),
            932 | 10_001 => Some(SHIFT_JIS),
            949 | 10_003 => Some(EUC_KR),
            _ => None,
        };
        if let Some(encoding) = named {
            return encoding.decode_without_bom_handling(bytes).0.into_owned();
        }
        let chinese = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
        let is_chinese = |text: &str| text.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
        match chinese.filter(|text| is_chinese(text)) {
            Some(text) => text.into_owned(),
            None => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
        }
    }

    /// A text behind its length, which takes one byte or two. Answers it with what it took.
    pub(super) fn text(self, data: &[u8], has_long_count: bool) -> Option<String> {
        let (count, rest) = if has_long_count {
            (usize::from(u16_at(data, 0)?), data.get(2..)?)
        } else {
            (usize::from(*data.first()?), data.get(1..)?)
        };
        if !self.is_biff8 {
            return Some(self.decode(rest.get(..count.min(rest.len()))?));
        }
        Pieces::new(rest, &[]).text(count)
    }
}

/// Bytes of a record and those that go on with it.
pub(super) struct Pieces<'a> {
    here: &'a [u8],
    rest: &'a [&'a [u8]],
}

impl<'a> Pieces<'a> {
    pub(super) const fn new(first: &'a [u8], rest: &'a [&'a [u8]]) -> Self {
        Self { here: first, rest }
    }

    fn turn(&mut self) -> bool {
        let Some((next, rest)) = self.rest.split_first() else { return false };
        (self.here, self.rest) = (next, rest);
        true
    }

    fn byte(&mut self) -> Option<u8> {
        while self.here.is_empty() {
            if !self.turn() {
                return None;
            }
        }
        let (first, rest) = self.here.split_first()?;
        self.here = rest;
        Some(*first)
    }

    fn short(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            if self.here.is_empty() && !self.turn() {
                return None;
            }
            let now = count.min(self.here.len());
            self.here = self.here.get(now..)?;
            count -= now;
        }
        Some(())
    }

    /// A text of the shared table with its own count.
    pub(super) fn counted_text(&mut self) -> Option<String> {
        let count = usize::from(self.short()?);
        self.text(count)
    }

    /// Flags, then the characters, then the runs of formats and the reading, which are passed over. Where the characters
    /// go on in the next record, it says anew whether they are wide.
    pub(super) fn text(&mut self, count: usize) -> Option<String> {
        let flags = self.byte()?;
        let runs = if flags & 8 == 0 { 0 } else { usize::from(self.short()?) };
        let extra = if flags & 4 == 0 { 0 } else { usize::from(self.short()?) | usize::from(self.short()?) << 16 };
        let mut is_wide = flags & 1 == 1;
        let mut units: Vec<u16> = Vec::with_capacity(count.min(4_096));
        while units.len() < count {
            if self.here.is_empty() {
                if !self.turn() {
                    // The table was cut off: better a short text than a wrong one.
                    return None;
                }
                is_wide = self.byte()? & 1 == 1;
                continue;
            }
            if is_wide {
                units.push(self.short()?);
            } else {
                units.push(u16::from(self.byte()?));
            }
        }
        self.skip(runs * 4 + extra)?;
        Some(String::from_utf16_lossy(&units))
    }
}

//! What stands in front of the sheets: their list, the shared texts, the formats.

use std::collections::HashMap;
use std::sync::Arc;

use lunxun_base::Result;

use super::records::{Pieces, Record, Records, Script};
use super::{damaged, too_old};
use crate::import::reader::formats::Format;
use crate::import::reader::package::{u16_at, u32_at};
use crate::import::reader::{MAX_TEXT, PASSWORD, refuse};

/// A sheet as the workbook lists it.
pub(super) struct Entry {
    pub name: String,
    pub is_hidden: bool,
    pub at: usize,
}

/// What all sheets share.
pub(super) struct Globals {
    pub script: Script,
    pub is_1904: bool,
    pub strings: Vec<Arc<str>>,
    pub sheets: Vec<Entry>,
    formats: Vec<Format>,
}

impl Globals {
    /// What a cell's style makes of a number.
    pub(super) fn format(&self, style: u16) -> Format {
        self.formats.get(usize::from(style)).copied().unwrap_or_default()
    }
}

pub(super) fn read(stream: &[u8]) -> Result<Globals> {
    let mut records = Records::new(stream, 0);
    let is_biff8 = match records.next() {
        Some(Record { id: 0x0809, data }) => match u16_at(data, 0) {
            Some(0x0600) => true,
            Some(0x0500) => false,
            _ => return Err(too_old()),
        },
        Some(Record { id: 0x0009 | 0x0209 | 0x0409, .. }) => return Err(too_old()),
        _ => return Err(damaged()),
    };
    let mut globals = Globals {
        script: Script { is_biff8, page: 0 },
        is_1904: false,
        strings: Vec::new(),
        sheets: Vec::new(),
        formats: Vec::new(),
    };
    let mut codes: HashMap<u16, Format> = HashMap::new();
    let mut styles: Vec<u16> = Vec::new();
    while let Some(Record { id, data }) = records.next() {
        match id {
            0x000A => break,
            0x002F => return Err(refuse(PASSWORD)),
            0x0042 => globals.script.page = u16_at(data, 0).unwrap_or_default(),
            0x0022 => globals.is_1904 = u16_at(data, 0) == Some(1),
            0x041E => {
                let code = data.get(2..).and_then(|rest| globals.script.text(rest, is_biff8));
                if let (Some(id), Some(code)) = (u16_at(data, 0), code) {
                    codes.insert(id, Format::of_code(&code));
                }
            }
            0x00E0 => styles.extend(u16_at(data, 2)),
            0x0085 => globals.sheets.extend(sheet(data, globals.script)),
            0x00FC => {
                let rest = records.continued();
                globals.strings = strings(data, &rest)?;
            }
            _ => {}
        }
    }
    let of_style = |id: &u16| codes.get(id).copied().unwrap_or_else(|| Format::built_in(u32::from(*id)));
    globals.formats = styles.iter().map(of_style).collect();
    Ok(globals)
}

/// Charts and macro sheets are no tables.
fn sheet(data: &[u8], script: Script) -> Option<Entry> {
    let (visible, kind) = (*data.get(4)?, *data.get(5)?);
    let name = script.text(data.get(6..)?, false)?;
    let at = u32_at(data, 0)? as usize;
    (kind == 0).then_some(Entry { name, is_hidden: visible & 3 != 0, at })
}

fn strings(first: &[u8], rest: &[&[u8]]) -> Result<Vec<Arc<str>>> {
    let count = u32_at(first, 4).unwrap_or_default() as usize;
    let mut pieces = Pieces::new(first.get(8..).unwrap_or_default(), rest);
    let mut found: Vec<Arc<str>> = Vec::new();
    let mut total = 0;
    while found.len() < count {
        let Some(text) = pieces.counted_text() else { break };
        total += text.len();
        if total > MAX_TEXT {
            return Err(refuse("表格里的文字太多，请拆成几个文件分别导入。"));
        }
        found.push(Arc::from(text));
    }
    Ok(found)
}

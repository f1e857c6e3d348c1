//! The cells of one sheet.

use std::sync::Arc;

use lunxun_base::Result;

use super::damaged;
use super::globals::Globals;
use super::records::{Record, Records};
use crate::import::reader::package::{u16_at, u32_at, u64_at};
use crate::import::reader::{Cell, Intake, Merge, Sheet};

pub(super) fn read(stream: &[u8], at: usize, globals: &Globals, sheet: &mut Sheet, intake: &mut Intake) -> Result<()> {
    let mut records = Records::new(stream, at);
    if !matches!(records.next(), Some(Record { id: 0x0809, .. })) {
        return Err(damaged());
    }
    // A formula's text stands in a record of its own behind it.
    let mut waiting: Option<(usize, usize)> = None;
    // A chart inside a sheet has a beginning and an end of its own.
    let mut depth = 0_usize;
    let mut is_whole = false;
    let mut hidden = Vec::new();
    for record in records {
        let data = record.data;
        match record.id {
            0x0809 => depth += 1,
            0x000A if depth == 0 => {
                is_whole = true;
                break;
            }
            0x000A => depth -= 1,
            _ if depth > 0 => {}
            0x0208 if u16_at(data, 12).is_some_and(|flags| flags & 0x20 != 0) => hidden.extend(u16_at(data, 0)),
            0x009B => sheet.is_filtered = true,
            0x00E5 => sheet.merges.extend(merges(data)),
            0x00BD => row_of_numbers(data, globals, sheet, intake)?,
            0x0207 => {
                if let Some((row, column)) = waiting.take() {
                    let text = globals.script.text(data, true).unwrap_or_default();
                    intake.put(sheet, row, column, Cell::text(text))?;
                }
            }
            id => {
                let Some((row, column, style)) = place(data) else { continue };
                if id == 0x0006 && is_text_formula(data) {
                    waiting = Some((row, column));
                    continue;
                }
                if let Some(cell) = cell(id, data, style, globals) {
                    intake.put(sheet, row, column, cell)?;
                }
            }
        }
    }
    hidden.sort_unstable();
    hidden.into_iter().for_each(|row| intake.hide(sheet, usize::from(row)));
    if is_whole { Ok(()) } else { Err(damaged()) }
}

fn place(data: &[u8]) -> Option<(usize, usize, u16)> {
    Some((usize::from(u16_at(data, 0)?), usize::from(u16_at(data, 2)?), u16_at(data, 4)?))
}

fn cell(id: u16, data: &[u8], style: u16, globals: &Globals) -> Option<Cell> {
    let number = |value: f64| globals.format(style).cell(value, globals.is_1904);
    match id {
        0x00FD => globals.strings.get(u32_at(data, 6)? as usize).map(|text| Cell::text(Arc::clone(text))),
        0x0204 | 0x00D6 => globals.script.text(data.get(6..)?, true).map(Cell::text),
        0x0203 => Some(number(f64::from_bits(u64_at(data, 6)?))),
        0x027E => Some(number(packed(u32_at(data, 6)?))),
        0x0205 => truth(*data.get(6)?, *data.get(7)?),
        0x0006 => match data.get(6..14)? {
            [1, _, value, _, _, _, 0xFF, 0xFF] => truth(*value, 0),
            [2, _, error, _, _, _, 0xFF, 0xFF] => truth(*error, 1),
            [_, _, _, _, _, _, 0xFF, 0xFF] => None,
            _ => Some(number(f64::from_bits(u64_at(data, 6)?))),
        },
        _ => None,
    }
}

fn is_text_formula(data: &[u8]) -> bool {
    matches!(data.get(6..14), Some([0, _, _, _, _, _, 0xFF, 0xFF]))
}

fn truth(value: u8, is_error: u8) -> Option<Cell> {
    if is_error == 0 {
        return Some(Cell::Bool(value != 0));
    }
    let error = match value {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    };
    Some(Cell::Error(error.to_owned()))
}

/// A number in four bytes: an integer of 30 bits or the upper half of a double, perhaps in hundredths.
fn packed(word: u32) -> f64 {
    let value =
        if word & 2 == 0 { f64::from_bits(u64::from(word & !3) << 32) } else { f64::from(word.cast_signed() >> 2) };
    if word & 1 == 1 { value / 100.0 } else { value }
}

fn row_of_numbers(data: &[u8], globals: &Globals, sheet: &mut Sheet, intake: &mut Intake) -> Result<()> {
    let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) else { return Ok(()) };
    // Style and number of each, then the last column.
    let cells = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
    for (at, one) in cells.chunks_exact(6).enumerate() {
        let (Some(style), Some(word)) = (u16_at(one, 0), u32_at(one, 2)) else { continue };
        let value = globals.format(style).cell(packed(word), globals.is_1904);
        intake.put(sheet, usize::from(row), usize::from(first) + at, value)?;
    }
    Ok(())
}

fn merges(data: &[u8]) -> impl Iterator<Item = Merge> {
    data.get(2..).unwrap_or_default().chunks_exact(8).filter_map(|region| {
        let word = |at: usize| u16_at(region, at).map(usize::from);
        Merge { top: word(0)?, bottom: word(2)?, left: word(4)?, right: word(6)? }.clip()
    })
}

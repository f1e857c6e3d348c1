//! Finding the header and guessing what its columns hold.

use std::collections::BTreeMap;

use super::{FieldKey, FieldSpec, SheetKind, Table, plain};
use crate::fields::squeeze;
use crate::import::reader::{Merge, Sheet};

/// Rows searched for a header.
const SEARCHED: usize = 40;
const EXACT: u8 = 100;
const GROUPED: u8 = 96;
const STEM: u8 = 92;
const LOOSE: u8 = 60;
const CONTENT: u8 = 40;

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Position in the sheet, from 0.
    pub index: usize,
    /// Its title; group and leaf joined by `/` where the header has several rows. Empty when it has none.
    pub title: String,
}

/// What a column most likely holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guess {
    /// The field, or nothing known.
    pub field: Option<FieldKey>,
    /// 100 sure … 40 by its content alone; 0 without a field.
    pub score: u8,
}

impl Guess {
    const NONE: Self = Self { field: None, score: 0 };
}

/// Column of the sheet → field; a column without entry is ignored. The clerk may correct it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    fields: BTreeMap<usize, FieldKey>,
}

impl Mapping {
    pub(super) fn from_guesses(columns: &[Column], guesses: &[Guess]) -> Self {
        let pairs = columns.iter().zip(guesses);
        Self { fields: pairs.filter_map(|(column, guess)| Some((column.index, guess.field?))).collect() }
    }

    /// Gives a column a field, or ignores it.
    pub fn set(&mut self, column: usize, field: Option<FieldKey>) {
        match field {
            Some(field) => self.fields.insert(column, field),
            None => self.fields.remove(&column),
        };
    }

    /// The field of a column.
    #[must_use]
    pub fn field(&self, column: usize) -> Option<FieldKey> {
        self.fields.get(&column).copied()
    }

    /// The columns that hold a field, in sheet order.
    pub fn columns_of<'a>(&'a self, field: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.fields.iter().filter(move |(_, key)| **key == field).map(|(column, _)| *column)
    }

    /// Columns and their fields, in sheet order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, FieldKey)> + '_ {
        self.fields.iter().map(|(column, field)| (*column, *field))
    }
}

pub(super) struct Header {
    pub first: usize,
    pub last: usize,
    pub columns: Vec<Column>,
    pub guesses: Vec<Guess>,
}

/// The header with the most fields; of equals the one with fewer rows, then the upper one.
pub(super) fn find(sheet: &Sheet, kind: &SheetKind) -> Option<Header> {
    let searched = sheet.rows.len().min(SEARCHED);
    let width = sheet.rows.iter().take(SEARCHED + 20).map(Vec::len).max()?;
    let texts = HeaderTexts::new(sheet, searched + 3, width);
    let mut best: Option<(usize, Header)> = None;
    for depth in 1..=3 {
        for first in 0..searched {
            if first + depth > sheet.rows.len() {
                continue;
            }
            let Some((hits, header)) = try_header(&texts, first, depth, width, kind) else { continue };
            if best.as_ref().is_none_or(|(most, _)| hits > *most) {
                best = Some((hits, header));
            }
        }
    }
    let (hits, header) = best?;
    // Titles that are merged over two rows stand in the lower one as well; the header begins where they begin.
    let covers = |merge: &&Merge| merge.top < header.first && merge.bottom >= header.first && merge.left == merge.right;
    let top = sheet.merges.iter().filter(covers).map(|merge| merge.top).min().filter(|top| header.last - top < 3);
    let whole = top.and_then(|top| try_header(&texts, top, header.last - top + 1, width, kind));
    Some(whole.filter(|(more, _)| *more >= hits).map_or(header, |(_, whole)| whole))
}

/// How many columns of the best header belong to this kind; 0 without one of the fields that tell it.
pub(super) fn hits(sheet: &Sheet, kind: &SheetKind) -> usize {
    let Some(header) = find(sheet, kind) else { return 0 };
    let fields = || header.guesses.iter().filter_map(|guess| guess.field);
    let is_told = kind.telling.is_empty() || fields().any(|field| kind.telling.contains(&field));
    if is_told { fields().count() } else { 0 }
}

fn try_header(
    texts: &HeaderTexts,
    first: usize,
    depth: usize,
    width: usize,
    kind: &SheetKind,
) -> Option<(usize, Header)> {
    let (mut columns, mut guesses) = (Vec::new(), Vec::new());
    let last = first + depth - 1;
    for index in 0..width {
        let parts = texts.parts(first, last, index);
        if parts.len() > 1 && under_a_field(&parts, kind) {
            return None;
        }
        guesses.push(guess_title(&parts, kind));
        columns.push(Column { index, title: parts.join("/") });
    }
    // The lowest row must add something of its own.
    if depth > 1 && !(0..width).any(|index| texts.has_own(last, index)) {
        return None;
    }
    keep_best(&mut guesses, kind);
    let hits = guesses.iter().filter(|guess| guess.field.is_some()).count();
    let names_something =
        guesses.iter().any(|guess| guess.field.is_some_and(|field| kind.identifying.contains(&field)));
    let titled = columns.iter().filter(|column| !column.title.is_empty()).count();
    let enough = hits >= 2 || hits == 1 && titled == 1;
    (names_something && enough).then_some((hits, Header { first, last, columns, guesses }))
}

/// `姓名` over `张三`: the upper text is a whole title and the lower one is data, so this is no two-row header.
fn under_a_field(parts: &[String], kind: &SheetKind) -> bool {
    let Some(top) = parts.first() else { return false };
    let is_title = |text: &str| kind.fields.iter().any(|field| field.aliases.contains(&text));
    is_title(&stem(top)) && guess_title(parts, kind).field.is_none()
}

/// What a title means. With several parts the leaf counts, alone or joined with its group.
fn guess_title(parts: &[String], kind: &SheetKind) -> Guess {
    let Some(leaf) = parts.last() else { return Guess::NONE };
    let groups = parts.get(..parts.len() - 1).unwrap_or_default();
    if groups.iter().any(|group| kind.foreign_groups.iter().any(|word| group.contains(word))) {
        return Guess::NONE;
    }
    let joined = parts.concat();
    let mut best = Guess::NONE;
    for field in kind.fields {
        let score = score(leaf, field).max(score(&joined, field).min(GROUPED));
        if score > best.score {
            best = Guess { field: Some(field.key), score };
        }
    }
    best
}

fn score(title: &str, field: &FieldSpec) -> u8 {
    if field.aliases.contains(&title) || field.title.is_some_and(|is_meant| is_meant(title)) {
        return EXACT;
    }
    let stem = stem(title);
    if field.aliases.contains(&stem.as_str()) {
        return STEM;
    }
    let title_len = stem.chars().count();
    let is_loose = |alias: &&str| {
        let len = alias.chars().count();
        len >= 3 && title_len <= len + 4 && stem.contains(*alias)
    };
    field
        .aliases
        .iter()
        .filter(|alias| is_loose(alias))
        .map(|alias| LOOSE + u8::try_from(alias.chars().count()).unwrap_or(0))
        .max()
        .unwrap_or(0)
}

/// Without brackets, stars and colons: `*身份证号（18位）：` → `身份证号`.
fn stem(title: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    for c in title.chars() {
        match c {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            '*' | ':' | '/' | '、' | '★' | '☆' | '_' => {}
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    if out.is_empty() { title.to_owned() } else { out }
}

/// One column a field, unless the field may have several.
fn keep_best(guesses: &mut [Guess], kind: &SheetKind) {
    for field in kind.fields.iter().filter(|field| !field.is_multi) {
        let best = guesses.iter().filter(|guess| guess.field == Some(field.key)).map(|guess| guess.score).max();
        let mut taken = false;
        for guess in guesses.iter_mut().filter(|guess| guess.field == Some(field.key)) {
            if taken || Some(guess.score) != best {
                *guess = Guess::NONE;
            } else {
                taken = true;
            }
        }
    }
}

/// Finds fields that no title named by what stands in the untitled columns.
pub(super) fn guess_by_content(table: &mut Table, kind: &SheetKind) {
    for field in kind.fields {
        let Some(sniff) = field.sniff else { continue };
        if table.guesses.iter().any(|guess| guess.field == Some(field.key)) {
            continue;
        }
        let fits = |index: usize| {
            let sample: Vec<String> =
                table.rows.iter().take(200).map(|row| plain(row.cell(index))).filter(|text| !text.is_empty()).collect();
            !sample.is_empty() && sample.iter().filter(|text| sniff(text)).count() * 10 >= sample.len() * 6
        };
        let found = table
            .columns
            .iter()
            .zip(&table.guesses)
            .position(|(column, guess)| guess.field.is_none() && fits(column.index));
        if let Some(guess) = found.and_then(|at| table.guesses.get_mut(at)) {
            *guess = Guess { field: Some(field.key), score: CONTENT };
        }
    }
    let used: Vec<bool> = table
        .columns
        .iter()
        .map(|column| !column.title.is_empty() || table.rows.iter().any(|row| !row.cell(column.index).is_empty()))
        .collect();
    let mut keep = used.iter();
    table.guesses.retain(|_| *keep.next().unwrap_or(&true));
    let mut keep = used.iter();
    table.columns.retain(|_| *keep.next().unwrap_or(&true));
}

/// Texts of the upper rows with merged cells spread over what they span.
struct HeaderTexts {
    own: Vec<Vec<String>>,
    merged: Vec<Vec<String>>,
    spread: Vec<Vec<String>>,
}

impl HeaderTexts {
    fn new(sheet: &Sheet, rows: usize, width: usize) -> Self {
        let own: Vec<Vec<String>> =
            (0..rows).map(|row| (0..width).map(|column| plain(sheet.cell(row, column))).collect()).collect();
        let mut spread = own.clone();
        let within = |merge: &&Merge| merge.top < rows && merge.left < width;
        for merge in sheet.merges.iter().filter(within).take(5_000) {
            let text = own.get(merge.top).and_then(|row| row.get(merge.left)).cloned().unwrap_or_default();
            for row in spread.iter_mut().take(merge.bottom + 1).skip(merge.top) {
                for place in row.iter_mut().take(merge.right + 1).skip(merge.left) {
                    place.clone_from(&text);
                }
            }
        }
        let merged = spread.clone();
        let is_merged = |row: usize| sheet.merges.iter().any(|merge| (merge.top..=merge.bottom).contains(&row));
        // A text file has lost its merges: an empty cell over a title belongs to the group on its left.
        for row in 0..rows.saturating_sub(1) {
            if is_merged(row) {
                continue;
            }
            for column in 1..width {
                let is_empty = |row: usize, column: usize| {
                    spread.get(row).and_then(|cells| cells.get(column)).is_none_or(String::is_empty)
                };
                if is_empty(row, column) && !is_empty(row + 1, column) && !is_empty(row + 1, column - 1) {
                    let left = spread.get(row).and_then(|cells| cells.get(column - 1)).cloned().unwrap_or_default();
                    if let Some(place) = spread.get_mut(row).and_then(|cells| cells.get_mut(column)) {
                        *place = left;
                    }
                }
            }
        }
        Self { own, merged, spread }
    }

    fn parts(&self, first: usize, last: usize, column: usize) -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        for row in first..=last {
            let texts = if row == last { &self.merged } else { &self.spread };
            let text = texts.get(row).and_then(|cells| cells.get(column)).map(|text| squeeze(text)).unwrap_or_default();
            if !text.is_empty() && parts.last() != Some(&text) {
                parts.push(text);
            }
        }
        parts
    }

    fn has_own(&self, row: usize, column: usize) -> bool {
        self.own.get(row).and_then(|cells| cells.get(column)).is_some_and(|text| !text.is_empty())
    }
}

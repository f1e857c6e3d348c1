//! Sorting the rows below the header: things, subtitles, totals, signatures, repeated headers.

use std::collections::HashSet;

use super::{Column, Dropped, Guess, SheetKind, Subtitle, Table, TableRow, looks_like_branch, plain};
use crate::import::reader::{Cell, MAX_CELLS, Sheet};

const TOTALS: [&str; 13] = [
    "合计",
    "小计",
    "总计",
    "共计",
    "累计",
    "总数",
    "本页合计",
    "本页小计",
    // A ledger of money.
    "本月合计",
    "本年累计",
    "本月小计",
    "承前页",
    "过次页",
];
const NOTES: [&str; 14] = [
    "填报单位",
    "填表单位",
    "报送单位",
    "填报时间",
    "填表时间",
    "填报日期",
    "填表日期",
    "填表说明",
    "填报说明",
    "单位:",
    "单位(盖章)",
    "说明:",
    "注:",
    "备注:",
];
const SIGNATURES: [&str; 16] = [
    "填表人",
    "填报人",
    "制表人",
    "制表:",
    "审核人",
    "审核:",
    "审批人",
    "负责人",
    "单位负责人",
    "主要负责人",
    "经办人",
    "统计人",
    "联系人:",
    "联系电话:",
    "党委书记:",
    "支部书记:",
];

/// Title and reporting unit above the header. Answers the unit when it names a branch.
pub(super) fn read_preamble(sheet: &Sheet, header: usize, table: &mut Table) -> Option<String> {
    let mut unit = None;
    for row in 0..header {
        let texts = texts_of(sheet.rows.get(row).map_or(&[], Vec::as_slice));
        let Some((_, first)) = texts.first() else { continue };
        table.dropped.push((row + 1, Dropped::Note));
        let named = texts.iter().find_map(|(_, text)| unit_in(text));
        match named {
            Some(name) => unit = unit.or(Some(name)),
            None if table.title.is_none() && texts.len() == 1 && !is_note(first) => table.title = Some(first.clone()),
            None => {}
        }
    }
    unit.filter(|name| looks_like_branch(name) && !name.ends_with("党委"))
}

/// `填报单位:柳林村党支部填报时间:2026年3月` → `柳林村党支部`
fn unit_in(text: &str) -> Option<String> {
    let heads = ["填报单位", "填表单位", "报送单位", "党支部名称", "支部名称", "所在党支部", "单位"];
    let rest = heads.iter().find_map(|head| text.split_once(head).map(|(_, rest)| rest))?;
    let rest = rest.trim_start_matches("(盖章)").trim_start_matches("(公章)").strip_prefix(':')?;
    let end = ["填报", "填表", "时间", "日期", "(", "20", "负责", "联系", "单位"]
        .iter()
        .filter_map(|stop| rest.find(stop))
        .min();
    let name = rest.get(..end.unwrap_or(rest.len())).unwrap_or(rest).trim_matches(['_', ':', '.', ',']).to_owned();
    (!name.is_empty()).then_some(name)
}

/// Spreads merged cells over the rows that they span, in the columns whose field allows it.
pub(super) fn fill_down(
    sheet: &mut Sheet,
    header_last: usize,
    columns: &[Column],
    guesses: &[Guess],
    kind: &SheetKind,
) {
    let fills: HashSet<usize> = columns
        .iter()
        .zip(guesses)
        .filter(|(_, guess)| guess.field.and_then(|key| kind.field(key)).is_some_and(|field| field.fills_down))
        .map(|(column, _)| column.index)
        .collect();
    let mut budget = MAX_CELLS;
    for merge in std::mem::take(&mut sheet.merges) {
        let column = merge.left;
        if merge.bottom == merge.top || merge.top <= header_last || !fills.contains(&column) {
            continue;
        }
        let value = sheet.cell(merge.top, column).clone();
        for row in sheet.rows.iter_mut().take(merge.bottom + 1).skip(merge.top + 1) {
            budget = budget.saturating_sub(1);
            // Wholly empty rows stay so.
            if budget == 0 || row.is_empty() {
                continue;
            }
            if row.len() <= column {
                row.resize_with(column + 1, Cell::default);
            }
            if let Some(place) = row.get_mut(column).filter(|place| place.is_empty()) {
                *place = value.clone();
            }
        }
    }
}

/// Puts every row below the header where it belongs.
pub(super) fn sort_rows(mut sheet: Sheet, header_last: usize, table: &mut Table, kind: &SheetKind) {
    let head = Head::new(&sheet, header_last, table, kind);
    let hidden = std::mem::take(&mut sheet.hidden_rows);
    for (at, cells) in std::mem::take(&mut sheet.rows).into_iter().enumerate().skip(header_last + 1) {
        let row_no = at + 1;
        match classify(&cells, &head) {
            Sort::Thing => {
                let subtitle = table.subtitles.len().checked_sub(1);
                let is_hidden = hidden.binary_search(&at).is_ok();
                table.rows.push(TableRow { row_no, cells, subtitle, is_hidden });
            }
            Sort::Dropped(Dropped::Blank) => {}
            Sort::Dropped(why) => table.dropped.push((row_no, why)),
            Sort::Subtitle { name, claimed } => {
                table.dropped.push((row_no, Dropped::Subtitle));
                table.subtitles.push(Subtitle { row_no, name, claimed });
            }
        }
    }
}

/// What is known from the header.
struct Head {
    texts: HashSet<String>,
    naming: Option<usize>,
    mapped: Vec<usize>,
    filled: Vec<usize>,
}

impl Head {
    fn new(sheet: &Sheet, header_last: usize, table: &Table, kind: &SheetKind) -> Self {
        let upper = sheet.rows.iter().take(header_last + 1);
        let texts = upper.flatten().map(plain).filter(|text| !text.is_empty()).collect();
        let pairs: Vec<_> = table
            .columns
            .iter()
            .zip(&table.guesses)
            .filter_map(|(column, guess)| Some((column.index, guess.field?)))
            .collect();
        let fills = |key: &str| kind.field(key).is_some_and(|field| field.fills_down);
        Self {
            texts,
            naming: kind
                .identifying
                .first()
                .and_then(|key| pairs.iter().find(|(_, field)| field == key))
                .map(|(at, _)| *at),
            mapped: pairs.iter().filter(|(_, key)| !fills(key)).map(|(at, _)| *at).collect(),
            filled: pairs.iter().filter(|(_, key)| fills(key)).map(|(at, _)| *at).collect(),
        }
    }
}

enum Sort {
    Thing,
    Dropped(Dropped),
    Subtitle { name: String, claimed: Option<usize> },
}

fn classify(cells: &[Cell], head: &Head) -> Sort {
    let filled: Vec<(usize, &Cell)> = cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()).collect();
    let Some((first_at, first_cell)) = filled.first().copied() else { return Sort::Dropped(Dropped::Blank) };
    let first = plain(first_cell);
    // A printed page repeats the header; a two-row one repeats each of its rows.
    if head.texts.contains(&first) && filled.iter().all(|(_, cell)| head.texts.contains(&plain(cell))) {
        let is_data_like = filled.len() == 1 && Some(first_at) == head.naming;
        if !is_data_like {
            return Sort::Dropped(Dropped::Header);
        }
    }
    if filled.iter().take(3).any(|(_, cell)| is_total(&plain(cell))) {
        return Sort::Dropped(Dropped::Total);
    }
    if is_note(&first) {
        return Sort::Dropped(Dropped::Note);
    }
    if is_signature(&first) {
        return Sort::Dropped(Dropped::Signature);
    }
    if filled.len() == 1 {
        return classify_single(first_at, &first, first_cell, head);
    }
    if is_column_numbers(&filled) {
        return Sort::Dropped(Dropped::Header);
    }
    // Cells of its own, beside a running number and what merged cells spread.
    let own = filled.iter().filter(|(at, _)| head.mapped.contains(at)).count();
    let named = head.naming.is_some_and(|at| cells.get(at).is_some_and(|cell| !cell.is_empty()));
    if named || own >= 2 {
        return Sort::Thing;
    }
    let texts = || filled.iter().filter(|(at, _)| !head.filled.contains(at)).map(|(_, cell)| plain(cell));
    if own == 0 && texts().all(|text| text.chars().all(|c| c.is_ascii_digit())) {
        return Sort::Dropped(Dropped::Blank);
    }
    if filled.iter().any(|(_, cell)| is_signature(&plain(cell))) {
        return Sort::Dropped(Dropped::Signature);
    }
    if own == 1 { Sort::Thing } else { Sort::Dropped(Dropped::Stray) }
}

fn classify_single(at: usize, text: &str, cell: &Cell, head: &Head) -> Sort {
    if !matches!(cell, Cell::Text(_)) || text.chars().all(|c| c.is_ascii_digit()) {
        return Sort::Dropped(if Some(at) == head.naming { Dropped::Stray } else { Dropped::Blank });
    }
    let (name, has_ordinal, claimed) = strip_ordinal(text);
    let marked = has_ordinal || claimed.is_some();
    let in_naming = Some(at) == head.naming;
    let long_enough = !in_naming || name.chars().count() >= 4;
    if !name.is_empty() && (marked || looks_like_branch(&name) && long_enough) {
        return Sort::Subtitle { name, claimed };
    }
    if in_naming { Sort::Thing } else { Sort::Dropped(Dropped::Stray) }
}

/// `一、柳林村（23人）` → `柳林村`, whether it had a number in front, and 23.
pub(super) fn strip_ordinal(text: &str) -> (String, bool, Option<usize>) {
    let is_numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百".contains(c);
    let mut rest = text;
    let opened = rest.strip_prefix('(').unwrap_or(rest);
    let after = opened.trim_start_matches(is_numeral);
    let mut has_ordinal = false;
    if after.len() < opened.len()
        && let Some(tail) = after.strip_prefix(['、', '.', ')', ',', '，', '．'])
    {
        rest = tail.trim_start_matches(['、', '.', ')', ',']);
        has_ordinal = true;
    }
    let mut claimed = None;
    let trimmed = rest.trim_end_matches([')', '。', ':']);
    if let Some(head) =
        trimmed.strip_suffix('人').or_else(|| trimmed.strip_suffix('名')).or_else(|| trimmed.strip_suffix("名党员"))
    {
        let name = head.trim_end_matches(|c: char| c.is_ascii_digit());
        if name.len() < head.len() {
            claimed = head.get(name.len()..).and_then(|digits| digits.parse().ok());
            rest = name.trim_end_matches(['共', '(', ':', ',', '党', '员']);
        }
    }
    (rest.trim().to_owned(), has_ordinal, claimed)
}

fn is_total(text: &str) -> bool {
    let text = text.trim_start_matches("本村").trim_start_matches("全镇").trim_start_matches("全村");
    TOTALS.iter().any(|word| {
        text.strip_prefix(word).is_some_and(|rest| {
            rest.chars().all(|c| {
                c.is_ascii_digit()
                    || matches!(
                        c,
                        ':' | '('
                            | ')'
                            | '人'
                            | '名'
                            | '共'
                            | '党'
                            | '员'
                            | ','
                            | '.'
                            | '金'
                            | '额'
                            | '元'
                            | '大'
                            | '写'
                    )
            })
        })
    })
}

fn is_note(text: &str) -> bool {
    NOTES.iter().any(|word| text.starts_with(word)) && (text.contains(':') || text.chars().count() <= 8)
        || text.starts_with('第') && text.ends_with('页')
        || text.starts_with('注')
            && text.get('注'.len_utf8()..).is_some_and(|rest| rest.starts_with([':', '1', '、', '.']))
}

fn is_signature(text: &str) -> bool {
    SIGNATURES.iter().any(|word| text.starts_with(word)) && (text.contains(':') || text.contains("签"))
        || text.contains(':') && ["签字", "签名", "签章", "盖章", "公章"].iter().any(|word| text.contains(word))
}

/// `1 2 3 4 …` under the header, numbering the columns.
fn is_column_numbers(filled: &[(usize, &Cell)]) -> bool {
    filled.len() >= 4
        && filled
            .iter()
            .zip(1_u32..)
            .all(|((_, cell), expected)| plain(cell).trim_matches(['(', ')']) == expected.to_string())
}

fn texts_of(cells: &[Cell]) -> Vec<(usize, String)> {
    cells.iter().enumerate().map(|(at, cell)| (at, plain(cell))).filter(|(_, text)| !text.is_empty()).collect()
}

/// Says where a subtitle's count and its rows differ.
pub(super) fn check_counts(table: &mut Table) {
    let mut found_under = vec![0_usize; table.subtitles.len()];
    for at in table.rows.iter().filter_map(|row| row.subtitle) {
        if let Some(found) = found_under.get_mut(at) {
            *found += 1;
        }
    }
    for (subtitle, found) in table.subtitles.iter().zip(found_under) {
        if let Some(claimed) = subtitle.claimed.filter(|claimed| *claimed != found) {
            table.notices.push(format!(
                "第 {} 行的小标题“{}”写的是 {claimed} 人，下面实际有 {found} 行，请核对。",
                subtitle.row_no, subtitle.name
            ));
        }
    }
}

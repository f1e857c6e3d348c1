//! What the clerk sees of a file before it is written. Numbers that identify people leave here masked.

use std::collections::HashSet;

use lunxun_base::Id;

use super::analysis::{Analysis, Case, Step, count};
use super::kinds::{self, Target};
use super::memory::{self, Memory};
use super::questions::{row_choices, row_id};
use super::reader::Cell;
use super::register::{Held, Register};
use super::roster::{Candidate, FieldDiff, Problem, ROSTER, Severity, kind, likeness};
use super::session::Session;
use super::table::{SheetKind, Table};
use super::views::{
    ImportCandidate, ImportColumn, ImportCounts, ImportDiff, ImportField, ImportKind, ImportPreview, ImportProblem,
    ImportRowView, ImportVerdict, MissingMember, RememberedView,
};
use crate::fields::{half_width, mask_id_no, mask_phone, org_key, squeeze};

/// Rows in one answer.
const MOST_ROWS: usize = 5_000;
/// Bytes of a word that can have been remembered.
const MOST_WORD: usize = 60;
const SAMPLES: usize = 3;
const SAMPLE_LENGTH: usize = 40;

/// The answer to a reading.
pub(super) fn preview(token: String, session: &Session, analysis: &Analysis, register: &Register) -> ImportPreview {
    let mut shown: Vec<usize> = (0..analysis.cases.len()).collect();
    let rows_truncated = shown.len() > MOST_ROWS;
    if rows_truncated {
        shown.sort_by_key(|at| (analysis.cases.get(*at).map(|case| case.verdict), *at));
        shown.truncate(MOST_ROWS);
        shown.sort_unstable();
    }
    let rows = shown
        .iter()
        .filter_map(|at| Some(row_view(analysis.rows.get(*at)?, analysis.cases.get(*at)?, register)))
        .collect();
    let missing = analysis.missing.iter().take(MOST_ROWS).filter_map(|id| register.person(*id)).map(|held| {
        MissingMember { member_id: held.id(), name: held.name().to_owned(), branch_name: register.branch_name(held) }
    });
    ImportPreview {
        counts: analysis.counts(),
        rows,
        rows_truncated,
        missing: missing.collect(),
        questions: analysis.questions.clone(),
        new_branches: analysis.new_branches.clone(),
        notes: notes(session, &analysis.new_branches),
        ..frame(token, session)
    }
}

/// What is shown of a file of whatever kind, still without its rows.
pub(super) fn frame(token: String, session: &Session) -> ImportPreview {
    let kind = session.kind;
    ImportPreview {
        token,
        file_name: session.file_name.clone(),
        kind: kind.code.to_owned(),
        kind_label: kind.label.to_owned(),
        kinds: kinds::all()
            .into_iter()
            .map(|kind| ImportKind {
                kind: kind.code.to_owned(),
                label: kind.label.to_owned(),
                needs_class: kinds::plain(kind.code).is_some_and(|plain| plain.target == Target::Class),
            })
            .collect(),
        class_id: session.class,
        classes: Vec::new(),
        remembered: applied(session),
        sheets: session.tables.iter().map(|table| table.sheet.clone()).collect(),
        header_row: session.tables.first().map_or(0, |table| count(table.header_rows.1)),
        columns: columns(session),
        fields: kind
            .fields
            .iter()
            .map(|spec| ImportField {
                field: spec.key.to_owned(),
                label: spec.label.to_owned(),
                required: kind.identifying.first() == Some(&spec.key),
            })
            .collect(),
        counts: ImportCounts::default(),
        rows: Vec::new(),
        rows_truncated: false,
        missing: Vec::new(),
        questions: Vec::new(),
        new_branches: Vec::new(),
        notes: notes(session, &[]),
    }
}

/// What was remembered and bears on this file.
fn applied(session: &Session) -> Vec<RememberedView> {
    let headers: Vec<String> = session.tables.iter().map(Table::header_key).collect();
    let words: HashSet<String> = session
        .tables
        .iter()
        .flat_map(|table| table.rows.iter().flat_map(|row| &row.cells))
        .filter_map(|cell| match cell {
            Cell::Text(text) if text.len() <= MOST_WORD => Some(squeeze(text)),
            _ => None,
        })
        .filter(|_| session.memories.iter().any(|memory| !memory.is_columns()))
        .collect();
    session
        .memories
        .iter()
        .filter(|memory| memory.sheet_kind == session.kind.code)
        .filter(
            |memory| {
                if memory.is_columns() { headers.contains(&memory.source) } else { words.contains(&memory.source) }
            },
        )
        .map(remembered_view)
        .collect()
}

/// Something remembered, as a person reads it.
pub(super) fn remembered_view(memory: &Memory) -> RememberedView {
    let kind = kinds::find(&memory.sheet_kind);
    let label = kind.and_then(|kind| kind.field(&memory.topic)).map_or("列的对应", |spec| spec.label);
    let meaning = match kind.filter(|_| memory.is_columns()) {
        Some(kind) => memory::shown(memory, kind),
        None => memory.meaning.clone(),
    };
    RememberedView {
        memory_id: memory.id,
        kind_label: kinds::label_of(&memory.sheet_kind).unwrap_or_default().to_owned(),
        label: label.to_owned(),
        source: masked(&memory.source.replace('|', "、")),
        meaning,
    }
}

fn columns(session: &Session) -> Vec<ImportColumn> {
    let mut columns = Vec::new();
    for layout in session.layouts() {
        let Some(first) = layout.first().copied() else { continue };
        let (Some(table), Some(mapping)) = (session.tables.get(first), session.mappings.get(first)) else { continue };
        for (at, column) in table.columns.iter().enumerate() {
            let field = mapping.field(column.index);
            let guess = table.guesses.get(at);
            let is_guessed = guess.is_some_and(|guess| guess.field == field);
            columns.push(ImportColumn {
                index: count(columns.len()),
                header: column.title.clone(),
                sheet: table.sheet.clone(),
                sample: samples(table, column.index, field),
                field: field.map(str::to_owned),
                confidence: match guess {
                    Some(guess) if is_guessed => guess.score.into(),
                    _ => 100,
                },
            });
        }
    }
    columns
}

fn samples(table: &Table, column: usize, field: Option<&str>) -> Vec<String> {
    let cells = table.rows.iter().map(|row| row.cell(column)).filter(|cell| !cell.is_empty());
    cells.take(SAMPLES).map(|cell| shown(field, &cell.display()).chars().take(SAMPLE_LENGTH).collect()).collect()
}

fn notes(session: &Session, new_branches: &[String]) -> Vec<String> {
    let mut notes: Vec<String> = session.notes.iter().map(|note| masked(note)).collect();
    if !new_branches.is_empty() {
        let names = new_branches.iter().take(10).cloned().collect::<Vec<_>>().join("、");
        let dots = if new_branches.len() > 10 { "等" } else { "" };
        notes.push(format!(
            "名册里还没有这 {} 个党支部：{names}{dots}。导入时可以一并建立；不建立则退回这些行。",
            new_branches.len()
        ));
    }
    let unused: Vec<&str> = session
        .tables
        .iter()
        .zip(&session.mappings)
        .flat_map(|(table, mapping)| table.columns.iter().filter(|column| mapping.field(column.index).is_none()))
        .map(|column| column.title.as_str())
        .filter(|title| !title.is_empty() && !["序号", "原因", "编号"].contains(title))
        .collect();
    let mut names: Vec<&str> = Vec::new();
    unused.into_iter().for_each(|title| {
        if !names.contains(&title) {
            names.push(title);
        }
    });
    if !names.is_empty() {
        notes.push(format!("这些列没有用上：{}。需要时请在上面指定它们是什么。", names.join("、")));
    }
    notes
}

fn row_view(row: &Candidate, case: &Case, register: &Register) -> ImportRowView {
    let diffs = match &case.step {
        Step::Change(_, diffs) => diffs.as_slice(),
        _ => &[],
    };
    let candidates = match &case.step {
        Step::Ask(candidates) => candidates.as_slice(),
        _ => &[],
    };
    ImportRowView {
        row_no: count(row.row_no),
        sheet: row.sheet.clone(),
        verdict: case.verdict,
        name: row.fields.name.clone().unwrap_or_default(),
        branch_name: row.fields.branch.clone().unwrap_or_default(),
        summary: masked(&summary(row, case, diffs)),
        problems: row
            .problems
            .iter()
            .map(|problem| ImportProblem {
                choices: row_choices(problem),
                answer_id: Analysis::is_open(problem).then(|| row_id(row, problem.field)),
                ..problem_view(&ROSTER, problem)
            })
            .collect(),
        diffs: diffs.iter().map(|diff| diff_view(&ROSTER, diff)).collect(),
        candidates: candidates.iter().filter_map(|id| candidate_view(row, *id, register)).collect(),
    }
}

fn summary(row: &Candidate, case: &Case, diffs: &[FieldDiff]) -> String {
    match case.verdict {
        ImportVerdict::New => "新增党员。".to_owned(),
        ImportVerdict::Same => "没有变化。".to_owned(),
        ImportVerdict::Changed => {
            format!("将修改：{}。", diffs.iter().map(|diff| label(&ROSTER, diff.field)).collect::<Vec<_>>().join("、"))
        }
        ImportVerdict::Doubtful => case.reason.clone(),
        ImportVerdict::Wrong => {
            let first = row.problems.iter().find(|problem| problem.severity == Severity::Error);
            first.map(|problem| problem.message.clone()).unwrap_or_default()
        }
    }
}

pub(super) fn problem_view(kind: &SheetKind, problem: &Problem) -> ImportProblem {
    let severity = match problem.severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Question => "question",
        Severity::Error => "error",
    };
    ImportProblem {
        severity: severity.to_owned(),
        field: problem.field.to_owned(),
        field_label: label(kind, problem.field).to_owned(),
        message: masked(&problem.message),
        choices: Vec::new(),
        answer_id: None,
    }
}

pub(super) fn diff_view(kind: &SheetKind, diff: &FieldDiff) -> ImportDiff {
    ImportDiff {
        field: diff.field.to_owned(),
        label: label(kind, diff.field).to_owned(),
        old: diff.old.as_deref().map(|text| shown(Some(diff.field), text)),
        new: Some(shown(Some(diff.field), &diff.new)),
    }
}

fn candidate_view(row: &Candidate, id: Id, register: &Register) -> Option<ImportCandidate> {
    let held = register.person(id)?;
    let branch = row.fields.branch.as_deref().map(org_key).unwrap_or_default();
    let like = likeness(&row.fields, held.member, &branch);
    Some(ImportCandidate {
        member_id: id,
        name: held.name().to_owned(),
        branch_name: register.branch_name(held),
        why: who(held),
        score: u32::from(like.score),
        reasons: like.reasons.join("、"),
    })
}

/// By what a clerk tells namesakes apart.
pub(super) fn who(held: Held<'_>) -> String {
    let person = &held.member.fields;
    let birth = person.birth.as_ref().map(|birth| format!("{birth} 出生"));
    let id_no = person.id_no.as_ref().map(|id_no| format!("身份证 {}", mask_id_no(id_no)));
    let phone = person.phone.as_ref().filter(|phone| !phone.is_empty()).map(|phone| format!("电话 {}", phones(phone)));
    let parts: Vec<String> = [birth, id_no, phone].into_iter().flatten().collect();
    if parts.is_empty() { "没有出生日期和身份证号".to_owned() } else { parts.join("，") }
}

fn label(kind: &SheetKind, field: &str) -> &'static str {
    kind.field(field).map_or("", |spec| spec.label)
}

/// A value as it may be shown.
fn shown(field: Option<&str>, text: &str) -> String {
    match field {
        Some(kind::ID_NO) => mask_id_no(half_width(text).trim()),
        Some(kind::PHONE) => phones(text),
        _ => masked(text),
    }
}

fn phones(text: &str) -> String {
    text.split('、').map(|number| mask_phone(half_width(number).trim())).collect::<Vec<_>>().join("、")
}

/// Masks numbers that identify people wherever they stand: a phone in a remark, an ID number in the wrong column. Digits
/// may be full-width or have invisible characters among them; all else stays as it is.
pub(super) fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(['\n']) {
        let Some(plain) = half_width(c.encode_utf8(&mut [0; 4])).chars().next() else { continue };
        if plain.is_ascii_digit() || !run.is_empty() && matches!(plain, 'x' | 'X') {
            run.push(plain);
            continue;
        }
        out += &match run.len() {
            15.. => mask_id_no(&run),
            11..15 if run.starts_with('1') => mask_phone(&run),
            _ => run.clone(),
        };
        run.clear();
        out.push(c);
    }
    out.pop();
    out
}

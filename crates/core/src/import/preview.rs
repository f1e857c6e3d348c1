//! What the clerk sees of a file before it is written. Numbers that identify people leave here masked.

use lunxun_base::Id;

use super::analysis::{Analysis, Case, Step, count};
use super::questions::{row_choices, row_id};
use super::register::Register;
use super::roster::{Candidate, FieldDiff, Problem, ROSTER, Severity, kind};
use super::session::Session;
use super::table::Table;
use super::views::{
    ImportCandidate, ImportColumn, ImportDiff, ImportField, ImportPreview, ImportProblem, ImportRowView, ImportVerdict,
    MissingMember,
};
use crate::fields::half_width;
use crate::{
    fields::{mask_id_no, mask_phone},
    member::Snapshot,
};

/// Rows in one answer.
const MOST_ROWS: usize = 5_000;
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
    let missing = analysis.missing.iter().take(MOST_ROWS).filter_map(|id| register.person(*id)).map(|(person, _)| {
        MissingMember { member_id: person.id, name: person.name.clone(), branch_name: register.branch_name(person) }
    });
    ImportPreview {
        token,
        file_name: session.file_name.clone(),
        sheets: session.tables.iter().map(|table| table.sheet.clone()).collect(),
        header_row: session.tables.first().map_or(0, |table| count(table.header_rows.1)),
        columns: columns(session),
        fields: ROSTER
            .fields
            .iter()
            .map(|spec| ImportField {
                field: spec.key.to_owned(),
                label: spec.label.to_owned(),
                required: spec.key == kind::NAME,
            })
            .collect(),
        counts: analysis.counts(),
        rows,
        rows_truncated,
        missing: missing.collect(),
        questions: analysis.questions.clone(),
        new_branches: analysis.new_branches.clone(),
        notes: notes(session, analysis),
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

fn notes(session: &Session, analysis: &Analysis) -> Vec<String> {
    let mut notes: Vec<String> = session.notes.iter().map(|note| masked(note)).collect();
    if !analysis.new_branches.is_empty() {
        let names = analysis.new_branches.iter().take(10).cloned().collect::<Vec<_>>().join("、");
        let dots = if analysis.new_branches.len() > 10 { "等" } else { "" };
        notes.push(format!(
            "名册里还没有这 {} 个党支部：{names}{dots}。导入时可以一并建立；不建立则退回这些行。",
            analysis.new_branches.len()
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
        problems: row.problems.iter().map(|problem| problem_view(row, problem)).collect(),
        diffs: diffs.iter().map(diff_view).collect(),
        candidates: candidates.iter().filter_map(|id| candidate_view(*id, register)).collect(),
    }
}

fn summary(row: &Candidate, case: &Case, diffs: &[FieldDiff]) -> String {
    match case.verdict {
        ImportVerdict::New => "新增党员。".to_owned(),
        ImportVerdict::Same => "没有变化。".to_owned(),
        ImportVerdict::Changed => {
            format!("将修改：{}。", diffs.iter().map(|diff| label(diff.field)).collect::<Vec<_>>().join("、"))
        }
        ImportVerdict::Doubtful => case.reason.clone(),
        ImportVerdict::Wrong => {
            let first = row.problems.iter().find(|problem| problem.severity == Severity::Error);
            first.map(|problem| problem.message.clone()).unwrap_or_default()
        }
    }
}

fn problem_view(row: &Candidate, problem: &Problem) -> ImportProblem {
    let severity = match problem.severity {
        Severity::Warning => "warning",
        Severity::Question => "question",
        Severity::Error => "error",
    };
    ImportProblem {
        severity: severity.to_owned(),
        field: problem.field.to_owned(),
        field_label: label(problem.field).to_owned(),
        message: masked(&problem.message),
        choices: row_choices(problem),
        answer_id: Analysis::is_open(problem).then(|| row_id(row, problem.field)),
    }
}

fn diff_view(diff: &FieldDiff) -> ImportDiff {
    ImportDiff {
        field: diff.field.to_owned(),
        label: label(diff.field).to_owned(),
        old: diff.old.as_deref().map(|text| shown(Some(diff.field), text)),
        new: Some(shown(Some(diff.field), &diff.new)),
    }
}

fn candidate_view(id: Id, register: &Register) -> Option<ImportCandidate> {
    let (person, _) = register.person(id)?;
    Some(ImportCandidate {
        member_id: id,
        name: person.name.clone(),
        branch_name: register.branch_name(person),
        why: who(person),
    })
}

/// By what a clerk tells namesakes apart.
fn who(person: &Snapshot) -> String {
    let birth = person.birth.as_ref().map(|birth| format!("{birth} 出生"));
    let id_no = person.id_no.as_ref().map(|id_no| format!("身份证 {}", mask_id_no(id_no)));
    let phone = person.phone.as_ref().filter(|phone| !phone.is_empty()).map(|phone| format!("电话 {}", phones(phone)));
    let parts: Vec<String> = [birth, id_no, phone].into_iter().flatten().collect();
    if parts.is_empty() { "没有出生日期和身份证号".to_owned() } else { parts.join("，") }
}

fn label(field: &str) -> &'static str {
    ROSTER.field(field).map_or("", |spec| spec.label)
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

/// Masks numbers that identify people wherever they stand: a phone in a remark, an ID number in the wrong column.
pub(super) fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in half_width(text).chars().chain(['\n']) {
        if c.is_ascii_digit() || !run.is_empty() && matches!(c, 'x' | 'X') {
            run.push(c);
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

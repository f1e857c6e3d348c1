//! Every kind of sheet but the roster, from the preview to the commit: small tables, judged anew each time.

use std::collections::HashMap;

use lunxun_base::Result;

use super::analysis::count;
use super::kinds::{Plain, PlainCase, Scene, Target};
use super::memory;
use super::preview::{diff_view, frame, masked, problem_view};
use super::questions::{unread, word_questions};
use super::roster::{Candidate, RosterFields, Severity};
use super::session::Session;
use super::store;
use super::views::{ImportClass, ImportCounts, ImportPreview, ImportResult, ImportRowView, ImportVerdict};
use crate::Ctx;
use crate::training_class::{self, days_text};

/// Rows in one answer.
const MOST_ROWS: usize = 5_000;

fn judge(ctx: &Ctx<'_>, session: &Session, plain: &Plain) -> Result<Vec<PlainCase>> {
    let answers = session.meanings();
    (plain.judge)(&Scene {
        conn: ctx.conn(),
        tables: &session.tables,
        mappings: &session.mappings,
        answers: &answers,
        class: session.class,
        by: &ctx.actor.name,
        now: ctx.now(),
    })
}

fn waits_for_class(session: &Session, plain: &Plain) -> bool {
    plain.target == Target::Class && session.class.is_none()
}

/// What the file would do; without the class that its kind needs, what must be chosen first.
pub(super) fn preview(ctx: &Ctx<'_>, token: String, session: &Session, plain: &Plain) -> Result<ImportPreview> {
    let mut shown = frame(token, session);
    if plain.target == Target::Class {
        shown.classes = classes(ctx)?;
    }
    if waits_for_class(session, plain) {
        shown.notes.insert(0, format!("请先选择这张{}表是哪个班次的。", plain.sheet.label));
        return Ok(shown);
    }
    let cases = judge(ctx, session, plain)?;
    shown.counts = ImportCounts::of(cases.iter().map(|case| case.verdict));
    let mut kept: Vec<&PlainCase> = cases.iter().collect();
    if kept.len() > MOST_ROWS {
        kept.sort_by_key(|case| case.verdict);
        kept.truncate(MOST_ROWS);
        shown.rows_truncated = true;
    }
    shown.rows = kept.into_iter().map(|case| row_view(case, plain)).collect();
    shown.questions = session.hidden.questions(&session.answers);
    shown.questions.extend(word_questions(unread(cases.iter().flat_map(|case| &case.problems)), session));
    Ok(shown)
}

fn classes(ctx: &Ctx<'_>) -> Result<Vec<ImportClass>> {
    let all = training_class::list(ctx.conn(), None, None, None)?;
    let open = all.into_iter().filter(|class| class.state.require_open().is_ok());
    let shown = open.map(|class| ImportClass {
        class_id: class.id,
        label: format!("{}（{}）", class.name, days_text(class.starts_on, class.ends_on)),
    });
    Ok(shown.collect())
}

fn row_view(case: &PlainCase, plain: &Plain) -> ImportRowView {
    let diffs: Vec<_> = case.diffs.iter().map(|diff| diff_view(plain.sheet, diff)).collect();
    let worst = case.problems.iter().filter(|p| p.severity > Severity::Warning).max_by_key(|p| p.severity);
    let summary = match (case.verdict, worst) {
        (ImportVerdict::Wrong | ImportVerdict::Doubtful, Some(problem)) => problem.message.clone(),
        (ImportVerdict::New, _) => "新增。".to_owned(),
        (ImportVerdict::Same, _) => "没有变化。".to_owned(),
        _ => {
            let mut labels: Vec<&str> = diffs.iter().map(|diff| diff.label.as_str()).collect();
            labels.dedup();
            format!("将修改：{}。", labels.join("、"))
        }
    };
    ImportRowView {
        row_no: count(case.row_no),
        sheet: case.sheet.clone(),
        verdict: case.verdict,
        name: case.name.clone(),
        branch_name: case.place.clone(),
        summary: masked(&summary),
        problems: case.problems.iter().map(|problem| problem_view(plain.sheet, problem)).collect(),
        diffs,
        candidates: Vec::new(),
    }
}

/// Writes what is new and changed, in one action that can be taken back. Answers the rows handed back, by sheet.
pub(super) fn commit(
    ctx: &mut Ctx<'_>,
    session: &Session,
    plain: &Plain,
) -> Result<(ImportResult, HashMap<String, Vec<usize>>)> {
    let cases = judge(ctx, session, plain)?;
    let counts = ImportCounts::of(cases.iter().map(|case| case.verdict));
    let progress = ctx.progress;
    ctx.write(|tx| {
        let total = cases.len() as u64;
        for (at, case) in cases.iter().enumerate() {
            progress.report(at as u64, total, "导入");
            progress.check()?;
            if let (ImportVerdict::New | ImportVerdict::Changed, Some(write)) = (case.verdict, &case.write) {
                write(tx)?;
            }
        }
        let result = ImportResult {
            operation_id: tx.operation_id(),
            added: counts.new,
            changed: counts.changed,
            unchanged: counts.same,
            skipped: counts.doubtful,
            wrong: counts.wrong,
            branches_added: 0,
        };
        tx.summarise(&format!(
            "导入{}“{}”：新增 {} 行，变更 {} 行，退回 {} 行",
            plain.sheet.label, session.file_name, result.added, result.changed, result.wrong
        ))?;
        memory::keep_words(tx, plain.sheet.code, &session.explained())?;
        memory::keep_columns(tx, plain.sheet.code, &session.tables, &session.mappings)?;
        store::put_batch(tx, &session.file_name, plain.sheet.code, &result)?;
        let mut wrong: HashMap<String, Vec<usize>> = HashMap::new();
        for case in cases.iter().filter(|case| case.verdict == ImportVerdict::Wrong) {
            wrong.entry(case.sheet.clone()).or_default().push(case.row_no);
        }
        Ok((result, wrong))
    })
}

/// The rows handed back, with what stands against them.
pub(super) fn wrong_rows(ctx: &Ctx<'_>, session: &Session, plain: &Plain) -> Result<Vec<Candidate>> {
    if waits_for_class(session, plain) {
        return Ok(Vec::new());
    }
    let cases = judge(ctx, session, plain)?;
    let wrong = cases.into_iter().filter(|case| case.verdict == ImportVerdict::Wrong);
    let rows = wrong.map(|case| Candidate {
        sheet: case.sheet,
        row_no: case.row_no,
        fields: RosterFields::default(),
        problems: case.problems,
        originals: Vec::new(),
    });
    Ok(rows.collect())
}

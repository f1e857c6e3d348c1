//! What a file would do: every row read, answered, compared with the register and judged.

use std::collections::{BTreeMap, HashMap, HashSet};

use lunxun_base::{Id, LocalDate, Result};

use super::parallel::in_parallel;
use super::questions::{Inquiry, known_branches, matter_of, unread, word_id, word_questions};
use super::register::{Held, Place, Register, is_called};
use super::remark;
use super::roster::{
    Candidate, FieldDiff, Problem, RosterFields, RowPlan, Severity, TableReader, compare, kind, match_rows,
    offer_branch_above,
};
use super::session::Session;
use super::views::{ImportChoice, ImportCounts, ImportQuestion, ImportVerdict};
use crate::Progress;
use crate::fields::codes::NATIONS;
use crate::fields::{AttendMode, Category, PartyStatus, Sex, org_key, squeeze};

/// Where the branches lead, each looked up once.
type Places = HashMap<String, Place>;

/// What a row does once nothing stands against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// A new member.
    Add,
    /// Other values for a member.
    Change(Id, Vec<FieldDiff>),
    /// Nothing new.
    Keep(Id),
    /// One of these, or a new one: a person decides.
    Ask(Vec<Id>),
    /// Handed back.
    Refuse,
}

/// One row, judged.
#[derive(Debug, Clone)]
pub(super) struct Case {
    /// What it would do.
    pub step: Step,
    /// What the clerk is told.
    pub verdict: ImportVerdict,
    /// Why a person must decide.
    pub reason: String,
}

/// A file, judged.
pub(super) struct Analysis {
    /// Its rows, of all sheets in order.
    pub rows: Vec<Candidate>,
    /// One a row.
    pub cases: Vec<Case>,
    /// Members about whom it is silent.
    pub missing: Vec<Id>,
    /// What is to be asked.
    pub questions: Vec<ImportQuestion>,
    /// Branches that the register does not have, as first written.
    pub new_branches: Vec<String>,
}

/// Rounds in which answers raise or settle other questions.
const ROUNDS: usize = 3;

/// Judges every row of a file.
pub(super) fn analyse(
    session: &Session,
    register: &Register,
    today: LocalDate,
    progress: &dyn Progress,
) -> Result<Analysis> {
    let (inquiry, mut rows) = read_answered(session, register, today, progress)?;
    let mut questions = session.hidden.questions(&session.answers);
    questions.extend(inquiry.questions(&rows, session, register));
    progress.check()?;

    let report = match_rows(&rows, &register.existing);
    let mut places = Places::new();
    let mut new_branches: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut cases = Vec::with_capacity(rows.len());
    for (at, (row, plan)) in rows.iter_mut().zip(report.plans).enumerate() {
        let case = judge(row, plan, register, &mut places);
        if !matches!(case.step, Step::Keep(_) | Step::Refuse)
            && let Some(branch) = &row.fields.branch
            && *places.entry(branch.clone()).or_insert_with(|| register.branch(branch)) == Place::Missing
        {
            new_branches.entry(org_key(branch)).or_insert_with(|| (at, branch.clone()));
        }
        cases.push(case);
    }
    let is_listed = |id: &Id| register.person(*id).is_some_and(|held| held.status() == PartyStatus::Normal);
    let missing = report.missing.into_iter().filter(is_listed).collect();
    let mut new_branches: Vec<(usize, String)> = new_branches.into_values().collect();
    new_branches.sort_unstable();
    let new_branches: Vec<String> = new_branches.into_iter().map(|(_, name)| name).collect();
    let mut unread = unread(rows.iter().flat_map(|row| &row.problems));
    for one in &mut unread {
        one.choices = meanings_of(one.field);
    }
    questions.extend(word_questions(unread, session));
    questions.extend(branch_questions(&new_branches, session, register));
    Ok(Analysis { rows, cases, missing, questions, new_branches })
}

/// What a word of a coded field can mean.
fn meanings_of(field: &str) -> Vec<String> {
    let labels = |all: &[&'static str]| all.iter().map(|label| (*label).to_owned()).collect();
    match field {
        kind::SEX => Sex::ALL.iter().map(|one| one.label().to_owned()).collect(),
        kind::NATION => NATIONS.iter().map(|name| (*name).to_owned()).collect(),
        kind::EDU => labels(&["研究生", "大学本科", "大专", "中专", "职高", "技校", "高中", "初中", "小学", "文盲"]),
        kind::CATEGORY => Category::ALL.iter().map(|one| one.label().to_owned()).collect(),
        kind::STATUS => PartyStatus::ALL.iter().map(|one| one.label().to_owned()).collect(),
        _ => labels(&["是", "否"]),
    }
}

/// A branch that the register does not have may be one that it has under another name. Silence leaves it new.
fn branch_questions(new: &[String], session: &Session, register: &Register) -> Vec<ImportQuestion> {
    const MOST: usize = 30;
    let known = known_branches(register);
    if known.is_empty() {
        return Vec::new();
    }
    let choices: Vec<ImportChoice> =
        known.iter().map(|name| ImportChoice { value: name.clone(), label: name.clone() }).collect();
    let asked = new.iter().take(MOST).map(|name| ImportQuestion {
        id: word_id(kind::BRANCH, &squeeze(name)),
        text: format!("名册里还没有“{name}”。是已有党支部的另一种写法吗？不选则按新支部处理。"),
        field: kind::BRANCH.to_owned(),
        choices: choices.clone(),
        row_count: 0,
        answer: session.answers.get(&word_id(kind::BRANCH, &squeeze(name))).cloned(),
    });
    asked.collect()
}

/// Reads every row in rounds, until no answer is left to be given.
pub(super) fn read_answered(
    session: &Session,
    register: &Register,
    today: LocalDate,
    progress: &dyn Progress,
) -> Result<(Inquiry, Vec<Candidate>)> {
    let mut inquiry = Inquiry::new(session);
    let mut rows = read_rows(session, today, &inquiry);
    for _ in 0..ROUNDS {
        progress.check()?;
        let answered = inquiry.go_round(&rows, session, register);
        if answered.is_empty() {
            break;
        }
        read_again(&mut rows, &answered, session, today, &inquiry);
    }
    Ok((inquiry, rows))
}

/// Reads every row, with the answers given so far.
fn read_rows(session: &Session, today: LocalDate, inquiry: &Inquiry) -> Vec<Candidate> {
    let mut rows = Vec::new();
    for (table, mapping) in session.tables.iter().zip(&session.mappings) {
        let reader = TableReader::new(table, mapping, today, &inquiry.answers);
        let mut own = in_parallel(&table.rows, |row| {
            let mut row = reader.row(row);
            settle_fields(&mut row.fields);
            row
        });
        offer_branch_above(&mut own);
        if rows.is_empty() { rows = own } else { rows.extend(own) }
    }
    rows
}

/// Reads the rows again that were answered; the others stay.
fn read_again(rows: &mut [Candidate], answered: &[usize], session: &Session, today: LocalDate, inquiry: &Inquiry) {
    let (mut first, mut left) = (0, answered);
    for (table, mapping) in session.tables.iter().zip(&session.mappings) {
        let end = first + table.rows.len();
        let (own, rest) = left.split_at(left.partition_point(|at| *at < end));
        let reader = TableReader::new(table, mapping, today, &inquiry.answers);
        for at in own {
            let (Some(place), Some(source)) = (rows.get_mut(*at), table.rows.get(*at - first)) else { continue };
            *place = reader.row(source);
            settle_fields(&mut place.fields);
        }
        if let Some(all) = rows.get_mut(first..end).filter(|_| !own.is_empty()) {
            offer_branch_above(all);
        }
        (first, left) = (end, rest);
    }
}

/// Brings a row to the register's terms: one order of duties, one way of taking part, and what has no column of its
/// own into the remark.
fn settle_fields(fields: &mut RosterFields) {
    fields.duties.sort_unstable();
    match (fields.attend_mode, fields.is_migrant) {
        (None, Some(true)) => {
            fields.attend_mode = Some(AttendMode::Migrant);
            fields.is_migrant = None;
        }
        (Some(_), _) => fields.is_migrant = None,
        _ => {}
    }
    remark::fold(fields);
}

fn judge(row: &mut Candidate, plan: RowPlan, register: &Register, places: &mut Places) -> Case {
    let (step, mut reason) = match plan {
        RowPlan::Wrong { .. } => (Step::Refuse, String::new()),
        RowPlan::Doubtful { reason, candidates, .. } => (Step::Ask(candidates), reason),
        RowPlan::New => (Step::Add, String::new()),
        RowPlan::Same { id } => (refined(row, id, Vec::new(), register), String::new()),
        RowPlan::Changed { id, diffs } => (refined(row, id, diffs, register), String::new()),
    };
    let (mut step, dormant) = wake(step, row, register);
    if let Some(dormant) = dormant {
        reason = dormant;
    }
    settle_by_register(row, &step, register);
    if let Some(refusal) = refused_branch(row, &step, register, places) {
        row.problems.push(Problem {
            severity: Severity::Error,
            field: kind::BRANCH,
            message: refusal,
            choices: Vec::new(),
            unread: None,
        });
        step = Step::Refuse;
    }
    let open = row.problems.iter().find(|problem| problem.severity == Severity::Question);
    let verdict = match &step {
        Step::Refuse => ImportVerdict::Wrong,
        Step::Ask(_) => ImportVerdict::Doubtful,
        _ if open.is_some() => ImportVerdict::Doubtful,
        Step::Add => ImportVerdict::New,
        Step::Change(..) => ImportVerdict::Changed,
        Step::Keep(_) => ImportVerdict::Same,
    };
    if reason.is_empty() && verdict == ImportVerdict::Doubtful {
        reason = open.map(|problem| problem.message.clone()).unwrap_or_default();
    }
    Case { step, verdict, reason }
}

/// Who left, died or moved away does not come back by a sheet's silence.
fn wake(step: Step, row: &Candidate, register: &Register) -> (Step, Option<String>) {
    let (Step::Keep(id) | Step::Change(id, _)) = &step else { return (step, None) };
    let Some(held) = register.person(*id) else { return (step, None) };
    let status = held.status();
    if status == PartyStatus::Normal || row.fields.party_status.is_some() {
        return (step, None);
    }
    let reason = format!("名册里此人的党籍状态是“{}”，表里又有此人，请确认是否恢复。", status.label());
    (Step::Ask(vec![*id]), Some(reason))
}

/// What the register holds already settles a question about the same field.
fn settle_by_register(row: &mut Candidate, step: &Step, register: &Register) {
    let (Step::Keep(id) | Step::Change(id, _)) = step else { return };
    let Some(held) = register.person(*id) else { return };
    row.problems.retain(|problem| {
        problem.severity != Severity::Question
            || problem.field != kind::BRANCH
                && !held.member.fields.shown(problem.field).is_some_and(|held| problem.choices.contains(&held))
    });
}

fn refused_branch(row: &Candidate, step: &Step, register: &Register, places: &mut Places) -> Option<String> {
    let concerns = match step {
        Step::Add => true,
        Step::Change(_, diffs) => diffs.iter().any(|diff| diff.field == kind::BRANCH),
        _ => false,
    };
    let branch = row.fields.branch.as_ref().filter(|_| concerns)?;
    match places.entry(branch.clone()).or_insert_with(|| register.branch(branch)) {
        Place::Refused(reason) => Some(reason.clone()),
        Place::Known(_) | Place::Missing => None,
    }
}

/// The step for a row that is about this member.
pub(super) fn step_for(row: &Candidate, id: Id, register: &Register) -> Step {
    let diffs = match register.person(id).map(|held| compare(&row.fields, held.member)) {
        Some(RowPlan::Changed { diffs, .. }) => diffs,
        _ => Vec::new(),
    };
    refined(row, id, diffs, register)
}

/// Drops differences that are none, and mends those that replace more than the sheet says.
fn refined(row: &Candidate, id: Id, diffs: Vec<FieldDiff>, register: &Register) -> Step {
    let Some(held) = register.person(id) else { return Step::Keep(id) };
    let mended: Vec<FieldDiff> = diffs.into_iter().filter_map(|diff| mend(diff, row, held, register)).collect();
    if mended.is_empty() { Step::Keep(id) } else { Step::Change(id, mended) }
}

fn mend(mut diff: FieldDiff, row: &Candidate, known: Held<'_>, register: &Register) -> Option<FieldDiff> {
    match diff.field {
        kind::REMARK => {
            let held = known.member.fields.remark.as_deref().unwrap_or_default();
            diff.new = remark::merged(held, row.fields.remark.as_deref().unwrap_or_default());
            (diff.new != held).then_some(diff)
        }
        kind::PARTY_GROUP => {
            let is_same = register.org(known.group).is_some_and(|group| is_called(group, &squeeze(&diff.new)));
            (!is_same).then_some(diff)
        }
        kind::PHONE => {
            let numbers = |text: &str| -> HashSet<String> {
                text.split(['、', ',', '，', '/', ' ', ';']).map(squeeze).filter(|number| !number.is_empty()).collect()
            };
            let held = numbers(diff.old.as_deref().unwrap_or_default());
            (!numbers(&diff.new).is_subset(&held)).then_some(diff)
        }
        _ => Some(diff),
    }
}

impl Analysis {
    /// Exact counts.
    pub(super) fn counts(&self) -> ImportCounts {
        let counts = ImportCounts::of(self.cases.iter().map(|case| case.verdict));
        ImportCounts { missing: count(self.missing.len()), ..counts }
    }

    /// Whether a problem still waits for an answer.
    pub(super) fn is_open(problem: &Problem) -> bool {
        matter_of(problem).is_some()
    }
}

/// A number of rows on the wire.
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

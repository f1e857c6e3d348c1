//! What judges and commits share for every kind of sheet but the roster.

use std::collections::{BTreeMap, HashMap};

use lunxun_base::{Error, Id, Millis, Result};
use lunxun_protocol::Value;
use lunxun_store::{RecordKind, Tx, rusqlite::Connection};

use crate::enrollment::{self, Trainee};
use crate::fields::{Cell, is_unknown_word, neat, org_key, squeeze};
use crate::import::export::unguarded;
use crate::import::roster::{Answers, FieldDiff, Problem, Severity};
use crate::import::table::{FieldKey, Mapping, Table, TableRow};
use crate::import::views::ImportVerdict;
use crate::training_class::{self, ClassRecord};

/// What the clerk must choose besides the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) enum Target {
    /// Nothing.
    Township,
    /// A class.
    Class,
}

/// How a row is written. Runs in the one transaction of the import.
pub(in crate::import) type Write = Box<dyn Fn(&Tx<'_>) -> Result<()> + Send + Sync>;

/// One row, judged.
pub(in crate::import) struct PlainCase {
    pub sheet: String,
    pub row_no: usize,
    pub name: String,
    pub place: String,
    pub verdict: ImportVerdict,
    pub problems: Vec<Problem>,
    pub diffs: Vec<FieldDiff>,
    pub write: Option<Write>,
}

/// What a judge looks at.
pub(in crate::import) struct Scene<'a> {
    pub conn: &'a Connection,
    pub tables: &'a [Table],
    pub mappings: &'a [Mapping],
    pub answers: &'a Answers,
    pub class: Option<Id>,
    pub by: &'a str,
    pub now: Millis,
}

impl<'a> Scene<'a> {
    /// Every row of every table, in order.
    pub(super) fn rows(&self) -> Vec<PlainRow<'a>> {
        let tables = self.tables.iter().zip(self.mappings);
        let rows = tables.flat_map(|(table, mapping)| table.rows.iter().map(move |row| (table, mapping, row)));
        rows.map(|(table, mapping, row)| PlainRow { table, mapping, row, answers: self.answers, problems: Vec::new() })
            .collect()
    }

    /// An id for a record to come, known before it is written.
    pub(super) fn new_id(&self) -> Id {
        Id::new(self.now)
    }

    /// The class that the clerk chose; it must be open.
    pub(super) fn class(&self) -> Result<ClassRecord> {
        let class = self.class.ok_or_else(|| Error::invalid("classId", "请先选择班次。"))?;
        training_class::require_open(self.conn, class)
    }
}

/// One row of a sheet, and what stands against it so far.
pub(super) struct PlainRow<'a> {
    pub table: &'a Table,
    pub mapping: &'a Mapping,
    pub row: &'a TableRow,
    answers: &'a Answers,
    pub problems: Vec<Problem>,
}

impl PlainRow<'_> {
    /// The first cell of a field that holds something.
    pub(super) fn cell(&self, field: FieldKey) -> &Cell {
        const EMPTY: &Cell = &Cell::Empty;
        let mut cells = self.mapping.columns_of(field).map(|column| self.row.cell(column));
        cells.find(|cell| !cell.is_empty()).unwrap_or(EMPTY)
    }

    /// Its text; words that say that nothing is known count as nothing.
    pub(super) fn text(&self, field: FieldKey) -> Option<String> {
        let text = neat(unguarded(&self.cell(field).display()));
        let text = self.meaning(field, &text).unwrap_or(text);
        (!text.is_empty() && !is_unknown_word(&text)).then_some(text)
    }

    /// What the clerk said that a word means.
    pub(super) fn meaning(&self, field: FieldKey, word: &str) -> Option<String> {
        self.answers.meaning(field, word).map(str::to_owned)
    }

    pub(super) fn wrong(&mut self, field: FieldKey, message: impl Into<String>) {
        self.say(Severity::Error, field, message, None, &[]);
    }

    pub(super) fn warn(&mut self, field: FieldKey, message: impl Into<String>) {
        self.say(Severity::Warning, field, message, None, &[]);
    }

    /// Asks what a word means, once for all rows.
    pub(super) fn ask(&mut self, field: FieldKey, word: &str, message: impl Into<String>, choices: &[&str]) {
        self.say(Severity::Question, field, message, Some(word), choices);
    }

    fn say(
        &mut self,
        severity: Severity,
        field: FieldKey,
        message: impl Into<String>,
        word: Option<&str>,
        choices: &[&str],
    ) {
        self.problems.push(Problem {
            severity,
            field,
            message: message.into(),
            choices: choices.iter().map(|text| (*text).to_owned()).collect(),
            unread: word.map(squeeze),
        });
    }

    /// A whole number, with or without a unit behind it: `120`, `120座`.
    pub(super) fn count(&mut self, field: FieldKey, most: u32) -> Option<u32> {
        let text = self.text(field)?;
        let digits: String = squeeze(&text).chars().take_while(char::is_ascii_digit).collect();
        let number = digits.parse().ok().filter(|number| *number <= most);
        if number.is_none() {
            self.wrong(field, format!("这里应当是 0 到 {most} 的整数，请核对。"));
        }
        number
    }

    /// The case that follows: `differs` says what would change, `is_new` that nothing of it stands yet.
    pub(super) fn close(
        self,
        name: String,
        place: String,
        is_new: bool,
        diffs: Vec<FieldDiff>,
        write: Option<Write>,
    ) -> PlainCase {
        let worst = self.problems.iter().map(|problem| problem.severity).max();
        let verdict = match worst {
            Some(Severity::Error) => ImportVerdict::Wrong,
            Some(Severity::Question) => ImportVerdict::Doubtful,
            _ if is_new => ImportVerdict::New,
            _ if diffs.is_empty() => ImportVerdict::Same,
            _ => ImportVerdict::Changed,
        };
        PlainCase {
            sheet: self.table.sheet.clone(),
            row_no: self.row.row_no,
            name,
            place,
            verdict,
            problems: self.problems,
            diffs,
            write,
        }
    }
}

/// What a row says of one column of a record.
pub(super) struct Given {
    pub field: FieldKey,
    pub column: &'static str,
    pub shown: String,
    pub value: Value,
}

impl Given {
    pub(super) fn text(field: FieldKey, column: &'static str, text: String) -> Self {
        Self { field, column, value: text.as_str().into(), shown: text }
    }

    pub(super) fn count(field: FieldKey, column: &'static str, number: u32) -> Self {
        Self { field, column, shown: number.to_string(), value: i64::from(number).into() }
    }
}

/// The case of a row about one record: added with `besides`, or changed where it differs. Silence changes nothing.
pub(super) fn record_case(
    row: PlainRow<'_>,
    kind: &'static RecordKind,
    held: Option<(Id, BTreeMap<FieldKey, String>)>,
    new_id: Id,
    name: String,
    given: Vec<Given>,
    besides: Vec<(&'static str, Value)>,
) -> PlainCase {
    let is_new = held.is_none();
    let (id, old) = held.unwrap_or((new_id, BTreeMap::new()));
    let changed: Vec<Given> = given.into_iter().filter(|one| old.get(one.field) != Some(&one.shown)).collect();
    let diffs = changed
        .iter()
        .map(|one| FieldDiff {
            field: one.field,
            old: old.get(one.field).filter(|text| !text.is_empty()).cloned(),
            new: one.shown.clone(),
        })
        .collect();
    let mut fields: Vec<(&'static str, Value)> = changed.into_iter().map(|one| (one.column, one.value)).collect();
    if is_new {
        let missing = besides.into_iter().filter(|(column, _)| !fields.iter().any(|(known, _)| known == column));
        fields.extend(missing.collect::<Vec<_>>());
    }
    let write: Write =
        Box::new(move |tx| if is_new { tx.insert(kind, id, &fields) } else { tx.update(kind, id, &fields).map(drop) });
    row.close(name, String::new(), is_new, diffs, Some(write))
}

/// Who sits in a class, to be found by name, by branch among namesakes, or by the place on the sign-in sheet.
pub(super) struct Sitting {
    people: Vec<Trainee>,
    by_name: HashMap<String, Vec<usize>>,
}

impl Sitting {
    pub(super) fn new(conn: &Connection, class: Id) -> Result<Self> {
        let people = enrollment::due_trainees(conn, class)?;
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, person) in people.iter().enumerate() {
            by_name.entry(squeeze(&person.name)).or_default().push(at);
        }
        Ok(Self { people, by_name })
    }

    /// Who a row is about; what stands against it is noted in the row.
    pub(super) fn find(&self, row: &mut PlainRow<'_>, name: FieldKey, branch: FieldKey) -> Option<&Trainee> {
        let Some(written) = row.text(name) else {
            row.wrong(name, "没有姓名，请补填。");
            return None;
        };
        let known = self.by_name.get(&squeeze(&written)).map(Vec::as_slice).unwrap_or_default();
        let mut found: Vec<&Trainee> = known.iter().filter_map(|at| self.people.get(*at)).collect();
        if found.len() > 1
            && let Some(branch) = row.text(branch).map(|branch| org_key(&branch))
        {
            found.retain(|person| org_key(&person.branch_name) == branch);
        }
        match found.as_slice() {
            [only] => Some(only),
            [] => {
                row.wrong(name, "这个班里没有这名学员（或已替换、退班），请核对姓名或先编入班次。");
                None
            }
            _ => {
                row.wrong(name, "班里有同名学员，请在表里加上所在党支部一列。");
                None
            }
        }
    }
}

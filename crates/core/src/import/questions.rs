//! Questions that the rows raise, each asked once for all the rows that it is about.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::hidden::Hidden;
use super::register::{Register, holds_members};
use super::roster::{Answers, Candidate, Problem, ROSTER, Severity, kind};
use super::session::Session;
use super::views::{ImportChoice, ImportQuestion};

/// What a question is about: a field, and what is the matter with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Matter {
    /// `1985.1` as a number: January, or October with its zero lost.
    Month,
    /// A year of two digits.
    Year,
    /// The sheet and the ID number say two things.
    Source,
    /// A check digit is wrong.
    Checksum,
    /// A name of one character, or with one that somebody could not type.
    Name,
    /// A word that is not known; one of a few is meant.
    Pick,
    /// No branch.
    Branch,
}

/// What single rows are answered under.
const ROW: &str = "row/";
const KEEP: &str = "keep";
const BLANK: &str = "blank";

impl Matter {
    const ALL: [Self; 7] =
        [Self::Month, Self::Year, Self::Source, Self::Checksum, Self::Name, Self::Pick, Self::Branch];

    const fn word(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Year => "year",
            Self::Source => "source",
            Self::Checksum => "checksum",
            Self::Name => "name",
            Self::Pick => "pick",
            Self::Branch => "branch",
        }
    }
}

/// The matter of a problem that an answer can settle.
pub(super) fn matter_of(problem: &Problem) -> Option<Matter> {
    // A word that can be explained once for all rows is asked about by itself.
    if problem.unread.is_some() {
        return None;
    }
    match (problem.severity, problem.field) {
        (Severity::Error, kind::ID_NO) if !problem.choices.is_empty() => Some(Matter::Checksum),
        (Severity::Question, kind::NAME) => Some(Matter::Name),
        (Severity::Question, kind::SEX) => Some(Matter::Source),
        (Severity::Question, kind::BRANCH) => Some(Matter::Branch),
        (Severity::Question, kind::BIRTH) if problem.message.contains("身份证号") => Some(Matter::Source),
        (Severity::Question, kind::BIRTH | kind::ADMITTED_ON | kind::FULL_SINCE) => Some(date_matter(&problem.choices)),
        (Severity::Question, _) => Some(Matter::Pick),
        _ => None,
    }
}

fn date_matter(choices: &[String]) -> Matter {
    match choices {
        [first, second] if first.ends_with("-01") && second.ends_with("-10") && first.get(..4) == second.get(..4) => {
            Matter::Month
        }
        _ => Matter::Year,
    }
}

/// Whether an answer can belong to this name.
pub(super) fn is_known(id: &str) -> bool {
    if let Some(row) = id.strip_prefix(ROW) {
        return row_of(row).is_some();
    }
    if Hidden::is_asked(id) || word_of(id).is_some() {
        return true;
    }
    id.split_once(':')
        .is_some_and(|(field, word)| ROSTER.field(field).is_some() && Matter::ALL.iter().any(|m| m.word() == word))
}

/// `表/7/birth` → sheet, row number, field. A sheet's name may hold a stroke.
fn row_of(text: &str) -> Option<(&str, usize, &'static str)> {
    let (rest, field) = text.rsplit_once('/')?;
    let (sheet, row_no) = rest.rsplit_once('/')?;
    Some((sheet, row_no.parse().ok()?, ROSTER.field(field)?.key))
}

/// What words are explained under.
const WORD: &str = "value/";
/// Questions about words in one answer; the rest come once these are settled.
const MOST_WORDS: usize = 40;

/// The name under which a word of a field is explained.
pub(super) fn word_id(field: &str, word: &str) -> String {
    format!("{WORD}{field}/{word}")
}

/// `value/nation/汗` → field and word.
pub(super) fn word_of(id: &str) -> Option<(&str, &str)> {
    id.strip_prefix(WORD)?.split_once('/')
}

/// A word that could not be read, and in how many rows.
pub(super) struct Unread {
    pub field: &'static str,
    pub word: String,
    pub choices: Vec<String>,
    pub row_count: usize,
}

/// Counts the unread words of rows.
pub(super) fn unread<'a>(problems: impl Iterator<Item = &'a Problem>) -> Vec<Unread> {
    let mut words: BTreeMap<(&'static str, &str), (usize, &[String])> = BTreeMap::new();
    for problem in problems {
        if let Some(word) = &problem.unread {
            words.entry((problem.field, word)).or_insert((0, &problem.choices)).0 += 1;
        }
    }
    words
        .into_iter()
        .map(|((field, word), (row_count, choices))| Unread {
            field,
            word: word.to_owned(),
            choices: choices.to_vec(),
            row_count,
        })
        .collect()
}

/// One question a word, and those already answered, so that the clerk can change their mind.
pub(super) fn word_questions(unread: Vec<Unread>, session: &Session) -> Vec<ImportQuestion> {
    let label = |field: &str| session.kind.field(field).map_or("", |spec| spec.label);
    let mut questions: Vec<ImportQuestion> = unread
        .into_iter()
        .take(MOST_WORDS)
        .map(|one| ImportQuestion {
            id: word_id(one.field, &one.word),
            text: format!("“{}”里的“{}”（{} 行）看不懂，是指？", label(one.field), one.word, one.row_count),
            field: one.field.to_owned(),
            choices: one.choices.iter().map(|text| same(text)).collect(),
            row_count: u32::try_from(one.row_count).unwrap_or(u32::MAX),
            answer: None,
        })
        .collect();
    for (id, meaning) in &session.answers {
        if let Some((field, word)) = word_of(id).filter(|_| !questions.iter().any(|known| known.id == *id)) {
            questions.push(ImportQuestion {
                id: id.clone(),
                text: format!("“{}”里的“{word}”按“{meaning}”导入。", label(field)),
                field: field.to_owned(),
                choices: vec![same(meaning)],
                row_count: 0,
                answer: Some(meaning.clone()),
            });
        }
    }
    questions
}

/// The name under which one field of one row is answered.
pub(super) fn row_id(row: &Candidate, field: &str) -> String {
    format!("{ROW}{}/{}/{field}", row.sheet, row.row_no)
}

/// The text that an answer stands for; `None` when it does not fit.
fn text_of(value: &str, matter: Matter, row: &Candidate, problem: &Problem) -> Option<String> {
    let choice = |at: usize| problem.choices.get(at).cloned();
    match (matter, value) {
        (Matter::Month | Matter::Year, "first") | (Matter::Source, "id_no") => choice(0),
        (Matter::Month | Matter::Year, "second") => choice(1).or_else(|| Some(String::new())),
        (Matter::Source, "sheet") => choice(1),
        (Matter::Checksum, KEEP) => choice(0),
        (Matter::Name, KEEP) => row.fields.name.clone(),
        (Matter::Month | Matter::Year | Matter::Pick, BLANK) => Some(String::new()),
        (Matter::Pick | Matter::Branch, text) => Some(text.to_owned()),
        _ => None,
    }
}

/// Answers and questions over some rounds of reading, for an answer can raise or settle another question.
#[derive(Default)]
pub(super) struct Inquiry {
    /// What the reader takes in place of cells.
    pub answers: Answers,
    asked: BTreeMap<(&'static str, Matter), BTreeSet<usize>>,
    offered: BTreeMap<(&'static str, Matter), BTreeSet<String>>,
    given: HashSet<(usize, &'static str)>,
}

impl Inquiry {
    /// Starts with what was answered for single rows in the clerk's own words.
    pub(super) fn new(session: &Session) -> Self {
        let mut inquiry = Self { answers: session.meanings(), ..Self::default() };
        for (id, value) in &session.answers {
            let Some((sheet, row_no, field)) = id.strip_prefix(ROW).and_then(row_of) else { continue };
            if !["first", "second", "id_no", "sheet", KEEP, BLANK].contains(&value.as_str()) {
                inquiry.answers.give(sheet, row_no, field, value.clone());
            }
        }
        inquiry
    }

    /// Notes what the rows ask and answers what can be answered. Says which rows got an answer, in order.
    pub(super) fn go_round(&mut self, rows: &[Candidate], session: &Session, register: &Register) -> Vec<usize> {
        let mut answered: Vec<usize> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            for problem in &row.problems {
                let Some(matter) = matter_of(problem) else { continue };
                let class = (problem.field, matter);
                self.asked.entry(class).or_default().insert(at);
                if matter == Matter::Pick {
                    self.offered.entry(class).or_default().extend(problem.choices.iter().cloned());
                }
                let own = session.answers.get(&row_id(row, problem.field));
                let value = own.or_else(|| session.answers.get(&format!("{}:{}", problem.field, matter.word())));
                let known = || {
                    // A number that the register holds under this name was settled once already.
                    let number = problem.choices.first().filter(|_| matter == Matter::Checksum)?;
                    register.has(number, row.fields.name.as_deref()?).then(|| number.clone())
                };
                let text = value.and_then(|value| text_of(value, matter, row, problem)).or_else(known);
                if let Some(text) = text
                    && self.given.insert((at, problem.field))
                {
                    self.answers.give(&row.sheet, row.row_no, problem.field, text);
                    if answered.last() != Some(&at) {
                        answered.push(at);
                    }
                }
            }
        }
        answered
    }

    /// The questions in the roster's column order.
    pub(super) fn questions(&self, rows: &[Candidate], session: &Session, register: &Register) -> Vec<ImportQuestion> {
        let place = |field: &str| ROSTER.fields.iter().position(|spec| spec.key == field);
        let mut classes: Vec<_> = self.asked.iter().collect();
        classes.sort_by_key(|((field, matter), _)| (place(field), *matter));
        classes
            .into_iter()
            .map(|((field, matter), about)| {
                let id = format!("{field}:{}", matter.word());
                let label = ROSTER.field(field).map_or("", |spec| spec.label);
                let examples: Vec<String> =
                    about.iter().take(3).filter_map(|at| rows.get(*at)).map(|row| row.row_no.to_string()).collect();
                let examples = format!("例如第 {} 行", examples.join("、"));
                let count = about.len();
                let text = match matter {
                    Matter::Month => format!(
                        "“{label}”有 {count} 行像“1985.1”这样是数字格式（{examples}），可能是 1 月，\
                         也可能是 10 月丢了末尾的 0，请选择。"
                    ),
                    Matter::Year => format!("“{label}”有 {count} 行的年份只有两位（{examples}），请选择怎样读。"),
                    Matter::Source => {
                        format!("“{label}”有 {count} 行与身份证号不一致（{examples}），请选择以哪个为准。")
                    }
                    Matter::Checksum => format!(
                        "有 {count} 行身份证号校验位不对（{examples}），多半有一位抄错。\
                         不选则退回；已对照身份证、确实如此的才可保留。"
                    ),
                    Matter::Name => format!("有 {count} 行姓名只有一个字或有打不出的字（{examples}），请核对。"),
                    Matter::Pick => format!("“{label}”有 {count} 行看不懂（{examples}），请选择。"),
                    Matter::Branch => format!("有 {count} 行没有写所在党支部（{examples}），请选择。"),
                };
                let choices = match matter {
                    Matter::Pick => {
                        self.offered.get(&(*field, *matter)).into_iter().flatten().map(|text| same(text)).collect()
                    }
                    Matter::Branch => branch_choices(rows, register),
                    _ => fixed_choices(*matter),
                };
                let row_count = u32::try_from(count).unwrap_or(u32::MAX);
                let answer = session.answers.get(&id).cloned();
                ImportQuestion { id, text, field: (*field).to_owned(), choices, row_count, answer }
            })
            .collect()
    }
}

fn choice(value: &str, label: &str) -> ImportChoice {
    ImportChoice { value: value.to_owned(), label: label.to_owned() }
}

fn same(text: &str) -> ImportChoice {
    choice(text, text)
}

fn fixed_choices(matter: Matter) -> Vec<ImportChoice> {
    match matter {
        Matter::Month => {
            vec![choice("first", "都按 1 月"), choice("second", "都按 10 月"), choice(BLANK, "先留空，以后补")]
        }
        Matter::Year => {
            vec![choice("first", "按较可能的年份"), choice("second", "按另一种年份"), choice(BLANK, "先留空，以后补")]
        }
        Matter::Source => vec![choice("id_no", "以身份证号为准"), choice("sheet", "以表中所写为准")],
        Matter::Checksum => vec![choice(KEEP, "证件确实如此，保留")],
        Matter::Name => vec![choice(KEEP, "没有写错，按此导入")],
        Matter::Pick | Matter::Branch => Vec::new(),
    }
}

/// Branches of the register alone.
pub(super) fn known_branches(register: &Register) -> Vec<String> {
    register.orgs.iter().filter(|org| holds_members(org)).map(|org| org.short_name.clone()).collect()
}

/// Branches of the register, then those that the file names besides.
fn branch_choices(rows: &[Candidate], register: &Register) -> Vec<ImportChoice> {
    let known = register.orgs.iter().filter(|org| holds_members(org)).map(|org| org.short_name.clone());
    let mut names: Vec<String> = known.collect();
    let mut seen: HashSet<String> = names.iter().map(|name| crate::fields::org_key(name)).collect();
    for branch in rows.iter().filter_map(|row| row.fields.branch.as_ref()) {
        if seen.insert(crate::fields::org_key(branch)) {
            names.push(branch.clone());
        }
    }
    names.iter().map(|text| same(text)).collect()
}

/// What one row alone can be answered with. An ID number is offered by a word, never by its digits.
pub(super) fn row_choices(problem: &Problem) -> Vec<ImportChoice> {
    match matter_of(problem) {
        None => Vec::new(),
        Some(matter @ (Matter::Checksum | Matter::Name)) => fixed_choices(matter),
        Some(Matter::Month | Matter::Year) => {
            problem.choices.iter().map(|text| same(text)).chain([choice(BLANK, "先留空，以后补")]).collect()
        }
        Some(_) => problem.choices.iter().map(|text| same(text)).collect(),
    }
}

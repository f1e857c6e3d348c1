//! Files that were read and not yet committed, kept in memory under a token.
//!
//! They hold people's data, so they are bound to the account that brought them, few, and gone with the program.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use lunxun_base::{Error, Id, LocalDate, Result};
use lunxun_protocol::KindDigests;

use super::analysis::Analysis;
use super::hidden::Hidden;
use super::kinds;
use super::memory::{Memory, mapping_of};
use super::questions;
use super::reader;
use super::register::Register;
use super::roster::{Answers, ROSTER};
use super::table::{self, Mapping, SheetKind, Table};
use super::views::{ColumnMapping, ImportAnswer};

/// Files kept of one store; the oldest goes first.
const MOST: usize = 4;

/// A file as it was judged, good as long as the register and the day are the same.
pub(super) struct Judged {
    /// The register then.
    pub register: Register,
    /// The judgement.
    pub analysis: Analysis,
    /// What it rests on.
    pub basis: Basis,
}

/// What a judgement rests on: the digests of what it read, and the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Basis {
    /// The day.
    pub today: LocalDate,
    /// Digests of members, organizations and what was remembered.
    pub digests: KindDigests,
}

/// One file.
#[derive(Clone)]
pub(super) struct Session {
    /// As the clerk sees it.
    pub file_name: String,
    /// What it is read as.
    pub kind: &'static SheetKind,
    /// The class that it is about.
    pub class: Option<Id>,
    /// What earlier imports settled.
    pub memories: Arc<Vec<Memory>>,
    source: Arc<Vec<u8>>,
    /// Its tables, without what is set aside.
    pub tables: Arc<Vec<Table>>,
    /// What the clerk does not see in the file, until it is answered for.
    pub hidden: Arc<Hidden>,
    /// One mapping a table.
    pub mappings: Vec<Mapping>,
    /// Answers by question.
    pub answers: BTreeMap<String, String>,
    /// What reading it brought up.
    pub notes: Vec<String>,
    /// After the commit: why rows were refused at the last moment, by (sheet, row number). Only those rows are left.
    pub refused: Option<HashMap<(String, usize), String>>,
    /// The last judgement; of several files only the newest keeps its own.
    pub judged: Option<Arc<Judged>>,
    owner: (Id, Id),
    order: u64,
}

impl Session {
    /// Reads a file of unknown origin.
    ///
    /// Whatever the file does to its reader happens there: bytes go in, cells come out.
    ///
    /// Without a kind it is taken for the one that its headers speak for. Columns that a clerk corrected before, under
    /// the same header, are corrected again.
    pub(super) fn read(
        source: Arc<Vec<u8>>,
        file_name: &str,
        kind: Option<&str>,
        memories: Vec<Memory>,
        owner: (Id, Id),
    ) -> Result<Self> {
        let chosen = match kind.filter(|code| !code.is_empty()) {
            None => None,
            Some(code) => Some(kinds::find(code).ok_or_else(|| Error::invalid("kind", "没有这种表格，请重新选择。"))?),
        };
        let book = reader::read_guarded(&source, file_name)?;
        let kind = chosen.or_else(|| table::likeliest(&book, &kinds::all())).unwrap_or(&ROSTER);
        let mut found = table::detect_all(book, kind);
        if found.tables.is_empty() {
            let titles: Vec<&str> =
                kind.fields.iter().take(4).filter_map(|spec| spec.aliases.first()).copied().collect();
            return Err(Error::invalid(
                "file",
                format!(
                    "没有找到{}的表头。表里要有一行写着“{}”等列名，请检查后再导入。",
                    kind.label,
                    titles.join("”“")
                ),
            ));
        }
        let several = found.tables.len() > 1;
        let mut notes = found.notices;
        for table in &found.tables {
            let named =
                |notice: &String| if several { format!("“{}”：{notice}", table.sheet) } else { notice.clone() };
            notes.extend(table.notices.iter().map(named));
        }
        let mappings = found
            .tables
            .iter()
            .map(|table| mapping_of(&memories, kind, table).unwrap_or_else(|| table.mapping()))
            .collect();
        let hidden = Hidden::set_aside(&mut found.tables);
        Ok(Self {
            file_name: file_name.to_owned(),
            kind,
            class: None,
            mappings,
            tables: Arc::new(found.tables),
            hidden: Arc::new(hidden),
            memories: Arc::new(memories),
            source,
            answers: BTreeMap::new(),
            notes,
            refused: None,
            judged: None,
            owner,
            order: 0,
        })
    }

    /// The same file, read as another kind.
    pub(super) fn read_as(&self, kind: &str, memories: Vec<Memory>) -> Result<Self> {
        Self::read(Arc::clone(&self.source), &self.file_name, Some(kind), memories, self.owner)
    }

    /// What words mean: as remembered, and as the clerk says now.
    pub(super) fn meanings(&self) -> Answers {
        let mut answers = Answers::default();
        for memory in self.memories.iter().filter(|one| one.sheet_kind == self.kind.code && !one.is_columns()) {
            answers.mean(&memory.topic, &memory.source, memory.meaning.clone());
        }
        for (id, meaning) in &self.answers {
            if let Some((field, word)) = questions::word_of(id) {
                answers.mean(field, word, meaning.clone());
            }
        }
        answers
    }

    /// The words that the clerk explained in this import.
    pub(super) fn explained(&self) -> BTreeMap<(String, String), String> {
        let words = self.answers.iter().filter_map(|(id, meaning)| {
            let (field, word) = questions::word_of(id)?;
            Some(((field.to_owned(), word.to_owned()), meaning.clone()))
        });
        words.collect()
    }

    /// Tables with one layout and one mapping, by their positions: the clerk corrects them together.
    pub(super) fn layouts(&self) -> Vec<Vec<usize>> {
        // By what was guessed at first, not by what stands now: the columns' numbers must not move under the clerk.
        let mut layouts: Vec<(String, Mapping, Vec<usize>)> = Vec::new();
        for (at, table) in self.tables.iter().enumerate() {
            let (key, guessed) = (table.header_key(), table.mapping());
            match layouts.iter_mut().find(|(known, same, _)| *known == key && *same == guessed) {
                Some((_, _, members)) => members.push(at),
                None => layouts.push((key, guessed, vec![at])),
            }
        }
        layouts.into_iter().map(|(.., members)| members).collect()
    }

    /// Corrects columns. A field that stands in one column alone moves to its new one.
    pub(super) fn remap(&mut self, mappings: &[ColumnMapping]) -> Result<()> {
        let layouts = self.layouts();
        let places: Vec<(usize, usize)> = layouts
            .iter()
            .enumerate()
            .filter_map(|(layout, tables)| Some((layout, self.tables.get(*tables.first()?)?)))
            .flat_map(|(layout, table)| table.columns.iter().map(move |column| (layout, column.index)))
            .collect();
        for wanted in mappings {
            let place = usize::try_from(wanted.index).ok().and_then(|index| places.get(index));
            let (layout, column) =
                *place.ok_or_else(|| Error::invalid("mappings", "表里没有这一列，请重新选择文件。"))?;
            let spec = match wanted.field.as_deref().filter(|field| !field.is_empty()) {
                None => None,
                Some(field) => Some(
                    self.kind
                        .field(field)
                        .ok_or_else(|| Error::invalid("mappings", "没有这个资料项，请重新选择列的含义。"))?,
                ),
            };
            for at in layouts.get(layout).into_iter().flatten() {
                let Some(mapping) = self.mappings.get_mut(*at) else { continue };
                if let Some(spec) = spec.filter(|spec| !spec.is_multi) {
                    let taken: Vec<usize> = mapping.columns_of(spec.key).collect();
                    taken.into_iter().for_each(|other| mapping.set(other, None));
                }
                mapping.set(column, spec.map(|spec| spec.key));
            }
        }
        Ok(())
    }

    /// Notes answers.
    pub(super) fn answer(&mut self, answers: &[ImportAnswer]) -> Result<()> {
        for answer in answers {
            if !questions::is_known(&answer.id) {
                return Err(Error::invalid("answers", "这个问题已经不在了，请重新选择文件。"));
            }
            if answer.value.is_empty() {
                self.answers.remove(&answer.id);
            } else {
                self.answers.insert(answer.id.clone(), answer.value.clone());
            }
        }
        if answers.iter().any(|answer| Hidden::is_asked(&answer.id)) {
            Arc::make_mut(&mut self.hidden).settle(Arc::<Vec<Table>>::make_mut(&mut self.tables), &self.answers);
        }
        Ok(())
    }

    /// Lets go of every row but those handed back.
    pub(super) fn close(&mut self, refused: HashMap<(String, usize), String>, keep: &HashMap<String, Vec<usize>>) {
        let rest = self
            .tables
            .iter()
            .map(|table| {
                let kept = keep.get(&table.sheet);
                let is_kept = |no: usize| kept.is_some_and(|kept| kept.binary_search(&no).is_ok());
                let rows = table.rows.iter().filter(|row| is_kept(row.row_no)).cloned().collect();
                Table { rows, ..without_rows(table) }
            })
            .collect();
        self.tables = Arc::new(rest);
        self.source = Arc::default();
        self.judged = None;
        self.refused = Some(refused);
    }
}

fn without_rows(table: &Table) -> Table {
    Table {
        sheet: table.sheet.clone(),
        is_hidden: table.is_hidden,
        title: table.title.clone(),
        branch_hint: table.branch_hint.clone(),
        columns: table.columns.clone(),
        guesses: table.guesses.clone(),
        header_rows: table.header_rows,
        head: table.head.clone(),
        head_merges: table.head_merges.clone(),
        rows: Vec::new(),
        subtitles: table.subtitles.clone(),
        dropped: Vec::new(),
        notices: Vec::new(),
    }
}

type Sessions = HashMap<String, Session>;

fn sessions() -> MutexGuard<'static, Sessions> {
    static SESSIONS: OnceLock<Mutex<Sessions>> = OnceLock::new();
    SESSIONS.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps a file under its token, in place of what stood there.
pub(super) fn keep(token: &str, mut session: Session) {
    let mut all = sessions();
    session.order = all.values().map(|other| other.order).max().unwrap_or_default() + 1;
    let store = session.owner.0;
    all.values_mut().filter(|other| other.owner.0 == store).for_each(|other| other.judged = None);
    all.insert(token.to_owned(), session);
    while all.values().filter(|other| other.owner.0 == store).count() > MOST {
        let oldest = all
            .iter()
            .filter(|(_, other)| other.owner.0 == store)
            .min_by_key(|(_, other)| other.order)
            .map(|(token, _)| token.clone());
        if let Some(oldest) = oldest {
            all.remove(&oldest);
        }
    }
}

/// The file under a token, for the account that brought it. Another's answers exactly like an absent one.
pub(super) fn open(token: &str, store: Id, account: Id) -> Result<Session> {
    let all = sessions();
    let own = all.get(token).filter(|session| session.owner == (store, account)).cloned();
    own.ok_or_else(|| Error::not_found("这次导入已经结束或放得太久，请重新选择文件。"))
}

/// The same, for changing or committing: one that was committed is over.
pub(super) fn open_uncommitted(token: &str, store: Id, account: Id) -> Result<Session> {
    let session = open(token, store, account)?;
    if session.refused.is_some() {
        return Err(Error::conflict("这个文件已经导入过了；要再导入请重新选择文件。"));
    }
    Ok(session)
}

/// Forgets a file.
pub(super) fn drop_session(token: &str) {
    sessions().remove(token);
}

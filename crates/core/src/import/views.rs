//! What the import's commands take and answer.

use lunxun_base::{Id, Millis};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A file to be read. Its kind is told by its content.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadImport {
    /// As the clerk sees it.
    pub file_name: String,
    /// The bytes in base64.
    pub content_base64: String,
    /// The kind of sheet (`roster`, `org`, …); told by the header where absent.
    #[serde(default)]
    pub kind: Option<String>,
}

/// Corrects what the columns hold and answers questions. What is not named stays as it was.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RemapImport {
    /// The file that was read.
    pub token: String,
    /// Columns with another field, or none.
    #[serde(default)]
    pub mappings: Vec<ColumnMapping>,
    /// Answers to questions.
    #[serde(default)]
    pub answers: Vec<ImportAnswer>,
    /// Another kind of sheet: the file is read anew as that.
    #[serde(default)]
    pub kind: Option<String>,
    /// The class that the sheet is about, for kinds that need one.
    #[serde(default)]
    pub class_id: Option<Id>,
}

/// What a column holds.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ColumnMapping {
    /// [`ImportColumn::index`].
    pub index: u32,
    /// The field; absent ignores the column.
    #[serde(default)]
    pub field: Option<String>,
}

/// An answer to a question.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportAnswer {
    /// [`ImportQuestion::id`] for all its rows, or [`ImportProblem::answer_id`] for one row.
    pub id: String,
    /// The value of a choice; for one row also any text. Empty takes the answer back.
    pub value: String,
}

/// What a file would do to the roster.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportPreview {
    /// Names the file in what follows.
    pub token: String,
    /// As the clerk sees it.
    pub file_name: String,
    /// What kind of sheet it was read as.
    pub kind: String,
    /// Its Chinese name.
    pub kind_label: String,
    /// What it could be read as.
    pub kinds: Vec<ImportKind>,
    /// The class that it is about.
    pub class_id: Option<Id>,
    /// Classes to choose from, where the kind needs one.
    pub classes: Vec<ImportClass>,
    /// What was settled in an earlier import and is applied to this file.
    pub remembered: Vec<RememberedView>,
    /// The sheets with a table.
    pub sheets: Vec<String>,
    /// The first table's last header row, from 1.
    pub header_row: u32,
    /// Columns; sheets of one layout share theirs.
    pub columns: Vec<ImportColumn>,
    /// What a column can hold.
    pub fields: Vec<ImportField>,
    /// Exact counts over all rows.
    pub counts: ImportCounts,
    /// Rows in sheet order; when there are too many, those first that need a person.
    pub rows: Vec<ImportRowView>,
    /// There are more rows than `rows` shows.
    pub rows_truncated: bool,
    /// Members of the branches in the file about whom it is silent. They are never removed.
    pub missing: Vec<MissingMember>,
    /// What must be asked, each once for all its rows.
    pub questions: Vec<ImportQuestion>,
    /// Branches that the register does not have yet.
    pub new_branches: Vec<String>,
    /// What the clerk should know.
    pub notes: Vec<String>,
}

/// A kind of sheet.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportKind {
    /// Its stable name.
    pub kind: String,
    /// Its Chinese name.
    pub label: String,
    /// Whether a class must be chosen.
    pub needs_class: bool,
}

/// A class that a sheet can be about.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportClass {
    /// The class.
    pub class_id: Id,
    /// Its name and days.
    pub label: String,
}

/// Something settled in an earlier import.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RememberedView {
    /// Under which it is forgotten.
    pub memory_id: Id,
    /// The kind of sheet.
    pub kind_label: String,
    /// The field, or 列的对应 for a header.
    pub label: String,
    /// What stands in the sheet.
    pub source: String,
    /// What it is read as.
    pub meaning: String,
}

/// Everything settled in earlier imports.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportMemoryList {
    /// By kind, then field.
    pub memories: Vec<RememberedView>,
}

/// Forgets what was settled.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ForgetImport {
    /// [`RememberedView::memory_id`].
    pub memory_ids: Vec<Id>,
}

/// A column of the file.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportColumn {
    /// Its number among the columns shown.
    pub index: u32,
    /// Its title.
    pub header: String,
    /// The first sheet that has it.
    pub sheet: String,
    /// Some of its cells; numbers that identify people masked.
    pub sample: Vec<String>,
    /// What it holds.
    pub field: Option<String>,
    /// 100 sure … 40 by its content alone.
    pub confidence: u32,
}

/// A field that a column can hold.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportField {
    /// Its stable name.
    pub field: String,
    /// Its Chinese name.
    pub label: String,
    /// A roster needs it.
    pub required: bool,
}

/// How many rows do what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportCounts {
    /// 新增
    pub new: u32,
    /// 变更
    pub changed: u32,
    /// 没有变化
    pub same: u32,
    /// 待确认
    pub doubtful: u32,
    /// 错误
    pub wrong: u32,
    /// 本表缺失
    pub missing: u32,
}

impl ImportCounts {
    /// Counts rows by their verdicts; who is missing is counted apart.
    pub(super) fn of(verdicts: impl Iterator<Item = ImportVerdict>) -> Self {
        let mut counts = Self::default();
        for verdict in verdicts {
            match verdict {
                ImportVerdict::New => counts.new += 1,
                ImportVerdict::Changed => counts.changed += 1,
                ImportVerdict::Same => counts.same += 1,
                ImportVerdict::Doubtful => counts.doubtful += 1,
                ImportVerdict::Wrong => counts.wrong += 1,
            }
        }
        counts
    }
}

/// What a row would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportVerdict {
    /// Handed back.
    Wrong,
    /// A person must decide.
    Doubtful,
    /// A known member with other values.
    Changed,
    /// A member not yet known.
    New,
    /// Nothing new.
    Same,
}

/// One row.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportRowView {
    /// Row number in its sheet, from 1.
    pub row_no: u32,
    /// Its sheet.
    pub sheet: String,
    /// What it would do.
    pub verdict: ImportVerdict,
    /// Name.
    pub name: String,
    /// Branch, as written.
    pub branch_name: String,
    /// One sentence.
    pub summary: String,
    /// What stands against it.
    pub problems: Vec<ImportProblem>,
    /// What would change.
    pub diffs: Vec<ImportDiff>,
    /// Members that it may be.
    pub candidates: Vec<ImportCandidate>,
}

/// Something about one field of a row.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportProblem {
    /// `info`, `warning`, `question`, `error`.
    pub severity: String,
    /// The field.
    pub field: String,
    /// Its Chinese name.
    pub field_label: String,
    /// What is the matter and what to do.
    pub message: String,
    /// Answers on offer for this row alone.
    pub choices: Vec<ImportChoice>,
    /// Under which [`ImportAnswer::id`] this row alone is answered.
    pub answer_id: Option<String>,
}

/// One field that a row would change.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportDiff {
    /// The field.
    pub field: String,
    /// Its Chinese name.
    pub label: String,
    /// As it stands.
    pub old: Option<String>,
    /// As the file has it.
    pub new: Option<String>,
}

/// A member that a row may be.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportCandidate {
    /// The member.
    pub member_id: Id,
    /// Name.
    pub name: String,
    /// Branch.
    pub branch_name: String,
    /// By what to tell them apart: birth and masked ID number.
    pub why: String,
    /// How alike they are, 0 … 100.
    pub score: u32,
    /// What speaks for and against it.
    pub reasons: String,
}

/// A member about whom the file is silent.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MissingMember {
    /// The member.
    pub member_id: Id,
    /// Name.
    pub name: String,
    /// Branch.
    pub branch_name: String,
}

/// A question about many rows at once.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportQuestion {
    /// Its name.
    pub id: String,
    /// What is asked, with examples.
    pub text: String,
    /// The field.
    pub field: String,
    /// Answers on offer.
    pub choices: Vec<ImportChoice>,
    /// How many rows it is about.
    pub row_count: u32,
    /// The answer that was given.
    pub answer: Option<String>,
}

/// An answer on offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportChoice {
    /// What to send.
    pub value: String,
    /// What to show.
    pub label: String,
}

/// Writes an import into the roster, in one action that can be taken back.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommitImport {
    /// The file that was read.
    pub token: String,
    /// What to do with single rows; doubtful rows without a decision are left out.
    #[serde(default)]
    pub decisions: Vec<ImportDecision>,
    /// Adds branches and Party groups that the register does not have yet; otherwise their rows are handed back.
    #[serde(default)]
    pub create_branches: bool,
}

/// What to do with one row.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportDecision {
    /// Row number in its sheet.
    pub row_no: u32,
    /// Its sheet.
    pub sheet: String,
    /// What to do.
    pub action: ImportAction,
    /// The member to merge into.
    #[serde(default)]
    pub member_id: Option<Id>,
}

/// What to do with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportAction {
    /// As it stands: what is open stays blank, a possible duplicate becomes a person of its own.
    Import,
    /// Leaves it out.
    Skip,
    /// It is about this member.
    Merge,
}

/// What an import did.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportResult {
    /// The action, which `audit.undo` takes back.
    pub operation_id: Id,
    /// Members added.
    pub added: u32,
    /// Members changed.
    pub changed: u32,
    /// Rows without anything new.
    pub unchanged: u32,
    /// Rows left out.
    pub skipped: u32,
    /// Rows handed back.
    pub wrong: u32,
    /// Branches added.
    pub branches_added: u32,
}

/// Asks for the rows handed back; also possible after the commit.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WrongRows {
    /// The file that was read.
    pub token: String,
}

/// A file in the answer.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileBytes {
    /// A name for it.
    pub file_name: String,
    /// The bytes in base64.
    pub content_base64: String,
    /// Rows in it.
    pub row_count: u32,
}

/// Asks for the roster as a file that can be imported again. Whole numbers stand in it, so it is written into the audit.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExportRoster {
    /// `csv` or `xlsx`.
    pub format: String,
}

/// The imports done on this PC, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportBatchList {
    /// The imports.
    pub batches: Vec<ImportBatch>,
}

/// One import.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportBatch {
    /// The action.
    pub operation_id: Id,
    /// The file.
    pub file_name: String,
    /// The kind of sheet.
    pub kind_label: String,
    /// When.
    pub at: Millis,
    /// Who.
    pub actor_name: String,
    /// Members added.
    pub added: u32,
    /// Members changed.
    pub changed: u32,
    /// Whether it was taken back.
    pub undone: bool,
}

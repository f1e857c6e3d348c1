//! Writing an import: one action, so that taking it back takes everything back.

use std::collections::{HashMap, HashSet};

use lunxun_base::{Id, Result};
use lunxun_protocol::Value;
use lunxun_store::Tx;

use super::analysis::{Analysis, Step, step_for};
use super::memory;
use super::parallel::in_parallel;
use super::register::{Place, Register, is_called};
use super::roster::{Candidate, FieldDiff, Problem, RosterFields, Severity, kind};
use super::session::{Judged, Session};
use super::store;
use super::views::{ImportAction, ImportDecision, ImportResult, ImportVerdict};
use crate::Ctx;
use crate::fields::id_no::parse_id_no;
use crate::fields::{AttendMode, Category, Duty, PartyStatus, Sex, name_keys, org_key, squeeze};
use crate::member::{self, MEMBER, with_originals};
use crate::member_change::ChangeKind;
use crate::org::PARTY_ORG;

/// Rows between two reports of progress.
const STRIDE: usize = 500;

type Fields = Vec<(&'static str, Value)>;
type Refused = HashMap<(String, usize), String>;

/// Row numbers by sheet, in order.
type Places = HashMap<String, Vec<usize>>;

/// Writes a file into the roster. Answers also why rows were refused on the way, and every row handed back.
///
/// # Errors
/// `Cancelled`, and those of the database; nothing is written then.
pub(super) fn commit(
    ctx: &mut Ctx<'_>,
    session: &Session,
    Judged { register, analysis, .. }: &Judged,
    decisions: &[ImportDecision],
    creates: bool,
) -> Result<(ImportResult, Refused, Places)> {
    let progress = ctx.progress;
    let decided: HashMap<(&str, usize), &ImportDecision> = decisions
        .iter()
        .filter_map(|decision| Some(((decision.sheet.as_str(), usize::try_from(decision.row_no).ok()?), decision)))
        .collect();
    let total = analysis.rows.len();
    let fates: Vec<Fate<'_>> = analysis
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| decide(analysis, at, decided.get(&(row.sheet.as_str(), row.row_no)), register))
        .collect();
    let pairs: Vec<(&Candidate, &Fate<'_>)> = analysis.rows.iter().zip(&fates).collect();
    // The pinyin of new names takes as long as all the rest of a row, and needs no database.
    let keys = in_parallel(&pairs, |(row, fate)| match fate {
        Fate::Do(Step::Add) => row.fields.name.as_deref().map(|name| name_keys(name).search),
        _ => None,
    });
    ctx.write(|tx| {
        let mut writer = Writer::new(tx, register, creates);
        for (at, ((row, fate), key)) in pairs.iter().zip(keys).enumerate() {
            if at % STRIDE == 0 {
                progress.check()?;
            }
            writer.take(row, fate, key)?;
        }
        let Writer { result, refused, wrong, adds, .. } = writer;
        let done = (total - adds.len()) as u64;
        let records = adds.into_iter().map(|add| (add.id, add.fields()));
        tx.insert_all(&MEMBER, records, &mut |written| {
            progress.report(done + written, total as u64, "导入党员");
            progress.check()
        })?;
        progress.report(total as u64, total as u64, "导入党员");
        tx.summarise(&format!(
            "导入“{}”：新增 {} 人，变更 {} 人，退回 {} 行",
            session.file_name, result.added, result.changed, result.wrong
        ))?;
        memory::keep_words(tx, session.kind.code, &session.explained())?;
        memory::keep_columns(tx, session.kind.code, &session.tables, &session.mappings)?;
        store::put_batch(tx, &session.file_name, session.kind.code, &result)?;
        Ok((result, refused, wrong))
    })
}

/// What happens to a row in the end.
enum Fate<'a> {
    Do(&'a Step),
    /// The clerk said who it is: who had left is back.
    Merge(Id, Vec<FieldDiff>),
    Skip,
    HandBack,
}

fn decide<'a>(analysis: &'a Analysis, at: usize, decision: Option<&&ImportDecision>, register: &Register) -> Fate<'a> {
    let (Some(row), Some(case)) = (analysis.rows.get(at), analysis.cases.get(at)) else { return Fate::Skip };
    if case.step == Step::Refuse {
        return Fate::HandBack;
    }
    let merged = |id: Id| match step_for(row, id, register) {
        Step::Change(id, diffs) => Fate::Merge(id, diffs),
        _ => Fate::Merge(id, Vec::new()),
    };
    match decision.map(|decision| (decision.action, decision.member_id)) {
        None if case.verdict == ImportVerdict::Doubtful => Fate::Skip,
        None => Fate::Do(&case.step),
        Some((ImportAction::Skip, _)) if matches!(case.step, Step::Keep(_)) => Fate::Do(&case.step),
        Some((ImportAction::Skip, _)) => Fate::Skip,
        Some((ImportAction::Merge, Some(id))) if register.person(id).is_some() => merged(id),
        Some((ImportAction::Merge, _)) => match &case.step {
            // With one member in question, "merge" needs no name.
            Step::Ask(candidates) => match candidates.as_slice() {
                [only] => merged(*only),
                _ => Fate::Skip,
            },
            Step::Add => Fate::Skip,
            step => Fate::Do(step),
        },
        Some((ImportAction::Import, _)) if matches!(case.step, Step::Ask(_)) => Fate::Do(&Step::Add),
        Some((ImportAction::Import, _)) => Fate::Do(&case.step),
    }
}

struct Writer<'a, 'b> {
    tx: &'a Tx<'b>,
    register: &'a Register,
    creates: bool,
    result: ImportResult,
    refused: Refused,
    wrong: Places,
    branches: HashMap<String, Id>,
    groups: HashMap<(Id, String), Id>,
    id_numbers: HashSet<&'a str>,
    adds: Vec<Add<'a>>,
}

impl<'a, 'b> Writer<'a, 'b> {
    fn new(tx: &'a Tx<'b>, register: &'a Register, creates: bool) -> Self {
        let operation_id = tx.operation_id();
        let result =
            ImportResult { operation_id, added: 0, changed: 0, unchanged: 0, skipped: 0, wrong: 0, branches_added: 0 };
        let (branches, groups, id_numbers) = (HashMap::new(), HashMap::new(), HashSet::new());
        let (refused, wrong, adds) = (Refused::new(), Places::new(), Vec::new());
        Self { tx, register, creates, result, refused, wrong, branches, groups, id_numbers, adds }
    }

    fn take(&mut self, row: &'a Candidate, fate: &Fate<'_>, key: Option<String>) -> Result<()> {
        let written = match fate {
            Fate::Skip => {
                self.result.skipped += 1;
                return Ok(());
            }
            Fate::HandBack | Fate::Do(Step::Refuse) => {
                self.result.wrong += 1;
                self.wrong.entry(row.sheet.clone()).or_default().push(row.row_no);
                // Its own problems say why; what the register had against it would be lost.
                let by_register = |p: &&Problem| p.severity == Severity::Error && p.field == kind::BRANCH;
                if let Some(problem) = row.problems.iter().find(by_register) {
                    self.refused.insert((row.sheet.clone(), row.row_no), problem.message.clone());
                }
                return Ok(());
            }
            Fate::Do(Step::Keep(_)) => Ok(false),
            Fate::Do(Step::Ask(_)) => {
                self.result.skipped += 1;
                return Ok(());
            }
            Fate::Do(Step::Add) => {
                if let Err(reason) = self.add(row, key)? {
                    self.hand_back(row, reason);
                } else {
                    self.result.added += 1;
                }
                return Ok(());
            }
            Fate::Do(Step::Change(id, diffs)) => self.change(row, *id, diffs, false)?,
            Fate::Merge(id, diffs) => self.change(row, *id, diffs, true)?,
        };
        match written {
            Ok(true) => self.result.changed += 1,
            Ok(false) => self.result.unchanged += 1,
            Err(reason) => self.hand_back(row, reason),
        }
        Ok(())
    }

    fn hand_back(&mut self, row: &Candidate, reason: String) {
        self.result.wrong += 1;
        self.wrong.entry(row.sheet.clone()).or_default().push(row.row_no);
        self.refused.insert((row.sheet.clone(), row.row_no), reason);
    }

    /// A new member; the reason where the row must be handed back.
    fn add(&mut self, row: &'a Candidate, key: Option<String>) -> Result<Result<(), String>> {
        if let Some(id_no) = &row.fields.id_no {
            if self.register.holder(id_no).is_some() {
                return Ok(Err("这个身份证号已经登记在另一名党员名下，请选择“合并”或改正号码。".to_owned()));
            }
            if self.id_numbers.contains(id_no.as_str()) {
                return Ok(Err("表里另有一行用了同一个身份证号，已导入那一行，请核对。".to_owned()));
            }
        }
        let Some(text) = &row.fields.branch else {
            return Ok(Err("没有写所在党支部，请补填。".to_owned()));
        };
        let branch = match self.branch(text)? {
            Ok(branch) => branch,
            Err(reason) => return Ok(Err(reason)),
        };
        let group = match self.group(branch, row.fields.party_group.as_deref())? {
            Ok(group) => group,
            Err(reason) => return Ok(Err(reason)),
        };
        self.id_numbers.extend(row.fields.id_no.as_deref());
        self.adds.push(Add { id: self.tx.new_id(), row, branch, group, key });
        Ok(Ok(()))
    }

    /// Other values for a member: those that the row has and nothing else.
    fn change(
        &mut self,
        row: &'a Candidate,
        id: Id,
        diffs: &[FieldDiff],
        is_merge: bool,
    ) -> Result<Result<bool, String>> {
        let Some(held) = self.register.person(id) else { return Ok(Ok(false)) };
        let changes_id = diffs.iter().any(|diff| diff.field == kind::ID_NO);
        if let Some(id_no) = row.fields.id_no.as_ref().filter(|_| changes_id) {
            let is_taken = self.register.holder(id_no).is_some_and(|holder| holder.id() != id);
            if is_taken || !self.id_numbers.insert(id_no.as_str()) {
                return Ok(Err("这个身份证号已经登记在另一名党员名下，请核对号码。".to_owned()));
            }
        }
        let mut fields = Fields::new();
        let mut branch = held.branch;
        if let Some(text) = row.fields.branch.as_deref().filter(|_| diffs.iter().any(|d| d.field == kind::BRANCH)) {
            match self.branch(text)? {
                Ok(new) => branch = Some(new),
                Err(reason) => return Ok(Err(reason)),
            }
            fields.push(("branch_id", branch.into()));
        }
        let moves = branch != held.branch;
        if moves || diffs.iter().any(|diff| diff.field == kind::PARTY_GROUP) {
            // A Party group belongs to its branch: who moves leaves it.
            let group = match branch {
                Some(branch) => match self.group(branch, row.fields.party_group.as_deref())? {
                    Ok(group) => group,
                    Err(reason) => return Ok(Err(reason)),
                },
                None => None,
            };
            fields.push(("group_id", group.into()));
        }
        for diff in diffs.iter().filter(|diff| ![kind::BRANCH, kind::PARTY_GROUP].contains(&diff.field)) {
            push(&mut fields, diff.field, &row.fields, Some(&diff.new));
        }
        let told = |field: &str| diffs.iter().any(|diff| diff.field == field);
        let originals: Vec<_> = row.originals.iter().filter(|(field, _)| told(field)).map(|(_, one)| one).collect();
        if !originals.is_empty() {
            let before = self.tx.row(&MEMBER, id)?.and_then(|mut row| row.remove("originals"));
            let before = if let Some(Value::Text(text)) = before { text } else { String::new() };
            fields.push(("originals", with_originals(&before, originals.into_iter()).into()));
        }
        if is_merge && row.fields.party_status.is_none() && held.status() != PartyStatus::Normal {
            fields.push(("party_status", PartyStatus::Normal.word().into()));
        }
        if fields.is_empty() {
            return Ok(Ok(false));
        }
        member::update(self.tx, id, &fields, ChangeKind::Imported).map(Ok)
    }

    fn branch(&mut self, text: &str) -> Result<Result<Id, String>> {
        match self.register.branch(text) {
            Place::Known(id) => return Ok(Ok(id)),
            Place::Refused(reason) => return Ok(Err(reason)),
            Place::Missing => {}
        }
        let key = org_key(text);
        if let Some(id) = self.branches.get(&key) {
            return Ok(Ok(*id));
        }
        if !self.creates {
            return Ok(Err(format!("名册里还没有“{text}”这个党支部，请先建立，或导入时选择一并建立。")));
        }
        let id = self.tx.new_id();
        let root = self.register.root();
        let names = branch_names(text, root.map(|root| root.name.as_str()).unwrap_or_default());
        let sort = self.register.orgs.len() + self.branches.len();
        let fields = [
            ("parent_id", root.map(|root| root.id).into()),
            ("kind", names.kind.into()),
            ("name", names.full.into()),
            ("short_name", names.short.into()),
            ("village", names.village.into()),
            ("sort", i64::try_from(sort).unwrap_or_default().into()),
        ];
        self.tx.insert(&PARTY_ORG, id, &fields)?;
        self.branches.insert(key, id);
        self.result.branches_added += 1;
        Ok(Ok(id))
    }

    fn group(&mut self, branch: Id, text: Option<&str>) -> Result<Result<Option<Id>, String>> {
        let Some(text) = text else { return Ok(Ok(None)) };
        let plain = squeeze(text);
        let made = || self.groups.get(&(branch, plain.clone())).copied();
        if let Some(id) = self.register.group(branch, text).or_else(made) {
            return Ok(Ok(Some(id)));
        }
        // The group that the branch calls like itself is no group.
        if self.register.org(Some(branch)).is_some_and(|org| is_called(org, &plain)) {
            return Ok(Ok(None));
        }
        if !self.creates {
            return Ok(Err(format!("这个党支部还没有“{text}”，请先建立，或导入时选择一并建立。")));
        }
        let id = self.tx.new_id();
        let fields = [
            ("parent_id", branch.into()),
            ("kind", "party_group".into()),
            ("name", text.into()),
            ("short_name", text.into()),
            ("sort", i64::try_from(self.groups.len()).unwrap_or_default().into()),
        ];
        self.tx.insert(&PARTY_ORG, id, &fields)?;
        self.groups.insert((branch, plain), id);
        Ok(Ok(Some(id)))
    }
}

/// A row that becomes a member once every row was looked at.
struct Add<'a> {
    id: Id,
    row: &'a Candidate,
    branch: Id,
    group: Option<Id>,
    /// The search keys of the name, where they are known.
    key: Option<String>,
}

impl Add<'_> {
    fn fields(self) -> Fields {
        let Self { row, branch, group, key, .. } = self;
        let mut fields = Fields::with_capacity(24);
        let silent = [kind::NAME, kind::BRANCH, kind::PARTY_GROUP];
        let name = row.fields.name.as_deref().unwrap_or_default();
        let key = key.unwrap_or_else(|| name_keys(name).search);
        fields.extend([("name", name.into()), ("pinyin", key.into())]);
        for spec in super::roster::ROSTER.fields.iter().filter(|spec| !silent.contains(&spec.key)) {
            if row.fields.has(spec.key) {
                push(&mut fields, spec.key, &row.fields, None);
            }
        }
        let has = |fields: &Fields, column: &str| fields.iter().any(|(name, _)| *name == column);
        if !has(&fields, "category") {
            fields.push(("category", Category::Full.word().into()));
        }
        if !has(&fields, "attend_mode") {
            fields.push(("attend_mode", AttendMode::Normal.word().into()));
        }
        if !has(&fields, "party_status") {
            fields.push(("party_status", PartyStatus::Normal.word().into()));
        }
        if !row.originals.is_empty() {
            fields.push(("originals", with_originals("", row.originals.iter().map(|(_, one)| one)).into()));
        }
        fields.extend([("branch_id", branch.into()), ("group_id", group.into()), ("source", "imported".into())]);
        fields
    }
}

/// The columns behind one field of a row. `mended` is the remark that takes in what stood before.
fn push(fields: &mut Fields, field: &str, row: &RosterFields, mended: Option<&str>) {
    let text = |text: &Option<String>| Value::from(text.as_deref());
    match field {
        kind::NAME => {
            let name = row.name.as_deref().unwrap_or_default();
            fields.extend([("name", name.into()), ("pinyin", name_keys(name).search.into())]);
        }
        kind::FORMER_NAME => fields.push(("former_name", text(&row.former_name))),
        kind::SEX => fields.push(("sex", row.sex.map(Sex::word).into())),
        kind::ID_NO => {
            let is_odd = row.id_no.as_deref().is_some_and(|number| parse_id_no(number).is_err());
            let note = is_odd.then_some("校验位不符，导入时已对照证件确认保留");
            fields.extend([("id_no", text(&row.id_no)), ("id_no_note", note.into())]);
        }
        kind::NATION => fields.push(("nation", text(&row.nation))),
        kind::BIRTH => fields.push(("birth", row.birth.map(|date| date.to_string()).into())),
        kind::EDU => fields.push(("education", row.edu.as_ref().map(|edu| edu.text.as_str()).into())),
        kind::CATEGORY => fields.push(("category", row.category.map(Category::word).into())),
        kind::ADMITTED_ON => fields.push(("admitted_on", row.admitted_on.map(|date| date.to_string()).into())),
        kind::FULL_SINCE => fields.push(("full_since", row.full_since.map(|date| date.to_string()).into())),
        kind::JOB => fields.push(("job", text(&row.job))),
        kind::DUTY => {
            let words: Vec<&str> = row.duties.iter().copied().map(Duty::word).collect();
            fields.push(("duties", words.join(" ").into()));
        }
        kind::PHONE => fields.push(("phone", text(&row.phone))),
        kind::ADDRESS => fields.push(("address", text(&row.address))),
        kind::HOUSEHOLD => fields.push(("household", text(&row.household))),
        kind::STATUS => fields.push(("party_status", row.party_status.map(PartyStatus::word).into())),
        kind::ATTEND_MODE => push_mode(fields, row.attend_mode.unwrap_or(AttendMode::Normal)),
        kind::IS_MIGRANT if mended.is_some() => push_mode(fields, AttendMode::Normal),
        kind::REMARK => fields.push(("remark", mended.or(row.remark.as_deref()).into())),
        _ => {}
    }
}

/// Doorstep teaching and deferral need a reason and an approver; a sheet that says so stands for both.
fn push_mode(fields: &mut Fields, mode: AttendMode) {
    let needs_reason = matches!(mode, AttendMode::Doorstep | AttendMode::Deferred);
    fields.extend([
        ("attend_mode", mode.word().into()),
        ("attend_reason", needs_reason.then_some("导入").into()),
        ("attend_approver", needs_reason.then_some("导入名册").into()),
        ("attend_until", Value::Null),
    ]);
}

/// A new branch's names.
struct BranchNames {
    kind: &'static str,
    full: String,
    short: String,
    village: Option<String>,
}

/// `柳林村党支部` in 青山镇 → `中共青山镇柳林村支部委员会` and `柳林村支部`.
fn branch_names(text: &str, root: &str) -> BranchNames {
    let plain = squeeze(text);
    let town = root.trim_start_matches("中共").trim_start_matches("中国共产党").trim_end_matches("委员会");
    let town = town.trim_end_matches('党');
    let mut core = plain.trim_start_matches("中共").trim_start_matches("中国共产党");
    core = core.rfind(town).filter(|_| !town.is_empty()).and_then(|at| core.get(at + town.len()..)).unwrap_or(core);
    let tails = ["支部委员会", "党支部", "支部", "支委会", "村民委员会", "村委会"];
    let stem = tails.iter().find_map(|tail| core.strip_suffix(tail)).unwrap_or(core);
    let joint = stem.strip_suffix("联合党").or_else(|| stem.strip_suffix("联合"));
    let (kind, stem, word) = match joint.filter(|stem| !stem.is_empty()) {
        Some(stem) => ("joint_branch", stem, "联合"),
        None => ("branch", stem, ""),
    };
    let is_sealed = plain.starts_with("中共") && plain.ends_with("支部委员会");
    let full = if is_sealed { plain.clone() } else { format!("中共{town}{stem}{word}支部委员会") };
    let mut short = format!("{stem}{word}支部");
    // Whatever was made of it, the sheet's own name must lead here again.
    let key = org_key(&plain);
    if stem.is_empty() || org_key(&short) != key && org_key(&full) != key {
        short.clone_from(&plain);
    }
    let village = (stem.ends_with('村') || stem.ends_with("社区")).then(|| stem.to_owned());
    BranchNames { kind, full, short, village }
}

#[cfg(test)]
mod name_tests {
    use super::*;

    #[test]
    fn a_new_branch_gets_the_name_on_the_seal_and_a_short_one() {
        for text in ["柳林村", "柳林村党支部", "柳林村支部", "中共青山镇柳林村支部委员会", "青山镇柳林村党支部"]
        {
            let names = branch_names(text, "中共青山镇委员会");
            assert_eq!(names.full, "中共青山镇柳林村支部委员会", "{text}");
            assert_eq!(names.short, "柳林村支部", "{text}");
            assert_eq!(names.village.as_deref(), Some("柳林村"), "{text}");
        }
        let joint = branch_names("果蔬合作社联合党支部", "中共青山镇委员会");
        assert_eq!((joint.kind, joint.short.as_str()), ("joint_branch", "果蔬合作社联合支部"));
    }

    #[test]
    fn a_new_branch_is_found_again_by_what_the_sheet_calls_it() {
        for text in ["机关党支部", "镇直第一支部", "河村", "东沟社区党支部", "中心小学支部", "大坪镇柳林村支部"]
        {
            let names = branch_names(text, "中共青山镇委员会");
            let keys = [org_key(&names.full), org_key(&names.short)];
            assert!(keys.contains(&org_key(text)), "{text}: {} / {}", names.full, names.short);
        }
    }
}

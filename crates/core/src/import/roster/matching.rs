//! Which row is which member: ID number, else name, birth and branch, else name and phone (比对).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use lunxun_base::Id;

use super::candidate::{Candidate, Problem, RosterFields, Severity};
use super::kind::{self, ROSTER};
use super::likeness::{Echoes, is_slip};
use crate::fields::{PartialDate, org_key};
use crate::import::parallel::in_parallel;
use crate::import::table::FieldKey;

/// A member in the register, as far as rows are compared with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExistingMember {
    /// The member.
    pub id: Id,
    /// The fields, in the importer's words.
    pub fields: RosterFields,
    /// [`org_key()`]s of the branch's name, short name and aliases.
    pub branch_keys: Arc<Vec<String>>,
}

impl ExistingMember {
    /// A member whose branch is known by the name in `fields` alone.
    #[must_use]
    pub fn new(id: Id, fields: RosterFields) -> Self {
        let branch_keys: Vec<String> = fields.branch.as_deref().map(org_key).into_iter().collect();
        Self { id, fields, branch_keys: Arc::new(branch_keys) }
    }

    /// Adds another name of the branch.
    #[must_use]
    pub fn with_branch_alias(mut self, name: &str) -> Self {
        Arc::make_mut(&mut self.branch_keys).push(org_key(name));
        self
    }
}

/// One field that the row would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldDiff {
    /// The field.
    pub field: FieldKey,
    /// As it stands; `None` when empty.
    pub old: Option<String>,
    /// As the row has it.
    pub new: String,
}

/// What a row would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowPlan {
    /// A member not yet known (新增).
    New,
    /// Nothing new about a known member.
    Same {
        /// The member.
        id: Id,
    },
    /// A known member with other values (变更).
    Changed {
        /// The member.
        id: Id,
        /// The differences; never an emptied field.
        diffs: Vec<FieldDiff>,
    },
    /// A person must decide (疑似重复).
    Doubtful {
        /// Why, in Chinese.
        reason: String,
        /// Members that it may be.
        candidates: Vec<Id>,
        /// Positions of other rows that it may repeat.
        rows: Vec<usize>,
    },
    /// Handed back (错误).
    Wrong {
        /// The errors.
        problems: Vec<Problem>,
    },
}

/// The plan of an import.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MatchReport {
    /// One plan a candidate, in their order.
    pub plans: Vec<RowPlan>,
    /// Members that no row is about (本表缺失), in the order given. An import never deletes them.
    pub missing: Vec<Id>,
}

/// Compares rows with the register. Pure: the same input gives the same plan.
///
/// The branches that the sheet covers bound what is missing: a sheet of one village says nothing about the others.
#[must_use]
pub fn match_rows(rows: &[Candidate], existing: &[ExistingMember]) -> MatchReport {
    let index = Index::new(existing);
    let keys = BranchKeys::new(rows);
    let twins = twins(rows, &keys);
    let places: Vec<(usize, &Candidate)> = rows.iter().enumerate().collect();
    let mut plans: Vec<RowPlan> =
        in_parallel(&places, |(at, row)| plan_row(row, keys.of(row), twins.get(at), existing, &index));
    listen(&mut plans, rows, &keys, existing);
    settle_shared_claims(&mut plans, rows);
    let missing = missing(rows, &plans, &keys, existing);
    MatchReport { plans, missing }
}

/// The branches' keys, each reckoned once.
struct BranchKeys<'a> {
    keys: HashMap<&'a str, String>,
}

impl<'a> BranchKeys<'a> {
    fn new(rows: &'a [Candidate]) -> Self {
        let mut keys = HashMap::new();
        for branch in rows.iter().filter_map(|row| row.fields.branch.as_deref()) {
            keys.entry(branch).or_insert_with(|| org_key(branch));
        }
        Self { keys }
    }

    /// Empty without a branch.
    fn of(&self, row: &Candidate) -> &str {
        row.fields.branch.as_deref().and_then(|branch| self.keys.get(branch)).map_or("", String::as_str)
    }
}

/// A new person whose name sounds or looks like a known one's is asked about.
fn listen(plans: &mut [RowPlan], rows: &[Candidate], keys: &BranchKeys<'_>, existing: &[ExistingMember]) {
    let new: Vec<(usize, &Candidate)> =
        rows.iter().enumerate().filter(|(at, _)| matches!(plans.get(*at), Some(RowPlan::New))).collect();
    if new.is_empty() || existing.is_empty() {
        return;
    }
    let branches = new.iter().map(|(_, row)| keys.of(row)).filter(|key| !key.is_empty()).collect();
    let births = new.iter().filter_map(|(_, row)| row.fields.birth).collect();
    let echoes = Echoes::new(existing, &branches, &births);
    let heard = in_parallel(&new, |(_, row)| echoes.of(&row.fields, keys.of(row), existing));
    for ((at, _), found) in new.into_iter().zip(heard) {
        let (Some((_, best)), Some(plan)) = (found.first(), plans.get_mut(at)) else { continue };
        let reason =
            format!("疑似已有党员：{}（相似度 {} 分）。请确认是否同一人。", best.reasons.join("、"), best.score);
        let candidates = found.iter().filter_map(|(at, _)| existing.get(*at)).map(|member| member.id).collect();
        *plan = RowPlan::Doubtful { reason, candidates, rows: Vec::new() };
    }
}

struct Index<'a> {
    by_id_no: HashMap<&'a str, usize>,
    by_name: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Index<'a> {
    fn new(existing: &'a [ExistingMember]) -> Self {
        let mut index = Self { by_id_no: HashMap::new(), by_name: HashMap::new() };
        for (at, member) in existing.iter().enumerate() {
            if let Some(id_no) = &member.fields.id_no {
                index.by_id_no.entry(id_no).or_insert(at);
            }
            if let Some(name) = &member.fields.name {
                index.by_name.entry(name).or_default().push(at);
            }
        }
        index
    }
}

/// By what two rows may be one person.
#[derive(PartialEq, Eq, Hash)]
enum TwinKey<'a> {
    IdNo(&'a str),
    Name(&'a str, PartialDate, &'a str),
}

/// Rows of the file that may be one person, and why.
struct Twin {
    reason: String,
    others: Vec<usize>,
}

/// Rows with one ID number, or one name, birth and branch without ID numbers that tell them apart. Of rows that are
/// equal in everything the first stands.
fn twins(rows: &[Candidate], keys: &BranchKeys<'_>) -> HashMap<usize, Twin> {
    let mut groups: HashMap<TwinKey<'_>, Vec<usize>> = HashMap::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_wrong()) {
        let fields = &row.fields;
        if let Some(id_no) = &fields.id_no {
            groups.entry(TwinKey::IdNo(id_no)).or_default().push(at);
        }
        if let (Some(name), Some(birth)) = (&fields.name, fields.birth) {
            groups.entry(TwinKey::Name(name, birth, keys.of(row))).or_default().push(at);
        }
    }
    let mut twins = HashMap::new();
    for (key, group) in groups.into_iter().filter(|(_, group)| group.len() > 1) {
        let by_id = matches!(key, TwinKey::IdNo(_));
        let ids: HashSet<&str> = group.iter().filter_map(|at| rows.get(*at)?.fields.id_no.as_deref()).collect();
        if !by_id && ids.len() > 1 {
            continue;
        }
        let first = group.first().and_then(|at| rows.get(*at));
        let all_equal = group.iter().all(|at| rows.get(*at).map(|row| &row.fields) == first.map(|row| &row.fields));
        for at in group.iter().skip(usize::from(all_equal)) {
            let others: Vec<usize> = group.iter().filter(|other| *other != at).copied().collect();
            let places: Vec<String> = others.iter().take(3).filter_map(|other| rows.get(*other)).map(place).collect();
            let what = if by_id { "身份证号" } else { "姓名、出生日期和支部" };
            let reason = format!("{what}与{}相同，请确认是否重复。", places.join("、"));
            twins.entry(*at).or_insert(Twin { reason, others });
        }
    }
    twins
}

fn place(row: &Candidate) -> String {
    format!("“{}”第 {} 行", row.sheet, row.row_no)
}

fn plan_row(
    row: &Candidate,
    branch: &str,
    twin: Option<&Twin>,
    existing: &[ExistingMember],
    index: &Index<'_>,
) -> RowPlan {
    if row.is_wrong() {
        let problems = row.problems.iter().filter(|problem| problem.severity == Severity::Error).cloned().collect();
        return RowPlan::Wrong { problems };
    }
    let found = find(&row.fields, branch, existing, index);
    if let Some(twin) = twin {
        let candidates = match found {
            Found::One(at) => ids(existing, &[at]),
            Found::Doubt(_, all) => ids(existing, &all),
            Found::None => Vec::new(),
        };
        return RowPlan::Doubtful { reason: twin.reason.clone(), candidates, rows: twin.others.clone() };
    }
    match found {
        Found::None => RowPlan::New,
        Found::Doubt(reason, all) => {
            RowPlan::Doubtful { reason: reason.to_owned(), candidates: ids(existing, &all), rows: Vec::new() }
        }
        Found::One(at) => match existing.get(at) {
            Some(member) => compare_in(&row.fields, branch, member),
            None => RowPlan::New,
        },
    }
}

fn ids(existing: &[ExistingMember], at: &[usize]) -> Vec<Id> {
    at.iter().filter_map(|at| existing.get(*at)).map(|member| member.id).collect()
}

enum Found {
    None,
    One(usize),
    Doubt(&'static str, Vec<usize>),
}

fn find(row: &RosterFields, branch: &str, existing: &[ExistingMember], index: &Index<'_>) -> Found {
    let Some(name) = row.name.as_deref() else { return Found::None };
    if let Some(at) = row.id_no.as_deref().and_then(|id_no| index.by_id_no.get(id_no)).copied() {
        let same_name = existing.get(at).and_then(|member| member.fields.name.as_deref()) == Some(name);
        return if same_name {
            Found::One(at)
        } else {
            Found::Doubt("身份证号相同但姓名不同，请核对是改名还是填错。", vec![at])
        };
    }
    let namesakes: Vec<(usize, &ExistingMember)> =
        index.by_name.get(name).into_iter().flatten().filter_map(|at| Some((*at, existing.get(*at)?))).collect();
    if namesakes.is_empty() {
        return Found::None;
    }
    let in_branch = |member: &ExistingMember| !branch.is_empty() && member.branch_keys.iter().any(|key| key == branch);
    let one_without_id = |member: &ExistingMember| row.id_no.is_none() || member.fields.id_no.is_none();
    let born_alike = |member: &ExistingMember| agree(row.birth, member.fields.birth) == Some(true);
    let called_alike = |member: &ExistingMember| shares_phone(row, &member.fields);
    let pick = |test: &dyn Fn(&ExistingMember) -> bool| -> Vec<usize> {
        namesakes.iter().filter(|(_, member)| test(member)).map(|(at, _)| *at).collect()
    };

    // Two ID numbers that differ are two people, or one wrong digit: that is asked when all else is alike.
    let close = pick(&|member| !one_without_id(member) && born_alike(member) && in_branch(member));
    if !close.is_empty() {
        return Found::Doubt("同支部有姓名、出生日期相同但身份证号不同的党员，请核对。", close);
    }
    let slips =
        pick(&|member| row.id_no.as_deref().zip(member.fields.id_no.as_deref()).is_some_and(|(a, b)| is_slip(a, b)));
    if !slips.is_empty() {
        return Found::Doubt("有同名党员的身份证号与此只差一两位数字，请核对是否同一人。", slips);
    }
    let whole = pick(&|member| one_without_id(member) && born_alike(member) && in_branch(member));
    let by_phone = pick(&|member| {
        one_without_id(member) && called_alike(member) && agree(row.birth, member.fields.birth) != Some(false)
    });
    for found in [&whole, &by_phone] {
        match found.as_slice() {
            [] => {}
            [only] => return Found::One(*only),
            _ => return Found::Doubt("有多名同名党员符合，请选择是哪一位。", found.clone()),
        }
    }
    let moved = pick(&|member| one_without_id(member) && born_alike(member));
    if !moved.is_empty() {
        return Found::Doubt("其他支部有姓名、出生日期相同的党员，请确认是否转了支部。", moved);
    }
    let alike = pick(&|member| {
        one_without_id(member) && in_branch(member) && agree(row.birth, member.fields.birth) != Some(false)
    });
    if !alike.is_empty() {
        return Found::Doubt("同支部有同名党员，但缺少出生日期或身份证号，无法断定是否同一人。", alike);
    }
    Found::None
}

fn agree(a: Option<PartialDate>, b: Option<PartialDate>) -> Option<bool> {
    Some(a?.agrees_with(b?))
}

pub(super) fn shares_phone(a: &RosterFields, b: &RosterFields) -> bool {
    if a.phone.is_none() || b.phone.is_none() {
        return false;
    }
    let numbers = |fields: &RosterFields| -> Vec<String> {
        fields.phone.iter().flat_map(|all| all.split('、')).map(str::to_owned).collect()
    };
    let theirs = numbers(b);
    numbers(a).iter().any(|number| theirs.contains(number))
}

/// What the row says and the register does not; silence and lesser precision change nothing.
#[must_use]
pub fn compare(row: &RosterFields, member: &ExistingMember) -> RowPlan {
    compare_in(row, &row.branch.as_deref().map(org_key).unwrap_or_default(), member)
}

fn compare_in(row: &RosterFields, branch: &str, member: &ExistingMember) -> RowPlan {
    let old = &member.fields;
    let less_precise = |new: Option<PartialDate>, old: Option<PartialDate>| {
        new.zip(old).is_some_and(|(new, old)| new.agrees_with(old) && new.parts() <= old.parts())
    };
    let mut diffs = Vec::new();
    for field in ROSTER.fields {
        if !row.has(field.key) || row.equals(old, field.key) {
            continue;
        }
        let Some(new) = row.shown(field.key) else { continue };
        let standing = old.shown(field.key);
        let is_same = match field.key {
            kind::BIRTH => less_precise(row.birth, old.birth),
            kind::ADMITTED_ON => less_precise(row.admitted_on, old.admitted_on),
            kind::FULL_SINCE => less_precise(row.full_since, old.full_since),
            kind::EDU => row.edu.as_ref().map(|edu| edu.code) == old.edu.as_ref().map(|edu| edu.code),
            kind::BRANCH => member.branch_keys.iter().any(|key| key == branch),
            _ => false,
        };
        if !is_same && standing.as_ref() != Some(&new) {
            diffs.push(FieldDiff { field: field.key, old: standing, new });
        }
    }
    if diffs.is_empty() { RowPlan::Same { id: member.id } } else { RowPlan::Changed { id: member.id, diffs } }
}

/// Two rows must not both change one member.
fn settle_shared_claims(plans: &mut [RowPlan], rows: &[Candidate]) {
    let mut claims: HashMap<Id, Vec<usize>> = HashMap::new();
    for (at, plan) in plans.iter().enumerate() {
        if let RowPlan::Same { id } | RowPlan::Changed { id, .. } = plan {
            claims.entry(*id).or_default().push(at);
        }
    }
    for (id, claimants) in claims.into_iter().filter(|(_, claimants)| claimants.len() > 1) {
        for at in &claimants {
            let others: Vec<usize> = claimants.iter().filter(|other| *other != at).copied().collect();
            let places: Vec<String> = others.iter().take(3).filter_map(|other| rows.get(*other)).map(place).collect();
            let reason = format!("与{}对应同一名已有党员，请选择以哪一行为准。", places.join("、"));
            if let Some(plan) = plans.get_mut(*at) {
                *plan = RowPlan::Doubtful { reason, candidates: vec![id], rows: others };
            }
        }
    }
}

fn missing(rows: &[Candidate], plans: &[RowPlan], keys: &BranchKeys<'_>, existing: &[ExistingMember]) -> Vec<Id> {
    let mut seen: HashSet<Id> = HashSet::new();
    for plan in plans {
        match plan {
            RowPlan::Same { id } | RowPlan::Changed { id, .. } => drop(seen.insert(*id)),
            RowPlan::Doubtful { candidates, .. } => seen.extend(candidates),
            RowPlan::New | RowPlan::Wrong { .. } => {}
        }
    }
    // A row handed back still is about somebody.
    let handed_back: HashSet<&str> =
        rows.iter().filter(|row| row.is_wrong()).filter_map(|row| row.fields.name.as_deref()).collect();
    let covered: HashSet<&str> = keys.keys.values().map(String::as_str).collect();
    existing
        .iter()
        .filter(|member| !seen.contains(&member.id))
        .filter(|member| member.branch_keys.iter().any(|key| covered.contains(key.as_str())))
        .filter(|member| member.fields.name.as_deref().is_none_or(|name| !handed_back.contains(name)))
        .map(|member| member.id)
        .collect()
}

use lunxun_base::{Id, OrNotFound, Result, require};
use lunxun_protocol::Value;
use lunxun_store::{Tx, read_row, rusqlite::Connection};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{merge, model, store, sync};
use crate::{Ctx, commands, member::MEMBER, org, present, rpc::Nothing};

/// Asks for members who may be one person.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct FindDuplicates {
    /// How many pairs, 500 at most.
    pub limit: u32,
}

/// Members who may be one person, the likeliest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DuplicateList {
    /// The pairs.
    pub pairs: Vec<DuplicatePair>,
    /// How many there are in all.
    pub total: u32,
    /// How many pairs somebody has called two people; they are not among them.
    pub dismissed: u32,
}

/// Two members who may be one person.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DuplicatePair {
    /// One, the record that a merge keeps.
    pub one_id: Id,
    /// The other.
    pub other_id: Id,
    /// Name and branch of the one.
    pub one_label: String,
    /// Name and branch of the other.
    pub other_label: String,
    /// 100 at most.
    pub score: u32,
    /// Whether it is very likely.
    pub is_likely: bool,
    /// What speaks for and against it, with points.
    pub reasons: Vec<String>,
}

/// Names two members.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComparePair {
    /// One.
    pub one_id: Id,
    /// The other.
    pub other_id: Id,
}

/// Two records side by side.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PairView {
    /// The record that a merge keeps: the one that was made first.
    pub kept_id: Id,
    /// The record that a merge puts away.
    pub gone_id: Id,
    /// Columns in which they differ or that one of them has; ID numbers and phones masked.
    pub fields: Vec<PairField>,
    /// What speaks for and against one person, with points.
    pub reasons: Vec<String>,
    /// Records that name the one that is put away and would be moved, such as `学员 2 条`.
    pub moves: Vec<String>,
    /// What a merge would do besides, in Chinese.
    pub warnings: Vec<String>,
}

/// One column of two records.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PairField {
    /// The column.
    pub column: String,
    /// What a clerk calls it.
    pub label: String,
    /// In the record that is kept.
    pub kept: Option<String>,
    /// In the other.
    pub gone: Option<String>,
    /// Whether they differ.
    pub differs: bool,
    /// Whether the other record's value is proposed: where the kept one has none.
    pub takes_gone: bool,
}

/// Joins two records of one person.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MergeMembers {
    /// One.
    pub one_id: Id,
    /// The other.
    pub other_id: Id,
    /// Columns whose value comes from the record that is put away; all others stay.
    pub take: Vec<String>,
}

/// What a merge did.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MergeResult {
    /// The merge, under which it can be taken back.
    pub merge_id: Id,
    /// The record that is left.
    pub member_id: Id,
    /// What was moved and what else happened, in Chinese.
    pub sentences: Vec<String>,
}

/// Says that two members are two people.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DismissPair {
    /// One.
    pub one_id: Id,
    /// The other.
    pub other_id: Id,
    /// Why, for whoever asks later.
    #[serde(default)]
    pub reason: String,
}

/// Asks for merges.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ListMerges {
    /// Only those of this member.
    pub member_id: Option<Id>,
}

/// Merges, the latest record first.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MergeList {
    /// The merges.
    pub merges: Vec<MergeRow>,
}

/// A merge.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MergeRow {
    /// Its id.
    pub merge_id: Id,
    /// The record that was kept.
    pub kept_id: Id,
    /// Name and branch of the record that was kept.
    pub kept_label: String,
    /// Name and branch of the record that was put away.
    pub gone_label: String,
    /// Whether it still holds.
    pub is_merged: bool,
}

/// Takes a merge back.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnmergeMembers {
    /// Which.
    pub merge_id: Id,
}

/// What taking a merge back did.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnmergeResult {
    /// Fields that returned to what they were.
    pub restored: u32,
    /// What stays because somebody changed it since, in Chinese.
    pub left: Vec<String>,
}

/// What came late for a merge and was moved now.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SettleResult {
    /// Fields that changed.
    pub changed: u32,
}

commands! {
    read Township "dedupe.find" => find(FindDuplicates) -> DuplicateList;
    read Township "dedupe.compare" => compare(ComparePair) -> PairView;
    write Township "dedupe.merge" => merge_pair(MergeMembers) -> MergeResult, stale ["*"];
    write Township "dedupe.dismiss" => dismiss(DismissPair) -> Nothing, stale ["dedupe"];
    read Township "dedupe.merges" => merges(ListMerges) -> MergeList;
    write Township "dedupe.unmerge" => unmerge(UnmergeMembers) -> UnmergeResult, stale ["*"];
    write Township "dedupe.settle" => settle(Nothing) -> SettleResult, stale ["*"];
}

/// Columns that go with another: whoever takes the name takes its pinyin.
const TOGETHER: &[(&str, &[&str])] = &[
    ("name", &["pinyin"]),
    ("id_no", &["id_no_note"]),
    ("branch_id", &["group_id"]),
    ("attend_mode", &["attend_reason", "attend_approver", "attend_until"]),
];

fn is_companion(column: &str) -> bool {
    TOGETHER.iter().any(|(_, with)| with.contains(&column)) || matches!(column, "deleted_at" | "source" | "originals")
}

fn ordered(one: Id, other: Id) -> Result<(Id, Id)> {
    require!(one != other, "otherId", "请选择两名不同的党员。");
    Ok((one.min(other), one.max(other)))
}

fn find(ctx: &mut Ctx<'_>, request: FindDuplicates) -> Result<DuplicateList> {
    let people = store::people(ctx.conn())?;
    let distinct = store::distinct_pairs(ctx.conn())?;
    let orgs = org::all(ctx.conn())?;
    let label = |person: &model::Person| {
        let branch = orgs.iter().find(|org| Some(org.id) == person.branch).map_or("", |org| org.short_name.as_str());
        format!("{} {branch}", person.name).trim().to_owned()
    };
    let mut pairs = Vec::new();
    for suspicion in model::suspicions(&people) {
        let (Some(a), Some(b)) = (people.get(suspicion.pair.0), people.get(suspicion.pair.1)) else { continue };
        let (one, other) = if a.id < b.id { (a, b) } else { (b, a) };
        if distinct.contains(&(one.id, other.id)) {
            continue;
        }
        pairs.push(DuplicatePair {
            one_id: one.id,
            other_id: other.id,
            one_label: label(one),
            other_label: label(other),
            score: suspicion.score.into(),
            is_likely: suspicion.score >= model::LIKELY_FROM,
            reasons: suspicion.reasons,
        });
    }
    let total = u32::try_from(pairs.len()).unwrap_or(u32::MAX);
    pairs.truncate(if request.limit == 0 { 100 } else { request.limit.min(500) as usize });
    Ok(DuplicateList { pairs, total, dismissed: u32::try_from(distinct.len()).unwrap_or(u32::MAX) })
}

type Row = std::collections::BTreeMap<&'static str, Value>;

fn living(conn: &Connection, id: Id) -> Result<Row> {
    read_row(conn, &MEMBER, id)?.filter(|row| row.get("deleted_at").is_none_or(Value::is_null)).or_not_found("党员")
}

fn is_empty(value: Option<&Value>) -> bool {
    value.is_none_or(|value| value.is_null() || *value == Value::Text(String::new()))
}

fn compare(ctx: &mut Ctx<'_>, request: ComparePair) -> Result<PairView> {
    let (kept_id, gone_id) = ordered(request.one_id, request.other_id)?;
    let conn = ctx.conn();
    let (kept, gone) = (living(conn, kept_id)?, living(conn, gone_id)?);
    let mut fields = Vec::new();
    for column in MEMBER.columns.iter().filter(|column| !is_companion(column)) {
        let shown = |row: &Row| row.get(column).map_or(Ok(None), |value| present::value(conn, &MEMBER, column, value));
        let (one, other) = (shown(&kept)?, shown(&gone)?);
        if one.is_none() && other.is_none() {
            continue;
        }
        fields.push(PairField {
            column: (*column).to_owned(),
            label: MEMBER.column_label(column),
            differs: kept.get(column) != gone.get(column),
            takes_gone: is_empty(kept.get(column)) && !is_empty(gone.get(column)),
            kept: one,
            gone: other,
        });
    }
    let people = store::people(conn)?;
    let person = |id| people.iter().find(|person| person.id == id);
    let reasons =
        person(kept_id).zip(person(gone_id)).map(|(one, other)| model::compare(one, other).1).unwrap_or_default();
    let mut moves = Vec::new();
    for (kind, column) in store::columns_naming_members() {
        let count = store::naming(conn, kind, column, gone_id)?.len();
        if count > 0 {
            moves.push(format!("{} {count} 条", kind.label));
        }
    }
    let mut warnings = Vec::new();
    let seats = store::twin_seats(conn, kept_id, gone_id)?;
    for seat in seats.iter().filter(|seat| seats.iter().any(|other| other.class == seat.class && other.id < seat.id)) {
        warnings.push(if seat.is_closed {
            format!("两份档案都参加了“{}”（已结班）：两条学员记录都保留，学时只计一次。", seat.class_name)
        } else {
            format!("两份档案都编入了“{}”：保留一条，另一条改为退训。", seat.class_name)
        });
    }
    Ok(PairView { kept_id, gone_id, fields, reasons, moves, warnings })
}

fn merge_pair(ctx: &mut Ctx<'_>, request: MergeMembers) -> Result<MergeResult> {
    let (kept_id, gone_id) = ordered(request.one_id, request.other_id)?;
    let outcome = ctx.write(|tx| {
        merge::settle(tx)?;
        let take = taken(tx, kept_id, gone_id, &request.take)?;
        let name = present::title(tx.conn(), &MEMBER, kept_id)?;
        tx.summarise(&format!("合并重复档案：{name}"))?;
        merge::merge(tx, kept_id, gone_id, &take)
    })?;
    let mut sentences: Vec<String> =
        outcome.moved.iter().map(|(label, count)| format!("{label} {count} 条已转到保留的档案。")).collect();
    sentences.extend(outcome.sentences);
    Ok(MergeResult { merge_id: merge::merge_id(kept_id, gone_id), member_id: kept_id, sentences })
}

/// The values that come from the record that is put away: those asked for, and what the kept one lacks.
fn taken(tx: &Tx<'_>, kept: Id, gone: Id, wanted: &[String]) -> Result<Vec<(&'static str, Value)>> {
    let (kept, gone) = (living(tx.conn(), kept)?, living(tx.conn(), gone)?);
    for column in wanted {
        let is_known = MEMBER.columns.contains(&column.as_str()) && !is_companion(column);
        require!(is_known, "take", "字段 {column} 不能单独选择，请刷新后再试。");
    }
    let mut take = Vec::new();
    for column in MEMBER.columns.iter().copied().filter(|column| !is_companion(column)) {
        let is_wanted = wanted.iter().any(|wanted| wanted == column);
        let fills = is_empty(kept.get(column)) && !is_empty(gone.get(column));
        if !is_wanted && !fills {
            continue;
        }
        let with = TOGETHER.iter().find(|(lead, _)| *lead == column).map_or(&[] as &[_], |(_, with)| with);
        for column in std::iter::once(column).chain(with.iter().copied()) {
            take.push((column, gone.get(column).cloned().unwrap_or(Value::Null)));
        }
    }
    Ok(take)
}

fn dismiss(ctx: &mut Ctx<'_>, request: DismissPair) -> Result<Nothing> {
    let (one, other) = ordered(request.one_id, request.other_id)?;
    ctx.write(|tx| {
        living(tx.conn(), one)?;
        living(tx.conn(), other)?;
        tx.summarise("确认两份档案不是同一人")?;
        let id = Id::derived("distinct_pair", &[one.as_bytes(), other.as_bytes()]);
        let reason = Some(request.reason.trim()).filter(|reason| !reason.is_empty());
        let fields = [("one_id", one.into()), ("other_id", other.into()), ("reason", reason.into())];
        tx.upsert(sync::DISTINCT_PAIR, id, &fields)
    })?;
    Ok(Nothing {})
}

fn merges(ctx: &mut Ctx<'_>, request: ListMerges) -> Result<MergeList> {
    let conn = ctx.conn();
    let label = |id: Id| -> Result<String> {
        let name = present::title(conn, &MEMBER, id)?;
        let branch = read_row(conn, &MEMBER, id)?.and_then(|row| row.get("branch_id").cloned()).unwrap_or(Value::Null);
        Ok(format!("{name} {}", present::value(conn, &MEMBER, "branch_id", &branch)?.unwrap_or_default()))
    };
    let mut merges = Vec::new();
    for merge in store::merges(conn)? {
        if request.member_id.is_some_and(|id| id != merge.kept && id != merge.gone) {
            continue;
        }
        merges.push(MergeRow {
            merge_id: merge.id,
            kept_id: merge.kept,
            kept_label: label(merge.kept)?,
            gone_label: label(merge.gone)?,
            is_merged: merge.is_merged,
        });
    }
    Ok(MergeList { merges })
}

fn unmerge(ctx: &mut Ctx<'_>, request: UnmergeMembers) -> Result<UnmergeResult> {
    let (restored, left) = ctx.write(|tx| {
        tx.summarise("恢复为两份档案")?;
        merge::unmerge(tx, request.merge_id)
    })?;
    Ok(UnmergeResult { restored, left })
}

fn settle(ctx: &mut Ctx<'_>, _request: Nothing) -> Result<SettleResult> {
    let changed = ctx.write(|tx| {
        let changed = merge::settle(tx)?;
        if changed > 0 {
            tx.summarise("把后到的记录转到合并后的档案")?;
        }
        Ok(changed)
    })?;
    Ok(SettleResult { changed })
}

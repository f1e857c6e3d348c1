use std::str::FromStr;

use lunxun_base::{Error, Id, LocalDate, OrNotFound, Result, require};
use lunxun_protocol::Value;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::{
    BulkEdit, BulkEditView, MEMBER, Snapshot, as_of,
    bulk::{bulk_edit, preview_bulk},
    model::{Dates, accept_id_no},
    originals::originals,
    standing, store, update,
};
use crate::{
    Ctx, commands,
    fields::{
        AttendMode, Category, Duty, PartialDate, PartyStatus, Sex, id_no::parse_id_no, mask_id_no, mask_phone,
        name::clean_name, name_keys,
    },
    member_change::{Change, ChangeKind, Standing, record},
    org, present,
    rpc::Nothing,
};

/// Where a member stands in this year's training.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// Completed a class.
    Covered,
    /// Enrolled in a class that is still to come or to close.
    Planned,
    /// Neither.
    NotYet,
    /// Exempt with a reason.
    Exempt,
}

impl Coverage {
    /// Whoever is exempt counts as such, whatever class they are in.
    pub(super) const fn of(is_excused: bool, is_covered: bool, is_planned: bool) -> Self {
        match (is_excused, is_covered, is_planned) {
            (true, ..) => Self::Exempt,
            (_, true, _) => Self::Covered,
            (.., true) => Self::Planned,
            _ => Self::NotYet,
        }
    }
}

/// The roster's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MemberSort {
    /// By branch, then name.
    #[default]
    Branch,
    /// By name in pinyin.
    Name,
    /// By 入党日期.
    Admitted,
}

/// Asks for a stretch of the roster.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ListMembers {
    /// Words, all of which must fit: part of a name or former name, its pinyin, initials or a mixture, four or more
    /// characters of an ID number or phone, or a branch.
    pub query: String,
    /// Only this branch or Party group.
    pub branch_id: Option<Id>,
    /// Only this category.
    pub category: Option<Category>,
    /// Only this way of taking part.
    pub attend_mode: Option<AttendMode>,
    /// Only those who stand so in this year's training.
    pub coverage: Option<Coverage>,
    /// Only this standing; normal where absent.
    pub status: Option<PartyStatus>,
    /// Order.
    pub sort: MemberSort,
    /// First row.
    pub offset: u32,
    /// How many rows, 5,000 at most.
    pub limit: u32,
    /// As the roster was at the end of this day; as it is now where absent. `attendMode` and `coverage` are not kept
    /// by day and do not narrow an earlier roster.
    pub as_of: Option<LocalDate>,
}

/// A stretch of the roster.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberPage {
    /// The rows.
    pub rows: Vec<MemberRow>,
    /// How many match.
    pub filtered: u32,
    /// How many there are.
    pub total: u32,
}

/// A row of the roster.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberRow {
    /// Its id.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Sex, where known.
    pub sex: Option<Sex>,
    /// ID number, masked.
    pub id_no_masked: String,
    /// Phone, masked.
    pub phone_masked: String,
    /// Branch.
    pub branch_id: Option<Id>,
    /// The branch's short name.
    pub branch_name: String,
    /// The Party group's short name.
    pub group_name: Option<String>,
    /// Full or probationary.
    pub category: Category,
    /// How they take part in training.
    pub attend_mode: AttendMode,
    /// Duties.
    pub duties: Vec<Duty>,
    /// Date of birth as far as known.
    pub birth: Option<String>,
    /// Education as written.
    pub education: Option<String>,
    /// 入党日期 as far as known.
    pub admitted_on: Option<String>,
    /// Whether they work elsewhere.
    pub is_migrant: bool,
}

/// Names a member.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetMember {
    /// Whom.
    pub member_id: Id,
}

/// Everything on a member; ID number and phone masked.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberView {
    /// Its id.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Sex, where known.
    pub sex: Option<Sex>,
    /// ID number, masked.
    pub id_no_masked: String,
    /// What is wrong with the ID number, if anything.
    pub id_problem: Option<String>,
    /// Phone, masked.
    pub phone_masked: String,
    /// Nation (民族).
    pub nation: String,
    /// Date of birth as far as known.
    pub birth: Option<String>,
    /// Education as written.
    pub education: String,
    /// Full or probationary.
    pub category: Category,
    /// Branch.
    pub branch_id: Option<Id>,
    /// The branch's short name.
    pub branch_name: String,
    /// Party group.
    pub group_id: Option<Id>,
    /// The Party group's short name.
    pub group_name: Option<String>,
    /// 入党日期 as far as known.
    pub admitted_on: Option<String>,
    /// 转正日期 as far as known.
    pub full_since: Option<String>,
    /// Occupation.
    pub job: String,
    /// Duties.
    pub duties: Vec<Duty>,
    /// Where they live.
    pub address: String,
    /// Where they are registered.
    pub household: String,
    /// How they take part in training.
    pub attend_mode: AttendMode,
    /// Why, when not normally.
    pub attend_reason: String,
    /// Who approved it.
    pub attend_approver: String,
    /// Until when.
    pub attend_until: Option<LocalDate>,
    /// Standing.
    pub party_status: PartyStatus,
    /// Former name.
    pub former_name: String,
    /// Remarks.
    pub remark: String,
    /// How the sheet that brought them wrote what the register keeps as a code.
    pub originals: Vec<OriginalWords>,
}

/// How a sheet wrote a field that the register keeps as a code.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OriginalWords {
    /// The field's name.
    pub label: String,
    /// The words.
    pub written: String,
}

/// Adds or changes a member. Dates are texts like `1985`, `1985-06` or `1985-06-01`.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaveMember {
    /// Whom to change; a new one where absent.
    #[serde(default)]
    pub member_id: Option<Id>,
    /// Name.
    pub name: String,
    /// Sex; taken from the ID number where absent.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// ID number; absent leaves it as it is.
    #[serde(default)]
    pub id_no: Option<String>,
    /// Takes the ID number away.
    #[serde(default)]
    pub clear_id_no: bool,
    /// Why a number with a wrong check digit is right all the same.
    #[serde(default)]
    pub id_no_note: Option<String>,
    /// Phone; absent leaves it as it is.
    #[serde(default)]
    pub phone: Option<String>,
    /// Nation (民族).
    #[serde(default)]
    pub nation: String,
    /// Date of birth; taken from the ID number where absent.
    #[serde(default)]
    pub birth: Option<String>,
    /// Education.
    #[serde(default)]
    pub education: String,
    /// Full or probationary.
    pub category: Category,
    /// Branch.
    pub branch_id: Id,
    /// Party group.
    #[serde(default)]
    pub group_id: Option<Id>,
    /// 入党日期.
    #[serde(default)]
    pub admitted_on: Option<String>,
    /// 转正日期.
    #[serde(default)]
    pub full_since: Option<String>,
    /// Occupation.
    #[serde(default)]
    pub job: String,
    /// Duties.
    #[serde(default)]
    pub duties: Vec<Duty>,
    /// Where they live.
    #[serde(default)]
    pub address: String,
    /// Where they are registered.
    #[serde(default)]
    pub household: String,
    /// How they take part in training.
    #[serde(default)]
    pub attend_mode: Option<AttendMode>,
    /// Why, when by doorstep teaching or deferred.
    #[serde(default)]
    pub attend_reason: String,
    /// Who approved it.
    #[serde(default)]
    pub attend_approver: String,
    /// Until when.
    #[serde(default)]
    pub attend_until: Option<LocalDate>,
    /// Standing; normal where absent.
    #[serde(default)]
    pub party_status: Option<PartyStatus>,
    /// Former name.
    #[serde(default)]
    pub former_name: String,
    /// Remarks.
    #[serde(default)]
    pub remark: String,
    /// How a new one came into the roster; without it they count in rosters of earlier days too.
    #[serde(default)]
    pub arrival: Option<Arrival>,
}

/// How somebody came into the roster, on a day.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Arrival {
    /// Moved in, recognised as an applicant, or admitted.
    pub kind: ChangeKind,
    /// From which day on.
    pub on: LocalDate,
    /// Where from.
    #[serde(default)]
    pub counterpart: String,
    /// Decision or document.
    #[serde(default)]
    pub basis: String,
}

/// What was saved.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SavedMember {
    /// As it now stands.
    pub member: MemberView,
    /// What the clerk should look at; nothing was refused.
    pub warnings: Vec<String>,
}

/// Which sensitive value to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SensitiveField {
    /// The ID number.
    IdNo,
    /// The phone number.
    Phone,
}

/// Asks to see a masked value. It is written into the audit.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RevealMember {
    /// Whose.
    pub member_id: Id,
    /// Which.
    pub field: SensitiveField,
    /// What for.
    #[serde(default)]
    pub reason: String,
}

/// A masked value in full.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Revealed {
    /// The value; empty when there is none.
    pub value: String,
}

/// Removes a member entered by mistake. Who left or died changes standing instead.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteMember {
    /// Whom.
    pub member_id: Id,
    /// Why.
    pub reason: String,
}

/// Changes how several members take part in training.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetAttendMode {
    /// Whom.
    pub member_ids: Vec<Id>,
    /// How.
    pub attend_mode: AttendMode,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// Who approved it.
    #[serde(default)]
    pub approver: String,
    /// Until when.
    #[serde(default)]
    pub until: Option<LocalDate>,
}

/// What a change of several did.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BulkResult {
    /// How many changed.
    pub changed: u32,
    /// How many were so already.
    pub unchanged: u32,
}

commands! {
    read Township "member.list" => list(ListMembers) -> MemberPage;
    read Township "member.get" => get(GetMember) -> MemberView;
    write Township "member.save" => save(SaveMember) -> SavedMember, stale ["*"];
    write Township "member.reveal" => reveal(RevealMember) -> Revealed;
    write Township "member.delete" => delete(DeleteMember) -> Nothing, stale ["*"];
    write Township "member.set_attend_mode" => set_attend_mode(SetAttendMode) -> BulkResult,
        stale ["*"];
    read Township "member.preview_bulk" => preview_bulk(BulkEdit) -> BulkEditView;
    write Township "member.bulk_edit" => bulk_edit(BulkEdit) -> BulkEditView, stale ["*"];
}

fn list(ctx: &mut Ctx<'_>, request: ListMembers) -> Result<MemberPage> {
    let today = ctx.today();
    if let Some(day) = request.as_of.filter(|day| *day < today) {
        return as_of::page(ctx.conn(), &request, day);
    }
    let (rows, filtered, total) = store::list(ctx.store(), &request, today)?;
    Ok(MemberPage { rows, filtered, total })
}

/// How many members fit a filter today.
///
/// # Errors
/// Those of the database.
pub fn count(ctx: &Ctx<'_>, filter: &ListMembers) -> Result<u32> {
    let today = ctx.today();
    let request = ListMembers { offset: 0, limit: 1, ..filter.clone() };
    store::list(ctx.store(), &request, today).map(|(_, filtered, _)| filtered)
}

fn get(ctx: &mut Ctx<'_>, request: GetMember) -> Result<MemberView> {
    view_of(ctx.conn(), request.member_id)
}

/// Everything on a member, masked.
///
/// # Errors
/// `NotFound`.
pub fn view_of(conn: &lunxun_store::rusqlite::Connection, id: Id) -> Result<MemberView> {
    let member = store::find(conn, id)?.or_not_found("党员")?;
    let orgs = org::all(conn)?;
    let short = |id: Option<Id>| orgs.iter().find(|org| Some(org.id) == id).map(|org| org.short_name.clone());
    let text = |column: &str| member.columns.get(column).cloned().unwrap_or_default();
    let id_problem = match member.id_no.as_deref() {
        None => Some("没有身份证号，请在核实后补录。".to_owned()),
        Some(number) => parse_id_no(number).err().map(|fault| fault.message()),
    };
    Ok(MemberView {
        id: member.id,
        name: member.name.clone(),
        sex: member.sex,
        id_no_masked: mask_id_no(member.id_no.as_deref().unwrap_or_default()),
        id_problem,
        phone_masked: mask_phone(member.phone.as_deref().unwrap_or_default()),
        nation: text("nation"),
        birth: member.birth.clone(),
        education: text("education"),
        category: member.category,
        branch_id: member.branch,
        branch_name: short(member.branch).unwrap_or_default(),
        group_id: member.group,
        group_name: short(member.group),
        admitted_on: member.admitted_on.clone(),
        full_since: member.full_since.clone(),
        job: text("job"),
        duties: member.duties.clone(),
        address: text("address"),
        household: text("household"),
        attend_mode: member.attend_mode,
        attend_reason: text("attend_reason"),
        attend_approver: text("attend_approver"),
        attend_until: member.attend_until,
        party_status: PartyStatus::from_word(&text("party_status")).unwrap_or(PartyStatus::Normal),
        former_name: text("former_name"),
        remark: text("remark"),
        originals: original_words(&member),
    })
}

/// Those that still tell of what the member's fields hold.
fn original_words(member: &Snapshot) -> Vec<OriginalWords> {
    let text = |column: &str| member.columns.get(column).map_or("", String::as_str);
    let duties = member.duties.iter().map(|duty| duty.label()).collect::<Vec<_>>().join("、");
    let status = PartyStatus::from_word(text("party_status")).unwrap_or(PartyStatus::Normal);
    let held = |label: &str| match label {
        "民族" => text("nation"),
        "学历" => text("education"),
        "人员类别" => member.category.label(),
        "党内职务" => &duties,
        "党籍状态" => status.label(),
        "参训方式" => member.attend_mode.label(),
        _ => "",
    };
    originals(text("originals"))
        .filter(|(label, read_as, _)| held(label) == *read_as)
        .map(|(label, _, written)| OriginalWords { label: label.to_owned(), written: written.to_owned() })
        .collect()
}

fn partial(field: &str, text: Option<&str>) -> Result<Option<PartialDate>> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => PartialDate::from_str(text).map(Some).map_err(|_| {
            Error::invalid(field, format!("日期“{text}”不对，请按 1985、1985-06 或 1985-06-01 的样子填写。"))
        }),
    }
}

fn save(ctx: &mut Ctx<'_>, request: SaveMember) -> Result<SavedMember> {
    let current = request.member_id.map(|id| store::find(ctx.conn(), id)?.or_not_found("党员")).transpose()?;
    let (fields, warnings) = checked(ctx, &request, current.as_ref())?;
    let id = ctx.write(|tx| {
        tx.summarise(&format!(
            "{}：{}",
            if current.is_some() { "修改党员资料" } else { "新增党员" },
            request.name.trim()
        ))?;
        match request.member_id {
            Some(id) => update(tx, id, &fields, ChangeKind::Edited).map(|_| id),
            None => {
                let id = tx.new_id();
                tx.insert(&MEMBER, id, &fields)?;
                if let Some(arrival) = &request.arrival {
                    arrive(tx, id, arrival)?;
                }
                Ok(id)
            }
        }
    })?;
    Ok(SavedMember { member: view_of(ctx.conn(), id)?, warnings })
}

/// The first line of a newcomer: before it, they were not in the roster.
fn arrive(tx: &lunxun_store::Tx<'_>, id: Id, arrival: &Arrival) -> Result<()> {
    let fits = matches!(arrival.kind, ChangeKind::TransferIn | ChangeKind::Applicant | ChangeKind::Admitted);
    require!(fits, "arrival", "请选择转入、确定为积极分子或接收为预备党员。");
    let now = standing(tx, id)?;
    let change = Change {
        affiliation: Some((now.branch, now.group)),
        category: Some(now.category),
        status: now.status,
        counterpart: &arrival.counterpart,
        basis: &arrival.basis,
        ..Change::new(arrival.kind, arrival.on)
    };
    record(tx, &Standing { status: None, ..now }, &change)
}

type Fields = Vec<(&'static str, Value)>;

/// The columns to write, after every check.
fn checked(ctx: &Ctx<'_>, request: &SaveMember, current: Option<&Snapshot>) -> Result<(Fields, Vec<String>)> {
    let name = clean_name(&request.name).name;
    require!((2..=20).contains(&name.chars().count()), "name", "姓名应为 2 到 20 个字。");
    let branch = org::find(ctx.conn(), request.branch_id)?.or_not_found("党支部")?;
    require!(
        matches!(branch.kind.as_str(), "branch" | "joint_branch"),
        "branchId",
        "“{}”不是党支部，请选择党员所在的党支部。",
        branch.short_name
    );
    if let Some(group) = request.group_id {
        let group = org::find(ctx.conn(), group)?.or_not_found("党小组")?;
        require!(group.parent == Some(branch.id), "groupId", "这个党小组不属于“{}”。", branch.short_name);
    }

    let typed_id = request.id_no.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let note = request.id_no_note.as_deref();
    let new_id_no = typed_id.map(|text| accept_id_no(text, note)).transpose()?;
    if let Some(number) = &new_id_no
        && let Some((owner, owner_name, owner_branch)) = store::with_id_no(ctx.conn(), number)?
        && Some(owner) != request.member_id
    {
        let branch = owner_branch.map(|id| org::find(ctx.conn(), id)).transpose()?.flatten();
        let place = branch.map_or_else(String::new, |org| format!("（{}）", org.short_name));
        return Err(Error {
            field: Some("idNo".to_owned()),
            ..Error::conflict(format!("这个身份证号已登记在“{owner_name}”{place}名下，请核对，不要重复建档。"))
        });
    }
    let id_no = match (&new_id_no, request.clear_id_no) {
        (Some(number), _) => Some(number.clone()),
        (None, true) => None,
        (None, false) => current.and_then(|member| member.id_no.clone()),
    };
    let from_id = id_no.as_deref().and_then(|number| parse_id_no(number).ok());
    let birth = partial("birth", request.birth.as_deref())?.or(from_id.as_ref().map(|id| id.birth.into()));
    let sex = request.sex.or(from_id.as_ref().map(|id| id.sex));
    if let (Some(sex), Some(id)) = (sex, &from_id) {
        require!(sex == id.sex, "sex", "性别与身份证号不一致（身份证号为{}），请核对。", id.sex.label());
    }
    let dates = Dates {
        birth,
        admitted: partial("admittedOn", request.admitted_on.as_deref())?,
        full: partial("fullSince", request.full_since.as_deref())?,
        category: request.category,
        id_no: id_no.as_deref(),
        today: ctx.today(),
    };
    dates.check()?;
    let mode = request.attend_mode.unwrap_or(AttendMode::Normal);
    require_reason(mode, &request.attend_reason, &request.attend_approver)?;

    let mut warnings = dates.warnings();
    if id_no.is_none() {
        warnings.push("没有身份证号：可以保存，核实后请补录。".to_owned());
    }
    let text = |text: &str| Value::from(Some(text.trim()).filter(|text| !text.is_empty()));
    let date = |date: Option<PartialDate>| Value::from(date.map(|date| date.to_string()));
    let duties: Vec<&str> = request.duties.iter().map(|duty| duty.word()).collect();
    let mut fields: Fields = vec![
        ("name", name.as_str().into()),
        ("pinyin", name_keys(&name).search.into()),
        ("sex", sex.map(Sex::word).into()),
        ("nation", text(&request.nation)),
        ("birth", date(birth)),
        ("education", text(&request.education)),
        ("category", request.category.word().into()),
        ("branch_id", branch.id.into()),
        ("group_id", request.group_id.into()),
        ("admitted_on", date(dates.admitted)),
        ("full_since", date(dates.full)),
        ("job", text(&request.job)),
        ("duties", duties.join(" ").into()),
        ("address", text(&request.address)),
        ("household", text(&request.household)),
        ("attend_mode", mode.word().into()),
        ("attend_reason", text(&request.attend_reason)),
        ("attend_approver", text(&request.attend_approver)),
        ("attend_until", request.attend_until.into()),
        ("party_status", request.party_status.unwrap_or(PartyStatus::Normal).word().into()),
        ("former_name", text(&request.former_name)),
        ("remark", text(&request.remark)),
    ];
    if new_id_no.is_some() || request.clear_id_no {
        fields.push(("id_no", id_no.into()));
        fields.push(("id_no_note", note.map(text).unwrap_or(Value::Null)));
    }
    if let Some(phone) = &request.phone {
        fields.push(("phone", text(phone)));
    }
    if current.is_none() {
        fields.push(("source", "typed".into()));
    }
    Ok((fields, warnings))
}

/// Doorstep teaching and deferral take a member out of the plan, so they need a reason and an approver.
///
/// **Source**: `docs/sources.md#jiaoyu-23`.
fn require_reason(mode: AttendMode, reason: &str, approver: &str) -> Result<()> {
    if matches!(mode, AttendMode::Doorstep | AttendMode::Deferred) {
        require!(!reason.trim().is_empty(), "attendReason", "“{}”要写明原因，例如“年老体弱”。", mode.label());
        require!(!approver.trim().is_empty(), "attendApprover", "“{}”要写明批准人，例如“支部委员会”。", mode.label());
    }
    Ok(())
}

fn reveal(ctx: &mut Ctx<'_>, request: RevealMember) -> Result<Revealed> {
    let member = store::find(ctx.conn(), request.member_id)?.or_not_found("党员")?;
    let (field, value) = match request.field {
        SensitiveField::IdNo => ("id_no", member.id_no),
        SensitiveField::Phone => ("phone", member.phone),
    };
    ctx.write(|tx| {
        tx.summarise(&format!("查看完整证件号或电话：{}", member.name))?;
        tx.note("member.reveal", Some(request.member_id), &json!({ "field": field, "reason": request.reason.trim() }))
    })?;
    Ok(Revealed { value: value.unwrap_or_default() })
}

fn delete(ctx: &mut Ctx<'_>, request: DeleteMember) -> Result<Nothing> {
    require!(!request.reason.trim().is_empty(), "reason", "请写明删除原因，例如“重复录入”。");
    ctx.write(|tx| {
        let name = present::title(tx.conn(), &MEMBER, request.member_id)?;
        tx.summarise(&format!("删除党员：{name}（{}）", request.reason.trim()))?;
        require!(
            !store::is_in_use(tx.conn(), request.member_id)?,
            "memberId",
            "这名党员已编入班次或已有学时，不能删除。确已离开的，请修改党籍状态。"
        );
        tx.delete(&MEMBER, request.member_id)
    })?;
    Ok(Nothing {})
}

fn set_attend_mode(ctx: &mut Ctx<'_>, request: SetAttendMode) -> Result<BulkResult> {
    require!(!request.member_ids.is_empty(), "memberIds", "请先选择党员。");
    require_reason(request.attend_mode, &request.reason, &request.approver)?;
    let text = |text: &str| Value::from(Some(text.trim()).filter(|text| !text.is_empty()));
    let fields = [
        ("attend_mode", Value::from(request.attend_mode.word())),
        ("attend_reason", text(&request.reason)),
        ("attend_approver", text(&request.approver)),
        ("attend_until", request.until.into()),
    ];
    ctx.write(|tx| {
        tx.summarise(&format!("{} 人参训方式改为{}", request.member_ids.len(), request.attend_mode.label()))?;
        let mut result = BulkResult { changed: 0, unchanged: 0 };
        for id in &request.member_ids {
            if tx.update(&MEMBER, *id, &fields)? { result.changed += 1 } else { result.unchanged += 1 }
        }
        Ok(result)
    })
}

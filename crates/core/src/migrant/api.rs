use lunxun_base::{Error, Id, LocalDate, OrNotFound, Result, require};
use lunxun_protocol::Value;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    MIGRANT, MIGRANT_CONTACT, MigrantState,
    model::{self, ContactLevel, ContactMeans, OutReason, ReturnWindow, Stay, mode_after},
    store::{self, Entry},
};
use crate::{
    Ctx, commands,
    fields::{Hay, Needle, mask_phone},
    member::{self, MEMBER},
};

/// Asks for the register.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ListMigrants {
    /// Part of a name, branch, place or employer.
    pub query: String,
    /// Only this branch.
    pub branch_id: Option<Id>,
    /// Also those who are back or have moved.
    pub with_ended: bool,
    /// As it stood at the end of that day; today where absent.
    pub as_of: Option<LocalDate>,
}

/// The register, the most urgent first.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MigrantList {
    /// The rows.
    pub rows: Vec<MigrantRow>,
    /// How many are elsewhere by level, over the whole register.
    pub counts: LevelCounts,
}

/// How many stand at each level.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LevelCounts {
    /// Within the month.
    pub green: u32,
    /// More than a month.
    pub yellow: u32,
    /// More than three months.
    pub orange: u32,
    /// Half a year.
    pub red: u32,
    /// Not in the register yet.
    pub unknown: u32,
}

/// A migrant member.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MigrantRow {
    /// Who.
    pub member_id: Id,
    /// Their name.
    pub name: String,
    /// Their phone, masked.
    pub phone_masked: String,
    /// Their branch.
    pub branch_id: Option<Id>,
    /// Its short name.
    pub branch_name: String,
    /// The stay; absent where nothing is written of it yet.
    pub migrant_id: Option<Id>,
    /// Since when.
    pub out_on: Option<LocalDate>,
    /// Why.
    pub reason: Option<OutReason>,
    /// GB/T 2260, where the place names it.
    pub region_code: String,
    /// Where, as written.
    pub destination: String,
    /// Where they work.
    pub employer: String,
    /// Who keeps in touch.
    pub contact_id: Option<Id>,
    /// Their name.
    pub contact_name: String,
    /// Party organization there.
    pub inflow_org: String,
    /// When they reported to it.
    pub reported_on: Option<LocalDate>,
    /// When they are expected home.
    pub windows: Vec<ReturnWindow>,
    /// Where they stand.
    pub state: MigrantState,
    /// When they were back.
    pub ended_on: Option<LocalDate>,
    /// Remarks.
    pub remark: String,
    /// The last day they answered.
    pub last_two_way: Option<LocalDate>,
    /// The last day somebody tried.
    pub last_try: Option<LocalDate>,
    /// Days without a two-way contact.
    pub silent_days: Option<i64>,
    /// The colour.
    pub level: ContactLevel,
    /// Contacts written down.
    pub contacts: u32,
}

/// Writes a stay elsewhere; the member's way of taking part follows.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaveMigrant {
    /// Which stay; a new one where absent.
    #[serde(default)]
    pub migrant_id: Option<Id>,
    /// Who.
    pub member_id: Id,
    /// Since when.
    pub out_on: LocalDate,
    /// Why.
    pub reason: OutReason,
    /// Where: province and city.
    pub destination: String,
    /// Where they work.
    #[serde(default)]
    pub employer: String,
    /// Who keeps in touch: a member of the same branch.
    #[serde(default)]
    pub contact_id: Option<Id>,
    /// Party organization there.
    #[serde(default)]
    pub inflow_org: String,
    /// When they reported to it.
    #[serde(default)]
    pub reported_on: Option<LocalDate>,
    /// When they are expected home.
    #[serde(default)]
    pub windows: Vec<ReturnWindow>,
    /// Remarks.
    #[serde(default)]
    pub remark: String,
}

/// Writes where a stay stands now.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetMigrantState {
    /// Which stay.
    pub migrant_id: Id,
    /// Where it stands.
    pub state: MigrantState,
    /// Since when.
    pub on: LocalDate,
}

/// Writes a contact.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddContact {
    /// Which stay.
    pub migrant_id: Id,
    /// When.
    pub on: LocalDate,
    /// How.
    pub means: ContactMeans,
    /// Whether the member answered.
    pub is_two_way: bool,
    /// What about.
    #[serde(default)]
    pub content: String,
    /// By whom; the signed-in account where empty.
    #[serde(default)]
    pub by: String,
}

/// Names a stay.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetContacts {
    /// Which.
    pub migrant_id: Id,
}

/// Names a contact entered by mistake.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteContact {
    /// Which stay.
    pub migrant_id: Id,
    /// Which contact.
    pub contact_id: Id,
}

/// The contact log, the latest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactLog {
    /// The contacts.
    pub rows: Vec<ContactRow>,
}

/// A contact.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactRow {
    /// Its id.
    pub id: Id,
    /// When.
    pub on: LocalDate,
    /// How.
    pub means: ContactMeans,
    /// Whether the member answered.
    pub is_two_way: bool,
    /// What about.
    pub content: String,
    /// By whom.
    pub by: String,
}

commands! {
    read Township "migrant.list" => list(ListMigrants) -> MigrantList;
    write Township "migrant.save" => save(SaveMigrant) -> MigrantList, stale ["*"];
    write Township "migrant.set_state" => set_state(SetMigrantState) -> MigrantList, stale ["*"];
    write Township "migrant.contact" => contact(AddContact) -> ContactLog, stale ["migrant", "home"];
    write Township "migrant.delete_contact" => delete_contact(DeleteContact) -> ContactLog, stale ["migrant", "home"];
    read Township "migrant.contacts" => contacts(GetContacts) -> ContactLog;
}

fn list(ctx: &mut Ctx<'_>, request: ListMigrants) -> Result<MigrantList> {
    let (conn, today) = (ctx.conn(), ctx.today());
    let past = request.as_of.filter(|day| *day < today);
    let day = past.unwrap_or(today);
    let at = store::thresholds(conn, day)?;
    let mut counts = LevelCounts::default();
    let mut rows = Vec::new();
    let entries = match past {
        Some(day) => store::entries_on(conn, day)?,
        None => store::entries(conn, request.with_ended)?,
    };
    for entry in entries {
        let row = row(entry, at, day);
        let is_away = matches!(row.state, MigrantState::Away | MigrantState::Lost);
        let count = match row.level {
            ContactLevel::Green => &mut counts.green,
            ContactLevel::Yellow => &mut counts.yellow,
            ContactLevel::Orange => &mut counts.orange,
            ContactLevel::Red => &mut counts.red,
            ContactLevel::Unknown => &mut counts.unknown,
        };
        *count += u32::from(is_away);
        rows.push(row);
    }
    let mut needle = Needle::new(&request.query);
    rows.retain(|row| {
        let names = [row.name.clone(), row.contact_name.clone()];
        let texts = [row.branch_name.clone(), row.destination.clone(), row.employer.clone()];
        let numbers = [row.phone_masked.clone()];
        request.branch_id.is_none_or(|branch| row.branch_id == Some(branch))
            && needle.fits(Hay { names: &names, texts: &texts, numbers: &numbers })
    });
    // Most urgent first: nothing known, then the longest silence; whoever is back comes last.
    rows.sort_by_key(|row| {
        let is_over = !matches!(row.state, MigrantState::Away | MigrantState::Lost);
        (is_over, row.level != ContactLevel::Red, row.migrant_id.is_some(), std::cmp::Reverse(row.silent_days))
    });
    Ok(MigrantList { rows, counts })
}

fn row(entry: Entry, at: model::Thresholds, today: LocalDate) -> MigrantRow {
    let silent_days = store::silent_days(&entry, today);
    let state = MigrantState::from_word(&entry.state).unwrap_or(MigrantState::Away);
    let level = match silent_days {
        _ if entry.migrant.is_none() => ContactLevel::Unknown,
        Some(days) => model::level(days, at),
        None => ContactLevel::Unknown,
    };
    MigrantRow {
        member_id: entry.member,
        name: entry.name,
        phone_masked: mask_phone(&entry.phone),
        branch_id: entry.branch,
        branch_name: entry.branch_name,
        migrant_id: entry.migrant,
        out_on: entry.out_on,
        reason: OutReason::from_word(&entry.reason).ok(),
        region_code: entry.region_code,
        destination: entry.destination,
        employer: entry.employer,
        contact_id: entry.contact,
        contact_name: entry.contact_name,
        inflow_org: entry.inflow_org,
        reported_on: entry.reported_on,
        windows: entry.windows,
        state,
        ended_on: entry.ended_on,
        remark: entry.remark,
        last_two_way: entry.last_two_way,
        last_try: entry.last_try,
        silent_days,
        level,
        contacts: entry.contacts,
    }
}

fn save(ctx: &mut Ctx<'_>, request: SaveMigrant) -> Result<MigrantList> {
    let (conn, today) = (ctx.conn(), ctx.today());
    let member = member::view_of(conn, request.member_id)?;
    let stay = Stay {
        out_on: request.out_on,
        destination: &request.destination,
        reported_on: request.reported_on,
        windows: &request.windows,
    };
    stay.check(today)?;
    if let Some(contact) = request.contact_id {
        require!(contact != request.member_id, "contactId", "联系人不能是本人，请选同支部的另一名党员。");
        let contact = member::view_of(conn, contact)?;
        require!(
            contact.branch_id == member.branch_id,
            "contactId",
            "{}不在“{}”，联系人应是同支部的党员。",
            contact.name,
            member.branch_name
        );
    }
    let open = store::entries(conn, false)?.into_iter().find(|entry| entry.member == request.member_id);
    let open = open.and_then(|entry| entry.migrant);
    if request.migrant_id.is_none() && open.is_some() {
        return Err(Error::conflict(format!("{}已登记在外，请修改那一条，或先登记返乡。", member.name)));
    }
    if let Some(id) = request.migrant_id {
        let (owner, ..) = store::stay(conn, id)?.or_not_found("流动党员登记")?;
        require!(owner == request.member_id, "memberId", "这条登记是另一名党员的，请刷新后再试。");
    }
    let id = request.migrant_id.unwrap_or_else(|| Stay::id_of(request.member_id, request.out_on));
    require!(
        request.migrant_id.is_some() || store::stay(conn, id)?.is_none(),
        "outOn",
        "{}这一天外出的登记已有一条，请勾上“连同已返乡、已转出”，打开那一条修改。",
        member.name
    );
    let text = |text: &str| Value::from(Some(text.trim()).filter(|text| !text.is_empty()));
    let mut fields = vec![
        ("member_id", request.member_id.into()),
        ("out_on", request.out_on.into()),
        ("reason", request.reason.word().into()),
        ("region_code", model::region_of(&request.destination).into()),
        ("destination", text(&request.destination)),
        ("employer", text(&request.employer)),
        ("contact_id", request.contact_id.into()),
        ("inflow_org", text(&request.inflow_org)),
        ("reported_on", request.reported_on.into()),
        ("windows", text(&model::write_windows(&request.windows))),
        ("remark", text(&request.remark)),
    ];
    if request.migrant_id.is_none() {
        fields.extend([("state", MigrantState::Away.word().into()), ("ended_on", Value::Null)]);
    }
    ctx.write(|tx| {
        tx.summarise(&format!("流动党员登记：{}", member.name))?;
        match request.migrant_id {
            Some(id) => drop(tx.update(&MIGRANT, id, &fields)?),
            None => drop(tx.upsert(&MIGRANT, id, &fields)?),
        }
        if let Some(mode) = mode_after(member.attend_mode, true).filter(|_| request.migrant_id.is_none()) {
            tx.update(&MEMBER, request.member_id, &[("attend_mode", mode.word().into())])?;
        }
        Ok(())
    })?;
    list(ctx, ListMigrants::default())
}

fn set_state(ctx: &mut Ctx<'_>, request: SetMigrantState) -> Result<MigrantList> {
    let (member, out_on, _) = store::stay(ctx.conn(), request.migrant_id)?.or_not_found("流动党员登记")?;
    let view = member::view_of(ctx.conn(), member)?;
    require!(request.on <= ctx.today(), "on", "日期不能晚于今天。");
    require!(out_on.is_none_or(|out| request.on >= out), "on", "日期早于外出日期，请核对。");
    let is_over = matches!(request.state, MigrantState::Returned | MigrantState::Moved);
    let open = store::entries(ctx.conn(), false)?.into_iter().find(|entry| entry.member == member);
    let other = open.and_then(|entry| entry.migrant).filter(|id| *id != request.migrant_id);
    if !is_over && other.is_some() {
        return Err(Error::conflict(format!("{}另有一条在外的登记，请先把那一条登记返乡。", view.name)));
    }
    let ended = Value::from(is_over.then_some(request.on));
    ctx.write(|tx| {
        tx.summarise(&format!("流动党员{}：{}", request.state.label(), view.name))?;
        tx.update(&MIGRANT, request.migrant_id, &[("state", request.state.word().into()), ("ended_on", ended)])?;
        if let Some(mode) = mode_after(view.attend_mode, !is_over) {
            tx.update(&MEMBER, member, &[("attend_mode", mode.word().into())])?;
        }
        Ok(())
    })?;
    list(ctx, ListMigrants::default())
}

fn contact(ctx: &mut Ctx<'_>, request: AddContact) -> Result<ContactLog> {
    let (member, _, state) = store::stay(ctx.conn(), request.migrant_id)?.or_not_found("流动党员登记")?;
    let name = member::view_of(ctx.conn(), member)?.name;
    require!(request.on <= ctx.today(), "on", "联系日期不能晚于今天。");
    let by = request.by.trim();
    let by = if by.is_empty() { ctx.actor.name.clone() } else { by.to_owned() };
    let content = Some(request.content.trim()).filter(|text| !text.is_empty());
    let fields = [
        ("migrant_id", request.migrant_id.into()),
        ("contacted_on", request.on.into()),
        ("means", request.means.word().into()),
        ("is_two_way", i64::from(request.is_two_way).into()),
        ("content", content.into()),
        ("contacted_by", by.into()),
    ];
    ctx.write(|tx| {
        tx.summarise(&format!("联系流动党员：{name}（{}）", request.means.label()))?;
        tx.insert(&MIGRANT_CONTACT, tx.new_id(), &fields)?;
        if request.is_two_way && state == MigrantState::Lost.word() {
            tx.update(&MIGRANT, request.migrant_id, &[("state", MigrantState::Away.word().into())])?;
        }
        Ok(())
    })?;
    contacts(ctx, GetContacts { migrant_id: request.migrant_id })
}

fn delete_contact(ctx: &mut Ctx<'_>, request: DeleteContact) -> Result<ContactLog> {
    ctx.write(|tx| {
        tx.summarise("删除一条流动党员联系记录")?;
        tx.delete(&MIGRANT_CONTACT, request.contact_id)
    })?;
    contacts(ctx, GetContacts { migrant_id: request.migrant_id })
}

fn contacts(ctx: &mut Ctx<'_>, request: GetContacts) -> Result<ContactLog> {
    let mut rows = Vec::new();
    for entry in store::contacts(ctx.conn(), request.migrant_id)? {
        rows.push(ContactRow {
            id: entry.id,
            on: entry.on,
            means: ContactMeans::from_word(&entry.means)?,
            is_two_way: entry.is_two_way,
            content: entry.content,
            by: entry.by,
        });
    }
    Ok(ContactLog { rows })
}

//! Ledgers of migrant members (流动党员台账): the open stay of each is brought up to date, or a new one is registered, by
//! the rules of `migrant.save`. Nobody ever has two open stays.

mod cells;
#[cfg(test)]
mod tests;
mod who;

use std::collections::{BTreeSet, HashMap};

use lunxun_base::{Id, LocalDate, Result};
use lunxun_protocol::Value;
use lunxun_store::Tx;

use self::cells::{Told, day, day_among_words, read_means, read_reason, read_state, read_windows, shown_windows};
use self::who::{Roll, name_of};
use super::plain::{Given, PlainCase, PlainRow, Scene, Write};
use crate::fields::codes::read_yes_no;
use crate::fields::phone::read_phones;
use crate::fields::{AttendMode, Cell, PartyStatus, squeeze};
use crate::import::register::Held;
use crate::import::remark::{SEPARATOR, merged_by};
use crate::import::roster::FieldDiff;
use crate::import::table::{FieldKey, FieldSpec, SheetKind};
use crate::member::MEMBER;
use crate::migrant::{
    self, ContactMeans, Entry, MIGRANT, MIGRANT_CONTACT, MigrantState, OutReason, Stay, mode_after, region_of,
    write_windows,
};

pub(in crate::import) const NAME: FieldKey = "name";
pub(in crate::import) const ID_NO: FieldKey = "idNo";
pub(in crate::import) const BRANCH: FieldKey = "branch";
pub(in crate::import) const OUT_ON: FieldKey = "outOn";
pub(in crate::import) const REASON: FieldKey = "reason";
pub(in crate::import) const DESTINATION: FieldKey = "destination";
pub(in crate::import) const EMPLOYER: FieldKey = "employer";
pub(in crate::import) const PHONE: FieldKey = "phone";
pub(in crate::import) const CONTACT: FieldKey = "contact";
pub(in crate::import) const INFLOW: FieldKey = "inflowOrg";
pub(in crate::import) const REPORTED: FieldKey = "reportedOn";
pub(in crate::import) const LAST: FieldKey = "lastContact";
pub(in crate::import) const WINDOWS: FieldKey = "windows";
pub(in crate::import) const STATE: FieldKey = "state";
pub(in crate::import) const ENDED: FieldKey = "endedOn";
pub(in crate::import) const REMARK: FieldKey = "remark";

/// What the ledger says and the register has no place for stands in the remark, each kind under its own label.
const LABELS: [&str; 3] = ["外出时间原写：", "联系人：", "预计返乡："];

/// The columns of a ledger.
pub(in crate::import) static MIGRANTS: SheetKind = SheetKind {
    code: "migrant",
    label: "流动党员",
    fields: &[
        FieldSpec::new(NAME, "姓名", &["姓名", "党员姓名", "流动党员姓名", "外出党员姓名", "流动党员"]).asked_anew(),
        FieldSpec::new(ID_NO, "身份证号", &["身份证号", "身份证号码", "公民身份号码", "公民身份证号码", "身份证"]),
        FieldSpec::new(
            BRANCH,
            "党支部",
            &[
                "党支部",
                "所在党支部",
                "所属党支部",
                "支部",
                "所在支部",
                "流出党支部",
                "流出地党支部",
                "流出党组织",
                "村",
            ],
        )
        .fills_down(),
        FieldSpec::new(
            OUT_ON,
            "流出时间",
            &["流出时间", "流出日期", "外出时间", "外出日期", "外出起始时间", "外流时间", "流动时间"],
        )
        .asked_anew(),
        FieldSpec::new(REASON, "原因", &["原因", "外出原因", "流出原因", "流动原因", "外出事由", "流动类型"]),
        FieldSpec::new(
            DESTINATION,
            "去向",
            &[
                "去向",
                "流入地",
                "外出地点",
                "外出去向",
                "外出流向",
                "流动去向",
                "流入地点",
                "流向",
                "务工地点",
                "外出地",
            ],
        ),
        FieldSpec::new(EMPLOYER, "单位", &["单位", "务工单位", "工作单位", "现工作单位", "就业单位", "外出单位"]),
        FieldSpec::new(PHONE, "电话", &["电话", "联系电话", "手机", "手机号", "手机号码", "本人电话", "联系方式"]),
        FieldSpec::new(CONTACT, "联系人", &["联系人", "支部联系人", "结对联系人", "联系党员", "包联党员", "联络人"]),
        FieldSpec::new(
            INFLOW,
            "流入党组织",
            &["流入党组织", "流入组织", "流入地党组织", "流入党支部", "流入地党支部", "接收党组织"],
        ),
        FieldSpec::new(REPORTED, "报到", &["报到", "是否报到", "报到日期", "报到时间", "报到情况"]).asked_anew(),
        FieldSpec::new(
            LAST,
            "末次联系",
            &["末次联系", "末次联系时间", "最近联系", "最近联系时间", "上次联系", "上次联系时间", "最近一次联系时间"],
        )
        .asked_anew(),
        FieldSpec::new(WINDOWS, "预计返乡", &["预计返乡", "返乡", "预计返乡时间", "返乡时间", "计划返乡时间"]),
        FieldSpec::new(STATE, "状态", &["状态", "流动状态", "目前状态", "现状"]),
        FieldSpec::new(ENDED, "返回日期", &["返回日期", "返回时间", "实际返乡时间", "返乡日期", "流回时间"])
            .asked_anew(),
        FieldSpec::new(REMARK, "备注", &["备注", "说明", "备 注"]).multi(),
    ],
    identifying: &[NAME, ID_NO],
    telling: &[OUT_ON, CONTACT, INFLOW, LAST, WINDOWS],
    foreign_groups: &["配偶", "家庭", "子女"],
};

/// A state in which somebody is elsewhere.
const fn is_open(state: MigrantState) -> bool {
    matches!(state, MigrantState::Away | MigrantState::Lost)
}

fn state_of(entry: &Entry) -> MigrantState {
    MigrantState::from_word(&entry.state).unwrap_or(MigrantState::Away)
}

pub(super) fn judge(scene: &Scene<'_>) -> Result<Vec<PlainCase>> {
    let ledger = Ledger {
        roll: Roll::new(scene.conn)?,
        stays: migrant::entries(scene.conn, true)?.into_iter().filter(|entry| entry.migrant.is_some()).collect(),
        contacts: migrant::contact_days(scene.conn)?,
        today: LocalDate::from_millis(scene.now),
        by: scene.by,
    };
    let mut seen: HashMap<Id, usize> = HashMap::new();
    let mut cases = Vec::new();
    for mut row in scene.rows() {
        let name = name_of(&row);
        let Some(held) = ledger.roll.find(&mut row, &name) else {
            let place = row.text(BRANCH).unwrap_or_default();
            cases.push(row.close(name, place, false, Vec::new(), None));
            continue;
        };
        let place = ledger.roll.branch_name(held);
        let Some(change) = ledger.change(&mut row, held) else {
            cases.push(row.close(name, place, false, Vec::new(), None));
            continue;
        };
        if let Some(first) = seen.insert(change.id, row.row.row_no) {
            row.wrong(NAME, format!("与第 {first} 行是同一名党员的同一次外出，请删去一行。"));
        }
        let (is_new, diffs) = (change.is_new, change.diffs.clone());
        let write: Write = Box::new(move |tx| change.write(tx));
        cases.push(row.close(name, place, is_new, diffs, Some(write)));
    }
    Ok(cases)
}

/// What the rows are set against.
struct Ledger<'a> {
    roll: Roll,
    stays: Vec<Entry>,
    contacts: BTreeSet<(Id, LocalDate)>,
    today: LocalDate,
    by: &'a str,
}

/// What a row changes.
struct Change {
    id: Id,
    member: Id,
    is_new: bool,
    diffs: Vec<FieldDiff>,
    fields: Vec<(&'static str, Value)>,
    contact: Option<Contact>,
    mode: Option<AttendMode>,
    phone: Option<String>,
}

struct Contact {
    on: LocalDate,
    means: ContactMeans,
    content: String,
    by: String,
}

impl Change {
    fn write(&self, tx: &Tx<'_>) -> Result<()> {
        if self.is_new {
            tx.upsert(&MIGRANT, self.id, &self.fields)?;
        } else if !self.fields.is_empty() {
            tx.update(&MIGRANT, self.id, &self.fields)?;
        }
        if let Some(contact) = &self.contact {
            let fields = [
                ("migrant_id", self.id.into()),
                ("contacted_on", contact.on.into()),
                ("means", contact.means.word().into()),
                ("is_two_way", true.into()),
                ("content", contact.content.as_str().into()),
                ("contacted_by", contact.by.as_str().into()),
            ];
            // The same ledger on two PCs is one contact.
            let id = Id::derived("migrant_contact", &[self.id.as_bytes(), contact.on.to_string().as_bytes()]);
            tx.upsert(&MIGRANT_CONTACT, id, &fields)?;
        }
        let mode = self.mode.map(|mode| ("attend_mode", mode.word().into()));
        let phone = self.phone.as_deref().map(|phone| ("phone", phone.into()));
        let fields: Vec<(&'static str, Value)> = mode.into_iter().chain(phone).collect();
        if !fields.is_empty() {
            tx.update(&MEMBER, self.member, &fields)?;
        }
        Ok(())
    }
}

impl Ledger<'_> {
    /// The stay that a row is about. A row that says that somebody is elsewhere is about the open one; one that says that
    /// it is over is about the one that began then, else the open one, unless another day tells them apart.
    fn stay(&self, member: Id, out_on: Option<&Told>, state: Option<MigrantState>) -> Option<&Entry> {
        let own: Vec<&Entry> = self.stays.iter().filter(|entry| entry.member == member).collect();
        let open = own.iter().copied().find(|entry| is_open(state_of(entry)));
        let alike = |entry: &&Entry| out_on.zip(entry.out_on).is_some_and(|(told, held)| told.allows(held));
        let began_then = own.iter().copied().filter(alike).max_by_key(|entry| (is_open(state_of(entry)), entry.out_on));
        match state {
            Some(state) if !is_open(state) => began_then.or(open.filter(|_| out_on.is_none())),
            _ => open.or(began_then),
        }
    }

    /// What the row changes; `None` when it cannot be told, which is noted in the row.
    fn change(&self, row: &mut PlainRow<'_>, held: Held<'_>) -> Option<Change> {
        let out_on = day(row, OUT_ON, self.today);
        let state = self.state(row);
        let old = self.stay(held.id(), out_on.as_ref(), state);
        let now = state.or(old.map(state_of)).unwrap_or(MigrantState::Away);
        if is_open(now) && held.status() != PartyStatus::Normal {
            row.wrong(NAME, format!("名册里此人的党籍状态是“{}”，不能登记在外。", held.status().label()));
        }
        let mut given: Vec<Given> = Vec::new();
        let mut aside: Vec<String> = Vec::new();
        let since = self.out_on(row, out_on, old, &mut given, &mut aside)?;
        self.reason(row, old, &mut given);
        let destination = self.place(row, old, &mut given);
        for (field, column) in [(EMPLOYER, "employer"), (INFLOW, "inflow_org")] {
            given.extend(row.text(field).map(|text| Given::text(field, column, text)));
        }
        self.contact_person(row, held, old, &mut given, &mut aside);
        let reported = self.reported(row, &mut given);
        let windows = self.windows(row, &mut given, &mut aside);
        self.ending(row, state, &mut given);
        let stay = Stay {
            out_on: since,
            destination: &destination,
            reported_on: reported.or(old.and_then(|old| old.reported_on)),
            windows: windows.as_deref().unwrap_or_default(),
        };
        if let Err(error) = stay.check(self.today) {
            let field =
                [OUT_ON, DESTINATION, REPORTED, WINDOWS].into_iter().find(|f| error.field.as_deref() == Some(f));
            row.wrong(field.unwrap_or(NAME), error.message);
        }
        self.remark(row, old, &aside, &mut given);
        let id = old.and_then(|old| old.migrant).unwrap_or_else(|| Stay::id_of(held.id(), since));
        let contact = self.contact(row, id);
        let phone = self.phone(row, held);
        let mode = if old.map(|old| is_open(state_of(old))) == Some(is_open(now)) || old.is_none() && !is_open(now) {
            None
        } else {
            held.member.fields.attend_mode.and_then(|mode| mode_after(mode, is_open(now)))
        };
        Some(settle(old, id, held.id(), given, contact, mode, phone))
    }

    fn state(&self, row: &mut PlainRow<'_>) -> Option<MigrantState> {
        let text = row.text(STATE)?;
        let state = read_state(&text);
        if state.is_none() {
            let labels: Vec<&str> = MigrantState::ALL.iter().map(|state| state.label()).collect();
            row.ask(STATE, &text, "状态看不懂，请选择。", &labels);
        }
        state
    }

    /// The day of leaving: a month or a year alone begins with its first day, and how it was written is kept.
    fn out_on(
        &self,
        row: &mut PlainRow<'_>,
        told: Option<Told>,
        old: Option<&Entry>,
        given: &mut Vec<Given>,
        aside: &mut Vec<String>,
    ) -> Option<LocalDate> {
        let held = old.and_then(|old| old.out_on);
        let Some(told) = told else {
            if held.is_none() && !row.problems.iter().any(|problem| problem.field == OUT_ON) {
                row.wrong(OUT_ON, "没有写流出时间，请补填。");
            }
            return held;
        };
        if let Some(held) = held.filter(|held| told.allows(*held)) {
            return Some(held);
        }
        if !told.is_exact() {
            row.warn(OUT_ON, format!("流出时间没有写到日，按 {} 登记，原来的写法记在备注里。", told.first));
            aside.push(format!("{}{}", LABELS[0], told.written));
        }
        let shown = told.first.to_string();
        given.push(Given { field: OUT_ON, column: "out_on", shown, value: told.first.into() });
        Some(told.first)
    }

    /// Why: the column, else what the place says (`广东打工`).
    fn reason(&self, row: &mut PlainRow<'_>, old: Option<&Entry>, given: &mut Vec<Given>) {
        let labels: Vec<&str> = OutReason::ALL.iter().map(|reason| reason.label()).collect();
        let reason = match row.text(REASON) {
            Some(text) => {
                let reason = read_reason(&text);
                if reason.is_none() {
                    row.ask(REASON, &text, "外出原因看不懂，请选择。", &labels);
                }
                reason
            }
            None if old.is_some() => None,
            None => row.text(DESTINATION).and_then(|place| read_reason(&place)).or_else(|| {
                row.warn(REASON, "没有写外出原因，按“其他”登记。");
                Some(OutReason::Other)
            }),
        };
        given.extend(reason.map(|reason| Given {
            field: REASON,
            column: "reason",
            shown: reason.label().to_owned(),
            value: reason.word().into(),
        }));
    }

    fn place(&self, row: &PlainRow<'_>, old: Option<&Entry>, given: &mut Vec<Given>) -> String {
        let text = row.text(DESTINATION);
        given.extend(text.clone().map(|text| Given::text(DESTINATION, "destination", text)));
        text.or_else(|| old.map(|old| old.destination.clone())).unwrap_or_default()
    }

    /// Another member of the same branch; who is none of them is kept by name in the remark.
    fn contact_person(
        &self,
        row: &mut PlainRow<'_>,
        held: Held<'_>,
        old: Option<&Entry>,
        given: &mut Vec<Given>,
        aside: &mut Vec<String>,
    ) {
        let Some(text) = row.text(CONTACT) else { return };
        let name: String = squeeze(&text).chars().filter(|c| !c.is_ascii_digit() && !"()-、,/:".contains(*c)).collect();
        if old.is_some_and(|old| old.contact_name == name) {
            return;
        }
        let found = self.roll.in_branch(held.branch, &name);
        let others: Vec<&Held<'_>> = found.iter().filter(|other| other.id() != held.id()).collect();
        match (others.as_slice(), found.is_empty()) {
            ([only], _) => {
                let value = only.id().into();
                given.push(Given { field: CONTACT, column: "contact_id", shown: name, value });
            }
            ([], false) => row.warn(CONTACT, "联系人写的是本人，没有登记；联系人应是同支部的另一名党员。"),
            _ => {
                row.warn(CONTACT, "联系人不是同支部的党员，或有同名的，没有登记，写法记在备注里。");
                aside.push(format!("{}{text}", LABELS[1]));
            }
        }
    }

    fn reported(&self, row: &mut PlainRow<'_>, given: &mut Vec<Given>) -> Option<LocalDate> {
        let text = row.text(REPORTED)?;
        match read_yes_no(text.trim_end_matches("报到")).or_else(|| text.contains("报到").then_some(true)) {
            Some(false) => return None,
            Some(true) if !text.contains(|c: char| c.is_ascii_digit()) || text.len() == 1 => {
                row.warn(REPORTED, "只写了已报到，没有日期，没有登记报到日期。");
                return None;
            }
            _ => {}
        }
        let told = day_among_words(row, REPORTED, self.today)?;
        if !told.is_exact() {
            row.warn(REPORTED, "报到没有写到日，没有登记报到日期。");
            return None;
        }
        let shown = told.first.to_string();
        given.push(Given { field: REPORTED, column: "reported_on", shown, value: told.first.into() });
        Some(told.first)
    }

    fn windows(
        &self,
        row: &mut PlainRow<'_>,
        given: &mut Vec<Given>,
        aside: &mut Vec<String>,
    ) -> Option<Vec<migrant::ReturnWindow>> {
        let text = match row.cell(WINDOWS) {
            Cell::Text(_) | Cell::Empty => row.text(WINDOWS)?,
            cell => cell.display(),
        };
        let Some(windows) = read_windows(&text) else {
            row.warn(WINDOWS, "预计返乡没有写明年月日，没有登记时段，写法记在备注里。");
            aside.push(format!("{}{}", LABELS[2], text.replace(SEPARATOR, "，")));
            return None;
        };
        let (shown, value) = (shown_windows(&windows), write_windows(&windows).into());
        given.push(Given { field: WINDOWS, column: "windows", shown, value });
        Some(windows)
    }

    /// Where the stay stands, and since when it is over.
    fn ending(&self, row: &mut PlainRow<'_>, state: Option<MigrantState>, given: &mut Vec<Given>) {
        let ended = day(row, ENDED, self.today);
        let Some(state) = state else { return };
        let (shown, value) = (state.label().to_owned(), state.word().into());
        given.push(Given { field: STATE, column: "state", shown, value });
        if is_open(state) {
            given.push(Given { field: ENDED, column: "ended_on", shown: String::new(), value: Value::Null });
        } else if let Some(told) = ended.filter(Told::is_exact) {
            let shown = told.first.to_string();
            given.push(Given { field: ENDED, column: "ended_on", shown, value: told.first.into() });
        }
    }

    fn remark(&self, row: &PlainRow<'_>, old: Option<&Entry>, aside: &[String], given: &mut Vec<Given>) {
        let parts: Vec<String> = row.text(REMARK).into_iter().chain(aside.iter().cloned()).collect();
        if !parts.is_empty() {
            let held = old.map(|old| old.remark.as_str()).unwrap_or_default();
            given.push(Given::text(REMARK, "remark", merged_by(&LABELS, held, &parts.join(SEPARATOR))));
        }
    }

    /// The last contact, where nothing is written down of that day.
    fn contact(&self, row: &mut PlainRow<'_>, stay: Id) -> Option<Contact> {
        let told = day_among_words(row, LAST, self.today)?;
        let known = self.contacts.range((stay, told.first)..=(stay, told.last)).next();
        if known.is_some() {
            return None;
        }
        if !told.is_exact() {
            row.warn(LAST, format!("末次联系没有写到日，按 {} 登记。", told.first));
        }
        let words = row.text(LAST).unwrap_or_default();
        let content = format!("按台账登记：{words}");
        Some(Contact { on: told.first, means: read_means(&words), content, by: self.by.to_owned() })
    }

    /// A phone for whom the roster has none. Ledgers hold outdated numbers and those of husbands and wives, so one that
    /// the roster has stays.
    fn phone(&self, row: &mut PlainRow<'_>, held: Held<'_>) -> Option<String> {
        let cell = row.cell(PHONE);
        if cell.display().contains("***") {
            return None;
        }
        let reading = read_phones(cell);
        if reading.is_damaged || !reading.unread.is_empty() {
            row.warn(PHONE, "有的内容不像电话号码，未导入，请核对。");
        }
        let Some(known) = held.member.fields.phone.as_deref().filter(|known| !known.is_empty()) else {
            return reading.joined();
        };
        if reading.phones.iter().any(|number| !known.split('、').any(|known| known == number)) {
            row.warn(PHONE, "电话与名册里的不同，名册里的没有改；确已换号的，请在党员资料里改。");
        }
        None
    }
}

/// The change that follows: what differs from what stands, and for a new stay all of it.
fn settle(
    old: Option<&Entry>,
    id: Id,
    member: Id,
    given: Vec<Given>,
    contact: Option<Contact>,
    mode: Option<AttendMode>,
    phone: Option<String>,
) -> Change {
    let held = old.map(shown).unwrap_or_default();
    let changed: Vec<Given> =
        given.into_iter().filter(|one| held.get(one.field).cloned().unwrap_or_default() != one.shown).collect();
    let mut diffs: Vec<FieldDiff> = changed
        .iter()
        .map(|one| FieldDiff {
            field: one.field,
            old: held.get(one.field).filter(|text| !text.is_empty()).cloned(),
            new: one.shown.clone(),
        })
        .collect();
    diffs.extend(contact.as_ref().map(|contact| FieldDiff {
        field: LAST,
        old: old.and_then(|old| old.last_two_way).map(|on| on.to_string()),
        new: contact.on.to_string(),
    }));
    diffs.extend(phone.as_deref().map(|phone| FieldDiff { field: PHONE, old: None, new: phone.to_owned() }));
    let mut fields: Vec<(&'static str, Value)> = Vec::new();
    for one in changed {
        if one.column == "destination" {
            fields.push(("region_code", region_of(&one.shown).into()));
        }
        fields.push((one.column, one.value));
    }
    if old.is_none() {
        fields.push(("member_id", member.into()));
        let rest = [("state", MigrantState::Away.word().into()), ("ended_on", Value::Null)];
        for (column, value) in rest {
            if !fields.iter().any(|(known, _)| *known == column) {
                fields.push((column, value));
            }
        }
    }
    Change { id, member, is_new: old.is_none(), diffs, fields, contact, mode, phone }
}

/// A stay as the ledger shows it. What is empty is left out.
pub(in crate::import) fn shown(entry: &Entry) -> HashMap<FieldKey, String> {
    let date = |date: Option<LocalDate>| date.map(|date| date.to_string()).unwrap_or_default();
    let mut all = HashMap::from([
        (OUT_ON, date(entry.out_on)),
        (REASON, OutReason::label_of(&entry.reason).unwrap_or_default().to_owned()),
        (DESTINATION, entry.destination.clone()),
        (EMPLOYER, entry.employer.clone()),
        (CONTACT, entry.contact_name.clone()),
        (INFLOW, entry.inflow_org.clone()),
        (REPORTED, date(entry.reported_on)),
        (WINDOWS, shown_windows(&entry.windows)),
        (STATE, state_of(entry).label().to_owned()),
        (ENDED, date(entry.ended_on)),
        (REMARK, entry.remark.clone()),
    ]);
    all.retain(|_, text| !text.is_empty());
    all
}

//! Takes a person over from a package.

use lunxun_base::{Error, Id, LocalDate, OrNotFound, Result, require};
use lunxun_protocol::Value;
use lunxun_store::{RecordKind, Tx, rusqlite::Connection};

use super::{
    gather,
    model::{self, Direction, TransferState, arrival_id, incoming_id, outside_label},
    package::{LedgerLine, OutsideClass, OutsideFact, Package, Person},
    preview::{self, KnownMember},
    store,
    sync::{OUTSIDE_CLASS, OUTSIDE_FACT, TRANSFER},
};
use crate::{
    enrollment::ENROLLMENT,
    fields::{PartyStatus, Sex, name_keys},
    hours::{HOURS_LINE, HoursChannel},
    member::{MEMBER, standing},
    member_change::{Change, ChangeKind, Standing, record},
    org,
};

/// Where a person goes.
pub(super) struct Destination {
    pub branch: Id,
    pub branch_name: String,
    pub group: Option<Id>,
    pub on: LocalDate,
}

/// What was taken over.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub lines: u32,
    pub known_lines: u32,
    pub classes: u32,
    pub facts: u32,
}

/// Checks the place and the day.
///
/// # Errors
/// `Invalid`, `NotFound`.
pub(super) fn destination(
    conn: &Connection,
    package: &Package,
    (branch, group): (Id, Option<Id>),
    on: LocalDate,
    today: LocalDate,
) -> Result<Destination> {
    let found = org::find(conn, branch)?.or_not_found("党支部")?;
    require!(
        matches!(found.kind.as_str(), "branch" | "joint_branch"),
        "branchId",
        "“{}”不是党支部，不能接收党员。",
        found.short_name
    );
    if let Some(group) = group {
        let group = org::find(conn, group)?.or_not_found("党小组")?;
        require!(group.parent == Some(branch), "groupId", "这个党小组不属于“{}”。", found.short_name);
    }
    require!(on <= today, "arrivedOn", "接收日期不能晚于今天。");
    require!(
        on >= package.person.left_on,
        "arrivedOn",
        "{}是 {} 转出的，接收日期不能更早。",
        package.person.name,
        package.person.left_on
    );
    Ok(Destination { branch, branch_name: found.short_name, group, on })
}

/// Whom of the roster the person is joined with; `None` enters them anew.
///
/// # Errors
/// `Conflict` where the choice would make somebody twice or join two people.
pub(super) fn whom(conn: &Connection, package: &Package, join: Option<Id>) -> Result<Option<KnownMember>> {
    let found = preview::matches(conn, package)?;
    let chosen = match (found.known, join) {
        (Some(known), None) => {
            return Err(Error::conflict(format!(
                "{}（{}）已在本镇名册里：{}。请选择并入这份档案，不要重复建档。",
                known.name, known.branch_name, known.why
            )));
        }
        (Some(known), Some(id)) if known.id == id => known,
        (None, Some(id)) => found.candidates.into_iter().find(|one| one.id == id).ok_or_else(other)?,
        (Some(_), Some(_)) => return Err(other()),
        (None, None) => return Ok(None),
    };
    let standing = chosen.party_status;
    if !matches!(standing, PartyStatus::Normal | PartyStatus::TransferredOut) {
        let message = format!("{}在本镇名册里是“{}”，不能转入，请先核实党籍。", chosen.name, standing.label());
        return Err(Error::conflict(message));
    }
    Ok(Some(chosen))
}

fn other() -> Error {
    Error {
        field: Some("joinMemberId".to_owned()),
        ..Error::conflict("选择并入的不是同一个人，请重新读入介绍包再选。")
    }
}

/// Writes everything: the person, the arrival, the history from elsewhere, and the transfer.
pub(super) fn write(
    tx: &Tx<'_>,
    package: &Package,
    known: Option<&KnownMember>,
    to: &Destination,
) -> Result<(Id, Taken)> {
    let member = match known {
        None => enter(tx, package, to)?,
        Some(known) => join(tx, package, known, to)?,
    };
    let taken = history(tx, package, member)?;
    let fields = [
        ("member_id", member.into()),
        ("direction", Direction::Incoming.into()),
        ("package_id", package.id.into()),
        ("state", TransferState::Accepted.into()),
        ("place", package.origin.name.as_str().into()),
        ("place_code", text(&package.origin.code)),
        ("letter_no", package.letter_no.as_str().into()),
        ("issued_on", package.issued_on.into()),
        ("valid_until", package.valid_until.into()),
        ("receipt_key", package.receipt_key.as_str().into()),
        ("arrived_on", to.on.into()),
        ("branch_name", to.branch_name.as_str().into()),
    ];
    tx.insert(&TRANSFER, incoming_id(package.id), &fields)?;
    Ok((member, taken))
}

fn text(text: &str) -> Value {
    Value::from(Some(text.trim()).filter(|text| !text.is_empty()))
}

/// The person's own fields, apart from where and how they stand here.
fn own_fields(person: &Person) -> Vec<(&'static str, Value)> {
    vec![
        ("former_name", text(&person.former_name)),
        ("sex", person.sex.map(Sex::word).into()),
        ("id_no", person.id_no.as_deref().into()),
        ("id_no_note", text(&person.id_no_note)),
        ("nation", text(&person.nation)),
        ("birth", person.birth.as_deref().into()),
        ("education", text(&person.education)),
        ("admitted_on", person.admitted_on.as_deref().into()),
        ("full_since", person.full_since.as_deref().into()),
        ("job", text(&person.job)),
        ("phone", person.phone.as_deref().into()),
        ("address", text(&person.address)),
        ("household", text(&person.household)),
        ("remark", text(&person.remark)),
    ]
}

/// A new member under the id that the dossier has always had: two PCs that read the same package meet in one record, and
/// who comes home later finds their own.
fn enter(tx: &Tx<'_>, package: &Package, to: &Destination) -> Result<Id> {
    let person = &package.person;
    let mut fields = own_fields(person);
    fields.extend([
        ("name", person.name.as_str().into()),
        ("pinyin", name_keys(&person.name).search.into()),
        ("category", person.category.word().into()),
        ("branch_id", to.branch.into()),
        ("group_id", to.group.into()),
        ("duties", "".into()),
        ("attend_mode", "normal".into()),
        ("party_status", PartyStatus::Normal.word().into()),
    ]);
    tx.insert(&MEMBER, person.id, &fields)?;
    let now = standing(tx, person.id)?;
    let change =
        Change { affiliation: Some((now.branch, now.group)), category: Some(now.category), ..arrival(package, to) };
    record(tx, &Standing { status: None, ..now }, &change)?;
    Ok(person.id)
}

fn arrival<'a>(package: &'a Package, to: &Destination) -> Change<'a> {
    Change {
        id: Some(arrival_id(package.id)),
        status: Some(PartyStatus::Normal),
        counterpart: &package.origin.name,
        basis: &package.letter_no,
        ..Change::new(ChangeKind::TransferIn, to.on)
    }
}

/// Joins a record that is here already: what it lacks is filled in, what it has stays. Who stands as transferred out comes
/// back; whoever the clerk has entered by hand already stays where they were put.
fn join(tx: &Tx<'_>, package: &Package, known: &KnownMember, to: &Destination) -> Result<Id> {
    let row = tx.row(&MEMBER, known.id)?.or_not_found("党员")?;
    let is_blank = |column: &str| match row.get(column) {
        Some(Value::Text(text)) => text.trim().is_empty(),
        Some(value) => value.is_null(),
        None => true,
    };
    let mut fields: Vec<_> = own_fields(&package.person);
    fields.retain(|(column, value)| !value.is_null() && is_blank(column));
    if known.party_status == PartyStatus::TransferredOut {
        let before = standing(tx, known.id)?;
        let place = (Some(to.branch), to.group);
        let category = Some(package.person.category).filter(|category| *category != before.category);
        let moves = Some(place).filter(|place| *place != (before.branch, before.group));
        record(tx, &before, &Change { affiliation: moves, category, ..arrival(package, to) })?;
        fields.extend([
            ("branch_id", to.branch.into()),
            ("group_id", to.group.into()),
            ("category", package.person.category.word().into()),
            ("party_status", PartyStatus::Normal.word().into()),
        ]);
    }
    if !fields.is_empty() {
        tx.update(&MEMBER, known.id, &fields)?;
    }
    Ok(known.id)
}

fn is_live(tx: &Tx<'_>, kind: &'static RecordKind, id: Id) -> Result<bool> {
    Ok(tx.row(kind, id)?.is_some_and(|row| row.get("deleted_at").is_none_or(Value::is_null)))
}

/// Earlier hours, classes and life, each once: what is here under its id, or was lived here, is left out.
fn history(tx: &Tx<'_>, package: &Package, member: Id) -> Result<Taken> {
    let here = gather::here(tx.conn())?;
    let id = incoming_id(package.id);
    let mut taken = Taken::default();
    for line in &package.lines {
        if is_live(tx, HOURS_LINE, line.id)? || store::is_entered(tx.conn(), member, line, &package.lines)? {
            taken.known_lines += 1;
        } else {
            tx.insert(HOURS_LINE, line.id, &line_fields(package, line, member))?;
            taken.lines += 1;
        }
    }
    for class in &package.classes {
        let lived_here = class.origin.code == here.code || is_live(tx, ENROLLMENT, class.id)?;
        if !lived_here && !is_live(tx, &OUTSIDE_CLASS, class.id)? {
            tx.insert(&OUTSIDE_CLASS, class.id, &class_fields(class, member, id))?;
            taken.classes += 1;
        }
    }
    for fact in &package.facts {
        if fact.origin.code != here.code && !is_live(tx, &OUTSIDE_FACT, fact.id)? {
            tx.insert(&OUTSIDE_FACT, fact.id, &fact_fields(fact, member, id))?;
            taken.facts += 1;
        }
    }
    Ok(taken)
}

fn line_fields(package: &Package, line: &LedgerLine, member: Id) -> Vec<(&'static str, Value)> {
    let origin = &package.origin.name;
    let proof = match line.proof.trim() {
        "" => format!("{origin}介绍信 {}", package.letter_no),
        proof => proof.to_owned(),
    };
    let reverses = line.reverses.filter(|_| line.channel == HoursChannel::Reversal);
    vec![
        ("member_id", member.into()),
        ("day", line.day.into()),
        ("channel", line.channel.into()),
        ("credit_tenths", line.credit.into()),
        // Neither a class nor an amendment of this township stands behind it.
        ("basis_kind", if reverses.is_some() { "reversal" } else { "entry" }.into()),
        ("basis_id", reverses.into()),
        ("basis_label", outside_label(origin, &line.label).into()),
        ("note", line.note.as_str().into()),
        ("proof", proof.into()),
        ("reverses_id", reverses.into()),
    ]
}

fn class_fields(class: &OutsideClass, member: Id, transfer: Id) -> Vec<(&'static str, Value)> {
    let count = |count: u32| Value::from(i64::from(count));
    vec![
        ("member_id", member.into()),
        ("transfer_id", transfer.into()),
        ("origin", class.origin.name.as_str().into()),
        ("origin_code", class.origin.code.as_str().into()),
        ("number", text(&class.number)),
        ("name", class.name.as_str().into()),
        ("starts_on", class.starts_on.into()),
        ("ends_on", class.ends_on.into()),
        ("outcome", text(&class.outcome)),
        ("due_count", count(class.due)),
        ("attended_count", count(class.attended)),
        ("leave_count", count(class.leave)),
        ("absent_count", count(class.absent)),
        ("attended_tenths", class.attended_tenths.into()),
        ("conduct", text(&class.conduct)),
        ("exam", text(&class.exam)),
        ("reflection", text(&class.reflection)),
        ("composite", text(&class.composite)),
        ("grade", text(&class.grade)),
        ("appraisal", text(&class.appraisal)),
        ("archive", text(&class.archive)),
        ("digest", text(&class.digest)),
    ]
}

fn fact_fields(fact: &OutsideFact, member: Id, transfer: Id) -> Vec<(&'static str, Value)> {
    vec![
        ("member_id", member.into()),
        ("transfer_id", transfer.into()),
        ("origin", fact.origin.name.as_str().into()),
        ("origin_code", fact.origin.code.as_str().into()),
        ("happened_on", text(&fact.on)),
        ("topic", fact.topic.into()),
        ("content", text(&fact.content)),
        ("reason", text(&fact.reason)),
        ("basis", text(&fact.basis)),
    ]
}

/// Refuses a letter whose days are over, and one's own.
///
/// # Errors
/// `Conflict`.
pub(super) fn check_letter(conn: &Connection, package: &Package, today: LocalDate) -> Result<()> {
    if !model::is_valid(package.valid_until, today) {
        return Err(Error::conflict(format!(
            "介绍信 {} 已于 {} 过期，请{}重新开具介绍信并生成介绍包。",
            package.letter_no, package.valid_until, package.origin.name
        )));
    }
    let here = gather::here(conn)?;
    if package.origin.code == here.code {
        return Err(Error::conflict(
            "这是本镇自己开出的介绍包，请交给接收方乡镇读入。人回来了的，在“经历”里登记转入。",
        ));
    }
    Ok(())
}

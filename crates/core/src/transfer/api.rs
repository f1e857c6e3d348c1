use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use lunxun_base::{Error, Id, LocalDate, OrNotFound, Result, require};
use lunxun_store::{SealCode, rusqlite::Connection};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::{
    accept, file, gather,
    model::{Direction, TransferState, incoming_id, outgoing_id, package_id, proposed_no},
    package::{FORMAT, Package},
    preview::{self, OutsideClassView, OutsideFactView, PackagePreview},
    receipt::{self, Receipt},
    store::{self, Transfer},
    sync::TRANSFER,
};
use crate::{
    Ctx, commands,
    member::{self, GetMember},
    params::Params,
    rpc::Nothing,
};

/// Somebody who left within this many days is offered a package in the list, where there is none yet.
const RECENT_DAYS: i64 = 180;

/// Every transfer of the township.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransferList {
    /// Out of the township: those without a package first, then the latest letter first.
    pub outgoing: Vec<TransferRow>,
    /// Into the township, the latest arrival first.
    pub incoming: Vec<TransferRow>,
    /// The number proposed for the next letter.
    pub next_letter_no: String,
    /// For how many days a letter holds.
    pub valid_days: u32,
}

/// One transfer.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransferRow {
    /// Its id; absent while no package was made.
    pub id: Option<Id>,
    /// Who.
    pub member_id: Id,
    /// Their name.
    pub name: String,
    /// Which way.
    pub direction: Direction,
    /// Where it stands; absent while no package was made.
    pub state: Option<TransferState>,
    /// The same as read.
    pub state_label: String,
    /// The other side.
    pub place: String,
    /// The letter's number.
    pub letter_no: String,
    /// When the letter was issued; when they left, while there is none.
    pub issued_on: Option<LocalDate>,
    /// The letter's last day.
    pub valid_until: Option<LocalDate>,
    /// When they arrived.
    pub arrived_on: Option<LocalDate>,
    /// In which branch.
    pub branch_name: String,
    /// When it was settled.
    pub settled_on: Option<LocalDate>,
    /// Remarks.
    pub note: String,
    /// Whether the receipt should have come.
    pub is_overdue: bool,
}

/// Makes the package of somebody who was transferred out, or makes it again under a new code.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MakePackage {
    /// Whose.
    pub member_id: Id,
    /// The letter's number; the proposed one where empty.
    #[serde(default)]
    pub letter_no: String,
    /// Where the letter sends them; as the change says where empty.
    #[serde(default)]
    pub destination: String,
}

/// A package, its code and its letter. The code is not kept anywhere.
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PackageMade {
    /// The transfer.
    pub transfer_id: Id,
    /// The file.
    pub content_base64: String,
    /// The code under which it opens, in groups.
    pub code: String,
    /// What the letter says.
    pub letter: LetterView,
}

/// What a letter of introduction (组织关系介绍信) says.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LetterView {
    /// Its number.
    pub letter_no: String,
    /// To whom.
    pub destination: String,
    /// Name.
    pub name: String,
    /// 男、女 or empty.
    pub sex: String,
    /// Nation (民族).
    pub nation: String,
    /// Date of birth as far as known.
    pub birth: String,
    /// 正式党员 …
    pub category: String,
    /// ID number in full: the letter is worth nothing without.
    pub id_no: String,
    /// Phone in full.
    pub phone: String,
    /// The branch that they leave.
    pub branch_name: String,
    /// When it was issued.
    pub issued_on: LocalDate,
    /// Its last day.
    pub valid_until: LocalDate,
    /// For how many days it holds.
    pub valid_days: u32,
    /// Who issues it.
    pub origin: String,
}

/// A package as it was brought.
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadPackage {
    /// The file.
    pub content_base64: String,
    /// The code on the letter.
    pub code: String,
}

/// Takes the person over.
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AcceptPackage {
    /// The file.
    pub content_base64: String,
    /// The code on the letter.
    pub code: String,
    /// Into which branch; of who is joined and was never away, the branch stays.
    pub branch_id: Id,
    /// Into which Party group.
    #[serde(default)]
    pub group_id: Option<Id>,
    /// On which day.
    pub arrived_on: LocalDate,
    /// Whom of the roster they are; entered anew where absent.
    #[serde(default)]
    pub join_member_id: Option<Id>,
}

/// What was taken over.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PackageAccepted {
    /// The transfer.
    pub transfer_id: Id,
    /// The member.
    pub member_id: Id,
    /// Lines of the ledger that were new.
    pub lines: u32,
    /// Lines that stood in the ledger already and were not counted again.
    pub known_lines: u32,
    /// Classes that were new.
    pub classes: u32,
    /// Changes, duties and stays that were new.
    pub facts: u32,
    /// The action, under which it can be taken back; absent where the package had been taken before.
    pub operation_id: Option<Id>,
}

/// Names a transfer.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetTransfer {
    /// Which.
    pub transfer_id: Id,
}

/// A receipt as a file and in words.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptMade {
    /// The file.
    pub content_base64: String,
    /// Who was taken.
    pub name: String,
    /// The letter's number.
    pub letter_no: String,
    /// To whom the receipt goes.
    pub origin: String,
    /// Who took them.
    pub receiver: String,
    /// Into which branch.
    pub branch_name: String,
    /// On which day.
    pub arrived_on: LocalDate,
}

/// A receipt as it was brought.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadReceipt {
    /// The file.
    pub content_base64: String,
}

/// Settles a transfer by a receipt on paper.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SettleTransfer {
    /// Which.
    pub transfer_id: Id,
    /// The day on which they were taken there.
    pub arrived_on: LocalDate,
    /// The branch there.
    #[serde(default)]
    pub branch_name: String,
    /// Where the paper lies, or who said so.
    pub note: String,
}

/// What was settled.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransferSettled {
    /// The transfer as it stands.
    pub row: TransferRow,
    /// The action, under which it can be taken back; absent where it was settled before.
    pub operation_id: Option<Id>,
}

/// What other townships know of a member.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutsideHistory {
    /// Classes, the latest first.
    pub classes: Vec<OutsideClassView>,
    /// Changes, duties and stays, the latest first.
    pub facts: Vec<OutsideFactView>,
}

commands! {
    read Township "transfer.list" => list(Nothing) -> TransferList;
    read Township "transfer.history" => history(GetMember) -> OutsideHistory;
    write Township "transfer.make" => make(MakePackage) -> PackageMade, stale ["transfer", "member", "indicator"];
    read Township "transfer.read" => read(ReadPackage) -> PackagePreview;
    write Township "transfer.accept" => accept_package(AcceptPackage) -> PackageAccepted, stale ["*"];
    read Township "transfer.receipt" => make_receipt(GetTransfer) -> ReceiptMade;
    write Township "transfer.read_receipt" => read_receipt(ReadReceipt) -> TransferSettled,
        stale ["transfer", "member", "indicator"];
    write Township "transfer.settle" => settle(SettleTransfer) -> TransferSettled,
        stale ["transfer", "member", "indicator"];
}

fn bytes(base64: &str) -> Result<Vec<u8>> {
    BASE64
        .decode(base64.trim())
        .map_err(|error| Error::invalid("file", "文件没有读全，请重新选择。").with_source(error))
}

fn row(transfer: Transfer, receipt_days: i64, today: LocalDate) -> TransferRow {
    let is_waiting = transfer.state == TransferState::AwaitingReceipt;
    let is_late = transfer.issued_on.is_some_and(|on| on.plus_days(receipt_days) < today);
    let label = if is_waiting && !transfer.is_away { "人已转回" } else { transfer.state.label() };
    TransferRow {
        id: Some(transfer.id),
        member_id: transfer.member,
        name: transfer.member_name,
        direction: transfer.direction,
        state: Some(transfer.state),
        state_label: label.to_owned(),
        place: transfer.place,
        letter_no: transfer.letter_no,
        issued_on: transfer.issued_on,
        valid_until: transfer.valid_until,
        arrived_on: transfer.arrived_on,
        branch_name: transfer.branch_name,
        settled_on: transfer.settled_on,
        note: transfer.note,
        is_overdue: is_waiting && transfer.is_away && is_late,
    }
}

fn without_package(left: store::Unpacked) -> TransferRow {
    TransferRow {
        id: None,
        member_id: left.member,
        name: left.name,
        direction: Direction::Outgoing,
        state: None,
        state_label: "还没有介绍包".to_owned(),
        place: left.place,
        letter_no: String::new(),
        issued_on: Some(left.on),
        valid_until: None,
        arrived_on: None,
        branch_name: String::new(),
        settled_on: None,
        note: String::new(),
        is_overdue: false,
    }
}

fn letters_of(transfers: &[Transfer], year: i32) -> usize {
    let of_year = |transfer: &&Transfer| {
        transfer.direction == Direction::Outgoing && transfer.issued_on.is_some_and(|on| on.year() == year)
    };
    transfers.iter().filter(of_year).count()
}

fn list(ctx: &mut Ctx<'_>, _: Nothing) -> Result<TransferList> {
    let (conn, today) = (ctx.conn(), ctx.today());
    let params = Params::on(conn, today);
    let (receipt_days, valid_days) = (params.get("transfer.receipt_days")?, params.get("transfer.valid_days")?);
    let transfers = store::transfers(conn)?;
    let next_letter_no = proposed_no(today.year(), letters_of(&transfers, today.year()));
    let left = store::left_since(conn, today.plus_days(-RECENT_DAYS))?;
    let is_new = |left: &store::Unpacked| !transfers.iter().any(|transfer| transfer.id == outgoing_id(left.change));
    let mut outgoing: Vec<_> = left.into_iter().filter(is_new).map(without_package).collect();
    let mut incoming = Vec::new();
    for transfer in transfers {
        let rows = if transfer.direction == Direction::Outgoing { &mut outgoing } else { &mut incoming };
        rows.push(row(transfer, receipt_days, today));
    }
    Ok(TransferList { outgoing, incoming, next_letter_no, valid_days: u32::try_from(valid_days).unwrap_or_default() })
}

fn history(ctx: &mut Ctx<'_>, request: GetMember) -> Result<OutsideHistory> {
    let conn = ctx.conn();
    Ok(OutsideHistory {
        classes: store::outside_classes(conn, request.member_id)?.into_iter().map(Into::into).collect(),
        facts: store::outside_facts(conn, request.member_id)?.into_iter().map(Into::into).collect(),
    })
}

fn make(ctx: &mut Ctx<'_>, request: MakePackage) -> Result<PackageMade> {
    let (today, issued_by) = (ctx.today(), ctx.actor.name.clone());
    let (package, id, valid_days) = gathered(ctx.conn(), &request, today, issued_by)?;
    let (bytes, code) = file::write(&package)?;
    let fields = [
        ("member_id", request.member_id.into()),
        ("direction", Direction::Outgoing.into()),
        ("package_id", package.id.into()),
        ("state", TransferState::AwaitingReceipt.into()),
        ("place", package.destination.as_str().into()),
        ("letter_no", package.letter_no.as_str().into()),
        ("issued_on", package.issued_on.into()),
        ("valid_until", package.valid_until.into()),
        ("receipt_key", package.receipt_key.as_str().into()),
    ];
    let branch = package.person.branch.clone();
    let size = json!({ "lines": package.lines.len(), "classes": package.classes.len(), "facts": package.facts.len() });
    ctx.write(|tx| {
        tx.summarise(&format!("生成介绍包：{}，开往{}", package.person.name, package.destination))?;
        tx.upsert(&TRANSFER, id, &fields)?;
        // The same letter made again changes no record, and must be known all the same: a whole dossier leaves the house.
        tx.note("transfer.make", Some(request.member_id), &size)
    })?;
    let person = package.person;
    Ok(PackageMade {
        transfer_id: id,
        content_base64: BASE64.encode(bytes),
        code: code.printed(),
        letter: LetterView {
            letter_no: package.letter_no,
            destination: package.destination,
            name: person.name,
            sex: person.sex.map(|sex| sex.label().to_owned()).unwrap_or_default(),
            nation: person.nation,
            birth: person.birth.unwrap_or_default(),
            category: person.category.label().to_owned(),
            id_no: person.id_no.unwrap_or_default(),
            phone: person.phone.unwrap_or_default(),
            branch_name: branch,
            issued_on: package.issued_on,
            valid_until: package.valid_until,
            valid_days,
            origin: package.origin.name,
        },
    })
}

/// The whole dossier, the transfer's id, and for how many days the letter holds.
fn gathered(
    conn: &Connection,
    request: &MakePackage,
    today: LocalDate,
    issued_by: String,
) -> Result<(Package, Id, u32)> {
    let member = member::view_of(conn, request.member_id)?;
    let left = gather::leaving(conn, &member)?;
    let here = gather::here(conn)?;
    let id = outgoing_id(left.id);
    let transfers = store::transfers(conn)?;
    let before = transfers.iter().find(|transfer| transfer.id == id);
    if before.is_some_and(|transfer| transfer.state == TransferState::Settled) {
        return Err(Error::conflict(format!("{}的转出已办结，对方已经接收，不必再生成介绍包。", member.name)));
    }
    let chosen = |typed: &str, known: &str| match (typed.trim(), known.trim()) {
        ("", known) => known.to_owned(),
        (typed, _) => typed.to_owned(),
    };
    let destination = chosen(&request.destination, before.map_or(&left.counterpart, |transfer| &transfer.place));
    require!(!destination.is_empty(), "destination", "请写明转往哪个党组织。");
    let proposed = proposed_no(today.year(), letters_of(&transfers, today.year()));
    let letter_no = chosen(&request.letter_no, before.map_or(&proposed, |transfer| &transfer.letter_no));
    let taken = |transfer: &Transfer| {
        transfer.id != id && transfer.direction == Direction::Outgoing && transfer.letter_no == letter_no
    };
    require!(!transfers.iter().any(taken), "letterNo", "编号{letter_no}已经用过，请换一个编号。");
    let valid_days = Params::on(conn, today).get("transfer.valid_days")?;
    let receipt_key = match before {
        Some(transfer) => transfer.receipt_key.clone(),
        None => SealCode::generate()?.printed(),
    };
    let package = Package {
        format: FORMAT,
        id: package_id(&here.code, left.id),
        receipt_key,
        destination,
        letter_no,
        issued_on: today,
        valid_until: today.plus_days(valid_days),
        issued_by,
        lines: store::ledger(conn, member.id)?,
        classes: gather::classes(conn, member.id, &here)?,
        facts: gather::facts(conn, &member, &here)?,
        person: gather::person(conn, &member, &left)?,
        origin: here,
    };
    Ok((package, id, u32::try_from(valid_days).unwrap_or_default()))
}

fn read(ctx: &mut Ctx<'_>, request: ReadPackage) -> Result<PackagePreview> {
    let package = file::read(&bytes(&request.content_base64)?, &request.code)?;
    preview::of(ctx.conn(), package, ctx.today())
}

fn accept_package(ctx: &mut Ctx<'_>, request: AcceptPackage) -> Result<PackageAccepted> {
    let package = file::read(&bytes(&request.content_base64)?, &request.code)?;
    let (conn, today) = (ctx.conn(), ctx.today());
    let transfer_id = incoming_id(package.id);
    if let Some(before) = store::transfer(conn, transfer_id)? {
        return Ok(PackageAccepted {
            transfer_id,
            member_id: before.member,
            lines: 0,
            known_lines: u32::try_from(package.lines.len()).unwrap_or(u32::MAX),
            classes: 0,
            facts: 0,
            operation_id: None,
        });
    }
    accept::check_letter(conn, &package, today)?;
    let place = (request.branch_id, request.group_id);
    let to = accept::destination(conn, &package, place, request.arrived_on, today)?;
    let known = accept::whom(conn, &package, request.join_member_id)?;
    let (member_id, taken, operation_id) = ctx.write(|tx| {
        tx.summarise(&format!("接收组织关系：{}，来自{}", package.person.name, package.origin.name))?;
        let (member, taken) = accept::write(tx, &package, known.as_ref(), &to)?;
        Ok((member, taken, tx.operation_id()))
    })?;
    Ok(PackageAccepted {
        transfer_id,
        member_id,
        lines: taken.lines,
        known_lines: taken.known_lines,
        classes: taken.classes,
        facts: taken.facts,
        operation_id: Some(operation_id),
    })
}

fn make_receipt(ctx: &mut Ctx<'_>, request: GetTransfer) -> Result<ReceiptMade> {
    let conn = ctx.conn();
    let found = store::transfer(conn, request.transfer_id)?.filter(|one| one.direction == Direction::Incoming);
    let transfer = found.or_not_found("转入")?;
    let (package, arrived_on) =
        (transfer.package.or_not_found("介绍包")?, transfer.arrived_on.or_not_found("接收日期")?);
    let here = gather::here(conn)?;
    let told = Receipt::new(package, here, transfer.branch_name, arrived_on);
    let file = receipt::write(&told, &transfer.receipt_key)?;
    Ok(ReceiptMade {
        content_base64: BASE64.encode(file),
        name: transfer.member_name,
        letter_no: transfer.letter_no,
        origin: transfer.place,
        receiver: told.receiver.name,
        branch_name: told.branch,
        arrived_on,
    })
}

fn read_receipt(ctx: &mut Ctx<'_>, request: ReadReceipt) -> Result<TransferSettled> {
    let file = bytes(&request.content_base64)?;
    let told = receipt::read(&file)?;
    let sent =
        |transfer: &Transfer| transfer.direction == Direction::Outgoing && transfer.package == Some(told.package);
    let transfer = store::transfers(ctx.conn())?.into_iter().find(sent).ok_or_else(|| {
        Error::not_found("本镇没有开过与这张回执对应的介绍信，请核对是不是别的乡镇的回执；刚换过电脑的，先同步再读。")
    })?;
    if !receipt::is_genuine(&file, &transfer.receipt_key) {
        return Err(Error::corrupt("回执与介绍包对不上，可能被改动过，没有采用。请对方重新生成，或按纸质回执登记。"));
    }
    let note = format!("{}接收", told.receiver.name);
    settled(ctx, transfer, told.arrived_on, &told.branch, &note)
}

fn settle(ctx: &mut Ctx<'_>, request: SettleTransfer) -> Result<TransferSettled> {
    require!(!request.note.trim().is_empty(), "note", "请写明依据，例如“纸质回执已存档”。");
    require!(request.arrived_on <= ctx.today(), "arrivedOn", "接收日期不能晚于今天。");
    let found = store::transfer(ctx.conn(), request.transfer_id)?.filter(|one| one.direction == Direction::Outgoing);
    settled(ctx, found.or_not_found("转出")?, request.arrived_on, &request.branch_name, &request.note)
}

fn settled(
    ctx: &mut Ctx<'_>,
    transfer: Transfer,
    arrived_on: LocalDate,
    branch: &str,
    note: &str,
) -> Result<TransferSettled> {
    let today = ctx.today();
    let operation_id = if transfer.state == TransferState::Settled {
        None
    } else {
        let fields = [
            ("state", TransferState::Settled.into()),
            ("arrived_on", arrived_on.into()),
            ("branch_name", branch.trim().into()),
            ("settled_on", today.into()),
            ("note", note.trim().into()),
        ];
        Some(ctx.write(|tx| {
            tx.summarise(&format!("组织关系转出办结：{}", transfer.member_name))?;
            tx.update(&TRANSFER, transfer.id, &fields)?;
            Ok(tx.operation_id())
        })?)
    };
    let receipt_days = Params::on(ctx.conn(), today).get("transfer.receipt_days")?;
    let now = store::transfer(ctx.conn(), transfer.id)?.or_not_found("转出")?;
    Ok(TransferSettled { row: row(now, receipt_days, today), operation_id })
}

//! The SQL of transfers.

use lunxun_base::{CreditTenths, Id, LocalDate, Result};
use lunxun_store::{
    RowExt,
    rusqlite::{Connection, Row, named_params},
};

use super::{
    model::{Direction, FactTopic, TransferState},
    package::{LedgerLine, OutsideClass, OutsideFact, Place},
};
use crate::{
    hours::HoursChannel,
    rows::{first, rows},
};

/// A transfer as stored.
#[derive(Debug, Clone)]
pub(super) struct Transfer {
    pub id: Id,
    pub member: Id,
    pub member_name: String,
    pub direction: Direction,
    pub package: Option<Id>,
    pub state: TransferState,
    pub place: String,
    pub letter_no: String,
    pub issued_on: Option<LocalDate>,
    pub valid_until: Option<LocalDate>,
    pub receipt_key: String,
    pub arrived_on: Option<LocalDate>,
    pub branch_name: String,
    pub settled_on: Option<LocalDate>,
    pub note: String,
    /// Whether the person is still away: a transfer out ends too when they come back.
    pub is_away: bool,
}

fn transfer_row(row: &Row<'_>) -> Result<Transfer> {
    let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
    Ok(Transfer {
        id: row.id("id")?,
        member: row.id("member_id")?,
        member_name: text("member_name")?,
        direction: Direction::from_word(&text("direction")?)?,
        package: row.opt_id("package_id")?,
        state: TransferState::from_word(&text("state")?)?,
        place: text("place")?,
        letter_no: text("letter_no")?,
        issued_on: row.opt_date("issued_on")?,
        valid_until: row.opt_date("valid_until")?,
        receipt_key: text("receipt_key")?,
        arrived_on: row.opt_date("arrived_on")?,
        branch_name: text("branch_name")?,
        settled_on: row.opt_date("settled_on")?,
        note: text("note")?,
        is_away: row.col("is_away")?,
    })
}

/// Every transfer, the latest letter first.
pub(super) fn transfers(conn: &Connection) -> Result<Vec<Transfer>> {
    rows(conn, include_str!("sql/list_transfers.sql"), &[], transfer_row)
}

/// One transfer that is not deleted.
pub(super) fn transfer(conn: &Connection, id: Id) -> Result<Option<Transfer>> {
    Ok(transfers(conn)?.into_iter().find(|transfer| transfer.id == id))
}

/// Somebody who was transferred out on paper, without a package.
pub(super) struct Unpacked {
    pub member: Id,
    pub name: String,
    pub change: Id,
    pub on: LocalDate,
    pub place: String,
}

/// Those who left since a day and stand as transferred out, with the change that says so, the latest first.
pub(super) fn left_since(conn: &Connection, since: LocalDate) -> Result<Vec<Unpacked>> {
    let since = named_params! { ":since": since.to_string() };
    rows(conn, include_str!("sql/list_left.sql"), since, |row| {
        let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
        Ok(Unpacked {
            member: row.id("member_id")?,
            name: text("name")?,
            change: row.id("change_id")?,
            on: row.date("effective_on")?,
            place: text("counterpart")?,
        })
    })
}

/// A member's whole ledger, in the order of days.
pub(super) fn ledger(conn: &Connection, member: Id) -> Result<Vec<LedgerLine>> {
    let sql = "SELECT id, day, channel, credit_tenths, basis_label, note, proof, reverses_id FROM hours_line
               WHERE member_id = :member AND deleted_at IS NULL ORDER BY day, id";
    rows(conn, sql, named_params! { ":member": member.as_bytes() }, |row| {
        Ok(LedgerLine {
            id: row.id("id")?,
            day: row.date("day")?,
            channel: HoursChannel::from_word(&row.col::<String>("channel")?)?,
            credit: CreditTenths(row.col("credit_tenths")?),
            label: row.col("basis_label")?,
            note: row.col("note")?,
            proof: row.col("proof")?,
            reverses: row.opt_id("reverses_id")?,
        })
    })
}

fn place(row: &Row<'_>) -> Result<Place> {
    let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
    Ok(Place { code: text("origin_code")?, name: text("origin")? })
}

/// Classes that other townships held, the latest first.
pub(super) fn outside_classes(conn: &Connection, member: Id) -> Result<Vec<OutsideClass>> {
    let of = named_params! { ":member": member.as_bytes() };
    rows(conn, include_str!("sql/list_outside_classes.sql"), of, |row| {
        let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
        let count = |name: &str| row.col::<Option<u32>>(name).map(Option::unwrap_or_default);
        Ok(OutsideClass {
            id: row.id("id")?,
            origin: place(row)?,
            number: text("number")?,
            name: text("name")?,
            starts_on: row.date("starts_on")?,
            ends_on: row.date("ends_on")?,
            outcome: text("outcome")?,
            due: count("due_count")?,
            attended: count("attended_count")?,
            leave: count("leave_count")?,
            absent: count("absent_count")?,
            attended_tenths: CreditTenths(row.col::<Option<i32>>("attended_tenths")?.unwrap_or_default()),
            conduct: text("conduct")?,
            exam: text("exam")?,
            reflection: text("reflection")?,
            composite: text("composite")?,
            grade: text("grade")?,
            appraisal: text("appraisal")?,
            archive: text("archive")?,
            digest: text("digest")?,
        })
    })
}

/// Lines of a life elsewhere, the latest first.
pub(super) fn outside_facts(conn: &Connection, member: Id) -> Result<Vec<OutsideFact>> {
    let sql = "SELECT id, origin, origin_code, happened_on, topic, content, reason, basis FROM outside_fact
               WHERE member_id = :member AND deleted_at IS NULL ORDER BY happened_on DESC, id";
    rows(conn, sql, named_params! { ":member": member.as_bytes() }, |row| {
        let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
        Ok(OutsideFact {
            id: row.id("id")?,
            origin: place(row)?,
            on: text("happened_on")?,
            topic: FactTopic::from_word(&text("topic")?)?,
            content: text("content")?,
            reason: text("reason")?,
            basis: text("basis")?,
        })
    })
}

/// Whether somebody here has entered the same credit by hand already: same day, channel and credit, taken back neither
/// here nor in the package. Classes are never the same: the township that held one entered it.
pub(super) fn is_entered(conn: &Connection, member: Id, line: &LedgerLine, package: &[LedgerLine]) -> Result<bool> {
    let is_reversed = package.iter().any(|other| other.reverses == Some(line.id));
    if is_reversed || matches!(line.channel, HoursChannel::Class | HoursChannel::Reversal) {
        return Ok(false);
    }
    let same = named_params! {
        ":member": member.as_bytes(),
        ":day": line.day.to_string(),
        ":channel": line.channel.word(),
        ":credit": line.credit.0,
        ":id": line.id.as_bytes(),
    };
    first(conn, include_str!("sql/has_same_entry.sql"), same, |row| row.col("is_there")).map(Option::unwrap_or_default)
}

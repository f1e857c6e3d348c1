//! The roster and the ledger of migrants as sheets that come back whole (导出): what was exported and not changed shows no
//! difference.

use lunxun_base::{Error, Result};
use lunxun_store::rusqlite::Connection;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::kinds::migrant;
use super::register::Register;
use super::roster::{ROSTER, kind};
use super::store;
use super::table::FieldKey;
use crate::fields::PartyStatus;

/// The columns, in the roster's order. What follows from another column is left out.
const COLUMNS: &[FieldKey] = &[
    kind::NAME,
    kind::FORMER_NAME,
    kind::SEX,
    kind::ID_NO,
    kind::NATION,
    kind::BIRTH,
    kind::EDU,
    kind::CATEGORY,
    kind::BRANCH,
    kind::PARTY_GROUP,
    kind::ADMITTED_ON,
    kind::FULL_SINCE,
    kind::JOB,
    kind::DUTY,
    kind::PHONE,
    kind::ADDRESS,
    kind::HOUSEHOLD,
    kind::STATUS,
    kind::ATTEND_MODE,
    kind::REMARK,
];

/// Header and rows: members in good standing, by branch and name. Numbers that identify people stand whole.
pub(super) fn table(conn: &Connection) -> Result<Vec<Vec<String>>> {
    let register = store::register(conn)?;
    let label = |field: &FieldKey| ROSTER.field(field).map_or("", |spec| spec.label).to_owned();
    let mut rows: Vec<Vec<String>> = register
        .existing
        .iter()
        .filter(|member| member.fields.party_status == Some(PartyStatus::Normal))
        .map(|member| COLUMNS.iter().map(|field| shown(&register, member, field)).collect())
        .collect();
    rows.sort();
    rows.sort_by(|a, b| a.get(8).cmp(&b.get(8)));
    rows.insert(0, COLUMNS.iter().map(label).collect());
    Ok(rows)
}

/// The columns of the ledger of migrants, in the order of the paper one.
const LEDGER: &[FieldKey] = &[
    migrant::NAME,
    migrant::ID_NO,
    migrant::BRANCH,
    migrant::OUT_ON,
    migrant::REASON,
    migrant::DESTINATION,
    migrant::EMPLOYER,
    migrant::PHONE,
    migrant::CONTACT,
    migrant::INFLOW,
    migrant::REPORTED,
    migrant::LAST,
    migrant::WINDOWS,
    migrant::STATE,
    migrant::ENDED,
    migrant::REMARK,
];

/// Header and rows: every stay that is written down, those that are over behind the others. Numbers stand whole.
pub(super) fn ledger(conn: &Connection) -> Result<Vec<Vec<String>>> {
    let register = store::register(conn)?;
    let label = |field: &FieldKey| migrant::MIGRANTS.field(field).map_or("", |spec| spec.label).to_owned();
    let mut rows = vec![LEDGER.iter().map(label).collect()];
    for entry in crate::migrant::entries(conn, true)?.iter().filter(|entry| entry.migrant.is_some()) {
        let Some(held) = register.person(entry.member) else { continue };
        let mut shown = migrant::shown(entry);
        shown.extend([
            (migrant::NAME, entry.name.clone()),
            (migrant::ID_NO, held.member.fields.id_no.clone().unwrap_or_default()),
            (migrant::BRANCH, register.org(held.branch).map(|org| org.name.clone()).unwrap_or_default()),
            (migrant::PHONE, entry.phone.clone()),
            (migrant::LAST, entry.last_two_way.map(|on| on.to_string()).unwrap_or_default()),
        ]);
        rows.push(LEDGER.iter().map(|field| shown.remove(field).unwrap_or_default()).collect());
    }
    Ok(rows)
}

fn shown(register: &Register, member: &super::roster::ExistingMember, field: &FieldKey) -> String {
    if *field == kind::BRANCH {
        // The full name leads to one branch alone.
        let held = register.person(member.id).and_then(|held| register.org(held.branch));
        return held.map(|org| org.name.clone()).unwrap_or_default();
    }
    member.fields.shown(field).unwrap_or_default()
}

/// UTF-8 with a mark by which a spreadsheet knows it. A cell that a spreadsheet would compute gets an apostrophe.
pub(crate) fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(&guarded(cell))).collect();
        text += &cells.join(",");
        text += "\r\n";
    }
    text.into_bytes()
}

/// All cells as text.
pub(super) fn workbook(name: &str, rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let foreign = |error: XlsxError| {
        Error::internal("表格没有写成，请重试；仍不行请联系技术支持。").with_source(error.to_string())
    };
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(name).map_err(foreign)?;
    let (head, text) = (Format::new().set_bold().set_num_format("@"), Format::new().set_num_format("@"));
    for (at, cells) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            let format = if at == 0 { &head } else { &text };
            sheet.write_string_with_format(at, column, cell, format).map_err(foreign)?;
        }
    }
    let width = rows.first().map_or(0, Vec::len);
    for column in (0_u16..).take(width) {
        sheet.set_column_width(column, 16).map_err(foreign)?;
    }
    sheet.set_freeze_panes(1, 1).map_err(foreign)?;
    book.save_to_buffer().map_err(foreign)
}

fn is_formula_like(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn guarded(text: &str) -> String {
    if is_formula_like(text) { format!("'{text}") } else { text.to_owned() }
}

/// Takes back the apostrophe that [`csv`] puts in front.
pub(super) fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_formula_like(rest)).unwrap_or(text)
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

use lunxun_base::{Id, LocalDate, Result};
use lunxun_store::{RowExt, rusqlite::Connection};

use crate::rows::rows;

/// Somebody of whom something may be due.
pub(super) struct Watched {
    pub id: Id,
    pub name: String,
    pub branch: Option<Id>,
    pub category: String,
    pub status: String,
    pub admitted_on: Option<String>,
    pub attend_mode: String,
    pub attend_until: Option<LocalDate>,
}

/// Probationary members, those whose membership is stopped, and those whose way of taking part has an end.
pub(super) fn watched(conn: &Connection) -> Result<Vec<Watched>> {
    let sql = "SELECT id, name, branch_id, category, party_status, admitted_on, attend_mode, attend_until FROM member
               WHERE deleted_at IS NULL
                   AND ((category = 'probationary' AND party_status = 'normal') OR party_status = 'suspended'
                       OR (attend_until IS NOT NULL AND attend_mode <> 'normal' AND party_status = 'normal'))
               ORDER BY branch_id, pinyin, id";
    rows(conn, sql, &[], |row| {
        let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
        Ok(Watched {
            id: row.id("id")?,
            name: text("name")?,
            branch: row.opt_id("branch_id")?,
            category: text("category")?,
            status: text("party_status")?,
            admitted_on: row.col("admitted_on")?,
            attend_mode: text("attend_mode")?,
            attend_until: row.opt_date("attend_until")?,
        })
    })
}

/// A letter of introduction on its way, nothing has come back.
pub(super) struct SentLetter {
    pub member: Id,
    pub name: String,
    pub branch: Option<Id>,
    pub place: String,
    pub letter_no: String,
    pub issued_on: LocalDate,
    pub valid_until: LocalDate,
}

/// Letters of those who stand as transferred out and of whom no receipt has come.
pub(super) fn sent_letters(conn: &Connection) -> Result<Vec<SentLetter>> {
    let sql = "SELECT m.id, m.name, m.branch_id, t.place, t.letter_no, t.issued_on, t.valid_until
               FROM transfer AS t JOIN member AS m ON m.id = t.member_id
               WHERE t.deleted_at IS NULL AND m.deleted_at IS NULL AND m.party_status = 'transferred_out'
                   AND t.state = 'awaiting_receipt' AND t.issued_on IS NOT NULL AND t.valid_until IS NOT NULL
               ORDER BY t.issued_on, t.id";
    rows(conn, sql, &[], |row| {
        let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
        Ok(SentLetter {
            member: row.id("id")?,
            name: text("name")?,
            branch: row.opt_id("branch_id")?,
            place: text("place")?,
            letter_no: text("letter_no")?,
            issued_on: row.date("issued_on")?,
            valid_until: row.date("valid_until")?,
        })
    })
}

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

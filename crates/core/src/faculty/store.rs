use lunxun_base::Result;
use lunxun_store::{RowExt, db, rusqlite::Connection};

use super::{FacultyView, api::kind_from};
use crate::fields::mask_phone;

pub(super) fn all(conn: &Connection) -> Result<Vec<FacultyView>> {
    let mut statement = conn
        .prepare_cached(
            "SELECT id, name, kind, title, unit, phone, can_head, note
             FROM faculty WHERE deleted_at IS NULL
             ORDER BY can_head DESC, name, id",
        )
        .map_err(db)?;
    let mut rows = statement.query([]).map_err(db)?;
    let mut people = Vec::new();
    while let Some(row) = rows.next().map_err(db)? {
        let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
        people.push(FacultyView {
            id: row.id("id")?,
            name: text("name")?,
            kind: kind_from(&text("kind")?),
            title: text("title")?,
            unit: text("unit")?,
            phone_masked: mask_phone(&text("phone")?),
            can_head: row.col::<Option<bool>>("can_head")?.unwrap_or_default(),
            note: text("note")?,
        });
    }
    Ok(people)
}

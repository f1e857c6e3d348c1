use lunxun_base::Result;
use lunxun_store::{RowExt, db, rusqlite::Connection};

use super::{VenueView, api::kind_from};

pub(super) fn all(conn: &Connection) -> Result<Vec<VenueView>> {
    let mut statement = conn
        .prepare_cached(
            "SELECT id, name, kind, village, seats, exam_seats, beds_male, beds_female, keeper, note
             FROM venue WHERE deleted_at IS NULL
             ORDER BY kind <> 'main_hall', kind, name, id",
        )
        .map_err(db)?;
    let mut rows = statement.query([]).map_err(db)?;
    let mut venues = Vec::new();
    while let Some(row) = rows.next().map_err(db)? {
        let text = |name: &str| row.col::<Option<String>>(name).map(Option::unwrap_or_default);
        let count = |name: &str| row.col::<Option<u32>>(name).map(Option::unwrap_or_default);
        venues.push(VenueView {
            id: row.id("id")?,
            name: text("name")?,
            kind: kind_from(&text("kind")?),
            village: text("village")?,
            seats: count("seats")?,
            exam_seats: count("exam_seats")?,
            beds_male: count("beds_male")?,
            beds_female: count("beds_female")?,
            keeper: text("keeper")?,
            note: text("note")?,
        });
    }
    Ok(venues)
}

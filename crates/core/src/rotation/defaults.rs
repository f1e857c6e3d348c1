//! The shipped blackout days (不排班日) of a year, put into the township's calendar for it to edit.

use lunxun_base::{Id, Result};
use lunxun_store::Tx;

use super::planner::{self, BlackoutKind};
use crate::calendar::{BLACKOUT, in_year};

/// Adds the year's shipped blackout days that the calendar lacks, and says how many came in. Rows that are there stay
/// as the township has edited them.
///
/// # Errors
/// `Invalid` for a year outside the lunar tables.
pub(super) fn fill(tx: &Tx<'_>, year: i32) -> Result<usize> {
    let present = in_year(tx.conn(), year)?;
    let mut added = 0;
    for row in planner::default_blackouts(year)? {
        // Two PCs that fill the same year offline meet in the same rows.
        let id = Id::derived("blackout", &[year.to_string().as_bytes(), row.name.as_bytes()]);
        if present.iter().any(|blackout| blackout.id == id) {
            continue;
        }
        let kind = match row.kind {
            BlackoutKind::NewYear => "festival",
            BlackoutKind::Farming => "harvest",
            BlackoutKind::ThemeDay => "theme_day",
            BlackoutKind::Holiday => "holiday",
            BlackoutKind::Meeting | BlackoutKind::Market | BlackoutKind::Other => "custom",
        };
        tx.upsert(
            &BLACKOUT,
            id,
            &[
                ("name", row.name.into()),
                ("starts_on", row.from.into()),
                ("ends_on", row.to.into()),
                ("kind", kind.into()),
                ("source", row.source.into()),
            ],
        )?;
        added += 1;
    }
    Ok(added)
}

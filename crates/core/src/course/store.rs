use lunxun_base::{CreditTenths, Id, Result};
use lunxun_store::{
    RowExt, db,
    rusqlite::{Connection, Row, named_params},
};

use super::{CourseCategory, CourseFocus, CourseScope, CourseView};

fn view(row: &Row<'_>) -> Result<CourseView> {
    Ok(CourseView {
        id: row.id("id")?,
        title: row.col("title")?,
        category: CourseCategory::from_word(&row.col::<String>("category")?)?,
        practical_percent: row.col("practical_percent")?,
        scope: CourseScope::from_word(&row.col::<String>("scope")?)?,
        focus: CourseFocus::from_word(&row.col::<String>("focus")?)?,
        credit_tenths: CreditTenths(row.col("credit_tenths")?),
        default_instructor_id: row.opt_id("default_instructor_id")?,
        note: row.col("note")?,
    })
}

pub(super) fn all(conn: &Connection) -> Result<Vec<CourseView>> {
    let mut statement = conn
        .prepare_cached(
            "SELECT id, title, category, practical_percent, scope, focus, credit_tenths,
                    default_instructor_id, note
             FROM course WHERE deleted_at IS NULL ORDER BY category, title, id LIMIT 5000",
        )
        .map_err(db)?;
    let mut rows = statement.query([]).map_err(db)?;
    let mut courses = Vec::new();
    while let Some(row) = rows.next().map_err(db)? {
        courses.push(view(row)?);
    }
    Ok(courses)
}

pub(super) fn get(conn: &Connection, id: Id) -> Result<Option<CourseView>> {
    let mut statement = conn
        .prepare_cached(
            "SELECT id, title, category, practical_percent, scope, focus, credit_tenths,
                    default_instructor_id, note
             FROM course WHERE id = :id AND deleted_at IS NULL",
        )
        .map_err(db)?;
    let mut rows = statement.query(named_params! { ":id": id.as_bytes() }).map_err(db)?;
    rows.next().map_err(db)?.map(view).transpose()
}

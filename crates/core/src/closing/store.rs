use lunxun_base::{CreditTenths, Id, LocalDate, OrNotFound, Result};
use lunxun_store::{
    RecordKind, RowExt, db,
    rusqlite::{Connection, OptionalExtension, named_params, types::ValueRef},
};

use super::{AmendTarget, AmendmentView, field_label};
use crate::{
    appraisal::APPRAISAL,
    attendance::{ATTENDANCE_MARK, LEAVE_RECORD},
    conduct::CONDUCT_RECORD,
    enrollment::ENROLLMENT,
    exam::{EXAM_MARK, EXAM_SCHEME},
    rows::{first, rows},
    timetable::{LESSON, LessonHalf, slot_text},
    training_class::TRAINING_CLASS,
};

/// Names and figures beside a class's row.
pub(super) struct Figures {
    pub head_name: Option<String>,
    pub deputy_name: Option<String>,
    pub room_name: Option<String>,
    pub enrolled: u32,
    /// Credit of the lessons whose roll was taken, for one person.
    pub taken_tenths: i64,
    /// Credit attended, all persons together.
    pub attended_tenths: i64,
    /// Lessons up to today without a roll.
    pub untaken: u32,
}

pub(super) fn figures(conn: &Connection, class: Id, late_counts: bool, today: LocalDate) -> Result<Figures> {
    first(
        conn,
        include_str!("sql/class_figures.sql"),
        named_params! { ":class": class.as_bytes(), ":late": late_counts, ":today": today.to_string() },
        |row| {
            Ok(Figures {
                head_name: row.col("head_name")?,
                deputy_name: row.col("deputy_name")?,
                room_name: row.col("room_name")?,
                enrolled: row.col("enrolled")?,
                taken_tenths: row.col("taken_tenths")?,
                attended_tenths: row.col("attended_tenths")?,
                untaken: row.col("untaken")?,
            })
        },
    )?
    .or_not_found("班次")
}

/// Reasons by gate.
pub(super) fn waivers(conn: &Connection, class: Id) -> Result<Vec<(String, String)>> {
    rows(
        conn,
        "SELECT gate_code, reason FROM gate_waiver
         WHERE class_id = :class AND deleted_at IS NULL ORDER BY gate_code",
        named_params! { ":class": class.as_bytes() },
        |row| Ok((row.col("gate_code")?, row.col("reason")?)),
    )
}

pub(super) fn amendments(conn: &Connection, class: Id) -> Result<Vec<AmendmentView>> {
    rows(conn, include_str!("sql/list_amendments.sql"), named_params! { ":class": class.as_bytes() }, |row| {
        let target = AmendTarget::from_word(&row.col::<String>("target")?)?;
        let field: String = row.col("field")?;
        let label = field_label(target, &field);
        let half: Option<String> = row.col("lesson_half")?;
        let field_label = match (row.opt_date("lesson_day")?, half) {
            (Some(day), Some(half)) => format!("{}{label}", slot_text((day, LessonHalf::from_word(&half)?))),
            _ => label.to_owned(),
        };
        Ok(AmendmentView {
            id: row.id("id")?,
            target,
            enrollment_id: row.id("enrollment_id")?,
            name: row.col("name")?,
            lesson_id: row.opt_id("lesson_id")?,
            field,
            field_label,
            old_value: row.col("old_value")?,
            new_value: row.col("new_value")?,
            reason: row.col("reason")?,
            by: row.col("amended_by")?,
            at: row.col("amended_at")?,
        })
    })
}

/// What a class and its amendments have credited a member so far.
pub(super) fn credited(conn: &Connection, class: Id, member: Id) -> Result<CreditTenths> {
    first(
        conn,
        include_str!("sql/credited_by_class.sql"),
        named_params! { ":class": class.as_bytes(), ":member": member.as_bytes() },
        |row| row.col("credit").map(CreditTenths),
    )
    .map(Option::unwrap_or_default)
}

/// BLAKE3 over everything that a class holds, in id order: two PCs with the same class reach the same digest.
pub(super) fn digest(conn: &Connection, class: Id) -> Result<String> {
    const CLOSING: [&str; 5] = ["state", "closed_at", "closed_by", "digest", "deleted_at"];
    let mut hasher = blake3::Hasher::new();
    let kinds: [&'static RecordKind; 9] = [
        TRAINING_CLASS,
        LESSON,
        ENROLLMENT,
        ATTENDANCE_MARK,
        LEAVE_RECORD,
        &CONDUCT_RECORD,
        &EXAM_SCHEME,
        &EXAM_MARK,
        &APPRAISAL,
    ];
    for kind in kinds {
        let is_class = kind.table == TRAINING_CLASS.table;
        let columns: Vec<&str> = kind
            .columns
            .iter()
            .copied()
            .filter(|column| if is_class { !CLOSING.contains(column) } else { *column != "deleted_at" })
            .collect();
        let key = if is_class { "id" } else { "class_id" };
        let sql = format!(
            "SELECT id, {} FROM {} WHERE {key} = :class AND deleted_at IS NULL ORDER BY id",
            columns.join(", "),
            kind.table
        );
        hash_rows(conn, &sql, kind.table, columns.len() + 1, class, &mut hasher)?;
    }
    Ok(hasher.finalize().to_hex().to_string())
}

fn hash_rows(
    conn: &Connection,
    sql: &str,
    table: &str,
    width: usize,
    class: Id,
    hasher: &mut blake3::Hasher,
) -> Result<()> {
    let mut statement = conn.prepare_cached(sql).map_err(db)?;
    let mut rows = statement.query(named_params! { ":class": class.as_bytes() }).map_err(db)?;
    while let Some(row) = rows.next().map_err(db)? {
        hasher.update(table.as_bytes());
        for place in 0..width {
            let (tag, bytes) = match row.get_ref(place).map_err(db)? {
                ValueRef::Null => (0, Vec::new()),
                ValueRef::Integer(int) => (1, int.to_le_bytes().to_vec()),
                ValueRef::Real(real) => (2, real.to_le_bytes().to_vec()),
                ValueRef::Text(text) => (3, text.to_vec()),
                ValueRef::Blob(blob) => (4, blob.to_vec()),
            };
            hasher.update(&[tag]).update(&(bytes.len() as u64).to_le_bytes()).update(&bytes);
        }
    }
    Ok(())
}

/// The command of an action.
pub(super) fn command_of(conn: &Connection, operation: Id) -> Result<Option<String>> {
    conn.query_row(
        "SELECT command FROM operation WHERE id = :id",
        named_params! { ":id": operation.as_bytes() },
        |row| row.get("command"),
    )
    .optional()
    .map_err(db)
}

/// Whether an action changed a record of a closed class. `table` and `column` are names of the schema, never input.
pub(super) fn touches_closed_class(conn: &Connection, table: &str, column: &str, operation: Id) -> Result<bool> {
    let sql = format!(
        "SELECT EXISTS (
             SELECT 1 FROM audit AS a
             JOIN {table} AS r ON r.id = a.row_id
             JOIN training_class AS c ON c.id = r.{column}
             WHERE a.operation_id = :operation AND a.kind = '{table}' AND c.state = 'closed')"
    );
    conn.query_row(&sql, named_params! { ":operation": operation.as_bytes() }, |row| row.get(0)).map_err(db)
}

/// Whether an action added a record of `kind`, or brought one back, to which a live record of another action points.
/// All names are of the schema, never input.
pub(super) fn is_built_upon(
    conn: &Connection,
    kind: &str,
    dependant: &str,
    column: &str,
    operation: Id,
) -> Result<bool> {
    let sql = format!(
        "SELECT EXISTS (
             SELECT 1 FROM audit AS a
             JOIN {dependant} AS d ON d.{column} = a.row_id AND d.deleted_at IS NULL
             WHERE a.operation_id = :operation AND a.kind = '{kind}'
               AND (a.before IS NULL OR json_type(a.after, '$.deleted_at') = 'null')
               AND NOT EXISTS (
                   SELECT 1 FROM audit AS own
                   WHERE own.operation_id = :operation AND own.kind = '{dependant}' AND own.row_id = d.id
               ))"
    );
    conn.query_row(&sql, named_params! { ":operation": operation.as_bytes() }, |row| row.get(0)).map_err(db)
}

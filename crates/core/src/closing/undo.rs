use lunxun_base::{Error, Id, Result};
use lunxun_store::rusqlite::Connection;

use super::store;
use crate::feature;

/// A closed class changes by amendment alone, so an earlier action that touched its content is not taken back. The
/// closing itself may be: that re-opens the class and leaves its trail.
///
/// Nor is the adding of people, lessons or members on whom other actions have built since: what was built would hang in
/// the air, counted nowhere.
///
/// # Errors
/// `Locked`, `Conflict`.
pub fn refuse_undo(conn: &Connection, operation: Id) -> Result<()> {
    if store::command_of(conn, operation)?.is_some_and(|command| command == "class.close") {
        return Ok(());
    }
    let content = feature::kinds().iter().filter(|kind| kind.columns.contains(&"class_id"));
    for kind in content {
        if store::touches_closed_class(conn, kind.table, "class_id", operation)? {
            return Err(locked());
        }
    }
    if store::touches_closed_class(conn, "training_class", "id", operation)? {
        return Err(locked());
    }
    for (kind, dependant, column, what) in BUILT_UPON {
        if store::is_built_upon(conn, kind, dependant, column, operation)? {
            return Err(Error::conflict(format!("这一步加入的{what}，不能撤销。请到相应页面逐项改正。")));
        }
    }
    Ok(())
}

/// What an action may have added, the table that points at it, by which column, and what to say.
const BUILT_UPON: &[(&str, &str, &str, &str)] = &[
    ("lesson", "attendance_mark", "lesson_id", "课次已经点过名"),
    ("enrollment", "attendance_mark", "enrollment_id", "学员已有考勤"),
    ("enrollment", "leave_record", "enrollment_id", "学员已有请假"),
    ("enrollment", "exam_mark", "enrollment_id", "学员已有成绩"),
    ("enrollment", "appraisal", "enrollment_id", "学员已有鉴定"),
    ("enrollment", "conduct_record", "enrollment_id", "学员已有平时表现"),
    ("member", "enrollment", "member_id", "党员已经编入班次"),
    ("member", "hours_line", "member_id", "党员已有学时"),
];

fn locked() -> Error {
    Error::locked("这一步涉及已结班的班次，不能撤销。请在班次里用更正单更正；确需重开的，先撤销“结班”。")
}

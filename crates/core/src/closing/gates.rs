//! What stands between a class and its notice, and between it and its closing (关口).

use lunxun_base::{Error, Result};
use lunxun_store::rusqlite::Connection;

use crate::{
    appraisal, attendance, exam, funding, timetable,
    training_class::{self, ClassRecord, GateCheck, GateItem, GateState},
};

/// The gates before closing, in the order of the work. Each feature defines its own.
pub(super) const GATES: &[GateCheck] = &[timetable::GATE, attendance::GATE, exam::GATE, appraisal::GATE, funding::GATE];

/// The gates before closing.
pub(super) fn before_closing(
    conn: &Connection,
    class: &ClassRecord,
    waivers: &[(String, String)],
) -> Result<Vec<GateItem>> {
    GATES
        .iter()
        .map(|gate| {
            let waived = waivers.iter().find(|(code, _)| code == gate.code).map(|(_, reason)| reason.clone());
            Ok((gate.check)(conn, class)?.into_item(gate.code, gate.label, waived))
        })
        .collect()
}

/// The gates before the notice: head and deputy, room, timetable.
pub(super) fn before_notice(conn: &Connection, class: &ClassRecord) -> Result<Vec<GateItem>> {
    let item = |code: &str, label: &str, done: bool, todo: &str| {
        let missing = if done { Vec::new() } else { vec![label.to_owned()] };
        let detail = if done { "已定" } else { todo }.to_owned();
        GateState { detail, missing, is_moot: false }.into_item(code, label, None)
    };
    let lessons = (timetable::GATE.check)(conn, class)?;
    let clash = training_class::room_clash(conn, class)?;
    let room_todo = match (&class.room_id, &clash) {
        (None, _) => "请选择教室".to_owned(),
        (_, Some(other)) => format!("这间教室同期已安排给“{}”，请换教室或改日期", other.name),
        _ => String::new(),
    };
    Ok(vec![
        item("head", "班主任", class.head_id.is_some(), "请指定班主任"),
        item("deputy", "副班主任", class.deputy_id.is_some(), "请指定副班主任"),
        item("room", "教室", class.room_id.is_some() && clash.is_none(), &room_todo),
        lessons.into_item("timetable", "课程表", None),
    ])
}

/// Refuses a notice before head and deputy (two people, free on these days), room and timetable are settled.
pub(super) fn require_notice(conn: &Connection, class: &ClassRecord) -> Result<()> {
    let open: Vec<GateItem> = before_notice(conn, class)?.into_iter().filter(|item| !item.is_done).collect();
    if let Some(first) = open.first() {
        let labels: Vec<&str> = open.iter().map(|item| item.label.as_str()).collect();
        let text = format!("还不能发通知，缺：{}。{}。", labels.join("、"), first.detail.trim_end_matches('。'));
        return Err(Error::invalid("gate", text));
    }
    if class.head_id == class.deputy_id {
        return Err(Error::invalid("deputyId", "正、副班主任不能是同一人，请另选副班主任。"));
    }
    for faculty in class.head_id.into_iter().chain(class.deputy_id) {
        training_class::require_free_lead(conn, Some(class.id), faculty, class.starts_on, class.ends_on)?;
    }
    Ok(())
}

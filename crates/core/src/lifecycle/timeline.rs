//! A member's life line in words.

use lunxun_base::{Id, LocalDate, Result};
use lunxun_store::rusqlite::Connection;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    fields::Duty,
    member::MemberView,
    member_change::{ChangeKind, Line, of_member},
    org, post,
};

/// What a line of the life line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimelineTopic {
    /// A step of Party life.
    Party,
    /// Branch or group.
    Affiliation,
    /// A duty.
    Post,
    /// A correction in the roster.
    Edit,
}

/// A line of the life line.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TimelineLine {
    /// The day, as far as it is known: `1985`, `1985-06`, `1985-06-01`.
    pub on: String,
    /// What it is about.
    pub topic: TimelineTopic,
    /// What happened.
    pub text: String,
    /// Reason, where given.
    pub reason: String,
    /// Decision or document.
    pub basis: String,
}

/// The life line, the latest first.
///
/// # Errors
/// Those of the database.
pub fn life_line(conn: &Connection, member: &MemberView) -> Result<Vec<TimelineLine>> {
    let name = |id: Option<Id>| -> Result<String> {
        let found = id.map(|id| org::find_any(conn, id)).transpose()?.flatten();
        Ok(found.map_or_else(|| "未登记".to_owned(), |org| org.short_name))
    };
    let changes = of_member(conn, member.id)?;
    let mut lines = Vec::new();
    for change in &changes {
        let topic = match change.kind {
            ChangeKind::Edited | ChangeKind::Imported => TimelineTopic::Edit,
            _ if change.branch.1.is_some() && change.status.1.is_none() => TimelineTopic::Affiliation,
            _ => TimelineTopic::Party,
        };
        lines.push(TimelineLine {
            on: change.on.to_string(),
            topic,
            text: told(change, &name)?,
            reason: change.reason.clone(),
            basis: change.basis.clone(),
        });
    }
    let has = |kind: ChangeKind| changes.iter().any(|change| change.kind == kind);
    let plain = |on: &str, text: &str| TimelineLine {
        on: on.to_owned(),
        topic: TimelineTopic::Party,
        text: text.to_owned(),
        reason: String::new(),
        basis: String::new(),
    };
    if let Some(on) = member.admitted_on.as_deref().filter(|_| !has(ChangeKind::Admitted)) {
        lines.push(plain(on, "入党"));
    }
    if let Some(on) = member.full_since.as_deref().filter(|_| !has(ChangeKind::Full)) {
        lines.push(plain(on, "转正"));
    }
    for held in post::held_by(conn, member.id)? {
        let place = name(Some(held.org))?;
        let mut line = |on: Option<LocalDate>, word: &str, reason: &str| {
            if let Some(on) = on {
                let text = format!("{word}{place}{}", Duty::label(held.duty));
                let mut line = plain(&on.to_string(), &text);
                (line.topic, line.reason, line.basis) = (TimelineTopic::Post, reason.to_owned(), held.basis.clone());
                lines.push(line);
            }
        };
        line(held.from, "任", "");
        line(held.ended, "不再任", &held.end_reason);
    }
    // A year stands before its months, so that 2019 never looks later than 2019-07.
    lines.sort_by(|a, b| b.on.cmp(&a.on));
    Ok(lines)
}

fn told(change: &Line, name: &impl Fn(Option<Id>) -> Result<String>) -> Result<String> {
    let mut text = change.kind.label().to_owned();
    if change.branch.1.is_some() && change.branch.0 != change.branch.1 && change.branch.0.is_some() {
        text.push_str(&format!("：{} → {}", name(change.branch.0)?, name(change.branch.1)?));
    } else if change.branch.1.is_some() && change.group.0 != change.group.1 {
        text.push_str(&format!("：党小组 {} → {}", name(change.group.0)?, name(change.group.1)?));
    }
    if matches!(change.kind, ChangeKind::Edited | ChangeKind::Imported) {
        if let (Some(before), Some(after)) = change.category {
            text.push_str(&format!("：{} → {}", before.label(), after.label()));
        }
        if let (Some(before), Some(after)) = change.status {
            text.push_str(&format!("：{} → {}", before.label(), after.label()));
        }
    }
    if let Some(until) = change.until {
        text.push_str(&format!("至 {until}"));
    }
    if !change.counterpart.is_empty() {
        text.push_str(&format!("（{}）", change.counterpart));
    }
    Ok(text)
}

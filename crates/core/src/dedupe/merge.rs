//! Joining two records of one person (合并) and taking it back (恢复).

use std::collections::HashMap;

use lunxun_base::{Id, Millis, OrNotFound, Result, require};
use lunxun_protocol::Value;
use lunxun_store::{RecordKind, Tx};

use super::{
    store,
    sync::{MEMBER_MERGE, MERGE_MOVE},
};
use crate::{
    attachment::{self, ATTACHMENT, AttachmentRole},
    enrollment::{ENROLLMENT, enrollment_id},
    feature, hours,
    member::{self, MEMBER},
    member_change::{self, ChangeKind},
    present, rotation,
};

/// The id of the merge of two members. The smaller is kept.
pub(super) fn merge_id(kept: Id, gone: Id) -> Id {
    Id::derived("member_merge", &[kept.as_bytes(), gone.as_bytes()])
}

/// What a merge did.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Records that name the kept member now, by what a clerk calls them.
    pub moved: Vec<(&'static str, u32)>,
    /// What else happened, in Chinese.
    pub sentences: Vec<String>,
    /// Fields that changed.
    pub changed: u32,
}

/// Joins: takes these values into the kept record, moves whatever names the other one, and puts that away.
pub(super) fn merge(tx: &Tx<'_>, kept: Id, gone: Id, take: &[(&'static str, Value)]) -> Result<Outcome> {
    let mut work = Work { tx, merge: merge_id(kept, gone), kept, gone, outcome: Outcome::default() };
    let fields = [("kept_id", kept.into()), ("gone_id", gone.into()), ("state", "merged".into())];
    tx.upsert(MEMBER_MERGE, work.merge, &fields)?;
    let before = member::standing(tx, kept)?;
    for (column, value) in take {
        work.set(&MEMBER, kept, column, value.clone())?;
    }
    member_change::track(tx, &before, ChangeKind::Edited, take)?;
    work.move_all()?;
    Ok(work.outcome)
}

/// Does again for every merge what came too late for it: records that another PC wrote about a member merged away
/// here. Says how many fields that were.
pub(super) fn settle(tx: &Tx<'_>) -> Result<u32> {
    let mut changed = 0;
    for merge in store::merges(tx.conn())?.into_iter().filter(|merge| merge.is_merged) {
        let (kept, gone) = (merge.kept, merge.gone);
        let mut work = Work { tx, merge: merge.id, kept, gone, outcome: Outcome::default() };
        work.move_all()?;
        changed += work.outcome.changed;
    }
    Ok(changed)
}

struct Work<'a, 'b> {
    tx: &'a Tx<'b>,
    merge: Id,
    kept: Id,
    gone: Id,
    outcome: Outcome,
}

impl Work<'_, '_> {
    fn move_all(&mut self) -> Result<()> {
        let conn = self.tx.conn();
        for (kind, column) in store::columns_naming_members() {
            let records = store::naming(conn, kind, column, self.gone)?;
            if !records.is_empty() {
                self.outcome.moved.push((kind.label, u32::try_from(records.len()).unwrap_or(u32::MAX)));
            }
            for record in records {
                if kind.table == rotation::PLANNED_SEAT.table {
                    self.move_seat(record)?;
                } else if kind.table == ATTACHMENT.table {
                    self.move_attachment(record, column)?;
                } else {
                    self.set(kind, record, column, self.kept.into())?;
                }
            }
        }
        self.part_twin_seats()?;
        self.take_double_credit_back()?;
        let is_there =
            self.tx.row(&MEMBER, self.gone)?.is_some_and(|row| row.get("deleted_at").is_none_or(Value::is_null));
        if is_there {
            self.set(&MEMBER, self.gone, "deleted_at", Value::Int(self.tx.now()))?;
        }
        Ok(())
    }

    /// A planned seat's id follows from plan and member, so it is put away and its like made for the kept member, who
    /// keeps a seat already there.
    fn move_seat(&mut self, seat: Id) -> Result<()> {
        let kind = rotation::PLANNED_SEAT;
        let row = self.tx.row(kind, seat)?.or_not_found("排班")?;
        let Some(Value::Blob(plan)) = row.get("plan_id") else { return Ok(()) };
        let own = rotation::seat_id(Id::from_slice(plan)?, self.kept);
        let is_free = self.tx.row(kind, own)?.is_none_or(|row| row.get("deleted_at").is_some_and(|at| !at.is_null()));
        if is_free {
            let fields: Vec<(&'static str, Value)> = row
                .iter()
                .filter(|(column, _)| !matches!(**column, "member_id" | "deleted_at"))
                .map(|(column, value)| (*column, value.clone()))
                .chain([("member_id", self.kept.into())])
                .collect();
            self.tx.upsert(kind, own, &fields)?;
            self.remember(kind, own, "deleted_at", &Value::Int(self.tx.now()), &Value::Null)?;
        }
        self.set(kind, seat, "deleted_at", Value::Int(self.tx.now()))
    }

    /// Of two photos the kept member's stays the photo; the other stays to be seen among the attachments.
    fn move_attachment(&mut self, record: Id, column: &'static str) -> Result<()> {
        let is_photo = self.tx.row(ATTACHMENT, record)?.is_some_and(|row| {
            row.get("role") == Some(&AttachmentRole::Photo.into()) && row.get("deleted_at").is_none_or(Value::is_null)
        });
        if is_photo && attachment::has_photo(self.tx.conn(), self.kept)? {
            self.set(ATTACHMENT, record, "role", AttachmentRole::Document.into())?;
        }
        self.set(ATTACHMENT, record, column, self.kept.into())
    }

    /// In a class that is still open the better of two enrolments stays and the other is withdrawn; a closed class is
    /// evidence and stays as it is.
    fn part_twin_seats(&mut self) -> Result<()> {
        let mut first: HashMap<Id, Id> = HashMap::new();
        let mut seats = store::twin_seats(self.tx.conn(), self.kept, self.kept)?;
        let place = |word: &str| ["completed", "arrived", "not_completed"].iter().position(|state| *state == word);
        seats.sort_by_key(|seat| {
            (place(&seat.state).unwrap_or(9), seat.id != enrollment_id(seat.class, self.kept), seat.id)
        });
        for seat in seats {
            if *first.entry(seat.class).or_insert(seat.id) == seat.id {
                continue;
            }
            if seat.is_closed {
                self.tell(format!("“{}”已结班：两条学员记录都保留作为依据，学时只计一次。", seat.class_name));
            } else {
                self.set(ENROLLMENT, seat.id, "state", "withdrawn".into())?;
                self.tell(format!("“{}”里原有两条学员记录，保留一条，另一条改为退训。", seat.class_name));
            }
        }
        Ok(())
    }

    /// One class, or one channel on one day, credits once: the larger line stays, the other is reversed by a line of
    /// its own, as in the ledger everywhere.
    fn take_double_credit_back(&mut self) -> Result<()> {
        let mut seen: HashMap<String, Id> = HashMap::new();
        for line in store::credit_lines(self.tx.conn(), self.kept)? {
            let key = match line.basis {
                Some(basis) => format!("{}{basis}", line.basis_kind),
                None => format!("{}{}", line.channel, line.day),
            };
            if *seen.entry(key).or_insert(line.id) == line.id {
                continue;
            }
            let id = hours::line_id(self.kept, "reversal", line.id);
            let fields = [
                ("member_id", self.kept.into()),
                ("day", line.day.as_str().into()),
                ("channel", hours::HoursChannel::Reversal.into()),
                ("credit_tenths", Value::Int(-line.credit_tenths)),
                ("basis_kind", "reversal".into()),
                ("basis_id", line.id.into()),
                ("basis_label", format!("冲销：{}", line.label).into()),
                ("note", "合并重复档案，不重复计学时".into()),
                ("reverses_id", line.id.into()),
            ];
            self.tx.upsert(hours::HOURS_LINE, id, &fields)?;
            self.remember(hours::HOURS_LINE, id, "deleted_at", &Value::Int(self.tx.now()), &Value::Null)?;
            self.tell(format!("重复的学时已冲销：{}。", line.label));
        }
        Ok(())
    }

    fn tell(&mut self, sentence: String) {
        if !self.outcome.sentences.contains(&sentence) {
            self.outcome.sentences.push(sentence);
        }
    }

    fn set(&mut self, kind: &'static RecordKind, record: Id, column: &'static str, after: Value) -> Result<()> {
        let row = self.tx.row(kind, record)?.or_not_found(kind.label)?;
        let before = row.get(column).cloned().unwrap_or(Value::Null);
        if before == after {
            return Ok(());
        }
        write(self.tx, kind, record, column, after.clone(), &row)?;
        self.remember(kind, record, column, &before, &after)
    }

    fn remember(&mut self, kind: &RecordKind, record: Id, column: &str, before: &Value, after: &Value) -> Result<()> {
        self.outcome.changed += 1;
        // Two PCs put a record away at two instants, which are one thing to the merge.
        let text =
            |value: &Value| if column == "deleted_at" && !value.is_null() { "1".to_owned() } else { json(value) };
        let (before, after) = (text(before), text(after));
        let parts: [&[u8]; 5] =
            [self.merge.as_bytes(), kind.table.as_bytes(), record.as_bytes(), column.as_bytes(), after.as_bytes()];
        let fields = [
            ("merge_id", self.merge.into()),
            ("record_kind", kind.table.into()),
            ("record_id", record.into()),
            ("field", column.into()),
            ("before", before.as_str().into()),
            ("after", after.as_str().into()),
        ];
        self.tx.upsert(MERGE_MOVE, Id::derived("merge_move", &parts), &fields).map(drop)
    }
}

/// Writes a field and leaves the tombstone as it is.
fn write(
    tx: &Tx<'_>,
    kind: &'static RecordKind,
    record: Id,
    column: &'static str,
    value: Value,
    row: &std::collections::BTreeMap<&'static str, Value>,
) -> Result<bool> {
    let mut fields = vec![(column, value)];
    if column != "deleted_at" {
        fields.push(("deleted_at", row.get("deleted_at").cloned().unwrap_or(Value::Null)));
    }
    tx.upsert(kind, record, &fields)
}

/// Takes a merge back. What somebody changed since stays as it is, and is told.
pub(super) fn unmerge(tx: &Tx<'_>, merge: Id) -> Result<(u32, Vec<String>)> {
    let stored = store::merge(tx.conn(), merge)?.or_not_found("合并记录")?;
    require!(stored.is_merged, "mergeId", "这次合并已经恢复过了，请刷新后再看。");
    let is_away = |id| Ok(tx.row(&MEMBER, id)?.is_none_or(|row| row.get("deleted_at").is_some_and(|at| !at.is_null())));
    require!(!is_away(stored.kept)?, "mergeId", "保留的档案后来又并入了别的档案，请先恢复那一次合并。");
    let now: Millis = tx.now();
    let (mut restored, mut left) = (0, Vec::new());
    let before = member::standing(tx, stored.kept)?;
    let mut own: Vec<(&'static str, Value)> = Vec::new();
    for change in store::moves(tx.conn(), merge)? {
        let kind = feature::kinds().iter().copied().find(|kind| kind.table == change.kind);
        let column = kind.and_then(|kind| kind.columns.iter().copied().find(|column| *column == change.field));
        if let (Some(kind), Some(column), Some(row)) =
            (kind, column, kind.map(|kind| tx.row(kind, change.record)).transpose()?.flatten())
        {
            let current = row.get(column).cloned().unwrap_or(Value::Null);
            let is_tombstone = column == "deleted_at";
            let untouched =
                if is_tombstone { current.is_null() == change.after.is_null() } else { current == change.after };
            if untouched {
                let put_back = if is_tombstone && !change.before.is_null() { Value::Int(now) } else { change.before };
                if kind.table == MEMBER.table && change.record == stored.kept {
                    own.push((column, put_back.clone()));
                }
                write(tx, kind, change.record, column, put_back, &row)?;
                restored += 1;
            } else if current != change.before {
                let title = present::title(tx.conn(), kind, change.record)?;
                left.push(format!(
                    "{}“{title}”的{}合并后又改过，保持现在的内容",
                    kind.label,
                    kind.column_label(column)
                ));
            }
        }
        tx.delete(MERGE_MOVE, change.id)?;
    }
    member_change::track(tx, &before, ChangeKind::Edited, &own)?;
    tx.update(MEMBER_MERGE, merge, &[("state", "unmerged".into())])?;
    Ok((restored, left))
}

fn json(value: &Value) -> String {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Int(int) => (*int).into(),
        Value::Text(text) => text.as_str().into(),
        Value::Blob(bytes) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("x'{hex}'").into()
        }
    }
    .to_string()
}

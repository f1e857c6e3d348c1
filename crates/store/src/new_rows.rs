use lunxun_base::Result;
use lunxun_protocol::{Change, Op, RowState, Value};
use rusqlite::params_from_iter;

use crate::{
    RecordKind, Tx, audit, packed,
    tx::{Bound, Share, insert_sql},
};

/// Ops of one batch that make rows where there are none, held back so that rows of the same columns go in by one
/// statement: SQLite builds the word lists of a table's checks anew for each.
///
/// Nothing may look for these rows meanwhile: whoever holds this places them before anything else touches the store.
#[derive(Default)]
pub(crate) struct NewRows<'o>(Vec<(&'static RecordKind, &'o Op)>);

/// How many ops are held back at most.
const MOST: usize = 64;
/// Rows by one statement. Few sizes, so that the prepared statements are found again.
const SIZES: [usize; 5] = [16, 8, 4, 2, 1];

impl<'o> NewRows<'o> {
    /// Whether this op must wait until those held back are placed: its row is among them, or they are many.
    pub(crate) fn bar(&self, op: &Op) -> bool {
        self.0.len() >= MOST || self.0.iter().any(|(kind, other)| other.row == op.row && kind.table == op.kind)
    }

    pub(crate) fn push(&mut self, kind: &'static RecordKind, op: &'o Op) {
        self.0.push((kind, op));
    }
}

/// Whether the op, on a row that does not exist, writes every field once and thus with one value: nearly always.
pub(crate) fn makes_a_plain_row(op: &Op) -> bool {
    let repeats =
        |(place, change): (usize, &Change)| op.changes[..place].iter().any(|other| other.field == change.field);
    !op.changes.is_empty() && !op.changes.iter().enumerate().any(repeats)
}

impl Tx<'_> {
    /// Places what is held back, in the order in which it came. Half done where it fails.
    pub(crate) fn place_new(&self, held: &mut NewRows<'_>) -> Result<()> {
        let ops = std::mem::take(&mut held.0);
        let mut alike: Vec<(&'static RecordKind, Vec<&Op>)> = Vec::new();
        for (kind, op) in &ops {
            let fits = |group: &&mut (&'static RecordKind, Vec<&Op>)| {
                std::ptr::eq(group.0, *kind) && group.1.first().is_some_and(|first| same_fields(first, op))
            };
            match alike.iter_mut().find(fits) {
                Some((_, group)) => group.push(op),
                None => alike.push((kind, vec![op])),
            }
        }
        for (kind, group) in &alike {
            let mut rest = group.as_slice();
            while let Some(size) = SIZES.into_iter().find(|size| *size <= rest.len()) {
                let (some, others) = rest.split_at(size);
                self.insert_rows(kind, some)?;
                rest = others;
            }
        }
        ops.iter().try_for_each(|(kind, op)| self.follow_up(kind, op))
    }

    /// Places one op that makes a plain row.
    pub(crate) fn place_one_new(&self, kind: &'static RecordKind, op: &Op) -> Result<()> {
        self.insert_rows(kind, &[op])?;
        self.follow_up(kind, op)
    }

    /// Writes rows of the same fields into the record table.
    fn insert_rows(&self, kind: &'static RecordKind, ops: &[&Op]) -> Result<()> {
        let names: Vec<&str> = ops.first().into_iter().flat_map(|op| columns(kind, op)).map(|(name, _)| name).collect();
        let values = ops
            .iter()
            .flat_map(|op| columns(kind, op).map(|(_, value)| Bound::Value(value)).chain([Bound::Id(&op.row)]));
        let rows = ops.iter().map(|op| op.row);
        self.execute_guarded(kind, rows, &insert_sql(kind, &names, ops.len()), params_from_iter(values))
    }

    /// Version, digest and audit of a row just written.
    fn follow_up(&self, kind: &'static RecordKind, op: &Op) -> Result<()> {
        let version = packed::pack_new(op, |field| kind.has_column(field), self.defaulted(kind))?;
        let is_deleted = op.changes.iter().any(|change| change.field == "deleted_at" && !change.value.is_null());
        let share = Share { digest: RowState::digest_of_new(op), is_deleted };
        self.put_version(kind, op.row, &version, share, None)?;
        audit::append_change(self, &op.actor, kind, op.row, None, &op.changes)?;
        self.ledger.borrow_mut().record_changes += 1;
        Ok(())
    }
}

/// The op's fields that the table has a column for.
fn columns<'o>(kind: &'static RecordKind, op: &'o Op) -> impl Iterator<Item = (&'o str, &'o Value)> {
    let fields = op.changes.iter().map(|change| (change.field.as_str(), &change.value));
    fields.filter(|(field, _)| kind.has_column(field))
}

fn same_fields(one: &Op, other: &Op) -> bool {
    one.changes.len() == other.changes.len()
        && one.changes.iter().zip(&other.changes).all(|(one, other)| one.field == other.field)
}

use lunxun_base::{Id, Millis, Result};
use lunxun_protocol::Value;
use rusqlite::{Connection, named_params};

use crate::{RecordKind, Store, db, packed, tx::read_row, tx::version_of, values::RowExt};

/// A field that two people wrote without knowing of each other.
#[derive(Debug, Clone)]
pub struct ConflictEntry {
    /// The record kind.
    pub kind: &'static RecordKind,
    /// The record.
    pub row: Id,
    /// The column.
    pub field: String,
    /// When it was found here.
    pub found_at: Millis,
    /// The values, the shown one first.
    pub values: Vec<ConflictValue>,
}

/// One of a conflict's values.
#[derive(Debug, Clone)]
pub struct ConflictValue {
    /// The value.
    pub value: Value,
    /// Who wrote it.
    pub actor: String,
    /// When, by that PC's clock.
    pub at: Millis,
    /// On which device.
    pub device: Id,
}

/// Brings the list in step with the fields of this row that hold several different values. Needed only where there are
/// some or were some.
pub(crate) fn refresh(conn: &Connection, kind: &str, row: Id, conflicts: &[&str], now: Millis) -> Result<()> {
    let fields = serde_json::Value::from(conflicts).to_string();
    conn.execute(
        "DELETE FROM conflict
         WHERE kind = :kind AND row_id = :row AND field NOT IN (SELECT value FROM json_each(:fields))",
        named_params! { ":kind": kind, ":row": row.as_bytes(), ":fields": fields },
    )
    .map_err(db)?;
    for field in conflicts {
        conn.execute(
            "INSERT INTO conflict (kind, row_id, field, found_at) VALUES (:kind, :row, :field, :at)
             ON CONFLICT (kind, row_id, field) DO NOTHING",
            named_params! { ":kind": kind, ":row": row.as_bytes(), ":field": field, ":at": now },
        )
        .map_err(db)?;
    }
    Ok(())
}

impl Store {
    /// Fields waiting for a person's decision, oldest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn conflicts(&self) -> Result<Vec<ConflictEntry>> {
        let mut statement = self
            .conn
            .prepare("SELECT kind, row_id, field, found_at FROM conflict ORDER BY found_at, kind, row_id, field")
            .map_err(db)?;
        let mut rows = statement.query([]).map_err(db)?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next().map_err(db)? {
            let (table, id, field): (String, Id, String) = (row.col("kind")?, row.id("row_id")?, row.col("field")?);
            let Some(kind) = self.kinds.iter().copied().find(|kind| kind.table == table) else { continue };
            let Some(values) = read_row(&self.conn, kind, id)? else { continue };
            let Some(version) = version_of(&self.conn, kind.table, id)? else { continue };
            let state = packed::unpack(&version.version, &values)?;
            let values = state
                .fields
                .get(&field)
                .into_iter()
                .flatten()
                .map(|live| ConflictValue {
                    value: live.value.clone(),
                    actor: live.actor.clone(),
                    at: live.dot.hlc.millis(),
                    device: live.dot.device,
                })
                .collect();
            entries.push(ConflictEntry { kind, row: id, field, found_at: row.col("found_at")?, values });
        }
        Ok(entries)
    }
}

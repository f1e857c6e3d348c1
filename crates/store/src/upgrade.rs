use lunxun_base::{Id, Result};
use rusqlite::named_params;

use crate::{RecordKind, Store, Tx, Who, db, packed, tx::Standing, values::RowExt};

impl Store {
    /// After new schema steps: what newer PCs had sent before this one could hold it finds its place.
    pub(crate) fn settle_upgrade(&mut self) -> Result<()> {
        let who = Who { id: Id::derived("program", &[b"upgrade"]), name: "程序升级".to_owned() };
        self.write("store.upgrade", &who, |tx| {
            for kind in tx.kinds {
                tx.adopt_kept_fields(kind)?;
            }
            tx.retry_parked().map(drop)
        })
    }
}

impl Tx<'_> {
    /// Moves values that had no column yet from the rows' versions into the table.
    fn adopt_kept_fields(&self, kind: &'static RecordKind) -> Result<()> {
        let mut found = Vec::new();
        {
            let mut statement =
                self.sql.prepare("SELECT row_id, version FROM row_version WHERE kind = :kind").map_err(db)?;
            let mut rows = statement.query(named_params! { ":kind": kind.table }).map_err(db)?;
            while let Some(row) = rows.next().map_err(db)? {
                let mut fields = packed::kept_fields(&row.col::<Vec<u8>>("version")?)?;
                fields.retain(|field| kind.has_column(field));
                if !fields.is_empty() {
                    found.push((row.id("row_id")?, fields));
                }
            }
        }
        for (id, fields) in found {
            let Some(row) = self.row(kind, id)? else { continue };
            let Standing { state, share: Some(share) } = self.standing(kind, id, &row)? else { continue };
            let shown = fields.iter().filter_map(|field| Some((field.as_str(), state.value(field)?)));
            self.write_row(kind, id, true, shown)?;
            self.save_version(kind, id, &state, Some(share))?;
        }
        Ok(())
    }
}

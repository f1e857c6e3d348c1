/// A kind of record that synchronises: a table whose rows change only through the one write path.
///
/// Every such table has `id BLOB PRIMARY KEY` (16 bytes) and `deleted_at INTEGER` besides its columns, and no other
/// unique index: a constraint that two offline PCs can break together would block synchronisation for ever.
#[derive(Debug)]
pub struct RecordKind {
    /// The table's name, which is the record kind on the wire.
    pub table: &'static str,
    /// What the clerk calls such a record.
    pub label: &'static str,
    /// The columns that travel, `id` apart, `deleted_at` included.
    pub columns: &'static [&'static str],
    /// Columns whose Chinese name the conflict list and the audit show: (column, name).
    pub column_labels: &'static [(&'static str, &'static str)],
    /// The column that names a record to a person, such as `name`.
    pub title_column: &'static str,
}

impl RecordKind {
    /// The column's Chinese name, or its own.
    #[must_use]
    pub fn column_label(&self, column: &str) -> String {
        self.column_labels
            .iter()
            .find(|(name, _)| *name == column)
            .map_or_else(|| column.to_owned(), |(_, label)| (*label).to_owned())
    }

    pub(crate) fn has_column(&self, column: &str) -> bool {
        self.columns.contains(&column)
    }
}

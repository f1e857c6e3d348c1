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
    /// The columns that together name a record to a person, such as `name`, or a mark's trainee and lesson.
    pub title: &'static [&'static str],
    /// How columns are read by a person whose name does not tell it already: (column, form).
    pub forms: &'static [(&'static str, ColumnForm)],
}

/// What a stored value stands for.
#[derive(Debug, Clone, Copy)]
pub enum ColumnForm {
    /// A word of a closed set, or several with spaces between; gives the word's Chinese label.
    Word(fn(&str) -> Option<&'static str>),
    /// The id of a record of this table.
    Record(&'static str),
    /// An ID number (公民身份号码), masked.
    IdNumber,
    /// A phone number, masked.
    Phone,
    /// For programs alone: no person can read it.
    Opaque,
}

impl RecordKind {
    /// The column's Chinese name, or its own.
    #[must_use]
    pub fn column_label(&self, column: &str) -> String {
        self.column_labels.iter().find(|(name, _)| *name == column).map_or_else(
            || if column == "deleted_at" { "删除".to_owned() } else { column.to_owned() },
            |(_, label)| (*label).to_owned(),
        )
    }

    /// What the column's values stand for, where that is not plain from its name.
    #[must_use]
    pub fn form(&self, column: &str) -> Option<ColumnForm> {
        self.forms.iter().find(|(name, _)| *name == column).map(|(_, form)| *form)
    }

    pub(crate) fn has_column(&self, column: &str) -> bool {
        self.columns.contains(&column)
    }
}

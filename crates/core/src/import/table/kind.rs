//! A kind of sheet as a table of its columns, so that another kind of sheet is another table.

/// The name of a field of a sheet kind; stable, stored with remembered mappings, camelCase on the wire.
pub type FieldKey = &'static str;

/// One field that a column of a sheet can hold.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    /// Its stable name.
    pub key: FieldKey,
    /// Its Chinese name on screen.
    pub label: &'static str,
    /// Header texts that mean it, without spaces.
    pub aliases: &'static [&'static str],
    /// Several columns may hold it; their texts are joined.
    pub is_multi: bool,
    /// A merged cell means every row that it spans.
    pub fills_down: bool,
    /// Tells a column without a usable title by its content.
    pub sniff: Option<fn(&str) -> bool>,
    /// What a word means here holds for one file alone and is not remembered.
    pub is_asked_anew: bool,
    /// Tells a title that no list of aliases can hold, such as a day.
    pub title: Option<fn(&str) -> bool>,
}

impl FieldSpec {
    /// A field of one column.
    #[must_use]
    pub const fn new(key: FieldKey, label: &'static str, aliases: &'static [&'static str]) -> Self {
        Self { key, label, aliases, is_multi: false, fills_down: false, sniff: None, is_asked_anew: false, title: None }
    }

    /// Several columns may hold it.
    #[must_use]
    pub const fn multi(mut self) -> Self {
        self.is_multi = true;
        self
    }

    /// Merged cells are filled down.
    #[must_use]
    pub const fn fills_down(mut self) -> Self {
        self.fills_down = true;
        self
    }

    /// Its words are asked about with every file.
    #[must_use]
    pub const fn asked_anew(mut self) -> Self {
        self.is_asked_anew = true;
        self
    }

    /// Titles of this form mean it.
    #[must_use]
    pub const fn titled(mut self, title: fn(&str) -> bool) -> Self {
        self.title = Some(title);
        self
    }

    /// Recognised by content.
    #[must_use]
    pub const fn sniffed(mut self, sniff: fn(&str) -> bool) -> Self {
        self.sniff = Some(sniff);
        self
    }
}

/// A kind of sheet that can be imported.
#[derive(Debug, Clone, Copy)]
pub struct SheetKind {
    /// Its stable name.
    pub code: &'static str,
    /// Its Chinese name.
    pub label: &'static str,
    /// Its fields; where two claim a title equally, the earlier wins.
    pub fields: &'static [FieldSpec],
    /// Fields of which a header must hold at least one; the first marks the column that names the thing.
    pub identifying: &'static [FieldKey],
    /// Fields that no other kind of sheet has; a header without any of them is not taken for this kind.
    pub telling: &'static [FieldKey],
    /// A group title such as 配偶 that makes the columns below it somebody else's.
    pub foreign_groups: &'static [&'static str],
}

impl SheetKind {
    /// The field of this name.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|field| field.key == key)
    }
}

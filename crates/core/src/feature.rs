//! The features in dependency order, and what each brings: commands, record kinds and schema steps.
//!
//! A feature uses only features listed above it, through their `mod.rs`; `xtask tidy` checks it.

use lunxun_store::{Migration, RecordKind};

use crate::rpc::CoreCommand;

/// What a feature brings to the product.
#[derive(Clone, Copy)]
pub struct Feature {
    /// The folder's name.
    pub name: &'static str,
    /// Its commands.
    pub commands: &'static [CoreCommand],
    /// What of it synchronises.
    pub kinds: &'static [&'static RecordKind],
    /// Its schema steps.
    pub migrations: &'static [Migration],
}

/// Every feature, in dependency order.
pub const FEATURES: &[Feature] = &[
    crate::audit::FEATURE,
    crate::list_search::FEATURE,
    crate::params::FEATURE,
    crate::calendar::FEATURE,
    crate::member_change::FEATURE,
    crate::org::FEATURE,
    crate::member::FEATURE,
    crate::segment::FEATURE,
    crate::post::FEATURE,
    crate::restructure::FEATURE,
    crate::lifecycle::FEATURE,
    crate::migrant::FEATURE,
    crate::venue::FEATURE,
    crate::faculty::FEATURE,
    crate::account::FEATURE,
    crate::course::FEATURE,
    crate::hours::FEATURE,
    crate::training_class::FEATURE,
    crate::attachment::FEATURE,
    crate::timetable::FEATURE,
    crate::enrollment::FEATURE,
    crate::attendance::FEATURE,
    crate::conduct::FEATURE,
    crate::exam::FEATURE,
    crate::funding::FEATURE,
    crate::import::FEATURE,
    crate::appraisal::FEATURE,
    crate::closing::FEATURE,
    crate::dossier::FEATURE,
    crate::transfer::FEATURE,
    crate::rotation::FEATURE,
    crate::indicator::FEATURE,
    crate::annual_plan::FEATURE,
    crate::dedupe::FEATURE,
    crate::sync_center::FEATURE,
    crate::open_export::FEATURE,
];

/// Looks at an action before it is taken back and may refuse.
pub type UndoGuard = fn(&lunxun_store::rusqlite::Connection, lunxun_base::Id) -> lunxun_base::Result<()>;

/// Who may refuse that an action is taken back.
pub const UNDO_GUARDS: &[UndoGuard] = &[crate::closing::refuse_undo, crate::annual_plan::refuse_undo];

/// Every record kind that synchronises. Made once and kept for the program's life.
#[must_use]
pub fn kinds() -> &'static [&'static RecordKind] {
    static KINDS: std::sync::OnceLock<Vec<&'static RecordKind>> = std::sync::OnceLock::new();
    KINDS.get_or_init(|| FEATURES.iter().flat_map(|feature| feature.kinds.iter().copied()).collect())
}

/// Every schema step.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    FEATURES.iter().flat_map(|feature| feature.migrations.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use lunxun_store::rusqlite::types::Value;

    use super::kinds;
    use crate::testing::Desk;

    fn texts(desk: &Desk, sql: &str, table: &str) -> Vec<String> {
        let mut statement = desk.store.conn().prepare(sql).unwrap();
        let rows = statement.query_map([table], |row| row.get::<_, Value>(0)).unwrap();
        rows.map(|value| match value.unwrap() {
            Value::Text(text) => text,
            other => format!("{other:?}"),
        })
        .collect()
    }

    #[test]
    fn every_record_table_is_strict_and_has_what_synchronisation_needs() {
        let desk = Desk::new();
        assert!(kinds().len() >= 15, "the loop must have something to look at: {}", kinds().len());
        for kind in kinds() {
            let table = kind.table;
            let strict = texts(&desk, "SELECT strict FROM pragma_table_list WHERE schema = 'main' AND name = ?", table);
            assert_eq!(strict, ["Integer(1)"], "{table} must be STRICT, or a value changes on its way through it");
            let columns = texts(&desk, "SELECT name FROM pragma_table_info(?)", table);
            for column in kind.columns.iter().chain(&["id", "deleted_at"]) {
                assert!(columns.iter().any(|name| name == column), "{table} lacks {column}");
            }
            assert!(kind.columns.contains(&"deleted_at"), "{table}: a tombstone must travel");
            assert!(!kind.columns.contains(&"id"), "{table}: the id travels by itself");
            for column in kind.title {
                assert!(kind.columns.contains(column), "{table} is called by its {column}, which it lacks");
            }
            for (column, form) in kind.forms {
                assert!(kind.columns.contains(column), "{table} has no {column} to show");
                if let lunxun_store::ColumnForm::Record(other) = form {
                    assert!(kinds().iter().any(|kind| kind.table == *other), "{table}.{column}: no {other}");
                }
            }
            for column in kind.columns.iter() {
                assert_ne!(kind.column_label(column), *column, "{table}.{column} has no Chinese name");
                let is_plain = !column.ends_with("_id") || kind.form(column).is_some();
                assert!(is_plain, "{table}.{column}: a person must be told which record it is");
            }
            let key = texts(&desk, "SELECT name || ' ' || type FROM pragma_table_info(?) WHERE pk > 0", table);
            assert_eq!(key, ["id BLOB"], "{table} is keyed by its id alone");
            let unique =
                texts(&desk, r#"SELECT name FROM pragma_index_list(?) WHERE "unique" = 1 AND origin <> 'pk'"#, table);
            assert_eq!(unique, [] as [&str; 0], "{table}: two offline PCs can break a unique index together");
            let foreign = texts(&desk, r#"SELECT "table" FROM pragma_foreign_key_list(?)"#, table);
            assert_eq!(foreign, [] as [&str; 0], "{table}: what it points at may arrive later");
            for (column, _) in kind.column_labels {
                assert!(kind.columns.contains(column), "{table}: a label for {column}, which does not travel");
            }
        }
    }

    #[test]
    fn kinds_features_and_schema_steps_have_names_of_their_own() {
        fn repeated(mut names: Vec<&'static str>) -> Vec<&'static str> {
            names.sort_unstable();
            names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
        }
        assert_eq!(repeated(kinds().iter().map(|kind| kind.table).collect()), [] as [&str; 0]);
        assert_eq!(repeated(super::migrations().iter().map(|step| step.name).collect()), [] as [&str; 0]);
        assert_eq!(repeated(super::FEATURES.iter().map(|feature| feature.name).collect()), [] as [&str; 0]);
        assert_eq!(repeated(crate::rpc::commands().map(|command| command.info.name).collect()), [] as [&str; 0]);
    }
}

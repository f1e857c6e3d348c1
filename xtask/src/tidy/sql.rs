//! SQL text stands only where the schema is known: a feature's `store.rs`, `sql/`, `migrations/`, the store crate and the
//! county's stores.

use super::{File, Finding, Tree};

pub fn check(tree: &Tree, found: &mut Vec<Finding>) {
    for file in tree.rust_files().filter(|f| !is_home_of_sql(f)) {
        let source = file.rust();
        for text in source.texts.iter().filter(|t| !source.is_test(t.start)) {
            if let Some(statement) = statement_in(&text.value) {
                let reason = format!("{statement} outside store.rs, store/ or sql/");
                found.push(Finding::new("sql", &file.path, source.line(text.start), &reason));
            }
        }
    }
    for file in tree.iter().filter(|f| f.path.starts_with("crates/core/") && f.extension() == "sql") {
        no_replace(file, &file.text, 0, found);
    }
    for file in tree.rust_files().filter(|f| f.path.starts_with("crates/core/") && !f.is_rust_test()) {
        let source = file.rust();
        for text in &source.texts {
            no_replace(file, &text.value, source.line(text.start) - 1, found);
        }
    }
}

/// The update hook that proves the journal complete sees neither `REPLACE` nor tables without a rowid.
fn no_replace(file: &File, sql: &str, lines_before: usize, found: &mut Vec<Finding>) {
    for (needle, instead) in [
        ("INSERT OR REPLACE", "use ON CONFLICT DO UPDATE"),
        ("REPLACE INTO", "use ON CONFLICT DO UPDATE"),
        ("WITHOUT ROWID", "synced tables keep their rowid"),
    ] {
        if let Some(at) = sql.find(needle) {
            let line = lines_before + 1 + sql[..at].matches('\n').count();
            let reason = format!("{needle} slips past the check of the change journal: {instead}");
            found.push(Finding::new("sql", &file.path, line, &reason));
            return;
        }
    }
}

fn is_home_of_sql(file: &File) -> bool {
    file.name() == "store.rs"
        || file.is_under("store")
        || file.is_under("sql")
        || file.path.starts_with("crates/testkit/")
        || file.path.starts_with("crates/county/src/store")
        || file.path.starts_with("devtools/")
        || file.is_rust_test()
}

fn statement_in(text: &str) -> Option<&'static str> {
    let text = text.replace("\\n", " ").replace("\\t", " ");
    let words: Vec<&str> = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).copied().unwrap_or("");
        let follows = |wanted: &str, reach: usize| words[at + 1..].iter().take(reach).any(|w| *w == wanted);
        match *word {
            "SELECT" if follows("FROM", usize::MAX) => return Some("SELECT … FROM"),
            "INSERT" if matches!(next, "INTO" | "OR") => return Some("INSERT INTO"),
            "UPDATE" if follows("SET", 4) => return Some("UPDATE … SET"),
            "DELETE" if next == "FROM" => return Some("DELETE FROM"),
            "CREATE" if matches!(next, "TABLE" | "INDEX" | "UNIQUE" | "TRIGGER" | "VIEW" | "VIRTUAL" | "TEMP") => {
                return Some("CREATE …");
            }
            "ALTER" | "DROP" if matches!(next, "TABLE" | "INDEX" | "TRIGGER" | "VIEW") => return Some("ALTER or DROP"),
            _ => {}
        }
    }
    None
}

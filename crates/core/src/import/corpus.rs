//! The corpus (tests/fixtures/import, written by `cargo xtask corpus`): every file gives exactly what stands beside it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use lunxun_base::LocalDate;
use serde_json::{Value, json};

use super::reader::read;
use super::roster::{Answers, ROSTER, candidates};
use super::table::detect_all;
use crate::testing::Desk;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/import")
}

fn expected() -> BTreeMap<String, Value> {
    serde_json::from_slice(&std::fs::read(folder().join("expected.json")).unwrap()).unwrap()
}

/// The people of a file, hidden or not, as the importer understands them.
fn people(bytes: &[u8], name: &str) -> Vec<Value> {
    let today = LocalDate::from_ymd(2027, 3, 1).unwrap();
    let found = detect_all(read(bytes, name).unwrap(), &ROSTER);
    let mut people: Vec<Value> = Vec::new();
    for table in &found.tables {
        for row in candidates(table, &table.mapping(), today, &Answers::default()) {
            let fields = row.fields;
            let day = |date: Option<crate::fields::PartialDate>| date.map(|date| date.to_string());
            people.push(json!({
                "name": fields.name,
                "idNo": fields.id_no,
                "birth": day(fields.birth),
                "admittedOn": day(fields.admitted_on),
                "fullSince": day(fields.full_since),
                "branch": fields.branch.or_else(|| table.branch_hint.as_ref().map(|hint| format!("{hint}党支部"))),
                "phone": fields.phone,
            }));
        }
    }
    people
}

#[test]
fn every_file_of_the_corpus_gives_what_stands_beside_it() {
    let expected = expected();
    assert!(expected.len() >= 40, "the corpus is there");
    for (name, what) in &expected {
        let bytes = std::fs::read(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        if let Some(said) = what["error"].as_str() {
            let error = read(&bytes, name).map(|_| ()).unwrap_err();
            assert!(error.message.contains(said), "{name}: {}", error.message);
            assert_eq!(error.field.as_deref(), Some("file"), "{name}");
            continue;
        }
        let found = people(&bytes, name);
        let truth = what["people"].as_array().unwrap();
        assert_eq!(found.len(), truth.len(), "{name}: the count is exact");
        for (found, truth) in found.iter().zip(truth) {
            assert_eq!(found, truth, "{name}");
        }
    }
}

#[test]
fn every_file_of_the_corpus_asks_and_tells_what_it_must() {
    for (name, what) in expected() {
        if !what["error"].is_null() {
            continue;
        }
        let mut desk = Desk::with_township();
        let bytes = std::fs::read(folder().join(&name)).unwrap();
        let request = json!({ "fileName": name, "contentBase64": BASE64.encode(&bytes) });
        let preview = desk.admin("import.read", request);
        let asked: Vec<&Value> = preview["questions"].as_array().unwrap().iter().map(|asked| &asked["id"]).collect();
        assert_eq!(json!(asked), what["questions"], "{name}");
        let rows: u64 = ["new", "changed", "same", "doubtful", "wrong"]
            .iter()
            .filter_map(|list| preview["counts"][list].as_u64())
            .sum();
        if let Some(visible) = what["visible"].as_u64() {
            assert_eq!(rows, visible, "{name}: what is hidden takes no part until answered");
        }
        if let Some(notice) = what["notice"].as_str() {
            let notes = preview["notes"].to_string();
            assert!(notes.contains(notice), "{name}: {notes}");
        }
    }
}

#[test]
fn nothing_lies_in_the_corpus_that_nobody_expects() {
    let expected = expected();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(name == "expected.json" || expected.contains_key(&name), "{name}");
    }
}

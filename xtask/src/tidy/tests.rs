//! Each rule catches its planted breach, and a clean tree passes.

use std::fs;

use super::{Tree, check};

/// A small tree that keeps every rule; each test plants one breach in it.
const CLEAN: &[(&str, &str)] = &[
    ("Cargo.toml", "[workspace]\nmembers = [\"crates/*\"]\n"),
    (
        "Cargo.lock",
        "[[package]]\nname = \"libsqlite3-sys\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n",
    ),
    (".cargo/config.toml", "[alias]\nxtask = \"run -q -p xtask --\"\n"),
    ("crates/base/Cargo.toml", "[package]\nname = \"lunxun-base\"\n[dependencies]\nserde.workspace = true\n"),
    ("crates/base/src/clock.rs", "pub fn now() -> i64 { std::time::SystemTime::now() }\n"),
    (
        "crates/core/Cargo.toml",
        "[package]\nname = \"lunxun-core\"\n[dependencies]\nlunxun-store.workspace = true\n\
         [dev-dependencies]\nlunxun-testkit.workspace = true\n",
    ),
    ("crates/core/src/feature.rs", "pub const FEATURES: &[&str] = &[\"org\", \"member\", \"attendance\"];\n"),
    ("crates/core/src/org/api.rs", "//! SELECT a FROM b in a comment is no SQL.\npub fn a() {}\n"),
    ("crates/core/src/member/api.rs", "use crate::org::Branch;\nfn f() { let from = \"SELECT\"; list().skip(1); }\n"),
    ("crates/core/src/member/store.rs", "const Q: &str = \"SELECT id FROM member\";\n"),
    ("crates/core/src/member/migrations/20261123T0900_member.sql", "CREATE TABLE member (id BLOB) STRICT;\n"),
    (
        "crates/core/src/attendance/api.rs",
        "use crate::{member::Member, org};\n#[cfg(test)]\nmod t { fn f() { println!(\"DELETE FROM x\"); } }\n",
    ),
    ("crates/cli/src/main.rs", "fn main() { println!(\"好\"); }\n"),
    ("ui/.npmrc", "omit-lockfile-registry-resolved=true\n"),
    ("ui/package-lock.json", "{ \"packages\": { \"node_modules/vue\": { \"version\": \"3.5.0\" } } }\n"),
    ("ui/src/main.ts", "import App from './App.vue'\nimport { router } from './router'\nimport './styles/base.css'\n"),
    ("ui/src/router.ts", "import home from '@/views/HomePage.vue'\nconst p = () => import('./features/member')\n"),
    ("ui/src/bindings/rpc.ts", "export type Loose = any\n"),
    ("ui/src/api/transport.tauri.ts", "import { invoke } from '@tauri-apps/api/core'\nimport '../bindings/rpc'\n"),
    ("ui/src/shared/format/date.ts", "import { call } from '@/api/call' // any: as any\n"),
    ("ui/src/features/member/index.ts", "import { day } from '../../shared/format/date'\nimport './model'\n"),
    ("ui/src/features/member/model.test.ts", "it('skips nothing', () => expect.any(Number))\nconst a = x.skip(1)\n"),
    (
        "ui/src/views/HomePage.vue",
        "<script setup lang=\"ts\">\nimport m from '@/features/member'\n</script>\n<template><p>没有 any: 也不'错</p></template>\n",
    ),
    ("xtask/tidy-allow.txt", "# nothing\n"),
];

/// Writes the clean tree with `planted` files added or put in place of its own, and checks it.
fn findings(planted: &[(&str, &str)]) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in CLEAN.iter().chain(planted) {
        let file = dir.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    check(&Tree::read(dir.path()).unwrap()).iter().map(ToString::to_string).collect()
}

#[track_caller]
fn caught(path: &str, text: &str, line: usize, rule: &str) {
    let found = findings(&[(path, text)]);
    let start = format!("{path}:{line}: [{rule}] ");
    assert_eq!(found.len(), 1, "exactly the planted breach of {rule} is found: {found:#?}");
    assert!(found[0].starts_with(&start), "expected {start}…, found {found:#?}");
}

#[track_caller]
fn passes(path: &str, text: &str) {
    assert_eq!(findings(&[(path, text)]), Vec::<String>::new(), "{path} keeps every rule");
}

fn lines(count: usize, line: &str) -> String {
    format!("{line}\n").repeat(count)
}

#[test]
fn a_clean_tree_passes() {
    assert_eq!(findings(&[]), Vec::<String>::new());
}

#[test]
fn a_crate_that_depends_upwards_is_caught() {
    let manifest =
        "[package]\nname = \"lunxun-base\"\n[dependencies]\nserde.workspace = true\nlunxun-core.workspace = true\n";
    caught("crates/base/Cargo.toml", manifest, 5, "crates");
}

#[test]
fn the_core_depends_on_no_shell_and_no_network() {
    for foreign in ["tauri", "tauri-plugin-opener", "axum", "reqwest", "tokio"] {
        let manifest = format!("[package]\nname = \"lunxun-core\"\n[dependencies]\n{foreign} = \"1\"\n");
        caught("crates/core/Cargo.toml", &manifest, 4, "crates");
    }
    let renamed = "[package]\nname = \"lunxun-core\"\n[dependencies]\nrt = { package = \"tokio\", version = \"1\" }\n";
    caught("crates/core/Cargo.toml", renamed, 4, "crates");
    let by_platform = "[package]\nname = \"lunxun-core\"\n[target.'cfg(unix)'.dependencies]\ntokio = \"1\"\n";
    caught("crates/core/Cargo.toml", by_platform, 4, "crates");
}

#[test]
fn the_county_does_not_know_the_core() {
    let manifest = "[package]\nname = \"lunxun-county\"\n[dependencies]\nlunxun-core.workspace = true\n";
    caught("crates/county/Cargo.toml", manifest, 4, "crates");
}

#[test]
fn the_testkit_is_for_tests_only() {
    let manifest = "[package]\nname = \"lunxun-desk\"\n[dependencies]\nlunxun-testkit.workspace = true\n";
    caught("crates/desk/Cargo.toml", manifest, 4, "crates");
}

#[test]
fn a_crate_without_a_direction_is_caught() {
    caught("crates/extra/Cargo.toml", "[package]\nname = \"lunxun-extra\"\n", 2, "crates");
}

#[test]
fn a_feature_that_uses_a_later_one_is_caught() {
    caught("crates/core/src/org/api.rs", "pub fn a() {}\nuse crate::member::Member;\n", 2, "feature-order");
    caught("crates/core/src/member/model.rs", "fn f() { crate::attendance::mark() }\n", 1, "feature-order");
    caught(
        "crates/core/src/org/store.rs",
        "use crate::{\n    ctx::{Ctx, member},\n    member::Member,\n};\n",
        3,
        "feature-order",
    );
    passes("crates/core/src/org/tests.rs", "use crate::member::Member;\n");
}

#[test]
fn the_registry_may_name_constants_of_the_features() {
    let registry = "pub const FEATURES: &[&str] = &[org::FEATURE, crate::member::FEATURE, attendance::FEATURE];\n";
    passes("crates/core/src/feature.rs", registry);
}

#[test]
fn a_feature_folder_outside_the_registry_is_caught() {
    let found = findings(&[("crates/core/src/exam/api.rs", "pub fn a() {}\n")]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("[feature-order]") && found[0].contains("`exam`"), "{found:#?}");
}

#[test]
fn sql_outside_its_place_is_caught() {
    for sql in [
        "SELECT id\\nFROM member",
        "INSERT INTO member (id) VALUES (:id)",
        "UPDATE member SET name = :name",
        "DELETE FROM member",
        "CREATE TABLE member (id BLOB)",
        "DROP TABLE member",
    ] {
        let text = format!("fn f() {{\n    run(\"{sql}\");\n}}\n");
        caught("crates/core/src/member/model.rs", &text, 2, "sql");
        caught("src-tauri/src/main.rs", &text, 2, "sql");
        for home in ["crates/store/src/tx.rs", "crates/county/src/store_sqlite.rs", "crates/core/src/org/tests.rs"] {
            passes(home, &text);
        }
    }
}

#[test]
fn replacing_rows_behind_the_journal_is_caught() {
    caught("crates/core/src/org/store.rs", "\nconst Q: &str = \"INSERT OR REPLACE INTO org (id)\";\n", 2, "sql");
    caught("crates/core/src/org/sql/put.sql", "\nREPLACE INTO org (id)\n", 2, "sql");
}

#[test]
fn a_file_over_its_norm_is_caught() {
    caught("crates/core/src/org/model.rs", &lines(801, "// x"), 1, "size");
    passes("crates/core/src/org/model.rs", &lines(800, "// x"));
    caught("crates/core/src/org/tests.rs", &lines(1201, "// x"), 1, "size");
    passes("crates/core/src/org/tests.rs", &lines(1200, "// x"));
    caught("ui/src/shared/big.ts", &lines(401, "// x"), 1, "size");
    caught("ui/src/shared/Big.vue", &lines(401, "<!-- x -->"), 1, "size");
    passes("ui/src/bindings/big.ts", &lines(3000, "// x"));
}

#[test]
fn tauri_outside_the_transport_is_caught() {
    caught("ui/src/shared/open.ts", "\nimport { open } from '@tauri-apps/plugin-opener'\n", 2, "tauri-import");
    caught("ui/src/api/call.ts", "const m = await import('@tauri-apps/api/core')\n", 1, "tauri-import");
    let vue = "<template></template>\n<script setup lang=\"ts\">\nimport '@tauri-apps/api'\n</script>\n";
    caught("ui/src/views/Page.vue", vue, 3, "tauri-import");
}

#[test]
fn an_import_against_the_layers_is_caught() {
    for (path, text) in [
        ("ui/src/bindings/x.ts", "import '../api/call'\n"),
        ("ui/src/api/x.ts", "import { day } from '@/shared/format/date'\n"),
        ("ui/src/shared/x.ts", "export { a } from '@/features/member'\n"),
        ("ui/src/features/member/x.ts", "const v = () => import('../../views/HomePage.vue')\n"),
        ("ui/src/views/x.ts", "import { router } from '../router'\n"),
        ("ui/src/features/exam/x.ts", "import { m } from '@/features/member'\n"),
        ("ui/src/features/exam/pages/y.ts", "import { m } from '../../member/model'\n"),
    ] {
        caught(path, text, 1, "ui-direction");
    }
    caught("ui/src/utils/x.ts", "export const a = 1\n", 1, "ui-direction");
}

#[test]
fn a_registry_host_is_caught() {
    let found = "registry";
    caught("Cargo.lock", "[[package]]\nsource = \"registry+https://mirror.example/index\"\n", 2, found);
    caught("Cargo.lock", "[[package]]\nsource = \"git+https://git.example/x#1\"\n", 2, found);
    caught("ui/package-lock.json", "{\n \"resolved\": \"https://mirror.example/vue.tgz\"\n}\n", 2, found);
    caught("ui/.npmrc", "registry=https://mirror.example/\n", 1, found);
    caught(".npmrc", "//mirror.example/:_authToken=x\n", 1, found);
    caught(".cargo/config.toml", "[source.crates-io]\n", 1, found);
    caught("Cargo.toml", "[workspace.dependencies]\nx = { git = \"https://git.example/x\" }\n", 2, found);
    passes("Cargo.toml", "[workspace.dependencies]\n# git = is refused\ndigit = \"1\"\n");
}

#[test]
fn a_second_sqlite_is_caught() {
    caught("Cargo.lock", "name = \"libsqlite3-sys\"\nversion = \"0.39.1\"\nname = \"libsqlite3-sys\"\n", 3, "registry");
}

#[test]
fn a_second_clock_or_id_source_is_caught() {
    for call in ["chrono::Utc::now()", "Local::now()", "std::time::SystemTime::now()"] {
        caught("crates/sync/src/lib.rs", &format!("\nfn f() {{ {call}; }}\n"), 2, "clock");
    }
    caught("crates/sync/src/lib.rs", "fn f() { Uuid::now_v7(); }\n", 1, "ids");
}

#[test]
fn printing_and_debugging_are_caught() {
    caught("crates/core/src/org/model.rs", "fn f() {\n println!(\"x\");\n}\n", 2, "print");
    caught("crates/cli/src/main.rs", "fn f() {\n dbg!(1);\n}\n", 2, "debug");
    passes("crates/core/src/org/model.rs", "// println!(\"x\")\nfn f() { my_println!(); eprintln!(\"x\"); }\n");
    passes("src-tauri/build.rs", "fn main() { println!(\"cargo:rerun-if-changed=x\"); }\n");
}

#[test]
fn markup_from_data_is_caught() {
    caught("ui/src/views/Page.vue", "<template>\n<p v-html=\"x\" />\n</template>\n", 2, "v-html");
}

#[test]
fn the_any_type_is_caught() {
    for code in
        ["const a: any = 1", "f(x as any)", "const a: Array<any> = []", "let a: Record<string, any>", "let a: any[]"]
    {
        caught("ui/src/shared/x.ts", &format!("\n{code}\n"), 2, "ts-any");
    }
    passes("ui/src/shared/x.ts", "const any = 1; const many: Company = f('x as any', /: any/)\n");
}

#[test]
fn a_switched_off_test_is_caught() {
    for call in ["it.only('x', f)", "describe.skip('x', f)", "test.todo('x')", "it.concurrent.skip('x', f)"] {
        caught("ui/src/shared/x.test.ts", &format!("\n{call}\n"), 2, "test-switch");
    }
    caught("crates/core/src/org/tests.rs", "#[test]\n#[ignore = \"slow\"]\nfn f() {}\n", 2, "test-switch");
    caught("crates/core/src/org/model.rs", "fn f() { todo!() }\n", 1, "test-switch");
}

#[test]
fn a_path_of_one_machine_is_caught() {
    caught("README.md", "\nsee `/work/notes`\n", 2, "machine-path");
    caught("crates/core/src/org/model.rs", "// from /root/x\n", 1, "machine-path");
    caught("dev", "#!/usr/bin/env bash\ncat /tmp/explore\n", 2, "machine-path");
    passes("README.md", "The frame/work/ and ui/work/x, https://host/root/ are fine.\n");
}

#[test]
fn a_migration_without_its_minute_is_caught() {
    for name in
        ["member.sql", "2026_member.sql", "20261323T0900_member.sql", "20261123T2460_m.sql", "20261123T0900_Member.sql"]
    {
        caught(&format!("crates/core/src/org/migrations/{name}"), "-- x\n", 1, "migration-name");
    }
    caught("crates/store/src/sql/20261123_store.sql", "-- x\n", 1, "migration-name");
    passes("crates/store/src/sql/load_member.sql", "-- x\n");
    passes("crates/county/migrations/sqlite/20261123T0900_log.sql", "-- x\n");
}

#[test]
fn an_allowed_finding_passes_and_a_stale_or_silent_entry_does_not() {
    let long = lines(801, "// x");
    let path = "crates/core/src/org/model.rs";
    let list = format!("size {path} one table of codes, clearer in a piece\n");
    assert!(findings(&[(path, &long), ("xtask/tidy-allow.txt", &list)]).is_empty(), "the entry excuses the file");
    caught("xtask/tidy-allow.txt", &list, 1, "allow");
    let silent = findings(&[(path, &long), ("xtask/tidy-allow.txt", &format!("size {path}\n"))]);
    assert_eq!(silent.len(), 1, "an entry needs a reason: {silent:#?}");
}

#[test]
fn built_and_foreign_folders_are_not_read() {
    for folder in ["target", "ui/node_modules/x", "ui/dist", "tests/fixtures"] {
        passes(&format!("{folder}/x.rs"), "fn f() { todo!() }\n");
    }
}

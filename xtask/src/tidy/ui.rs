//! The interface's import directions, its one door to Tauri, and what its types may not be.

use super::{File, Finding, Tree};
use crate::lex::{Lang, Source, is_word};

const SRC: &str = "ui/src/";
const TRANSPORT: &str = "ui/src/api/transport.tauri.ts";

/// A layer may import from itself and from those before it.
const LAYERS: [&str; 6] = ["bindings", "api", "shared", "features", "views", "router"];
/// Styles, pictures and test set-up: no layer, anybody may use them.
const LAYERLESS: [&str; 7] = ["styles", "assets", "test", "tests", "testing", "env.d.ts", "vite-env.d.ts"];

pub fn check(tree: &Tree, found: &mut Vec<Finding>) {
    for file in tree.iter().filter(|f| f.path.starts_with(SRC)) {
        let script = match file.extension() {
            "ts" | "mts" | "js" | "mjs" => file.text.clone(),
            "vue" => scripts_only(&file.text),
            _ => continue,
        };
        let source = Source::parse(&script, Lang::Ts);
        check_imports(file, &source, found);
        if !file.path.starts_with("ui/src/bindings/") {
            check_any(file, &source, found);
        }
        if file.extension() == "vue" {
            check_template(file, found);
        }
        check_switches(file, &source, found);
    }
}

fn check_imports(file: &File, source: &Source, found: &mut Vec<Finding>) {
    let own = layer(&file.path);
    if own.is_none() && !is_layerless(&file.path) {
        let text = format!("belongs to no layer ({})", LAYERS.join(" ← "));
        found.push(Finding::new("ui-direction", &file.path, 0, &text));
    }
    for text in source.texts.iter().filter(|t| is_import(source, t.start)) {
        let line = source.line(text.start);
        if text.value.starts_with("@tauri-apps") && file.path != TRANSPORT {
            let reason = format!("{} is imported in {TRANSPORT} alone", text.value);
            found.push(Finding::new("tauri-import", &file.path, line, &reason));
        }
        let (Some(target), Some(own)) = (resolve(&file.path, &text.value), own) else { continue };
        let Some(theirs) = layer(&target).filter(|_| !is_layerless(&target)) else { continue };
        if theirs > own {
            let reason = format!("{} imports {}: {}", LAYERS[own], LAYERS[theirs], LAYERS.join(" ← "));
            found.push(Finding::new("ui-direction", &file.path, line, &reason));
        }
        if let (Some(mine), Some(other)) = (feature(&file.path), feature(&target))
            && mine != other
        {
            let reason = format!("the feature {mine} imports {other}: join them in views/, or share through shared/");
            found.push(Finding::new("ui-direction", &file.path, line, &reason));
        }
    }
}

fn is_layerless(path: &str) -> bool {
    path.strip_prefix(SRC).is_some_and(|inner| LAYERLESS.contains(&inner.split('/').next().unwrap_or("")))
}

/// Index into `LAYERS`; the entry files stand with the router.
fn layer(path: &str) -> Option<usize> {
    let inner = path.strip_prefix(SRC)?;
    let first = inner.split('/').next().unwrap_or("");
    let stem = first.split('.').next().unwrap_or("");
    match stem {
        "main" | "App" => Some(LAYERS.len() - 1),
        _ => LAYERS.iter().position(|l| *l == stem),
    }
}

fn feature(path: &str) -> Option<&str> {
    path.strip_prefix("ui/src/features/")?.split_once('/').map(|(name, _)| name)
}

/// Whether the literal at `start` names a module: after `from`, `import` or `import(`.
fn is_import(source: &Source, start: usize) -> bool {
    let before = source.code[..start].trim_end();
    let before = before.strip_suffix('(').map_or(before, str::trim_end);
    ["from", "import", "mock"].iter().any(|word| {
        before.ends_with(word)
            && !before.as_bytes().get(before.len().wrapping_sub(word.len() + 1)).copied().is_some_and(is_word)
    })
}

/// The path from the root that an import means; `None` for a package.
fn resolve(importer: &str, specifier: &str) -> Option<String> {
    let specifier = specifier.split('?').next().unwrap_or(specifier);
    if let Some(rest) = specifier.strip_prefix("@/").or_else(|| specifier.strip_prefix("~/")) {
        return Some(resolved_name(SRC, rest));
    }
    if !specifier.starts_with('.') {
        return None;
    }
    let mut parts: Vec<&str> = importer.split('/').collect();
    parts.pop();
    for part in specifier.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    Some(resolved_name("", &parts.join("/")))
}

/// `@/features/member` means the folder's index: it must count as that feature.
fn resolved_name(prefix: &str, rest: &str) -> String {
    let path = format!("{prefix}{rest}");
    let bare_feature = path.strip_prefix("ui/src/features/").is_some_and(|inner| !inner.contains('/'));
    if bare_feature { format!("{path}/index") } else { path }
}

fn check_any(file: &File, source: &Source, found: &mut Vec<Finding>) {
    for at in source.find("any") {
        let before = source.code[..at].trim_end();
        let as_type = before.ends_with([':', '<', '|', '&', ','])
            || before.strip_suffix("as").is_some_and(|rest| !rest.bytes().last().is_some_and(is_word));
        let is_key = source.code[at + 3..].trim_start().starts_with(':');
        if as_type && !is_key {
            let text = "`any` turns the type checker off: name the type, or take `unknown` and narrow it";
            found.push(Finding::new("ts-any", &file.path, source.line(at), text));
        }
    }
}

fn check_template(file: &File, found: &mut Vec<Finding>) {
    for (index, line) in file.text.lines().enumerate() {
        if crate::lex::find_whole(line, "v-html").iter().any(|at| !line[..*at].ends_with('-')) {
            let text = "`v-html` lets data become markup: render text, or a component";
            found.push(Finding::new("v-html", &file.path, index + 1, text));
        }
    }
}

fn check_switches(file: &File, source: &Source, found: &mut Vec<Finding>) {
    for caller in ["it", "test", "describe", "suite", "bench"] {
        for at in source.find(caller) {
            let chain = source.code[at + caller.len()..].split(['(', '\n', ';', ' ']).next().unwrap_or("");
            let switch = chain.split('.').skip(1).find(|s| matches!(*s, "only" | "skip" | "todo" | "skipIf" | "runIf"));
            if let Some(switch) = switch {
                let text = format!("`{caller}.{switch}`: a test runs or is deleted");
                found.push(Finding::new("test-switch", &file.path, source.line(at), &text));
            }
        }
    }
}

/// The text inside `<script>` elements, everything else blanked, lines kept.
fn scripts_only(text: &str) -> String {
    let mut inside = false;
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("</script") {
            inside = false;
        }
        if inside {
            out.push_str(line);
        }
        if trimmed.starts_with("<script") && !trimmed.contains("</script") {
            inside = true;
        }
        out.push('\n');
    }
    out
}

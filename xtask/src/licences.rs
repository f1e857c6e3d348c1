//! Licences of the dependencies against the list in `deny.toml`, from `cargo metadata` alone.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::tidy::Finding;

/// Reads `deny.toml` and asks cargo which packages the Linux build uses. A tree without `deny.toml` has nothing to check.
///
/// # Errors
/// When cargo cannot answer: a lock file that is not up to date, or packages that cannot be fetched.
pub fn check(root: &Path) -> Result<Vec<Finding>> {
    let Ok(text) = std::fs::read_to_string(root.join("deny.toml")) else {
        return Ok(vec![Finding::new(
            "licence",
            "deny.toml",
            0,
            "missing: it lists the licences a dependency may have",
        )]);
    };
    let allowed = allowed(&text)?;
    let output = Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(root)
        .output()
        .context("cargo could not be started")?;
    if !output.status.success() {
        bail!("cargo metadata --locked failed:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    judge(&serde_json::from_slice(&output.stdout)?, &allowed)
}

fn allowed(deny_toml: &str) -> Result<Vec<String>> {
    let config: toml::Table = deny_toml.parse().context("deny.toml")?;
    let list = config.get("licenses").and_then(|l| l.get("allow")).and_then(toml::Value::as_array);
    let list = list.context("deny.toml has no [licenses] allow")?;
    Ok(list.iter().filter_map(toml::Value::as_str).map(str::to_owned).collect())
}

fn judge(metadata: &Value, allowed: &[String]) -> Result<Vec<Finding>> {
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let mut findings = Vec::new();
    for package in packages.iter().filter(|p| !p["source"].is_null()) {
        let name =
            format!("{} {}", package["name"].as_str().unwrap_or("?"), package["version"].as_str().unwrap_or("?"));
        let problem = match package["license"].as_str() {
            None => Some("names no licence".to_owned()),
            Some(expression) if !satisfied(expression, allowed) => {
                Some(format!("has the licence `{expression}`, which deny.toml does not allow"))
            }
            Some(_) => None,
        };
        if let Some(problem) = problem {
            findings.push(Finding::new("licence", "Cargo.lock", 0, &format!("{name} {problem}")));
        }
    }
    Ok(findings)
}

/// Whether the SPDX expression can be met with `allowed` alone. The older `A/B` means `A OR B`.
fn satisfied(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut parser = Parser { words: &words, at: 0, allowed };
    let met = parser.any_of();
    met && parser.at == words.len()
}

struct Parser<'a> {
    words: &'a [&'a str],
    at: usize,
    allowed: &'a [String],
}

impl Parser<'_> {
    fn take(&mut self, word: &str) -> bool {
        let found = self.words.get(self.at) == Some(&word);
        self.at += usize::from(found);
        found
    }

    fn any_of(&mut self) -> bool {
        let mut met = self.all_of();
        while self.take("OR") {
            met |= self.all_of();
        }
        met
    }

    fn all_of(&mut self) -> bool {
        let mut met = self.one();
        while self.take("AND") {
            met &= self.one();
        }
        met
    }

    fn one(&mut self) -> bool {
        if self.take("(") {
            let met = self.any_of();
            return self.take(")") && met;
        }
        let Some(name) = self.words.get(self.at).copied() else { return false };
        self.at += 1;
        if !self.take("WITH") {
            return self.allowed.iter().any(|a| a == name);
        }
        let Some(exception) = self.words.get(self.at).copied() else { return false };
        self.at += 1;
        self.allowed.iter().any(|a| *a == format!("{name} WITH {exception}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn list() -> Vec<String> {
        allowed("[licenses]\nallow = [\"MIT\", \"ISC\", \"Apache-2.0 WITH LLVM-exception\"]").unwrap()
    }

    #[test]
    fn an_expression_passes_when_the_allowed_licences_meet_it() {
        for good in
            ["MIT", "GPL-3.0 OR MIT", "GPL-3.0/MIT", "ISC AND (MIT OR GPL-2.0)", "Apache-2.0 WITH LLVM-exception"]
        {
            assert!(satisfied(good, &list()), "{good}");
        }
        for bad in ["GPL-3.0", "MIT AND GPL-3.0", "ISC AND (GPL-2.0)", "Apache-2.0", "MIT GPL-3.0", ""] {
            assert!(!satisfied(bad, &list()), "{bad}");
        }
    }

    #[test]
    fn a_dependency_with_a_refused_or_missing_licence_is_found() {
        let metadata = json!({ "packages": [
            { "name": "ours", "version": "1.0.0", "source": null, "license": null },
            { "name": "fine", "version": "1.0.0", "source": "registry", "license": "MIT" },
            { "name": "copyleft", "version": "2.0.0", "source": "registry", "license": "AGPL-3.0" },
            { "name": "nameless", "version": "0.1.0", "source": "registry", "license": null },
        ]});
        let found: Vec<String> = judge(&metadata, &list()).unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("copyleft 2.0.0") && found[1].contains("nameless 0.1.0"), "{found:?}");
    }
}

//! The licences and origins of everything we build on.

use std::path::PathBuf;

use serde_json::Value;

use crate::command::{Outcome, cargo, find_program, output, run};

/// What we accept, by SPDX identifier. `deny.toml` says the same.
const ALLOWED: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// The only place packages come from, the repository itself aside.
const ORIGIN: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Checks every package built on this machine; tells what was not checked.
pub fn check() -> Outcome {
    let host = host()?;
    let arguments = ["metadata", "--format-version", "1", "--locked", "--filter-platform", &host];
    let text = output(&mut cargo(&arguments))?;
    let metadata: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let packages = metadata["packages"].as_array().ok_or("cargo metadata lists no packages")?;
    let wrong: Vec<String> = packages.iter().filter_map(complaint).collect();
    for line in &wrong {
        println!("{line}");
    }
    if !wrong.is_empty() {
        return Err(format!("{} of {} packages not accepted", wrong.len(), packages.len()));
    }
    println!("licences: {} packages for {host}, all accepted", packages.len());
    check_further()
}

fn host() -> Result<String, String> {
    let text = output(std::process::Command::new("rustc").arg("-vV"))?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "`rustc -vV` names no host".to_owned())
}

fn complaint(package: &Value) -> Option<String> {
    let name = package["name"].as_str().unwrap_or("?");
    let licence = package["license"].as_str().unwrap_or("none stated");
    let origin = package["source"].as_str().unwrap_or(ORIGIN);
    if origin != ORIGIN {
        return Some(format!("{name}: comes from {origin}"));
    }
    (!is_accepted(licence)).then(|| format!("{name}: licence `{licence}`"))
}

/// Whether an SPDX expression can be met by what we accept. AND binds closer than OR; `/` is an
/// old way to write OR.
fn is_accepted(expression: &str) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    either(&words, &mut at) && at == words.len()
}

fn either(words: &[&str], at: &mut usize) -> bool {
    let mut met = both(words, at);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= both(words, at);
    }
    met
}

fn both(words: &[&str], at: &mut usize) -> bool {
    let mut met = single(words, at);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= single(words, at);
    }
    met
}

fn single(words: &[&str], at: &mut usize) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word == "(" {
        let met = either(words, at);
        let closed = words.get(*at) == Some(&")");
        *at += 1;
        return met && closed;
    }
    if words.get(*at) == Some(&"WITH") {
        let exception = words.get(*at + 1).copied().unwrap_or_default();
        *at += 2;
        return ALLOWED.contains(&format!("{word} WITH {exception}").as_str());
    }
    ALLOWED.contains(word)
}

/// Asks cargo-deny when it is here; known vulnerabilities need a database kept by it.
fn check_further() -> Outcome {
    if find_program("cargo-deny").is_none() {
        println!("licences: NOT CHECKED: known vulnerabilities (cargo-deny is not installed)");
        return Ok(());
    }
    let mut command = cargo(&["deny", "--offline", "check", "licenses", "bans", "sources"]);
    if advisory_database().is_some() {
        command.arg("advisories");
    } else {
        println!("licences: NOT CHECKED: known vulnerabilities (no database; `cargo deny fetch`)");
    }
    run(&mut command)
}

fn advisory_database() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo_home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")))?;
    Some(cargo_home.join("advisory-dbs")).filter(|path| path.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_read_as_spdx_means_them() {
        for accepted in [
            "MIT",
            "MIT OR GPL-3.0-only",
            "GPL-3.0-only/MIT",
            "(MIT OR GPL-2.0-only) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
            "GPL-2.0-only AND MIT OR ISC",
        ] {
            assert!(is_accepted(accepted), "{accepted}");
        }
        for refused in
            ["", "GPL-3.0-only", "MIT AND GPL-3.0-only", "GPL-2.0-only WITH x", "(MIT", "MIT MIT"]
        {
            assert!(!is_accepted(refused), "{refused}");
        }
    }

    #[test]
    fn packages_from_elsewhere_are_refused() {
        let package =
            |source: &str| serde_json::json!({ "name": "a", "license": "MIT", "source": source });
        assert_eq!(complaint(&package(ORIGIN)), None);
        assert!(complaint(&package("git+https://example.org/a")).is_some());
        assert!(complaint(&serde_json::json!({ "name": "a" })).is_some());
    }

    #[test]
    fn the_other_list_says_the_same() {
        let text = std::fs::read_to_string(crate::command::root().join("deny.toml")).unwrap();
        let table: toml::Table = text.parse().unwrap();
        let listed = table["licenses"]["allow"].as_array().unwrap();
        let listed: Vec<&str> = listed.iter().filter_map(toml::Value::as_str).collect();
        assert_eq!(listed, ALLOWED);
    }
}

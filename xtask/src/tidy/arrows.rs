//! Rules on dependencies: arrows between our crates point down, pure crates use little from outside.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::limits::{ARROWS, ARROWS_IN_TESTS, PURE, PURE_DEPENDENCIES};
use super::report::{Place, Report};
use super::tree::{File, Tree};

/// A crate's manifest.
struct Manifest<'a> {
    file: &'a File,
    name: String,
    table: Table,
}

/// Checks every manifest of the workspace.
pub fn check(tree: &Tree, report: &mut Report) {
    let manifests: Vec<Manifest<'_>> =
        tree.files.iter().filter_map(|file| manifest(file, report)).collect();
    let ours: BTreeSet<&str> = manifests.iter().map(|manifest| manifest.name.as_str()).collect();
    for manifest in &manifests {
        check_manifest(manifest, &ours, report);
    }
}

/// The root manifest names no crate, and `fuzz` is a workspace of its own.
fn manifest<'a>(file: &'a File, report: &mut Report) -> Option<Manifest<'a>> {
    if !file.path.ends_with("/Cargo.toml") || file.path.starts_with("fuzz/") {
        return None;
    }
    match file.text.parse::<Table>() {
        Ok(table) => {
            let name = table.get("package")?.get("name")?.as_str()?.to_owned();
            Some(Manifest { file, name, table })
        }
        Err(error) => {
            let place = Place { path: &file.path, line: 1, item: "" };
            report.fail("arrow", place, error.message().to_owned());
            None
        }
    }
}

fn check_manifest(manifest: &Manifest<'_>, ours: &BTreeSet<&str>, report: &mut Report) {
    let name = manifest.name.as_str();
    let Some(allowed) = entry(ARROWS, name) else {
        let place = Place { path: &manifest.file.path, line: 1, item: name };
        let message = format!("`{name}` is not in the table of arrows in xtask/src/tidy/limits.rs");
        return report.fail("arrow", place, message);
    };
    for dependency in dependencies(&manifest.table) {
        let key = dependency.name.as_str();
        let line = line_of(&manifest.file.text, &dependency.key);
        let place = Place { path: &manifest.file.path, line, item: key };
        let in_tests = entry(ARROWS_IN_TESTS, name).unwrap_or_default();
        let is_allowed =
            allowed.contains(&key) || (dependency.for_tests && in_tests.contains(&key));
        if ours.contains(key) && !is_allowed {
            report.fail("arrow", place, format!("`{name}` may not depend on `{key}`"));
        }
        let is_outside = !ours.contains(key) && !dependency.for_tests && PURE.contains(&name);
        if is_outside && !PURE_DEPENDENCIES.contains(&key) {
            report.fail("pure-dependency", place, format!("`{name}` is pure; `{key}` is not"));
        }
    }
}

fn entry(
    table: &'static [(&str, &'static [&'static str])],
    name: &str,
) -> Option<&'static [&'static str]> {
    table.iter().find(|(known, _)| *known == name).map(|(_, names)| *names)
}

struct Dependency {
    /// As the manifest calls it.
    key: String,
    /// As its own manifest calls it.
    name: String,
    for_tests: bool,
}

/// The dependencies of all kinds, those of one platform included.
fn dependencies(table: &Table) -> Vec<Dependency> {
    let mut found = Vec::new();
    let platforms = table.get("target").and_then(Value::as_table);
    let tables = platforms.into_iter().flat_map(|p| p.values().filter_map(Value::as_table));
    for table in std::iter::once(table).chain(tables) {
        for kind in ["dependencies", "build-dependencies", "dev-dependencies"] {
            let listed = table.get(kind).and_then(Value::as_table);
            found.extend(listed.into_iter().flatten().map(|(key, value)| Dependency {
                key: key.clone(),
                name: value.get("package").and_then(Value::as_str).unwrap_or(key).to_owned(),
                for_tests: kind == "dev-dependencies",
            }));
        }
    }
    found
}

/// The line on which a manifest names a dependency.
fn line_of(text: &str, key: &str) -> usize {
    let names = |line: &str| {
        let rest = line.trim_start().trim_start_matches('"').strip_prefix(key);
        let headed = line.trim_end().ends_with(&format!("dependencies.{key}]"));
        headed || rest.is_some_and(|rest| rest.starts_with(['.', ' ', '=', '"']))
    };
    text.lines().position(names).map_or(1, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_found(dependencies: &str, name: &str, expected: &[&str]) {
        let text = format!("[package]\nname = \"{name}\"\n{dependencies}");
        let path = format!("crates/{name}/Cargo.toml");
        let others =
            [("a/Cargo.toml", "primitives"), ("b/Cargo.toml", "store"), ("c/Cargo.toml", "book")]
                .map(|(path, name)| (path, format!("[package]\nname = \"{name}\"")));
        let mut files: Vec<(&str, &str)> = others.iter().map(|(p, t)| (*p, t.as_str())).collect();
        files.push((&path, &text));
        let mut report = Report::new(&[]);
        check(&Tree::of(&files), &mut report);
        let found: Vec<String> =
            report.findings.iter().map(|f| format!("{} {}", f.line, f.rule)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn arrows_point_down_only() {
        check_found("[dependencies]\nprimitives.workspace = true", "engine", &[]);
        check_found("[dependencies]\nstore = { path = \"../b\" }", "engine", &["4 arrow"]);
        check_found("[dependencies.store]\nworkspace = true", "web", &["3 arrow"]);
        check_found("[dev-dependencies]\nstore.workspace = true", "web", &["4 arrow"]);
        check_found("[dependencies]\nx = { package = \"store\" }", "book", &["4 arrow"]);
        check_found("[target.'cfg(unix)'.dependencies]\nstore = '1'", "book", &["4 arrow"]);
        check_found("", "unheard_of", &["1 arrow"]);
    }

    #[test]
    fn pure_crates_use_little_but_test_freely() {
        let text = "[dependencies]\ntokio.workspace = true\nserde = \"1\"";
        check_found(text, "engine", &["4 pure-dependency"]);
        check_found("[dev-dependencies]\nproptest = \"1\"", "engine", &[]);
        check_found("[dependencies]\ntokio = \"1\"", "service", &[]);
    }

    #[test]
    fn the_table_of_arrows_has_no_circle() {
        for (at, (name, allowed)) in ARROWS.iter().enumerate() {
            let above: Vec<&str> = ARROWS[at..].iter().map(|(name, _)| *name).collect();
            assert!(allowed.iter().all(|below| !above.contains(below)), "{name}");
        }
    }
}

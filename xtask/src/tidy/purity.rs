//! Rules on the source of pure crates: no clock, files, printing or global state; outside formats in
//! few places; whole numbers.

use super::limits::{FORMAT_HOMES, FORMAT_TOKENS, PURE, PURE_TOKENS_BANNED, WITHOUT_FLOATS};
use super::report::{Place, Report};
use super::source::{Source, closing, token_offsets, words};

/// Checks one file, if it is of a pure crate.
pub fn check(source: &Source, report: &mut Report) {
    let Some(name) = source.crate_name().filter(|name| PURE.contains(name)) else { return };
    for (token, reason) in PURE_TOKENS_BANNED {
        for offset in uses(&source.code, token) {
            found(source, report, "pure-token", (offset, token), reason);
        }
    }
    if !FORMAT_HOMES.iter().any(|home| source.path.starts_with(home)) {
        for token in FORMAT_TOKENS {
            for offset in token_offsets(&source.code, token) {
                let reason = "outside formats stay in the modules that own them";
                found(source, report, "format", (offset, token), reason);
            }
        }
    }
    if WITHOUT_FLOATS.contains(&name) {
        for token in ["f32", "f64"] {
            for offset in float_offsets(&source.code, token) {
                found(source, report, "float", (offset, token), "numbers are whole here");
            }
        }
    }
}

fn found(
    source: &Source,
    report: &mut Report,
    rule: &'static str,
    (offset, token): (usize, &str),
    reason: &str,
) {
    if !source.is_test(offset) {
        let place = Place { path: &source.path, line: source.line(offset), item: token };
        report.fail(rule, place, format!("`{token}`: {reason}"));
    }
}

/// Where a token stands, `use std::{fs, …}` counting as `std::fs`.
fn uses(code: &str, token: &str) -> Vec<usize> {
    let mut offsets = token_offsets(code, token);
    if let Some(module) = token.strip_prefix("std::") {
        for open in token_offsets(code, "std::{").into_iter().map(|at| at + "std::".len()) {
            let group = &code[open + 1..closing(code, open) - 1];
            let names = words(group).filter(|&(at, word)| word == module && is_outer(group, at));
            offsets.extend(names.map(|(at, _)| open + 1 + at));
        }
    }
    offsets
}

/// Whether a place in a list lies in no inner braces and begins a path.
fn is_outer(group: &str, at: usize) -> bool {
    let before = &group[..at];
    before.matches('{').count() == before.matches('}').count() && !before.ends_with("::")
}

/// The type itself and literals such as `1_f64`.
fn float_offsets(code: &str, token: &str) -> Vec<usize> {
    let literal = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let is_float = |word: &str| word == token || (literal(word) && word.ends_with(token));
    words(code).filter(|(_, word)| is_float(word)).map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_found(path: &str, text: &str, expected: &[&str]) {
        let mut report = Report::new(&[]);
        check(&Source::new(path, text), &mut report);
        let found: Vec<&str> = report.findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(found, expected, "{text}");
    }

    const RISK: &str = "crates/risk/src/a.rs";
    const ENGINE: &str = "crates/engine/src/a.rs";

    #[test]
    fn clocks_files_and_printing_fail_in_pure_code() {
        for text in [
            "use std::fs;",
            "use std::{fmt, env};",
            "std::time::SystemTime::now()",
            "Instant::now()",
            "println!(\"x\")",
            "static mut A: u8 = 0;",
            "async fn a() {}",
        ] {
            check_found(RISK, text, &["pure-token"]);
            check_found("crates/store/src/a.rs", text, &[]);
        }
        check_found(RISK, "use std::{fmt, net::{IpAddr}};", &["pure-token"]);
    }

    #[test]
    fn words_in_comments_strings_and_tests_pass() {
        check_found(RISK, "// std::fs\nlet a = \"println!\"; let instant = 1;", &[]);
        check_found(RISK, "#[cfg(test)] mod tests { use std::fs; }", &[]);
        check_found("crates/risk/src/a/tests.rs", "use std::fs;", &[]);
    }

    #[test]
    fn formats_have_homes() {
        check_found(ENGINE, "use serde::Serialize;", &["format"]);
        check_found(ENGINE, "let x = toml::from_str(t);", &["format"]);
        check_found("crates/engine/src/wire/fact.rs", "use serde::Serialize;", &[]);
        check_found("crates/engine/src/product/file.rs", "use serde::Serialize;", &[]);
        check_found("crates/engine/src/product/files.rs", "use serde::Serialize;", &["format"]);
    }

    #[test]
    fn floats_fail_where_numbers_are_whole() {
        check_found(ENGINE, "let x: f64 = 1_f64;", &["float", "float"]);
        check_found(ENGINE, "let as_f64 = 1;", &[]);
        check_found(RISK, "let x: f64 = 1.0;", &[]);
    }
}

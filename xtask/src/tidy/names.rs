//! Rules on names and leftovers: one word, one meaning, and nothing unfinished.

use super::report::{Place, Report};
use super::source::{Source, token_offsets, words};

/// Endings that say nothing of what a type or module is.
const EMPTY_ENDINGS: [&str; 10] = [
    "Manager",
    "Helper",
    "Helpers",
    "Util",
    "Utils",
    "Impl",
    "Data",
    "Info",
    "Processor",
    "Processors",
];
/// Words of comments that promise work.
const LEFTOVER_WORDS: [&str; 3] = ["FIXME", "XXX", "HACK"];
/// Calls that stand for missing or passing code.
const LEFTOVER_CALLS: [&str; 3] = ["todo!", "unimplemented!", "dbg!"];

/// Checks one file.
pub fn check(source: &Source, report: &mut Report) {
    check_definitions(source, report);
    check_charge_off(source, report);
    check_leftovers(source, report);
    let (_, file) = source.path.rsplit_once('/').unwrap_or(("", &source.path));
    check_name(source, 0, file.trim_end_matches(".rs"), report);
}

fn check_definitions(source: &Source, report: &mut Report) {
    let mut all = words(&source.code).peekable();
    while let Some((offset, word)) = all.next() {
        let defines = matches!(word, "struct" | "enum" | "trait" | "type" | "mod");
        let is_raw = source.code[..offset].ends_with("r#");
        if let (true, false, Some(&(at, name))) = (defines, is_raw, all.peek()) {
            let gap = &source.code[offset + word.len()..at];
            if gap.trim().is_empty() {
                check_name(source, at, name, report);
            }
        }
    }
}

fn check_name(source: &Source, offset: usize, name: &str, report: &mut Report) {
    let place = Place { path: &source.path, line: source.line(offset), item: name };
    if let Some(ending) = EMPTY_ENDINGS.iter().find(|ending| ends_in(name, ending)) {
        let message = format!("`{name}` ends in {ending}, which says nothing of what it is");
        report.fail("name", place, message);
    }
    if name == "Account" {
        let message = "`Account` alone is ambiguous: Loan, Facility or GlAccount".to_owned();
        report.fail("name", place, message);
    }
}

/// `LoanData` and `loan_data` end in Data; `Metadata` does not.
fn ends_in(name: &str, ending: &str) -> bool {
    let snake = ending.to_ascii_lowercase();
    let in_snake =
        name.strip_suffix(&snake).is_some_and(|rest| rest.is_empty() || rest.ends_with('_'));
    name.ends_with(ending) || in_snake
}

fn check_charge_off(source: &Source, report: &mut Report) {
    for (offset, word) in words(&source.code) {
        let folded = word.to_ascii_lowercase().replace('_', "");
        if folded.contains("writeoff") || folded.contains("writtenoff") {
            let place = Place { path: &source.path, line: source.line(offset), item: word };
            report.fail("name", place, format!("`{word}`: the word here is charge-off"));
        }
    }
}

fn check_leftovers(source: &Source, report: &mut Report) {
    let in_comments = LEFTOVER_WORDS.map(|word| (word, &source.comments));
    let in_code = LEFTOVER_CALLS.map(|call| (call, &source.code));
    for (token, text) in in_comments.into_iter().chain(in_code) {
        for offset in token_offsets(text, token) {
            let place = Place { path: &source.path, line: source.line(offset), item: token };
            report.fail("leftover", place, format!("`{token}` left over"));
        }
    }
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

    #[test]
    fn empty_names_fail() {
        for text in ["struct LoanManager;", "enum FeeInfo {}", "trait Processor {}", "mod utils;"] {
            check_found("a.rs", text, &["name"]);
        }
        check_found("crates/engine/src/helpers.rs", "", &["name"]);
        check_found("crates/engine/src/loan_data.rs", "", &["name"]);
        check_found("a.rs", "struct Metadata; struct InfoDesk; let data = 1; mod update;", &[]);
    }

    #[test]
    fn the_banned_nouns_fail() {
        check_found("a.rs", "struct Account;", &["name"]);
        check_found("a.rs", "struct GlAccount; struct AccountNumber;", &[]);
        check_found("a.rs", "enum E { WriteOff } fn write_off() {}", &["name", "name"]);
        check_found("a.rs", "let a = \"WriteOff\"; // write_off", &[]);
    }

    #[test]
    fn leftovers_fail() {
        check_found("a.rs", "// FIXME: later\nfn a() { todo!() }", &["leftover", "leftover"]);
        check_found("a.rs", "dbg!(1); unimplemented!()", &["leftover", "leftover"]);
        check_found("a.rs", "let currency = \"XXX\"; let hack = 1;", &[]);
    }
}

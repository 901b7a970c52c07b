//! Rules on files: how long, how large, and that a crate says what it is.

use super::limits::{FILE_BYTES_MAX, FILE_LINES_ADVISED, FILE_LINES_MAX, TEST_FILE_LINES_MAX};
use super::report::{Place, Report};
use super::source::Source;
use super::tree::{File, Tree};

/// Checks all files.
pub fn check(tree: &Tree, report: &mut Report) {
    for file in &tree.files {
        check_bytes(file, report);
    }
    for source in &tree.sources {
        check_lines(source, report);
        check_crate_doc(source, report);
    }
}

fn check_bytes(file: &File, report: &mut Report) {
    if file.bytes > FILE_BYTES_MAX {
        let message = format!("{} KiB of {}", file.bytes.div_ceil(1024), FILE_BYTES_MAX / 1024);
        report.fail("file-size", whole(&file.path), message);
    }
}

fn check_lines(source: &Source, report: &mut Report) {
    let lines = source.line_count();
    let is_test = source.is_test(0);
    let most = if is_test || source.is_generated() { TEST_FILE_LINES_MAX } else { FILE_LINES_MAX };
    if lines > most {
        report.fail("file-length", whole(&source.path), format!("{lines} lines of {most}"));
    } else if lines > FILE_LINES_ADVISED && most == FILE_LINES_MAX {
        let message = format!("{lines} lines; think of splitting at {FILE_LINES_ADVISED}");
        report.advise("file-length", whole(&source.path), message);
    }
}

fn check_crate_doc(source: &Source, report: &mut Report) {
    if source.path.ends_with("src/lib.rs") && !source.text.starts_with("//!") {
        let message = "begin with `//!` and say what the crate is".to_owned();
        report.fail("crate-doc", whole(&source.path), message);
    }
}

fn whole(path: &str) -> Place<'_> {
    Place { path, line: 1, item: "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_found(path: &str, text: &str, failed: &[&str], advised: &[&str]) {
        let mut report = Report::new(&[]);
        check(&Tree::of(&[(path, text)]), &mut report);
        let rules = |findings: &[super::super::report::Finding]| {
            findings.iter().map(|finding| finding.rule).collect::<Vec<_>>()
        };
        assert_eq!(rules(&report.findings), failed);
        assert_eq!(rules(&report.advice), advised);
    }

    #[test]
    fn long_files_are_advised_then_fail() {
        check_found("a.rs", &"\n".repeat(400), &[], &[]);
        check_found("a.rs", &"\n".repeat(401), &[], &["file-length"]);
        check_found("a.rs", &"\n".repeat(801), &["file-length"], &[]);
        check_found("a/tests.rs", &"\n".repeat(1_500), &[], &[]);
        check_found("tests/a.rs", &"\n".repeat(1_501), &["file-length"], &[]);
        check_found("a.rs", &format!("// @generated{}", "\n".repeat(1_000)), &[], &[]);
    }

    #[test]
    fn large_files_fail() {
        check_found("a.csv", &"x".repeat(500 * 1024), &[], &[]);
        check_found("a.csv", &"x".repeat(500 * 1024 + 1), &["file-size"], &[]);
    }

    #[test]
    fn a_crate_says_what_it_is() {
        check_found("crates/a/src/lib.rs", "//! Loans.\n", &[], &[]);
        check_found("crates/a/src/lib.rs", "pub mod a;\n", &["crate-doc"], &[]);
    }
}

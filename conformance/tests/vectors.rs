//! Runs the suites on outside vectors, which are not part of this repository.

use std::path::Path;

use conformance::{Suite, run};

/// A directory holding `daycount.json`, `xirr.json` and the others.
const VECTORS: &str = "ARREARS_VECTORS";

#[test]
fn outside_vectors_all_agree() {
    let Some(directory) = std::env::var_os(VECTORS) else {
        println!("SKIPPED: set {VECTORS} to run outside vectors");
        return;
    };
    check(Suite::Daycount, Path::new(&directory), Some(2102));
    check(Suite::Xirr, Path::new(&directory), Some(500));
    check(Suite::Annuity, Path::new(&directory), Some(500));
    check(Suite::Apr, Path::new(&directory), None);
    check(Suite::Calendars, Path::new(&directory), None);
}

fn check(suite: Suite, directory: &Path, expected: Option<usize>) {
    let report = run(suite, directory).unwrap();
    println!("{}", report.summary_line());
    assert_eq!(report.failures, [], "{}", report.summary_line());
    assert!(report.passed > 0, "{} found no cases", suite.name());
    if let Some(expected) = expected {
        assert_eq!(report.passed, expected, "{}", suite.name());
    }
}

//! The published ACTUS contracts, which are not part of this repository.

use std::path::{Path, PathBuf};

use conformance::Suite;
use serde_json::Value;

const TYPES: [&str; 8] = ["PAM", "LAM", "NAM", "ANN", "LAX", "CLM", "UMP", "CSH"];

/// The folder of published cases; nothing, said loudly, when it is not given.
fn directory() -> Option<PathBuf> {
    match std::env::var_os("ARREARS_VECTORS") {
        Some(vectors) => Some(Path::new(&vectors).join("actus")),
        None => {
            eprintln!("SKIPPED: ARREARS_VECTORS is not set, so no ACTUS contract was run");
            None
        }
    }
}

/// How many published cases are of a type that is run.
fn published_count(directory: &Path) -> usize {
    let files = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let json = files.filter(|file| file.extension().is_some_and(|extension| extension == "json"));
    json.map(|file| {
        let cases: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let kind = |case: &Value| TYPES.contains(&case["terms"]["contractType"].as_str().unwrap());
        cases.as_object().unwrap().values().filter(|case| kind(case)).count()
    })
    .sum()
}

#[test]
fn every_published_contract_is_met() {
    let Some(directory) = directory() else { return };
    let published = published_count(&directory);
    let report = conformance::run(Suite::Actus, &directory).unwrap();
    assert_eq!(report.failures, []);
    assert_eq!(report.passed, published);
    assert!(published >= 102, "only {published} cases are there");
}

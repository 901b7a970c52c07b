//! The reference contracts of the ACTUS standard: contract terms in, dated events with payoffs and
//! states out, computed by the schedule and accrual code that loans use, at an unrounded scale.
//!
//! The published files are read from a directory and never kept in this repository.

mod case;
mod compare;
mod contract;
mod events;
mod fees;
mod figure;
mod maturity;
mod moment;
mod notice;
mod rules;
mod schedule;
mod state;
mod steps;
mod terms;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::value::RawValue;

use crate::report::{Failure, Report};
use crate::vectors::SuiteError;
use case::Case;
use compare::Difference;
use contract::KINDS;
use terms::Malformed;

/// The suite's name, and that of the folder its files are in.
const SUITE: &str = "actus";

/// Runs every case of every JSON file in a directory or its folder `actus`, or of one file. A case
/// that cannot be run fails with the field that stands in the way, so that it hides no other. Cases
/// of contract types that are not run here are neither passed nor failed.
pub fn run(path: &Path) -> Result<Report, SuiteError> {
    let mut report = Report::new(SUITE);
    for file in files(path)? {
        for (name, json) in cases(&file)? {
            match Case::read(&json) {
                Ok(case) if !case.is_run_here() => {}
                Ok(case) => {
                    let difference = judge(&name, &case);
                    record(&mut report, name, difference);
                }
                Err(error) => record(&mut report, name, Some(refused(error))),
            }
        }
    }
    if report.passed + report.failures.len() == 0 {
        return Err(without_cases(path));
    }
    Ok(report)
}

fn record(report: &mut Report, case: String, difference: Option<Difference>) {
    match difference {
        None => report.passed += 1,
        Some(Difference { field, expected, got }) => {
            report.failures.push(Failure { case, field, expected, got });
        }
    }
}

fn without_cases(path: &Path) -> SuiteError {
    let codes: Vec<&str> = KINDS.iter().map(|(code, _)| *code).collect();
    SuiteError::Malformed {
        file: path.to_owned(),
        case: "the directory".to_owned(),
        field: "contractType".to_owned(),
        problem: format!("is none of {} in any case", codes.join(", ")),
    }
}

fn files(path: &Path) -> Result<Vec<PathBuf>, SuiteError> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let folder = path.join(SUITE);
    let directory = if folder.is_dir() { &folder } else { path };
    let unreadable = |source| SuiteError::Unreadable { file: directory.to_owned(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).map_err(unreadable)? {
        files.push(entry.map_err(unreadable)?.path());
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    Ok(files)
}

fn cases(file: &Path) -> Result<BTreeMap<String, Box<RawValue>>, SuiteError> {
    let text = fs::read_to_string(file)
        .map_err(|source| SuiteError::Unreadable { file: file.to_owned(), source })?;
    serde_json::from_str(&text)
        .map_err(|source| SuiteError::NotJson { file: file.to_owned(), source })
}

fn judge(name: &str, case: &Case) -> Option<Difference> {
    let outcomes = case.run();
    let difference =
        outcomes.and_then(|outcomes| compare::difference(name, &case.results, &outcomes));
    difference.unwrap_or_else(|error| Some(refused(error)))
}

fn refused(Malformed { field, reason }: Malformed) -> Difference {
    Difference { field, expected: "a case that can be run".to_owned(), got: reason }
}

#[cfg(test)]
mod tests;

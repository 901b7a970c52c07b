//! The reference contracts of the ACTUS standard: contract terms in, dated events with payoffs and
//! states out, computed by the schedule and accrual code that loans use, at an unrounded scale.
//!
//! The published files are read from a directory and never kept in this repository.

mod case;
mod compare;
mod contract;
mod decimal;
mod events;
mod maturity;
mod moment;
mod rules;
mod schedule;
mod state;
mod terms;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::value::RawValue;

use case::Case;
use compare::Difference;

/// Why a directory cannot be run at all.
#[derive(Debug, thiserror::Error)]
pub enum ActusError {
    /// A directory or file that cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A file that is not a set of cases.
    #[error("{path}: {source}")]
    NotCases {
        /// Which one.
        path: PathBuf,
        /// Why not.
        source: serde_json::Error,
    },
    /// A directory without a case of a type run here.
    #[error("{0}: no case of a contract type run here")]
    Empty(PathBuf),
}

/// What became of one case.
#[derive(Debug)]
pub struct Verdict {
    /// The case.
    pub case: String,
    /// How it differs; passed when empty.
    pub differences: Vec<Difference>,
}

/// Runs every case of every JSON file in a directory; the second number counts cases of contract
/// types that are not run here.
pub fn run(directory: &Path) -> Result<(Vec<Verdict>, usize), ActusError> {
    let mut verdicts = Vec::new();
    let mut skipped = 0;
    for path in files(directory)? {
        for (name, json) in cases(&path)? {
            match verdict(name, &json) {
                Some(verdict) => verdicts.push(verdict),
                None => skipped += 1,
            }
        }
    }
    if verdicts.is_empty() {
        return Err(ActusError::Empty(directory.to_owned()));
    }
    Ok((verdicts, skipped))
}

fn files(directory: &Path) -> Result<Vec<PathBuf>, ActusError> {
    let unreadable = |source| ActusError::Unreadable { path: directory.to_owned(), source };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(unreadable)? {
        paths.push(entry.map_err(unreadable)?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    Ok(paths)
}

fn cases(path: &Path) -> Result<BTreeMap<String, Box<RawValue>>, ActusError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| ActusError::Unreadable { path: path.to_owned(), source })?;
    serde_json::from_str(&text)
        .map_err(|source| ActusError::NotCases { path: path.to_owned(), source })
}

/// What becomes of a case; nothing when its contract type is not run here.
fn verdict(name: String, json: &RawValue) -> Option<Verdict> {
    let refused = |field: &str, reason: String| Difference {
        field: field.to_owned(),
        expected: "a case that can be run".to_owned(),
        got: reason,
    };
    let case: Case = match serde_json::from_str(json.get()) {
        Ok(case) => case,
        Err(error) => {
            let differences = vec![refused("the case itself", error.to_string())];
            return Some(Verdict { case: name, differences });
        }
    };
    if !is_run(&case) {
        return None;
    }
    let differences = case
        .run()
        .and_then(|outcomes| compare::differences(&case.results, &outcomes))
        .unwrap_or_else(|error| vec![refused(&error.field, error.reason)]);
    Some(Verdict { case: name, differences })
}

/// Whether the contract type is run here. A case without a readable type is run, and so fails.
fn is_run(case: &Case) -> bool {
    let kind = case.terms.text("contractType").ok().flatten();
    kind.is_none_or(|kind| contract::KINDS.iter().any(|(code, _)| *code == kind))
}

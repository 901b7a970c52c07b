//! Runners for known answers published by others.
//!
//! A suite reads a file of cases, computes each with the code under test and reports what agreed.
//! The files are not part of this repository: their path is an argument. A suite is one module with
//! a `run` and one line in [`Suite`].

mod actus;
mod annuity;
mod apr;
mod calendars;
mod daycount;
pub mod fineract;
pub mod report;
pub mod vectors;
mod xirr;

use std::path::Path;
use std::str::FromStr;

pub use report::{Failure, Report};
pub use vectors::SuiteError;

/// A set of known answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Suite {
    /// Day count conventions.
    Daycount,
    /// Rates of dated cash flows.
    Xirr,
    /// Level payments and their parts.
    Annuity,
    /// Annual percentage rates of US and EU law, their time intervals, and published XIRR answers.
    Apr,
    /// Business days of every year listed.
    Calendars,
    /// Reference contracts of the ACTUS standard: a directory of cases by contract type.
    Actus,
    /// Servicing scenarios from the acceptance tests of Apache Fineract: a directory of them.
    Fineract,
}

/// A suite name that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a suite: use {names}", names = names())]
pub struct UnknownSuite(pub String);

impl Suite {
    /// Every suite, in the order they are listed to users.
    pub const ALL: &'static [Suite] = &[
        Suite::Daycount,
        Suite::Xirr,
        Suite::Annuity,
        Suite::Apr,
        Suite::Calendars,
        Suite::Actus,
        Suite::Fineract,
    ];

    /// The name used on the command line, in reports and, with `.json`, for files.
    pub const fn name(self) -> &'static str {
        match self {
            Suite::Daycount => "daycount",
            Suite::Xirr => "xirr",
            Suite::Annuity => "annuity",
            Suite::Apr => "apr",
            Suite::Calendars => "calendars",
            Suite::Actus => "actus",
            Suite::Fineract => "fineract",
        }
    }
}

impl FromStr for Suite {
    type Err = UnknownSuite;

    fn from_str(text: &str) -> Result<Suite, UnknownSuite> {
        let found = Suite::ALL.iter().find(|suite| suite.name() == text);
        found.copied().ok_or_else(|| UnknownSuite(text.to_owned()))
    }
}

fn names() -> String {
    Suite::ALL.iter().map(|suite| suite.name()).collect::<Vec<_>>().join(", ")
}

/// Runs a suite on a file, or on the file of the suite's name in a directory. An error means that
/// the file could not be read or does not say what its kind of file says; a wrong answer is a
/// failure in the report.
pub fn run(suite: Suite, path: &Path) -> Result<Report, SuiteError> {
    match suite {
        Suite::Daycount => daycount::run(path),
        Suite::Xirr => xirr::run(path),
        Suite::Annuity => annuity::run(path),
        Suite::Apr => apr::run(path),
        Suite::Calendars => calendars::run(path),
        Suite::Actus => actus::run(path),
        Suite::Fineract => {
            fineract::run(path, &fineract::Filter::default()).map(|found| found.report())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_as_it_writes() {
        for suite in Suite::ALL {
            assert_eq!(suite.name().parse(), Ok(*suite));
        }
        let unknown = "dates".parse::<Suite>().unwrap_err().to_string();
        assert_eq!(
            unknown,
            "`dates` is not a suite: use daycount, xirr, annuity, apr, calendars, actus, fineract"
        );
    }
}

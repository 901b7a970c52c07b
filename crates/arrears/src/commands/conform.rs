//! `arrears conform`: known answers published by others.

use std::path::PathBuf;

use clap::Args;

use crate::outcome::{Failure, Outcome, checked};

/// How many failures are shown without `--json`.
const SHOWN: usize = 20;

/// Run known answers published by others and say how many agree.
#[derive(Args)]
#[command(after_help = "Example:\n  arrears conform daycount vectors/daycount.json")]
pub struct Conform {
    /// Which suite: daycount, xirr, annuity, apr, calendars or actus.
    suite: String,
    /// The suite's file, or a directory that holds it.
    path: PathBuf,
    /// Print one line of JSON.
    #[arg(long)]
    json: bool,
}

impl Conform {
    /// Runs the suite; differences are exit status 1.
    pub fn run(self) -> Outcome {
        let suite = self.suite.parse().map_err(Failure::refused)?;
        let report = conformance::run(suite, &self.path).map_err(Failure::refused)?;
        if self.json {
            say!("{}", report.json());
            return Ok(checked(report.failures.is_empty()));
        }
        for failure in report.failures.iter().take(SHOWN) {
            say!(
                "  {}  {}  expected {}  got {}",
                failure.case,
                failure.field,
                failure.expected,
                failure.got
            );
        }
        if report.failures.len() > SHOWN {
            say!("  … and {} more", report.failures.len() - SHOWN);
        }
        say!("{}", report.summary_line());
        Ok(checked(report.failures.is_empty()))
    }
}

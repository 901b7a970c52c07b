//! `arrears conform`: known answers published by others.

use std::path::PathBuf;

use clap::Args;
use conformance::fineract::{self, Filter, Tier};
use conformance::{Report, Suite};

use crate::outcome::{Failure, Outcome, checked};

/// How many failures are shown without `--json`.
const SHOWN: usize = 20;

/// Run known answers published by others and say how many agree.
#[derive(Args)]
#[command(after_help = "Example:
  arrears conform daycount vectors/daycount.json
  arrears conform fineract vectors/fineract --tier basic")]
pub struct Conform {
    /// Which suite: daycount, xirr, annuity, apr, calendars, actus or fineract.
    suite: String,
    /// The suite's file, or a directory that holds it.
    path: PathBuf,
    /// Only scenarios of this tier: basic, extended or advanced (suite fineract).
    #[arg(long)]
    tier: Option<Tier>,
    /// Only this scenario (suite fineract).
    #[arg(long)]
    case: Option<String>,
    /// Print one line of JSON.
    #[arg(long)]
    json: bool,
}

impl Conform {
    /// Runs the suite; differences are exit status 1.
    pub fn run(self) -> Outcome {
        let suite: Suite = self.suite.parse().map_err(no_suite)?;
        if suite == Suite::Fineract {
            return self.scenarios();
        }
        if self.tier.is_some() || self.case.is_some() {
            return Err(no_suite("--tier and --case are for the suite fineract"));
        }
        let report = conformance::run(suite, &self.path).map_err(no_suite)?;
        if self.json {
            say!("{}", report.json());
            return Ok(checked(report.failures.is_empty()));
        }
        say_failures(&report);
        say!("{}", report.summary_line());
        Ok(checked(report.failures.is_empty()))
    }

    /// Runs scenarios, which are counted by tier and by class.
    fn scenarios(self) -> Outcome {
        let filter = Filter { tier: self.tier, case: self.case };
        let found = fineract::run(&self.path, &filter).map_err(no_suite)?;
        let report = found.report();
        if self.json {
            say!("{}", found.json());
            return Ok(checked(report.failures.is_empty()));
        }
        say_failures(&report);
        for line in found.lines() {
            say!("{line}");
        }
        Ok(checked(report.failures.is_empty()))
    }
}

fn say_failures(report: &Report) {
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
}

fn no_suite(reason: impl std::fmt::Display) -> Failure {
    Failure::refused("suite_unreadable", "用例集无法运行", reason)
}

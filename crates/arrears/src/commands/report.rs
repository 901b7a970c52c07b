//! `arrears report`: rolls, vintages, and how the engine compares with what was reported.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use book::expected::compare;
use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};
use service::reported::ReportError;
use service::{own_figures, reported};

use crate::outcome::{Failure, Outcome, checked};
use crate::register::{DataDir, block_on, service_failure};

/// Report on the whole book.
#[derive(Args)]
#[command(after_help = "Example:\n  arrears report rolls --data-dir my-book")]
pub struct Report {
    #[command(subcommand)]
    which: Which,
}

#[derive(Subcommand)]
enum Which {
    /// Roll matrices, by count and by balance.
    #[command(
        after_help = "Example:\n  arrears report rolls --source reported --data-dir my-book --json"
    )]
    Rolls(Asked),
    /// Vintage curves.
    #[command(after_help = "Example:\n  arrears report vintage --data-dir my-book --json")]
    Vintage(Asked),
    /// The engine's balances beside the reported ones, and why they differ.
    #[command(after_help = "Example:\n  arrears report reconciliation --data-dir my-book")]
    Reconciliation {
        #[command(flatten)]
        data_dir: DataDir,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args)]
struct Asked {
    #[command(flatten)]
    data_dir: DataDir,
    /// Whose figures.
    #[arg(long, value_enum, default_value = "engine")]
    source: Source,
    /// Print one line of JSON instead of an indented form.
    #[arg(long)]
    json: bool,
    /// Compare with the same keys of a JSON file; differences are exit status 1.
    #[arg(long, value_name = "FILE")]
    expect: Option<PathBuf>,
}

/// Whose figures.
#[derive(Clone, Copy, ValueEnum)]
enum Source {
    /// What another servicer reported.
    Reported,
    /// The engine's own state at month ends.
    Engine,
}

impl Report {
    /// Prints the report.
    pub fn run(self) -> Outcome {
        match self.which {
            Which::Rolls(asked) => {
                let report = block_on(async {
                    let register = asked.data_dir.open().await?;
                    match asked.source {
                        Source::Reported => reported::rolls(&register).await,
                        Source::Engine => own_figures::rolls(&register).await,
                    }
                    .map_err(failure)
                })?;
                asked.print(&report)
            }
            Which::Vintage(asked) => {
                let report = block_on(async {
                    let register = asked.data_dir.open().await?;
                    match asked.source {
                        Source::Reported => reported::vintage(&register).await,
                        Source::Engine => own_figures::vintage(&register).await,
                    }
                    .map_err(failure)
                })?;
                asked.print(&report)
            }
            Which::Reconciliation { data_dir, json } => reconciliation(data_dir, json),
        }
    }
}

fn failure(error: ReportError) -> Failure {
    match error {
        ReportError::Service(error) => service_failure(error),
        refused => Failure::Refused(refused.refusal()),
    }
}

impl Asked {
    fn print(&self, report: &Value) -> Outcome {
        let Some(file) = &self.expect else {
            match self.json {
                true => say!("{report}"),
                false => say!("{report:#}"),
            }
            return Ok(ExitCode::SUCCESS);
        };
        let expected = read_json(file)?;
        let keys: Vec<&str> = report
            .as_object()
            .map(|map| map.keys().map(String::as_str).collect())
            .unwrap_or_default();
        let differences = compare(report, &expected, &keys);
        for one in differences.iter().take(20) {
            say!("  {}: expected {}, got {}", one.at, one.expected, one.actual);
        }
        say!("{}: {} differences from {}", keys.join(", "), differences.len(), file.display());
        Ok(checked(differences.is_empty()))
    }
}

fn read_json(file: &Path) -> Result<Value, Failure> {
    let shown = file.display();
    let text = fs::read_to_string(file).map_err(|error| Failure::unreadable(&shown, error))?;
    serde_json::from_str(&text)
        .map_err(|error| Failure::unreadable(&shown, format_args!("not JSON: {error}")))
}

fn reconciliation(data_dir: DataDir, json: bool) -> Outcome {
    let (found, currency) = block_on(async {
        let register = data_dir.open().await?;
        own_figures::reconciliation(&register).await.map_err(failure)
    })?;
    let amount = |minor: i128| currency.format_minor(i64::try_from(minor).unwrap_or(i64::MAX));
    let causes = found.by_cause.iter().map(|one| {
        json!({
            "cause": one.cause.text(), "loans": one.loans,
            "gap": amount(one.gap), "gap_absolute": amount(one.gap_absolute),
        })
    });
    if json {
        say!(
            "{}",
            json!({
                "source": "engine beside reported",
                "currency": currency.code(),
                "compared": found.compared,
                "equal_within_1": found.equal(),
                "engine_total": amount(found.engine_total),
                "reported_total": amount(found.reported_total),
                "by_cause": causes.collect::<Vec<_>>(),
            })
        );
        return Ok(ExitCode::SUCCESS);
    }
    say!(
        "{} loans compared at their last reported month, {} equal within 1.00; engine {} {currency}, reported {} {currency}",
        found.compared,
        found.equal(),
        amount(found.engine_total),
        amount(found.reported_total)
    );
    for one in &found.by_cause {
        say!("{:>7} loans  {:>16}  {}", one.loans, amount(one.gap), one.cause.text());
    }
    Ok(ExitCode::SUCCESS)
}

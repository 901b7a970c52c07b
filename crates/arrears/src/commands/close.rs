//! `arrears close`: business dates, closed.

use std::ops::ControlFlow;
use std::process::ExitCode;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use primitives::date::Date;
use primitives::refusal::Refusal;
use serde_json::json;
use service::close::{CloseError, Progress, close_through};

use crate::clock;
use crate::outcome::{Failure, Outcome};
use crate::register::{DataDir, block_on, store_failure};

/// Close every business date up to one; a close that was interrupted goes on.
#[derive(Args)]
#[command(after_help = "Example:\n  arrears close --data-dir my-book --through 2026-06-30")]
pub struct Close {
    #[command(flatten)]
    data_dir: DataDir,
    /// The last date to close.
    #[arg(long, value_name = "YYYY-MM-DD")]
    through: Date,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

fn bar(days: i32) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(days).unwrap_or_default());
    let style =
        ProgressStyle::with_template("{msg}  {bar:30} {pos}/{len} days  {per_sec}, {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

impl Close {
    /// Closes the dates and says what that came to.
    pub fn run(self) -> Outcome {
        block_on(async {
            let register = self.data_dir.open().await?;
            let mut reader = register.read().await.map_err(store_failure)?;
            let before = reader.load_business_date().await.map_err(store_failure)?;
            let loans = reader.load_loan_count().await.map_err(store_failure)?;
            drop(reader);
            if loans == 0 {
                return Err(Failure::Refused(Refusal::new(
                    "no_loans",
                    "the register holds no loans to close",
                    "台账中没有可日终的贷款",
                )));
            }
            if self.through < before {
                return Err(closed_before(self.through, before));
            }
            let bar = bar(self.through.days_since(before).max(0));
            let mut watch = |progress: Progress| {
                bar.set_position(u64::try_from(progress.date.days_since(before) - 1).unwrap_or(0));
                bar.set_message(format!("{} {} loans/s", progress.date, progress.rate));
                let (_, month, day) = progress.date.year_month_day();
                if (month, day) == (12, 31) && bar.is_hidden() {
                    eprintln!("closing {}: {} loans/s", progress.date, progress.rate);
                }
                ControlFlow::Continue(())
            };
            let closed = close_through(&register, self.through, &clock::seconds, &mut watch)
                .await
                .map_err(|error| match error {
                    CloseError::Store(error) => store_failure(error),
                    stopped => Failure::Outside(stopped.refusal()),
                })?;
            bar.finish_and_clear();
            register.close().await;
            let counts = closed.counts;
            if self.json {
                say!(
                    "{}",
                    json!({
                        "business_date": closed.business_date.to_string(),
                        "dates": closed.dates,
                        "loans_due": counts.loans_due,
                        "loans_advanced": counts.loans_advanced,
                        "postings": counts.postings,
                        "facts": counts.facts,
                        "quarantined": counts.quarantined,
                    })
                );
            } else {
                say!(
                    "closed through {}: {} dates, {} loans brought on, {} postings, {} in quarantine",
                    closed.business_date,
                    closed.dates,
                    counts.loans_advanced,
                    counts.postings,
                    counts.quarantined
                );
                say!("next: arrears verify --data-dir {}", self.data_dir.path.display());
            }
            Ok(ExitCode::SUCCESS)
        })
    }
}

fn closed_before(through: Date, before: Date) -> Failure {
    Failure::Refused(Refusal::new(
        "date_closed",
        format!("{through} lies before the business date; the register is closed through {before}"),
        format!("{through} 早于营业日，台账已日终至 {before}"),
    ))
}

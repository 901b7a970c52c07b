//! `arrears demo`: a synthetic lending book, lived and shown.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use primitives::date::Date;
use service::Register;
use simulator::life::{Life, Settings};

use crate::clock;
use crate::outcome::{Failure, Outcome};

/// The day the demo's history ends, whatever its length.
const LAST_DAY: &str = "2026-10-31";

/// Make a population by seed, live it through the engine and the register, and serve pages.
#[derive(Args)]
#[command(after_help = "Example:\n  arrears demo --borrowers 20000 --months 36")]
pub struct Demo {
    /// How many people.
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    borrowers: u32,
    /// How many months of history.
    #[arg(long, default_value_t = 36, value_parser = clap::value_parser!(u16).range(1..=120))]
    months: u16,
    /// Equal seeds give equal histories.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Where to keep the register; a directory of its own that is removed at the end by default.
    #[arg(long)]
    data_dir: Option<PathBuf>,
    /// Where to serve pages.
    #[arg(long, default_value = "127.0.0.1:8700")]
    listen: String,
    /// Live the history and end.
    #[arg(long)]
    no_serve: bool,
}

impl Demo {
    /// Lives the history, serving pages meanwhile and afterwards unless told not to.
    pub fn run(self) -> Outcome {
        let last: Date = LAST_DAY.parse().map_err(Failure::refused)?;
        let start = last.plus_days(1).plus_months(-i32::from(self.months));
        let days = last.days_since(start) + 1;
        let settings = Settings { seed: self.seed, borrowers: self.borrowers, start, days };
        let runtime = tokio::runtime::Runtime::new().map_err(Failure::outside)?;
        runtime.block_on(async {
            let directory = self.data_dir.clone().unwrap_or_default();
            let register = Register::create(&directory, start.plus_days(-1), "demo")
                .await
                .map_err(Failure::refused)?;
            let mut life = Life::new(settings);
            let products = life.prepare(&register).await.map_err(Failure::outside)?;
            let began = std::time::Instant::now();
            for day in 0..days {
                let today = start.plus_days(day);
                life.day(&register, &products, today, &clock::seconds)
                    .await
                    .map_err(Failure::outside)?;
                if today.is_month_end() {
                    eprintln!("{today} {:.1}s", began.elapsed().as_secs_f64());
                }
            }
            Ok(ExitCode::SUCCESS)
        })
    }
}

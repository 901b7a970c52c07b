//! `arrears demo`: a synthetic lending book, lived and shown.

mod telling;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use primitives::date::Date;
use primitives::refusal::Refusal;
use service::view::progress::{History, Progress};
use service::{Register, StoreError};
use simulator::life::{Life, Settings};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

use crate::commands::serve::{announce, bind, runtime, serve, stop_signal};
use crate::console::passing::{Passing, Span};
use crate::console::{Asked, Platform};
use crate::outcome::{Failure, Outcome};
use crate::register::store_failure;
use telling::Telling;

/// The day the demo's history ends, whatever its length.
const LAST_DAY: &str = "2026-10-21";

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
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Where to serve pages.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8700")]
    listen: String,
    /// Live the history and end.
    #[arg(long)]
    no_serve: bool,
    /// Print the summary as one line of JSON.
    #[arg(long)]
    json: bool,
}

/// Where the register is: the place asked for, or one that goes with the demo.
enum Home {
    Asked(PathBuf),
    Passing(TempDir),
}

/// A history about to be lived.
struct Scene {
    platform: Arc<Platform>,
    asked: mpsc::Receiver<Asked>,
    passing: Passing,
    span: Span,
    stop: watch::Receiver<bool>,
}

impl Demo {
    /// Lives the history, serving pages meanwhile and afterwards unless told not to.
    pub fn run(self) -> Outcome {
        runtime()?.block_on(self.play())
    }

    async fn play(self) -> Outcome {
        // The address before the register: an address in use is to leave nothing behind.
        let listener = match self.no_serve {
            true => None,
            false => Some(bind(&self.listen).await?),
        };
        let home = self.home()?;
        let scene = self.scene(home.path()).await?;
        let platform = Arc::clone(&scene.platform);
        let played = match listener {
            Some(listener) => self.serve(scene, listener, &home).await,
            None => self.live_only(scene, &home).await,
        };
        platform.register().clone().close().await;
        played
    }

    fn home(&self) -> Result<Home, Failure> {
        match &self.data_dir {
            Some(path) => Ok(Home::Asked(path.clone())),
            None => {
                let made = tempfile::Builder::new().prefix("arrears-demo-").tempdir();
                made.map(Home::Passing).map_err(Failure::outside)
            }
        }
    }

    async fn scene(&self, directory: &Path) -> Result<Scene, Failure> {
        let last: Date = LAST_DAY.parse().map_err(Failure::outside)?;
        let first = last.plus_days(1).plus_months(-i32::from(self.months));
        let days = last.days_since(first) + 1;
        let before = first.plus_days(-1);
        let register = Register::create(directory, before, "demo").await.map_err(not_created)?;
        let settings = Settings { seed: self.seed, borrowers: self.borrowers, start: first, days };
        let life = Box::new(Life::new(settings));
        let products = life.prepare(&register).await.map_err(Failure::outside)?;
        let progress = Progress {
            business_date: before,
            history: History::Living,
            borrowers: self.borrowers.into(),
            lived_months: 0,
            total_months: self.months.into(),
        };
        let stop = stop_signal();
        let (platform, asked) = Platform::new(register, progress);
        let passing = Passing::Lived { life, products };
        Ok(Scene { platform, asked, passing, span: Span { first, last }, stop })
    }

    /// Lives the history and says what there is.
    async fn live(&self, scene: &mut Scene, home: &Home) -> Result<(), Failure> {
        let telling = Telling::begin(scene.span);
        let tell = &mut |progress| telling.day(progress);
        let lived = scene.passing.live(&scene.platform, scene.span, &scene.stop, tell).await;
        let seconds = telling.end();
        lived.map_err(Failure::outside)?;
        match *scene.stop.borrow() {
            true => Ok(()),
            false => self.summarize(&scene.platform, home, seconds).await,
        }
    }

    async fn live_only(&self, mut scene: Scene, home: &Home) -> Outcome {
        self.live(&mut scene, home).await?;
        match *scene.stop.borrow() {
            true => Err(Failure::outside("stopped before the history was lived")),
            false => Ok(ExitCode::SUCCESS),
        }
    }

    /// Serves pages while the history is lived and afterwards.
    async fn serve(&self, mut scene: Scene, listener: TcpListener, home: &Home) -> Outcome {
        announce(&listener, self.json)?;
        let pages = tokio::spawn(serve(listener, Arc::clone(&scene.platform), scene.stop.clone()));
        if let Err(failure) = self.live(&mut scene, home).await {
            // The pages stay, with what was lived until then.
            eprintln!("the history stopped: {failure}");
        }
        scene.passing.answer(&scene.platform, scene.asked, scene.stop).await;
        pages.await.map_err(Failure::outside)??;
        Ok(ExitCode::SUCCESS)
    }

    /// Says what the history holds, and what to do next.
    async fn summarize(
        &self,
        platform: &Platform,
        home: &Home,
        seconds: f64,
    ) -> Result<(), Failure> {
        let (loans, facts, postings) =
            counts(platform.register()).await.map_err(Failure::outside)?;
        if self.json {
            let summary = serde_json::json!({
                "borrowers": self.borrowers, "months": self.months, "seed": self.seed,
                "business_date": LAST_DAY, "loans": loans, "facts": facts,
                "postings": postings, "seconds": (seconds * 10.0).round() / 10.0,
            });
            say!("{summary}");
            return Ok(());
        }
        let (borrowers, months) = (self.borrowers, self.months);
        say!("{borrowers} borrowers, {months} months through {LAST_DAY}, in {seconds:.1} s");
        say!("{loans:>12} loans\n{facts:>12} facts\n{postings:>12} postings");
        if let Some(next) = self.next(home) {
            say!("next: {next}");
        }
        Ok(())
    }

    fn next(&self, home: &Home) -> Option<String> {
        match home {
            _ if !self.no_serve => None,
            Home::Asked(path) => Some(format!("arrears serve --data-dir {}", path.display())),
            Home::Passing(_) => Some("arrears demo --data-dir DIR keeps the register".to_owned()),
        }
    }
}

impl Home {
    fn path(&self) -> &Path {
        match self {
            Home::Asked(path) => path,
            Home::Passing(directory) => directory.path(),
        }
    }
}

fn not_created(error: StoreError) -> Failure {
    match &error {
        StoreError::Exists { path } => {
            let (told, path) = (error.refusal(), path.display());
            Failure::Refused(Refusal::new(
                told.code,
                format!(
                    "{}; look at it with `arrears serve --data-dir {path}`, or choose another \
                     directory",
                    told.en
                ),
                format!("{}；可用 `arrears serve --data-dir {path}` 查看，或另选目录", told.zh),
            ))
        }
        _ => store_failure(error),
    }
}

async fn counts(register: &Register) -> Result<(u64, u64, u64), StoreError> {
    let mut reader = register.read().await?;
    let (facts, postings) = reader.load_journal_counts().await?;
    Ok((reader.load_loan_count().await?, facts, postings))
}

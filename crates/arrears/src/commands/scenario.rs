//! `arrears scenario`: loans told as text, played through the engine.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::outcome::{Failure, Outcome, checked};

/// Play scenario files through the engine and compare what they expect.
///
/// With the environment variable ARREARS_REWRITE set, expectations are written anew instead.
#[derive(Args)]
#[command(after_help = "Example:\n  arrears scenario scenarios/seed-case-a.scenario")]
pub struct Scenario {
    /// Scenario files.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

impl Scenario {
    /// Plays every file; an expectation that does not hold is exit status 1.
    pub fn run(self) -> Outcome {
        let mut agreed = true;
        for file in &self.files {
            agreed &= play(file)?;
        }
        Ok(checked(agreed))
    }
}

fn play(file: &Path) -> Result<bool, Failure> {
    let shown = file.display();
    let text =
        fs::read_to_string(file).map_err(|error| Failure::refused(format!("{shown}: {error}")))?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let load = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let outcome = scenario::run(&text, load)
        .map_err(|error| Failure::refused(format!("{shown}: {error}")))?;
    if std::env::var_os("ARREARS_REWRITE").is_some() {
        fs::write(file, &outcome.rewritten).map_err(Failure::outside)?;
        println!("{shown}: {} expectations written", outcome.compared);
        return Ok(true);
    }
    for mismatch in &outcome.mismatches {
        println!("{shown}:{}: {}", mismatch.line, mismatch.statement);
        mismatch.expected.iter().for_each(|line| println!("  expected  {line}"));
        mismatch.got.iter().for_each(|line| println!("  got       {line}"));
    }
    let held = outcome.compared - outcome.mismatches.len();
    println!("{shown}: {held} of {} expectations held", outcome.compared);
    Ok(outcome.mismatches.is_empty())
}

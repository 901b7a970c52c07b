//! `arrears scenario`: loans told as text, played through the engine.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use scenario::Outcome as Played;
use serde_json::{Value, json};

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
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Scenario {
    /// Plays every file; an expectation that does not hold is exit status 1.
    pub fn run(self) -> Outcome {
        let rewrite = std::env::var_os("ARREARS_REWRITE").is_some();
        let mut agreed = true;
        let mut reports = Vec::new();
        for file in &self.files {
            let played = play(file)?;
            match (rewrite, self.json) {
                (true, _) => {
                    let write = fs::write(file, &played.rewritten);
                    write.map_err(|error| shown_failure(file, &error))?;
                    say!("{}: {} expectations written", file.display(), played.compared);
                    continue;
                }
                (_, true) => reports.push(report(file, &played)),
                _ => print(file, &played),
            }
            agreed &= played.mismatches.is_empty();
        }
        if self.json && !rewrite {
            say!("{}", json!({ "scenarios": reports }));
        }
        Ok(checked(agreed))
    }
}

fn shown_failure(file: &Path, error: &std::io::Error) -> Failure {
    Failure::outside(format!("{}: {error}", file.display()))
}

fn play(file: &Path) -> Result<Played, Failure> {
    let shown = file.display();
    let text = fs::read_to_string(file).map_err(|error| Failure::unreadable(&shown, error))?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let load = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    scenario::run(&text, load).map_err(|error| Failure::unreadable(&shown, error))
}

fn print(file: &Path, played: &Played) {
    let shown = file.display();
    for mismatch in &played.mismatches {
        say!("{shown}:{}: {}", mismatch.line, mismatch.statement);
        mismatch.expected.iter().for_each(|line| say!("  expected  {line}"));
        mismatch.got.iter().for_each(|line| say!("  got       {line}"));
    }
    let held = played.compared - played.mismatches.len();
    say!("{shown}: {held} of {} expectations held", played.compared);
}

fn report(file: &Path, played: &Played) -> Value {
    let mismatches = played.mismatches.iter().map(|one| {
        json!({
            "line": one.line, "statement": one.statement.to_string(),
            "expected": one.expected, "got": one.got,
        })
    });
    json!({
        "file": file.display().to_string(),
        "compared": played.compared,
        "mismatches": mismatches.collect::<Vec<_>>(),
    })
}

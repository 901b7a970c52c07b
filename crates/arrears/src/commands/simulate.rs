//! `arrears simulate`: the whole engine tried by lot.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use clap::Args;
use clap::builder::RangedU64ValueParser;
use serde_json::json;
use simulator::trial::cell::{CellError, Lived, Lot};
use simulator::trial::course::Course;
use simulator::trial::{CELL_LOANS, kept, shrink, try_cell};

use crate::outcome::{Failure, Outcome, checked};
use crate::register::block_on;

/// Try the whole engine by lot and check every invariant after every step.
///
/// Random products, payments, returns, back-dating, relief, charge-offs, closes that stop
/// half-way, deliveries that come twice or out of order.
///
/// After every step the loan touched is folded anew and compared with what is kept; at the end
/// every register is verified and every loan is played again on the engine alone. Equal seeds give
/// equal trials. What breaks is printed, made as short as possible and kept as a file.
#[derive(Args)]
#[command(after_help = "Example:\n  arrears simulate --seed 7 --loans 2000 --days 400")]
pub struct Simulate {
    /// Equal seeds give equal trials.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many loans.
    #[arg(long, default_value_t = 1_000, value_parser = RangedU64ValueParser::<u32>::new().range(1..))]
    loans: u32,
    /// How many days each register is lived.
    #[arg(long, default_value_t = 365, value_parser = RangedU64ValueParser::<u32>::new().range(1..=10_000))]
    days: u32,
    /// Live only this cell of the trial, as a failure names it.
    #[arg(long)]
    cell: Option<u32>,
    /// Where to keep courses that break.
    #[arg(long, value_name = "DIR", default_value = ".")]
    keep: PathBuf,
    /// Try kept courses again instead of drawing new ones.
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["loans", "days", "cell"])]
    replay: Vec<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What all cells came to.
#[derive(Default)]
struct Trial {
    lived: Lived,
    cells: u32,
    broken: Vec<Broken>,
}

struct Broken {
    cell: u32,
    found: String,
    kept: Option<PathBuf>,
}

impl Simulate {
    /// A broken invariant is exit status 1.
    pub fn run(self) -> Outcome {
        if !self.replay.is_empty() {
            return self.play_again();
        }
        let scratch = tempfile::tempdir().map_err(Failure::outside)?;
        let trial = self.all_cells(scratch.path())?;
        self.tell(&trial);
        Ok(checked(trial.broken.is_empty()))
    }

    /// The cells, on as many threads as the machine has.
    fn all_cells(&self, scratch: &Path) -> Result<Trial, Failure> {
        let cells = self.loans.div_ceil(CELL_LOANS);
        let next = AtomicU32::new(0);
        let trial = Mutex::new(Trial::default());
        let failed = Mutex::new(None);
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    loop {
                        let cell = next.fetch_add(1, Ordering::Relaxed);
                        if cell >= cells {
                            break;
                        }
                        if self.cell.is_none_or(|only| only == cell)
                            && let Err(failure) = self.one_cell(scratch, cell, &trial)
                        {
                            *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
                            break;
                        }
                    }
                });
            }
        });
        match failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(failure) => Err(failure),
            None => Ok(trial.into_inner().unwrap_or_else(PoisonError::into_inner)),
        }
    }

    fn one_cell(&self, scratch: &Path, cell: u32, trial: &Mutex<Trial>) -> Result<(), Failure> {
        let begun = cell * CELL_LOANS;
        let loans = CELL_LOANS.min(self.loans - begun);
        let days = i32::try_from(self.days).unwrap_or(i32::MAX);
        let lot = Lot { seed: self.seed, cell, loans, days };
        let outcome = block_on(async { Ok(try_cell(scratch, lot).await) })?;
        let broken = match &outcome {
            Ok(_) => None,
            Err(error) => Some(self.broken(cell, error)?),
        };
        let mut trial = trial.lock().unwrap_or_else(PoisonError::into_inner);
        trial.cells += 1;
        trial.broken.extend(broken);
        if let Ok(lived) = outcome {
            trial.lived.add(&lived);
        }
        Ok(())
    }

    /// Keeps what broke, as short as it can be.
    fn broken(&self, cell: u32, error: &CellError) -> Result<Broken, Failure> {
        let mut kept_as = None;
        if let CellError::Breach { course: Some(course), found, .. } = error {
            let path = self.keep.join(format!("seed-{}-cell-{cell}.course.json", self.seed));
            write_course(&path, shrink::shrink(Course::clone(course)), found)?;
            kept_as = Some(path);
        }
        Ok(Broken { cell, found: error.to_string(), kept: kept_as })
    }

    fn tell(&self, trial: &Trial) {
        let Trial { lived, cells, broken } = trial;
        if self.json {
            let broken: Vec<_> = broken
                .iter()
                .map(|one| json!({ "cell": one.cell, "found": one.found, "kept": one.kept }))
                .collect();
            say!(
                "{}",
                json!({
                    "seed": self.seed, "loans": self.loans, "days": self.days, "cells": cells,
                    "loan_days": lived.loan_days, "accepted": lived.accepted,
                    "refused": lived.refused, "repeated": lived.repeated,
                    "crashes": lived.crashes, "checked": lived.checked, "broken": broken,
                })
            );
            return;
        }
        let refused: u64 = lived.refused.values().sum();
        say!(
            "seed {}: {} loan-days in {cells} registers; {} commands recorded, {refused} refused, {} \
             delivered twice; {} closes stopped half-way; {} loans folded anew and compared",
            self.seed,
            lived.loan_days,
            lived.accepted,
            lived.repeated,
            lived.crashes,
            lived.checked
        );
        for (code, times) in &lived.refused {
            say!("  refused {code}: {times}");
        }
        for one in broken {
            say!("BROKEN in cell {}: {}", one.cell, one.found);
            say!(
                "  again: arrears simulate --seed {} --loans {} --days {} --cell {}",
                self.seed,
                self.loans,
                self.days,
                one.cell
            );
            if let Some(path) = &one.kept {
                say!("  kept:  {}", path.display());
            }
        }
        say!("{} invariants broken", broken.len());
    }

    fn play_again(&self) -> Outcome {
        let mut whole = true;
        for path in &self.replay {
            let text = std::fs::read_to_string(path).map_err(Failure::outside)?;
            let course = kept::from_json(&text)
                .map_err(|error| Failure::unreadable(path.display(), error))?;
            let told = match course.examine() {
                Ok(played) => {
                    format!("holds; {} steps, {} refused", played.accepted, played.refused)
                }
                Err(error) => {
                    whole = false;
                    format!("BROKEN {error}")
                }
            };
            say!("{}: {told}", path.display());
        }
        Ok(checked(whole))
    }
}

fn write_course(path: &Path, course: Course, found: &str) -> Result<(), Failure> {
    let text = kept::to_json(&course, found).map_err(Failure::outside)?;
    std::fs::write(path, text).map_err(Failure::outside)
}

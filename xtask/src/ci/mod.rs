//! `cargo xtask ci`: what must pass before a change is taken.

mod licences;

use std::time::Instant;

use crate::command::{Outcome, cargo, root, run};
use crate::{test, tidy};

/// A named part of the whole.
struct Stage {
    name: &'static str,
    run: fn() -> Outcome,
}

/// Quick ones first. Clippy and rustdoc share what they check; the tests are built last, and their
/// summary ends the output.
const STAGES: [Stage; 6] = [
    Stage { name: "format", run: format },
    Stage { name: "tidy", run: || tidy::run(&root()) },
    Stage { name: "lint", run: lint },
    Stage { name: "licences", run: licences::check },
    Stage { name: "documentation", run: document },
    Stage { name: "tests", run: || test::test(&[]) },
];

/// Runs every stage; the first that fails ends the run.
pub fn ci() -> Outcome {
    let mut times: Vec<String> = Vec::new();
    for (index, stage) in STAGES.iter().enumerate() {
        println!("ci: {} ({} of {})", stage.name, index + 1, STAGES.len());
        let started = Instant::now();
        (stage.run)().map_err(|reason| format!("{}: {reason}", stage.name))?;
        times.push(format!("{} {:.0} s", stage.name, started.elapsed().as_secs_f64()));
        if index + 2 == STAGES.len() {
            println!("ci: so far {}", times.join(", "));
        }
    }
    Ok(())
}

fn format() -> Outcome {
    run(&mut cargo(&["fmt", "--all", "--check"]))
}

fn lint() -> Outcome {
    let arguments = ["clippy", "--workspace", "--all-targets", "--locked", "--quiet"];
    run(cargo(&arguments).args(["--", "-D", "warnings"]))
}

fn document() -> Outcome {
    let arguments = ["doc", "--workspace", "--no-deps", "--locked", "--quiet"];
    run(cargo(&arguments).env("RUSTDOCFLAGS", "-D warnings"))
}

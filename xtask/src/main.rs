//! The project's own tasks, run as `cargo xtask <task>`.

mod ci;
mod command;
mod test;
mod tidy;

use std::env;
use std::process::ExitCode;

use command::{Outcome, cargo, root, run};

const USAGE: &str = "\
cargo xtask <task>

  test [-- ARGUMENTS]   every test; the arguments go to nextest
  tidy                  arrows between crates, sizes, names, leftovers, links
  bench [ARGUMENTS]     the measurements; the arguments go to them
  ci                    all that must pass before a change is taken";

fn main() -> ExitCode {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    let task = if arguments.is_empty() { String::new() } else { arguments.remove(0) };
    match perform(&task, arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: &str, mut arguments: Vec<String>) -> Outcome {
    if arguments.first().is_some_and(|first| first == "--") {
        arguments.remove(0);
    }
    match (task, arguments.as_slice()) {
        ("test", _) => test::test(&arguments),
        ("bench", _) => bench(&arguments),
        ("tidy", []) => tidy::run(&root()),
        ("ci", []) => ci::ci(),
        ("tidy" | "ci", [first, ..]) => Err(format!("`{first}`: {task} takes no arguments")),
        ("help" | "--help" | "-h", _) => {
            println!("{USAGE}");
            Ok(())
        }
        ("", _) => Err(USAGE.to_owned()),
        _ => Err(format!("there is no task `{task}`\n\n{USAGE}")),
    }
}

fn bench(arguments: &[String]) -> Outcome {
    run(cargo(&["run", "--release", "--quiet", "--package", "bench", "--"]).args(arguments))
}

//! `cargo xtask test`: every test, with what the tests need from outside found or its absence said.

mod browser;
mod outside;

use std::process::Command;

use crate::command::{Outcome, cargo, find_program, run};
use crate::tidy::Tree;

/// What the tests are told through the environment.
type Settings = Vec<(&'static str, String)>;

/// Runs documentation tests, then all others, so that the summary of tests comes last.
/// `arguments` go to nextest.
pub fn test(arguments: &[String]) -> Outcome {
    let mut settings = outside::settings()?;
    let tree = Tree::load(&crate::command::root())?;
    if browser::is_wanted(&tree) {
        settings.extend(browser::setting());
    }
    let has_nextest = prepare_nextest();
    if arguments.is_empty() {
        println!("test: examples in documentation");
        run(cargo(&["test", "--doc", "--workspace", "--quiet"]).envs(settings.clone()))?;
    }
    println!("test: everything else");
    run(runner(has_nextest, arguments).envs(settings))
}

fn runner(has_nextest: bool, arguments: &[String]) -> Command {
    let mut command = if has_nextest {
        cargo(&["nextest", "run", "--workspace"])
    } else {
        cargo(&["test", "--workspace", "--bins", "--lib", "--tests", "--no-fail-fast"])
    };
    command.args(arguments);
    command
}

/// Whether nextest is there, after installing it when it was not.
fn prepare_nextest() -> bool {
    if find_program("cargo-nextest").is_some() {
        return true;
    }
    println!("test: cargo-nextest is not installed; installing it once, which takes minutes");
    match run(&mut cargo(&["install", "cargo-nextest", "--locked"])) {
        Ok(()) => true,
        Err(reason) => {
            println!("test: {reason}; going on with `cargo test`");
            false
        }
    }
}

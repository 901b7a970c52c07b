//! `cargo xtask test`: every test, with what the tests need from outside found or its absence said.

mod browser;
mod outside;

use std::process::Command;

use crate::command::{Outcome, cargo, find_program, root, run};
use crate::tidy::Tree;

/// What the tests are told through the environment.
type Settings = Vec<(&'static str, String)>;

/// Runs documentation tests, then all others, so that the summary of tests comes last. With
/// `arguments`, which go to nextest, only the others.
pub fn test(arguments: &[String]) -> Outcome {
    let tree = Tree::load(&root())?;
    let mut settings = outside::settings(&tree)?;
    if is_read(&tree, browser::VARIABLE) {
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

/// Whether some test reads a variable: what nothing asks for is neither sought nor mentioned.
fn is_read(tree: &Tree, variable: &str) -> bool {
    let ours = |path: &str| path.starts_with("xtask/");
    tree.sources.iter().any(|source| !ours(&source.path) && source.text.contains(variable))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_wanted_once_a_test_reads_it() {
        let reading = "let path = std::env::var(\"ARREARS_CHROMIUM\");";
        let read = |path| is_read(&Tree::of(&[(path, reading)]), browser::VARIABLE);
        assert!(read("crates/web/tests/pages.rs"));
        assert!(!read("xtask/src/a.rs"));
        assert!(!is_read(&Tree::of(&[("a.rs", "")]), browser::VARIABLE));
    }
}

//! `cargo xtask tidy`: the rules of the house that neither the compiler nor clippy knows.

mod arrows;
mod exceptions;
mod functions;
mod lexer;
mod limits;
mod links;
mod names;
mod purity;
mod report;
mod sizes;
mod source;
mod tree;

use std::path::Path;

use exceptions::EXCEPTIONS;
use report::Report;
pub use tree::Tree;

/// Checks the repository and prints what it finds; fails when a rule is broken.
pub fn run(root: &Path) -> Result<(), String> {
    let tree = Tree::load(root)?;
    let mut report = check(&tree);
    report.findings.sort();
    for advice in &report.advice {
        println!("{advice} (advice)");
    }
    for exception in report.exceptions_unused() {
        println!("xtask/src/tidy/exceptions.rs:1: exception: {exception} (advice)");
    }
    for finding in &report.findings {
        println!("{finding}");
    }
    match report.findings.len() {
        0 => {
            println!("tidy: {} files, every rule kept", tree.files.len());
            Ok(())
        }
        count => Err(format!("tidy: {count} broken rules in {} files read", tree.files.len())),
    }
}

fn check(tree: &Tree) -> Report {
    let mut report = Report::new(EXCEPTIONS);
    arrows::check(tree, &mut report);
    sizes::check(tree, &mut report);
    links::check(tree, &mut report);
    for source in &tree.sources {
        purity::check(source, &mut report);
        functions::check(source, &mut report);
        names::check(source, &mut report);
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exception_has_a_reason() {
        assert!(EXCEPTIONS.iter().all(|exception| exception.reason.len() > 10));
    }

    #[test]
    fn a_tidy_tree_passes() {
        let lib = "//! Loans.\n\n/// One.\npub fn one(a: u8) -> u8 {\n    a\n}\n";
        let report = check(&Tree::of(&[("crates/engine/src/lib.rs", lib)]));
        assert!(report.findings.is_empty());
    }
}

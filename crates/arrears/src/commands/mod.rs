//! One file per subcommand.

pub mod close;
pub mod conform;
pub mod demo;
pub mod dump;
pub mod explain;
pub mod import;
pub mod loan;
pub mod product;
pub mod report;
pub mod scenario;
pub mod serve;
pub mod simulate;
pub mod verify;

use clap::Subcommand;
use primitives::lang::Lang;

use crate::outcome::Outcome;

/// Everything the binary can be asked to do.
#[derive(Subcommand)]
pub enum Command {
    Close(close::Close),
    Conform(conform::Conform),
    Demo(demo::Demo),
    Dump(dump::Dump),
    Explain(explain::Explain),
    Import(import::Import),
    Loan(loan::Loan),
    Product(product::Product),
    Report(report::Report),
    Scenario(scenario::Scenario),
    Serve(serve::Serve),
    Simulate(simulate::Simulate),
    Verify(verify::Verify),
}

/// Runs a subcommand; explanations are in the language.
pub fn run(command: Command, lang: Lang) -> Outcome {
    match command {
        Command::Close(command) => command.run(),
        Command::Conform(command) => command.run(),
        Command::Demo(command) => command.run(),
        Command::Dump(command) => command.run(),
        Command::Explain(command) => command.run(lang),
        Command::Import(command) => command.run(),
        Command::Loan(command) => command.run(lang),
        Command::Product(command) => command.run(),
        Command::Report(command) => command.run(),
        Command::Scenario(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::Simulate(command) => command.run(),
        Command::Verify(command) => command.run(),
    }
}

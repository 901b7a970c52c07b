//! One file per subcommand.

pub mod conform;
pub mod demo;
pub mod scenario;

use clap::Subcommand;

use crate::outcome::Outcome;

/// Everything the binary can be asked to do.
#[derive(Subcommand)]
pub enum Command {
    Conform(conform::Conform),
    Demo(demo::Demo),
    Scenario(scenario::Scenario),
}

/// Runs a subcommand.
pub fn run(command: Command) -> Outcome {
    match command {
        Command::Conform(command) => command.run(),
        Command::Demo(command) => command.run(),
        Command::Scenario(command) => command.run(),
    }
}

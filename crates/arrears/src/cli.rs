//! The command line.

use clap::Parser;

use crate::commands::Command;

/// The open platform for credit, at its best where things go wrong.
#[derive(Parser)]
#[command(name = "arrears", version, propagate_version = true, arg_required_else_help = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

//! `arrears`: the lending book that explains itself.
//!
//! One binary with subcommands; each lives in its own file under `commands`. Exit status: 0 done,
//! 1 a check found differences, 2 the request was refused (usage, bad input), 3 the outside world
//! failed (disk, port).

#[macro_use]
mod outcome;

mod cli;
mod clock;
mod commands;
mod console;
mod register;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    let done = commands::run(arguments.command);
    match done.and_then(|code| outcome::heard().map(|()| code)) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("{failure}");
            failure.exit_code()
        }
    }
}

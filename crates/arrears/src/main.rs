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

fn main() -> ExitCode {
    let (manner, asked) = cli::read();
    let done = asked.and_then(|command| commands::run(command, manner.lang));
    match done.and_then(|code| outcome::heard().map(|()| code)) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("{}", failure.told(manner.lang, manner.form));
            failure.exit_code()
        }
    }
}

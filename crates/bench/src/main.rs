//! Benchmarks that print ratios to a baseline of the same run: a time alone says more about the
//! machine than about the work.

mod book;
mod close;
mod demo;
mod engine_day;
mod measure;
mod page;
mod refold;
mod schedule;
mod xirr;

use std::process::ExitCode;

const USAGE: &str = "\
bench <what> [--loans N] [--days N] [--due-days N] [--json]

  engine   one day over loans in memory, beside a loop that only reads the same bytes
  schedule a 12-instalment annuity to the cent, beside a plain loop
  xirr     the internal rate of 13 dated flows, beside plain Newton steps
  close    one day over a register, beside set-based SQL that does the same work
  refold   one loan with 1,000 facts from its first day, beside a walk over them
  page     the page of a loan with 10,000 facts, over HTTP
  demo     the demo with its defaults: first page, history lived, peak memory

  --loans      in the book (1,000,000)
  --days       closed one after the other; the middle time counts (5)
  --due-days   days of the month on which dues fall (28)";

/// What was asked for.
#[derive(Clone, Copy, Debug)]
struct Options {
    loans: u32,
    days: u32,
    due_days: u32,
    json: bool,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asked = arguments.split_first().map(|(what, rest)| (what.as_str(), options(rest)));
    match asked {
        Some(("engine", Some(options))) => engine_day::run(options),
        Some(("refold", Some(options))) => refold::run(options),
        Some(("schedule", Some(options))) => schedule::run(options),
        Some(("xirr", Some(options))) => xirr::run(options),
        Some(("close", Some(options))) => {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
            let outcome = runtime
                .map_err(|error| error.to_string())
                .and_then(|runtime| runtime.block_on(close::run(options)));
            if let Err(error) = outcome {
                eprintln!("{error}");
                return ExitCode::FAILURE;
            }
        }
        Some(("page", Some(options))) => {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
            let outcome = runtime
                .map_err(|error| error.to_string())
                .and_then(|runtime| runtime.block_on(page::run(options)));
            if let Err(error) = outcome {
                eprintln!("{error}");
                return ExitCode::FAILURE;
            }
        }
        Some(("demo", Some(options))) => {
            if let Err(error) = demo::run(options.json) {
                eprintln!("{error}");
                return ExitCode::FAILURE;
            }
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn options(arguments: &[String]) -> Option<Options> {
    let mut options = Options { loans: 1_000_000, days: 5, due_days: 28, json: false };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--due-days" => {
                let within = |days: &u32| (1..=28).contains(days);
                options.due_days = rest.next()?.parse().ok().filter(within)?;
            }
            "--json" => options.json = true,
            "--loans" => options.loans = rest.next()?.parse().ok().filter(|loans| *loans > 0)?,
            "--days" => options.days = rest.next()?.parse().ok().filter(|days| *days > 0)?,
            _ => return None,
        }
    }
    Some(options)
}

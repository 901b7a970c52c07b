//! Runs servicing scenarios without building the whole program:
//! `cargo run --release -p conformance --example fineract -- DIR [CASE]` prints one line of JSON.

use std::path::Path;

use conformance::fineract::{self, Filter};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let Some(directory) = arguments.next() else {
        eprintln!("usage: fineract DIR [CASE]");
        std::process::exit(2);
    };
    let filter = Filter { tier: None, case: arguments.next() };
    match fineract::run(Path::new(&directory), &filter) {
        Ok(outcome) => println!("{}", outcome.json()),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(2);
        }
    }
}

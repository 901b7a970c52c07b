//! One day over loans in memory, beside a loop that only reads as many bytes and adds.

use std::hint::black_box;
use std::time::Duration;

use engine::contract::{Contract, Terms};
use engine::day::advance;
use engine::effects::Effects;
use engine::product::Product;
use engine::state::{Due, State};
use primitives::date::Date;

use crate::Options;
use crate::book::{business_date, loan, product};
use crate::measure::{median, print, timed};

/// Runs and prints.
pub fn run(options: Options) {
    let product = product();
    let (terms, states): (Vec<Terms>, Vec<State>) = (0..options.loans)
        .map(|index| loan(&product, options.due_days, index))
        .map(|booked| (booked.terms, booked.state))
        .unzip();
    let words = words_of(&states);
    let mut days = states;
    let (mut engine, mut reading, mut events) = (Vec::new(), Vec::new(), 0u64);
    for day in 1..=options.days {
        let on = business_date().plus_days(day as i32);
        let (happened, took) = timed(|| advance_all(&product, &terms, &mut days, on));
        events += happened;
        engine.push(took);
        let (sum, took) =
            timed(|| black_box(&words).iter().fold(0i64, |sum, w| sum.wrapping_add(*w)));
        black_box(sum);
        reading.push(took);
    }
    let rate = |times: &[Duration]| f64::from(options.loans) / median(times).as_secs_f64();
    print(
        options.json,
        &[
            ("loans", f64::from(options.loans)),
            ("bytes_per_loan", (words.len() * 8) as f64 / f64::from(options.loans)),
            ("loans_with_events_per_day", events as f64 / f64::from(options.days)),
            ("engine_loans_per_second", rate(&engine)),
            ("reading_loans_per_second", rate(&reading)),
            ("engine_to_reading", median(&engine).as_secs_f64() / median(&reading).as_secs_f64()),
        ],
    );
}

fn advance_all(product: &Product, terms: &[Terms], states: &mut [State], on: Date) -> u64 {
    let mut effects = Effects::default();
    let mut happened = 0;
    for (terms, state) in terms.iter().zip(states) {
        effects.clear();
        advance(Contract { terms, product }, state, on, &mut effects);
        happened += u64::from(!effects.events.is_empty());
        black_box(&effects);
    }
    happened
}

/// As many words as the standings take, dues on the heap included.
fn words_of(states: &[State]) -> Vec<i64> {
    let heap: usize = states.iter().map(|state| state.dues.len() * size_of::<Due>()).sum();
    let bytes = size_of_val(states) + heap;
    (0..bytes as i64 / 8).collect()
}

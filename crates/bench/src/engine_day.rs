//! One day over loans in memory, beside a loop that only reads as many bytes and adds, and beside a
//! plain loop over balances and twelve instalments that does the same kind of day.

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
    let mut plain = plain_loans(options.loans);
    let mut kernel = Vec::new();
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
        let (sum, took) = timed(|| plain_day(&mut plain, on.days_since(Date::default())));
        black_box(sum);
        kernel.push(took);
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
            ("kernel_loans_per_second", rate(&kernel)),
            ("share_of_kernel", median(&kernel).as_secs_f64() / median(&engine).as_secs_f64()),
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

/// A loan as a plain loop keeps it: a balance and twelve instalments.
struct PlainLoan {
    balance: i64,
    accrued: i64,
    days_past_due: i32,
    bucket: u8,
    rows: [PlainRow; 12],
}

#[derive(Clone, Copy)]
struct PlainRow {
    due: i32,
    owed: i64,
    paid: i64,
}

fn plain_loans(count: u32) -> Vec<PlainLoan> {
    let today = business_date().days_since(Date::default());
    let row = |index: u32, number: i32| PlainRow {
        due: today + (number - 3) * 30 + (index % 28) as i32,
        owed: 108_000,
        paid: if number < 3 && !index.is_multiple_of(10) { 108_000 } else { 0 },
    };
    (0..count)
        .map(|index| PlainLoan {
            balance: 1_200_000,
            accrued: 0,
            days_past_due: 0,
            bucket: 0,
            rows: std::array::from_fn(|number| row(index, number as i32)),
        })
        .collect()
}

/// The day by a plain loop: accrue, walk the instalments, price lateness, find the bucket.
fn plain_day(loans: &mut [PlainLoan], on: i32) -> i64 {
    let mut late_sum = 0;
    for loan in loans.iter_mut() {
        loan.accrued += loan.balance * 4 / 10_000;
        let (mut oldest, mut overdue) = (i32::MAX, 0);
        for row in &loan.rows {
            if row.due < on && row.paid < row.owed {
                oldest = oldest.min(row.due);
                overdue += row.owed - row.paid;
            }
        }
        loan.days_past_due = if oldest == i32::MAX { 0 } else { on - oldest };
        loan.bucket = ((loan.days_past_due + 29) / 30).min(7) as u8;
        late_sum += overdue * 6 / 10_000;
    }
    late_sum
}

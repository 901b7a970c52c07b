//! Schedules of a 12-instalment annuity to the cent, beside a plain loop that gives the same rows and
//! knows nothing of calendars, products or rounding rules.

use std::hint::black_box;
use std::time::Duration;

use engine::contract::{Contract, Terms};
use engine::schedule::running::{Installment, planned};
use primitives::amount::Minor;
use primitives::date::Date;

use crate::Options;
use crate::book::product;
use crate::measure::{median, timed};

/// Schedules worked out between two looks at the clock.
const ROUND: u32 = 50_000;
const INSTALLMENTS: usize = 12;

/// Runs and prints.
pub fn run(options: Options) {
    let product = product();
    let terms: Vec<Terms> = (0..64).map(|index| terms(&product, index)).collect();
    let (mut ours, mut bound) = (Vec::new(), Vec::new());
    for _ in 0..options.days.max(3) * 4 {
        ours.push(timed(|| engine(&product, &terms)).1);
        bound.push(timed(|| plain(&terms)).1);
    }
    let rate = |times: &[Duration]| f64::from(ROUND) / median(times).as_secs_f64();
    let (ours, bound) = (rate(&ours), rate(&bound));
    match options.json {
        true => println!(
            "{{\"schedules_per_second\":{ours:.0},\"bound_per_second\":{bound:.0},\"share\":{:.4}}}",
            ours / bound
        ),
        false => {
            println!("schedules/s: {ours:.0} bound/s: {bound:.0}");
            println!("share of bound: {:.1} %", 100.0 * ours / bound);
        }
    }
}

fn terms(product: &engine::product::Product, index: u32) -> Terms {
    Terms {
        product: product.reference.clone(),
        currency: product.currency,
        amount: Minor(1_200_000 + i64::from(index) * 12_347),
        rate: "0.04% per day".parse().expect("a rate"),
        installments: INSTALLMENTS as u16,
        signed_on: Date::clipped(2025, 1, 15).plus_days(index as i32),
        due_day: None,
        disclosed: None,
    }
}

fn engine(product: &engine::product::Product, terms: &[Terms]) {
    let mut rows: Vec<Installment> = Vec::with_capacity(INSTALLMENTS);
    for index in 0..ROUND as usize {
        let terms = &terms[index % terms.len()];
        rows.clear();
        planned(Contract { terms, product }, terms.amount, terms.signed_on, &mut rows);
        black_box(&rows);
    }
}

/// One row of a plain schedule: days since 1970, principal, interest, balance.
type PlainRow = (i64, i64, i64, i64);

/// The same rows by a plain loop: due dates by civil arithmetic, a level payment from twelve growths
/// in fixed point, interest by days, exact cents, the last row takes the rest.
fn plain(terms: &[Terms]) {
    const ONE: i64 = 1 << 30;
    let mut rows: [PlainRow; INSTALLMENTS] = [(0, 0, 0, 0); INSTALLMENTS];
    for index in 0..ROUND as usize {
        let terms = &terms[index % terms.len()];
        let amount = black_box(terms.amount.0);
        let (year, month, day) = terms.signed_on.year_month_day();
        let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
        let start = days_from_civil(year, month, day);
        let (mut factor, mut grown, mut from) = (0i64, ONE, start);
        for (number, row) in (1..).zip(&mut rows) {
            let place = month - 1 + number;
            let on = days_from_civil(year + place / 12, place % 12 + 1, day.min(28));
            let growth = ONE + 4 * (on - from) * ONE / 10_000;
            factor = ONE + ((i128::from(factor) * i128::from(growth)) >> 30) as i64;
            grown = ((i128::from(grown) * i128::from(growth)) >> 30) as i64;
            (row.0, from) = (on, on);
        }
        let level = (i128::from(amount) * i128::from(grown) / i128::from(factor)) as i64;
        let (mut balance, mut from) = (amount, start);
        for row in &mut rows {
            let interest = (balance * 4 * (row.0 - from) + 5_000) / 10_000;
            let principal = (level - interest).min(balance);
            balance -= principal;
            from = row.0;
            *row = (row.0, principal, interest, balance);
        }
        rows[INSTALLMENTS - 1].1 += balance;
        black_box(&rows);
    }
}

/// Days from 1970-01-01 to a civil date, by the usual arithmetic.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

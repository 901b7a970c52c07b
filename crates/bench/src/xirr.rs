//! Internal rates of 13 dated flows, beside plain Newton steps on floating-point years.

use std::hint::black_box;
use std::time::Duration;

use primitives::date::Date;
use primitives::day_count::DayCount;
use primitives::solve::xirr;

use crate::Options;
use crate::measure::{median, timed};

const ROUND: u32 = 20_000;
const FLOWS: i32 = 13;

/// Runs and prints.
pub fn run(options: Options) {
    let sets: Vec<Vec<(Date, i128)>> = (0..64).map(flows).collect();
    let years: Vec<Vec<(f64, f64)>> = sets.iter().map(|set| floats(set)).collect();
    let (mut ours, mut bound) = (Vec::new(), Vec::new());
    for _ in 0..options.days.max(3) * 4 {
        ours.push(timed(|| solver(&sets)).1);
        bound.push(timed(|| newton(&years)).1);
    }
    let rate = |times: &[Duration]| f64::from(ROUND) / median(times).as_secs_f64();
    let (ours, bound) = (rate(&ours), rate(&bound));
    match options.json {
        true => println!(
            "{{\"xirr_per_second\":{ours:.0},\"bound_per_second\":{bound:.0},\"share\":{:.4}}}",
            ours / bound
        ),
        false => {
            println!("xirr/s: {ours:.0} bound/s: {bound:.0}");
            println!("share of bound: {:.1} %", 100.0 * ours / bound);
        }
    }
}

fn flows(index: i32) -> Vec<(Date, i128)> {
    let start = Date::clipped(2025, 1, 15).plus_days(index);
    let amount = |number: i32| match number {
        0 => -1_200_000 - i128::from(index) * 1_000,
        _ => 108_640 + i128::from(index) * 97,
    };
    (0..FLOWS).map(|number| (start.plus_months(number), amount(number))).collect()
}

fn floats(flows: &[(Date, i128)]) -> Vec<(f64, f64)> {
    let first = flows[0].0;
    let years = |on: Date| f64::from(on.days_since(first)) / 365.0;
    flows.iter().map(|(on, amount)| (years(*on), *amount as f64)).collect()
}

fn solver(sets: &[Vec<(Date, i128)>]) {
    for index in 0..ROUND as usize {
        black_box(xirr(black_box(&sets[index % sets.len()]), DayCount::Act365Fixed).ok());
    }
}

/// No brackets, no checks: it trusts its input to have a root near a tenth.
fn newton(sets: &[Vec<(f64, f64)>]) {
    for index in 0..ROUND as usize {
        let flows = black_box(&sets[index % sets.len()]);
        let mut rate = 0.1f64;
        for _ in 0..50 {
            let (mut value, mut slope) = (0.0, 0.0);
            let logarithm = rate.ln_1p();
            for (years, amount) in flows {
                let present = amount * (-years * logarithm).exp();
                value += present;
                slope -= years * present / (1.0 + rate);
            }
            let step = value / slope;
            rate -= step;
            if step.abs() < 1e-13 {
                break;
            }
        }
        black_box(rate);
    }
}

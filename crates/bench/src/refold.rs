//! One loan with many facts folded from its first day, beside a walk over the same facts.

use std::hint::black_box;
use std::time::Duration;

use engine::contract::{Contract, Terms};
use engine::fact::{Fact, FactKind, PaymentIntent};
use engine::fold::{Horizon, fold};
use primitives::amount::Minor;
use primitives::date::Date;

use crate::Options;
use crate::book::product;
use crate::measure::{median, print, timed};

/// Facts of the loan.
const FACTS: u32 = 1_000;
/// How often it is folded; the middle time counts.
const TIMES: usize = 201;

/// Runs and prints.
pub fn run(options: Options) {
    let product = product();
    let signed_on = Date::clipped(2022, 1, 15);
    let terms = Terms {
        product: product.reference.clone(),
        currency: product.currency,
        amount: Minor(20_000_000),
        rate: "0.04% per day".parse().expect("a rate"),
        installments: 36,
        signed_on,
        due_day: None,
        disclosed: None,
    };
    let facts = facts(terms.amount, signed_on);
    let contract = Contract { terms: &terms, product: &product };
    let horizon = Horizon::through(signed_on.plus_days(1_200));
    let (mut folding, mut walking) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        folding.push(timed(|| black_box(fold(contract, black_box(&facts), horizon))).1);
        walking.push(timed(|| black_box(walk(black_box(&facts)))).1);
    }
    let micros = |times: &[Duration]| median(times).as_secs_f64() * 1e6;
    print(
        options.json,
        &[
            ("facts", f64::from(FACTS)),
            ("refold_median_us", micros(&folding)),
            ("walk_median_us", micros(&walking)),
        ],
    );
}

/// Small payments nearly every day, learnt newest first, every tenth of them reversed.
fn facts(amount: Minor, start: Date) -> Vec<Fact> {
    let fact = |number, value_date, kind| Fact { number, value_date, recorded_on: start, kind };
    let mut facts = vec![fact(1, start, FactKind::Disbursed { amount })];
    for number in 2..=FACTS {
        let kind = match number % 11 {
            0 => FactKind::Reversed { fact: number - 1 },
            _ => FactKind::Paid { amount: Minor(15_000), intent: PaymentIntent::Due },
        };
        facts.push(fact(number, start.plus_days((FACTS - number) as i32 + 1), kind));
    }
    facts
}

fn walk(facts: &[Fact]) -> i64 {
    facts.iter().fold(0, |sum, fact| match fact.kind {
        FactKind::Paid { amount, .. } => sum + amount.0,
        _ => sum,
    })
}

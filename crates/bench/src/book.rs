//! A book of loans with ordinary due dates: spread over the month, most with money held for the
//! next dues, one in ten late.

use engine::contract::{Contract, Terms};
use engine::effects::Effects;
use engine::fact::{Fact, FactKind, PaymentIntent};
use engine::fold::{Horizon, fold};
use engine::product::{Product, file};
use engine::state::State;
use primitives::amount::Minor;
use primitives::date::Date;

/// The file of the product all loans are under.
pub const PRODUCT: &str = include_str!("../../../products/cash-loan.toml");

/// Months before the business date in which loans were paid out.
const MONTHS: i32 = 3;

/// One in so many loans has never paid.
const LATE_EVERY: u32 = 10;

/// The product all loans are under.
pub fn product() -> Product {
    file::read(PRODUCT).expect("the product that ships is valid")
}

/// The last day closed when the book begins.
pub fn business_date() -> Date {
    Date::clipped(2025, 11, 9)
}

/// A loan with what happened to it.
pub struct BookedLoan {
    /// What was signed.
    pub terms: Terms,
    /// What happened.
    pub facts: Vec<Fact>,
    /// Where it stands at the end of the business date.
    pub state: State,
    /// What that brought about.
    pub effects: Effects,
}

/// Loan number `index`, from 0, its due on one of so many days of the month, the 10th first.
pub fn loan(product: &Product, due_days: u32, index: u32) -> BookedLoan {
    let opened_on = opened_on(index / due_days, index);
    let terms = Terms {
        product: product.reference.clone(),
        currency: product.currency,
        amount: Minor(100_000 + i64::from(index % 977) * 1_000),
        rate: "0.04% per day".parse().expect("a rate"),
        installments: 6,
        signed_on: opened_on,
        due_day: Some(((index % due_days + 9) % 28 + 1) as u8),
        disclosed: None,
    };
    let facts = facts(&terms, index);
    let contract = Contract { terms: &terms, product };
    let (state, effects) = fold(contract, &facts, Horizon::through(business_date()));
    BookedLoan { terms, facts, state, effects }
}

fn opened_on(turn: u32, index: u32) -> Date {
    // Those who never pay are young, short of non-accrual: that is no ordinary day's work.
    let late = index.is_multiple_of(LATE_EVERY);
    let month = if late { 1 } else { turn as i32 % MONTHS + 1 };
    let day = (turn / MONTHS as u32) as i32 % 28;
    business_date().plus_months(-month).plus_days(-day)
}

fn facts(terms: &Terms, index: u32) -> Vec<Fact> {
    let fact =
        |number, value_date, kind| Fact { number, value_date, recorded_on: value_date, kind };
    let opened_on = terms.signed_on;
    let mut facts = vec![fact(1, opened_on, FactKind::Disbursed { amount: terms.amount })];
    if !index.is_multiple_of(LATE_EVERY) {
        // More than all dues together: what is not due yet is held.
        let kind =
            FactKind::Paid { amount: terms.amount + terms.amount, intent: PaymentIntent::Due };
        facts.push(fact(2, opened_on.plus_days(1), kind));
    }
    facts
}

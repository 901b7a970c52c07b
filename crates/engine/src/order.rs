//! The order in which a loan's facts are folded: by value date, and within a date by what they are,
//! never by when they were learnt.
//!
//! Spec: `docs/specs/corrections.md`.

use primitives::date::Date;

use crate::fact::{Fact, FactKind, PaymentIntent};
use crate::product::PartialRule;
use crate::relief::Relief;
use crate::revolving::RevolvingFact;

/// A fact's place among the facts of its loan. Two facts that share everything but their number are
/// the same thing done twice, or two plans of one day, of which the one learnt later holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    value_date: Date,
    rank: u8,
    sort: u8,
    amount: i64,
    number: u32,
}

/// Where a fact stands in the fold.
pub fn place(fact: &Fact) -> Place {
    let (rank, sort, amount) = within_day(&fact.kind);
    Place { value_date: fact.value_date, rank, sort, amount, number: fact.number }
}

/// Whether two facts follow each other only as they were learnt.
pub fn tied(one: &Fact, other: &Fact) -> bool {
    Place { number: 0, ..place(one) } == Place { number: 0, ..place(other) }
}

/// What opens a loan, what raises the debt, what meets it, what changes its terms, what ends it;
/// within one kind the smaller amount first.
fn within_day(kind: &FactKind) -> (u8, u8, i64) {
    match kind {
        FactKind::TakenOver(_) => (0, 0, 0),
        FactKind::Disbursed { amount } => (0, 1, amount.0),
        FactKind::Revolving(act) => revolving(act),
        FactKind::Charged(charge) => (5, charge.component as u8, charge.amount.0),
        FactKind::Paid { amount, intent } => {
            let (rank, sort) = paid(*intent);
            (rank, sort, amount.0)
        }
        FactKind::Waived { component, amount } => (7, *component as u8, amount.0),
        FactKind::Refunded { amount } => (8, 0, amount.0),
        FactKind::Relief(grant) => (10, relief_sort(&grant.relief), 0),
        FactKind::RateChanged(change) => (11, 0, change.rate.fraction.units()),
        FactKind::Reamortized(_) => (12, 0, 0),
        FactKind::ChargedOff => (14, 0, 0),
        FactKind::Reversed { .. } => (15, 0, 0),
    }
}

fn revolving(act: &RevolvingFact) -> (u8, u8, i64) {
    match act {
        RevolvingFact::LimitSet { .. } => (1, 0, 0),
        RevolvingFact::Spent { amount, on } => (2, *on as u8, amount.0),
        RevolvingFact::PurchaseRefunded { amount, .. } => (3, 0, amount.0),
        RevolvingFact::BillDayChanged { .. } => (4, 0, 0),
        RevolvingFact::Converted { .. } => (9, 0, 0),
    }
}

/// By tool; what changes a grant after what granted it.
fn relief_sort(relief: &Relief) -> u8 {
    let changes = matches!(relief, Relief::PauseChanged { .. });
    relief.tool() as u8 * 2 + u8::from(changes)
}

/// A payoff is quoted on everything else of its date, and ends the loan whatever that was.
fn paid(intent: PaymentIntent) -> (u8, u8) {
    match intent {
        PaymentIntent::Due => (6, 0),
        PaymentIntent::Prepay(PartialRule::Shorten) => (6, 1),
        PaymentIntent::Prepay(PartialRule::Reduce) => (6, 2),
        PaymentIntent::Payoff => (13, 0),
    }
}

//! What is asked for, by lot: mostly what borrowers and clerks do, now and then nonsense.

use engine::charge::Charge;
use engine::command::Command;
use engine::contract::Contract;
use engine::correction::Correction;
use engine::fact::{FactKind, PaymentIntent};
use engine::payoff::{Payoff, quote};
use engine::product::PartialRule;
use engine::rate_change::{InstallmentAfter, RateChange};
use engine::state::{State, Status};
use engine::waterfall::Component;
use primitives::amount::Minor;
use primitives::date::Date;
use rand::RngExt;
use rand_pcg::Pcg32;

use super::grant::{lower, plan, relief};
use super::offer::chance;
use super::spend::revolving;

/// A loan as whoever asks sees it on an open day.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// Under what terms.
    pub contract: Contract<'a>,
    /// Where it stands on that day.
    pub state: &'a State,
    /// Facts recorded so far.
    pub facts: u32,
    /// The open day.
    pub today: Date,
}

/// Something asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Something happened.
    Command(Command),
    /// Something happened otherwise than recorded.
    Correction(Correction),
    /// A payment was meant for another loan of the cell.
    Transfer {
        /// The payment's fact number.
        payment: u32,
        /// The other loan's place in the cell.
        to: usize,
    },
}

/// Something to ask for today, of one of so many loans.
pub fn asked(dice: &mut Pcg32, seen: &Seen<'_>, loans: usize) -> Asked {
    match dice.random_range(0..100) {
        0..8 => Asked::Correction(correction(dice, seen)),
        8..10 => Asked::Transfer { payment: any_fact(dice, seen), to: dice.random_range(0..loans) },
        _ => Asked::Command(command(dice, seen)),
    }
}

/// Something that happened, as it is said.
pub fn command(dice: &mut Pcg32, seen: &Seen<'_>) -> Command {
    let value_date = value_date(dice, seen.today);
    Command { value_date, act: act(dice, seen, value_date) }
}

fn correction(dice: &mut Pcg32, seen: &Seen<'_>) -> Correction {
    let fact = any_fact(dice, seen);
    match dice.random_range(0..3) {
        0 => Correction::Redated { fact, value_date: value_date(dice, seen.today) },
        1 => Correction::Replaced { fact, by: command(dice, seen) },
        _ => {
            let amount = Minor(part(dice, seen.contract.terms.amount).0 / 10);
            Correction::ChargedBack { payment: fact, amount }
        }
    }
}

/// A number a fact may have.
fn any_fact(dice: &mut Pcg32, seen: &Seen<'_>) -> u32 {
    dice.random_range(1..=seen.facts + 1)
}

fn value_date(dice: &mut Pcg32, today: Date) -> Date {
    match dice.random_range(0..100) {
        0..76 => today,
        76..94 => today.plus_days(-dice.random_range(1..40)),
        94..99 => today.plus_days(-dice.random_range(1..400)),
        _ => today.plus_days(dice.random_range(1..5)),
    }
}

fn act(dice: &mut Pcg32, seen: &Seen<'_>, on: Date) -> FactKind {
    let quoted = quote(seen.contract, seen.state, seen.today);
    let terms = seen.contract.terms;
    match (dice.random_range(0..100), seen.state.revolving.as_deref()) {
        (0..36, Some(account)) => revolving(dice, seen, account),
        (0..50, _) => payment(dice, seen, &quoted),
        (50..57, _) => FactKind::Reversed { fact: any_fact(dice, seen) },
        (57..63, _) => waiver(dice, &quoted),
        (63..67, _) => FactKind::Refunded { amount: held(dice, seen.state) },
        (67..71, _) => charge(dice),
        (71..74, _) => rate_change(dice, seen),
        (74..76, _) => FactKind::Disbursed { amount: part(dice, terms.amount) },
        (76..77, _) => FactKind::Disbursed { amount: terms.amount },
        (77..93, _) => relief(dice, seen, &quoted, on),
        (93..95, _) => FactKind::Reamortized(plan(dice, seen, on)),
        (95..97, _) => FactKind::ChargedOff,
        _ => FactKind::Paid {
            amount: Minor(dice.random_range(-100..10_000_000_000)),
            intent: PaymentIntent::Due,
        },
    }
}

fn charge(dice: &mut Pcg32) -> FactKind {
    let component = if chance(dice, 50) { Component::Fee } else { Component::LateFee };
    let amount = Minor(dice.random_range(1..20_000));
    FactKind::Charged(Charge { item: "court-cost".to_owned(), component, amount })
}

fn rate_change(dice: &mut Pcg32, seen: &Seen<'_>) -> FactKind {
    let installment =
        if chance(dice, 50) { InstallmentAfter::Kept } else { InstallmentAfter::Solved };
    FactKind::RateChanged(RateChange { rate: lower(dice, seen), installment })
}

fn payment(dice: &mut Pcg32, seen: &Seen<'_>, quoted: &Payoff) -> FactKind {
    let owed = match &seen.state.status {
        Status::ChargedOff { outstanding, .. } => outstanding.total(),
        _ => quoted.arrears.total() + asked_for(seen.state),
    };
    let rule = if chance(dice, 50) { PartialRule::Shorten } else { PartialRule::Reduce };
    let (amount, intent) = match dice.random_range(0..100) {
        0..55 => (owed, PaymentIntent::Due),
        55..75 => (part(dice, owed), PaymentIntent::Due),
        75..83 => (owed + part(dice, seen.contract.terms.amount), PaymentIntent::Due),
        83..92 => (owed + part(dice, seen.contract.terms.amount), PaymentIntent::Prepay(rule)),
        _ => (quoted.amount(), PaymentIntent::Payoff),
    };
    FactKind::Paid { amount: amount.max(Minor(1)), intent }
}

/// What a statement asks for and is not yet due: in full, or at least.
fn asked_for(state: &State) -> Minor {
    let statement = state.revolving.as_ref().and_then(|account| account.statement);
    statement.map_or(Minor::ZERO, |statement| match statement.number % 3 {
        0 => statement.balance,
        _ => statement.unpaid.total(),
    })
}

/// Between nothing and all of an amount.
pub(super) fn part(dice: &mut Pcg32, amount: Minor) -> Minor {
    Minor(amount.0 / 100 * dice.random_range(0..100) + dice.random_range(0..100))
}

fn waiver(dice: &mut Pcg32, quoted: &Payoff) -> FactKind {
    let component = Component::ALL[dice.random_range(0..Component::ALL.len())];
    let due = quoted.arrears.get(component);
    let amount = if chance(dice, 60) { due } else { part(dice, due) };
    FactKind::Waived { component, amount }
}

fn held(dice: &mut Pcg32, state: &State) -> Minor {
    if chance(dice, 70) { state.unapplied } else { part(dice, state.unapplied) }
}

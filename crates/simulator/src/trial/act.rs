//! What is asked for, by lot: mostly what borrowers and clerks do, now and then nonsense.

use engine::command::Command;
use engine::contract::Contract;
use engine::fact::{FactKind, PaymentIntent, Reamortization};
use engine::payoff::{Payoff, quote};
use engine::product::PartialRule;
use engine::state::{State, Status};
use engine::waterfall::Component;
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::rate::{Fraction, Rate};
use rand::RngExt;
use rand_pcg::Pcg32;

use super::offer::chance;

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

/// Something to ask for today.
pub fn command(dice: &mut Pcg32, seen: &Seen<'_>) -> Command {
    Command { value_date: value_date(dice, seen.today), act: act(dice, seen) }
}

fn value_date(dice: &mut Pcg32, today: Date) -> Date {
    match dice.random_range(0..100) {
        0..76 => today,
        76..94 => today.plus_days(-dice.random_range(1..40)),
        94..99 => today.plus_days(-dice.random_range(1..400)),
        _ => today.plus_days(dice.random_range(1..5)),
    }
}

fn act(dice: &mut Pcg32, seen: &Seen<'_>) -> FactKind {
    let quoted = quote(seen.contract, seen.state, seen.today);
    match dice.random_range(0..100) {
        0..62 => payment(dice, seen, &quoted),
        62..74 => FactKind::Reversed { fact: dice.random_range(1..=seen.facts + 1) },
        74..81 => waiver(dice, &quoted),
        81..87 => FactKind::Refunded { amount: held(dice, seen.state) },
        87..93 => FactKind::Reamortized(plan(dice, seen)),
        93..95 => FactKind::ChargedOff,
        95..97 => FactKind::Disbursed { amount: seen.contract.terms.amount },
        _ => FactKind::Paid {
            amount: Minor(dice.random_range(-100..10_000_000_000)),
            intent: PaymentIntent::Due,
        },
    }
}

fn payment(dice: &mut Pcg32, seen: &Seen<'_>, quoted: &Payoff) -> FactKind {
    let owed = match &seen.state.status {
        Status::ChargedOff { outstanding, .. } => outstanding.total(),
        _ => quoted.arrears.total(),
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

/// Between nothing and all of an amount.
fn part(dice: &mut Pcg32, amount: Minor) -> Minor {
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

fn plan(dice: &mut Pcg32, seen: &Seen<'_>) -> Reamortization {
    let rate = seen.contract.terms.rate;
    let share = i64::from(dice.random_range(0..=4u8));
    Reamortization {
        first_due: seen.today.plus_days(dice.random_range(0..60)),
        installments: dice.random_range(1..=61),
        rate: Rate { fraction: Fraction::from_units(rate.fraction.units() / 4 * share), ..rate },
        kept_to_cure: dice.random_range(0..6),
    }
}

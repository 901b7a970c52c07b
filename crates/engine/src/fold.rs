//! The fold: facts under terms become a standing, a ledger and a story. The one engine behind
//! commands, the day close, corrections, time travel and explanation.

use primitives::date::Date;

use crate::charge;
use crate::concession;
use crate::contract::Contract;
use crate::day;
use crate::delinquency::counters::{oldest_unpaid, remember_peak};
use crate::effects::Effects;
use crate::facility;
use crate::fact::{Fact, FactKind};
use crate::order;
use crate::origination;
use crate::payment;
use crate::plan;
use crate::rate_change;
use crate::relief;
use crate::revolving;
use crate::state::State;

/// Up to when to fold: what counted by `value_date`, as known by `known_on`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// The end of this date is the last thing assessed.
    pub value_date: Date,
    /// Facts recorded later are left out.
    pub known_on: Date,
}

impl Horizon {
    /// Everything known, up to the end of `value_date`.
    pub fn through(value_date: Date) -> Horizon {
        Horizon { value_date, known_on: Date::MAX }
    }
}

/// Folds a loan's facts, in whatever order they were learnt, up to a horizon.
pub fn fold(contract: Contract, facts: &[Fact], horizon: Horizon) -> (State, Effects) {
    let mut state = State::pending(contract.terms.rate);
    let mut effects = Effects::default();
    for fact in in_force(facts, horizon) {
        apply(contract, &mut state, fact, &mut effects);
    }
    day::advance(contract, &mut state, horizon.value_date, &mut effects);
    (state, effects)
}

/// Folds a loan's facts into the open day `on`: every earlier day closed, the dues of this one
/// fallen, its facts applied, its end still to come.
pub fn fold_into(contract: Contract, facts: &[Fact], on: Date) -> (State, Effects) {
    let (mut state, mut effects) = fold(contract, facts, Horizon::through(on.plus_days(-1)));
    day::open(contract, &mut state, on, &mut effects);
    for fact in in_force(facts, Horizon::through(on)) {
        if fact.value_date == on {
            apply(contract, &mut state, fact, &mut effects);
        }
    }
    (state, effects)
}

/// The facts that count at a horizon, in the order they are folded in (see [`order::place`]):
/// neither reversals nor what they reversed.
pub fn in_force(facts: &[Fact], horizon: Horizon) -> Vec<&Fact> {
    let known = |fact: &&Fact| fact.recorded_on <= horizon.known_on;
    let mut reversed: Vec<u32> = facts
        .iter()
        .filter(known)
        .filter_map(|fact| match fact.kind {
            FactKind::Reversed { fact } => Some(fact),
            _ => None,
        })
        .collect();
    reversed.sort_unstable();
    let mut counting: Vec<&Fact> = facts
        .iter()
        .filter(known)
        .filter(|fact| fact.value_date <= horizon.value_date)
        .filter(|fact| !matches!(fact.kind, FactKind::Reversed { .. }))
        .filter(|fact| reversed.binary_search(&fact.number).is_err())
        .collect();
    counting.sort_by_key(|fact| order::place(fact));
    counting
}

/// Applies one fact to a loan, bringing the loan to the fact's date first. Facts must come in
/// order of value date; a fact dated earlier needs a fold.
pub fn apply(contract: Contract, state: &mut State, fact: &Fact, effects: &mut Effects) {
    let on = fact.value_date;
    day::advance_into(contract, state, on, effects);
    let late_since = oldest_unpaid(state);
    match &fact.kind {
        FactKind::Disbursed { amount } => {
            facility::pay_out(contract, state, on, *amount, effects);
        }
        FactKind::TakenOver(position) => {
            origination::take_over(contract, state, on, position, effects);
        }
        FactKind::Paid { amount, intent } => {
            payment::receive(contract, state, on, (*amount, *intent), effects);
        }
        FactKind::Waived { component, amount } => {
            concession::waive(contract, state, on, (*component, *amount), effects);
        }
        FactKind::ChargedOff => concession::charge_off(contract, state, on, effects),
        FactKind::Refunded { amount } => concession::refund(state, on, *amount, effects),
        FactKind::Reamortized(terms) => plan::reamortize(contract, state, on, terms, effects),
        FactKind::Revolving(act) => {
            revolving::apply(contract, state, (fact.number, on), act, effects);
        }
        FactKind::Relief(grant) => {
            relief::apply(contract, state, (fact.number, on), grant, effects);
        }
        FactKind::Charged(charge) => charge::add(contract, state, on, charge, effects),
        FactKind::RateChanged(change) => rate_change::change(contract, state, on, change, effects),
        FactKind::Reversed { .. } => {}
    }
    day::fall(contract, state, effects);
    if let Some(since) = late_since
        && oldest_unpaid(state) != Some(since)
    {
        remember_peak(state, since, on);
    }
    state.last_value_date = state.last_value_date.max(on);
}

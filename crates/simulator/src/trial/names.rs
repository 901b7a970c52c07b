//! Facts name each other by number. Where facts are numbered anew, the names move with them.

use engine::fact::{Fact, FactKind};
use engine::relief::{Grant, Relief};
use engine::revolving::{Converted, RevolvingFact};
use engine::state::State;

/// The facts in another order, numbered from 1 in it, what they name along with them.
pub fn numbered_anew(order: &[&Fact]) -> Vec<Fact> {
    let new = |old: u32| {
        let at = order.iter().position(|fact| fact.number == old);
        at.map_or(old, |index| u32::try_from(index + 1).unwrap_or(u32::MAX))
    };
    let moved = |fact: &&Fact| {
        let mut fact = (*fact).clone();
        fact.number = new(fact.number);
        if let Some(name) = named(&mut fact.kind) {
            *name = new(*name);
        }
        fact
    };
    order.iter().map(moved).collect()
}

/// The number of another fact that this one names.
fn named(kind: &mut FactKind) -> Option<&mut u32> {
    match kind {
        FactKind::Reversed { fact } => Some(fact),
        FactKind::Revolving(RevolvingFact::PurchaseRefunded { of, .. })
        | FactKind::Revolving(RevolvingFact::Converted { what: Converted::Purchase(of), .. }) => {
            Some(of)
        }
        FactKind::Relief(Grant { relief: Relief::PauseChanged { pause, .. }, .. }) => Some(pause),
        _ => None,
    }
}

/// A standing without the numbers of the facts behind it: they say only in which order those were
/// learnt.
pub fn unnumbered(mut state: State) -> State {
    for pause in state.relief.iter_mut().flat_map(|record| &mut record.pauses) {
        pause.fact = 0;
    }
    if let Some(account) = &mut state.revolving {
        account.balances.iter_mut().for_each(|balance| balance.fact = 0);
        for plan in &mut account.conversions {
            plan.fact = 0;
            plan.purchases.iter_mut().for_each(|purchase| *purchase = 0);
        }
    }
    state
}

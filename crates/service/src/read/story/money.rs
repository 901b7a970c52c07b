//! Principal outstanding over a loan's life.

use engine::effects::{Event, EventKind};
use engine::fact::{Fact, FactKind};
use engine::revolving::{RevolvingEvent, RevolvingFact};
use engine::waterfall::Component;
use primitives::amount::Minor;

use super::Told;
use crate::view::story::BalancePoint;

/// Principal outstanding whenever it changed, oldest first.
pub(super) fn balance(told: &Told) -> Vec<BalancePoint> {
    let lent = told.counting().into_iter().map(|fact| (fact.value_date, lent(fact)));
    let met = told.effects.events.iter().map(|event| (event.on, -met(event)));
    let mut changes: Vec<_> =
        lent.chain(met).filter(|(_, amount)| *amount != Minor::ZERO).collect();
    changes.sort_by_key(|(on, _)| *on);
    let mut points: Vec<BalancePoint> = Vec::new();
    let mut principal = Minor::ZERO;
    for (on, amount) in changes {
        principal += amount;
        match points.last_mut() {
            Some(point) if point.on == on => point.principal = principal,
            _ => points.push(BalancePoint { on, principal }),
        }
    }
    points
}

fn lent(fact: &Fact) -> Minor {
    match &fact.kind {
        FactKind::Disbursed { amount }
        | FactKind::Revolving(RevolvingFact::Spent { amount, .. }) => *amount,
        FactKind::TakenOver(position) => {
            position.principal_undue + position.dues.iter().map(|due| due.principal).sum::<Minor>()
        }
        _ => Minor::ZERO,
    }
}

/// Principal that an event took off what is outstanding.
fn met(event: &Event) -> Minor {
    match event.kind {
        EventKind::Allocated { component: Component::Principal, amount, .. }
        | EventKind::Prepaid { component: Component::Principal, amount }
        | EventKind::Revolving(RevolvingEvent::Met { component: Component::Principal, amount })
        | EventKind::Waived { component: Component::Principal, amount } => amount,
        EventKind::ChargedOff(components) => components.principal,
        _ => Minor::ZERO,
    }
}

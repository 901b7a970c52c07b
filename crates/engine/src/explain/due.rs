//! Derivation of what is unpaid of one due, or of all charges.

use primitives::amount::Minor;

use super::balance::{interest, late_on, met};
use super::trace::Told;
use super::{Derivation, Figure, Said, Section};
use crate::charge::CHARGE_NUMBER;
use crate::effects::EventKind;
use crate::state::State;
use crate::waterfall::Component;

/// What is unpaid of a due: as it fell, what its lateness cost, what met it.
pub(super) fn due(told: &Told, number: u16) -> Option<Derivation> {
    let total = unpaid(&told.state, number)?;
    let mut parts: Vec<(Said, Minor, Vec<Derivation>)> = Vec::new();
    let mut add = |said: Said, amount: Minor, grounds: Vec<Derivation>| {
        parts.push((said, amount, grounds));
    };
    for turn in &told.turns {
        for event in &turn.events {
            match event.kind {
                EventKind::Fell { number: fell, amounts, .. } if fell == number => {
                    for component in Component::ALL {
                        let grounds = match component {
                            Component::Interest => interest(told.contract, turn, amounts.interest),
                            _ => vec![Derivation::rule(told.contract, Section::Schedule)],
                        };
                        let grounds = [vec![turn.cause()], grounds].concat();
                        add(Said::AsItFell(component), amounts.get(component), grounds);
                    }
                }
                EventKind::LateFeeCharged { number: of, amount } if of == number => {
                    let grounds =
                        vec![turn.cause(), Derivation::rule(told.contract, Section::Late)];
                    add(Said::Billed(Component::LateFee), amount, grounds);
                }
                EventKind::Charged { component, amount } if number == CHARGE_NUMBER => {
                    add(Said::Billed(component), amount, vec![turn.cause()]);
                }
                EventKind::Allocated { number: of, component, amount } if of == number => {
                    add(Said::Met(component), -amount, met(told.contract, turn));
                }
                _ => {}
            }
        }
        let added = assessed(&turn.after, number) - assessed(&turn.before, number);
        let since = turn.before.dues.iter().find(|one| one.number == number);
        if let Some(before) = since
            && added > Minor::ZERO
        {
            let part = late_on(told.contract, turn, (before, before.late.counted_to), added);
            add(Said::LateOn(number), added, part.from);
        }
    }
    // What was taken over, given up by name or held back by a cap is told of the loan, not the due.
    let accounted: Minor = parts.iter().map(|(_, amount, _)| *amount).sum();
    parts.push((Said::Otherwise, total - accounted, Vec::new()));
    let some = parts.into_iter().filter(|(_, amount, _)| *amount != Minor::ZERO);
    let from = some.map(|(said, amount, from)| Derivation::money(said, amount, from)).collect();
    Some(Derivation::money(Said::Figure(Figure::Due(number)), total, from))
}

/// What is unpaid of the dues of a number: one due, or all charges.
fn unpaid(state: &State, number: u16) -> Option<Minor> {
    let dues = || state.dues.iter().filter(|due| due.number == number);
    dues().next()?;
    Some(dues().map(|due| due.outstanding.total()).sum())
}

fn assessed(state: &State, number: u16) -> Minor {
    let dues = state.dues.iter().filter(|due| due.number == number);
    dues.map(|due| due.late.assessed).sum()
}

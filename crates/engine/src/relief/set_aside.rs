//! Waivers on condition: taken off what is due, given up by name once enough dues were kept, owed
//! again, once, when the loan falls behind.

use primitives::amount::Minor;
use primitives::date::Date;

use crate::contract::Contract;
use crate::effects::{Effects, EventKind};
use crate::late;
use crate::payment;
use crate::plan;
use crate::state::State;
use crate::waterfall::Component;

/// An amount set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// When.
    pub on: Date,
    /// Of what.
    pub component: Component,
    /// How much.
    pub amount: Minor,
    /// Dues that must be kept in a row.
    pub vests_after: u8,
    /// Dues kept in a row since.
    pub kept: u8,
}

/// Sets part of what is due of a component aside, oldest due first.
pub(crate) fn set_aside(
    contract: Contract,
    state: &mut State,
    on: Date,
    (component, amount, vests_after): (Component, Minor, u8),
    effects: &mut Effects,
) {
    late::assess(contract, state, on, effects);
    let open = plan::open_dues(contract, state);
    let mut rest = amount;
    for due in &mut state.dues {
        let part = rest.min(due.outstanding.get(component));
        *due.outstanding.get_mut(component) -= part;
        rest -= part;
    }
    let amount = amount - rest;
    plan::note_kept(contract, state, &open, on);
    let aside = SetAside { on, component, amount, vests_after, kept: 0 };
    state.relief_mut().set_aside.push(aside);
    effects.note(on, EventKind::SetAside { component, amount, vests_after });
    payment::drop_satisfied(state, on, effects);
}

/// Gives up, by name, what has vested: all of it when `enough` says so of the dues kept.
pub(crate) fn vest(
    state: &mut State,
    on: Date,
    enough: impl Fn(&SetAside) -> bool,
    effects: &mut Effects,
) {
    let Some(record) = &mut state.relief else { return };
    let vested: Vec<SetAside> = record.set_aside.extract_if(.., |aside| enough(aside)).collect();
    for aside in vested {
        plan::give_up(state, on, (aside.component, aside.amount), effects);
    }
}

/// Everything still set aside is owed again.
pub(crate) fn restore(state: &mut State, on: Date, effects: &mut Effects) {
    let Some(record) = &mut state.relief else { return };
    for aside in std::mem::take(&mut record.set_aside) {
        plan::restore(state, on, (aside.component, aside.amount));
        let (component, amount) = (aside.component, aside.amount);
        effects.note(on, EventKind::OwedAgain { component, amount });
    }
}

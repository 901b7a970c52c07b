//! What the lender gives up or gives back by decision: waiver, charge-off, refund.

use primitives::amount::{Amount, Minor};
use primitives::date::Date;

use crate::books;
use crate::contract::Contract;
use crate::effects::{Effects, EventKind};
use crate::late;
use crate::payment;
use crate::plan;
use crate::posting::GlAccount;
use crate::schedule::running;
use crate::state::{Components, State, Status};
use crate::waterfall::Component;

/// Gives up part of what is due of a component, oldest due first.
pub(crate) fn waive(
    contract: Contract,
    state: &mut State,
    on: Date,
    (component, amount): (Component, Minor),
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
    plan::give_up(state, on, (component, amount - rest), effects);
    plan::note_kept(contract, state, &open, on);
    payment::drop_satisfied(state, on, effects);
}

/// Takes the loan off the books as lost; the debt stays, and cash that still comes is recovery.
pub(crate) fn charge_off(contract: Contract, state: &mut State, on: Date, effects: &mut Effects) {
    if state.status != Status::Active {
        return;
    }
    late::assess(contract, state, on, effects);
    let accrued = running::interest_accrued(contract, state, on);
    books::bill(state, on, (Component::Interest, accrued), effects);
    let mut outstanding: Components = state.outstanding();
    outstanding.interest += accrued;
    set_off(contract, state, on, &mut outstanding, effects);
    for component in Component::ALL {
        let amount = outstanding.get(component);
        *state.totals.charged_off.get_mut(component) += amount;
        books::meet(state, on, (component, amount), GlAccount::ChargeOffLoss, effects);
    }
    state.principal_undue = Minor::ZERO;
    state.dues.clear();
    state.schedule = None;
    state.revolving = None;
    state.nonaccrual_since = None;
    state.record.material_since = None;
    if let Some(plan) = &mut state.plan {
        plan.conditional_waiver = Minor::ZERO;
    }
    if let Some(record) = &mut state.relief {
        record.set_aside.clear();
        record.settlement = None;
    }
    state.status = Status::ChargedOff { on, outstanding };
    effects.note(on, EventKind::ChargedOff(outstanding));
}

/// Uses money held for the borrower on all that is owed before the rest is charged off, in the
/// product's order.
fn set_off(
    contract: Contract,
    state: &mut State,
    on: Date,
    outstanding: &mut Components,
    effects: &mut Effects,
) {
    let held = state.unapplied.or_zero();
    // What a plan set aside was to be given up, not paid.
    let mut owed = *outstanding;
    owed.default_interest -= plan::set_aside(state);
    for component in contract.product.waterfall.order {
        let met = state.unapplied.or_zero().min(owed.get(component));
        if met.is_zero() {
            continue;
        }
        state.unapplied -= met;
        *outstanding.get_mut(component) -= met;
        *state.totals.paid.get_mut(component) += met;
        books::meet(state, on, (component, met), GlAccount::Unapplied, effects);
        effects.note(on, EventKind::Prepaid { component, amount: met });
    }
    if held > state.unapplied.or_zero() {
        effects.note(on, EventKind::HeldUsed(held - state.unapplied.or_zero()));
    }
}

/// Pays held money back. The cash has left whatever later turns out: if the payment behind it is
/// reversed, what is held falls below nothing and the next payment makes it good.
pub(crate) fn refund(state: &mut State, on: Date, amount: Minor, effects: &mut Effects) {
    state.unapplied -= amount;
    state.totals.refunded += amount;
    effects.post(on, GlAccount::Unapplied, GlAccount::Cash, amount);
    effects.note(on, EventKind::Refunded(amount));
}

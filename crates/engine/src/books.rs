//! Where a component's movement is booked, on the books or as a memo while in non-accrual.

use primitives::amount::Minor;
use primitives::date::Date;

use crate::effects::Effects;
use crate::posting::GlAccount;
use crate::state::{Components, State};
use crate::waterfall::Component;

/// Whether income of a component stops being booked in non-accrual.
const fn stops(component: Component) -> bool {
    matches!(component, Component::Interest | Component::DefaultInterest)
}

/// Bills an amount: owed from now on, earned unless in non-accrual.
pub(crate) fn bill(
    state: &mut State,
    on: Date,
    (component, amount): (Component, Minor),
    effects: &mut Effects,
) {
    *state.totals.billed.get_mut(component) += amount;
    match state.nonaccrual_since {
        Some(_) if stops(component) => {
            effects.post(on, GlAccount::NonaccrualMemo, GlAccount::NonaccrualContra, amount);
        }
        _ => {
            effects.post(on, GlAccount::receivable(component), GlAccount::income(component), amount)
        }
    }
}

/// Takes an amount off what is owed, met from `source` (cash, held money, a waiver, a loss).
pub(crate) fn meet(
    state: &State,
    on: Date,
    (component, amount): (Component, Minor),
    source: GlAccount,
    effects: &mut Effects,
) {
    if state.nonaccrual_since.is_none() || !stops(component) {
        effects.post(on, source, GlAccount::receivable(component), amount);
        return;
    }
    effects.post(on, GlAccount::NonaccrualContra, GlAccount::NonaccrualMemo, amount);
    // Only money makes income of what was never booked; giving up a memo costs nothing.
    if matches!(source, GlAccount::Cash | GlAccount::Unapplied) {
        effects.post(on, source, GlAccount::income(component), amount);
    }
}

/// Moves what is owed of interest between the books and the memo as non-accrual begins or ends.
pub(crate) fn switch_accrual(
    state: &mut State,
    on: Date,
    since: Option<Date>,
    effects: &mut Effects,
) {
    let outstanding: Components = state.outstanding();
    state.nonaccrual_since = since;
    for component in [Component::Interest, Component::DefaultInterest] {
        let amount = outstanding.get(component);
        let (receivable, income) = (GlAccount::receivable(component), GlAccount::income(component));
        match since {
            Some(_) => {
                effects.post(on, income, receivable, amount);
                effects.post(on, GlAccount::NonaccrualMemo, GlAccount::NonaccrualContra, amount);
            }
            None => {
                effects.post(on, receivable, income, amount);
                effects.post(on, GlAccount::NonaccrualContra, GlAccount::NonaccrualMemo, amount);
            }
        }
    }
}

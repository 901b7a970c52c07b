//! Money against a statement: the minimum in the product's order, the excess against balances.

use std::cmp::Reverse;

use primitives::amount::Minor;
use primitives::date::Date;

use super::{Balance, BalanceKind, Revolving, RevolvingEvent, StatementCourse, balance};
use crate::books;
use crate::contract::{Contract, yearly};
use crate::effects::{Effects, EventKind};
use crate::posting::GlAccount;
use crate::product::revolving::Excess;
use crate::state::State;
use crate::waterfall::Component;

/// Meets a statement not yet due and then balances, billed ones first; what is left comes back.
pub(crate) fn meet(
    contract: Contract,
    state: &mut State,
    on: Date,
    (amount, source): (Minor, GlAccount),
    effects: &mut Effects,
) -> Minor {
    if state.revolving.is_none() {
        return amount;
    }
    balance::accrue(contract, state, on);
    let mut rest = amount;
    for component in contract.product.waterfall.order {
        let met = meet_minimum(state, component, rest);
        rest -= met;
        record(state, on, (component, met), source, effects);
    }
    let met = meet_excess(contract, state, rest);
    record(state, on, (Component::Principal, met), source, effects);
    rest - met
}

fn meet_minimum(state: &mut State, component: Component, rest: Minor) -> Minor {
    let statement = state.revolving.as_mut().and_then(|account| account.statement.as_mut());
    let Some(statement) = statement.filter(|s| s.course == StatementCourse::Open) else {
        return Minor::ZERO;
    };
    let unpaid = statement.unpaid.get_mut(component);
    let met = rest.min(*unpaid);
    *unpaid -= met;
    if component == Component::Principal {
        return take_minimum(state, met);
    }
    met
}

fn meet_excess(contract: Contract, state: &mut State, rest: Minor) -> Minor {
    let rate = state.rate;
    let first = contract.product.revolving.as_ref().map(|rule| rule.excess);
    let dearest = |balance: &Balance| match first {
        Some(Excess::HighestRateFirst) => yearly(balance::rate_of(contract, rate, balance.kind)),
        _ => 0,
    };
    let met = take(state, rest, |balance| {
        (balance.billed.is_none(), Reverse(dearest(balance)), balance.on)
    });
    if let Some(account) = &mut state.revolving {
        account.bound_minimum();
    }
    met
}

/// Takes the principal of a minimum out of billed balances: called instalments, then purchases,
/// then cash, the oldest first.
pub(super) fn take_minimum(state: &mut State, amount: Minor) -> Minor {
    let rank = |balance: &Balance| match balance.kind {
        BalanceKind::Installment => 0,
        BalanceKind::Purchase => 1,
        BalanceKind::CashAdvance => 2,
    };
    take(state, amount, |balance| (balance.billed.is_none(), rank(balance), balance.on))
}

/// Takes principal out of balances in an order; gives what was found.
fn take<K: Ord>(state: &mut State, amount: Minor, order: impl Fn(&Balance) -> K) -> Minor {
    let Some(account) = &mut state.revolving else { return Minor::ZERO };
    let mut turns: Vec<usize> = (0..account.balances.len()).collect();
    turns.sort_by_key(|index| order(&account.balances[*index]));
    let mut rest = amount;
    for index in turns {
        let balance = &mut account.balances[index];
        let part = rest.min(balance.open);
        balance.open -= part;
        rest -= part;
    }
    account.drop_paid();
    let taken = amount - rest;
    state.principal_undue -= taken;
    taken
}

/// Notes and books what was met of a component.
pub(super) fn record(
    state: &mut State,
    on: Date,
    (component, amount): (Component, Minor),
    source: GlAccount,
    effects: &mut Effects,
) {
    if amount <= Minor::ZERO {
        return;
    }
    *state.totals.paid.get_mut(component) += amount;
    books::meet(state, on, (component, amount), source, effects);
    effects.note(on, EventKind::Revolving(RevolvingEvent::Met { component, amount }));
}

/// Brings the account to nothing where the amount suffices; what is left comes back.
pub(crate) fn pay_off(
    contract: Contract,
    state: &mut State,
    on: Date,
    amount: Minor,
    effects: &mut Effects,
) -> Minor {
    let owed = balance::undue(contract, state, on);
    if amount < owed.total() {
        return meet(contract, state, on, (amount, GlAccount::Cash), effects);
    }
    let accrued = balance::interest_accrued(contract, state, on);
    books::bill(state, on, (Component::Interest, accrued), effects);
    state.principal_undue = Minor::ZERO;
    if let Some(account) = &mut state.revolving {
        account.clear(on);
    }
    for component in contract.product.waterfall.order {
        record(state, on, (component, owed.get(component)), GlAccount::Cash, effects);
    }
    amount - owed.total()
}

impl Revolving {
    /// Nothing is owed any more; limit, cycle and count stay.
    fn clear(&mut self, on: Date) {
        self.balances.clear();
        self.conversions.clear();
        self.interest = 0;
        self.accrued_to = self.accrued_to.max(on);
        self.fee_unbilled = Minor::ZERO;
        self.statement.iter_mut().for_each(|statement| statement.unpaid = Default::default());
    }

    /// A minimum never asks for more principal than stands on statements.
    pub(super) fn bound_minimum(&mut self) {
        let most = self.principal_billed();
        if let Some(statement) = &mut self.statement {
            statement.unpaid.principal = statement.unpaid.principal.min(most);
        }
    }
}

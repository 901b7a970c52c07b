//! What must hold of a revolving account besides.

use engine::revolving::Revolving;
use engine::state::{State, Status};
use engine::waterfall::Component;
use primitives::amount::Minor;

use super::invariant::{Breach, Invariant, check};

/// Balances and plans are all the principal that is not due, and a minimum asks only for what was
/// billed and is still owed.
pub(super) fn sound(state: &State) -> Result<(), Breach> {
    let Some(account) = state.revolving.as_deref() else { return Ok(()) };
    let told = |holds: bool, what: &str| {
        check(Invariant::Account, holds, || format!("{what}: {account:#?}"))
    };
    let (held, undue) = (account.principal(), state.principal_undue);
    check(Invariant::Account, held == undue, || {
        format!("balances and plans hold {held:?}, undue principal is {undue:?}")
    })?;
    told(none_below_nothing(account), "an amount below nothing")?;
    told(plans_add_up(account), "a plan with more billed than it has")?;
    told(asks_for_billed(account), "a minimum above what was billed")?;
    let ahead = state.status != Status::Active || account.next_bill > state.closed_through;
    told(ahead, "a statement day passed over")
}

fn none_below_nothing(account: &Revolving) -> bool {
    let balances = account.balances.iter().map(|balance| balance.open);
    let plans = account.conversions.iter().flat_map(|plan| [plan.principal_left, plan.fee_left]);
    let unpaid = account.statement.map(|statement| statement.unpaid).unwrap_or_default();
    let asked = Component::ALL.into_iter().map(|component| unpaid.get(component));
    let fee = [account.fee_unbilled, account.limit];
    balances.chain(plans).chain(asked).chain(fee).all(|amount| amount >= Minor::ZERO)
        && account.interest >= 0
}

fn plans_add_up(account: &Revolving) -> bool {
    account.conversions.iter().all(|plan| {
        plan.billed <= plan.installments
            && plan.principal_left <= plan.amount
            && plan.fee_left <= plan.fee
    })
}

fn asks_for_billed(account: &Revolving) -> bool {
    let billed = account.balances.iter().filter(|balance| balance.billed.is_some());
    let open: Minor = billed.map(|balance| balance.open).sum();
    account.statement.is_none_or(|statement| statement.unpaid.principal <= open)
}

//! Several drawdowns under one agreed amount: a loan that is paid out in parts, as they are needed.
//!
//! The agreed amount is the limit, and what is repaid does not come back. Each drawdown joins the
//! principal of the running schedule, which is solved anew over the dues still to come.
//! Spec: `docs/specs/drawdowns.md`.

use primitives::amount::Minor;
use primitives::date::Date;

use crate::books;
use crate::command::Rejection;
use crate::contract::Contract;
use crate::effects::Effects;
use crate::fact::{Fact, FactKind};
use crate::fold::{Horizon, in_force};
use crate::origination;
use crate::posting::GlAccount;
use crate::product::Drawdowns;
use crate::schedule::running;
use crate::state::{PlanCourse, Schedule, Shape, State, Status};
use crate::waterfall::Component;

/// Whether a fact may be a further drawdown of the contract.
pub(crate) fn may_draw(contract: Contract, act: &FactKind) -> bool {
    matches!(act, FactKind::Disbursed { .. }) && contract.product.drawdowns == Drawdowns::Several
}

/// Principal lent: what was agreed, or as much of it as was drawn.
pub(crate) fn lent(contract: Contract, state: &State) -> Minor {
    match contract.product.drawdowns {
        Drawdowns::Once => contract.terms.amount,
        Drawdowns::Several => state.totals.billed.principal.min(contract.terms.amount),
    }
}

/// Checks a payout against where the loan stands.
pub(crate) fn check(contract: Contract, state: &State, amount: Minor) -> Result<(), Rejection> {
    let agreed = contract.terms.amount;
    match contract.product.drawdowns {
        Drawdowns::Once if amount != agreed => return Err(Rejection::AmountNotAgreed),
        Drawdowns::Once => return Ok(()),
        Drawdowns::Several => {}
    }
    if matches!(state.status, Status::Settled { .. } | Status::ChargedOff { .. }) {
        return Err(Rejection::NotActive);
    }
    if state.totals.billed.principal + amount > agreed {
        return Err(Rejection::OverLimit);
    }
    if state.status == Status::Pending {
        return Ok(());
    }
    let planned = state.plan.as_ref().is_some_and(|plan| plan.course == PlanCourse::Running);
    match state.schedule {
        Some(_) if state.dues.is_empty() && !planned => Ok(()),
        _ => Err(Rejection::DrawdownRefused),
    }
}

/// Whether all payouts known, later ones too, stay within what was agreed.
pub(crate) fn check_all(
    contract: Contract,
    facts: &[Fact],
    act: &FactKind,
) -> Result<(), Rejection> {
    let FactKind::Disbursed { amount } = act else { return Ok(()) };
    if !may_draw(contract, act) {
        return Ok(());
    }
    let drawn: Minor = in_force(facts, Horizon::through(Date::MAX))
        .into_iter()
        .map(|fact| match fact.kind {
            FactKind::Disbursed { amount } => amount,
            _ => Minor::ZERO,
        })
        .sum();
    match drawn + *amount > contract.terms.amount {
        true => Err(Rejection::OverLimit),
        false => Ok(()),
    }
}

/// Pays out: the first time the loan begins, later the running schedule takes the money in. Money
/// that left stands whatever turns out later: after the last due it falls due by itself, after a
/// charge-off it is lost with the rest.
pub(crate) fn pay_out(
    contract: Contract,
    state: &mut State,
    on: Date,
    amount: Minor,
    effects: &mut Effects,
) {
    match state.status {
        Status::Pending => return origination::disburse(contract, state, on, amount, effects),
        Status::Active => {}
        Status::Settled { .. } => {
            state.status = Status::Active;
            state.opened_on = on;
            state.closed_through = on.plus_days(-1);
        }
        Status::ChargedOff { on: since, mut outstanding } => {
            lose(state, on, amount, effects);
            outstanding.principal += amount;
            state.status = Status::ChargedOff { on: since, outstanding };
            return;
        }
    }
    running::accrue(contract, state, on);
    effects.post(on, GlAccount::Principal, GlAccount::Cash, amount);
    state.totals.billed.principal += amount;
    state.principal_undue += amount;
    match &state.schedule {
        // Lines taken over stand as they are; their last takes what is left.
        Some(Schedule { shape: Shape::Listed(_), .. }) => {}
        Some(_) => running::solve(contract, state),
        None => {
            let last = state.dues.iter().map(|due| due.number).max().unwrap_or(0);
            let number = last.max(contract.due_count()).saturating_add(1);
            let first = contract.first_due(on);
            state.schedule = Some(Schedule::starting(on, first, number, 1));
            running::solve(contract, state);
        }
    }
}

fn lose(state: &mut State, on: Date, amount: Minor, effects: &mut Effects) {
    effects.post(on, GlAccount::Principal, GlAccount::Cash, amount);
    state.totals.billed.principal += amount;
    state.totals.charged_off.principal += amount;
    let lost = (Component::Principal, amount);
    books::meet(state, on, lost, GlAccount::ChargeOffLoss, effects);
}

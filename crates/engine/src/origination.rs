//! How a loan enters the book: paid out, or taken over mid-life.

use primitives::amount::Minor;
use primitives::date::Date;

use crate::contract::Contract;
use crate::effects::Effects;
use crate::fact::Position;
use crate::posting::GlAccount;
use crate::product::Amortization;
use crate::schedule::running;
use crate::state::{Components, Due, FlatFee, LateMeter, Schedule, Shape, State, Status};
use crate::waterfall::Component;

/// Pays the loan out and solves its schedule.
pub(crate) fn disburse(
    contract: Contract,
    state: &mut State,
    on: Date,
    amount: Minor,
    effects: &mut Effects,
) {
    state.status = Status::Active;
    state.principal_undue = amount;
    state.totals.billed.principal = amount;
    state.schedule = Some(Schedule::starting(on, contract.first_due(on), 1, contract.due_count()));
    running::solve(contract, state);
    state.opened_on = on;
    state.closed_through = on.plus_days(-1);
    effects.post(on, GlAccount::Principal, GlAccount::Cash, amount);
}

/// Takes the loan over in the position another system left it.
pub(crate) fn take_over(
    contract: Contract,
    state: &mut State,
    on: Date,
    position: &Position,
    effects: &mut Effects,
) {
    state.status = Status::Active;
    state.principal_undue = position.principal_undue;
    let days = i32::from(contract.product.tolerance.days);
    for (index, open) in position.dues.iter().enumerate() {
        let outstanding = Components {
            principal: open.principal,
            interest: open.interest,
            fee: open.fee,
            ..Components::default()
        };
        let number = u16::try_from(index + 1).unwrap_or(u16::MAX);
        let mut late = LateMeter::starting(on);
        // Lateness before the takeover was the other system's to charge; what is left of it
        // stands among the due's fees.
        if open.on.plus_days(days + 1) < on {
            late.flat_fee = FlatFee::Charged;
        }
        state.dues.push(Due { number, on: open.on, outstanding, late });
    }
    state.dues.retain(|due| due.outstanding.total() > Minor::ZERO);
    state.totals.billed = state.overdue_and_due();
    state.totals.billed.principal += position.principal_undue;
    for component in [Component::Principal, Component::Interest, Component::Fee] {
        let amount = state.totals.billed.get(component);
        effects.post(on, GlAccount::receivable(component), GlAccount::OpeningBalance, amount);
    }
    state.opened_on = on;
    state.closed_through = on.plus_days(-1);
    if position.principal_undue > Minor::ZERO {
        state.schedule = Some(legacy_schedule(position));
        take_shape(contract, state, position);
    }
}

fn legacy_schedule(position: &Position) -> Schedule {
    let first = u16::try_from(position.dues.len() + 1).unwrap_or(u16::MAX);
    let mut schedule =
        Schedule::starting(position.interest_from, position.next_due, first, position.remaining);
    if !position.lines.is_empty() {
        let count = u16::try_from(position.lines.len()).unwrap_or(u16::MAX);
        schedule.last_number = first.saturating_add(count - 1);
        schedule.shape = Shape::Listed(position.lines.clone());
    }
    schedule
}

fn take_shape(contract: Contract, state: &mut State, position: &Position) {
    let Some(schedule) = &mut state.schedule else { return };
    if matches!(schedule.shape, Shape::Listed(_)) {
        return;
    }
    match (position.installment, contract.product.amortization) {
        (Some(payment), Amortization::EqualInstallment) => {
            schedule.shape = Shape::Level { payment }
        }
        (Some(part), Amortization::EqualPrincipal) => {
            schedule.shape = Shape::EqualPrincipal { part };
        }
        _ => running::solve(contract, state),
    }
}

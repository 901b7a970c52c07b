//! Dues on later dates: one due moved, some dues moved to the end, or all of the rest extended.
//! Interest to the day is billed and spread without interest over the dues that are left.

use primitives::amount::{Amount, Minor};
use primitives::date::Date;

use super::pause::Pause;
use crate::books;
use crate::contract::Contract;
use crate::effects::{Effects, EventKind};
use crate::schedule::running;
use crate::state::{LateMeter, MovedDue, Schedule, Shape, State};
use crate::waterfall::Component;

/// Moves the due of today, where it is unpaid, or else the next one.
pub(crate) fn grace(
    contract: Contract,
    state: &mut State,
    (on, until): (Date, Date),
    effects: &mut Effects,
) {
    if let Some(due) = state.dues.iter_mut().find(|due| due.on == on) {
        due.on = until;
        due.late = LateMeter { flat_fee: due.late.flat_fee, ..LateMeter::starting(until) };
        effects.note(on, EventKind::DueMoved { number: due.number, to: until });
        return;
    }
    restart(contract, state, on, effects);
    if let Some(schedule) = &mut state.schedule {
        let number = schedule.next_number;
        schedule.moved = Some(MovedDue { number, on: until });
        effects.note(on, EventKind::DueMoved { number, to: until });
    }
}

/// Moves the next dues to the end; the days until the next one are not counted.
pub(crate) fn deferral(
    contract: Contract,
    state: &mut State,
    (fact, on): (u32, Date),
    dues: u8,
    effects: &mut Effects,
) {
    restart(contract, state, on, effects);
    let Some(schedule) = &mut state.schedule else { return };
    schedule.postponed_months = schedule.postponed_months.saturating_add(dues.into());
    schedule.moved = None;
    if let Shape::Listed(lines) = &mut schedule.shape {
        for line in lines {
            line.on = line.on.plus_months(dues.into());
        }
    }
    let next = schedule.next_due(contract);
    super::window::spread(contract, state);
    let until = next.plus_days(-1);
    state.relief_mut().pauses.push(Pause { fact, from: on, until });
    effects.note(on, EventKind::Deferred { dues, next_due: next });
}

/// Sets what is not yet due on later dates.
pub(crate) fn extension(
    contract: Contract,
    state: &mut State,
    on: Date,
    (first_due, installments): (Date, u16),
    effects: &mut Effects,
) {
    restart(contract, state, on, effects);
    let Some(before) = &state.schedule else { return };
    let deferred_interest = before.deferred_interest;
    let next = before.next_number;
    let level = matches!(before.shape, Shape::Level { .. });
    let mut schedule = Schedule::starting(on, first_due, next, installments);
    schedule.deferred_interest = deferred_interest;
    state.schedule = Some(schedule);
    if level {
        running::solve_level(contract, state)
    } else {
        running::solve(contract, state)
    }
    part_deferred(contract, state);
    effects.note(on, EventKind::Extended { first_due, installments });
}

/// Bills interest to the day, defers it, and starts the running period anew.
fn restart(contract: Contract, state: &mut State, on: Date, effects: &mut Effects) {
    let accrued = running::interest_accrued(contract, state, on);
    books::bill(state, on, (Component::Interest, accrued), effects);
    if let Some(schedule) = &mut state.schedule {
        schedule.period_start = on;
        schedule.accrued = 0;
        schedule.accrued_to = on;
        schedule.deferred_interest += accrued;
        if let Shape::Listed(lines) = &mut schedule.shape {
            lines.iter_mut().for_each(|line| line.interest = None);
        }
    }
    part_deferred(contract, state);
}

/// Spreads deferred interest over the dues that are left.
fn part_deferred(contract: Contract, state: &mut State) {
    if let Some(schedule) = &mut state.schedule {
        let left = i128::from(schedule.last_number - schedule.next_number) + 1;
        let rounding = contract.product.rounding.installment;
        schedule.deferred_part = Minor::scaled(schedule.deferred_interest, 1, left, rounding);
    }
}

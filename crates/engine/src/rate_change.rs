//! A new contract rate mid-life: interest runs at the old rate up to the day and at the new one from
//! it on.
//!
//! Spec: `docs/specs/rate-changes.md`.

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::rate::Rate;

use crate::command::Rejection;
use crate::contract::Contract;
use crate::effects::{Effects, EventKind};
use crate::late;
use crate::schedule::running;
use crate::state::{Schedule, Shape, State, Status};

/// A new rate, and what becomes of the instalment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateChange {
    /// From the value date on.
    pub rate: Rate,
    /// Of a level schedule.
    pub installment: InstallmentAfter,
}

/// What becomes of the level instalment under a new rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstallmentAfter {
    /// It is solved anew, so that the last due is like the others.
    Solved,
    /// It stays; the last due takes the difference.
    Kept,
}

/// Whether the rate of a loan as it stands may become another.
pub(crate) fn check(
    contract: Contract,
    state: &State,
    change: &RateChange,
) -> Result<(), Rejection> {
    if contract.product.revolving.is_some() {
        return Err(Rejection::NotWithStatements);
    }
    let (lowest, highest) = contract.product.rate;
    let within = (lowest.fraction..=highest.fraction).contains(&change.rate.fraction);
    if change.rate.per != highest.per || !within {
        return Err(Rejection::RateOutOfRange);
    }
    match state.status {
        Status::Active => Ok(()),
        _ => Err(Rejection::NotActive),
    }
}

/// Changes the rate of a loan opened on the value date.
pub(crate) fn change(
    contract: Contract,
    state: &mut State,
    on: Date,
    change: &RateChange,
    effects: &mut Effects,
) {
    if state.status != Status::Active {
        return;
    }
    late::assess(contract, state, on, effects);
    running::accrue(contract, state, on);
    state.rate = change.rate;
    // Interest stated for lines taken over was for the rate as it stood.
    if let Some(Schedule { shape: Shape::Listed(lines), .. }) = &mut state.schedule {
        lines.iter_mut().for_each(|line| line.interest = None);
    }
    let level = |state: &State| match state.schedule.as_ref().map(|schedule| &schedule.shape) {
        Some(Shape::Level { payment }) => *payment,
        _ => Minor::ZERO,
    };
    if change.installment == InstallmentAfter::Solved && level(state) > Minor::ZERO {
        running::solve_level(contract, state);
    }
    effects.note(on, EventKind::RateChanged { rate: change.rate, payment: level(state) });
}

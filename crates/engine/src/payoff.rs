//! The payoff quote: what ends the loan on a date.
//!
//! Spec: `docs/specs/payoff.md`.

use primitives::amount::{Amount, Minor};
use primitives::date::Date;
use primitives::rate::FRACTION_UNITS;

use crate::contract::Contract;
use crate::effects::Effects;
use crate::late;
use crate::revolving;
use crate::schedule::running;
use crate::state::{Components, Due, State};

/// What ends a loan on a date, by where it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Payoff {
    /// Fallen due and unpaid, lateness priced to the date.
    pub arrears: Components,
    /// Not yet due: principal, interest to the date, the prepayment fee.
    pub undue: Components,
    /// Money held for the borrower, to be set off.
    pub unapplied: Minor,
}

impl Payoff {
    /// What has to be paid.
    pub fn amount(&self) -> Minor {
        (self.arrears.total() + self.undue.total() - self.unapplied).or_zero()
    }
}

/// The dues of a loan opened on `on`, their lateness priced to that date.
pub fn quoted_dues(contract: Contract, state: &State, on: Date) -> Vec<Due> {
    let mut priced = state.clone();
    late::assess(contract, &mut priced, on, &mut Effects::default());
    priced.dues
}

/// The quote for a loan opened on `on`.
pub fn quote(contract: Contract, state: &State, on: Date) -> Payoff {
    let mut arrears = Components::default();
    quoted_dues(contract, state, on).iter().for_each(|due| arrears.add(&due.outstanding));
    Payoff { arrears, undue: undue(contract, state, on), unapplied: state.unapplied }
}

/// What is not yet due and would be paid with the payoff.
pub(crate) fn undue(contract: Contract, state: &State, on: Date) -> Components {
    if state.revolving.is_some() {
        return revolving::undue(contract, state, on);
    }
    let deferred = state.schedule.as_ref().map_or(Minor::ZERO, |s| s.deferred_interest);
    Components {
        principal: state.principal_undue,
        interest: running::interest_accrued(contract, state, on) + deferred,
        fee: prepayment_fee(contract, state.principal_undue),
        ..Components::default()
    }
}

/// The fee on principal paid before time.
pub(crate) fn prepayment_fee(contract: Contract, principal: Minor) -> Minor {
    principal.scaled(
        i128::from(contract.product.prepayment.fee.units()),
        i128::from(FRACTION_UNITS),
        contract.product.rounding.interest,
    )
}

//! The interest of balances: exact, day by day, and charged only where it is due.

use primitives::amount::{Amount, Minor};
use primitives::date::Date;
use primitives::rate::Rate;

use super::{Balance, BalanceInterest, BalanceKind, Revolving};
use crate::accrual::Span;
use crate::contract::Contract;
use crate::payoff;
use crate::state::{Components, State};

/// The rate of a balance; instalments bear none before they are overdue.
pub(crate) fn rate_of(contract: Contract, rate: Rate, kind: BalanceKind) -> Rate {
    let advance = contract.product.revolving.as_ref().and_then(|rule| rule.cash_advance);
    match (kind, advance) {
        (BalanceKind::CashAdvance, Some(advance)) => advance.rate,
        _ => rate,
    }
}

/// The exact interest of a balance over the days up to `to` not yet counted.
fn growth(contract: Contract, rate: Rate, balance: &Balance, (from, to): (Date, Date)) -> i128 {
    let from = from.max(balance.interest_from);
    if to <= from || balance.kind == BalanceKind::Installment {
        return 0;
    }
    let span = Span { from, to };
    balance.open.units()
        * contract.growth(rate_of(contract, rate, balance.kind), span, span).numerator
}

/// Brings every balance's interest up to `to`.
pub(crate) fn accrue(contract: Contract, state: &mut State, to: Date) {
    let rate = state.rate;
    let Some(account) = &mut state.revolving else { return };
    if to <= account.accrued_to {
        return;
    }
    for balance in &mut account.balances {
        let grown = growth(contract, rate, balance, (account.accrued_to, to));
        match &mut balance.interest {
            BalanceInterest::Contingent(counted) => *counted += grown,
            BalanceInterest::Charged => account.interest += grown,
        }
    }
    account.accrued_to = to;
}

/// Interest charged and not yet billed at the start of `to`, rounded. What would be charged only
/// if a statement is not paid in full is not in it.
pub(crate) fn interest_accrued(contract: Contract, state: &State, to: Date) -> Minor {
    let Some(account) = &state.revolving else { return Minor::ZERO };
    let ahead: i128 = account
        .charged()
        .map(|balance| growth(contract, state.rate, balance, (account.accrued_to, to)))
        .sum();
    priced(contract, state.rate, account.interest + ahead)
}

/// An exact numerator as money.
pub(super) fn priced(contract: Contract, rate: Rate, exact: i128) -> Minor {
    let none = Span { from: Date::default(), to: Date::default() };
    let denominator = contract.growth(rate, none, none).denominator;
    Minor::from_units(contract.product.rounding.interest.divide(exact, denominator))
}

/// What is not in a due and would be paid to bring the account to nothing on `on`.
pub(crate) fn undue(contract: Contract, state: &State, on: Date) -> Components {
    let ahead = state.revolving.as_ref().map_or(Components::default(), |a| a.billed_ahead());
    Components {
        principal: state.principal_undue,
        interest: interest_accrued(contract, state, on) + ahead.interest,
        fee: ahead.fee + payoff::prepayment_fee(contract, state.principal_undue),
        ..Components::default()
    }
}

impl Revolving {
    /// The balances whose interest is charged as it accrues.
    pub fn charged(&self) -> impl Iterator<Item = &Balance> {
        let charged = |balance: &&Balance| balance.interest == BalanceInterest::Charged;
        self.balances.iter().filter(charged)
    }

    /// Drops what is paid, once its interest is decided.
    pub(super) fn drop_paid(&mut self) {
        let alive = |balance: &Balance| {
            balance.open > Minor::ZERO
                || matches!(balance.interest, BalanceInterest::Contingent(counted) if counted != 0)
        };
        self.balances.retain(alive);
        self.conversions.retain(|plan| plan.principal_left + plan.fee_left > Minor::ZERO);
    }

    /// Principal that has stood on a statement.
    pub(super) fn principal_billed(&self) -> Minor {
        self.balances.iter().filter(|b| b.billed.is_some()).map(|b| b.open).sum()
    }
}

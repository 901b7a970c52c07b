//! The statement: drawn up on its day, its minimum fixed then and falling due later, and whether
//! it was paid in full decided once the days of tolerance are over.

use primitives::amount::{Amount, Minor};
use primitives::date::Date;
use primitives::rate::{FRACTION_UNITS, Fraction};
use primitives::rounding::Rounding;

use super::{
    Balance, BalanceInterest, BalanceKind, OverLimitFee, Revolving, RevolvingEvent, Statement,
    StatementCourse, balance, conversion, meet,
};
use crate::books;
use crate::contract::Contract;
use crate::day;
use crate::effects::{Effects, EventKind};
use crate::late;
use crate::payment;
use crate::product::revolving::{Cycle, InterestFrom, MinimumBase, MinimumRule};
use crate::state::{Components, State, Status};
use crate::waterfall::Component;

/// The next date on which an account changes by itself.
pub(crate) fn next_event_on(contract: Contract, account: &Revolving) -> Date {
    let statement = account.statement.and_then(|statement| match statement.course {
        StatementCourse::Open => Some(statement.due_on),
        StatementCourse::Fallen => Some(decided_on(contract, &statement)),
        StatementCourse::PaidInFull | StatementCourse::Carried => None,
    });
    statement.map_or(account.next_bill, |date| date.min(account.next_bill))
}

/// The day at whose end it is decided whether a statement was paid in full.
fn decided_on(contract: Contract, statement: &Statement) -> Date {
    statement.due_on.plus_days(i32::from(contract.product.tolerance.days))
}

/// The first `day` of a month after `after`.
pub(super) fn next_on(after: Date, day: u8) -> Date {
    let same = after.plus_months_on(0, day);
    if same > after { same } else { after.plus_months_on(1, day) }
}

/// Opens a date: a minimum falls due, a statement is drawn up.
pub(crate) fn open(contract: Contract, state: &mut State, on: Date, effects: &mut Effects) {
    if !matches!(state.status, Status::Active) {
        return;
    }
    let falls = |account: &Revolving| {
        account.statement.is_some_and(|s| s.course == StatementCourse::Open && s.due_on <= on)
    };
    if state.revolving.as_deref().is_some_and(falls) {
        fall(contract, state, effects);
    }
    if state.revolving.as_deref().is_some_and(|account| account.next_bill <= on) {
        issue(contract, state, on, effects);
    }
}

/// Lets what is left of the minimum fall due.
fn fall(contract: Contract, state: &mut State, effects: &mut Effects) {
    let Some(statement) = state.revolving.as_ref().and_then(|account| account.statement) else {
        return;
    };
    balance::accrue(contract, state, statement.due_on);
    let mut outstanding = statement.unpaid;
    outstanding.principal = meet::take_minimum(state, statement.unpaid.principal);
    if let Some(statement) = state.revolving.as_mut().and_then(|a| a.statement.as_mut()) {
        statement.course = StatementCourse::Fallen;
        statement.unpaid = Components::default();
    }
    if outstanding.total() > Minor::ZERO {
        day::fall_amounts(
            contract,
            state,
            (statement.number, statement.due_on),
            outstanding,
            effects,
        );
    }
}

/// Draws a statement up: interest and fees billed, instalments called, the minimum fixed.
fn issue(contract: Contract, state: &mut State, on: Date, effects: &mut Effects) {
    let Some(rule) = &contract.product.revolving else { return };
    late::assess(contract, state, on, effects);
    balance::accrue(contract, state, on);
    let interest = balance::interest_accrued(contract, state, on);
    books::bill(state, on, (Component::Interest, interest), effects);
    let past_due = state.overdue_and_due().total();
    let Some(account) = &mut state.revolving else { return };
    account.interest = 0;
    let due_on = next_on(on, account.cycle.due_day);
    let number = account.statement_count.saturating_add(1);
    let new = bill_new(account, number, rule.interest_from, due_on);
    let called = conversion::call(account, (number, on));
    let fee = account.fee_unbilled + called.fee;
    account.fee_unbilled = Minor::ZERO;
    account.over_limit_fee = OverLimitFee::Open;
    let unpaid = minimum(account, &rule.minimum, new, Components { interest, fee, ..called });
    let balance = account.principal_billed() + interest + fee + past_due;
    let minimum = unpaid.total() + past_due;
    step_cycle(contract, account, (on, due_on));
    let statement =
        Statement { number, on, due_on, balance, minimum, unpaid, course: StatementCourse::Open };
    account.statement = (balance > Minor::ZERO).then_some(statement);
    books::bill(state, on, (Component::Fee, called.fee), effects);
    if balance > Minor::ZERO {
        state.revolving.iter_mut().for_each(|account| account.statement_count = number);
        let billed = RevolvingEvent::Billed { number, due_on, balance, minimum, interest, fee };
        effects.note(on, EventKind::Revolving(billed));
    }
    payment::apply_held(contract, state, on, effects);
    payment::drop_satisfied(state, on, effects);
}

/// Puts what was spent since the last statement on this one; gives its sum.
fn bill_new(account: &mut Revolving, number: u16, from: InterestFrom, due_on: Date) -> Minor {
    let mut new = Minor::ZERO;
    for balance in account.balances.iter_mut().filter(|balance| balance.billed.is_none()) {
        balance.billed = Some(number);
        new += balance.open;
        if from == InterestFrom::DueDate && balance.kind == BalanceKind::Purchase {
            balance.interest_from = due_on;
        }
    }
    new
}

/// What must be paid at least of a new statement: interest, fees and called instalments in whole,
/// a share of the rest, and no less than the floor.
fn minimum(
    account: &Revolving,
    rule: &MinimumRule,
    new: Minor,
    in_whole: Components,
) -> Components {
    let revolving = |balance: &&Balance| balance.kind != BalanceKind::Installment;
    let base: Minor = match rule.base {
        MinimumBase::NewPurchases => new,
        MinimumBase::Balance => {
            account.balances.iter().filter(revolving).map(|balance| balance.open).sum()
        }
    };
    let mut unpaid = in_whole;
    unpaid.principal += share(base, rule.share);
    let short = (rule.floor - unpaid.total()).or_zero();
    unpaid.principal = (unpaid.principal + short).min(account.principal_billed());
    unpaid
}

/// A share of an amount.
pub(super) fn share(of: Minor, share: Fraction) -> Minor {
    of.scaled(i128::from(share.units()), i128::from(FRACTION_UNITS), Rounding::HalfUp)
}

/// Sets the next statement day; a new cycle takes over behind the due date of the last of the old.
fn step_cycle(contract: Contract, account: &mut Revolving, (on, due_on): (Date, Date)) {
    account.next_bill = match account.next_cycle.take() {
        None => on.plus_months_on(1, account.cycle.bill_day),
        Some(cycle) => {
            account.cycle = cycle;
            let behind = due_on.plus_days(i32::from(contract.product.tolerance.days));
            next_on(behind, cycle.bill_day)
        }
    };
}

/// Decides at the end of `on` whether the newest statement was paid in full in time.
pub(crate) fn decide(contract: Contract, state: &mut State, on: Date, effects: &mut Effects) {
    let decides = |statement: &Statement| {
        statement.course == StatementCourse::Fallen && decided_on(contract, statement) <= on
    };
    let newest = state.revolving.as_ref().and_then(|account| account.statement);
    let Some(statement) = newest.filter(decides) else { return };
    balance::accrue(contract, state, on);
    let overdue = state.overdue_and_due().contractual();
    let rate = state.rate;
    let Some(account) = &mut state.revolving else { return };
    let left = account.principal_billed() + overdue;
    let full = left <= contract.product.tolerance.amount;
    let counted = settle_interest(account, full);
    if let Some(statement) = &mut account.statement {
        statement.course =
            if full { StatementCourse::PaidInFull } else { StatementCourse::Carried };
    }
    let number = statement.number;
    let event = match full {
        true => RevolvingEvent::PaidInFull { number },
        false => {
            let interest = balance::priced(contract, rate, counted);
            RevolvingEvent::Carried { number, interest }
        }
    };
    effects.note(on, EventKind::Revolving(event));
}

/// Charges or forgives what was counted on billed balances; gives what was charged.
fn settle_interest(account: &mut Revolving, paid_in_full: bool) -> i128 {
    let mut charged = 0;
    for balance in account.balances.iter_mut().filter(|balance| balance.billed.is_some()) {
        let BalanceInterest::Contingent(counted) = balance.interest else { continue };
        balance.interest = match paid_in_full {
            // A tolerated rest has its next chance on the next statement.
            true => BalanceInterest::Contingent(0),
            false => BalanceInterest::Charged,
        };
        charged += if paid_in_full { 0 } else { counted };
    }
    account.interest += charged;
    account.drop_paid();
    charged
}

/// The pair of days that a statement day belongs to.
pub(super) fn cycle_with(cycles: &[Cycle], bill_day: u8) -> Option<Cycle> {
    cycles.iter().copied().find(|cycle| cycle.bill_day == bill_day)
}

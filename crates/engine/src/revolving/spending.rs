//! Money spent on the account, and money a merchant gives back.

use primitives::amount::{Amount, Minor};
use primitives::date::Date;

use super::{
    Balance, BalanceInterest, BalanceKind, OverLimitFee, RevolvingEvent, RevolvingFact, Spending,
    StatementCourse, balance, conversion, meet, opening, statement,
};
use crate::books;
use crate::contract::Contract;
use crate::effects::{Effects, EventKind};
use crate::fact::PaymentIntent;
use crate::payment;
use crate::posting::GlAccount;
use crate::product::revolving::{InterestFrom, RevolvingRule};
use crate::state::{State, Status};
use crate::waterfall::Component;

/// Applies a fact that only a revolving account knows, on its open value date.
pub(crate) fn apply(
    contract: Contract,
    state: &mut State,
    (number, on): (u32, Date),
    fact: &RevolvingFact,
    effects: &mut Effects,
) {
    let Some(rule) = &contract.product.revolving else { return };
    opening::ensure_open(contract, state, on);
    balance::accrue(contract, state, on);
    match *fact {
        RevolvingFact::LimitSet { limit } => opening::set_limit(state, limit),
        RevolvingFact::Spent { amount, on: what } => {
            spend(rule, state, (number, on), (amount, what), effects);
            payment::apply_held(contract, state, on, effects);
        }
        RevolvingFact::PurchaseRefunded { amount, of } => {
            refund(contract, state, on, (amount, of), effects);
        }
        RevolvingFact::Converted { what, installments } => {
            conversion::convert(rule, state, (number, on), (what, installments), effects);
        }
        RevolvingFact::BillDayChanged { day } => {
            opening::change_bill_day(contract, state, on, day);
        }
    }
}

fn spend(
    rule: &RevolvingRule,
    state: &mut State,
    (number, on): (u32, Date),
    (amount, what): (Minor, Spending),
    effects: &mut Effects,
) {
    state.totals.billed.principal += amount;
    effects.post(on, GlAccount::Principal, GlAccount::Cash, amount);
    if let Status::ChargedOff { outstanding, .. } = &mut state.status {
        // Spent before the loss was known: it joins it.
        outstanding.principal += amount;
        state.totals.charged_off.principal += amount;
        effects.post(on, GlAccount::ChargeOffLoss, GlAccount::Principal, amount);
        return;
    }
    state.principal_undue += amount;
    let Some(account) = &mut state.revolving else { return };
    let (kind, interest_from, interest) = match (what, rule.interest_from) {
        (Spending::CashAdvance, _) => (BalanceKind::CashAdvance, on, BalanceInterest::Charged),
        (Spending::Purchase, InterestFrom::PurchaseDate) => {
            (BalanceKind::Purchase, on, BalanceInterest::Contingent(0))
        }
        (Spending::Purchase, InterestFrom::DueDate) => {
            (BalanceKind::Purchase, Date::MAX, BalanceInterest::Contingent(0))
        }
    };
    let billed = None;
    account.balances.push(Balance {
        fact: number,
        on,
        kind,
        open: amount,
        billed,
        interest_from,
        interest,
    });
    if let (Spending::CashAdvance, Some(advance)) = (what, rule.cash_advance) {
        charge(state, on, statement::share(amount, advance.fee), effects);
    }
    pass_limit(rule, state, on, effects);
}

/// Notes that the limit is passed, and charges the product's fee for it once a cycle.
fn pass_limit(rule: &RevolvingRule, state: &mut State, on: Date, effects: &mut Effects) {
    let by = (-state.credit_left()).or_zero();
    let Some(account) = &mut state.revolving else { return };
    if by.is_zero() {
        return;
    }
    let charged = std::mem::replace(&mut account.over_limit_fee, OverLimitFee::Charged);
    effects.note(on, EventKind::Revolving(RevolvingEvent::LimitPassed { by }));
    if charged == OverLimitFee::Open {
        charge(state, on, rule.over_limit.fee, effects);
    }
}

/// Charges a fee, to stand on the next statement.
fn charge(state: &mut State, on: Date, amount: Minor, effects: &mut Effects) {
    if amount.is_zero() {
        return;
    }
    if let Some(account) = &mut state.revolving {
        account.fee_unbilled += amount;
        books::bill(state, on, (Component::Fee, amount), effects);
        effects.note(on, EventKind::Revolving(RevolvingEvent::FeeCharged { amount }));
    }
}

/// Gives a merchant's money to the purchase it came back for: to what is open of it, to what is
/// left of its plan, and the rest like any payment.
fn refund(
    contract: Contract,
    state: &mut State,
    on: Date,
    (amount, of): (Minor, u32),
    effects: &mut Effects,
) {
    let Some(account) = &mut state.revolving else {
        payment::receive(contract, state, on, (amount, PaymentIntent::Due), effects);
        return;
    };
    let mut rest = amount;
    let mut lowers_minimum = Minor::ZERO;
    let spent =
        |balance: &&mut Balance| balance.fact == of && balance.kind != BalanceKind::Installment;
    for balance in account.balances.iter_mut().filter(spent) {
        let part = rest.min(balance.open);
        balance.open -= part;
        rest -= part;
        lowers_minimum += if balance.billed.is_some() { part } else { Minor::ZERO };
    }
    for plan in account.conversions.iter_mut().filter(|plan| plan.purchases.contains(&of)) {
        let part = rest.min(plan.principal_left);
        plan.principal_left -= part;
        rest -= part;
    }
    let met = amount - rest;
    account.lower_minimum(contract.product.revolving.as_deref(), lowers_minimum);
    account.drop_paid();
    state.principal_undue -= met;
    state.totals.received += met;
    meet::record(state, on, (Component::Principal, met), GlAccount::Cash, effects);
    if rest > Minor::ZERO {
        payment::receive(contract, state, on, (rest, PaymentIntent::Due), effects);
    }
}

impl super::Revolving {
    /// Takes the share of purchases that left the statement out of a minimum not yet due.
    pub(super) fn lower_minimum(&mut self, rule: Option<&RevolvingRule>, by: Minor) {
        if let (Some(rule), Some(statement)) = (rule, &mut self.statement)
            && statement.course == StatementCourse::Open
        {
            let part = statement::share(by, rule.minimum.share);
            statement.unpaid.principal = (statement.unpaid.principal - part).or_zero();
        }
        self.bound_minimum();
    }
}

impl State {
    /// What of the limit is left to spend; below nothing when more is owed.
    pub fn credit_left(&self) -> Minor {
        let limit = self.revolving.as_ref().map_or(Minor::ZERO, |account| account.limit);
        limit + self.unapplied - self.principal_outstanding()
    }
}

//! What a revolving account may be asked.

use primitives::amount::Minor;
use primitives::date::Date;

use super::{Converted, RevolvingFact, Spending, conversion, statement};
use crate::command::Rejection;
use crate::contract::Contract;
use crate::fact::{Fact, FactKind};
use crate::fold::{Horizon, in_force};
use crate::product::revolving::RevolvingRule;
use crate::state::{State, Status};

/// Whether a fact is of the kind of credit the contract is about.
pub(crate) fn kind(contract: Contract, act: &FactKind) -> Result<(), Rejection> {
    match (&contract.product.revolving, act) {
        (None, FactKind::Revolving(_)) => Err(Rejection::NotRevolving),
        (
            Some(_),
            FactKind::Disbursed { .. } | FactKind::TakenOver(_) | FactKind::Reamortized(_),
        ) => Err(Rejection::NotForRevolving),
        _ => Ok(()),
    }
}

/// Whether deciding needs the facts behind the standing.
pub(crate) fn needs_facts(act: &FactKind) -> bool {
    matches!(act, FactKind::Revolving(RevolvingFact::PurchaseRefunded { .. }))
}

/// The amount asked for, if there is one.
pub(crate) fn amount(fact: &RevolvingFact) -> Option<Minor> {
    match *fact {
        RevolvingFact::LimitSet { limit } => Some(limit),
        RevolvingFact::Spent { amount, .. } | RevolvingFact::PurchaseRefunded { amount, .. } => {
            Some(amount)
        }
        RevolvingFact::Converted { .. } | RevolvingFact::BillDayChanged { .. } => None,
    }
}

/// Checks a fact against where the account stands on `on`.
pub(crate) fn act(
    contract: Contract,
    state: &State,
    on: Date,
    fact: &RevolvingFact,
) -> Result<(), Rejection> {
    let Some(rule) = &contract.product.revolving else { return Err(Rejection::NotRevolving) };
    if let RevolvingFact::LimitSet { limit } = *fact {
        return check_limit(contract, state, limit);
    }
    if state.status != Status::Active {
        return Err(Rejection::NotActive);
    }
    match *fact {
        RevolvingFact::Spent { amount, on: what } => check_spending(rule, state, amount, what),
        RevolvingFact::Converted { what, installments } => {
            check_conversion(rule, state, what, installments)
        }
        RevolvingFact::BillDayChanged { day } => check_bill_day(rule, state, on, day),
        RevolvingFact::LimitSet { .. } | RevolvingFact::PurchaseRefunded { .. } => Ok(()),
    }
}

/// The first limit is the contract's; a later one is one the product offers.
fn check_limit(contract: Contract, state: &State, limit: Minor) -> Result<(), Rejection> {
    match state.status {
        Status::Pending if limit != contract.terms.amount => Err(Rejection::LimitNotAgreed),
        Status::Pending => Ok(()),
        Status::Active => {
            let (least, most) = contract.product.amount;
            let offered = (least..=most).contains(&limit);
            if offered { Ok(()) } else { Err(Rejection::LimitNotOffered) }
        }
        _ => Err(Rejection::NotActive),
    }
}

fn check_spending(
    rule: &RevolvingRule,
    state: &State,
    amount: Minor,
    what: Spending,
) -> Result<(), Rejection> {
    if what == Spending::CashAdvance && rule.cash_advance.is_none() {
        return Err(Rejection::CashNotOffered);
    }
    let limit = state.revolving.as_ref().map_or(Minor::ZERO, |account| account.limit);
    if amount > state.credit_left() + statement::share(limit, rule.over_limit.share) {
        return Err(Rejection::OverLimit);
    }
    Ok(())
}

fn check_conversion(
    rule: &RevolvingRule,
    state: &State,
    what: Converted,
    installments: u16,
) -> Result<(), Rejection> {
    if conversion::offered(rule, installments).is_none() {
        return Err(Rejection::ConversionNotOffered);
    }
    let account = state.revolving.as_ref();
    let amount = account.map_or(Minor::ZERO, |account| conversion::convertible(account, what));
    if amount <= Minor::ZERO || amount < rule.convertible_from {
        return Err(Rejection::NothingToConvert);
    }
    Ok(())
}

fn check_bill_day(rule: &RevolvingRule, state: &State, on: Date, day: u8) -> Result<(), Rejection> {
    let Some(account) = &state.revolving else { return Err(Rejection::NotActive) };
    if statement::cycle_with(&rule.cycles, day).is_none() || day == account.cycle.bill_day {
        return Err(Rejection::BillDayNotOffered);
    }
    let months = i32::from(rule.cycle_change_months);
    match account.cycle_changed_on {
        Some(before) if on < before.plus_months(months) => Err(Rejection::BillDayChangedBefore),
        _ => Ok(()),
    }
}

/// Checks a merchant's refund against the purchase it is for.
pub(crate) fn refund(facts: &[Fact], on: Date, act: &FactKind) -> Result<(), Rejection> {
    let FactKind::Revolving(RevolvingFact::PurchaseRefunded { amount, of }) = *act else {
        return Ok(());
    };
    let counting = in_force(facts, Horizon::through(Date::MAX));
    let bought = counting.iter().find_map(|fact| match fact.kind {
        FactKind::Revolving(RevolvingFact::Spent { amount, on: Spending::Purchase })
            if fact.number == of && fact.value_date <= on =>
        {
            Some(amount)
        }
        _ => None,
    });
    let before: Minor = counting
        .iter()
        .filter_map(|fact| match fact.kind {
            FactKind::Revolving(RevolvingFact::PurchaseRefunded { amount, of: other })
                if other == of =>
            {
                Some(amount)
            }
            _ => None,
        })
        .sum();
    match bought {
        None => Err(Rejection::PurchaseUnknown),
        Some(bought) if before + amount > bought => Err(Rejection::RefundAbovePurchase),
        Some(_) => Ok(()),
    }
}

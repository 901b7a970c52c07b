//! Purchases turned into instalments: equal parts with an equal fee, one per statement, and the
//! rate that the fee comes to.

use primitives::amount::{Amount, Minor};
use primitives::date::Date;
use primitives::rate::{FRACTION_UNITS, Fraction};
use primitives::rounding::Rounding;
use primitives::solve::SolveError;
use primitives::solve::rate_conversion::{InstalmentCost, instalment_fee_cost};

use super::{
    Balance, BalanceInterest, BalanceKind, Conversion, Converted, Revolving, RevolvingEvent,
    statement,
};
use crate::effects::{Effects, EventKind};
use crate::product::revolving::{ConversionRule, RevolvingRule};
use crate::state::{Components, State};

/// The purchases a conversion would take: those not yet in a plan, and for a statement those that
/// have stood on one.
pub(super) fn takes(balance: &Balance, what: Converted) -> bool {
    balance.kind == BalanceKind::Purchase
        && match what {
            Converted::Purchase(fact) => balance.fact == fact,
            Converted::Statement => balance.billed.is_some(),
        }
}

/// How much a conversion would take on.
pub(super) fn convertible(account: &Revolving, what: Converted) -> Minor {
    account.balances.iter().filter(|balance| takes(balance, what)).map(|b| b.open).sum()
}

/// The plan on offer with a number of instalments.
pub(super) fn offered(rule: &RevolvingRule, installments: u16) -> Option<ConversionRule> {
    rule.conversions.iter().copied().find(|plan| plan.installments == installments)
}

/// Moves purchases into a plan. Their interest so far, where it hung on the statement, goes.
pub(super) fn convert(
    rule: &RevolvingRule,
    state: &mut State,
    (fact, on): (u32, Date),
    (what, installments): (Converted, u16),
    effects: &mut Effects,
) {
    let Some(account) = &mut state.revolving else { return };
    let Some(plan) = offered(rule, installments) else { return };
    let amount = convertible(account, what);
    if amount <= Minor::ZERO {
        return;
    }
    let taken: Vec<Balance> =
        account.balances.iter().copied().filter(|balance| takes(balance, what)).collect();
    account.balances.retain(|balance| !takes(balance, what));
    let billed = taken.iter().filter(|b| b.billed.is_some()).map(|b| b.open).sum();
    account.lower_minimum(Some(rule), billed);
    let fee = statement::share(amount, plan.fee);
    account.conversions.push(Conversion {
        fact,
        purchases: taken.iter().map(|balance| balance.fact).collect(),
        amount,
        fee,
        installments,
        billed: 0,
        principal_left: amount,
        fee_left: fee,
    });
    let event = RevolvingEvent::Converted { amount, installments, fee };
    effects.note(on, EventKind::Revolving(event));
}

/// Calls the next instalment of every plan for a statement: its principal and its fee.
pub(super) fn call(account: &mut Revolving, (statement, on): (u16, Date)) -> Components {
    let mut called = Components::default();
    for plan in &mut account.conversions {
        let (principal, fee) = plan.next();
        plan.billed += 1;
        plan.principal_left -= principal;
        plan.fee_left -= fee;
        called.principal += principal;
        called.fee += fee;
        account.balances.push(Balance {
            fact: plan.fact,
            on,
            kind: BalanceKind::Installment,
            open: principal,
            billed: Some(statement),
            interest_from: Date::MAX,
            interest: BalanceInterest::Contingent(0),
        });
    }
    account.drop_paid();
    called
}

impl Conversion {
    /// Principal and fee of the next instalment: equal parts, the last takes the rest.
    pub fn next(&self) -> (Minor, Minor) {
        if self.billed + 1 >= self.installments {
            return (self.principal_left, self.fee_left);
        }
        let part = |whole: Minor| whole.scaled(1, self.installments.into(), Rounding::Down);
        (part(self.amount).min(self.principal_left), part(self.fee).min(self.fee_left))
    }

    /// The parts of a plan of `amount` with a fee, before any is billed.
    pub fn parts(amount: Minor, fee: Minor, installments: u16) -> Vec<(Minor, Minor)> {
        let mut plan = Conversion {
            fact: 0,
            purchases: Vec::new(),
            amount,
            fee,
            installments,
            billed: 0,
            principal_left: amount,
            fee_left: fee,
        };
        let mut parts = Vec::new();
        for _ in 0..installments {
            let (principal, fee) = plan.next();
            plan.billed += 1;
            plan.principal_left -= principal;
            plan.fee_left -= fee;
            parts.push((principal, fee));
        }
        parts
    }
}

impl ConversionRule {
    /// The rate that its fee comes to on what is still owed, for disclosure.
    pub fn cost(&self) -> Result<InstalmentCost, SolveError> {
        instalment_fee_cost(self.fee, self.installments.into())
    }
}

/// The rate that a fee on an amount comes to over so many instalments; none for no amount.
pub fn fee_cost(amount: Minor, fee: Minor, installments: u16) -> Option<InstalmentCost> {
    if amount <= Minor::ZERO || installments == 0 {
        return None;
    }
    let share = Rounding::HalfUp.divide(fee.units() * i128::from(FRACTION_UNITS), amount.units());
    let share = Fraction::from_units(i64::try_from(share).ok()?);
    instalment_fee_cost(share, installments.into()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fee_is_told_as_the_rate_it_comes_to() {
        let plan =
            ConversionRule { installments: 12, fee: Fraction::from_percent("8.8%").unwrap() };
        let cost = plan.cost().unwrap();
        assert_eq!(
            format!("{:.2} {:.2}", cost.nominal * 100.0, cost.effective * 100.0),
            "15.86 17.07"
        );
        assert_eq!(fee_cost(Minor(120_000), Minor(10_560), 12), Some(cost));
        assert_eq!(fee_cost(Minor(0), Minor(1), 12), None);
    }

    #[test]
    fn parts_sum_to_the_whole() {
        let parts = Conversion::parts(Minor(100_000), Minor(8_801), 12);
        assert_eq!(parts.iter().map(|part| part.0).sum::<Minor>(), Minor(100_000));
        assert_eq!(parts.iter().map(|part| part.1).sum::<Minor>(), Minor(8_801));
        assert_eq!(parts[0], (Minor(8_333), Minor(733)));
        assert_eq!(parts[11], (Minor(8_337), Minor(738)));
    }
}

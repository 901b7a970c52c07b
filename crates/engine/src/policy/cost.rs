//! What a loan has really cost its borrower: everything paid beside principal, over the principal
//! in use, in both conventions. The test of a cap at settlement.

use primitives::date::Date;
use primitives::day_count::DayCount;
use primitives::rate::Fraction;
use primitives::solve::xirr;

use super::Convention;
use super::price::bound_of;
use crate::contract::Contract;
use crate::fact::Fact;
use crate::fold::{Horizon, fold};
use crate::posting::{GlAccount, Transfer};
use crate::state::Status;
use crate::waterfall::Component;

/// What rounding each line to the cent may add to a yearly cost: a ten-thousandth.
const ROUNDED_WITHIN: f64 = 1e-4;

/// The cost of a loan so far, a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// Everything paid beside principal, over principal times days, times 365.
    pub simple: f64,
    /// The internal rate of what went out and came in; none before the loan is settled.
    pub effective: Option<f64>,
}

/// The cost of a loan up to the end of a date; none before money was in use for a day.
pub fn cost(contract: Contract, facts: &[Fact], on: Date) -> Option<Cost> {
    let (state, effects) = fold(contract, facts, Horizon::through(on));
    let receivable = GlAccount::receivable(Component::Principal);
    let mut in_use = 0i128;
    for transfer in &effects.transfers {
        let days = i128::from(on.days_since(transfer.value_date));
        if transfer.debit == receivable {
            in_use += i128::from(transfer.amount.0) * days;
        }
        if transfer.credit == receivable {
            in_use -= i128::from(transfer.amount.0) * days;
        }
    }
    if in_use <= 0 {
        return None;
    }
    let paid = &state.totals.paid;
    let charged: i64 = Component::ALL
        .into_iter()
        .filter(|component| *component != Component::Principal)
        .map(|component| paid.get(component).0)
        .sum();
    let effective =
        matches!(state.status, Status::Settled { .. }).then(|| internal(&effects.transfers));
    Some(Cost { simple: charged as f64 * 365.0 / in_use as f64, effective: effective.flatten() })
}

fn internal(transfers: &[Transfer]) -> Option<f64> {
    let flow = |transfer: &Transfer| {
        let amount = i128::from(transfer.amount.0);
        match (transfer.debit, transfer.credit) {
            (GlAccount::Cash, _) => Some((transfer.value_date, amount)),
            (_, GlAccount::Cash) => Some((transfer.value_date, -amount)),
            _ => None,
        }
    };
    let flows: Vec<_> = transfers.iter().filter_map(flow).collect();
    xirr(&flows, DayCount::Act365Fixed).ok()
}

/// A price rule beside what a loan cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tested {
    /// The rule's id.
    pub rule: String,
    /// The yearly bound.
    pub bound: Fraction,
    /// How it counts.
    pub convention: Convention,
    /// Whether the cost stayed within it.
    pub within: bool,
}

/// Tests a cost against every price rule the loan was signed under. A convention that has no answer
/// yet is left out.
pub fn tested(contract: Contract, cost: &Cost) -> Vec<Tested> {
    let Some(pack) = contract.product.policy.as_deref() else { return Vec::new() };
    let terms = contract.terms;
    let rules = pack.rules_on(terms.signed_on, terms.installments);
    let test = |rule: &super::Rule| {
        let (bound, convention) = bound_of(pack, rule, terms.signed_on)?;
        let within = cost.by(convention)? <= bound.as_f64() + ROUNDED_WITHIN;
        Some(Tested { rule: rule.id.clone(), bound, convention, within })
    };
    rules.filter_map(test).collect()
}

impl Cost {
    /// The cost in a convention.
    pub fn by(&self, convention: Convention) -> Option<f64> {
        match convention {
            Convention::SimpleNominal => Some(self.simple),
            Convention::EffectiveIrr => self.effective,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Terms;
    use crate::fact::{FactKind, PaymentIntent};
    use primitives::amount::Minor;

    #[test]
    fn a_loan_paid_off_cost_what_its_rate_says() {
        let text = include_str!("../../../../products/cash-loan-2.toml");
        let product = crate::product::file::read(text).unwrap();
        let signed_on: Date = "2025-01-15".parse().unwrap();
        let terms = Terms {
            product: product.reference.clone(),
            currency: product.currency,
            amount: Minor(1_200_000),
            rate: "0.04% per day".parse().unwrap(),
            installments: 12,
            signed_on,
            due_day: None,
            disclosed: None,
        };
        let contract = Contract { terms: &terms, product: &product };
        let fact = |number, days: i32, kind| {
            let on = signed_on.plus_days(days);
            Fact { number, value_date: on, recorded_on: on, kind }
        };
        let payoff = PaymentIntent::Payoff;
        // 12,000.00 at 0.04 % for 20 days is 96.00; 1.008^(365/20) is 1.1565.
        let facts = [
            fact(1, 0, FactKind::Disbursed { amount: terms.amount }),
            fact(2, 20, FactKind::Paid { amount: Minor(1_209_600), intent: payoff }),
        ];
        let found = cost(contract, &facts, signed_on.plus_days(20)).unwrap();
        assert_eq!(format!("{:.4}", found.simple * 100.0), "14.6000");
        assert_eq!(format!("{:.2}", found.effective.unwrap() * 100.0), "15.65");
        let tested = tested(contract, &found);
        assert!(!tested.is_empty() && tested.iter().all(|test| test.within));
        assert_eq!(cost(contract, &facts[..1], signed_on), None);
    }
}

//! What a loan has really cost its borrower: everything paid beside principal, over the principal
//! in use, in both conventions. The test of a cap at settlement.

use primitives::date::Date;
use primitives::day_count::DayCount;
use primitives::rate::Fraction;
use primitives::solve::xirr;

use super::Convention;
use super::price::bound_of;
use crate::contract::Contract;
use crate::fact::{Fact, FactKind};
use crate::fold::{Horizon, fold, in_force};
use crate::posting::GlAccount;
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
    let effective = matches!(state.status, Status::Settled { .. }).then(|| internal(facts, on));
    Some(Cost { simple: charged as f64 * 365.0 / in_use as f64, effective: effective.flatten() })
}

fn internal(facts: &[Fact], on: Date) -> Option<f64> {
    let flow = |fact: &&Fact| match fact.kind {
        FactKind::Disbursed { amount } | FactKind::Refunded { amount } => {
            Some((fact.value_date, -i128::from(amount.0)))
        }
        FactKind::Paid { amount, .. } => Some((fact.value_date, i128::from(amount.0))),
        _ => None,
    };
    let counting = in_force(facts, Horizon::through(on));
    let flows: Vec<_> = counting.iter().filter_map(flow).collect();
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

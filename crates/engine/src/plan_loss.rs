//! What a plan costs the lender in present value, at the rate the loan was made at.
//!
//! Spec: `docs/specs/plan-loss.md`. Statistics: nothing here is booked.

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::rate::Per;
use primitives::solve::present_value::present_value;

use crate::accrual::InterestRule;
use crate::command::standing;
use crate::contract::Contract;
use crate::fact::{Fact, FactKind};
use crate::fold::{Horizon, in_force};
use crate::payoff::quote;
use crate::schedule::running::{Installment, projected};

/// The present-value loss of a plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlanLoss {
    /// The loan's original effective yearly rate.
    pub original_rate: f64,
    /// What was owed on the day of the plan, default interest included.
    pub claims: Minor,
    /// The same without the default interest above the contract rate that the plan sets aside.
    pub claims_at_contract_rate: Minor,
    /// What the plan's instalments are worth that day, in minor units.
    pub present_value: f64,
}

impl PlanLoss {
    /// The share lost of everything that was owed.
    pub fn of_claims(&self) -> f64 {
        1.0 - self.present_value / self.claims.0 as f64
    }

    /// The share lost of what would have been owed at the contract rate.
    pub fn of_claims_at_contract_rate(&self) -> f64 {
        1.0 - self.present_value / self.claims_at_contract_rate.0 as f64
    }
}

/// The loss of the plan that is the loan's fact number `plan`; none when that fact is no plan in
/// force.
pub fn plan_loss(contract: Contract, facts: &[Fact], plan: u32) -> Option<PlanLoss> {
    let in_force = in_force(facts, Horizon::through(Date::MAX));
    let fact = in_force.iter().find(|fact| fact.number == plan)?;
    if !matches!(fact.kind, FactKind::Reamortized(_)) {
        return None;
    }
    let on = fact.value_date;
    let before: Vec<Fact> = facts
        .iter()
        .filter(|other| other.number != plan && other.value_date <= on)
        .cloned()
        .collect();
    let up_to: Vec<Fact> = facts.iter().filter(|other| other.value_date <= on).cloned().collect();
    let owed = quote(contract, &standing(contract, &before, on), on);
    let after = standing(contract, &up_to, on);
    let set_aside = after.plan.map_or(Minor::ZERO, |plan| plan.conditional_waiver);
    let original_rate = effective_rate(contract);
    Some(PlanLoss {
        original_rate,
        claims: owed.amount(),
        claims_at_contract_rate: owed.amount() - set_aside,
        present_value: present_value(&flows(&projected(contract, &after)), on, original_rate),
    })
}

/// The contract rate signed, compounded as often as it runs: a daily rate 365 times a year, a
/// monthly one twelve times, a yearly one by the day where interest is daily, once where not.
pub fn effective_rate(contract: Contract) -> f64 {
    let rate = contract.terms.rate;
    let share = rate.fraction.as_f64();
    let compounded = |parts: f64, times: f64| (1.0 + parts).powf(times) - 1.0;
    match (rate.per, contract.product.interest) {
        (Per::Day, _) => compounded(share, 365.0),
        (Per::Month, _) => compounded(share, 12.0),
        (Per::Year, InterestRule::Daily(_)) => compounded(share / 365.0, 365.0),
        (Per::Year, InterestRule::Periodic) => compounded(share / 12.0, 12.0),
    }
}

fn flows(instalments: &[Installment]) -> Vec<(Date, i128)> {
    instalments
        .iter()
        .map(|due| (due.due.date, i128::from((due.principal + due.interest).0)))
        .collect()
}

//! The cost sheet (综合融资成本明示表): everything a loan may ever be charged, on one immutable
//! document made from the product, the terms and the policy pack.
//!
//! Spec: `docs/specs/cost-sheet.md`.

mod canonical;
#[cfg(test)]
mod tests;

use primitives::amount::Minor;
use primitives::money::Currency;
use primitives::rate::{Fraction, Rate};

use crate::contract::Contract;
use crate::policy::{Convention, PackRef, price};
use crate::product::revolving::RevolvingRule;
use crate::product::{LateBase, LateCharge, ProductRef};

/// One document. Two sheets are the same when their canonical bytes are.
#[derive(Clone, Debug, PartialEq)]
pub struct CostSheet {
    /// The product and version.
    pub product: ProductRef,
    /// The pack and version; none outside any.
    pub pack: Option<PackRef>,
    /// Of every amount.
    pub currency: Currency,
    /// What is lent.
    pub principal: Minor,
    /// In so many instalments.
    pub installments: u16,
    /// How the yearly cost counts.
    pub convention: Convention,
    /// The yearly cost of the loan if it performs, to two decimals of a percent.
    pub yearly_cost: String,
    /// Charged in any case.
    pub items: Vec<Item>,
    /// Charged only if something is not done as agreed, or is asked for.
    pub contingent: Vec<Item>,
}

/// Something that may be charged. All of it goes to the lender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Stable name; a charge names it.
    pub id: &'static str,
    /// How it is charged.
    pub charge: Charge,
}

/// How an item is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charge {
    /// A rate on principal in use.
    OnPrincipal(Rate),
    /// A rate on what is overdue: principal, or principal and interest.
    OnOverdue(Rate, LateBase),
    /// An amount for each missed due.
    PerMissedDue(Minor),
    /// A share of the minimum or instalment of each missed due.
    OfMissedDue(Fraction),
    /// A share of principal paid before time.
    OfPrepaid(Fraction),
    /// An amount once for each cycle in which the limit is passed.
    PerCycleOverLimit(Minor),
    /// A rate on cash drawn, from the day it is drawn.
    OnCash(Rate),
    /// A share of cash drawn.
    OfCash(Fraction),
    /// A share of what is turned into so many instalments, an equal part with each.
    OfConverted(u16, Fraction),
}

/// Why a charge is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("charge_not_on_sheet: `{0}` is not on the cost sheet / 成本明示表未列明该收费项目")]
pub struct NotOnSheet(pub String);

/// The sheet of terms under their product.
pub fn cost_sheet(contract: Contract) -> CostSheet {
    let (terms, product) = (contract.terms, contract.product);
    let pack = product.policy.as_deref();
    let convention = pack.map_or(Convention::SimpleNominal, |pack| pack.disclosure);
    let mut contingent: Vec<Item> = lateness(contract).into_iter().collect();
    if product.prepayment.fee > Fraction::ZERO {
        let charge = Charge::OfPrepaid(product.prepayment.fee);
        contingent.push(Item { id: "prepayment-fee", charge });
    }
    if let Some(rule) = &product.revolving {
        contingent.extend(revolving(rule));
    }
    CostSheet {
        product: product.reference.clone(),
        pack: pack.map(|pack| pack.reference.clone()),
        currency: terms.currency,
        principal: terms.amount,
        installments: terms.installments,
        convention,
        yearly_cost: format!("{:.2}%", price::yearly_cost(terms.rate, convention) * 100.0),
        items: vec![Item { id: "interest", charge: Charge::OnPrincipal(terms.rate) }],
        contingent,
    }
}

fn lateness(contract: Contract) -> Option<Item> {
    let late = contract.product.late?;
    let charge = match late.charge {
        LateCharge::FlatFee(fee) => Charge::PerMissedDue(fee),
        LateCharge::ShareOfDue(share) => Charge::OfMissedDue(share),
        LateCharge::Multiplier(_) | LateCharge::Spread(_) | LateCharge::FixedDaily(_) => {
            let rate = contract.late_rates(contract.terms.rate).capped;
            let charge = Charge::OnOverdue(rate, late.base);
            return Some(Item { id: "default-interest", charge });
        }
    };
    Some(Item { id: "late-fee", charge })
}

/// What a revolving account may charge for what its holder does beside buying and paying.
fn revolving(rule: &RevolvingRule) -> Vec<Item> {
    let mut items = Vec::new();
    if rule.over_limit.fee > Minor::ZERO {
        let charge = Charge::PerCycleOverLimit(rule.over_limit.fee);
        items.push(Item { id: "over-limit-fee", charge });
    }
    if let Some(cash) = rule.cash_advance {
        items.push(Item { id: "cash-interest", charge: Charge::OnCash(cash.rate) });
        items.push(Item { id: "cash-fee", charge: Charge::OfCash(cash.fee) });
    }
    items.extend(rule.conversions.iter().map(|plan| Item {
        id: "instalment-fee",
        charge: Charge::OfConverted(plan.installments, plan.fee),
    }));
    items
}

impl CostSheet {
    /// Refuses a charge whose item is not on the sheet.
    pub fn check(&self, item: &str) -> Result<(), NotOnSheet> {
        let known = self.items.iter().chain(&self.contingent).any(|known| known.id == item);
        if known { Ok(()) } else { Err(NotOnSheet(item.to_owned())) }
    }
}

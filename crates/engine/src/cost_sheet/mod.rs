//! The cost sheet (综合融资成本明示表): everything a loan may ever be charged, on one immutable
//! document made from the product, the terms and the policy pack.
//!
//! Spec: `docs/specs/cost-sheet.md`.

mod canonical;
mod digest;
#[cfg(test)]
mod tests;
pub mod worked;

use std::borrow::Cow;

use primitives::amount::Minor;
use primitives::money::Currency;
use primitives::rate::{Fraction, Rate};

pub use self::digest::{Digest, NotADigest, disclosure, is_as_signed};
use crate::charge::Charge as Added;
use crate::contract::Contract;
use crate::policy::{Convention, PackRef, price};
use crate::product::charges::ListedCharge;
use crate::product::revolving::RevolvingRule;
use crate::product::{Bilingual, LateBase, LateCharge, ProductRef};
use crate::waterfall::Component;

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

/// Something that may be charged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Stable name; a charge names it.
    pub id: Cow<'static, str>,
    /// How it is charged.
    pub charge: Charge,
    /// What people call it and who receives it, where the product says so; the lender else.
    pub listed: Option<Listed>,
}

/// What a product says of a charge it lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What people call it.
    pub name: Bilingual,
    /// Who receives it.
    pub receiver: Bilingual,
}

/// The items that follow from a product's own rules; no listed charge may bear their names.
pub const ITEMS: [&str; 8] = [
    "interest",
    "default-interest",
    "late-fee",
    "prepayment-fee",
    "over-limit-fee",
    "cash-interest",
    "cash-fee",
    "instalment-fee",
];

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
    /// Added by hand, each time at most so much.
    AtMost(Component, Minor),
}

/// The sheet of terms under their product.
pub fn cost_sheet(contract: Contract) -> CostSheet {
    let (terms, product) = (contract.terms, contract.product);
    let pack = product.policy.as_deref();
    let convention = pack.map_or(Convention::SimpleNominal, |pack| pack.disclosure);
    let mut contingent: Vec<Item> = lateness(contract).into_iter().collect();
    if product.prepayment.fee > Fraction::ZERO {
        let charge = Charge::OfPrepaid(product.prepayment.fee);
        contingent.push(Item::own("prepayment-fee", charge));
    }
    contingent.extend(product.charges.iter().map(Item::listed));
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
        items: vec![Item::own("interest", Charge::OnPrincipal(terms.rate))],
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
            return Some(Item::own("default-interest", charge));
        }
    };
    Some(Item::own("late-fee", charge))
}

/// What a revolving account may charge for what its holder does beside buying and paying.
fn revolving(rule: &RevolvingRule) -> Vec<Item> {
    let mut items = Vec::new();
    if rule.over_limit.fee > Minor::ZERO {
        let charge = Charge::PerCycleOverLimit(rule.over_limit.fee);
        items.push(Item::own("over-limit-fee", charge));
    }
    if let Some(cash) = rule.cash_advance {
        items.push(Item::own("cash-interest", Charge::OnCash(cash.rate)));
        items.push(Item::own("cash-fee", Charge::OfCash(cash.fee)));
    }
    items.extend(
        rule.conversions.iter().map(|plan| {
            Item::own("instalment-fee", Charge::OfConverted(plan.installments, plan.fee))
        }),
    );
    items
}

impl CostSheet {
    /// Whether a charge added by hand is on the sheet: a listed one within its most, or a late fee.
    /// What the engine works out itself, such as interest, is never added by hand.
    pub fn permits(&self, added: &Added) -> bool {
        self.contingent.iter().filter(|item| item.id == added.item).any(|item| match item.charge {
            Charge::AtMost(component, most) => component == added.component && added.amount <= most,
            Charge::PerMissedDue(most) => {
                added.component == Component::LateFee && added.amount <= most
            }
            Charge::OfMissedDue(_) => added.component == Component::LateFee,
            _ => false,
        })
    }
}

impl Item {
    fn own(id: &'static str, charge: Charge) -> Item {
        Item { id: Cow::Borrowed(id), charge, listed: None }
    }

    fn listed(charge: &ListedCharge) -> Item {
        let listed = Listed { name: charge.name.clone(), receiver: charge.receiver.clone() };
        Item {
            id: Cow::Owned(charge.item.clone()),
            charge: Charge::AtMost(charge.component, charge.most),
            listed: Some(listed),
        }
    }
}

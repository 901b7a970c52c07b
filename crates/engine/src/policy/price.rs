//! A price against the rules of a pack: at signing, and while lateness is charged.

use primitives::amount::{Amount, Minor};
use primitives::date::Date;
use primitives::rate::{FRACTION_UNITS, Fraction, Rate};
use primitives::rounding::Rounding;
use primitives::solve::rate_conversion::nominal_to_effective;

use super::{Bound, Convention, Pack, Rule, Verdict};
use crate::contract::{Contract, Terms, yearly};
use crate::product::{LateCharge, Product};
use crate::waterfall::Component;

/// A rate compounded is told to so many parts of one; below that it counts as equal.
const EQUAL_WITHIN: f64 = 1e-9;

/// The yearly cost of a rate in a convention, as a fraction: 0.24 is 24 %.
pub fn yearly_cost(rate: Rate, convention: Convention) -> f64 {
    let simple = yearly(rate) as f64 / FRACTION_UNITS as f64;
    match convention {
        Convention::SimpleNominal => simple,
        Convention::EffectiveIrr => nominal_to_effective(simple),
    }
}

/// Whether a rate lies within a yearly bound of a convention. The simple one is compared exactly.
pub fn within(rate: Rate, bound: Fraction, convention: Convention) -> bool {
    match convention {
        Convention::SimpleNominal => yearly(rate) <= i128::from(bound.units()),
        Convention::EffectiveIrr => yearly_cost(rate, convention) <= bound.as_f64() + EQUAL_WITHIN,
    }
}

/// A rule that terms would break.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "over_price_cap: {rate} comes to {cost} a year ({convention}), above {bound} by rule {rule}: {says} / {says_zh}"
)]
pub struct OverCap {
    /// The rule's id, with the pack's and its version.
    pub rule: String,
    /// The contract rate.
    pub rate: Rate,
    /// What it comes to in the rule's convention, to two decimals.
    pub cost: String,
    /// The convention's word.
    pub convention: &'static str,
    /// The bound.
    pub bound: String,
    /// The rule in English.
    pub says: String,
    /// The rule in Chinese.
    pub says_zh: String,
}

/// What a pack finds in terms that may be signed all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// The rule's id.
    pub rule: String,
}

/// The price a rule allows, with the convention it is counted in; none for a rule on something else.
pub(super) fn bound_of(pack: &Pack, rule: &Rule, on: Date) -> Option<(Fraction, Convention)> {
    match rule.what.bound {
        Bound::Price(bound, convention) => Some((bound, convention)),
        Bound::PriceByReference(times, convention) => {
            let reference = i128::from(pack.reference_rate(on)?.units());
            let product = reference * i128::from(times.units());
            let units = Rounding::Down.divide(product, i128::from(FRACTION_UNITS));
            Some((Fraction::from_units(i64::try_from(units).ok()?), convention))
        }
        Bound::DailyCost(daily) => {
            let units = daily.units().checked_mul(365)?;
            Some((Fraction::from_units(units), Convention::SimpleNominal))
        }
        _ => None,
    }
}

/// Checks the contract rate against every price rule that stands on the day of signing; in the
/// order of the pack, the first one broken.
pub fn check(pack: &Pack, terms: &Terms) -> Result<(), Box<OverCap>> {
    let on = terms.signed_on;
    for rule in pack.rules_on(on, terms.installments) {
        let Some((bound, convention)) = bound_of(pack, rule, on) else { continue };
        if !within(terms.rate, bound, convention) {
            let reference = &pack.reference;
            return Err(Box::new(OverCap {
                rule: format!("{} v{} {}", reference.id, reference.version, rule.id),
                rate: terms.rate,
                cost: format!("{:.2}%", yearly_cost(terms.rate, convention) * 100.0),
                convention: convention.word(),
                bound: bound.to_percent(),
                says: rule.what.says.en.clone(),
                says_zh: rule.what.says.zh.clone(),
            }));
        }
    }
    Ok(())
}

/// The rules that ask for a second look at terms.
pub fn flags(pack: &Pack, terms: &Terms) -> Vec<Flag> {
    let raised = |rule: &&Rule| match rule.what.bound {
        Bound::PriceFlag(bound, convention) => !within(terms.rate, bound, convention),
        _ => false,
    };
    let rules = pack.rules_on(terms.signed_on, terms.installments).filter(raised);
    rules.map(|rule| Flag { rule: rule.id.clone() }).collect()
}

/// The lowest simple yearly late rate the pack allows a contract; none where it bounds none.
pub fn late_rate_most(contract: Contract, rate: Rate) -> Option<Fraction> {
    let pack = contract.product.policy.as_deref()?;
    let terms = contract.terms;
    let times = |by: Fraction| {
        let units = yearly(rate) * i128::from(by.units());
        let units = Rounding::Down.divide(units, i128::from(FRACTION_UNITS));
        Fraction::from_units(i64::try_from(units).unwrap_or(i64::MAX))
    };
    let bounds = pack.rules_on(terms.signed_on, terms.installments);
    let yearly_bound = bounds.filter_map(|rule| match rule.what.bound {
        Bound::LateRate(bound) => Some(bound),
        Bound::LateMultiplier(by) => Some(times(by)),
        _ => None,
    });
    yearly_bound.min()
}

/// The most that may ever be charged on a contract beside the principal lent; none where
/// unbounded.
pub fn total_cost_most(contract: Contract, lent: Minor) -> Option<Minor> {
    let pack = contract.product.policy.as_deref()?;
    let terms = contract.terms;
    let shares = pack.rules_on(terms.signed_on, terms.installments);
    let share = shares.filter_map(|rule| match rule.what.bound {
        Bound::TotalCost(share) => Some(share),
        _ => None,
    });
    let share = i128::from(share.min()?.units());
    Some(lent.scaled(share, i128::from(FRACTION_UNITS), Rounding::Down))
}

/// What in a product its own pack would never let it charge, on the product's first day.
pub fn product_breaches(pack: &Pack, product: &Product) -> Vec<(&'static str, String)> {
    let on = product.effective_from;
    let longest = product.installments.last().copied().unwrap_or(1);
    let rules = || pack.rules_on(on, longest);
    let mut found = Vec::new();
    for rule in rules() {
        let told = || format!("breaks {} of {}: {}", rule.id, pack.reference.id, rule.what.says.en);
        match (rule.what.bound, product.late.map(|late| late.charge)) {
            (Bound::LateFee(most), Some(LateCharge::FlatFee(fee))) if fee > most => {
                found.push(("late.charge", told()));
            }
            (Bound::LateFee(most), _)
                if product
                    .charges
                    .iter()
                    .any(|charge| charge.component == Component::LateFee && charge.most > most) =>
            {
                found.push(("charges", told()));
            }
            (Bound::LateMultiplier(most), Some(LateCharge::Multiplier(by))) if by > most => {
                found.push(("late.charge", told()));
            }
            (Bound::PrepaymentFee(most), _) if product.prepayment.fee > most => {
                found.push(("prepayment.fee", told()));
            }
            _ => {}
        }
    }
    found
}

/// What a rule makes of a figure written as its kind writes it; none for a figure that cannot be
/// read. `on` picks the reference rate.
pub fn judge(pack: &Pack, rule: &Rule, figure: &str, on: Date) -> Option<Verdict> {
    let verdict = |within: bool| if within { Verdict::Allowed } else { Verdict::Refused };
    let share = || Fraction::from_percent(figure).ok();
    if let Some((bound, convention)) = bound_of(pack, rule, on) {
        return Some(verdict(within(figure.parse().ok()?, bound, convention)));
    }
    Some(match rule.what.bound {
        Bound::PriceFlag(bound, convention) => {
            match within(figure.parse().ok()?, bound, convention) {
                true => Verdict::Allowed,
                false => Verdict::Flagged,
            }
        }
        Bound::LateMultiplier(most) => verdict(figure.parse::<Fraction>().ok()? <= most),
        Bound::LateRate(most) => {
            verdict(within(figure.parse().ok()?, most, Convention::SimpleNominal))
        }
        Bound::LateFee(most) => verdict(Minor(pack.currency.parse_minor(figure).ok()?) <= most),
        Bound::LateFeeShare(most) | Bound::TotalCost(most) | Bound::PrepaymentFee(most) => {
            verdict(share()? <= most)
        }
        Bound::Price(..) | Bound::PriceByReference(..) | Bound::DailyCost(_) => return None,
    })
}

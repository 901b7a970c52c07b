//! The contract: what was signed, and the product version it pins.

use primitives::amount::Minor;
use primitives::calendar;
use primitives::date::Date;
use primitives::money::Currency;
use primitives::rate::{FRACTION_UNITS, Fraction, Per, Rate};
use primitives::rounding::Rounding;

use crate::accrual::{Growth, InterestRule, Span};
use crate::cost_sheet::Digest;
use crate::policy::PackRef;
use crate::policy::price::{self, OverCap};
use crate::product::{Amortization, DueDay, LateCharge, OverdueContractRate, Product, ProductRef};

/// What a borrower and a lender signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Pinned at signing.
    pub product: ProductRef,
    /// Of every amount.
    pub currency: Currency,
    /// Principal agreed.
    pub amount: Minor,
    /// Contract rate.
    pub rate: Rate,
    /// Number of instalments (months, for a bullet).
    pub installments: u16,
    /// Day of signing.
    pub signed_on: Date,
    /// A due day of the borrower's own, 1–28, in place of the product's.
    pub due_day: Option<u8>,
    /// The pack and the cost sheet that were part of the contract; none where none was shown here:
    /// a product outside any pack, a loan taken over, a contract older than sheets.
    pub disclosed: Option<Disclosed>,
}

/// What a borrower was shown before signing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosed {
    /// The policy pack the price was tested under.
    pub pack: PackRef,
    /// SHA-256 of the cost sheet's canonical bytes.
    pub sheet: Digest,
}

/// Signed terms together with the product they pin: the context of every engine function.
#[derive(Clone, Copy, Debug)]
pub struct Contract<'a> {
    /// What was signed.
    pub terms: &'a Terms,
    /// The product version named in the terms.
    pub product: &'a Product,
}

/// Why terms cannot be signed under a product; in the order checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// The amount is in another currency.
    #[error("currency_mismatch: the product lends {expected}, not {got}")]
    Currency {
        /// The product's.
        expected: Currency,
        /// The one given.
        got: Currency,
    },
    /// The product is not offered yet.
    #[error("product_not_effective: {0} is before the product's first day")]
    NotEffective(Date),
    /// Too small or too large.
    #[error("amount_out_of_range: {0} is outside the product's range")]
    Amount(String),
    /// Below the lowest or above the highest rate, or per another time.
    #[error("rate_out_of_range: {0} is outside the product's range")]
    Rate(Rate),
    /// A number of instalments that is not offered.
    #[error("installments_not_offered: {0}")]
    Installments(u16),
    /// A due day that is not 1–28.
    #[error("due_day_out_of_range: {0} is not between 1 and 28")]
    DueDay(u8),
    /// A due day that goes with no statement day of the product.
    #[error("due_day_not_offered: no statement of this product falls due on day {0}")]
    DueDayNotOffered(u8),
    /// Dearer than the product's policy pack allows.
    #[error(transparent)]
    OverCap(#[from] Box<OverCap>),
}

impl Terms {
    /// Checks the terms against the product they pin.
    pub fn check(&self, product: &Product) -> Result<(), TermsError> {
        if self.currency != product.currency {
            return Err(TermsError::Currency { expected: product.currency, got: self.currency });
        }
        if self.signed_on < product.effective_from {
            return Err(TermsError::NotEffective(self.signed_on));
        }
        if !(product.amount.0..=product.amount.1).contains(&self.amount) {
            return Err(TermsError::Amount(self.currency.format_minor(self.amount.0)));
        }
        let (lowest, highest) = product.rate;
        let within = (lowest.fraction..=highest.fraction).contains(&self.rate.fraction);
        if self.rate.per != lowest.per || !within {
            return Err(TermsError::Rate(self.rate));
        }
        if !product.installments.contains(&self.installments) {
            return Err(TermsError::Installments(self.installments));
        }
        match self.due_day {
            Some(day) if !(1..=28).contains(&day) => return Err(TermsError::DueDay(day)),
            Some(day) if !product.offers_due_day(day) => {
                return Err(TermsError::DueDayNotOffered(day));
            }
            _ => {}
        }
        match &product.policy {
            Some(pack) => Ok(price::check(pack, self)?),
            None => Ok(()),
        }
    }
}

impl Contract<'_> {
    /// The unshifted date of the first due for money paid out on `disbursed_on`: the next one
    /// where the calendar would move it back to that day or before.
    pub fn first_due(&self, disbursed_on: Date) -> Date {
        let first = self.first_due_named(disbursed_on);
        if self.falls_on(first) > disbursed_on { first } else { first.plus_months(1) }
    }

    /// Where the product's calendar moves a due date.
    pub(crate) fn falls_on(&self, unshifted: Date) -> Date {
        calendar::shift(self.product.due.calendar, self.product.due.shift, unshifted).date
    }

    fn first_due_named(&self, disbursed_on: Date) -> Date {
        let full = |day: u8| disbursed_on.plus_months_on(1, day);
        let first = match (self.terms.due_day, self.product.due.day) {
            (Some(day), _) | (None, DueDay::Fixed(day)) => self.first_on(disbursed_on, day),
            (None, DueDay::OfDisbursement) => full(disbursed_on.day().min(28)),
        };
        match self.product.amortization {
            Amortization::Bullet => first.plus_months(i32::from(self.terms.installments) - 1),
            _ => first,
        }
    }

    fn first_on(&self, disbursed_on: Date, day: u8) -> Date {
        let earliest = match self.product.due.first_period {
            crate::product::FirstPeriod::Stub => disbursed_on.plus_days(1),
            crate::product::FirstPeriod::Full => disbursed_on.plus_months(1),
        };
        let candidate = earliest.plus_months_on(0, day);
        if candidate >= earliest { candidate } else { candidate.plus_months_on(1, day) }
    }

    /// How many dues the schedule has: one for a bullet.
    pub fn due_count(&self) -> u16 {
        match self.product.amortization {
            Amortization::Bullet | Amortization::Revolving => 1,
            _ => self.terms.installments,
        }
    }

    /// Contract interest over `span` in `period`.
    pub fn growth(&self, rate: Rate, span: Span, period: Span) -> Growth {
        self.product.interest.growth(rate, span, period)
    }

    /// The late rate before and after caps, or none where lateness costs no rate.
    pub fn late_rates(&self, contract: Rate) -> LateRates {
        let units = |share: i128| Fraction::from_units(i64::try_from(share).unwrap_or(i64::MAX));
        let contract_units = i128::from(contract.fraction.units());
        let one = i128::from(FRACTION_UNITS);
        let alone = match self.product.late.map(|late| late.charge) {
            None | Some(LateCharge::FlatFee(_) | LateCharge::ShareOfDue(_)) => {
                Rate { fraction: Fraction::ZERO, ..contract }
            }
            Some(LateCharge::Multiplier(by)) => Rate {
                fraction: units(
                    Rounding::HalfUp.divide(contract_units * i128::from(by.units()), one),
                ),
                ..contract
            },
            Some(LateCharge::Spread(by)) => {
                Rate { fraction: units(contract_units + i128::from(by.units())), ..contract }
            }
            Some(LateCharge::FixedDaily(daily)) => Rate { fraction: daily, per: Per::Day },
        };
        let most = price::late_rate_most(*self, contract);
        let most = [self.product.caps.late_rate_yearly, most].into_iter().flatten().min();
        let capped = match most {
            Some(cap) if yearly(alone) > yearly(Rate { fraction: cap, per: Per::Year }) => {
                let share = i128::from(cap.units());
                Rate { fraction: units(per_year_to(share, alone.per)), per: alone.per }
            }
            _ => alone,
        };
        LateRates { uncapped: alone, capped }
    }

    /// Whether contract interest runs on overdue principal.
    pub fn contract_rate_continues(&self) -> bool {
        match self.product.late {
            None => true,
            Some(late) => {
                late.contract_rate == OverdueContractRate::Continues
                    || matches!(late.charge, LateCharge::FlatFee(_) | LateCharge::ShareOfDue(_))
            }
        }
    }

    /// The growth of a late rate from `from` to `to`: always by days.
    pub fn late_growth(&self, rate: Rate, from: Date, to: Date) -> Growth {
        let span = Span { from, to };
        let rule = match self.product.interest {
            InterestRule::Periodic => {
                InterestRule::Daily(primitives::accrual_basis::AccrualBasis::Act365)
            }
            daily => daily,
        };
        rule.growth(rate, span, span)
    }
}

/// A late rate before and after its caps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LateRates {
    /// What the rule alone says.
    pub uncapped: Rate,
    /// What may be billed.
    pub capped: Rate,
}

/// A rate as a simple yearly fraction in units: 365 days or 12 months.
pub fn yearly(rate: Rate) -> i128 {
    let units = i128::from(rate.fraction.units());
    match rate.per {
        Per::Day => units * 365,
        Per::Month => units * 12,
        Per::Year => units,
    }
}

fn per_year_to(yearly_units: i128, per: Per) -> i128 {
    match per {
        Per::Day => Rounding::Down.divide(yearly_units, 365),
        Per::Month => Rounding::Down.divide(yearly_units, 12),
        Per::Year => yearly_units,
    }
}

//! The revolving section of a product: everything a lender may vary about a credit card or a
//! pay-later account.
//!
//! Spec: `docs/specs/revolving.md`.

use primitives::amount::Minor;
use primitives::rate::{Fraction, Rate};

/// How a revolving account bills, charges and forgives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevolvingRule {
    /// The pairs of statement day and due day a borrower may choose from.
    pub cycles: Vec<Cycle>,
    /// Months that must pass between two changes of the statement day.
    pub cycle_change_months: u16,
    /// From when a balance not paid in full bears interest.
    pub interest_from: InterestFrom,
    /// What must be paid at least.
    pub minimum: MinimumRule,
    /// What may be spent above the limit.
    pub over_limit: OverLimit,
    /// Which balance money beyond the minimum meets first.
    pub excess: Excess,
    /// Cash drawn on the account; none where it is not offered.
    pub cash_advance: Option<CashAdvanceRule>,
    /// The instalment plans a purchase or a statement may be turned into.
    pub conversions: Vec<ConversionRule>,
    /// The smallest amount that may be turned into instalments.
    pub convertible_from: Minor,
}

/// A statement day and the due day of the statement: the first such day after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// Day of the month on which the statement is drawn up, 1–28.
    pub bill_day: u8,
    /// Day of the month on which its minimum falls due, 1–28.
    pub due_day: u8,
}

/// From when a balance not paid in full by its due date bears interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InterestFrom {
    /// From the day of the purchase, on what was owed each day.
    PurchaseDate,
    /// From the due date of the statement it first stood on.
    DueDate,
}

/// The principal part of a minimum payment; interest, fees and instalments come in whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MinimumRule {
    /// Share of the base.
    pub share: Fraction,
    /// What the share is taken of.
    pub base: MinimumBase,
    /// The least minimum, where that much is owed.
    pub floor: Minor,
}

/// What the share of a minimum payment is taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MinimumBase {
    /// Purchases on a statement for the first time, less what was converted, refunded or paid.
    NewPurchases,
    /// All principal on the statement that is not part of an instalment plan.
    Balance,
}

/// What may be spent above the limit, and its price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverLimit {
    /// Share of the limit; zero refuses every purchase above it.
    pub share: Fraction,
    /// Charged once per cycle in which the limit is passed.
    pub fee: Minor,
}

/// Which balance money beyond the minimum meets first. Billed balances always come before others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    /// The oldest purchase.
    OldestFirst,
    /// The balance with the highest rate (12 CFR 1026.53), the oldest of it.
    HighestRateFirst,
}

/// Cash drawn on the account: interest from the day it is drawn, never waived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CashAdvanceRule {
    /// Its rate, per the same time as the product's.
    pub rate: Rate,
    /// Fee on the amount drawn.
    pub fee: Fraction,
}

/// An instalment plan on offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConversionRule {
    /// Number of instalments, one per statement.
    pub installments: u16,
    /// Fee in all, on the original amount; an equal part with every instalment.
    pub fee: Fraction,
}

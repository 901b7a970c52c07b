//! Policy packs: what law and supervision ask of a price and of a class, as effective-dated data.
//!
//! A product names its pack and the pack's version, and a contract pins the product: so the pack
//! a contract was signed under never changes beneath it. The packs that ship are built in from
//! `rules/policy/`.
//!
//! Spec: `docs/specs/policy-packs.md`.

pub mod cost;
pub mod file;
pub mod price;
mod shipped;
#[cfg(test)]
mod tests;
mod words;

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::money::Currency;
use primitives::rate::Fraction;

use crate::classification::table::Table;
use crate::product::Bilingual;
pub use shipped::{SHIPPED, shipped};

/// Which pack, and which of its versions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackRef {
    /// Stable name, such as `CN-MICRO`.
    pub id: String,
    /// Counts from 1.
    pub version: u32,
}

/// The rules one kind of lender works under in one country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// Name and version products name.
    pub reference: PackRef,
    /// What people call it.
    pub name: Bilingual,
    /// Of every amount in it.
    pub currency: Currency,
    /// How a cost sheet states what performing credit costs a year.
    pub disclosure: Convention,
    /// The loan prime rate or another reference rate, oldest first.
    pub reference_rates: Vec<ReferenceRate>,
    /// What may be charged.
    pub rules: Vec<Rule>,
    /// Classification and impairment tables.
    pub tables: Vec<Dated<Table>>,
}

/// A yearly rate that was published for use from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReferenceRate {
    /// First day.
    pub from: Date,
    /// Yearly.
    pub rate: Fraction,
}

/// Something that is so from one day until another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated<T> {
    /// Names it within the pack.
    pub id: String,
    /// First day.
    pub from: Date,
    /// First day on which it no longer is; none while it stands.
    pub until: Option<Date>,
    /// Where it is written.
    pub source: Source,
    /// What.
    pub what: T,
}

/// Where a rule is written, and whether somebody has read it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The citation.
    pub citation: String,
    /// Whether the figure was checked against the text itself.
    pub verified: Verified,
}

/// Whether a figure was checked against the text it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// It was.
    Yes,
    /// A secondary source, or a reading not settled: to be checked before it is relied on.
    No,
}

/// A bound, dated, with its examples.
pub type Rule = Dated<Bounded>;

/// What a rule bounds, for which loans, and examples of what it allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounded {
    /// In words a clerk understands.
    pub says: Bilingual,
    /// The bound.
    pub bound: Bound,
    /// Number of months the loan must have, both ends included.
    pub months: (u16, u16),
    /// What the rule must say of given figures; these are its tests.
    pub examples: Vec<Example>,
}

/// A figure and what the rule makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The figure, as the rule's kind writes it.
    pub of: String,
    /// What the rule says.
    pub gives: Verdict,
}

/// What a rule says of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be charged.
    Allowed,
    /// It may not.
    Refused,
    /// It may, and somebody must look at it.
    Flagged,
}

/// How a yearly cost is counted. A rate can pass a bound in one convention and fail it in the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Convention {
    /// Rate per period times periods a year: 单利.
    SimpleNominal,
    /// Compounded monthly, the internal rate of the payments: 内部收益率.
    EffectiveIrr,
}

/// What is bounded, and by how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The yearly price of performing credit.
    Price(Fraction, Convention),
    /// The same, as a multiple of the reference rate on the day of signing.
    PriceByReference(Fraction, Convention),
    /// A yearly price above which a loan is flagged, not refused.
    PriceFlag(Fraction, Convention),
    /// Interest and fees per day on the amount borrowed.
    DailyCost(Fraction),
    /// How many times the contract rate the late rate may be.
    LateMultiplier(Fraction),
    /// The simple yearly late rate.
    LateRate(Fraction),
    /// One late fee.
    LateFee(Minor),
    /// One late fee as a share of the minimum or instalment that was missed.
    LateFeeShare(Fraction),
    /// Everything charged over the loan's life, as a share of the principal.
    TotalCost(Fraction),
    /// The fee on principal paid before time; `months` are those the loan has.
    PrepaymentFee(Fraction),
}

impl Convention {
    /// The word used in files.
    pub const fn word(self) -> &'static str {
        match self {
            Convention::SimpleNominal => "simple_nominal",
            Convention::EffectiveIrr => "effective_irr",
        }
    }
}

impl<T> Dated<T> {
    /// Whether it is so on a date.
    pub fn stands_on(&self, on: Date) -> bool {
        self.from <= on && self.until.is_none_or(|until| on < until)
    }
}

impl Pack {
    /// The rules that stand on a date for a loan of so many months.
    pub fn rules_on(&self, on: Date, months: u16) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| {
            let (least, most) = rule.what.months;
            rule.stands_on(on) && (least..=most).contains(&months)
        })
    }

    /// The classification table that stands on a date.
    pub fn table_on(&self, on: Date) -> Option<&Dated<Table>> {
        self.tables.iter().find(|table| table.stands_on(on))
    }

    /// The reference rate on a date.
    pub fn reference_rate(&self, on: Date) -> Option<Fraction> {
        self.reference_rates.iter().rev().find(|rate| rate.from <= on).map(|rate| rate.rate)
    }
}

//! How time becomes interest: exactly, and additive over any split of the time.
//!
//! Spec: `docs/specs/accrual.md`.

use primitives::accrual_basis::AccrualBasis;
use primitives::amount::Amount;
use primitives::date::Date;
use primitives::rate::{FRACTION_UNITS, Per, Rate};
use primitives::rounding::Rounding;

/// Time from one date to a later one; the end is not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First day counted.
    pub from: Date,
    /// First day no longer counted.
    pub to: Date,
}

/// How a product counts time for interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InterestRule {
    /// Day by day on the principal then outstanding; a yearly rate is spread by the basis, a
    /// monthly one over 30 days.
    Daily(AccrualBasis),
    /// A twelfth of the yearly (or the whole monthly) rate per regular period, whatever its days;
    /// inside a period, and in a first period of another length, in proportion to the days. A
    /// period of several months carries as many.
    Periodic,
}

/// The exact share of principal that accrues over a span: `numerator / denominator`.
///
/// Spans of one period share a denominator, so their numerators add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Growth {
    /// Above nothing for a positive rate.
    pub numerator: i128,
    /// Always positive.
    pub denominator: i128,
}

impl Growth {
    /// No growth at all.
    pub const NONE: Growth = Growth { numerator: 0, denominator: 1 };

    /// The growth applied to an amount, rounded by name.
    pub fn on<A: Amount>(self, amount: A, rounding: Rounding) -> A {
        amount.scaled(self.numerator, self.denominator, rounding)
    }
}

impl InterestRule {
    /// The exact growth of `rate` over `span`, which lies in the interest period `period`.
    pub fn growth(self, rate: Rate, span: Span, period: Span) -> Growth {
        let days = || i128::from(span.to.days_since(span.from));
        let (units, per) = match (self, rate.per) {
            (InterestRule::Daily(_), Per::Day) => (days(), 1),
            (InterestRule::Daily(_), Per::Month) => (days(), 30),
            (InterestRule::Daily(basis), Per::Year) => {
                (i128::from(basis.units(span.from, span.to)), i128::from(basis.units_per_year()))
            }
            (InterestRule::Periodic, Per::Day) => (days(), 1),
            (InterestRule::Periodic, Per::Month) => regular(days(), period),
            (InterestRule::Periodic, Per::Year) => {
                let (units, per) = regular(days(), period);
                (units, 12 * per)
            }
        };
        Growth {
            numerator: i128::from(rate.fraction.units()) * units,
            denominator: i128::from(FRACTION_UNITS) * per,
        }
    }
}

/// So many days of a period as months: the whole months that end where the period ends, at least
/// one, over their days.
fn regular(days: i128, period: Span) -> (i128, i128) {
    let reached = period.to.month_index() - period.from.month_index();
    let fits = |months: &i32| period.to.plus_months(-months) >= period.from;
    let months = [reached, reached - 1].into_iter().find(fits).unwrap_or(1).max(1);
    let length = period.to.days_since(period.to.plus_months(-months)).max(1);
    (days * i128::from(months), i128::from(length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::amount::Minor;

    fn span(from: &str, to: &str) -> Span {
        Span { from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    fn check(rule: InterestRule, rate: &str, over: (Span, Span), expected: i64) {
        let growth = rule.growth(rate.parse().unwrap(), over.0, over.1);
        assert_eq!(growth.on(Minor(1_200_000), Rounding::HalfUp), Minor(expected));
    }

    #[test]
    fn each_rule_counts_time_its_own_way() {
        let february = span("2025-02-15", "2025-03-15");
        check(
            InterestRule::Daily(AccrualBasis::Act365),
            "0.04% per day",
            (february, february),
            13_440,
        );
        check(
            InterestRule::Daily(AccrualBasis::Act365),
            "14.6% per year",
            (february, february),
            13_440,
        );
        check(
            InterestRule::Daily(AccrualBasis::Act360),
            "1.2% per month",
            (february, february),
            13_440,
        );
        check(InterestRule::Periodic, "14.4% per year", (february, february), 14_400);
        check(InterestRule::Periodic, "1.2% per month", (february, february), 14_400);
    }

    #[test]
    fn a_periodic_year_in_one_piece_is_twelve_months() {
        let year = span("2025-01-15", "2026-01-15");
        check(InterestRule::Periodic, "1.2% per month", (year, year), 172_800);
        check(InterestRule::Periodic, "14.4% per year", (year, year), 172_800);
        let half = span("2025-01-15", "2025-07-15");
        check(InterestRule::Periodic, "1.2% per month", (half, half), 86_400);
    }

    #[test]
    fn a_periodic_stub_runs_in_proportion() {
        let stub = span("2025-03-01", "2025-03-15");
        check(InterestRule::Periodic, "1.2% per month", (stub, stub), 7_200);
    }
}

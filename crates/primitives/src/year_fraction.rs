//! A length of time in years, exact.

use std::cmp::Ordering;

/// Years as a ratio in lowest terms with a positive denominator, so that equal times are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct YearFraction {
    numerator: i64,
    denominator: i64,
}

impl YearFraction {
    /// No time.
    pub const ZERO: YearFraction = YearFraction { numerator: 0, denominator: 1 };
    /// One year.
    pub const ONE: YearFraction = YearFraction { numerator: 1, denominator: 1 };

    /// `numerator / denominator` years; nothing when the denominator is zero or the reduced ratio
    /// does not fit 64 bits.
    pub fn try_new(numerator: i128, denominator: i128) -> Option<YearFraction> {
        if denominator == 0 {
            return None;
        }
        let divisor = i128::try_from(common_divisor(numerator, denominator)).ok()?;
        let divisor = if denominator < 0 { -divisor } else { divisor };
        Some(YearFraction {
            numerator: i64::try_from(numerator / divisor).ok()?,
            denominator: i64::try_from(denominator / divisor).ok()?,
        })
    }

    /// The same from whole units of which a year holds so many (at least one).
    pub(crate) fn of_units(units: i64, per_year: i64) -> YearFraction {
        YearFraction::try_new(i128::from(units), i128::from(per_year)).unwrap_or(YearFraction::ZERO)
    }

    /// Above the line.
    pub const fn numerator(self) -> i64 {
        self.numerator
    }

    /// Below the line; positive.
    pub const fn denominator(self) -> i64 {
        self.denominator
    }

    /// The sum; nothing when it does not fit.
    pub fn checked_add(self, other: YearFraction) -> Option<YearFraction> {
        let [n1, d1] = [self.numerator, self.denominator].map(i128::from);
        let [n2, d2] = [other.numerator, other.denominator].map(i128::from);
        YearFraction::try_new((n1 * d2).checked_add(n2 * d1)?, d1 * d2)
    }

    /// So many times as long; nothing when it does not fit.
    pub fn checked_mul(self, count: i64) -> Option<YearFraction> {
        let product = i128::from(self.numerator) * i128::from(count);
        YearFraction::try_new(product, i128::from(self.denominator))
    }
}

impl PartialOrd for YearFraction {
    fn partial_cmp(&self, other: &YearFraction) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for YearFraction {
    fn cmp(&self, other: &YearFraction) -> Ordering {
        let left = i128::from(self.numerator) * i128::from(other.denominator);
        left.cmp(&(i128::from(other.numerator) * i128::from(self.denominator)))
    }
}

fn common_divisor(a: i128, b: i128) -> u128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(numerator: i128, denominator: i128) -> YearFraction {
        YearFraction::try_new(numerator, denominator).unwrap()
    }

    #[test]
    fn a_ratio_is_kept_in_lowest_terms() {
        assert_eq!(years(180, -360), years(-1, 2));
        assert_eq!(years(0, 7), YearFraction::ZERO);
        assert!(years(1, 3) < years(1, 2));
    }

    #[test]
    fn what_does_not_fit_is_nothing() {
        assert_eq!(YearFraction::try_new(1, 0), None);
        assert_eq!(YearFraction::try_new(i128::MAX, 2), None);
        assert_eq!(years(i128::from(i64::MAX), 1).checked_mul(2), None);
        assert_eq!(years(i128::from(i64::MAX), 1).checked_add(YearFraction::ONE), None);
    }

    #[test]
    fn sums_are_exact() {
        assert_eq!(years(1, 12).checked_add(years(3, 365)), Some(years(401, 4380)));
    }
}

//! Rounding a ratio to a whole number, by a rule with a name.

use std::cmp::Ordering;

use ethnum::I256;

/// How a ratio becomes a whole number of units. A product names its rule; nothing rounds unnamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Rounding {
    /// To the nearest; a half goes away from zero (四舍五入).
    #[default]
    HalfUp,
    /// To the nearest; a half goes to the even neighbour.
    HalfEven,
    /// Towards zero.
    Down,
    /// Away from zero.
    Up,
}

impl Rounding {
    /// Rounds `numerator / denominator`. `denominator` must be positive.
    pub fn divide(self, numerator: i128, denominator: i128) -> i128 {
        debug_assert!(denominator > 0, "a denominator is positive");
        let (quotient, remainder) = quotient_and_remainder(numerator, denominator);
        let remainder = remainder.unsigned_abs();
        let rest = denominator.unsigned_abs() - remainder;
        match self.leaves(remainder == 0, remainder.cmp(&rest), quotient % 2 != 0) {
            Towards::Zero => quotient,
            Towards::Away => quotient + numerator.signum(),
        }
    }

    /// The same for ratios that do not fit 128 bits.
    ///
    /// # Panics
    /// When the rounded answer itself does not fit an `i128`: amounts of that size are a bug.
    pub fn divide_wide(self, numerator: I256, denominator: I256) -> i128 {
        debug_assert!(denominator > 0, "a denominator is positive");
        let quotient = numerator / denominator;
        let remainder = (numerator % denominator).abs();
        let rest = denominator - remainder;
        let odd = quotient % 2 != 0;
        let rounded = match self.leaves(remainder == 0, remainder.cmp(&rest), odd) {
            Towards::Zero => quotient,
            Towards::Away => quotient + numerator.signum(),
        };
        i128::try_from(rounded).expect("a rounded amount fits 128 bits")
    }

    /// Which way a quotient goes that leaves a remainder: below, at or above the half.
    fn leaves(self, exact: bool, half: Ordering, odd: bool) -> Towards {
        let away = match self {
            Rounding::Down => false,
            Rounding::Up => true,
            Rounding::HalfUp => half != Ordering::Less,
            Rounding::HalfEven => half == Ordering::Greater || (half == Ordering::Equal && odd),
        };
        if away && !exact { Towards::Away } else { Towards::Zero }
    }
}

/// Rounding to whole multiples of so many units: a whole yuan, ten fen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Grid {
    /// Which of the two nearest multiples.
    pub rounding: Rounding,
    /// The units in one; above zero.
    pub multiple: i128,
}

impl From<Rounding> for Grid {
    fn from(rounding: Rounding) -> Grid {
        Grid { rounding, multiple: 1 }
    }
}

impl Grid {
    /// Rounds `numerator / denominator`. `denominator` must be positive.
    pub fn divide(self, numerator: i128, denominator: i128) -> i128 {
        self.multiple * self.rounding.divide(numerator, denominator * self.multiple)
    }

    /// The same for ratios that do not fit 128 bits; panics as [`Rounding::divide_wide`] does.
    pub fn divide_wide(self, numerator: I256, denominator: I256) -> i128 {
        let multiple = I256::from(self.multiple);
        self.multiple * self.rounding.divide_wide(numerator, denominator * multiple)
    }
}

/// Most ratios of a loan fit 64 bits, where a division costs a fraction of one of 128.
fn quotient_and_remainder(numerator: i128, denominator: i128) -> (i128, i128) {
    match (u64::try_from(numerator), u64::try_from(denominator)) {
        (Ok(numerator), Ok(denominator)) => {
            (i128::from(numerator / denominator), i128::from(numerator % denominator))
        }
        _ => (numerator / denominator, numerator % denominator),
    }
}

enum Towards {
    Zero,
    Away,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rounding: Rounding, numerator: i128, denominator: i128, expected: i128) {
        assert_eq!(rounding.divide(numerator, denominator), expected);
        assert_eq!(rounding.divide_wide(I256::from(numerator), I256::from(denominator)), expected);
    }

    #[test]
    fn half_follows_the_named_rule() {
        check(Rounding::HalfUp, 5, 2, 3);
        check(Rounding::HalfUp, -5, 2, -3);
        check(Rounding::HalfEven, 5, 2, 2);
        check(Rounding::HalfEven, 7, 2, 4);
        check(Rounding::HalfEven, -5, 2, -2);
        check(Rounding::Down, 9, 5, 1);
        check(Rounding::Up, 6, 5, 2);
        check(Rounding::Up, -6, 5, -2);
        check(Rounding::Up, 10, 5, 2);
    }

    #[test]
    fn a_grid_gives_whole_multiples() {
        let yuan = |rounding| Grid { rounding, multiple: 100 };
        assert_eq!(yuan(Rounding::Up).divide(20_001, 1), 20_100);
        assert_eq!(yuan(Rounding::HalfUp).divide(40_099, 2), 20_000);
        assert_eq!(yuan(Rounding::HalfUp).divide(40_100, 2), 20_100);
        assert_eq!(yuan(Rounding::Down).divide_wide(I256::from(-39_999), I256::from(2)), -19_900);
    }
}

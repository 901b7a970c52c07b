//! Amounts at a scale: one set of formulas for loans in minor units and for outside standards
//! that compute unrounded.

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use ethnum::I256;

use crate::rounding::Rounding;

/// A whole number of units of some size, on which schedules and accrual are computed.
///
/// [`Minor`] is what loans use. [`Fine`] carries twelve more decimals, for standards such as ACTUS
/// that never round.
pub trait Amount:
    Copy
    + Debug
    + Default
    + Ord
    + Add<Output = Self>
    + Sub<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + Sum
{
    /// The number of units.
    fn units(self) -> i128;

    /// An amount of so many units.
    ///
    /// # Panics
    /// When the scale cannot hold it: no loan is that large, so it is a bug.
    fn from_units(units: i128) -> Self;

    /// `self × numerator ÷ denominator`, rounded by name. `denominator` must be positive.
    fn scaled(self, numerator: i128, denominator: i128, rounding: Rounding) -> Self {
        match self.units().checked_mul(numerator) {
            Some(product) => Self::from_units(rounding.divide(product, denominator)),
            None => {
                let product = I256::from(self.units()) * I256::from(numerator);
                Self::from_units(rounding.divide_wide(product, I256::from(denominator)))
            }
        }
    }

    /// Nothing.
    fn zero() -> Self {
        Self::default()
    }

    /// Whether it is nothing.
    fn is_zero(self) -> bool {
        self == Self::default()
    }
}

macro_rules! amount {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);

        impl Add for $name {
            type Output = $name;
            fn add(self, other: $name) -> $name {
                $name(self.0.checked_add(other.0).expect("amounts stay within their scale"))
            }
        }
        impl Sub for $name {
            type Output = $name;
            fn sub(self, other: $name) -> $name {
                $name(self.0.checked_sub(other.0).expect("amounts stay within their scale"))
            }
        }
        impl Neg for $name {
            type Output = $name;
            fn neg(self) -> $name {
                $name(-self.0)
            }
        }
        impl AddAssign for $name {
            fn add_assign(&mut self, other: $name) {
                *self = *self + other;
            }
        }
        impl SubAssign for $name {
            fn sub_assign(&mut self, other: $name) {
                *self = *self - other;
            }
        }
        impl Sum for $name {
            fn sum<I: Iterator<Item = $name>>(amounts: I) -> $name {
                amounts.fold($name(0), Add::add)
            }
        }
        impl Amount for $name {
            fn units(self) -> i128 {
                i128::from(self.0)
            }
            fn from_units(units: i128) -> $name {
                $name(<$inner>::try_from(units).expect("amounts stay within their scale"))
            }
        }
    };
}

amount! {
    /// Whole minor units (fen, cents) of the contract's currency.
    Minor(i64)
}

amount! {
    /// Parts of 10⁻¹² of a major unit.
    Fine(i128)
}

impl Minor {
    /// Nothing.
    pub const ZERO: Minor = Minor(0);

    /// The part above nothing.
    pub fn or_zero(self) -> Minor {
        self.max(Minor::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaling_rounds_once() {
        // 10,867.50 at 0.04 % a day for 28 days = 121.716
        let interest =
            Minor(1_086_750).scaled(400_000_000 * 28, 1_000_000_000_000, Rounding::HalfUp);
        assert_eq!(interest, Minor(12_172));
    }

    #[test]
    fn a_product_past_128_bits_is_still_exact() {
        let amount = Fine(1_000_000_000_000_000_000_000_000);
        let ratio = 333_333_333_333_333_333_333_333;
        assert_eq!(amount.scaled(ratio, ratio, Rounding::HalfUp), amount);
    }
}

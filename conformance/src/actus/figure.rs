//! Published numbers, read exactly and compared in integers.

use std::fmt;
use std::str::FromStr;

use primitives::amount::{Amount, Fine};
use primitives::decimal::{DECIMAL_UNITS, Decimal};
use primitives::rate::Fraction;
use primitives::rounding::Rounding;

/// Decimals kept. Published numbers have at most 17 significant digits; a digit past the 24th
/// decimal lies fifteen orders below the tolerance, and is rounded.
const PLACES: usize = 24;
/// One.
const ONE: i128 = DECIMAL_UNITS;
/// Units in one unit of [`Fine`] and of [`Fraction`].
const PER_FINE: i128 = 10i128.pow(12);
/// The published tolerance is one part in so many.
const TOLERANCE: u128 = 1_000_000_000;

/// A published number, at the scale of [`Decimal`] but read more leniently: files write exponents
/// and blanks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Figure(i128);

/// Why a text is not a number, or not one that fits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a decimal number below 10^14")]
pub struct FigureError(String);

impl Figure {
    /// One.
    pub const ONE: Figure = Figure(ONE);

    /// The sum; nothing when too large.
    pub fn plus(self, other: Figure) -> Option<Figure> {
        self.0.checked_add(other.0).map(Figure)
    }

    /// The difference; nothing when too large.
    pub fn minus(self, other: Figure) -> Option<Figure> {
        self.0.checked_sub(other.0).map(Figure)
    }

    /// The product, rounded half up; nothing when too large.
    pub fn times(self, other: Figure) -> Option<Figure> {
        scaled(self.0, other.0, ONE).map(Figure)
    }

    /// The quotient, rounded half up; nothing by zero or when too large.
    pub fn over(self, divisor: Figure) -> Option<Figure> {
        match divisor.0.signum() {
            0 => None,
            sign => scaled(self.0, sign * ONE, divisor.0.abs()).map(Figure),
        }
    }

    /// So much of an amount, rounded half up; nothing when too large.
    pub fn of(self, amount: Fine) -> Option<Fine> {
        scaled(amount.0, self.0, ONE).map(Fine)
    }

    /// As an amount, rounded half up at the twelfth decimal.
    pub fn to_fine(self) -> Fine {
        Fine(Rounding::HalfUp.divide(self.0, PER_FINE))
    }

    /// As a rate, rounded half up at the twelfth decimal; nothing when too large for one.
    pub fn to_fraction(self) -> Option<Fraction> {
        let units = Rounding::HalfUp.divide(self.0, PER_FINE);
        i64::try_from(units).ok().map(Fraction::from_units)
    }

    /// Whether it differs from the published value by at most `1e-9 × max(1, |published|)`.
    pub fn meets(self, published: Figure) -> bool {
        let allowed = published.0.unsigned_abs().max(ONE.unsigned_abs()) / TOLERANCE;
        self.0.abs_diff(published.0) <= allowed
    }
}

impl From<Fine> for Figure {
    fn from(amount: Fine) -> Figure {
        // Saturating: an amount of 10^14 and more fits no published value, so it fails either way.
        Figure(amount.0.saturating_mul(PER_FINE))
    }
}

impl From<Fraction> for Figure {
    fn from(fraction: Fraction) -> Figure {
        Figure(i128::from(fraction.units()) * PER_FINE)
    }
}

/// `units × numerator ÷ denominator`, or nothing where the answer could pass 126 bits.
fn scaled(units: i128, numerator: i128, denominator: i128) -> Option<i128> {
    let bits = |value: i128| 128 - value.unsigned_abs().leading_zeros();
    let fits = bits(units) + bits(numerator) < bits(denominator) + 126;
    fits.then(|| Fine(units).scaled(numerator, denominator, Rounding::HalfUp).units())
}

impl FromStr for Figure {
    type Err = FigureError;

    /// Reads `-12.5`, ` 0.10` or `1.5E-7`: blanks around are ignored.
    fn from_str(text: &str) -> Result<Figure, FigureError> {
        parsed(text.trim()).map(Figure).ok_or_else(|| FigureError(text.to_owned()))
    }
}

fn parsed(text: &str) -> Option<i128> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, digits) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let significant = format!("{whole}{part}");
    let numeric = significant.bytes().all(|digit| digit.is_ascii_digit());
    if significant.is_empty() || !numeric {
        return None;
    }
    let units: i128 = significant.parse().ok()?;
    let shift = i32::try_from(PLACES).ok()?.checked_add(exponent)?;
    let units = shifted(units, shift.checked_sub(i32::try_from(part.len()).ok()?)?)?;
    Some(if negative { -units } else { units })
}

/// `units × 10^shift`, rounded half up where that drops digits.
fn shifted(units: i128, shift: i32) -> Option<i128> {
    match (units, 10i128.checked_pow(shift.unsigned_abs())) {
        (0, _) => Some(0),
        (_, Some(power)) if shift >= 0 => units.checked_mul(power),
        (_, Some(power)) => Some(Rounding::HalfUp.divide(units, power)),
        (_, None) => (shift < 0).then_some(0),
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Decimal::from_units(self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(text: &str) -> Figure {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_are_read_leniently_and_exactly() {
        for (text, expected) in [
            (" 0.10", "0.1"),
            ("  5000", "5000"),
            ("-.5", "-0.5"),
            ("1.5E-7", "0.00000015"),
            ("2e3", "2000"),
            ("3.5e-30", "0"),
            ("0.01093827160493827", "0.01093827160493827"),
        ] {
            assert_eq!(figure(text).to_string(), expected);
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "-", ".", "1,000", "1e", "1e99999999999", "1e30", "NaN", "0x1", "1.2.3"] {
            assert!(text.parse::<Figure>().is_err(), "{text}");
        }
    }

    #[test]
    fn arithmetic_rounds_once_and_never_overflows() {
        assert_eq!(figure("300").over(figure("-100")), Some(figure("-3")));
        assert_eq!(figure("1.5").times(figure("0.2")), Some(figure("0.3")));
        assert_eq!(figure("1").over(figure("0")), None);
        assert_eq!(figure("1e13").times(figure("1e13")), None);
        assert_eq!(figure("0.25").of(Fine(3)), Some(Fine(1)));
    }

    #[test]
    fn the_tolerance_is_relative_above_one_and_absolute_below() {
        assert!(figure("0.0000000009").meets(figure("0")));
        assert!(!figure("0.0000000011").meets(figure("0")));
        assert!(figure("5000.000005").meets(figure("5000")));
        assert!(!figure("5000.0000051").meets(figure("5000")));
    }
}

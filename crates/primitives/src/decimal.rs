//! A decimal with twenty-four places: for factors and unrounded amounts between whole numbers of
//! minor units.

use std::fmt;
use std::str::FromStr;

use ethnum::I256;

/// Decimals kept.
const PLACES: usize = 24;

/// Units of one in a [`Decimal`]: 10²⁴.
pub const DECIMAL_UNITS: i128 = 10_i128.pow(PLACES as u32);

/// A number in units of 10⁻²⁴, up to about 1.7 × 10¹⁴.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(i128);

/// Why a text is not a decimal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a decimal of at most 24 places below 170 trillion")]
pub struct DecimalError(pub String);

impl Decimal {
    /// Nothing.
    pub const ZERO: Decimal = Decimal(0);
    /// One.
    pub const ONE: Decimal = Decimal(DECIMAL_UNITS);

    /// From parts of 10²⁴.
    pub const fn from_units(units: i128) -> Decimal {
        Decimal(units)
    }

    /// In parts of 10²⁴.
    pub const fn units(self) -> i128 {
        self.0
    }

    /// The same number where it fits, for the ends of wider calculations.
    pub(crate) fn from_wide(units: I256) -> Option<Decimal> {
        i128::try_from(units).ok().map(Decimal)
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    /// Reads a plain decimal such as `-0.28279338`: no exponent, no separators.
    fn from_str(text: &str) -> Result<Decimal, DecimalError> {
        units_of(text).map(Decimal).ok_or_else(|| DecimalError(text.to_owned()))
    }
}

fn units_of(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let numeric = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !numeric(whole) || !numeric(part) || part.len() > PLACES {
        return None;
    }
    let units: i128 = format!("{whole}{part:0<PLACES$}").parse().ok()?;
    Some(if negative { -units } else { units })
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.0.unsigned_abs(), width = PLACES + 1);
        let (whole, part) = digits.split_at(digits.len() - PLACES);
        match part.trim_end_matches('0') {
            "" => f.pad(&format!("{sign}{whole}")),
            part => f.pad(&format!("{sign}{whole}.{part}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips() {
        for text in ["0", "-0.28279338494891903757", "250000", "0.000000000000000000000001"] {
            assert_eq!(text.parse::<Decimal>().unwrap().to_string(), text);
        }
        assert_eq!("-5000.0".parse::<Decimal>().unwrap().to_string(), "-5000");
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            ".5",
            "5.",
            "1e3",
            "+1",
            "--1",
            "1,0",
            "200000000000000",
            "0.0000000000000000000000001",
        ] {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
    }
}
